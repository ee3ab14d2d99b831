//! Who says what stands on a record's page, and what of it was corrected here. Nothing of a private field: neither its
//! value nor that somebody changed it.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::Value;

use crate::app::App;
use crate::directory::provenance::Field;
use crate::directory::{DirectoryError, Kind, Record};
use crate::plugins::page::Source;
use crate::web::render::Corrected;

/// The sources, the most believed first, and the public fields that were corrected.
pub async fn of(
    app: &App,
    record: &Record,
    content: &Value,
) -> Result<(Vec<Source>, Vec<Corrected>), DirectoryError> {
    let provenance = app.directory.provenance(&record.id).await?;
    let zone = &app.directory.settings().zone;
    let Some(kind) = app.directory.kinds().get(&record.kind) else {
        return Ok(Default::default());
    };
    let mut sources: Vec<Source> = Vec::new();
    for said in &provenance.sources {
        let named = source(&kind.public_value(&said.content));
        let mut source = named.unwrap_or_else(|| Source {
            label: said.source.clone(),
            href: None,
            updated: None,
            licence: None,
        });
        source.updated = source
            .updated
            .or_else(|| Some(date(said.said, zone)?.to_string()));
        if !sources.contains(&source) {
            sources.push(source);
        }
    }
    if sources.is_empty() {
        sources.extend(source(content));
    }
    let corrected = provenance
        .fields()
        .iter()
        .filter(|field| is_public(&kind, content, field))
        .filter_map(|field| {
            let correction = field.correction.as_ref()?;
            let name = field.path.split('/').nth(1)?;
            Some(Corrected {
                field: name.to_owned(),
                on: date(correction.corrected, zone)?,
            })
        })
        .collect();
    Ok((sources, corrected))
}

/// Whether anybody may see the field: it stands in what is public, or would if it had not been taken away.
fn is_public(kind: &Kind, content: &Value, field: &Field) -> bool {
    if field.value.is_some() {
        return content.pointer(&field.path).is_some();
    }
    let said = field.said_now.clone().unwrap_or_default();
    let alone = field
        .path
        .rsplit('/')
        .filter(|part| !part.is_empty())
        .fold(said, |value, part| serde_json::json!({ part: value }));
    kind.public_value(&alone).pointer(&field.path).is_some()
}

/// Who gave a content, where it says so.
fn source(content: &Value) -> Option<Source> {
    let text = |name: &str| content["source"][name].as_str().map(str::to_owned);
    Some(Source {
        label: text("name")?,
        href: text("url"),
        updated: text("updated"),
        licence: text("licence"),
    })
}

fn date(ms: i64, zone: &TimeZone) -> Option<jiff::civil::Date> {
    let at = Timestamp::from_millisecond(ms).ok()?;
    Some(at.to_zoned(zone.clone()).date())
}
