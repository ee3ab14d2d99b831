//! How an import fares: one that was asked for, and one that began, with its report row by row.

use askama::Template;

use super::super::html::Html;
use super::super::words::Words;
use super::imports::{
    IMPORT_ORDERS, IMPORTS, IMPORTS_AFTER, REPORT_WANTED, about, counts, import_title, state, trail,
};
use super::{Desk, DeskPage, desk_page};
use crate::accounts::Capability;
use crate::imports::orders::Order;
use crate::imports::run::store::{KeptLine, Wanted, is_cancelled};
use crate::imports::run::written::{self, Said};
use crate::imports::run::{Counts, NOT_IN_FILE, Outcome, Run};

/// The words of [`REPORT_WANTED`] and what each wants, in the order in which they are offered.
const NARROWED: [(&str, Wanted); 7] = [
    ("", Wanted::All),
    ("prises", Wanted::Outcome(Outcome::Taken)),
    ("changees", Wanted::Outcome(Outcome::Changed)),
    ("reparees", Wanted::Repaired),
    ("refusees", Wanted::Outcome(Outcome::Refused)),
    ("laissees", Wanted::Outcome(Outcome::Skipped)),
    ("retirees", Wanted::Outcome(Outcome::Withdrawn)),
];

/// What a word of the address asks for; an unknown one asks for all.
pub fn wanted_of(word: &str) -> Wanted {
    let found = NARROWED.iter().find(|(known, _)| *known == word);
    found.map_or(Wanted::All, |(_, wanted)| *wanted)
}

/// A kept sentence in words; nothing where its key is unknown.
fn say(words: Words) -> impl Fn(&str, Vec<(String, String)>) -> Option<String> + Send + Sync {
    move |key, arguments| words.look_up_texts(key, arguments)
}

/// A report's sentences for a download.
pub fn report_words(
    locale: crate::web::locale::Locale,
) -> impl Fn(&str, Vec<(String, String)>) -> Option<String> + Send + Sync {
    say(Words(locale))
}

#[derive(Template)]
#[template(path = "administration/import_order.html")]
struct OrderView<'a> {
    words: Words,
    lead: &'static str,
    input: &'a str,
    failure: Option<String>,
    again: Option<String>,
    cancel: Option<String>,
}

/// `/administration/imports/demandes/{id}`: an order that became no import yet, or none at all.
pub fn import_order_page(desk: &Desk, order: &Order) -> String {
    let words = desk.words();
    let failure = order.failure.as_deref().map(|failure| why(words, failure));
    let lead = match (order.ended, order.what.is_address) {
        (Some(_), _) if is_cancelled(order.failure.as_deref()) => {
            words.get("import-state-cancelled")
        }
        (Some(_), _) => words.get("import-order-ended"),
        (None, true) => words.get("import-order-fetched"),
        (None, false) => words.get("import-order-waits"),
    };
    let content = Html::render(&OrderView {
        words,
        lead,
        input: &order.what.input,
        failure,
        again: (order.ended.is_none()).then(|| format!("{IMPORT_ORDERS}/{}", order.id)),
        cancel: (order.ended.is_none() && desk.may(Capability::Import))
            .then(|| format!("{IMPORT_ORDERS}/{}/annuler", order.id)),
    });
    let page = DeskPage {
        title: words.get("import-order-title").to_owned(),
        trail: trail(words),
        content,
        ..DeskPage::default()
    };
    desk_page(desk, page)
}

fn why(words: Words, failure: &str) -> String {
    let what: serde_json::Value = serde_json::from_str(failure).unwrap_or_default();
    match what.is_object() {
        true => written::sentence(&what, &say(words)),
        // Another import took its place.
        false => words.get("import-replaced").to_owned(),
    }
}

/// An import and a page of its report.
#[derive(Debug)]
pub struct ReportPage {
    /// The import.
    pub run: Run,
    /// Lines of this page.
    pub lines: Vec<KeptLine>,
    /// What is asked for: the word of the address.
    pub wanted: String,
    /// This page is not the first.
    pub is_later: bool,
    /// The row after which the next page begins.
    pub next: Option<u64>,
}

struct LineView {
    row: String,
    outcome: &'static str,
    subject: String,
    remarks: Vec<Said>,
}

struct NarrowedView {
    href: String,
    label: String,
    current: bool,
}

#[derive(Template)]
#[template(path = "administration/import_report.html")]
struct ReportView {
    words: Words,
    state: &'static str,
    failure: Option<String>,
    input: String,
    about: String,
    rows: String,
    counts: String,
    is_open: bool,
    cancel: Option<String>,
    href: String,
    narrowed: Vec<NarrowedView>,
    lines: Vec<LineView>,
    first: Option<String>,
    next: Option<String>,
}

/// `/administration/imports/{number}`: how an import fares, and its report.
pub fn import_report_page(desk: &Desk, page: &ReportPage) -> String {
    let words = desk.words();
    let run = &page.run;
    let href = format!("{IMPORTS}/{}", run.number);
    let at = |word: &str, after: Option<u64>| {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        if !word.is_empty() {
            query.append_pair(REPORT_WANTED, word);
        }
        if let Some(after) = after {
            query.append_pair(IMPORTS_AFTER, &after.to_string());
        }
        match query.finish() {
            query if query.is_empty() => href.clone(),
            query => format!("{href}?{query}"),
        }
    };
    // Most files are not the whole of what their source says.
    let offered = NARROWED.iter().filter(|(_, wanted)| {
        *wanted != Wanted::Outcome(Outcome::Withdrawn) || run.counts.withdrawn > 0
    });
    let narrowed = offered.map(|(word, wanted)| NarrowedView {
        href: at(word, None),
        label: narrowed_label(words, &run.counts, *wanted),
        current: *word == page.wanted,
    });
    let say = say(words);
    let lines = page.lines.iter().map(|kept| LineView {
        row: match kept.row {
            NOT_IN_FILE.. => words.get("import-not-in-file").to_owned(),
            row => words.count("import-row", row),
        },
        outcome: outcome(words, &kept.outcome),
        subject: kept.subject.clone(),
        remarks: written::remarks(kept, &say),
    });
    let content = Html::render(&ReportView {
        words,
        state: state(words, run),
        failure: run.failure.as_deref().map(|failure| why(words, failure)),
        input: run.input.clone(),
        about: about(desk, run),
        rows: words.count("import-rows", run.rows),
        counts: counts(words, &run.counts),
        is_open: run.ended.is_none(),
        cancel: (run.ended.is_none() && desk.may(Capability::Import))
            .then(|| format!("{href}/annuler")),
        narrowed: narrowed.collect(),
        lines: lines.collect(),
        first: page.is_later.then(|| at(&page.wanted, None)),
        next: page.next.map(|row| at(&page.wanted, Some(row))),
        href,
    });
    let page = DeskPage {
        title: import_title(words, run),
        trail: trail(words),
        content,
        ..DeskPage::default()
    };
    desk_page(desk, page)
}

fn narrowed_label(words: Words, counts: &Counts, wanted: Wanted) -> String {
    match wanted {
        Wanted::All => words.get("import-all").to_owned(),
        Wanted::Repaired => words.count("import-count-repaired", counts.repaired),
        Wanted::Outcome(Outcome::Taken) => words.count("import-count-taken", counts.taken),
        Wanted::Outcome(Outcome::Changed) => words.count("import-count-changed", counts.changed),
        Wanted::Outcome(Outcome::Refused) => words.count("import-count-refused", counts.refused),
        Wanted::Outcome(Outcome::Skipped) => words.count("import-count-skipped", counts.skipped),
        Wanted::Outcome(Outcome::Withdrawn) => {
            words.count("import-count-withdrawn", counts.withdrawn)
        }
        Wanted::Outcome(Outcome::Unchanged) => {
            words.count("import-count-unchanged", counts.unchanged)
        }
    }
}

fn outcome(words: Words, outcome: &str) -> &'static str {
    words.get(match outcome {
        "taken" => "import-outcome-taken",
        "changed" => "import-outcome-changed",
        "refused" => "import-outcome-refused",
        "skipped" => "import-outcome-skipped",
        "withdrawn" => "import-outcome-withdrawn",
        _ => "import-outcome-unchanged",
    })
}
