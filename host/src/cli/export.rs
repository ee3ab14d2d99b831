//! `maille export FORMAT PATH`: what is published, in a format of others.

use std::collections::HashMap;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::Context as _;
use tokio::sync::mpsc;

use super::Data;
use super::words::{fault, look_up_owned, say};
use crate::app::App;
use crate::directory::{Directory, Reader, Record};
use crate::exports::{self, Format, Left, Report};

/// Records read at once.
const PAGE: u32 = 500;
/// Pages that wait for the writer.
const PAGES_AHEAD: usize = 2;
/// Lines of the report that a terminal shows.
const LINES_TOLD: usize = 40;

#[derive(Debug, clap::Args)]
#[command(after_help = "maille export mediation-numerique lieux.csv")]
pub struct Arguments {
    #[command(flatten)]
    data: Data,
    #[arg(value_parser = Format::NAMES)]
    format: String,
    path: PathBuf,
}

pub async fn run(arguments: Arguments) -> anyhow::Result<()> {
    let format: Format = arguments.format.parse()?;
    let app = App::open_existing(&arguments.data.data).await?;
    let directory = app.directory.clone();
    let path = arguments.path.clone();
    let handle = tokio::runtime::Handle::current();
    let failure = Failure::default();
    let written = tokio::task::spawn_blocking(move || {
        let mut records = |kind: &'static str| {
            let (sender, receiver) = mpsc::channel(PAGES_AHEAD);
            handle.spawn(read(directory.clone(), kind, sender));
            Reading::new(receiver, failure.clone())
        };
        write(
            format,
            &mut records,
            &directory.settings().origin,
            &path,
            &failure,
        )
    });
    let report = written.await.context("the writer")??;
    app.close().await;
    tell(&report);
    Ok(())
}

/// Into a file beside the one wanted, which takes its name when it is whole; `-` is standard output.
fn write(
    format: Format,
    records: &mut dyn FnMut(&'static str) -> Reading,
    origin: &str,
    path: &Path,
    failure: &Failure,
) -> anyhow::Result<Report> {
    if path.as_os_str() == "-" {
        let mut out = std::io::BufWriter::new(std::io::stdout().lock());
        let report = exports::write(format, records, origin, &mut out)?;
        out.flush()?;
        return unless_failed(failure, report);
    }
    let shown = path.display().to_string();
    let context = || fault("cli-imports-write", &[("path", &shown)]);
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    let file =
        tempfile::NamedTempFile::new_in(folder.unwrap_or(Path::new("."))).with_context(context)?;
    let mut out = std::io::BufWriter::new(file);
    let report = exports::write(format, records, origin, &mut out).with_context(context)?;
    let file = out
        .into_inner()
        .map_err(|error| error.into_error())
        .with_context(context)?;
    file.as_file().sync_all().with_context(context)?;
    // What is not whole takes no name.
    let report = unless_failed(failure, report)?;
    file.persist(path).with_context(context)?;
    Ok(report)
}

/// Why the directory could not be read on, if so: an iterator cannot say it.
type Failure = Arc<Mutex<Option<anyhow::Error>>>;

fn unless_failed(failure: &Failure, report: Report) -> anyhow::Result<Report> {
    let mut failure = failure.lock().unwrap_or_else(PoisonError::into_inner);
    failure.take().map_or(Ok(report), Err)
}

async fn read(
    directory: Directory,
    kind: &'static str,
    sender: mpsc::Sender<anyhow::Result<Vec<Record>>>,
) {
    let merged = match directory.merged_keys("organisation").await {
        Ok(merged) => merged,
        Err(error) => {
            let _ = sender.send(Err(error.into())).await;
            return;
        }
    };
    let mut last: Option<Record> = None;
    loop {
        let page = match directory.published_after(kind, last.as_ref(), PAGE).await {
            Ok(page) => page,
            Err(error) => {
                // Nobody left to tell: the writer ended.
                let _ = sender.send(Err(error.into())).await;
                return;
            }
        };
        last = page.last().cloned();
        // Without whom nobody may see today: a consent ends on a day, which a writer of formats does not know.
        let visitor = Reader::visitor();
        let mut page = page;
        page.retain(|record| directory.view(&visitor, record.clone()).is_some());
        for record in &mut page {
            name_kept(record, &merged);
        }
        if last.is_none() || sender.send(Ok(page)).await.is_err() {
            return;
        }
    }
}

/// A record of an organisation that was merged names the one that stayed, which is in the export too.
fn name_kept(record: &mut Record, merged: &HashMap<String, String>) {
    if merged.is_empty() {
        return;
    }
    let mut content: serde_json::Value = serde_json::from_str(&record.content).unwrap_or_default();
    let key = content.pointer_mut("/organisation/key");
    let kept = key.as_ref().and_then(|key| merged.get(key.as_str()?));
    if let (Some(kept), Some(key)) = (kept.cloned(), key) {
        *key = kept.into();
        record.content = content.to_string();
    }
}

/// Records as they come from the directory.
struct Reading {
    pages: mpsc::Receiver<anyhow::Result<Vec<Record>>>,
    page: std::vec::IntoIter<Record>,
    failure: Failure,
}

impl Reading {
    fn new(pages: mpsc::Receiver<anyhow::Result<Vec<Record>>>, failure: Failure) -> Self {
        Self {
            pages,
            failure,
            page: Vec::new().into_iter(),
        }
    }
}

impl Iterator for Reading {
    type Item = exports::Record;

    fn next(&mut self) -> Option<exports::Record> {
        loop {
            if let Some(record) = self.page.next() {
                return Some(exports::Record::of(record));
            }
            match self.pages.blocking_recv()? {
                Ok(page) => self.page = page.into_iter(),
                Err(error) => {
                    let mut kept = self.failure.lock().unwrap_or_else(PoisonError::into_inner);
                    *kept = Some(error);
                    return None;
                }
            }
        }
    }
}

fn tell(report: &Report) {
    for left in report
        .refused
        .iter()
        .chain(&report.left_out)
        .take(LINES_TOLD)
    {
        eprintln!("{}", line(left));
    }
    eprintln!(
        "{}",
        say(
            "cli-export-written",
            &[
                ("count", &report.written),
                ("refused", &report.refused.len())
            ]
        )
    );
    if report.others > 0 {
        eprintln!("{}", say("cli-export-others", &[("count", &report.others)]));
    }
}

fn line(left: &Left) -> String {
    let arguments = left
        .what
        .arguments
        .iter()
        .map(|(name, value)| (*name, value.clone()));
    let what = look_up_owned(left.what.key, arguments).unwrap_or_else(|| left.what.to_string());
    match left.field {
        "" => format!("{} : {what}", left.key),
        field => format!("{}, {field} : {what}", left.key),
    }
}
