//! Open data: what a list shows, in five forms. One answer of an instance has at most a mebibyte, so a feed ends before that and
//! says where it goes on.

mod linked;
mod rss;
mod table;

use std::collections::HashMap;

use maille_sdk::directory::Entry;
use maille_sdk::{Error, Reply, Request, Result};
use serde_json::{Value, json};

use super::filters::Filters;
use super::pictures::{self, Told};
use super::{address, encoded, say};
use crate::record::Item;

/// Records of one answer.
const ENTRIES_MAX: usize = 400;
/// Records asked for at once.
const ASKED: u32 = 100;
/// Bytes of one answer; the host takes 1,048,576.
const BYTES_MAX: usize = 900 * 1024;

/// A form of open data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// schema.org
    JsonLd,
    /// RFC 7946
    GeoJson,
    /// RFC 4180
    Csv,
    /// W3C's ActivityStreams 2.0
    Activities,
    /// RSS 2.0
    Rss,
}

impl Format {
    /// In the order of pages.
    pub const ALL: [Self; 5] = [
        Self::Csv,
        Self::GeoJson,
        Self::JsonLd,
        Self::Activities,
        Self::Rss,
    ];

    /// The file's name.
    pub fn name(self) -> &'static str {
        match self {
            Self::JsonLd => "communs.jsonld",
            Self::GeoJson => "communs.geojson",
            Self::Csv => "communs.csv",
            Self::Activities => "communs.as.json",
            Self::Rss => "communs.rss",
        }
    }

    /// The form of a file of this name.
    pub fn of(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.name() == name)
    }

    /// Its media type.
    pub fn content_type(self) -> &'static str {
        match self {
            Self::JsonLd => "application/ld+json",
            Self::GeoJson => "application/geo+json",
            Self::Csv => "text/csv",
            Self::Activities => "application/activity+json",
            Self::Rss => "application/rss+xml",
        }
    }

    /// The key of its name for people.
    pub fn key(self) -> &'static str {
        match self {
            Self::JsonLd => "feed-jsonld",
            Self::GeoJson => "feed-geojson",
            Self::Csv => "feed-csv",
            Self::Activities => "feed-activities",
            Self::Rss => "feed-rss",
        }
    }
}

/// What a feed holds.
pub struct Feed {
    title: String,
    /// The plugin's own address.
    root: String,
    /// The feed's own.
    own: String,
    entries: Vec<(Entry, Item)>,
    /// By the record's id.
    pictures: HashMap<String, Told>,
    /// Where it goes on.
    next: Option<String>,
}

impl Feed {
    fn url(&self, entry: &Entry) -> String {
        format!("{}{}", self.root, address(entry))
    }
}

/// Answers with a feed.
pub fn show(format: Format, filters: &Filters, request: &Request, reply: &mut Reply) -> Result<()> {
    let root = request.address();
    let (entries, next) = find(filters)?;
    let query = filters.feed_query();
    let mark = if query.is_empty() { '?' } else { '&' };
    let own = format!("{root}/{}{query}", format.name());
    let ids: Vec<String> = entries.iter().map(|(entry, _)| entry.id.clone()).collect();
    let feed = Feed {
        pictures: pictures::told(&ids, &root)?,
        title: say("title", &[]),
        next: next.map(|cursor| format!("{own}{mark}suite={}", encoded(&cursor))),
        own,
        root,
        entries,
    };
    let written = |error: &dyn std::fmt::Display| {
        Error::invalid(format!("the feed cannot be written: {error}"))
    };
    let bytes = match format {
        Format::JsonLd => linked::json_ld(&feed).to_string().into_bytes(),
        Format::GeoJson => geojson(&feed).to_string().into_bytes(),
        Format::Activities => linked::activities(&feed).to_string().into_bytes(),
        Format::Csv => table::csv(&feed).map_err(|error| written(&error))?,
        Format::Rss => rss::rss(&feed).map_err(|error| written(&error))?,
    };
    reply.document(format.content_type(), Some(format.name()), &bytes);
    Ok(())
}

/// Records, and the cursor behind them.
type Found = (Vec<(Entry, Item)>, Option<String>);

/// The records of a list, as far as one answer goes.
fn find(filters: &Filters) -> Result<Found> {
    let (mut found, mut next, mut bytes) = (Vec::new(), filters.after.clone(), 0);
    loop {
        let Ok(mut search) = filters.search()? else {
            return Ok((Vec::new(), None));
        };
        if let Some(cursor) = &next {
            search = search.after(cursor);
        }
        let page = search.run(ASKED)?;
        // A page is whole or waits for the next address, so that nothing falls between two. What a form adds is as much again.
        let weight: usize = page
            .entries
            .iter()
            .map(|entry| entry.content.len() * 2 + 1_000)
            .sum();
        if !found.is_empty() && bytes + weight > BYTES_MAX {
            return Ok((found, next));
        }
        bytes += weight;
        found.extend(page.entries.into_iter().filter_map(|entry| {
            let item = entry.read().ok()?;
            Some((entry, item))
        }));
        next = page.next;
        if next.is_none() || found.len() >= ENTRIES_MAX {
            return Ok((found, next));
        }
    }
}

/// A time of milliseconds since 1970, in RFC 3339.
fn time(millis: i64) -> String {
    let time = chrono::DateTime::from_timestamp_millis(millis).unwrap_or_default();
    time.to_rfc3339_opts(chrono::SecondsFormat::Secs, true)
}

fn geojson(feed: &Feed) -> Value {
    let features: Vec<Value> = feed
        .entries
        .iter()
        .map(|(entry, item)| {
            let geometry = match (item.longitude, item.latitude) {
                (Some(longitude), Some(latitude)) => {
                    json!({ "type": "Point", "coordinates": [longitude, latitude] })
                }
                _ => Value::Null,
            };
            let mut properties: Value = serde_json::from_str(&entry.content).unwrap_or_default();
            if let Some(properties) = properties.as_object_mut() {
                properties.retain(|name, _| !["latitude", "longitude", "contributor", "reminded"].contains(&name.as_str()));
                properties.insert("kind".into(), json!(entry.kind));
                properties.insert("url".into(), json!(feed.url(entry)));
                properties.insert("updated".into(), json!(time(entry.updated)));
                properties.insert("origin".into(), json!(entry.origin));
                if let Some(picture) = feed.pictures.get(&entry.id) {
                    properties.insert("image".into(), image(picture));
                }
            }
            json!({ "type": "Feature", "id": entry.id, "geometry": geometry, "properties": properties })
        })
        .collect();
    let mut collection = json!({ "type": "FeatureCollection", "features": features });
    if let Some(next) = &feed.next {
        collection["links"] = json!([{ "rel": "next", "href": next }]);
    }
    collection
}

/// What a feed says of a picture; without a licence others have to ask.
fn image(picture: &Told) -> Value {
    let mut image = json!({ "url": picture.url, "alternative": picture.alternative });
    for (name, said) in [
        ("credit", picture.credit.as_str()),
        ("licence", picture.licence),
    ] {
        if !said.is_empty() {
            image[name] = json!(said);
        }
    }
    image
}

#[cfg(test)]
mod tests;
