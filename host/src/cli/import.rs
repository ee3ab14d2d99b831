//! `maille import FORMAT PATH`: one file into the directory, with its progress and its report.

mod communes;
pub mod report;

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use anyhow::Context as _;
use indicatif::{ProgressBar, ProgressStyle};

use super::words::{Argument, fault, look_up_owned, say};
use super::{Data, acts};
use crate::app::App;
use crate::directory::fold;
use crate::imports::fetch::{self, Download, Limits};
use crate::imports::run::{
    Complete, Counts, Import, ImportError, Line, Outcome, Request, Step, store,
};
use crate::imports::{Format, Mapping, Options, What};
use crate::outbound::{Outbound, Rule};

/// Beside the database: files of addresses, until their imports end.
const DOWNLOADS: &str = "downloads";
/// Lines of the report that a terminal shows; the whole of it stands in `maille imports`.
const LINES_TOLD: usize = 40;

#[derive(Debug, clap::Args)]
#[command(after_help = "maille import mapped lieux.json --mapping hub-lo")]
pub struct Arguments {
    #[command(flatten)]
    data: Data,
    #[arg(value_parser = Format::NAMES)]
    format: String,
    path: String,
    #[arg(long, value_name = "MAPPING")]
    mapping: Option<String>,
    #[arg(long, value_name = "NAME")]
    source: Option<String>,
    #[arg(long, value_name = "CODE")]
    department: Option<String>,
    #[arg(long)]
    complete: bool,
    #[arg(long, requires = "complete")]
    allow_many: bool,
}

pub async fn run(arguments: Arguments) -> anyhow::Result<ExitCode> {
    if arguments.format == Format::Communes.name() {
        if arguments.complete {
            return Err(fault("cli-import-complete-communes", &[]).into());
        }
        return communes::run(&arguments).await;
    }
    let mut request = request(&arguments)?;
    let app = App::open_existing(&arguments.data.data).await?;
    let fetched = fetched(&arguments).await?;
    if let Some(fetched) = &fetched {
        fetched.path().clone_into(&mut request.path);
        request.options.source_url = Some(arguments.path.clone());
    }
    let mut options = request.options.clone();
    options.today = app.clock.today(&app.directory.settings().zone);
    let begun = Import::begin(&app.directory, Request { options, ..request }).await;
    let import = match begun {
        Ok(import) => import,
        Err(error) => {
            // Another process may be reading it.
            if let (Some(fetched), false) = (&fetched, matches!(error, ImportError::Busy(_))) {
                fetched.done()?;
            }
            return Err(in_words(error));
        }
    };
    let number = import.run().number;
    let file = file_name(&arguments.path);
    acts::note(&app, "import-ordered", &file, &arguments.format).await;
    let outcome = work(import).await;
    let ended = store::run_by_number(app.directory.database(), number).await;
    app.close().await;
    // The file of one that has not ended is the one to go on with.
    if let (Some(fetched), Some(_)) = (&fetched, ended?.and_then(|run| run.ended)) {
        fetched.done()?;
    }
    let counts = outcome?;
    println!(
        "{}",
        say("cli-import-more", &[("number", &number.to_string())])
    );
    Ok(if counts.refused > 0 && counts.of_file() == 0 {
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    })
}

/// What the journal of acts keeps of a path or an address: folders and queries may name people or hold keys.
fn file_name(path: &str) -> String {
    let bare = path.split(['?', '#']).next().unwrap_or(path);
    bare.rsplit(['/', '\\']).next().unwrap_or(bare).to_owned()
}

/// The file of an address, in a folder of the data folder.
async fn fetched(arguments: &Arguments) -> anyhow::Result<Option<Download>> {
    if !fetch::is_address(&arguments.path) {
        return Ok(None);
    }
    let outbound = Outbound::new(Rule::default())?;
    let download = Download::new(&arguments.data.data.join(DOWNLOADS), &arguments.path);
    let brought = download.bring(&outbound, Limits::default()).await;
    let context = || fault("cli-import-fetch", &[("address", &arguments.path)]);
    if brought.with_context(context)? {
        eprintln!("{}", say("cli-import-fetched-before", &[]));
    }
    Ok(Some(download))
}

fn request(arguments: &Arguments) -> anyhow::Result<Request> {
    let (format, mapping) = match (arguments.format.as_str(), &arguments.mapping) {
        ("mapped", Some(mapping)) => (Format::Mapped(read_mapping(mapping)?), mapping.clone()),
        ("mapped", None) => return Err(fault("cli-import-mapping-missing", &[]).into()),
        (_, Some(_)) => return Err(fault("cli-import-mapping-unused", &[]).into()),
        (name, None) => (name.parse()?, String::new()),
    };
    let mut options = Options::new(jiff::civil::Date::constant(1970, 1, 1));
    options.source_name = arguments.source.as_deref().map(fold);
    options.department = arguments.department.as_deref().map(str::to_uppercase);
    Ok(Request {
        format,
        options,
        path: PathBuf::from(&arguments.path),
        name: arguments.path.clone(),
        mapping,
        begun_by: String::new(),
        complete: match (arguments.complete, arguments.allow_many) {
            (false, _) => Complete::No,
            (true, false) => Complete::Yes,
            (true, true) => Complete::Many,
        },
    })
}

/// A mapping that is shipped, by its name, or a file.
fn read_mapping(name: &str) -> anyhow::Result<Mapping> {
    if Mapping::names().any(|known| known == name) {
        return Ok(Mapping::named(name)?);
    }
    let text = std::fs::read_to_string(name).with_context(|| {
        let known = Mapping::names().collect::<Vec<_>>().join(", ");
        fault(
            "cli-import-mapping-unknown",
            &[("name", &name), ("known", &known)],
        )
    })?;
    Ok(Mapping::parse(&text)?)
}

async fn work(mut import: Import) -> anyhow::Result<Counts> {
    if import.resumed() {
        let rows = import.run().rows;
        eprintln!("{}", say("cli-import-resumed", &[("rows", &rows)]));
    }
    let bar = bar(import.run().bytes);
    let mut told: Vec<Line> = Vec::new();
    let mut hidden = 0_u64;
    let ended = loop {
        match import.step().await {
            Ok(Some(step)) => {
                show(&bar, &step);
                for line in step.lines.into_iter().filter(worth_telling) {
                    if told.len() < LINES_TOLD {
                        told.push(line);
                    } else {
                        hidden += 1;
                    }
                }
            }
            Ok(None) => break Ok(()),
            Err(error) => break Err(error),
        }
    };
    bar.finish_and_clear();
    for line in &told {
        println!(
            "{}",
            report::line(
                line.row,
                line.outcome.as_str(),
                &line.subject,
                &remarks(line)
            )
        );
    }
    if hidden > 0 {
        println!("{}", say("cli-import-hidden", &[("count", &hidden)]));
    }
    let counts = import.run().counts;
    if import.run().rows == 0 {
        println!("{}", say("cli-import-empty", &[]));
    } else {
        println!("{}", summary(&counts));
    }
    ended.map_err(in_words)?;
    Ok(counts)
}

fn worth_telling(line: &Line) -> bool {
    let told = [Outcome::Refused, Outcome::Skipped, Outcome::Withdrawn];
    told.contains(&line.outcome) || line.repaired()
}

fn remarks(line: &Line) -> Vec<String> {
    line.remarks
        .iter()
        .map(|remark| report::remark(&remark.field, &remark.value, &sentence(&remark.what)))
        .collect()
}

/// The sentence of a remark in the administrator's language.
fn sentence(what: &What) -> String {
    let arguments = what
        .arguments
        .iter()
        .map(|(name, value)| (*name, value.clone()));
    look_up_owned(what.key, arguments).unwrap_or_else(|| what.to_string())
}

/// So many of each outcome, in a line.
pub fn summary(counts: &Counts) -> String {
    let mut parts: Vec<String> = Outcome::ALL
        .into_iter()
        .filter(|outcome| counts.of(*outcome) > 0 || *outcome == Outcome::Taken)
        .map(|outcome| say(counted(outcome), &[("count", &counts.of(outcome))]))
        .collect();
    if counts.repaired > 0 {
        parts.push(say("cli-import-repaired", &[("count", &counts.repaired)]));
    }
    parts.join(", ")
}

fn counted(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Taken => "cli-import-taken",
        Outcome::Changed => "cli-import-changed",
        Outcome::Unchanged => "cli-import-unchanged",
        Outcome::Refused => "cli-import-refused",
        Outcome::Skipped => "cli-import-skipped",
        Outcome::Withdrawn => "cli-import-withdrawn",
    }
}

fn bar(bytes: u64) -> ProgressBar {
    let bar = ProgressBar::new(bytes);
    if let Ok(style) = ProgressStyle::with_template("{bar:30} {percent} % {elapsed} {msg}") {
        bar.set_style(style);
    }
    bar.enable_steady_tick(Duration::from_millis(200));
    bar
}

fn show(bar: &ProgressBar, step: &Step) {
    bar.set_length(step.total_bytes);
    bar.set_position(step.read_bytes.min(step.total_bytes));
    bar.set_message(summary(&step.counts));
}

/// What stopped an import, and what to do.
fn in_words(error: ImportError) -> anyhow::Error {
    match error {
        ImportError::Busy(run) => {
            let by = match run.begun_by.as_str() {
                "" => say("cli-import-command-line", &[]),
                name => name.to_owned(),
            };
            let number = run.number.to_string();
            let (input, source) = (&run.input, &run.source);
            let who: [(_, &dyn Argument); 4] = [
                ("number", &number),
                ("input", input),
                ("source", source),
                ("by", &by),
            ];
            fault("cli-import-busy", &who).into()
        }
        ImportError::TooManyGone { absent, all } => {
            let counts: [(_, &dyn Argument); 2] = [("count", &absent), ("all", &all)];
            fault("cli-import-too-many-gone", &counts).into()
        }
        ImportError::Overtaken(number) => {
            fault("cli-import-overtaken", &[("number", &number.to_string())]).into()
        }
        ImportError::Open(path, error) => {
            let path = path.display().to_string();
            anyhow::Error::new(error).context(fault("cli-import-open", &[("path", &path)]))
        }
        ImportError::Cancelled => fault("cli-import-cancelled", &[]).into(),
        ImportError::Read(error) => {
            let what = sentence(&error.what());
            fault("cli-import-stopped", &[("what", &what)]).into()
        }
        other => other.into(),
    }
}
