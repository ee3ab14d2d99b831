//! `maille record history` and `maille record undo`: what a record was, where each of its fields comes from, and back again.

use serde_json::Value;

use super::super::words::{fault, say};
use super::super::{Data, acts};
use crate::app::App;
use crate::directory::provenance::Field;
use crate::directory::{Author, CONSENT_ENDED, Record, Revision, Session};
use crate::federation::revision_in_epoch;

/// Revisions listed.
const REVISIONS: u32 = 100;
/// A value on one line.
const VALUE_CHARS_MAX: usize = 100;

#[derive(Debug, clap::Args)]
pub struct History {
    #[command(flatten)]
    data: Data,
    kind: String,
    key: Option<String>,
}

#[derive(Debug, clap::Args)]
pub struct Undo {
    #[command(flatten)]
    data: Data,
    kind: String,
    key: Option<String>,
    #[arg(long, value_name = "NUMBER")]
    revision: Option<u64>,
}

/// By kind and key, or by id.
async fn find(app: &App, kind: &str, key: Option<&str>) -> anyhow::Result<Record> {
    let session = Session::new(&app.directory, Author::host("command line"));
    Ok(match key {
        Some(key) => session.get_by_key(kind, key).await?,
        None => session.get(kind).await?,
    })
}

pub async fn show(arguments: History) -> anyhow::Result<()> {
    let app = App::open_existing(&arguments.data.data).await?;
    let record = find(&app, &arguments.kind, arguments.key.as_deref()).await?;
    let revisions = app.directory.history(&record.id, REVISIONS).await?;
    let zone = &app.directory.settings().zone;
    let day = |ms: i64| {
        let at = jiff::Timestamp::from_millisecond(ms).unwrap_or_default();
        at.to_zoned(zone.clone())
            .strftime("%Y-%m-%d %H:%M")
            .to_string()
    };
    println!("{}", now(&record, &day(record.updated)));
    for revision in &revisions {
        println!("{}", before(revision, &day(revision.replaced)));
    }
    for field in app.directory.provenance(&record.id).await?.fields() {
        println!("{}", field_line(&field, &day));
    }
    app.close().await;
    Ok(())
}

fn now(record: &Record, at: &str) -> String {
    say(
        "cli-record-now",
        &[
            ("revision", &revision_in_epoch(record.revision).to_string()),
            ("state", &record.state.to_string()),
            ("at", &at),
        ],
    )
}

fn before(revision: &Revision, at: &str) -> String {
    let by = match revision.replaced_by.as_str() {
        CONSENT_ENDED => say("cli-record-consent-ended", &[]),
        name => name.to_owned(),
    };
    say(
        "cli-record-before",
        &[
            ("revision", &revision.revision.to_string()),
            ("state", &revision.state.to_string()),
            ("at", &at),
            ("by", &by),
        ],
    )
}

fn field_line(field: &Field, day: &impl Fn(i64) -> String) -> String {
    let value = shown(field.value.as_ref());
    if let Some(correction) = &field.correction {
        let says = shown(field.said_now.as_ref());
        return say(
            "cli-record-corrected",
            &[
                ("field", &field.path),
                ("value", &value),
                ("by", &correction.corrected_by),
                ("at", &day(correction.corrected)),
                ("says", &says),
            ],
        );
    }
    let (source, at) = field.source.clone().unwrap_or_default();
    say(
        "cli-record-from",
        &[
            ("field", &field.path),
            ("value", &value),
            ("source", &source),
            ("at", &day(at)),
        ],
    )
}

fn shown(value: Option<&Value>) -> String {
    let text = value.map_or_else(|| "—".to_owned(), ToString::to_string);
    match text.char_indices().nth(VALUE_CHARS_MAX) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

pub async fn undo(arguments: Undo) -> anyhow::Result<()> {
    let app = App::open_existing(&arguments.data.data).await?;
    let record = find(&app, &arguments.kind, arguments.key.as_deref()).await?;
    let revisions = app.directory.history(&record.id, REVISIONS).await?;
    let wanted = match arguments.revision {
        None => revisions.first(),
        Some(number) => revisions.iter().find(|one| one.revision == number),
    };
    let wanted = wanted.ok_or_else(|| fault("cli-record-no-revision", &[("id", &record.id)]))?;
    let seen = (record.id.as_str(), record.revision);
    let back = app.directory.go_back(seen, wanted, "command line").await?;
    let details = wanted.revision.to_string();
    acts::note(&app, "record-back", &record.id, &details).await;
    app.close().await;
    println!(
        "{}",
        say(
            "cli-record-undone",
            &[
                ("revision", &wanted.revision.to_string()),
                ("now", &back.revision.to_string())
            ]
        )
    );
    Ok(())
}
