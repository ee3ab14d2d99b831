//! `/api/changes`: what changed since a moment, so that a program keeps a copy without reading everything again. It follows the
//! journal; of what is gone it tells the id and nothing else, and only of what everybody could see before.

#![expect(unused_qualifications, reason = "utoipa writes paths in full")]

use std::collections::HashMap;
use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use utoipa::IntoParams;

use super::answer::{Answer, Keep, tell};
use super::document;
use super::parameters::Given;
use super::problem::{Problem, Refusal};
use super::records::{CONTENT_BYTES_MAX, CURSOR_CHARS_MAX, LIMIT, asked_kinds, instant, shape};
use super::shapes::{ApiChange, Changes};
use crate::app::App;
use crate::directory::{Entry, LIMIT_MAX, Reader};
use crate::web::render::Wrong;
use crate::web::visitor::Visitor;

/// Before the number in a cursor: a line of the journal.
const CURSOR: char = 'j';

/// What a program may ask of the changes.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "only its description is used")]
pub struct ChangesAsked {
    #[param(example = json!(["place"]), max_items = 20)]
    kind: Option<Vec<String>>,
    #[param(format = "date-time", example = "2026-11-01T00:00:00Z")]
    changed_since: Option<String>,
    #[param(minimum = 1, maximum = 200, default = 50)]
    limit: Option<u32>,
    #[param(max_length = 1000)]
    cursor: Option<String>,
}

/// `GET /api/changes`
#[utoipa::path(
    get,
    path = "/api/changes",
    operation_id = "changes",
    params(ChangesAsked),
    responses(
        (status = 200, body = Changes),
        (status = 304),
        (status = 400, body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn list(State(app): State<Arc<App>>, visitor: Visitor) -> Response {
    tell(&visitor, page(&app, &visitor).await)
}

async fn page(app: &App, visitor: &Visitor) -> Result<Answer, Refusal> {
    let mut given = Given::new(visitor, document::names("changes"), &["kind"]);
    let kinds = asked_kinds(app, &mut given);
    let since = given.moment("changed_since");
    let limit = given.number("limit", 1..=LIMIT_MAX).unwrap_or(LIMIT);
    let cursor = given.text("cursor", CURSOR_CHARS_MAX);
    if since.is_some() && cursor.is_some() {
        given.wrong("changed_since", None, Wrong::NotWith { name: "cursor" });
    }
    given.check()?;
    let directory = &app.directory;
    let after = match (&cursor, since) {
        (Some(cursor), _) => match number(cursor) {
            Some(number) => number,
            None => return Err(given.refusal("cursor", Some(cursor), Wrong::Cursor)),
        },
        (None, Some(since)) => directory.seq_before(since.as_millisecond()).await?,
        (None, None) => 0,
    };
    let entries = directory.entries_after(after, &kinds, limit).await?;
    let mut more = entries.len() == limit as usize;
    let mut last = entries.last().map_or(after, |entry| entry.seq);
    let (mut changes, mut bytes) = (Vec::new(), 0);
    for entry in last_of_each(entries) {
        let change = told(app, &entry).await?;
        bytes += change
            .as_ref()
            .and_then(|change| change.record.as_ref())
            .map_or(0, |record| record.content.to_string().len());
        if bytes > CONTENT_BYTES_MAX && !changes.is_empty() {
            // This one and what follows it come with the next page.
            (last, more) = (entry.seq - 1, true);
            break;
        }
        changes.extend(change);
    }
    let next = address(visitor, last);
    let link = more.then(|| next.clone());
    let changes = Changes {
        changes,
        next,
        more,
    };
    Ok(Answer::json(&changes, Keep::Never).next(link))
}

fn number(cursor: &str) -> Option<i64> {
    let digits = cursor.strip_prefix(CURSOR)?;
    let plain = digits.bytes().all(|byte| byte.is_ascii_digit());
    digits.parse().ok().filter(|_| plain)
}

/// The last line of each record, in order: what came before it is past.
fn last_of_each(entries: Vec<Entry>) -> Vec<Entry> {
    let last: HashMap<String, i64> = entries
        .iter()
        .map(|entry| (entry.record_id.clone(), entry.seq))
        .collect();
    let mut entries = entries;
    entries.retain(|entry| last.get(&entry.record_id) == Some(&entry.seq));
    entries
}

/// The record as it is now, or that it is gone; nothing of one that nobody could ever see.
async fn told(app: &App, entry: &Entry) -> Result<Option<ApiChange>, Refusal> {
    let id = entry.record_id.as_str();
    let record = app.directory.read(id, &Reader::visitor()).await?;
    let gone = record.is_none();
    if gone && app.directory.once_public(&[id]).await?.is_empty() {
        return Ok(None);
    }
    let merged_into = match gone {
        true => app.directory.merged_into(id).await?,
        false => None,
    };
    Ok(Some(ApiChange {
        id: id.to_owned(),
        kind: entry.kind.clone(),
        changed: instant(entry.at),
        gone,
        merged_into,
        record: record.map(|record| shape(app, record, None)),
    }))
}

/// The same kinds and limit, after a line of the journal.
fn address(visitor: &Visitor, seq: i64) -> String {
    let pairs = visitor.query.iter();
    let kept = pairs.filter(|(name, _)| name != "cursor" && name != "changed_since");
    let query = url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(kept)
        .append_pair("cursor", &format!("{CURSOR}{seq}"))
        .finish();
    format!("/api/changes?{query}")
}
