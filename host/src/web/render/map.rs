//! The map beside a plan: what the one script that shows it needs to know, hidden where there is no script. The plan and the list say
//! the same without it.

use std::sync::Arc;

use askama::Template;
use serde_json::{Value, json};

use super::assets;
use super::html::Html;
use super::words::Words;
use crate::map::{Map, Tiles};

/// Where the map's file is read below.
pub const MAP: &str = "/carte";

/// A place to be marked.
#[derive(Debug, Clone)]
pub(super) struct Marked<'a> {
    /// Degrees.
    pub point: (f64, f64),
    /// What it is called.
    pub name: &'a str,
    /// Its number in the list; none on its own page.
    pub number: Option<usize>,
}

#[derive(Template)]
#[template(path = "blocks/map.html")]
struct MapOffer<'a> {
    words: Words,
    tiles: &'static str,
    file: String,
    style: &'static str,
    leaflet: &'static str,
    draw: &'static str,
    zoom: String,
    bounds: String,
    points: String,
    origin: Option<String>,
    attribution: &'a str,
}

/// The offer to show these places on the map; none where there is no map, or none of them stands on it.
pub(super) fn offer(
    words: Words,
    map: Option<&Arc<Map>>,
    marked: &[Marked],
    origin: Option<(f64, f64)>,
) -> Option<Html> {
    let map = map?;
    let points: Vec<Value> = marked
        .iter()
        .filter(|marked| map.shows(marked.point))
        .map(|marked| {
            let number = marked.number.map(|number| number.to_string());
            let target = number.as_ref().map(|number| format!("fiche-{number}"));
            json!([marked.point.0, marked.point.1, marked.name, target, number])
        })
        .collect();
    if points.is_empty() {
        return None;
    }
    let [style, leaflet, draw] = assets::map_parts(map.tiles);
    let [south, west, north, east] = map.bounds;
    let origin = origin.filter(|point| map.shows(*point));
    Some(Html::render(&MapOffer {
        words,
        tiles: match map.tiles {
            Tiles::Vector => "vector",
            Tiles::Raster => "raster",
        },
        file: format!("{MAP}/{}.pmtiles", map.sha256),
        style,
        leaflet,
        draw,
        zoom: format!("{} {}", map.zoom.0, map.zoom.1),
        bounds: format!("{south} {west} {north} {east}"),
        points: Value::Array(points).to_string(),
        origin: origin.map(|(latitude, longitude)| format!("{latitude} {longitude}")),
        attribution: &map.attribution,
    }))
}
