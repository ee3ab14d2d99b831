//! What visitors say is wrong with a record, for those who decide: the list, and one beside what the record says today.

use askama::Template;

use super::super::composer::Composer;
use super::super::contact::ContactView;
use super::super::dates;
use super::super::directory::DIRECTORY;
use super::super::forms::FieldError;
use super::super::holder::Holder;
use super::super::html::Html;
use super::super::links::{Links, Target};
use super::super::parts::named;
use super::super::suggestion::subject_words;
use super::super::words::Words;
use super::record_form::RECORD_SUGGESTION;
use super::records::RECORDS;
use super::{Desk, DeskPage, desk_page, field, own_form};
use crate::accounts::Capability;
use crate::plugins::page::{Field, RecordCard};
use crate::suggestions::{NOTE_CHARS_MAX, State, Suggestion};

/// Where suggestions stand.
pub const SUGGESTIONS: &str = "/administration/signalements";
/// The query parameter that holds a state.
pub const SUGGESTIONS_STATE: &str = "etat";
/// The query parameter that holds the number after which a page begins.
pub const SUGGESTIONS_AFTER: &str = "suite";

/// What the list shows.
#[derive(Debug)]
pub struct SuggestionsPage {
    /// Of those in this state.
    pub state: State,
    /// How many wait in all.
    pub waiting: u64,
    /// The oldest first.
    pub suggestions: Vec<Suggestion>,
    /// The number after which the next page begins.
    pub next: Option<i64>,
    /// There is a page before.
    pub is_later: bool,
}

/// Why a decision came back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DecisionFault {
    /// Nothing was chosen.
    NoDecision,
}

/// What one suggestion's page shows.
#[derive(Debug)]
pub struct SuggestionDeskPage<'a> {
    /// What was said.
    pub suggestion: &'a Suggestion,
    /// The record as everybody may see it; none where it is gone.
    pub card: Option<RecordCard>,
    /// Its revision today.
    pub revision: Option<u64>,
    /// Who holds the record, where we do not: nobody corrects it here.
    pub holder: Option<Holder>,
    /// What was typed as a note.
    pub note: &'a str,
    /// Why the form came back.
    pub fault: Option<DecisionFault>,
    /// A decision was just kept.
    pub done: bool,
}

struct TabView {
    href: String,
    label: &'static str,
    current: bool,
}

struct LineView {
    href: String,
    title: String,
    subject: &'static str,
    text: String,
    made: String,
}

#[derive(Template)]
#[template(path = "administration/suggestions.html")]
struct ListView {
    words: Words,
    waiting: String,
    tabs: Vec<TabView>,
    lines: Vec<LineView>,
    first: Option<String>,
    next: Option<String>,
}

#[derive(Template)]
#[template(path = "administration/suggestion.html")]
struct OneView<'a> {
    words: Words,
    facts: Vec<(&'static str, String)>,
    text: &'a str,
    record: Option<(String, String)>,
    contact: Option<Html>,
    correct: Option<String>,
    held: Option<String>,
    tell: Option<(String, Target)>,
    changed: bool,
    decision: Vec<(&'static str, String)>,
    form: Option<Html>,
}

/// `/administration/signalements`
pub fn suggestions_page(desk: &Desk, page: &SuggestionsPage) -> String {
    let words = desk.words();
    let address = |state: State| format!("{SUGGESTIONS}?{SUGGESTIONS_STATE}={state}");
    let tab = |state: &State| TabView {
        href: address(*state),
        label: state_words(words, *state),
        current: *state == page.state,
    };
    let line = |suggestion: &Suggestion| LineView {
        href: format!("{SUGGESTIONS}/{}", suggestion.said.reference),
        title: named(&suggestion.said.title, || words.get("untitled").to_owned()),
        subject: subject_words(words, suggestion.said.subject),
        text: super::super::text::shortened(&suggestion.said.text, 200).into_owned(),
        made: dates::stamp(words, &desk.site.time_zone, suggestion.made),
    };
    let content = Html::render(&ListView {
        words,
        waiting: words.count("moderation-waiting", page.waiting),
        tabs: State::ALL.iter().map(tab).collect(),
        lines: page.suggestions.iter().map(line).collect(),
        first: page.is_later.then(|| address(page.state)),
        next: page
            .next
            .map(|after| format!("{}&{SUGGESTIONS_AFTER}={after}", address(page.state))),
    });
    let page = DeskPage {
        title: words.get("moderation-title").to_owned(),
        content,
        ..DeskPage::default()
    };
    desk_page(desk, page)
}

/// `/administration/signalements/{reference}`: a form that POSTs `decision` and `note` to `decision` below it.
pub fn suggestion_desk_page(desk: &Desk, page: &SuggestionDeskPage) -> String {
    let words = desk.words();
    let said = &page.suggestion.said;
    let links = Links::default();
    let mut composer = Composer::new(&desk.site, &desk.view, &links);
    let contact = page.card.as_ref().and_then(|card| {
        ContactView::new(&mut composer, &card.contact).map(|view| Html::render(&view))
    });
    let (form, errors) = match page.suggestion.state {
        State::New => form(desk, page),
        State::Accepted | State::Refused => (None, Vec::new()),
    };
    let content = Html::render(&OneView {
        words,
        facts: facts(desk, page),
        text: &said.text,
        record: page.card.as_ref().map(|card| {
            let title = named(&card.title, || words.get("untitled").to_owned());
            (format!("{DIRECTORY}/{}", said.record_id), title)
        }),
        contact,
        held: page
            .holder
            .as_ref()
            .map(|holder| words.with("moderation-held", &[("name", &holder.name)])),
        tell: page
            .holder
            .as_ref()
            .and_then(|holder| holder.tell(&mut composer)),
        correct: (desk.may(Capability::EditRecords)
            && page.holder.is_none()
            && page.revision.is_some())
        .then(|| {
            let form = format!("{RECORDS}/{}", said.record_id);
            format!("{form}?{RECORD_SUGGESTION}={}", said.reference)
        }),
        changed: page.revision.is_some_and(|now| now != said.revision),
        decision: decision(desk, page.suggestion),
        form,
    });
    let page = DeskPage {
        title: words.with("moderation-one", &[("title", &said.title)]),
        trail: vec![(
            SUGGESTIONS.to_owned(),
            words.get("moderation-title").to_owned(),
        )],
        errors,
        done: page.done.then(|| words.get("moderation-done").to_owned()),
        content,
    };
    desk_page(desk, page)
}

fn facts(desk: &Desk, page: &SuggestionDeskPage) -> Vec<(&'static str, String)> {
    let words = desk.words();
    let said = &page.suggestion.said;
    let mut facts = vec![
        (
            words.get("suggestion-subject"),
            subject_words(words, said.subject).to_owned(),
        ),
        (words.get("moderation-reference"), said.reference.clone()),
        (
            words.get("moderation-made"),
            dates::stamp(words, &desk.site.time_zone, page.suggestion.made),
        ),
    ];
    if !said.contact.is_empty() {
        facts.push((words.get("moderation-contact"), said.contact.clone()));
    }
    facts
}

fn decision(desk: &Desk, suggestion: &Suggestion) -> Vec<(&'static str, String)> {
    let words = desk.words();
    let Some(decision) = &suggestion.decision else {
        return Vec::new();
    };
    let at = dates::stamp(words, &desk.site.time_zone, decision.at);
    let said = [("name", decision.by.as_str()), ("when", &at)];
    let mut facts = vec![
        (
            words.get("moderation-decision"),
            state_words(words, suggestion.state).to_owned(),
        ),
        (
            words.get("moderation-by"),
            words.with("moderation-by-whom", &said),
        ),
    ];
    if !decision.note.is_empty() {
        facts.push((words.get("moderation-note"), decision.note.clone()));
    }
    facts
}

fn form(desk: &Desk, page: &SuggestionDeskPage) -> (Option<Html>, Vec<FieldError>) {
    let words = desk.words();
    let choice =
        |state: State, key: &'static str| (state.as_str().to_owned(), words.get(key).to_owned());
    let missing = page
        .fault
        .map(|DecisionFault::NoDecision| words.get("moderation-no-decision"));
    let fields = [
        Field {
            choices: vec![
                choice(State::Accepted, "moderation-accept"),
                choice(State::Refused, "moderation-refuse"),
            ],
            error: missing.map(str::to_owned),
            ..field("one-of", "decision", words.get("moderation-decision"))
        },
        Field {
            value: Some(page.note.to_owned()),
            hint: Some(words.get("moderation-note-hint").to_owned()),
            optional: true,
            maximum: u32::try_from(NOTE_CHARS_MAX).ok(),
            ..field("lines", "note", words.get("moderation-note"))
        },
    ];
    let action = format!("{SUGGESTIONS}/{}/decision", page.suggestion.said.reference);
    let submit = words.get("moderation-submit");
    let (form, errors) = own_form(&desk.site, &desk.view, (&action, submit), &fields);
    (Some(form), errors)
}

fn state_words(words: Words, state: State) -> &'static str {
    match state {
        State::New => words.get("moderation-new"),
        State::Accepted => words.get("moderation-accepted"),
        State::Refused => words.get("moderation-refused"),
    }
}
