//! What a record was: each change, who made it and when, and a button to go back.

use askama::Template;

use super::super::dates;
use super::super::html::Html;
use super::super::parts::named;
use super::super::text::shortened;
use super::super::words::Words;
use super::record_form::RECORD_REVISION;
use super::record_words::{label, read, state};
use super::records::{RECORDS, trail};
use super::{Desk, DeskPage, desk_page};
use crate::directory::{Kind, Record, State};
use crate::editing::Changed;

/// The query parameter that holds the revision before which a page of the history begins.
pub const HISTORY_BEFORE: &str = "avant";
/// Of a long text the beginning tells which it is.
const VALUE_CHARS_MAX: usize = 400;

/// One revision, and what it changed against the one before.
#[derive(Debug)]
pub struct HistoryEntry {
    pub revision: u64,
    pub state: State,
    /// Who made it and when; nothing for the first one, which came with the record.
    pub made: Option<(String, i64)>,
    pub changed: Vec<Changed>,
    /// Something changed that no form holds.
    pub elsewhere: bool,
    /// The state before, where it was another.
    pub state_before: Option<State>,
}

/// What the history shows.
#[derive(Debug)]
pub struct RecordHistoryPage<'a> {
    pub kind: &'a Kind,
    /// As it stands now.
    pub record: &'a Record,
    /// The latest first.
    pub entries: Vec<HistoryEntry>,
    /// Before which revision the next page begins.
    pub next: Option<u64>,
    pub is_later: bool,
    pub may_edit: bool,
    /// The record changed since the person looked.
    pub has_changed: bool,
}

struct ChangeView {
    label: String,
    before: String,
    after: String,
}

struct EntryView {
    title: String,
    made: String,
    changes: Vec<ChangeView>,
    notes: Vec<String>,
    back: Option<(String, String)>,
}

#[derive(Template)]
#[template(path = "administration/record_history.html")]
struct HistoryView {
    words: Words,
    revision: u64,
    field: &'static str,
    has_changed: bool,
    entries: Vec<EntryView>,
    first: Option<String>,
    next: Option<String>,
}

/// The title of a record, for pages about it.
pub(super) fn title_of(words: Words, kind: &Kind, record: &Record) -> String {
    let content = serde_json::from_str(&record.content).unwrap_or_default();
    let title = kind.title(&content);
    named(&title, || words.get("untitled").to_owned())
}

/// The pages above one that is about a record.
pub(super) fn trail_of(words: Words, kind: &Kind, record: &Record) -> Vec<(String, String)> {
    let mut trail = trail(words);
    let href = format!("{RECORDS}/{}", record.id);
    trail.push((href, title_of(words, kind, record)));
    trail
}

/// `/administration/fiches/{id}/historique`: forms that POST `revision` to `{revision}/revenir` below it.
pub fn record_history_page(desk: &Desk, page: &RecordHistoryPage) -> String {
    let words = desk.words();
    let address = format!("{RECORDS}/{}/historique", page.record.id);
    let content = Html::render(&HistoryView {
        words,
        revision: page.record.revision,
        field: RECORD_REVISION,
        has_changed: page.has_changed,
        entries: page
            .entries
            .iter()
            .map(|entry| entry_view(desk, page, entry))
            .collect(),
        next: page
            .next
            .map(|before| format!("{address}?{HISTORY_BEFORE}={before}")),
        first: page.is_later.then_some(address),
    });
    let title = title_of(words, page.kind, page.record);
    let trail = trail_of(words, page.kind, page.record);
    let page = DeskPage {
        title: words.with("record-history-title", &[("title", &title)]),
        trail,
        content,
        ..DeskPage::default()
    };
    desk_page(desk, page)
}

fn entry_view(desk: &Desk, page: &RecordHistoryPage, entry: &HistoryEntry) -> EntryView {
    let words = desk.words();
    let number = entry.revision.to_string();
    let said = |changed: &Changed, text: &str| {
        let text = read(words, &changed.input, text);
        let text = shortened(&text, VALUE_CHARS_MAX).into_owned();
        named(&text, || words.get("record-nothing").to_owned())
    };
    let changes = entry.changed.iter().map(|changed| ChangeView {
        label: label(words, &changed.input),
        before: said(changed, &changed.before),
        after: said(changed, &changed.after),
    });
    let is_now = entry.revision == page.record.revision;
    EntryView {
        title: words.with("record-version", &[("revision", &number)]),
        made: made(desk, page.record, entry),
        changes: changes.collect(),
        notes: notes(words, entry),
        back: (page.may_edit && !is_now).then(|| {
            let href = format!("{RECORDS}/{}/historique/{number}/revenir", page.record.id);
            (href, words.with("record-go-back", &[("revision", &number)]))
        }),
    }
}

fn made(desk: &Desk, record: &Record, entry: &HistoryEntry) -> String {
    let words = desk.words();
    match &entry.made {
        Some((by, at)) => {
            let when = dates::stamp(words, &desk.site.time_zone, *at);
            words.with("record-version-by", &[("name", by), ("when", &when)])
        }
        None => {
            let when = dates::stamp(words, &desk.site.time_zone, record.created);
            words.with("record-version-first", &[("when", &when)])
        }
    }
}

fn notes(words: Words, entry: &HistoryEntry) -> Vec<String> {
    let mut notes = Vec::new();
    if let Some(before) = entry.state_before {
        let both = [
            ("before", state(words, before)),
            ("after", state(words, entry.state)),
        ];
        notes.push(words.with("record-version-state", &both));
    }
    if entry.elsewhere {
        notes.push(words.get("record-version-elsewhere").to_owned());
    }
    notes
}
