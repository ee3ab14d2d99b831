//! One place among the communes around it, for its own page.

use super::super::html::Html;
use super::super::records::distance;
use super::super::words::Words;
use super::draw;
use super::frame::{Frame, Paper, Projection};
use super::paper;
use crate::directory::distance_metres;
use crate::territory::{Bounds, CommunePoint};

/// As many communes stand around a place, where they are known.
const NEIGHBOURS: usize = 6;
/// Those that are said in words.
const SAID: usize = 4;
/// What a place's plan shows at least and at most on each side, in kilometres.
const AROUND_KM: (f64, f64) = (1.5, 12.0);
/// Names stand between a commune's point and the edge.
const AIR: f64 = 1.15;

const SHEETS: [Paper; 2] = [
    paper("plan-7", 6.5, 8.4, 0.0),
    paper("plan-14", 14.0, 11.2, 0.0),
];

/// The ground that the plan of a place may show, for the communes to be looked up.
pub fn place_bounds(point: (f64, f64)) -> Option<Bounds> {
    let widest = SHEETS.last()?;
    Some(Frame::around(*widest, point, AROUND_KM.1 * AIR)?.bounds(1.0))
}

/// The plan of a place.
pub(in super::super) struct PlaceView {
    pub sheets: Vec<(&'static str, Html)>,
    /// `Angers (à 1,2 km), Trélazé (à 4 km)`.
    pub neighbours: String,
}

impl PlaceView {
    /// None where no commune is known nearby: a point alone says nothing.
    pub fn new(
        words: Words,
        name: &str,
        point: (f64, f64),
        communes: &[CommunePoint],
    ) -> Option<Self> {
        Projection::around(&[point])?;
        let metres =
            |commune: &&CommunePoint| distance_metres(point, (commune.latitude, commune.longitude));
        let mut nearest: Vec<&CommunePoint> = communes.iter().collect();
        nearest.sort_by(|one, other| metres(one).total_cmp(&metres(other)));
        nearest.retain(|commune| metres(commune) <= AROUND_KM.1 * 1_000.0);
        nearest.truncate(NEIGHBOURS);
        let farthest = metres(nearest.last()?) / 1_000.0;
        let around = farthest.clamp(AROUND_KM.0, AROUND_KM.1) * AIR;
        let label = words.with("plan-place", &[("name", name)]);
        let sheets = SHEETS.iter().filter_map(|paper| {
            let frame = Frame::around(*paper, point, around)?;
            let svg = draw::place(words, &label, point, communes, &frame);
            Some((paper.class, svg))
        });
        let said: Vec<String> = nearest
            .iter()
            .take(SAID)
            .map(|commune| {
                let far = distance(words, metres(commune) as u32);
                format!("{} ({far})", commune.name)
            })
            .collect();
        Some(Self {
            sheets: sheets.collect(),
            neighbours: said.join(", "),
        })
    }
}
