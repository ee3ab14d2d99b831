//! One bounded step of an import, from the place that the storage keeps.

use maille_sdk::context::{self, Outcome};
use maille_sdk::documents::{self, Reader};
use maille_sdk::{Code, OrNone, Progress, Result, directory, storage};

use super::archive::{self, Entry, UNPACKED_BYTES_MAX};
use super::run::{Archive, Budget, KEY, Run, WITHDRAWN_MAX, is_whole};
use super::shelf::{Shelf, own};
use super::take::{refuse, take};
use crate::fiche::DOCUMENT_BYTES_MAX;
use crate::record::KIND;

const NUMBER: &str = "import-number";
/// Values of guided searches in a step, with two writes for each fiche far below 2,000.
const STORAGE_WRITES_MAX: usize = 800;
/// Names asked for at once.
const NAMES: u32 = 500;

/// One step.
pub fn step() -> Result<Progress> {
    let mut run = match storage::get_json::<Run>(KEY)? {
        Some(run) => run,
        None => begin()?,
    };
    let mut shelf = Shelf::default();
    let mut budget = Budget::default();
    while !is_spent(&budget, &shelf) && !run.sweeping {
        next(&mut run, &mut shelf, &mut budget)?;
    }
    let finished = run.sweeping && sweep(&mut run, &mut shelf)?;
    shelf.save()?;
    if finished {
        storage::delete(KEY)?;
        let summary = run.summary();
        return Ok(Progress::finished(run.done, summary));
    }
    storage::set_json(KEY, &run)?;
    let (done, total) = (run.done.to_string(), run.total.to_string());
    let message = context::translate("import-going", &[("done", &done), ("total", &total)]);
    Ok(Progress::going(run.done, Some(run.total), message))
}

/// True where another document could pass the bounds of a step.
fn is_spent(budget: &Budget, shelf: &Shelf) -> bool {
    budget.is_spent() || shelf.writes > STORAGE_WRITES_MAX
}

fn begin() -> Result<Run> {
    let number = storage::get_json::<u64>(NUMBER)?.unwrap_or(0) + 1;
    storage::set_json(NUMBER, &number)?;
    let mut run = Run {
        number,
        ..Run::default()
    };
    let mut after: Option<String> = None;
    loop {
        let names = documents::names("", after.as_deref(), NAMES)?;
        run.total += names.iter().filter(|name| is_input(name)).count() as u64;
        after = names.last().cloned();
        if names.len() < NAMES as usize {
            return Ok(run);
        }
    }
}

/// Pictures and notes stand beside the fiches in many folders: only XML and zip are read.
fn is_input(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    !name.starts_with("assets/") && (lower.ends_with(".xml") || lower.ends_with(".zip"))
}

/// Reads the next document, or the next entries of the archive that is half done.
fn next(run: &mut Run, shelf: &mut Shelf, budget: &mut Budget) -> Result<()> {
    if let Some(archive) = run.archive.take() {
        return entries(archive, run, shelf, budget);
    }
    let names = documents::names("", run.after.as_deref(), 50)?;
    let Some(last) = names.last().cloned() else {
        run.sweeping = true;
        return Ok(());
    };
    let Some(name) = names.into_iter().find(|name| is_input(name)) else {
        run.after = Some(last);
        return Ok(());
    };
    run.after = Some(name.clone());
    if name.to_ascii_lowercase().ends_with(".zip") {
        run.archive = Some(Archive {
            name,
            ..Archive::default()
        });
        return Ok(());
    }
    run.done += 1;
    let size = documents::size(&name)?;
    if size > DOCUMENT_BYTES_MAX as u64 {
        let (size, limit) = (size.to_string(), DOCUMENT_BYTES_MAX.to_string());
        let reason = context::translate("import-size", &[("size", &size), ("limit", &limit)]);
        refuse(&name, &reason, run);
        return Ok(());
    }
    let mut bytes = Vec::new();
    std::io::Read::read_to_end(&mut Reader::open(&name)?, &mut bytes)
        .map_err(|error| maille_sdk::Error::invalid(format!("{name} cannot be read: {error}")))?;
    budget.spend(bytes.len());
    take(&bytes, &name, run, shelf)?;
    Ok(())
}

/// Reads entries of an archive until its end or the step's.
fn entries(
    mut place: Archive,
    run: &mut Run,
    shelf: &mut Shelf,
    budget: &mut Budget,
) -> Result<()> {
    let mut archive = match archive::open(Reader::open(&place.name)?) {
        Ok(archive) => archive,
        Err(reason) => {
            run.done += 1;
            refuse(&place.name, &reason, run);
            return Ok(());
        }
    };
    if place.next == 0 {
        run.total += (archive.len() as u64).saturating_sub(1);
    }
    while place.next < archive.len() {
        if is_spent(budget, shelf) {
            run.archive = Some(place);
            return Ok(());
        }
        let (name, entry) = archive::entry(
            &mut archive,
            place.next,
            UNPACKED_BYTES_MAX - place.unpacked,
        );
        place.next += 1;
        run.done += 1;
        // The archive's own folder says the audience where its entries do not.
        let path = format!(
            "{}/{name}",
            place.name.rsplit_once('/').map_or("", |(folder, _)| folder)
        );
        match entry {
            Entry::Nothing => budget.spend(0),
            Entry::Refused(reason) => {
                place.doubtful = true;
                budget.spend(0);
                refuse(&format!("{}: {name}", place.name), &reason, run);
            }
            Entry::Document(bytes) => {
                budget.spend(bytes.len());
                place.unpacked += bytes.len() as u64;
                if let Some(audience) = take(&bytes, &path, run, shelf)? {
                    *place.audiences.entry(audience.to_owned()).or_default() += 1;
                }
            }
        }
    }
    if is_whole(&place.name) && !place.doubtful {
        run.whole.extend(place.audiences.into_keys());
    }
    Ok(())
}

/// Withdraws what the whole archives no longer hold; true when nothing is left to do.
fn sweep(run: &mut Run, shelf: &mut Shelf) -> Result<bool> {
    let mut left = WITHDRAWN_MAX;
    for audience in run.whole.clone() {
        let audience = own(&audience);
        let unseen = shelf.index(audience)?.unseen(run.number);
        let known = shelf
            .index(audience)?
            .0
            .values()
            .filter(|line| !line.withdrawn)
            .count();
        if unseen.len() > 20 && unseen.len() * 2 > known {
            run.whole.remove(audience);
            let (missing, known) = (unseen.len().to_string(), known.to_string());
            let reason =
                context::translate("import-lacks", &[("missing", &missing), ("known", &known)]);
            refuse(audience, &reason, run);
            continue;
        }
        for identifier in unseen.into_iter().take(left) {
            left -= 1;
            withdraw(audience, &identifier, run, shelf)?;
        }
        if left == 0 {
            return Ok(false);
        }
    }
    Ok(true)
}

fn withdraw(
    audience: &'static str,
    identifier: &str,
    run: &mut Run,
    shelf: &mut Shelf,
) -> Result<()> {
    let key = format!("{audience}/{identifier}");
    let mut revision = 0;
    if let Some(entry) = directory::get_by_key(KIND, &key).or_none()? {
        let entry = match entry.state.as_str() {
            "published" => match directory::set_state(&entry.id, entry.revision, "withdrawn") {
                // Our record is gone, and what stands under the key is somebody else's: leave it.
                Err(error) if error.code == Code::Denied => entry,
                withdrawn => withdrawn?,
            },
            _ => entry,
        };
        revision = entry.revision;
        run.counts.withdrawn += 1;
        context::report(
            Outcome::Changed,
            &key,
            &context::translate("import-withdrawn", &[]),
        );
    }
    shelf.home(audience)?.remove(identifier);
    if let Some(line) = shelf.index(audience)?.0.get_mut(identifier) {
        line.withdrawn = true;
        line.revision = revision;
    }
    Ok(())
}
