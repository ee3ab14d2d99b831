//! Codes for contributors: those that were printed, a form to print more, and the sheet of slips that is shown once.

use askama::Template;

use super::super::dates;
use super::super::html::Html;
use super::super::words::Words;
use super::{Desk, DeskPage, desk_page, field, own_form};
use crate::contributors::{CODE_DAYS, Made, PRINTED_MAX, PURPOSE_CHARS_MAX, Printed};
use crate::plugins::page::Field;

/// Where printed codes stand.
pub const CODES: &str = "/administration/codes";

/// What the list of printed codes shows.
#[derive(Debug, Default)]
pub struct CodesPage<'a> {
    /// The newest first.
    pub printed: Vec<Printed>,
    /// What was typed as their number.
    pub count: &'a str,
    /// What was typed as what they are for.
    pub purpose: &'a str,
    /// The number does not fit.
    pub fault: bool,
    /// One was just taken back.
    pub done: bool,
    /// In milliseconds since 1970.
    pub now: i64,
}

struct Line {
    id: String,
    title: String,
    made: String,
    used: String,
    state: String,
    stands: bool,
}

#[derive(Template)]
#[template(path = "administration/codes.html")]
struct CodesView {
    words: Words,
    href: &'static str,
    form: Html,
    lines: Vec<Line>,
}

struct Slip {
    code: String,
    until: String,
}

#[derive(Template)]
#[template(path = "administration/codes_printed.html")]
struct PrintedView<'a> {
    words: Words,
    href: &'static str,
    site: &'a str,
    address: String,
    purpose: &'a str,
    slips: Vec<Slip>,
}

/// `/administration/codes`
pub fn codes_page(desk: &Desk, page: &CodesPage) -> String {
    let words = desk.words();
    let most = u64::from(PRINTED_MAX);
    let fields = [
        Field {
            value: Some(page.count.to_owned()),
            hint: Some(words.count("codes-count-hint", most)),
            error: page.fault.then(|| words.count("codes-count-fault", most)),
            maximum: Some(2),
            ..field("number", "nombre", words.get("codes-count"))
        },
        Field {
            value: Some(page.purpose.to_owned()),
            hint: Some(words.get("codes-purpose-hint").to_owned()),
            maximum: u32::try_from(PURPOSE_CHARS_MAX).ok(),
            optional: true,
            ..field("text", "mention", words.get("codes-purpose"))
        },
    ];
    let submit = words.get("codes-make");
    let (form, errors) = own_form(&desk.site, &desk.view, (CODES, submit), &fields);
    let content = Html::render(&CodesView {
        words,
        href: CODES,
        form,
        lines: page
            .printed
            .iter()
            .map(|printed| line(desk, printed, page.now))
            .collect(),
    });
    let page = DeskPage {
        title: words.get("codes-title").to_owned(),
        errors,
        done: page
            .done
            .then(|| words.get("codes-revoked-done").to_owned()),
        content,
        ..DeskPage::default()
    };
    desk_page(desk, page)
}

fn line(desk: &Desk, printed: &Printed, now: i64) -> Line {
    let words = desk.words();
    let at = |ms| dates::stamp(words, &desk.site.time_zone, ms);
    let stands = printed.revoked.is_none() && printed.expires.is_some_and(|until| until > now);
    Line {
        id: printed.id.clone(),
        title: match printed.purpose.trim() {
            "" => words.get("codes-untitled").to_owned(),
            purpose => purpose.to_owned(),
        },
        made: words.with(
            "codes-made",
            &[("name", &printed.by), ("when", &at(printed.made))],
        ),
        used: match printed.used {
            Some(used) => words.with("codes-used", &[("when", &at(used))]),
            None => words.get("codes-unused").to_owned(),
        },
        state: match (printed.revoked, printed.expires) {
            (Some(revoked), _) => words.with("codes-revoked", &[("when", &at(revoked))]),
            (None, Some(until)) if until > now => {
                words.with("codes-expires", &[("day", &said_date(desk, until))])
            }
            _ => words.get("codes-over").to_owned(),
        },
        stands,
    }
}

fn said_date(desk: &Desk, ms: i64) -> String {
    dates::said_date(desk.words(), &desk.site.time_zone, ms)
}

/// The sheet with a slip for each code. Nothing shows these codes again.
pub fn codes_printed_page(desk: &Desk, purpose: &str, made: &[Made]) -> String {
    let words = desk.words();
    let months = (CODE_DAYS / 30).to_string();
    let slip = |made: &Made| Slip {
        code: made.code.shown(),
        until: words.with(
            "slip-until",
            &[("day", &said_date(desk, made.expires)), ("months", &months)],
        ),
    };
    let content = Html::render(&PrintedView {
        words,
        href: CODES,
        site: &desk.site.name,
        address: desk.link("/"),
        purpose: purpose.trim(),
        slips: made.iter().map(slip).collect(),
    });
    let page = DeskPage {
        title: words.get("codes-printed-title").to_owned(),
        trail: vec![(CODES.to_owned(), words.get("codes-title").to_owned())],
        content,
        ..DeskPage::default()
    };
    desk_page(desk, page)
}
