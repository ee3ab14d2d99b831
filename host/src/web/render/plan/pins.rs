//! Markers with the numbers of a list. Those that a finger could not tell apart become one: `3–5`, `2, 7`, `1 +4`.

use super::frame::Paper;
use super::labels::{self, Area};

/// A marker's height, and its width where its number is short, in rem.
pub(super) const PIN: f64 = 1.7;
/// The letters of numbers, in rem.
pub(super) const NUMBERS: f64 = 0.95;
/// Numbers that are written out on one marker.
const WRITTEN_CHARS_MAX: usize = 6;

/// A marker.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Pin {
    /// In rem, inside the sheet.
    pub at: (f64, f64),
    /// Those of the list, in order.
    pub numbers: Vec<usize>,
    /// What it shows.
    pub text: String,
    /// In rem.
    pub width: f64,
    /// The sum of its members' places.
    sum: (f64, f64),
}

impl Pin {
    fn of(numbers: Vec<usize>, sum: (f64, f64), paper: &Paper) -> Self {
        let count = numbers.len() as f64;
        let text = said(&numbers);
        let width = (labels::width(&text) * NUMBERS + 0.5).max(PIN);
        // A wide one at the edge moves inwards.
        let half = width.max(paper.touch) / 2.0;
        let at = (
            (sum.0 / count).clamp(half, (paper.width - half).max(half)),
            sum.1 / count,
        );
        Self {
            at,
            numbers,
            text,
            width,
            sum,
        }
    }

    /// What a finger touches.
    pub fn touch(&self, paper: &Paper) -> Area {
        Area::around(self.at, self.width.max(paper.touch), paper.touch)
    }

    /// What is seen.
    pub fn seen(&self) -> Area {
        Area::around(self.at, self.width, PIN)
    }
}

/// The markers of numbered places, in rem.
pub(super) fn pins(places: &[(usize, (f64, f64))], paper: &Paper) -> Vec<Pin> {
    let mut pins: Vec<Pin> = places
        .iter()
        .map(|(number, at)| Pin::of(vec![*number], *at, paper))
        .collect();
    // Each turn leaves one marker less.
    while let Some((one, other)) = meeting(&pins, paper) {
        let gone = pins.remove(other);
        let mut numbers = pins[one].numbers.clone();
        numbers.extend(gone.numbers);
        numbers.sort_unstable();
        let (kept, gone) = (pins[one].sum, gone.sum);
        pins[one] = Pin::of(numbers, (kept.0 + gone.0, kept.1 + gone.1), paper);
    }
    pins
}

fn meeting(pins: &[Pin], paper: &Paper) -> Option<(usize, usize)> {
    pins.iter().enumerate().find_map(|(index, pin)| {
        let others = pins.iter().enumerate().skip(index + 1);
        let mut meeting =
            others.filter(|(_, other)| pin.touch(paper).overlaps(&other.touch(paper)));
        Some((index, meeting.next()?.0))
    })
}

/// `3`, `3–5`, `2, 7`; `1 +4` where there is no room for all.
pub(super) fn said(numbers: &[usize]) -> String {
    let runs: Vec<String> = numbers
        .chunk_by(|one, other| one + 1 == *other)
        .map(|run| match run {
            [only] => only.to_string(),
            [first, .., last] => format!("{first}–{last}"),
            [] => String::new(),
        })
        .collect();
    let all = runs.join(", ");
    if all.chars().count() <= WRITTEN_CHARS_MAX {
        return all;
    }
    let first = numbers.first().copied().unwrap_or_default();
    format!("{first} +{}", numbers.len().saturating_sub(1))
}
