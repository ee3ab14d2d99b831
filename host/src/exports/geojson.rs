//! Points on a map (RFC 7946), each with what everybody may know of it.

use std::io::{self, Write};

use serde_json::{Value, json};

use super::{Record, Report, list};

pub(super) fn write(
    records: impl Iterator<Item = Record>,
    out: &mut dyn Write,
) -> io::Result<Report> {
    let mut report = Report::default();
    out.write_all(b"{\"type\": \"FeatureCollection\", \"features\": ")?;
    let features = records.filter_map(|record| {
        let feature = feature(&record);
        if feature.is_none() {
            report.refuse(&record.key, "latitude", "export-no-point");
        }
        feature
    });
    let written = list::write(features, out)?;
    out.write_all(b"}\n")?;
    report.written = written;
    Ok(report)
}

fn feature(record: &Record) -> Option<Value> {
    let (latitude, longitude) = point(&record.content)?;
    let mut properties = record.content.clone();
    let fields = properties.as_object_mut()?;
    fields.remove("latitude");
    fields.remove("longitude");
    fields.insert("kind".to_owned(), record.kind.as_str().into());
    if !record.origin.is_empty() {
        fields.insert("origin".to_owned(), record.origin.as_str().into());
    }
    Some(json!({
        "type": "Feature",
        "id": record.key,
        "geometry": {"type": "Point", "coordinates": [longitude, latitude]},
        "properties": properties,
    }))
}

/// Of the record, or of the first of its locations that has one.
fn point(content: &Value) -> Option<(f64, f64)> {
    let of = |value: &Value| Some((value["latitude"].as_f64()?, value["longitude"].as_f64()?));
    let locations = content["locations"].as_array();
    of(content).or_else(|| locations.into_iter().flatten().find_map(of))
}
