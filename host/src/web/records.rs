//! `/records/{id}`: a record's own page, where no plugin shows its kind better.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Response;
use serde_json::Value;

use super::directory::holders;
use super::error::{self, WebError};
use super::page_cache::own_page;
use super::render;
use super::visitor::{Visitor, site};
use crate::app::App;
use crate::directory::Reader;
use crate::plugins::page::Source;

/// Facts of one page.
const FACTS_MAX: usize = 40;
/// What the card says already.
const SAID: [&str; 14] = [
    "name",
    "title",
    "description",
    "address",
    "telephone",
    "email",
    "website",
    "opening_hours",
    "opening_hours_note",
    "wheelchair",
    "source",
    // For programs: a map, a search, a procedure that names its offices.
    "latitude",
    "longitude",
    "local_service_types",
];

/// `/records/{id}`
pub async fn show(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    Path(id): Path<String>,
) -> Result<Response, WebError> {
    let reader = Reader::visitor();
    let record = app.directory.read_or_merged(&id, &reader).await?;
    let record = record.ok_or(WebError::NotFound)?;
    if record.id != id {
        return Ok(error::see_other(&format!("/records/{}", record.id)));
    }
    let best = app.plugins.href(&record);
    if !best.starts_with("/records/") {
        return Ok(error::see_other(&best));
    }
    let card = app.plugins.card(&record, visitor.locale.code());
    let facts = facts(&app, &record.kind, &record.content);
    let source = source(&record.content);
    let html = render::record_page(
        &site(&app, visitor.locale),
        &visitor.view(&app),
        &card,
        &facts,
        (source.as_ref(), holders::of(&app, &record).await?.as_ref()),
    );
    Ok(own_page(&app, &visitor, html))
}

/// Who gave the record, where it says so.
fn source(content: &str) -> Option<Source> {
    let content: Value = serde_json::from_str(content).ok()?;
    let text = |name: &str| content["source"][name].as_str().map(str::to_owned);
    Some(Source {
        label: text("name")?,
        href: text("url"),
        updated: text("updated"),
        licence: text("licence"),
    })
}

/// The public fields that are plain values, under the names that their schema gives them.
fn facts(app: &App, kind: &str, content: &str) -> Vec<(String, String)> {
    let Ok(Value::Object(content)) = serde_json::from_str(content) else {
        return Vec::new();
    };
    let schema = app
        .directory
        .kinds()
        .get(kind)
        .map(|kind| kind.schema().clone())
        .unwrap_or_default();
    content
        .iter()
        .filter(|(name, _)| !SAID.contains(&name.as_str()))
        .filter_map(|(name, value)| {
            let label = schema["properties"][name]["title"].as_str().unwrap_or(name);
            Some((label.to_owned(), plain(value)?))
        })
        .take(FACTS_MAX)
        .collect()
}

fn plain(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Array(items) => {
            let texts: Option<Vec<&str>> = items.iter().map(Value::as_str).collect();
            texts
                .filter(|texts| !texts.is_empty())
                .map(|texts| texts.join(", "))
        }
        _ => None,
    }
}
