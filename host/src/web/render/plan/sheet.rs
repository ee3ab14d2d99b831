//! Writes a sheet as SVG, with its scale. Places are in percent of the sheet, letters and markers in em: a sheet that grows
//! moves things apart and leaves letters as large as the page's. Names are text, never markup.

use std::fmt::Write as _;

use super::super::html::{Html, escape_into};
use super::super::words::Words;
use super::frame::{BAND, Frame};
use super::labels::{Anchor, Area, LETTERS, Label, Room, width};

/// Circles around what was searched around stand at least so far from one another, in rem.
const CIRCLES_APART: f64 = 3.4;
const CIRCLES_MAX: usize = 3;
/// A wider plan is not true to scale at its edges.
const TRUE_KM_MAX: f64 = 1_500.0;

/// A drawing at work.
pub(super) struct Sheet<'a> {
    pub frame: &'a Frame,
    pub svg: String,
}

impl<'a> Sheet<'a> {
    pub fn new(frame: &'a Frame, label: &str, role: &str) -> Self {
        let mut svg = format!("<svg class=\"plan-drawing\" role=\"{role}\" aria-label=\"");
        escape_into(&mut svg, label);
        svg.push_str("\">");
        Self { frame, svg }
    }

    pub fn end(mut self) -> Html {
        self.svg.push_str("</svg>");
        Html::from_trusted(self.svg)
    }

    /// Writing into a string does not fail.
    pub fn write(&mut self, arguments: std::fmt::Arguments<'_>) {
        let _ = self.svg.write_fmt(arguments);
    }

    pub fn percent(&self, (x, y): (f64, f64)) -> (String, String) {
        let paper = self.frame.paper;
        let part = |at: f64, length: f64| format!("{:.2}%", 100.0 * at / length);
        (part(x, paper.width), part(y, paper.height))
    }

    pub fn text(&mut self, class: &str, (x, y): (f64, f64), anchor: Anchor, text: &str) {
        let (x, y) = self.percent((x, y));
        let anchor = match anchor {
            Anchor::Start => "",
            Anchor::Middle => " text-anchor=\"middle\"",
            Anchor::End => " text-anchor=\"end\"",
        };
        self.write(format_args!(
            "<text class=\"{class}\" x=\"{x}\" y=\"{y}\" dy=\".34em\"{anchor}>"
        ));
        escape_into(&mut self.svg, text);
        self.svg.push_str("</text>");
    }

    pub fn label(&mut self, class: &str, label: &Label) {
        self.text(class, label.at, label.anchor, &label.text);
    }

    /// Round distances from what was searched around.
    pub fn circles(&mut self, words: Words, at: (f64, f64), room: &mut Room) {
        let paper = self.frame.paper;
        if self.frame.span() > TRUE_KM_MAX {
            return;
        }
        let step = round_up(CIRCLES_APART * self.frame.scale);
        for count in 1..=CIRCLES_MAX {
            let kilometres = step * count as f64;
            let radius = kilometres / self.frame.scale;
            if radius > paper.width.max(paper.height) {
                return;
            }
            // SVG measures a radius in parts of the diagonal's share.
            let diagonal = (paper.width.hypot(paper.height)) / std::f64::consts::SQRT_2;
            let part = 100.0 * radius / diagonal;
            let (x, y) = self.percent(at);
            self.write(format_args!(
                "<circle class=\"plan-circle\" cx=\"{x}\" cy=\"{y}\" r=\"{part:.2}%\"></circle>"
            ));
            let said = length(words, kilometres);
            let tops = [(at.0, at.1 - radius), (at.0, at.1 + radius)];
            let found = tops.into_iter().find_map(|top| {
                let area = Area::around(top, width(&said) * LETTERS, 1.1);
                room.is_free(&area).then_some((top, area))
            });
            if let Some((top, area)) = found {
                room.taken.push(area);
                self.text("plan-far", top, Anchor::Middle, &said);
            }
        }
    }

    /// A bar as long as a round distance, and north, in the band below the ground.
    pub fn scale(&mut self, words: Words) {
        let paper = self.frame.paper;
        let middle = paper.ground() + BAND / 2.0;
        let ground = self.percent((0.0, paper.ground())).1;
        self.write(format_args!(
            "<rect class=\"plan-band\" y=\"{ground}\" width=\"100%\" height=\"50%\"></rect><line class=\"plan-edge\" x1=\"0\" x2=\"100%\" y1=\"{ground}\" y2=\"{ground}\"></line>"
        ));
        let north = format!("↑ {}", words.get("plan-north"));
        let room = paper.width - 1.5 - width(&north) * LETTERS;
        let scaled = self.scale_until(words, middle);
        // The caption says where north is, too.
        if scaled <= room {
            self.text("plan-far", (paper.width - 0.5, middle), Anchor::End, &north);
        }
    }

    /// The bar and its length; where their room ends, in rem.
    fn scale_until(&mut self, words: Words, middle: f64) -> f64 {
        if self.frame.span() > TRUE_KM_MAX {
            return 0.0;
        }
        let kilometres = round_down(0.3 * self.frame.span());
        let end = 0.5 + kilometres / self.frame.scale;
        let (left, y) = self.percent((0.5, middle));
        let right = self.percent((end, middle)).0;
        self.write(format_args!(
            "<line class=\"plan-scale\" x1=\"{left}\" x2=\"{right}\" y1=\"{y}\" y2=\"{y}\"></line>"
        ));
        let said = length(words, kilometres);
        self.text("plan-far", (end + 0.4, middle), Anchor::Start, &said);
        end + 0.4 + width(&said) * LETTERS
    }
}

/// `500 m`, `5 km`.
fn length(words: Words, kilometres: f64) -> String {
    match kilometres < 1.0 {
        true => words.with(
            "plan-metres",
            &[("number", &format!("{:.0}", kilometres * 1_000.0))],
        ),
        false => words.with(
            "plan-kilometres",
            &[("number", &format!("{kilometres:.0}"))],
        ),
    }
}

/// The greatest of 1, 2, 5, 10, 20, 50… that is not greater.
fn round_down(number: f64) -> f64 {
    let power = 10f64.powf(number.log10().floor());
    let steps = [10.0, 5.0, 2.0, 1.0].into_iter().map(|step| step * power);
    // A logarithm may be off by its last bit.
    let mut fitting = steps.filter(|step| *step <= number * 1.000_001);
    fitting.next().unwrap_or(power)
}

/// The least of them that is not less.
fn round_up(number: f64) -> f64 {
    let power = 10f64.powf(number.log10().floor());
    let mut steps = [1.0, 2.0, 5.0, 10.0].into_iter().map(|step| step * power);
    steps
        .find(|step| *step >= number * 0.999_999)
        .unwrap_or(10.0 * power)
}
