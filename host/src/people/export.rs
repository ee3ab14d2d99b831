//! A person's data as one JSON text that people read too (GDPR, articles 15 and 20).

use serde_json::{Value, json};

use super::{Findings, Found};
use crate::app::App;

/// What was found, with who gives it and when, and whether that is all. Contents of records stand as JSON, not as texts within it.
pub fn export(app: &App, found: &Findings) -> String {
    let now = jiff::Timestamp::from_millisecond(app.clock.now_ms()).unwrap_or_default();
    let instance = &app.config.instance;
    let whole = json!({
        "instance": instance.name,
        "origin": instance.origin,
        "exported": now.strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
        "found": found.all.iter().map(one).collect::<Vec<_>>(),
        "more": found.more,
        "not_searched": "what plugins keep packed in a form of their own",
    });
    serde_json::to_string_pretty(&whole).unwrap_or_default()
}

fn one(found: &Found) -> Value {
    let mut fields = serde_json::Map::new();
    fields.insert("where".into(), found.what.as_str().into());
    fields.insert("reference".into(), found.reference.clone().into());
    for (name, text) in &found.fields {
        let value = match *name {
            "content" => serde_json::from_str(text).unwrap_or_else(|_| text.clone().into()),
            _ => text.clone().into(),
        };
        fields.insert((*name).into(), value);
    }
    fields.into()
}
