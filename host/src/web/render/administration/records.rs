//! The list of records for who corrects them: by words, kind and state; and the choice of a kind for a new one.

use std::collections::BTreeMap;

use askama::Template;

use super::super::dates;
use super::super::html::Html;
use super::super::parts::named;
use super::super::words::Words;
use super::record_form::{RECORD_KIND, RECORD_STATE};
use super::record_words::state;
use super::{Desk, DeskPage, desk_page};
use crate::accounts::Capability;
use crate::directory::{Kind, Record, State};
use crate::plugins::manifest::said;
use crate::plugins::page::RecordCard;

/// Where records stand.
pub const RECORDS: &str = "/administration/fiches";
/// Where a new one is made.
pub const RECORDS_NEW: &str = "/administration/fiches/nouvelle";
/// The query parameter that holds words.
pub const RECORDS_WORDS: &str = "q";
/// The query parameter after which the list goes on.
pub const RECORDS_AFTER: &str = "suite";

/// What the list shows.
#[derive(Debug)]
pub struct RecordsPage<'a> {
    /// What was typed.
    pub words: &'a str,
    /// Name and label of each kind, and whether it was chosen.
    pub kinds: Vec<(String, String, bool)>,
    pub state: State,
    pub total: u64,
    pub found: Vec<(Record, RecordCard)>,
    /// What the neighbours that hold some of them call themselves, by their names.
    pub holders: BTreeMap<String, String>,
    /// The cursor of the next page.
    pub next: Option<String>,
    pub is_later: bool,
    /// A record was just deleted.
    pub deleted: bool,
}

struct LineView {
    href: String,
    title: String,
    kind: String,
    town: String,
    about: String,
    holder: Option<String>,
}

#[derive(Template)]
#[template(path = "administration/records.html")]
struct RecordsView<'a> {
    words: Words,
    typed: &'a str,
    kinds: &'a [(String, String, bool)],
    states: Vec<(&'static str, &'static str, bool)>,
    count: String,
    lines: Vec<LineView>,
    first: Option<String>,
    next: Option<String>,
    may_edit: bool,
}

/// What a kind is called.
pub(super) fn kind_name(words: Words, kind: &Kind) -> String {
    let labels = &kind.annotations().labels;
    said(labels, words.0.code())
        .unwrap_or(kind.name())
        .to_owned()
}

pub(super) fn trail(words: Words) -> Vec<(String, String)> {
    vec![(RECORDS.to_owned(), words.get("records-title").to_owned())]
}

/// `/administration/fiches?q=&sorte=&etat=&suite=`
pub fn records_page(desk: &Desk, page: &RecordsPage) -> String {
    let words = desk.words();
    let address = |after: Option<&str>| {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        let kind = page.kinds.iter().find(|(.., chosen)| *chosen);
        let kind = kind.map_or("", |(name, ..)| name);
        for (name, value) in [
            (RECORDS_WORDS, page.words),
            (RECORD_KIND, kind),
            (RECORD_STATE, page.state.as_str()),
            (RECORDS_AFTER, after.unwrap_or_default()),
        ] {
            if !value.is_empty() {
                query.append_pair(name, value);
            }
        }
        format!("{RECORDS}?{}", query.finish())
    };
    let states = [State::Published, State::Draft, State::Withdrawn];
    let states = states.map(|one| {
        let label = match one {
            State::Published => words.get("records-published"),
            State::Draft => words.get("records-drafts"),
            State::Withdrawn => words.get("records-withdrawn"),
        };
        (one.as_str(), label, one == page.state)
    });
    let content = Html::render(&RecordsView {
        words,
        typed: page.words,
        kinds: &page.kinds,
        states: states.to_vec(),
        count: words.count("records-found", page.total),
        lines: page
            .found
            .iter()
            .map(|one| line(desk, one, &page.holders))
            .collect(),
        first: page.is_later.then(|| address(None)),
        next: page.next.as_deref().map(|after| address(Some(after))),
        may_edit: desk.may(Capability::EditRecords),
    });
    let page = DeskPage {
        title: words.get("records-title").to_owned(),
        done: page.deleted.then(|| words.get("record-deleted").to_owned()),
        content,
        ..DeskPage::default()
    };
    desk_page(desk, page)
}

fn line(
    desk: &Desk,
    (record, card): &(Record, RecordCard),
    holders: &BTreeMap<String, String>,
) -> LineView {
    let words = desk.words();
    let when = dates::stamp(words, &desk.site.time_zone, record.updated);
    let holder = holders.get(&record.origin);
    let about = [("state", state(words, record.state)), ("when", &when)];
    let town = card
        .contact
        .addresses
        .first()
        .and_then(|lines| lines.last());
    LineView {
        href: format!("{RECORDS}/{}", record.id),
        title: named(&card.title, || words.get("untitled").to_owned()),
        kind: card.kind_label.clone(),
        town: town.cloned().unwrap_or_default(),
        about: words.with("records-line", &about),
        holder: holder.map(|name| words.with("holder", &[("name", name)])),
    }
}

#[derive(Template)]
#[template(path = "administration/record_kinds.html")]
struct KindsView {
    words: Words,
    kinds: Vec<(String, String)>,
}

/// `/administration/fiches/nouvelle` without a kind: names and labels of those that can be made.
pub fn record_kinds_page(desk: &Desk, kinds: &[(String, String)]) -> String {
    let words = desk.words();
    let link = |(name, label): &(String, String)| {
        (format!("{RECORDS_NEW}?{RECORD_KIND}={name}"), label.clone())
    };
    let content = Html::render(&KindsView {
        words,
        kinds: kinds.iter().map(link).collect(),
    });
    let page = DeskPage {
        title: words.get("record-new").to_owned(),
        trail: trail(words),
        content,
        ..DeskPage::default()
    };
    desk_page(desk, page)
}
