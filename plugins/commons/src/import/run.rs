//! One bounded step: some things of one document, from the place that the storage keeps.

use std::io::Read as _;

use maille_sdk::context::{self, Outcome};
use maille_sdk::directory::{self, Entry};
use maille_sdk::documents::{self, Reader};
use maille_sdk::{Code, Error, OrNone, Progress, Result, storage, territory};
use serde::{Deserialize, Serialize};

use super::element::{self, Element, Sort};
use super::read::things;
use super::said;
use crate::pages::setting;

/// Things in a step: at most three writes for each.
const THINGS_MAX: usize = 200;
/// Bytes of a document: it is in memory while a step works.
const FILE_BYTES_MAX: u64 = 8 * 1024 * 1024;
const KEY: &str = "import";
const DAY_MS: i64 = 86_400_000;

/// An import under way, kept with what each step wrote: a kill loses one step.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
struct Run {
    /// The last document that is done.
    after: Option<String>,
    /// The document that is half done, and its next thing.
    current: Option<(String, usize)>,
    done: u64,
    taken: u64,
    changed: u64,
    unchanged: u64,
    repaired: u64,
    refused: u64,
}

impl Run {
    fn report(&mut self, outcome: Outcome, subject: &str, message: &str) {
        *match outcome {
            Outcome::Taken => &mut self.taken,
            Outcome::Changed => &mut self.changed,
            Outcome::Unchanged => &mut self.unchanged,
            Outcome::Repaired => &mut self.repaired,
            Outcome::Refused => &mut self.refused,
        } += 1;
        context::report(outcome, subject, message);
    }

    fn summary(&self) -> String {
        let numbers = [
            ("taken", self.taken),
            ("changed", self.changed),
            ("unchanged", self.unchanged),
            ("repaired", self.repaired),
            ("refused", self.refused),
        ];
        said(
            "import-summary",
            &numbers.map(|(name, number)| (name, number.to_string())),
        )
    }
}

/// One step.
pub fn import() -> Result<Progress> {
    let mut run = storage::get_json::<Run>(KEY)?.unwrap_or_default();
    let going = match run.current.take() {
        Some((document, next)) => {
            some(&document, next, &mut run)?;
            true
        }
        None => open_next(&mut run)?,
    };
    if !going {
        storage::delete(KEY)?;
        return Ok(Progress::finished(run.done, run.summary()));
    }
    storage::set_json(KEY, &run)?;
    let message = said("import-going", &[("done", run.done.to_string())]);
    Ok(Progress::going(run.done, None, message))
}

/// Goes on to the next document; false after the last.
fn open_next(run: &mut Run) -> Result<bool> {
    let names = documents::names("", run.after.as_deref(), 100)?;
    let Some(last) = names.last().cloned() else {
        return Ok(false);
    };
    let is_export = |name: &String| {
        !name.starts_with("assets/") && name.to_ascii_lowercase().ends_with(".json")
    };
    let Some(name) = names.into_iter().find(is_export) else {
        run.after = Some(last);
        return Ok(true);
    };
    run.after = Some(name.clone());
    let size = documents::size(&name)?;
    if size > FILE_BYTES_MAX {
        let arguments = [
            ("size", size.to_string()),
            ("limit", FILE_BYTES_MAX.to_string()),
        ];
        run.report(Outcome::Refused, &name, &said("refused-size", &arguments));
        return Ok(true);
    }
    run.current = Some((name, 0));
    Ok(true)
}

fn some(document: &str, next: usize, run: &mut Run) -> Result<()> {
    let mut bytes = Vec::new();
    Reader::open(document)?
        .take(FILE_BYTES_MAX)
        .read_to_end(&mut bytes)
        .map_err(|error| Error::invalid(format!("{document} cannot be read: {error}")))?;
    let Ok(text) = std::str::from_utf8(&bytes) else {
        run.report(Outcome::Refused, document, &said("refused-encoding", &[]));
        return Ok(());
    };
    let found = match things(text.trim_start_matches('\u{feff}')) {
        Ok(found) => found,
        Err(error) => {
            let arguments = [
                ("line", error.line().to_string()),
                ("column", error.column().to_string()),
            ];
            run.report(
                Outcome::Refused,
                document,
                &said("refused-json", &arguments),
            );
            return Ok(());
        }
    };
    if found.is_empty() {
        run.report(Outcome::Refused, document, &said("refused-empty", &[]));
        return Ok(());
    }
    let hint = Sort::of_file(document);
    for (number, (id, thing)) in found.iter().enumerate().skip(next).take(THINGS_MAX) {
        let number = number + 1;
        match element::read(thing.get(), id.as_deref(), hint) {
            Ok(element) => {
                let subject = format!("{document}: {}", element.item.name);
                take(element, &subject, run)?;
            }
            Err((key, arguments)) => {
                let subject = format!("{document}: {number}");
                run.report(Outcome::Refused, &subject, &said(key, &arguments));
            }
        }
        run.done += 1;
    }
    if next + THINGS_MAX < found.len() {
        run.current = Some((document.to_owned(), next + THINGS_MAX));
    }
    Ok(())
}

fn take(mut element: Element, subject: &str, run: &mut Run) -> Result<()> {
    if let (Some(days), Some(updated)) = (setting().imported_days(), element.updated)
        && matches!(element.sort, Sort::Own(_))
    {
        let until = updated.saturating_add(i64::from(days) * DAY_MS);
        if until < context::now() {
            let arguments = [("updated", element.item.source.updated.clone())];
            run.report(Outcome::Refused, subject, &said("refused-old", &arguments));
            return Ok(());
        }
    }
    locate(&mut element)?;
    let kind = element.sort.kind();
    let before = directory::get_by_key(kind, &element.key).or_none()?;
    let entry = match directory::put(kind, &element.key, &element.content()) {
        Ok(entry) => entry,
        Err(error) if matches!(error.code, Code::Invalid | Code::Denied) => {
            run.report(Outcome::Refused, subject, &error.message);
            return Ok(());
        }
        Err(error) => return Err(error),
    };
    let entry = published(entry)?;
    let mended: Vec<String> = element
        .mended
        .iter()
        .map(|(key, arguments)| said(key, arguments))
        .collect();
    let outcome = match before {
        Some(before) if before.revision == entry.revision => Outcome::Unchanged,
        _ if !mended.is_empty() => Outcome::Repaired,
        Some(_) => Outcome::Changed,
        None => Outcome::Taken,
    };
    run.report(outcome, subject, &mended.join(" ; "));
    Ok(())
}

/// Publishes what is new; what an administrator withdrew stays so.
fn published(entry: Entry) -> Result<Entry> {
    if entry.state == "draft" {
        return directory::set_state(&entry.id, entry.revision, "published");
    }
    Ok(entry)
}

/// The commune's name as INSEE writes it, and its centre where no point is known.
fn locate(element: &mut Element) -> Result<()> {
    let address = &mut element.item.address;
    if address.insee_code.is_empty() {
        return Ok(());
    }
    let communes = territory::communes(&address.insee_code)?;
    let Some(commune) = communes
        .into_iter()
        .find(|one| one.insee_code == address.insee_code)
    else {
        return Ok(());
    };
    address.municipality = commune.name;
    if element.item.latitude.is_none()
        && let Some((latitude, longitude)) = commune.centre
    {
        (element.item.latitude, element.item.longitude) = (Some(latitude), Some(longitude));
    }
    Ok(())
}
