//! Imports: which there were, and what every page about them says the same way.

use askama::Template;

use super::super::dates;
use super::super::html::Html;
use super::super::words::Words;
use super::{Desk, DeskPage, desk_page};
use crate::accounts::Capability;
use crate::imports::orders::Order;
use crate::imports::run::{Counts, Run};

/// Where imports stand, and where files are sent.
pub const IMPORTS: &str = "/administration/imports";
/// The form for a new one.
pub const IMPORTS_NEW: &str = "/administration/imports/nouveau";
/// Orders stand below.
pub const IMPORT_ORDERS: &str = "/administration/imports/demandes";
/// The query parameter that holds where a page of a list begins.
pub const IMPORTS_AFTER: &str = "apres";
/// The query parameter that narrows a report.
pub const REPORT_WANTED: &str = "sort";

pub(super) fn counts(words: Words, counts: &Counts) -> String {
    let all = [
        (
            counts.taken,
            words.count("import-count-taken", counts.taken),
        ),
        (
            counts.changed,
            words.count("import-count-changed", counts.changed),
        ),
        (
            counts.unchanged,
            words.count("import-count-unchanged", counts.unchanged),
        ),
        (
            counts.repaired,
            words.count("import-count-repaired", counts.repaired),
        ),
        (
            counts.refused,
            words.count("import-count-refused", counts.refused),
        ),
        (
            counts.skipped,
            words.count("import-count-skipped", counts.skipped),
        ),
        (
            counts.withdrawn,
            words.count("import-count-withdrawn", counts.withdrawn),
        ),
    ];
    let told: Vec<String> = all
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(_, said)| said)
        .collect();
    if told.is_empty() {
        return words.get("import-count-none").to_owned();
    }
    words.list(&told)
}

pub(super) fn state(words: Words, run: &Run) -> &'static str {
    match (run.ended, &run.failure) {
        (None, _) => words.get("import-state-open"),
        (Some(_), Some(_)) if run.is_cancelled() => words.get("import-state-cancelled"),
        (Some(_), Some(_)) => words.get("import-state-failed"),
        (Some(_), None) => words.get("import-state-ended"),
    }
}

fn who(words: Words, by: &str) -> String {
    match by {
        "" => words.get("import-by-command-line").to_owned(),
        by => words.with("import-by", &[("name", by)]),
    }
}

pub(super) fn format_name(words: Words, format: &str) -> &'static str {
    words.get(match format {
        "mediation-numerique" => "format-mediation-numerique",
        "data-inclusion" => "format-data-inclusion",
        "local-services" => "format-local-services",
        "france-services" => "format-france-services",
        "openagenda" => "format-openagenda",
        "communes" => "format-communes",
        _ => "format-mapped",
    })
}

/// Which imports there were.
#[derive(Debug, Default)]
pub struct ImportsPage {
    /// The latest first.
    pub runs: Vec<Run>,
    /// Where the next page begins.
    pub next: Option<i64>,
    /// This page is not the first.
    pub is_later: bool,
    /// The order that waits or is at work.
    pub open: Option<Order>,
}

struct RunView {
    href: String,
    title: String,
    state: &'static str,
    input: String,
    about: String,
    counts: String,
}

#[derive(Template)]
#[template(path = "administration/imports.html")]
struct ImportsView {
    words: Words,
    may_import: bool,
    open: Option<(String, String)>,
    runs: Vec<RunView>,
    is_later: bool,
    next: Option<String>,
}

/// `/administration/imports`
pub fn imports_page(desk: &Desk, page: &ImportsPage) -> String {
    let words = desk.words();
    let runs = page.runs.iter().map(|run| RunView {
        href: format!("{IMPORTS}/{}", run.number),
        title: import_title(words, run),
        state: state(words, run),
        input: run.input.clone(),
        about: about(desk, run),
        counts: counts(words, &run.counts),
    });
    let open = page.open.as_ref().map(|order| {
        let text = words.with("import-at-work", &[("input", &order.what.input)]);
        (format!("{IMPORT_ORDERS}/{}", order.id), text)
    });
    let content = Html::render(&ImportsView {
        words,
        may_import: desk.may(Capability::Import),
        open,
        runs: runs.collect(),
        is_later: page.is_later,
        next: page
            .next
            .map(|next| format!("{IMPORTS}?{IMPORTS_AFTER}={next}")),
    });
    let page = DeskPage {
        title: words.get("imports-title").to_owned(),
        content,
        ..DeskPage::default()
    };
    desk_page(desk, page)
}

pub(super) fn import_title(words: Words, run: &Run) -> String {
    let number = run.number.to_string();
    words.with(
        "import-title",
        &[("number", &number), ("source", &run.source)],
    )
}

/// When, who, and in which format.
pub(super) fn about(desk: &Desk, run: &Run) -> String {
    let words = desk.words();
    let when = dates::stamp(words, &desk.site.time_zone, run.started);
    let who = who(words, &run.begun_by);
    let format = format_name(words, &run.format);
    words.with(
        "import-about",
        &[("when", &when), ("who", &who), ("format", format)],
    )
}

pub(super) fn trail(words: Words) -> Vec<(String, String)> {
    vec![(IMPORTS.to_owned(), words.get("imports-title").to_owned())]
}
