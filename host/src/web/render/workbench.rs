//! `/~dev`: what an author sees beside the site while a plugin is written. Plain facts come in, pages come out; who may ask is not its
//! business.

use askama::Template;

use super::html::Html;
use super::layout::{self, Body};
use super::site::{Site, View};
use super::words::Words;
use super::{dates, host_pages};

/// Where the author's page stands. No plugin's mount begins so.
pub const WORKBENCH: &str = "/~dev";

/// What came of the latest build.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum BuildState {
    /// Nothing was built yet.
    #[default]
    First,
    /// It is being built.
    Building,
    /// It runs.
    Runs,
    /// It does not stand: what ran before goes on.
    Broken {
        /// `src/lib.rs:12`, where the compiler named one.
        place: Option<String>,
        /// In the words of the compiler, or of the host.
        words: String,
    },
}

/// A finding of the check.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BenchFinding {
    /// It has to be mended.
    pub fault: bool,
    /// A file and line, or a page.
    pub place: String,
    /// A sentence.
    pub words: String,
}

/// A grant that the plugin asks for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BenchGrant {
    /// `read:place`
    pub name: String,
    /// What it allows.
    pub words: String,
    /// Whether a call of this version used it.
    pub used: bool,
}

/// A call of the guest.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BenchCall {
    /// Its number.
    pub number: u64,
    /// In milliseconds since 1970.
    pub at: i64,
    /// `answer GET /`
    pub name: String,
    /// The language asked for; empty where it was no page.
    pub language: String,
    /// Milliseconds in all.
    pub wall_ms: u64,
    /// Milliseconds computed.
    pub cpu_ms: u64,
    /// Bytes of linear memory.
    pub memory: u64,
    /// Reads.
    pub reads: u32,
    /// Writes.
    pub writes: u32,
    /// Blocks of the reply.
    pub blocks: u32,
    /// Why it came to nothing.
    pub fault: Option<String>,
    /// What it said: level and words.
    pub lines: Vec<(String, String)>,
    /// The grants that it used.
    pub used: Vec<String>,
    /// The page that it described, one line a thing.
    pub described: Option<String>,
}

/// A line of the log.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BenchLine {
    /// In milliseconds since 1970.
    pub at: i64,
    /// `info`, `warning`…
    pub level: String,
    /// The call in a word.
    pub call: String,
    /// What was said.
    pub message: String,
}

/// All that the author's page shows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WorkbenchPage {
    /// The plugin's name.
    pub plugin: String,
    /// The way to its pages, once it has any.
    pub mount: Option<String>,
    /// The latest build.
    pub build: BuildState,
    /// Its number, from 1.
    pub builds: u64,
    /// Milliseconds that it took.
    pub build_ms: u64,
    /// When it ended, in milliseconds since 1970.
    pub built_at: Option<i64>,
    /// What the check found in the version that runs; none while it looks.
    pub findings: Option<Vec<BenchFinding>>,
    /// What it asks for.
    pub grants: Vec<BenchGrant>,
    /// Its tasks: name and label.
    pub tasks: Vec<(String, String)>,
    /// The newest first.
    pub calls: Vec<BenchCall>,
    /// The newest first.
    pub log: Vec<BenchLine>,
}

struct CallView<'a> {
    call: &'a BenchCall,
    href: String,
    at: String,
    memory: String,
    outcome: &'a str,
}

struct LineView<'a> {
    line: &'a BenchLine,
    at: String,
}

#[derive(Template)]
#[template(path = "workbench/board.html")]
struct BoardView<'a> {
    words: Words,
    title: &'a str,
    href: &'static str,
    page: &'a WorkbenchPage,
    state: String,
    calls: Vec<CallView<'a>>,
    log: Vec<LineView<'a>>,
}

#[derive(Template)]
#[template(path = "workbench/call.html")]
struct OneCallView<'a> {
    words: Words,
    href: &'static str,
    call: CallView<'a>,
}

/// `/~dev`
pub fn workbench_page(site: &Site, view: &View, page: &WorkbenchPage) -> String {
    let words = Words(view.locale);
    let title = words.with("bench-title", &[("plugin", &page.plugin)]);
    let body = Body {
        title: title.clone(),
        hidden_from_search: true,
        content: Html::render(&BoardView {
            words,
            title: &title,
            href: WORKBENCH,
            page,
            state: state(words, site, page),
            calls: page
                .calls
                .iter()
                .map(|call| call_view(words, site, call))
                .collect(),
            log: page
                .log
                .iter()
                .map(|line| LineView {
                    line,
                    at: dates::second(&site.time_zone, line.at),
                })
                .collect(),
        }),
        ..Body::default()
    };
    layout::document(site, view, body)
}

/// `/~dev/appels/{number}`
pub fn workbench_call_page(site: &Site, view: &View, call: &BenchCall) -> String {
    let words = Words(view.locale);
    let page = OneCallView {
        words,
        href: WORKBENCH,
        call: call_view(words, site, call),
    };
    host_pages::document(site, view, &call.name, &page)
}

fn state(words: Words, site: &Site, page: &WorkbenchPage) -> String {
    let key = match page.build {
        BuildState::First => return words.get("bench-first").to_owned(),
        BuildState::Building => return words.get("bench-building").to_owned(),
        BuildState::Runs => "bench-runs",
        BuildState::Broken { .. } => "bench-broken",
    };
    let at = page.built_at.unwrap_or_default();
    let at = dates::second(&site.time_zone, at);
    let number = page.builds.to_string();
    let took = page.build_ms.to_string();
    words.with(
        key,
        &[("number", &number), ("milliseconds", &took), ("time", &at)],
    )
}

fn call_view<'a>(words: Words, site: &Site, call: &'a BenchCall) -> CallView<'a> {
    CallView {
        call,
        href: format!("{WORKBENCH}/appels/{}", call.number),
        at: dates::second(&site.time_zone, call.at),
        memory: mebibytes(call.memory),
        outcome: call.fault.as_deref().unwrap_or(words.get("bench-well")),
    }
}

/// With one digit behind the point.
fn mebibytes(bytes: u64) -> String {
    let tenths = bytes * 10 / (1024 * 1024);
    format!("{}.{}", tenths / 10, tenths % 10)
}
