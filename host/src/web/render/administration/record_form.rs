//! A record's own page in the administration: its form for who may correct it, its values for who may only read.

use std::collections::BTreeMap;

use askama::Template;
use serde_json::Value;

use super::super::composer::Composer;
use super::super::dates;
use super::super::fields::Control;
use super::super::forms::FieldError;
use super::super::html::Html;
use super::super::links::Links;
use super::super::parts::named;
use super::super::suggestion::subject_words;
use super::super::words::Words;
use super::record_fields::{Around, OriginView, SectionView, fields, sections};
use super::record_held::{HeldView, WhoHolds, held};
use super::record_words::{self, path_label, read, state};
use super::records::{RECORDS, RECORDS_NEW, kind_name, trail};
use super::suggestions::SUGGESTIONS;
use super::{Desk, DeskPage, desk_page};
use crate::accounts::Capability;
use crate::directory::{Kind, Record, State};
use crate::editing::{Fault, Input, Merged, Origin, Typed};
use crate::suggestions::Suggestion;

/// The field that holds the revision that the person saw.
pub const RECORD_REVISION: &str = "revision";
/// The button that looks at what was typed without keeping it.
pub const RECORD_CHECK: &str = "verifier";
/// The button that takes a correction back; its value is the field's path.
pub const RECORD_DROP: &str = "reprendre";
/// The field and query parameter that name the suggestion on whose account somebody corrects.
pub const RECORD_SUGGESTION: &str = "signalement";
/// The field that accepts it.
pub const RECORD_ACCEPT: &str = "accepter";
/// The field of a new record that says who may see it.
pub const RECORD_STATE: &str = "etat";
/// The query parameter that names a kind.
pub const RECORD_KIND: &str = "sorte";

/// What was just done, or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RecordDone {
    Saved,
    Unchanged,
    Made,
    /// A correction was taken back.
    Dropped,
    /// A correction was taken back, and other changes are not saved yet.
    DroppedOnly,
    /// An earlier revision stands again.
    Back,
    State,
    /// What was typed fits; nothing is saved.
    Fits,
}

/// What a record's page shows.
#[derive(Debug)]
pub struct RecordFormPage<'a> {
    pub kind: &'a Kind,
    /// As it stands; none for a new one.
    pub record: Option<&'a Record>,
    pub inputs: &'a [Input],
    /// What stands in the form.
    pub texts: &'a Typed,
    pub faults: &'a [Fault],
    /// Somebody else changed it meanwhile: what of it, who and when.
    pub merged: Option<(&'a Merged, Option<(String, i64)>)>,
    /// What was typed where the record has no such part any more: path and text.
    pub homeless: Vec<(String, String)>,
    pub origins: &'a BTreeMap<String, Origin>,
    /// What its sources say together.
    pub said: &'a Value,
    /// On whose account it is corrected.
    pub suggestion: Option<&'a Suggestion>,
    /// Whether it is to be accepted when the form is saved.
    pub accepts: bool,
    /// The state that was chosen for a new one.
    pub state: State,
    /// Whether the person may change this record.
    pub may_edit: bool,
    /// Who else has it.
    pub held: WhoHolds<'a>,
    /// Its page for everybody, where it is published.
    pub public: Option<String>,
    pub done: Option<RecordDone>,
}

struct FactView {
    label: String,
    value: String,
    origin: OriginView,
}

struct ConflictView {
    who: String,
    theirs: Option<String>,
    homeless: Vec<String>,
}

struct SuggestionView<'a> {
    reference: &'a str,
    href: String,
    subject: &'static str,
    text: &'a str,
    accepts: bool,
    open: bool,
}

#[derive(Template)]
#[template(path = "administration/record_form.html")]
struct FormPageView<'a> {
    words: Words,
    about: String,
    held: Option<HeldView>,
    ways: Vec<(String, &'static str)>,
    suggestion: Option<SuggestionView<'a>>,
    conflict: Option<ConflictView>,
    fitting: bool,
    action: String,
    revision: u64,
    kind: &'a str,
    states: Vec<(&'static str, &'static str, bool)>,
    submit: &'static str,
    has_sources: bool,
    sections: Vec<SectionView<'a>>,
    facts: Option<Vec<FactView>>,
}

/// `/administration/fiches/{id}` and `/administration/fiches/nouvelle`: a form that POSTs there each input under its path.
pub fn record_form_page(desk: &Desk, page: &RecordFormPage) -> String {
    let words = desk.words();
    let links = Links::default();
    let mut composer = Composer::new(&desk.site, &desk.view, &links);
    let fields = fields(words, page.inputs, page.texts, page.faults);
    let around = Around {
        faults: page.faults,
        merged: page.merged.as_ref().map(|(merged, _)| *merged),
        origins: page.origins,
        said: page.said,
    };
    let held = held(&mut composer, &page.held, page.record);
    let sections = match page.may_edit {
        true => sections(&mut composer, desk, page.inputs, &fields, &around),
        false => Vec::new(),
    };
    let mut errors = std::mem::take(&mut composer.errors);
    errors.extend(elsewhere(words, around.faults));
    let content = Html::render(&FormPageView {
        words,
        about: about(desk, page),
        held,
        ways: ways(desk, page),
        suggestion: page
            .suggestion
            .map(|one| suggestion(words, one, page.accepts)),
        conflict: conflict(desk, page),
        fitting: page.done == Some(RecordDone::Fits),
        action: match page.record {
            Some(record) => format!("{RECORDS}/{}", record.id),
            None => RECORDS_NEW.to_owned(),
        },
        revision: page.record.map_or(0, |record| record.revision),
        kind: page.kind.name(),
        states: states(words, page),
        submit: match page.record {
            Some(_) => words.get("record-save"),
            None => words.get("record-make"),
        },
        has_sources: !page.origins.is_empty(),
        sections,
        facts: (!page.may_edit).then(|| facts(desk, page)),
    });
    let title = match page.record {
        Some(record) => {
            let content = serde_json::from_str(&record.content).unwrap_or_default();
            let title = page.kind.title(&content);
            let title = named(&title, || words.get("untitled").to_owned());
            words.with("record-title", &[("title", &title)])
        }
        None => {
            let kind = kind_name(words, page.kind);
            words.with("record-new-title", &[("kind", &kind)])
        }
    };
    let page = DeskPage {
        title,
        trail: trail(words),
        errors,
        done: page.done.and_then(|done| done_words(words, done)),
        content,
    };
    desk_page(desk, page)
}

fn done_words(words: Words, done: RecordDone) -> Option<String> {
    let said = match done {
        RecordDone::Saved => words.get("record-saved"),
        RecordDone::Unchanged => words.get("record-unchanged"),
        RecordDone::Made => words.get("record-made"),
        RecordDone::Dropped => words.get("record-dropped"),
        RecordDone::DroppedOnly => words.get("record-dropped-only"),
        RecordDone::Back => words.get("record-back"),
        RecordDone::State => words.get("record-state-done"),
        RecordDone::Fits => return None,
    };
    Some(said.to_owned())
}

/// What is wrong with no field of the form: the first heading is as near as one comes.
fn elsewhere<'a>(words: Words, faults: &'a [Fault]) -> impl Iterator<Item = FieldError> + 'a {
    let faults = faults.iter().filter(|fault| fault.path.is_empty());
    faults.map(move |fault| FieldError {
        id: "main".to_owned(),
        message: record_words::fault(words, words.get("record-elsewhere"), fault),
    })
}

/// `Lieu, publiée, changée le 21 novembre 2026 à 11 h 15, version 3.`
fn about(desk: &Desk, page: &RecordFormPage) -> String {
    let words = desk.words();
    let kind = kind_name(words, page.kind);
    let Some(record) = page.record else {
        return kind;
    };
    let when = dates::stamp(words, &desk.site.time_zone, record.updated);
    words.with(
        "record-about",
        &[
            ("kind", &kind),
            ("state", state(words, record.state)),
            ("when", &when),
            ("revision", &record.revision.to_string()),
        ],
    )
}

fn ways(desk: &Desk, page: &RecordFormPage) -> Vec<(String, &'static str)> {
    let words = desk.words();
    let Some(record) = page.record else {
        return Vec::new();
    };
    let mut ways = Vec::new();
    if let Some(public) = &page.public {
        ways.push((public.clone(), words.get("record-public")));
    }
    let below = |name: &str| format!("{RECORDS}/{}/{name}", record.id);
    ways.push((below("historique"), words.get("record-history")));
    if page.may_edit {
        ways.push((below("etat"), words.get("record-state")));
        if desk.may(Capability::DeleteRecords) {
            ways.push((below("supprimer"), words.get("record-delete")));
        }
    }
    ways
}

fn suggestion<'a>(words: Words, of: &'a Suggestion, accepts: bool) -> SuggestionView<'a> {
    SuggestionView {
        reference: &of.said.reference,
        href: format!("{SUGGESTIONS}/{}", of.said.reference),
        subject: subject_words(words, of.said.subject),
        text: &of.said.text,
        accepts,
        open: of.state == crate::suggestions::State::New,
    }
}

fn conflict(desk: &Desk, page: &RecordFormPage) -> Option<ConflictView> {
    let words = desk.words();
    let (merged, who) = page.merged.as_ref()?;
    let names = |paths: &[String]| {
        let inputs = page.inputs.iter();
        let named = inputs.filter(|input| paths.contains(&input.path));
        let labels: Vec<String> = named
            .map(|input| record_words::label(words, input))
            .collect();
        words.list(&labels)
    };
    Some(ConflictView {
        who: match who {
            Some((by, at)) => {
                let when = dates::stamp(words, &desk.site.time_zone, *at);
                words.with("record-conflict-by", &[("name", by), ("when", &when)])
            }
            None => words.get("record-conflict").to_owned(),
        },
        theirs: (!merged.theirs.is_empty()).then(|| {
            words.with(
                "record-conflict-theirs",
                &[("fields", &names(&merged.theirs))],
            )
        }),
        homeless: page
            .homeless
            .iter()
            .map(|(path, text)| {
                let label = path_label(words, path, None);
                words.with("record-homeless", &[("field", &label), ("value", text)])
            })
            .collect(),
    })
}

fn states(words: Words, page: &RecordFormPage) -> Vec<(&'static str, &'static str, bool)> {
    if page.record.is_some() {
        return Vec::new();
    }
    [State::Published, State::Draft]
        .map(|one| {
            let label = match one {
                State::Published => words.get("record-begin-published"),
                _ => words.get("record-begin-draft"),
            };
            (one.as_str(), label, one == page.state)
        })
        .to_vec()
}

/// What is filled in, for who only reads.
fn facts(desk: &Desk, page: &RecordFormPage) -> Vec<FactView> {
    let words = desk.words();
    let filled = page.inputs.iter().filter_map(|input| {
        let text = page
            .texts
            .get(&input.path)
            .filter(|text| !text.is_empty())?;
        let around = Around {
            faults: &[],
            merged: None,
            origins: page.origins,
            said: page.said,
        };
        let mut origin = super::record_fields::origin(desk, input, &around);
        origin.drop = None;
        Some(FactView {
            label: record_words::label(words, input),
            value: read(words, input, text),
            origin,
        })
    });
    filled.collect()
}
