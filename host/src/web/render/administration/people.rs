//! What is kept of one person: a form to look for them, what was found, and the two things to do with it.

use askama::Template;

use super::super::forms::FieldError;
use super::super::html::Html;
use super::super::words::Words;
use super::{Desk, DeskPage, desk_page, field, own_form};
use crate::people::{FOUND_MAX, Findings, Found, WANTED_CHARS_MAX, What};
use crate::plugins::page::Field;

/// Where it stands.
pub const PEOPLE: &str = "/administration/personnes";
/// The field with who is looked for.
pub const PEOPLE_WANTED: &str = "recherche";
/// The field of what is ticked.
pub const PEOPLE_CHOSEN: &str = "quoi";

/// What cannot be done as it was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PeopleFault {
    /// It means nobody in particular.
    Wanted,
    /// Nothing was ticked.
    Nothing,
    /// Nobody could administer any more.
    Last,
}

/// What the page shows.
#[derive(Debug, Default)]
pub struct PeoplePage<'a> {
    /// Who is looked for.
    pub typed: &'a str,
    /// Nothing before somebody was looked for.
    pub found: Option<&'a Findings>,
    pub fault: Option<PeopleFault>,
    /// So many things were just erased.
    pub erased: Option<u64>,
}

struct Line<'a> {
    reference: &'a str,
    label: String,
    ticked: bool,
    may_go: bool,
}

#[derive(Template)]
#[template(path = "administration/people.html")]
struct PeopleView<'a> {
    words: Words,
    href: &'static str,
    form: Html,
    typed: &'a str,
    looked: bool,
    count: String,
    /// There is more than is shown.
    more: Option<String>,
    lines: Vec<Line<'a>>,
    wanted: &'static str,
    chosen: &'static str,
    fault: Option<&'static str>,
}

/// `/administration/personnes`
pub fn people_page(desk: &Desk, page: &PeoplePage) -> String {
    let words = desk.words();
    let fields = [Field {
        value: Some(page.typed.to_owned()),
        hint: Some(words.get("people-wanted-hint").to_owned()),
        error: (page.fault == Some(PeopleFault::Wanted))
            .then(|| words.get("people-wanted-fault").to_owned()),
        maximum: u32::try_from(WANTED_CHARS_MAX).ok(),
        ..field("text", PEOPLE_WANTED, words.get("people-wanted"))
    }];
    let submit = words.get("people-look");
    let (form, mut errors) = own_form(&desk.site, &desk.view, (PEOPLE, submit), &fields);
    let fault = match page.fault {
        Some(PeopleFault::Nothing) => Some(words.get("people-nothing-fault")),
        Some(PeopleFault::Last) => Some(words.get("people-last-fault")),
        Some(PeopleFault::Wanted) | None => None,
    };
    errors.extend(fault.map(|message| FieldError {
        id: "found-1".to_owned(),
        message: message.to_owned(),
    }));
    let found = page.found.map_or(&[][..], |found| found.all.as_slice());
    let more = page.found.is_some_and(|found| found.more);
    let content = Html::render(&PeopleView {
        words,
        href: PEOPLE,
        form,
        typed: page.typed,
        looked: page.found.is_some(),
        count: words.count("people-count", found.len() as u64),
        more: more.then(|| words.count("people-more", FOUND_MAX as u64)),
        lines: found.iter().map(|one| line(words, one)).collect(),
        wanted: PEOPLE_WANTED,
        chosen: PEOPLE_CHOSEN,
        fault,
    });
    let page = DeskPage {
        title: words.get("people-title").to_owned(),
        errors,
        done: page.erased.map(|count| words.count("people-erased", count)),
        content,
        ..DeskPage::default()
    };
    desk_page(desk, page)
}

fn line<'a>(words: Words, found: &'a Found) -> Line<'a> {
    let what = match found.what {
        What::Account => words.get("people-account"),
        What::Contributor => words.get("people-contributor"),
        What::Letter => words.get("people-letter"),
        What::Suggestion => words.get("people-suggestion"),
        What::Report => words.get("people-report"),
        What::Record => words.get("people-record"),
        What::History => words.get("people-history"),
        What::Storage => words.get("people-storage"),
        What::Copy => words.get("people-copy"),
    };
    let title = match found.title.trim() {
        "" => found.reference.as_str(),
        title => title,
    };
    Line {
        reference: &found.reference,
        label: words.with("people-line", &[("what", what), ("title", title)]),
        ticked: found.is_theirs,
        may_go: found.what != What::Copy,
    }
}
