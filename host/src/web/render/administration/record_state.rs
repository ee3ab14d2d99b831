//! Who may see a record, and its deletion: each a page that says what follows before anything is done.

use askama::Template;

use super::super::html::Html;
use super::super::words::Words;
use super::record_form::{RECORD_REVISION, RECORD_STATE};
use super::record_history::{title_of, trail_of};
use super::records::RECORDS;
use super::{Desk, DeskPage, desk_page, field, own_form};
use crate::directory::{Kind, Record, State};
use crate::plugins::page::Field;

/// What both pages show.
#[derive(Debug)]
pub struct RecordStatePage<'a> {
    pub kind: &'a Kind,
    pub record: &'a Record,
    /// The record changed since the person looked.
    pub has_changed: bool,
    /// No state was chosen.
    pub is_missing: bool,
}

#[derive(Template)]
#[template(path = "administration/record_state.html")]
struct StateView {
    words: Words,
    has_changed: bool,
    lead: &'static str,
    consent: bool,
    form: Html,
    keep: (String, &'static str),
}

/// `/administration/fiches/{id}/etat`: a form that POSTs `etat` and `revision` there.
pub fn record_state_page(desk: &Desk, page: &RecordStatePage) -> String {
    let words = desk.words();
    let choice = |state: State| {
        let label = match state {
            State::Published => words.get("record-state-published"),
            State::Withdrawn => words.get("record-state-withdrawn"),
            State::Draft => words.get("record-state-draft"),
        };
        (state.as_str().to_owned(), label.to_owned())
    };
    let states = [State::Published, State::Withdrawn, State::Draft];
    let missing = words.get("record-state-missing").to_owned();
    let fields = [
        revision(page),
        Field {
            value: Some(page.record.state.as_str().to_owned()),
            choices: states.map(choice).to_vec(),
            error: page.is_missing.then_some(missing),
            ..field("one-of", RECORD_STATE, words.get("record-state-choice"))
        },
    ];
    let titles = (
        "record-state-title",
        words.get("record-state-lead"),
        words.get("record-state-submit"),
    );
    shown(desk, page, (titles, "etat"), &fields)
}

/// `/administration/fiches/{id}/supprimer`: a form that POSTs `revision` there.
pub fn record_delete_page(desk: &Desk, page: &RecordStatePage) -> String {
    let words = desk.words();
    let titles = (
        "record-delete-title",
        words.get("record-delete-lead"),
        words.get("record-delete-submit"),
    );
    shown(desk, page, (titles, "supprimer"), &[revision(page)])
}

fn revision(page: &RecordStatePage) -> Field {
    Field {
        value: Some(page.record.revision.to_string()),
        ..field("hidden", RECORD_REVISION, RECORD_REVISION)
    }
}

type Titles = (&'static str, &'static str, &'static str);

fn shown(
    desk: &Desk,
    page: &RecordStatePage,
    ((title, lead, submit), below): (Titles, &str),
    fields: &[Field],
) -> String {
    let words = desk.words();
    let own = format!("{RECORDS}/{}", page.record.id);
    let action = format!("{own}/{below}");
    let (form, errors) = own_form(&desk.site, &desk.view, (&action, submit), fields);
    let content = Html::render(&StateView {
        words,
        has_changed: page.has_changed,
        lead,
        consent: page.kind.annotations().listed_if.is_some() && below == "etat",
        form,
        keep: (own, words.get("record-keep")),
    });
    let name = title_of(words, page.kind, page.record);
    let named = [("title", name.as_str())];
    let page = DeskPage {
        title: match title {
            "record-delete-title" => words.with("record-delete-title", &named),
            _ => words.with("record-state-title", &named),
        },
        trail: trail_of(words, page.kind, page.record),
        errors,
        content,
        ..DeskPage::default()
    };
    desk_page(desk, page)
}
