//! Plans: numbered places of a list, or one place, among the communes around. Each is drawn on sheets of several widths, of
//! which the style sheet shows the widest that fits, so letters are as large as those of the page. No tile, no foreign
//! request and no script; what a plan shows stands beside it in words.

mod draw;
mod frame;
mod labels;
mod pins;
mod place;
mod sheet;

#[cfg(test)]
mod tests;

use self::frame::{Frame, Paper, Projection};
use super::html::Html;
use super::words::Words;
use crate::territory::{Bounds, CommunePoint};

pub(super) use self::place::PlaceView;
pub use self::place::place_bounds;

/// How often a plan may be drawn twice as near.
pub const PLAN_NEAREST: i8 = 6;
/// How often it may be drawn twice as far.
pub const PLAN_FARTHEST: i8 = -6;
/// Nearer than this a plan of points says nothing more.
const SPAN_KM_MIN: f64 = 0.4;
/// Communes so many times as far as the edges are named at them.
const BEYOND: f64 = 2.2;
/// Farther than this nobody looks for help.
const SPAN_KM_MAX: f64 = 2_000.0;

/// Widths that the style sheet knows, in rem: a telephone of 320 px with letters of 200 %, of 125 %, as they are, a desk.
const SHEETS: [Paper; 4] = [
    paper("plan-6", 6.5, 8.4, 2.0),
    paper("plan-11", 11.5, 13.4, 2.3),
    paper("plan-15", 15.2, 17.1, 2.5),
    paper("plan-27", 27.0, 24.0, 2.5),
];

const fn paper(class: &'static str, width: f64, height: f64, touch: f64) -> Paper {
    Paper {
        class,
        width,
        height,
        touch,
    }
}

/// What a plan of a list shows.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Plan {
    /// What the list is searched around: degrees, and its name, empty for a point.
    pub origin: Option<((f64, f64), String)>,
    /// The numbers of the list's records, from 1, and where they are, in degrees. Not empty.
    pub points: Vec<(usize, (f64, f64))>,
    /// Twice as near for each step; farther below zero.
    pub zoom: i8,
    /// The number that a nearer plan stands around.
    pub around: Option<usize>,
    /// The most peopled of [`Plan::bounds`] first.
    pub communes: Vec<CommunePoint>,
}

impl Plan {
    /// The ground that it shows on any sheet, and some beyond, for the communes to be looked up.
    pub fn bounds(&self) -> Option<Bounds> {
        let frames = SHEETS.iter().filter_map(|paper| self.frame(*paper));
        frames
            .map(|frame| frame.bounds(BEYOND))
            .reduce(|one, other| Bounds {
                south: one.south.min(other.south),
                north: one.north.max(other.north),
                west: one.west.min(other.west),
                east: one.east.max(other.east),
            })
    }

    fn frame(&self, paper: Paper) -> Option<Frame> {
        let mut points: Vec<(f64, f64)> = self.points.iter().map(|(_, point)| *point).collect();
        points.extend(self.origin.iter().map(|(point, _)| *point));
        let projection = Projection::around(&points)?;
        let frame = Frame::whole(paper, projection, &points);
        Some(frame.zoomed(self.zoom, self.middle()?))
    }

    /// What a nearer plan stands around: the number that was asked for, what was searched around, else where most records are.
    fn middle(&self) -> Option<(f64, f64)> {
        if let Some(point) = self.point(self.around) {
            return Some(point);
        }
        if let Some((point, _)) = &self.origin {
            return Some(*point);
        }
        let median = |part: fn(&(f64, f64)) -> f64| {
            let mut parts: Vec<f64> = self.points.iter().map(|(_, point)| part(point)).collect();
            parts.sort_unstable_by(f64::total_cmp);
            parts.get(parts.len() / 2).copied()
        };
        median(|point| point.0).zip(median(|point| point.1))
    }

    fn point(&self, number: Option<usize>) -> Option<(f64, f64)> {
        let mut points = self.points.iter();
        let (_, point) = points.find(|(known, _)| Some(*known) == number)?;
        Some(*point)
    }

    /// One of these numbers, and how near a plan around it must be to tell them apart, as well as it can; none where they are
    /// in one place.
    fn apart(&self, numbers: &[usize]) -> Option<(usize, i8)> {
        let paper = SHEETS[2];
        let frame = self.frame(paper)?;
        let places: Vec<(usize, (f64, f64))> = numbers
            .iter()
            .filter_map(|number| Some((*number, frame.place(self.point(Some(*number))?))))
            .collect();
        let far = |from: (f64, f64)| {
            let far = |(x, y): (f64, f64)| (x - from.0).abs().max((y - from.1).abs());
            places.iter().map(|(_, at)| far(*at)).fold(0.0, f64::max)
        };
        let all = places.iter().map(|(number, at)| (*number, far(*at)));
        let (number, far) = all.min_by(|one, other| one.1.total_cmp(&other.1))?;
        let steps = (paper.width / 2.0 - paper.touch).max(1.0) / far;
        let steps = steps.min(frame.span() / SPAN_KM_MIN).log2().floor();
        // In one place, or beyond what can be drawn.
        let steps = (far > 1e-6 && (1.0..=12.0).contains(&steps)).then_some(steps as i8)?;
        let zoom = self.zoom.checked_add(steps)?.min(PLAN_NEAREST);
        (self.zoom >= 0 && zoom > self.zoom).then_some((number, zoom))
    }

    /// Whether a plan with one step more, or less, would still say something.
    fn may_zoom(&self, step: i8) -> bool {
        let zoom = self.zoom.saturating_add(step);
        let next = Self {
            zoom,
            ..self.clone()
        };
        let Some(frame) = SHEETS.last().and_then(|paper| next.frame(*paper)) else {
            return false;
        };
        let mut points = self.points.iter();
        (PLAN_FARTHEST..=PLAN_NEAREST).contains(&zoom)
            && (SPAN_KM_MIN..=SPAN_KM_MAX).contains(&frame.span())
            && points.any(|(_, point)| frame.marker(*point).is_some())
    }
}

/// A plan as a page shows it.
pub(super) struct PlanView {
    pub sheets: Vec<SheetView>,
    /// Records that no plan can show.
    pub without_place: Option<String>,
    /// One step nearer and farther; none where that says nothing.
    pub nearer: Option<i8>,
    pub farther: Option<i8>,
    /// The number that a nearer plan stands around.
    pub around: Option<String>,
}

/// One width of it.
pub(super) struct SheetView {
    pub class: &'static str,
    pub svg: Html,
    /// What the ring stands around, what lies beyond the edges, and that markers hold several numbers.
    pub notes: String,
    /// What such a marker shows, one of its numbers, and how near a plan around that tells them apart.
    pub groups: Vec<(String, usize, i8)>,
}

impl PlanView {
    /// A plan of records with these names, in the order of their numbers.
    pub fn new(words: Words, plan: &Plan, names: &[String]) -> Self {
        let sheets = SHEETS
            .iter()
            .filter_map(|paper| Some(SheetView::new(words, plan, names, &plan.frame(*paper)?)));
        let without = names.len().saturating_sub(plan.points.len());
        let step = |step: i8| plan.may_zoom(step).then(|| plan.zoom + step);
        Self {
            sheets: sheets.collect(),
            without_place: (without > 0).then(|| words.count("plan-without", without as u64)),
            nearer: step(1),
            farther: step(-1),
            around: plan
                .point(plan.around)
                .and(plan.around)
                .filter(|_| plan.zoom > 0)
                .map(|number| words.with("plan-centred", &[("number", &number.to_string())])),
        }
    }
}

impl SheetView {
    fn new(words: Words, plan: &Plan, names: &[String], frame: &Frame) -> Self {
        let origin = plan.origin.as_ref().map(|(_, name)| short(words, name));
        let drawn = draw::list(words, plan, names, origin.as_deref(), frame);
        let from = origin.filter(|_| drawn.shows_origin);
        let mut notes = Vec::new();
        notes.extend(from.map(|name| words.with("plan-from", &[("name", &name)])));
        if drawn.outside > 0 {
            notes.push(words.count("plan-outside", drawn.outside as u64));
        }
        if !drawn.groups.is_empty() {
            notes.push(words.get("plan-grouped").to_owned());
        }
        let groups = drawn.groups.into_iter().filter_map(|(text, numbers)| {
            let (number, zoom) = plan.apart(&numbers)?;
            Some((text, number, zoom))
        });
        Self {
            class: frame.paper.class,
            svg: drawn.svg,
            notes: notes.join(" "),
            groups: groups.collect(),
        }
    }
}

/// `Angers` of `Angers (49000)`; a point has no name.
fn short(words: Words, name: &str) -> String {
    let short = name
        .rsplit_once(" (")
        .map_or(name, |(short, _)| short)
        .trim();
    match short {
        "" => words.get("plan-point").to_owned(),
        short => short.to_owned(),
    }
}
