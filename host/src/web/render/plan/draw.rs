//! What stands on a sheet: the markers of a list or of one place, and the communes that find room beside them.

use super::super::html::{Html, escape_into};
use super::super::words::Words;
use super::Plan;
use super::frame::Frame;
use super::labels::{Anchor, Area, Label, Room};
use super::pins::{PIN, Pin, pins};
use super::sheet::Sheet;
use crate::territory::CommunePoint;

/// The ring around what was searched around: its radius, in rem.
const ORIGIN: f64 = 1.25;
/// A commune's point, in rem.
const DOT: f64 = 0.22;
/// Where names stand beside a point, in rem.
const BESIDE: f64 = 0.35;
/// The same beside a marker that hides the point.
const BESIDE_MARK: f64 = PIN / 2.0 + 0.2;
/// Names on one sheet: more is no plan but a table.
const NAMES_MAX: usize = 40;
/// Where so many names stand inside, nobody needs those beyond the edges.
const NAMES_ENOUGH: usize = 8;
/// Names at the edges that say what lies beyond.
const BEYOND_MAX: usize = 6;
/// A town, whose name is darker than a village's.
const TOWN: u64 = 10_000;
/// A sheet of a list.
pub(super) struct Drawn {
    pub svg: Html,
    pub outside: usize,
    /// What is searched around lies on it.
    pub shows_origin: bool,
    /// Markers that hold several numbers: what they show, and those numbers.
    pub groups: Vec<(String, Vec<usize>)>,
}

/// Draws the numbered records around what was searched around.
pub(super) fn list(
    words: Words,
    plan: &Plan,
    names: &[String],
    origin: Option<&str>,
    frame: &Frame,
) -> Drawn {
    let paper = &frame.paper;
    let places: Vec<(usize, (f64, f64))> = plan
        .points
        .iter()
        .filter_map(|(number, point)| Some((*number, frame.marker(*point)?)))
        .collect();
    let pins = pins(&places, paper);
    let mut room = room(frame, pins.iter().map(Pin::seen));
    let mut sheet = Sheet::new(frame, words.get("plan-title"), "group");
    let at = plan.origin.as_ref().map(|(point, _)| frame.place(*point));
    let at =
        at.filter(|(x, y)| (0.0..=paper.width).contains(x) && (0.0..=paper.ground()).contains(y));
    sheet.svg.push_str("<g aria-hidden=\"true\">");
    if let Some((at, name)) = at.zip(origin) {
        room.marks
            .push(Area::around(at, 2.0 * ORIGIN, 2.0 * ORIGIN));
        let label = room.beside(name, at, ORIGIN + 0.2);
        sheet.circles(words, at, &mut room);
        let named = sheet.communes(&plan.communes, name, &mut room);
        sheet.beyond(&plan.communes, named, &mut room);
        sheet.origin(at, label.as_ref());
    } else {
        let named = sheet.communes(&plan.communes, "", &mut room);
        sheet.beyond(&plan.communes, named, &mut room);
    }
    sheet.scale(words);
    sheet.svg.push_str("</g>");
    for pin in &pins {
        sheet.pin(words, pin, names);
    }
    Drawn {
        svg: sheet.end(),
        outside: plan.points.len() - places.len(),
        shows_origin: at.is_some(),
        groups: pins
            .into_iter()
            .filter(|pin| pin.numbers.len() > 1)
            .map(|pin| (pin.text, pin.numbers))
            .collect(),
    }
}

/// Draws one place in the middle; the label tells it to who does not see it.
pub(super) fn place(
    words: Words,
    label: &str,
    point: (f64, f64),
    communes: &[CommunePoint],
    frame: &Frame,
) -> Html {
    let at = frame.place(point);
    let mut room = room(frame, std::iter::once(Area::around(at, PIN, PIN)));
    let mut sheet = Sheet::new(frame, label, "img");
    let named = sheet.communes(communes, "", &mut room);
    sheet.beyond(communes, named, &mut room);
    sheet.scale(words);
    let (x, y) = sheet.percent(at);
    sheet.write(format_args!(
        "<circle class=\"plan-here\" cx=\"{x}\" cy=\"{y}\" r=\".55em\"></circle>"
    ));
    sheet.end()
}

fn room(frame: &Frame, marks: impl Iterator<Item = Area>) -> Room {
    Room {
        width: frame.paper.width,
        height: frame.paper.ground(),
        marks: marks.collect(),
        taken: Vec::new(),
    }
}

/// What stands on a sheet.
impl Sheet<'_> {
    /// The names that find room, each with its point; not that of what is searched around, which stands there already.
    fn communes(&mut self, communes: &[CommunePoint], known: &str, room: &mut Room) -> usize {
        let mut named = 0;
        for commune in communes {
            let at = self.frame.place((commune.latitude, commune.longitude));
            let dot = Area::around(at, 2.0 * DOT, 2.0 * DOT);
            let inside = (0.0..=room.width).contains(&at.0) && (0.0..=room.height).contains(&at.1);
            if !inside || commune.name == known || named == NAMES_MAX {
                continue;
            }
            // Below a marker no point is seen, and the name stands beside the marker.
            let hidden = room.is_marked(&dot);
            let beside = if hidden { BESIDE_MARK } else { BESIDE };
            if !hidden && !room.is_free(&dot) {
                continue;
            }
            let Some(label) = room.beside(&commune.name, at, beside) else {
                continue;
            };
            named += 1;
            if !hidden {
                room.taken.push(dot);
                let (x, y) = self.percent(at);
                self.write(format_args!(
                    "<circle class=\"plan-dot\" cx=\"{x}\" cy=\"{y}\" r=\"{DOT}em\"></circle>"
                ));
            }
            let is_town = commune.population.is_some_and(|count| count >= TOWN);
            let class = if is_town {
                "plan-name plan-town"
            } else {
                "plan-name"
            };
            self.label(class, &label);
        }
        named
    }

    /// At the edges, the names of what lies beyond them, each with an arrow.
    fn beyond(&mut self, communes: &[CommunePoint], named: usize, room: &mut Room) {
        let most = NAMES_ENOUGH.saturating_sub(named).min(BEYOND_MAX);
        let outside = communes.iter().filter_map(|commune| {
            let at = self.frame.place((commune.latitude, commune.longitude));
            let (across, up) = (at.0 - room.width / 2.0, room.height / 2.0 - at.1);
            let (far_across, far_up) = (2.0 * across / room.width, 2.0 * up / room.height);
            let far = far_across.abs().max(far_up.abs());
            // Where the way there meets the edge.
            let meets = (
                room.width / 2.0 + across / far,
                room.height / 2.0 - up / far,
            );
            let side = far_across.abs() >= far_up.abs();
            (far > 1.0).then_some((&commune.name, meets, (side, far_across, far_up)))
        });
        let outside: Vec<_> = outside.collect();
        let mut said = 0;
        for (name, (x, y), (side, across, up)) in outside {
            let (text, at, anchor) = match (side, across > 0.0, up > 0.0) {
                (true, true, _) => (format!("{name} →"), (room.width - 0.4, y), Anchor::End),
                (true, false, _) => (format!("← {name}"), (0.4, y), Anchor::Start),
                (false, _, true) => (format!("↑ {name}"), (x, 0.8), Anchor::Middle),
                (false, _, false) => (format!("↓ {name}"), (x, room.height - 0.8), Anchor::Middle),
            };
            if said == most {
                return;
            }
            if let Some(label) = room.at(&text, at, anchor) {
                said += 1;
                self.label("plan-name plan-beyond", &label);
            }
        }
    }

    fn origin(&mut self, at: (f64, f64), label: Option<&Label>) {
        let (x, y) = self.percent(at);
        self.write(format_args!(
            "<circle class=\"plan-origin\" cx=\"{x}\" cy=\"{y}\" r=\"{ORIGIN}em\"></circle><circle class=\"plan-middle\" cx=\"{x}\" cy=\"{y}\" r=\"{DOT}em\"></circle>"
        ));
        if let Some(label) = label {
            self.label("plan-name plan-from", label);
        }
    }

    /// A marker that leads to its first record in the list.
    fn pin(&mut self, words: Words, pin: &Pin, names: &[String]) {
        let Some(first) = pin.numbers.first() else {
            return;
        };
        let (x, y) = self.percent(pin.at);
        let touch = pin.touch(&self.frame.paper);
        let (touch_width, touch_height) = (touch.right - touch.left, touch.bottom - touch.top);
        let (touch_left, touch_top) = (-touch_width / 2.0, -touch_height / 2.0);
        let (width, left, top) = (pin.width, -pin.width / 2.0, -PIN / 2.0);
        self.write(format_args!(
            "<svg class=\"plan-pin\" role=\"none\" x=\"{x}\" y=\"{y}\" width=\"1\" height=\"1\" overflow=\"visible\"><a href=\"#fiche-{first}\"><title>"
        ));
        escape_into(&mut self.svg, &told(words, pin, names));
        self.write(format_args!(
            "</title><rect class=\"plan-touch\" x=\"{touch_left:.2}em\" y=\"{touch_top:.2}em\" width=\"{touch_width:.2}em\" height=\"{touch_height:.2}em\"></rect><rect class=\"plan-mark\" x=\"{left:.2}em\" y=\"{top}em\" width=\"{width:.2}em\" height=\"{PIN}em\" rx=\".85em\"></rect><text dy=\".35em\" text-anchor=\"middle\">"
        ));
        escape_into(&mut self.svg, &pin.text);
        self.svg.push_str("</text></a></svg>");
    }
}

/// `3 : Médiathèque`, `1 +4 : fiches 1, 3, 6 et 7`.
fn told(words: Words, pin: &Pin, names: &[String]) -> String {
    let name = |number: &usize| names.get(number - 1).map_or("", String::as_str);
    match pin.numbers.as_slice() {
        [only] => words.with("plan-pin", &[("number", &pin.text), ("name", name(only))]),
        several => {
            let numbers: Vec<String> = several.iter().map(usize::to_string).collect();
            let numbers = words.list(&numbers);
            words.with("plan-pins", &[("mark", &pin.text), ("numbers", &numbers)])
        }
    }
}
