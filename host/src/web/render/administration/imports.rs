//! Imports: which there were, a form for a new one, how one fares, and its report row by row.

use askama::Template;

use super::super::dates;
use super::super::html::Html;
use super::super::words::Words;
use super::{Desk, DeskPage, desk_page, field, own_form};
use crate::accounts::Capability;
use crate::imports::orders::{NewOrder, Order, OrderError};
use crate::imports::run::store::{KeptLine, Wanted};
use crate::imports::run::written::{self, Said};
use crate::imports::run::{Counts, Outcome, Run};
use crate::imports::{Format, Mapping};
use crate::plugins::page::Field;

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

/// The words of [`REPORT_WANTED`] and what each wants, in the order in which they are offered.
const NARROWED: [(&str, Wanted); 6] = [
    ("", Wanted::All),
    ("prises", Wanted::Outcome(Outcome::Taken)),
    ("changees", Wanted::Outcome(Outcome::Changed)),
    ("reparees", Wanted::Repaired),
    ("refusees", Wanted::Outcome(Outcome::Refused)),
    ("laissees", Wanted::Outcome(Outcome::Skipped)),
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

fn counts(words: Words, counts: &Counts) -> String {
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

fn state(words: Words, run: &Run) -> &'static str {
    match (run.ended, &run.failure) {
        (None, _) => words.get("import-state-open"),
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

fn format_name(words: Words, format: &str) -> &'static str {
    words.get(match format {
        "mediation-numerique" => "format-mediation-numerique",
        "data-inclusion" => "format-data-inclusion",
        "local-services" => "format-local-services",
        "france-services" => "format-france-services",
        "openagenda" => "format-openagenda",
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

fn import_title(words: Words, run: &Run) -> String {
    let number = run.number.to_string();
    words.with(
        "import-title",
        &[("number", &number), ("source", &run.source)],
    )
}

/// When, who, and in which format.
fn about(desk: &Desk, run: &Run) -> String {
    let words = desk.words();
    let when = dates::stamp(words, &desk.site.time_zone, run.started);
    let who = who(words, &run.begun_by);
    let format = format_name(words, &run.format);
    words.with(
        "import-about",
        &[("when", &when), ("who", &who), ("format", format)],
    )
}

/// What the form for a new import shows.
#[derive(Debug, Default)]
pub struct ImportForm<'a> {
    /// What was typed.
    pub typed: NewOrder,
    /// What of it does not fit: the field's name.
    pub fault: Option<ImportFault<'a>>,
    /// Another import is at work: where it stands.
    pub busy: Option<&'a str>,
    /// Bytes that a file may have.
    pub bytes_max: u64,
}

/// What of a new import does not fit.
#[derive(Debug, Clone, Copy)]
pub enum ImportFault<'a> {
    /// Neither file nor address.
    Nothing,
    /// Both.
    Both,
    /// The address is none that may be asked.
    Address,
    /// The département's code is none.
    Department,
    /// The name of the source is too long.
    Source,
    /// What the order says.
    Order(&'a OrderError),
}

#[derive(Template)]
#[template(path = "administration/import_new.html")]
struct ImportNewView<'a> {
    words: Words,
    busy: Option<&'a str>,
    form: Html,
}

/// `/administration/imports/nouveau`: a form that POSTs `format`, `correspondance`, `source`, `departement`, `adresse` and
/// `fichier` to `/administration/imports`.
pub fn import_new_page(desk: &Desk, page: &ImportForm) -> String {
    let words = desk.words();
    let fault = page.fault.map(|fault| import_fault(words, fault));
    let error = |name: &str| {
        let found = fault.filter(|(field, _)| *field == name);
        found.map(|(_, message)| message.to_owned())
    };
    let formats = Format::NAMES.iter().filter(|name| **name != "communes");
    let formats = formats.map(|name| ((*name).to_owned(), format_name(words, name).to_owned()));
    let none = (String::new(), words.get("import-mapping-none").to_owned());
    let mappings = Mapping::names().map(|name| (name.to_owned(), name.to_owned()));
    let megabytes = page.bytes_max / (1024 * 1024);
    let typed = &page.typed;
    let address = if typed.is_address { &typed.input } else { "" };
    let chosen = Some(typed.format.as_str()).filter(|format| !format.is_empty());
    let fields = [
        Field {
            value: Some(chosen.unwrap_or(Format::NAMES[0]).to_owned()),
            choices: formats.collect(),
            error: error("format"),
            ..field("one-of", "format", words.get("import-format"))
        },
        Field {
            value: Some(typed.mapping.clone()),
            choices: std::iter::once(none).chain(mappings).collect(),
            hint: Some(words.get("import-mapping-hint").to_owned()),
            error: error("correspondance"),
            ..field("one-of", "correspondance", words.get("import-mapping"))
        },
        Field {
            error: error("fichier"),
            hint: Some(words.count("import-file-hint", megabytes)),
            optional: true,
            ..field("file", "fichier", words.get("import-file"))
        },
        Field {
            value: Some(address.to_owned()),
            error: error("adresse"),
            hint: Some(words.get("import-address-hint").to_owned()),
            optional: true,
            ..field("text", "adresse", words.get("import-address"))
        },
        Field {
            value: Some(typed.source.clone()),
            error: error("source"),
            hint: Some(words.get("import-source-hint").to_owned()),
            optional: true,
            ..field("text", "source", words.get("import-source"))
        },
        Field {
            value: Some(typed.department.clone()),
            error: error("departement"),
            hint: Some(words.get("import-department-hint").to_owned()),
            optional: true,
            ..field("text", "departement", words.get("import-department"))
        },
    ];
    let submit = words.get("import-submit");
    let (form, errors) = own_form(&desk.site, &desk.view, (IMPORTS, submit), &fields);
    let content = Html::render(&ImportNewView {
        words,
        busy: page.busy,
        form,
    });
    let page = DeskPage {
        title: words.get("import-new").to_owned(),
        trail: trail(words),
        errors,
        content,
        ..DeskPage::default()
    };
    desk_page(desk, page)
}

fn import_fault(words: Words, fault: ImportFault) -> (&'static str, &'static str) {
    match fault {
        ImportFault::Nothing => ("fichier", words.get("import-fault-nothing")),
        ImportFault::Both => ("adresse", words.get("import-fault-both")),
        ImportFault::Address => ("adresse", words.get("import-fault-address")),
        ImportFault::Department => ("departement", words.get("import-fault-department")),
        ImportFault::Source => ("source", words.get("import-fault-source")),
        ImportFault::Order(OrderError::Format) => ("format", words.get("import-fault-format")),
        ImportFault::Order(OrderError::Mapping) => {
            ("correspondance", words.get("import-fault-mapping"))
        }
        ImportFault::Order(OrderError::Busy) => ("fichier", words.get("import-fault-busy")),
        ImportFault::Order(_) => ("fichier", words.get("import-fault-disk")),
    }
}

fn trail(words: Words) -> Vec<(String, String)> {
    vec![(IMPORTS.to_owned(), words.get("imports-title").to_owned())]
}

#[derive(Template)]
#[template(path = "administration/import_order.html")]
struct OrderView<'a> {
    words: Words,
    lead: &'static str,
    input: &'a str,
    failure: Option<String>,
    again: Option<String>,
}

/// `/administration/imports/demandes/{id}`: an order that became no import yet, or none at all.
pub fn import_order_page(desk: &Desk, order: &Order) -> String {
    let words = desk.words();
    let failure = order.failure.as_deref().map(|failure| why(words, failure));
    let lead = match (order.ended, order.what.is_address) {
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
    let narrowed = NARROWED.iter().map(|(word, wanted)| NarrowedView {
        href: at(word, None),
        label: narrowed_label(words, &run.counts, *wanted),
        current: *word == page.wanted,
    });
    let say = say(words);
    let lines = page.lines.iter().map(|kept| LineView {
        row: words.count("import-row", kept.row),
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
        _ => "import-outcome-unchanged",
    })
}
