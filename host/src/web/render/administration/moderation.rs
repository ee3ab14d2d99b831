//! What waits for moderators and what was decided: two lists, with who is on duty at the head, and when they look.

use askama::Template;

use super::super::dates;
use super::super::html::Html;
use super::super::parts::named;
use super::super::words::Words;
use super::{Desk, DeskPage, desk_page, field, own_form};
use crate::accounts::Capability;
use crate::moderation::{Abuse, Case, Mode, Origin, Reason, State};
use crate::plugins::page::Field;

/// Where moderation stands.
pub const CASES: &str = "/administration/moderation";
/// What was decided.
pub const CASES_DECIDED: &str = "/administration/moderation/decisions";
/// When moderators look at each kind.
pub const CASES_MODES: &str = "/administration/moderation/choix";
/// Who is on duty.
pub const CASES_DUTY: &str = "/administration/moderation/astreinte";
/// The query parameter that holds the number after which a page begins, or how many decisions are left out.
pub const CASES_AFTER: &str = "suite";

/// A list of cases.
#[derive(Debug, Default)]
pub struct CasesPage {
    /// Those that wait, or those that were decided.
    pub cases: Vec<Case>,
    /// How many wait in all.
    pub waiting: u64,
    /// Who is on duty today.
    pub on_duty: Option<String>,
    /// What the next page begins after.
    pub next: Option<i64>,
    /// There is a page before.
    pub is_later: bool,
    /// What became of the case just decided.
    pub done: Option<State>,
}

/// A kind, and when moderators look at it.
#[derive(Debug)]
pub struct KindMode {
    /// The kind's name.
    pub kind: String,
    /// As people read it.
    pub label: String,
    pub mode: Mode,
}

struct LineView {
    href: String,
    title: String,
    kind: String,
    notes: Vec<String>,
}

#[derive(Template)]
#[template(path = "administration/cases.html")]
struct CasesView {
    words: Words,
    lead: Vec<String>,
    ways: Vec<(&'static str, &'static str)>,
    none: &'static str,
    lines: Vec<LineView>,
    first: Option<&'static str>,
    next: Option<String>,
}

#[derive(Template)]
#[template(path = "administration/case_modes.html")]
struct ModesView {
    words: Words,
    form: Option<Html>,
}

/// `/administration/moderation`
pub fn cases_page(desk: &Desk, page: &CasesPage) -> String {
    let words = desk.words();
    let duty = match &page.on_duty {
        Some(name) => words.with("case-on-duty", &[("name", name)]),
        None => words.get("case-nobody-on-duty").to_owned(),
    };
    let mut ways = vec![
        (CASES_DECIDED, words.get("cases-decided-title")),
        (CASES_DUTY, words.get("duty-title")),
    ];
    if desk.may(Capability::ManagePlugins) {
        ways.push((CASES_MODES, words.get("case-modes-title")));
    }
    let lead = vec![duty, words.count("cases-waiting", page.waiting)];
    let content = view(desk, page, (CASES, "cases-none"), (lead, ways));
    let page = DeskPage {
        title: words.get("cases-title").to_owned(),
        done: page.done.map(|state| case_done(words, state).to_owned()),
        content,
        ..DeskPage::default()
    };
    desk_page(desk, page)
}

/// `/administration/moderation/decisions`
pub fn cases_decided_page(desk: &Desk, page: &CasesPage) -> String {
    let words = desk.words();
    let lead = vec![words.get("cases-decided-lead").to_owned()];
    let shown = view(
        desk,
        page,
        (CASES_DECIDED, "cases-decided-none"),
        (lead, Vec::new()),
    );
    let page = DeskPage {
        title: words.get("cases-decided-title").to_owned(),
        trail: trail(words),
        content: shown,
        ..DeskPage::default()
    };
    desk_page(desk, page)
}

type Head = (Vec<String>, Vec<(&'static str, &'static str)>);

fn view(
    desk: &Desk,
    page: &CasesPage,
    (address, none): (&'static str, &'static str),
    (lead, ways): Head,
) -> Html {
    let words = desk.words();
    Html::render(&CasesView {
        words,
        lead,
        ways,
        none: words.get(none),
        lines: page.cases.iter().map(|case| line(desk, case)).collect(),
        first: page.is_later.then_some(address),
        next: page
            .next
            .map(|after| format!("{address}?{CASES_AFTER}={after}")),
    })
}

fn line(desk: &Desk, case: &Case) -> LineView {
    let words = desk.words();
    let mut notes = vec![origin_words(words, case)];
    if case.reports > 0 {
        notes.push(words.count("case-reports", case.reports));
    }
    notes.push(match &case.decision {
        Some(_) => decided_words(desk, case),
        None => dates::stamp(words, &desk.site.time_zone, case.made),
    });
    LineView {
        href: case_href(case),
        title: named(&case.title, || words.get("untitled").to_owned()),
        kind: case.kind.clone(),
        notes,
    }
}

/// `/administration/moderation/choix`: a form that POSTs a mode under the name of each kind there.
pub fn case_modes_page(desk: &Desk, kinds: &[KindMode], done: bool) -> String {
    let words = desk.words();
    let mode = |mode: Mode| {
        let label = match mode {
            Mode::Before => words.get("case-mode-before"),
            Mode::After => words.get("case-mode-after"),
        };
        (mode.as_str().to_owned(), label.to_owned())
    };
    let one = |kind: &KindMode| Field {
        value: Some(kind.mode.as_str().to_owned()),
        choices: Mode::ALL.iter().map(|one| mode(*one)).collect(),
        ..field(
            "one-of",
            &kind.kind,
            &words.with("case-mode-of", &[("kind", &kind.label)]),
        )
    };
    let fields: Vec<Field> = kinds.iter().map(one).collect();
    let submit = words.get("case-modes-submit");
    let (form, _) = own_form(&desk.site, &desk.view, (CASES_MODES, submit), &fields);
    let content = Html::render(&ModesView {
        words,
        form: (!kinds.is_empty()).then_some(form),
    });
    let page = DeskPage {
        title: words.get("case-modes-title").to_owned(),
        trail: trail(words),
        done: done.then(|| words.get("case-modes-done").to_owned()),
        content,
        ..DeskPage::default()
    };
    desk_page(desk, page)
}

pub(super) fn trail(words: Words) -> Vec<(String, String)> {
    vec![(CASES.to_owned(), words.get("cases-title").to_owned())]
}

pub(super) fn case_href(case: &Case) -> String {
    format!("{CASES}/cas/{}", case.reference)
}

/// Where a case comes from.
pub(super) fn origin_words(words: Words, case: &Case) -> String {
    match case.origin {
        Origin::Submitted => words.with("case-submitted", &[("plugin", &case.plugin)]),
        Origin::Reported => words.get("case-reported").to_owned(),
    }
}

/// What was decided, by whom and when.
pub(super) fn decided_words(desk: &Desk, case: &Case) -> String {
    let words = desk.words();
    let Some(decision) = &case.decision else {
        return state_words(words, case.state).to_owned();
    };
    let at = dates::stamp(words, &desk.site.time_zone, decision.at);
    let said = [
        ("decision", state_words(words, case.state)),
        ("name", decision.by.as_str()),
        ("when", &at),
    ];
    words.with("case-decided-by", &said)
}

pub(super) fn state_words(words: Words, state: State) -> &'static str {
    match state {
        State::Waiting => words.get("case-waiting"),
        State::Accepted => words.get("case-accepted"),
        State::Refused => words.get("case-refused"),
        State::Kept => words.get("case-kept"),
        State::Withdrawn => words.get("case-withdrawn"),
    }
}

fn case_done(words: Words, state: State) -> &'static str {
    match state {
        State::Waiting => words.get("case-done-waiting"),
        State::Accepted => words.get("case-done-accepted"),
        State::Refused => words.get("case-done-refused"),
        State::Kept => words.get("case-done-kept"),
        State::Withdrawn => words.get("case-done-withdrawn"),
    }
}

pub(super) fn abuse_words(words: Words, abuse: Abuse) -> &'static str {
    match abuse {
        Abuse::Spam => words.get("case-abuse-spam"),
        Abuse::False => words.get("case-abuse-false"),
        Abuse::Offensive => words.get("case-abuse-offensive"),
        Abuse::Private => words.get("case-abuse-private"),
        Abuse::Illegal => words.get("case-abuse-illegal"),
        Abuse::Other => words.get("case-abuse-other"),
    }
}

pub(in crate::web::render) fn reason_words(words: Words, reason: Reason) -> &'static str {
    match reason {
        Reason::Subject => words.get("case-reason-subject"),
        Reason::Incomplete => words.get("case-reason-incomplete"),
        Reason::Double => words.get("case-reason-double"),
        Reason::False => words.get("case-abuse-false"),
        Reason::Spam => words.get("case-abuse-spam"),
        Reason::Offensive => words.get("case-abuse-offensive"),
        Reason::Private => words.get("case-abuse-private"),
        Reason::Illegal => words.get("case-abuse-illegal"),
        Reason::Other => words.get("case-abuse-other"),
    }
}
