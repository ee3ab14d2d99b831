//! One case: what a visitor would see, every field, who wrote it, what visitors report, and a decision.

use askama::Template;
use serde_json::Value;

use super::super::composer::Composer;
use super::super::dates;
use super::super::forms::FieldError;
use super::super::html::Html;
use super::super::links::Links;
use super::super::parts::named;
use super::super::picture;
use super::super::records::RecordView;
use super::super::words::Words;
use super::moderation::{
    abuse_words, case_href, decided_words, origin_words, reason_words, state_words, trail,
};
use super::record_words::{label, read, state};
use super::records::RECORDS;
use super::{Desk, DeskPage, desk_page, field, own_form};
use crate::accounts::Capability;
use crate::directory::{Kind, Record};
use crate::editing::{inputs, show};
use crate::images::Image;
use crate::moderation::{Case, Origin, Reason, Report, State, WORDS_CHARS_MAX};
use crate::plugins::page::{Field, RecordCard};

/// The field that holds the record's revision that the person saw.
pub const CASE_REVISION: &str = "revision";
/// Characters of a contributor's opaque name that tell two apart.
const CONTRIBUTOR_CHARS: usize = 12;

/// Why a decision came back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CaseFault {
    /// Somebody else decided in the meantime.
    Decided,
    /// The record is another by now.
    Changed,
    /// A refusal without a reason, or one that says `other` without words.
    NoReason,
    NoWords,
}

/// What one case's page shows.
#[derive(Debug)]
pub struct CasePage<'a> {
    pub case: &'a Case,
    /// The record, whole, and its kind; none where it was deleted.
    pub record: Option<(&'a Record, Option<&'a Kind>)>,
    /// As a visitor sees it, or would.
    pub card: Option<RecordCard>,
    /// The record's pictures, whatever its state.
    pub pictures: Vec<Image>,
    pub reports: Vec<Report>,
    /// Other cases of the same contributor, the newest first.
    pub earlier: Vec<Case>,
    /// What was typed with a refusal.
    pub words: &'a str,
    /// What was chosen for one.
    pub reason: Option<Reason>,
    pub fault: Option<CaseFault>,
    /// The case was just put back.
    pub undone: bool,
}

#[derive(Template)]
#[template(path = "administration/case.html")]
struct CaseView {
    words: Words,
    /// Somebody was faster.
    late: Option<&'static str>,
    facts: Vec<(&'static str, String)>,
    card: Option<Html>,
    state: Option<String>,
    fields: Vec<(String, String)>,
    pictures: Vec<Html>,
    edit: Option<String>,
    reports: Vec<(&'static str, String, String)>,
    earlier: Vec<(String, String, String)>,
    href: String,
    revision: u64,
    /// What the two buttons say, where the case waits.
    good: Option<(&'static str, &'static str)>,
    bad: Option<(&'static str, Html)>,
    decision: Vec<(&'static str, String)>,
}

/// `/administration/moderation/cas/{reference}`: forms that POST `decision`, [`CASE_REVISION`], `motif` and `mots` to `decision`
/// below it, and nothing to `defaire`.
pub fn case_page(desk: &Desk, page: &CasePage) -> String {
    let words = desk.words();
    let case = page.case;
    let waits = case.state == State::Waiting;
    let revision = page.record.map_or(0, |(record, _)| record.revision);
    let (bad, errors) = match waits {
        true => bad_form(desk, page, revision),
        false => (None, Vec::new()),
    };
    let good = match case.origin {
        Origin::Submitted => (words.get("case-accept"), words.get("case-accept-text")),
        Origin::Reported => (words.get("case-keep"), words.get("case-keep-text")),
    };
    let links = Links::default();
    let mut composer = Composer::new(&desk.site, &desk.view, &links);
    let card = page.card.as_ref();
    let content = Html::render(&CaseView {
        words,
        late: match page.fault {
            Some(CaseFault::Decided) => Some(words.get("case-late")),
            Some(CaseFault::Changed) => Some(words.get("case-changed")),
            _ => None,
        },
        facts: facts(desk, page),
        card: card.map(|card| RecordView::one(&mut composer, Some(card), 3)),
        state: page.record.map(|(record, _)| {
            words.with("case-state-now", &[("state", state(words, record.state))])
        }),
        fields: fields(words, page),
        edit: page
            .record
            .filter(|_| desk.may(Capability::EditRecords))
            .map(|(record, _)| format!("{RECORDS}/{}", record.id)),
        pictures: pictures(words, page),
        reports: reports(desk, page),
        earlier: page.earlier.iter().map(|one| earlier(desk, one)).collect(),
        href: case_href(case),
        revision,
        good: (waits && page.record.is_some()).then_some(good),
        bad,
        decision: decision(desk, case),
    });
    let title = named(&case.title, || words.get("untitled").to_owned());
    let page = DeskPage {
        title: words.with("case-title", &[("title", &title)]),
        trail: trail(words),
        errors,
        done: page.undone.then(|| words.get("case-undone").to_owned()),
        content,
    };
    desk_page(desk, page)
}

fn facts(desk: &Desk, page: &CasePage) -> Vec<(&'static str, String)> {
    let words = desk.words();
    let case = page.case;
    let mut facts = vec![
        (words.get("moderation-reference"), case.reference.clone()),
        (words.get("case-from"), origin_words(words, case)),
        (
            words.get("moderation-made"),
            dates::stamp(words, &desk.site.time_zone, case.made),
        ),
    ];
    if !case.contributor.is_empty() {
        let name: String = case.contributor.chars().take(CONTRIBUTOR_CHARS).collect();
        facts.push((words.get("case-contributor"), name));
    }
    facts
}

/// Every field that says something, private ones too: who decides must know what the record holds.
fn fields(words: Words, page: &CasePage) -> Vec<(String, String)> {
    let Some((record, Some(kind))) = page.record else {
        return Vec::new();
    };
    let content: Value = serde_json::from_str(&record.content).unwrap_or_default();
    let inputs = inputs(kind, &content);
    let said = inputs.iter().filter_map(|input| {
        let text = show(&content, input);
        (!text.is_empty()).then(|| (label(words, input), read(words, input, &text)))
    });
    said.collect()
}

/// What visitors would see, and what its sender said of it.
fn pictures(words: Words, page: &CasePage) -> Vec<Html> {
    let href = case_href(page.case);
    let one = |image: &Image| {
        let said = image.said.as_ref()?;
        let source = format!("{href}/images/{}", image.name);
        let shown = words.with("case-picture", &[("text", &said.alternative)]);
        Some(picture::moderated(
            words,
            source,
            (image.width, image.height),
            (said, &shown),
        ))
    };
    page.pictures.iter().filter_map(one).collect()
}

fn reports(desk: &Desk, page: &CasePage) -> Vec<(&'static str, String, String)> {
    let words = desk.words();
    let one = |report: &Report| {
        let at = dates::stamp(words, &desk.site.time_zone, report.made);
        (abuse_words(words, report.reason), report.text.clone(), at)
    };
    page.reports.iter().map(one).collect()
}

fn earlier(desk: &Desk, case: &Case) -> (String, String, String) {
    let words = desk.words();
    let title = named(&case.title, || words.get("untitled").to_owned());
    let mut said = decided_words(desk, case);
    if let Some(reason) = case.decision.as_ref().and_then(|decision| decision.reason) {
        said = format!("{said} ({})", reason_words(words, reason));
    }
    (case_href(case), title, said)
}

fn decision(desk: &Desk, case: &Case) -> Vec<(&'static str, String)> {
    let words = desk.words();
    let Some(decision) = &case.decision else {
        return Vec::new();
    };
    let at = dates::stamp(words, &desk.site.time_zone, decision.at);
    let said = [("name", decision.by.as_str()), ("when", &at)];
    let mut facts = vec![
        (
            words.get("moderation-decision-title"),
            state_words(words, case.state).to_owned(),
        ),
        (
            words.get("moderation-by"),
            words.with("moderation-by-whom", &said),
        ),
    ];
    if let Some(reason) = decision.reason {
        facts.push((
            words.get("case-reason"),
            reason_words(words, reason).to_owned(),
        ));
    }
    if !decision.words.is_empty() {
        facts.push((words.get("case-words"), decision.words.clone()));
    }
    facts
}

type Bad = Option<(&'static str, Html)>;

/// Refuses or withdraws, with a reason; of a record that is gone, it closes the case.
fn bad_form(desk: &Desk, page: &CasePage, revision: u64) -> (Bad, Vec<FieldError>) {
    let words = desk.words();
    let (title, submit) = match page.case.origin {
        Origin::Submitted => (words.get("case-refuse"), words.get("case-refuse-submit")),
        Origin::Reported => (
            words.get("case-withdraw"),
            words.get("case-withdraw-submit"),
        ),
    };
    let hidden = |name: &str, value: String| Field {
        value: Some(value),
        ..field("hidden", name, name)
    };
    let choice = |reason: &Reason| {
        let label = reason_words(words, *reason).to_owned();
        (reason.as_str().to_owned(), label)
    };
    let wrong = |fault: CaseFault, key: &'static str| {
        (page.fault == Some(fault)).then(|| words.get(key).to_owned())
    };
    let fields = [
        hidden("decision", "bad".to_owned()),
        hidden(CASE_REVISION, revision.to_string()),
        Field {
            value: page.reason.map(|reason| reason.as_str().to_owned()),
            choices: Reason::ALL.iter().map(choice).collect(),
            error: wrong(CaseFault::NoReason, "case-no-reason"),
            ..field("one-of", "motif", words.get("case-reason"))
        },
        Field {
            value: Some(page.words.to_owned()),
            hint: Some(words.get("case-words-hint").to_owned()),
            optional: true,
            maximum: u32::try_from(WORDS_CHARS_MAX).ok(),
            error: wrong(CaseFault::NoWords, "case-no-words"),
            ..field("lines", "mots", words.get("case-words"))
        },
    ];
    let action = format!("{}/decision", case_href(page.case));
    let (form, errors) = own_form(&desk.site, &desk.view, (&action, submit), &fields);
    (Some((title, form)), errors)
}
