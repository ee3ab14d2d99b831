//! One document to one record.

use maille_sdk::context::{self, Outcome};
use maille_sdk::directory::{self, Entry};
use maille_sdk::{Code, Result};

use super::index::Line;
use super::run::Run;
use super::shelf::{Shelf, own};
use crate::fiche::{self, Reading};
use crate::labels;
use crate::record::{CONTENT_BYTES_MAX, CONTENT_DEPTH_MAX, KIND, Procedure, json_depth};

/// Takes the document at `path` and reports what came of it; the audience it belongs to comes back.
pub fn take(
    bytes: &[u8],
    path: &str,
    run: &mut Run,
    shelf: &mut Shelf,
) -> Result<Option<&'static str>> {
    match fiche::read(bytes, path) {
        Ok(reading) => {
            let audience = own(&reading.fiche.audience);
            keep(reading, audience, run, shelf)?;
            Ok(Some(audience))
        }
        Err(reason) => {
            refuse(path, &reason, run);
            seen_by_name(path, run, shelf)?;
            Ok(None)
        }
    }
}

/// Reports something that was not taken.
pub fn refuse(subject: &str, reason: &str, run: &mut Run) {
    run.counts.refused += 1;
    context::report(Outcome::Refused, subject, reason);
}

/// A fiche that cannot be read is not one that disappeared.
fn seen_by_name(path: &str, run: &Run, shelf: &mut Shelf) -> Result<()> {
    let stem = path
        .rsplit('/')
        .next()
        .and_then(|name| name.split('.').next())
        .unwrap_or_default();
    for audience in fiche::AUDIENCES {
        if let Some(line) = shelf.index(audience)?.0.get_mut(stem) {
            line.run = run.number;
        }
    }
    Ok(())
}

fn keep(reading: Reading, audience: &'static str, run: &mut Run, shelf: &mut Shelf) -> Result<()> {
    for (name, count) in &reading.unknown {
        // The report of a hostile archive stays readable.
        if run.unknown.len() < 200 || run.unknown.contains_key(name) {
            *run.unknown.entry(name.clone()).or_default() += count;
        }
    }
    let targets = labels::by_target(&reading.fiche.body.guide);
    let procedure = Procedure::new(reading.fiche);
    let id = procedure.identifier.clone();
    let key = format!("{audience}/{id}");
    let before = shelf.index(audience)?.0.get(&id).cloned();
    if let Some(line) = &before
        && line.run == run.number
        && line.updated >= procedure.updated
    {
        run.counts.unchanged += 1;
        context::report(
            Outcome::Unchanged,
            &key,
            &context::translate("import-read-already", &[]),
        );
        return Ok(());
    }
    let json = serde_json::to_vec(&procedure)?;
    if json.len() > CONTENT_BYTES_MAX {
        refuse(&key, &context::translate("import-too-large", &[]), run);
        return seen_by_name(&id, run, shelf);
    }
    if json_depth(&json) > CONTENT_DEPTH_MAX {
        refuse(&key, &context::translate("import-too-deep", &[]), run);
        return seen_by_name(&id, run, shelf);
    }
    let entry = match directory::put(KIND, &key, &procedure) {
        Ok(entry) => published(entry, before.as_ref())?,
        Err(error) if error.code == Code::Invalid => {
            refuse(&key, &error.message, run);
            return seen_by_name(&id, run, shelf);
        }
        Err(error) => return Err(error),
    };
    let mut mended = reading.repairs;
    mended.extend(reading.unknown.iter().map(|(name, count)| {
        context::translate(
            "import-unknown-element",
            &[("name", name), ("count", &count.to_string())],
        )
    }));
    report(&key, before.as_ref(), &entry, &mended, run);
    if !procedure.body.guide.is_empty() {
        shelf.guide(audience, &id, &targets)?;
    }
    shelf.home(audience)?.take(&procedure);
    let line = Line {
        revision: entry.revision,
        run: run.number,
        withdrawn: false,
        updated: procedure.updated,
    };
    shelf.index(audience)?.0.insert(id, line);
    Ok(())
}

/// Publishes a new record, and one that this plugin had withdrawn itself. What an administrator withdrew stays so.
fn published(entry: Entry, before: Option<&Line>) -> Result<Entry> {
    let ours = entry.state == "draft" || before.is_some_and(|line| line.withdrawn);
    if entry.state != "published" && ours {
        directory::set_state(&entry.id, entry.revision, "published")
    } else {
        Ok(entry)
    }
}

fn report(key: &str, before: Option<&Line>, entry: &Entry, mended: &[String], run: &mut Run) {
    let outcome = match before {
        Some(line) if line.revision == entry.revision => Outcome::Unchanged,
        _ if !mended.is_empty() => Outcome::Repaired,
        Some(_) => Outcome::Changed,
        None => Outcome::Taken,
    };
    let count = match outcome {
        Outcome::Taken => &mut run.counts.taken,
        Outcome::Changed => &mut run.counts.changed,
        Outcome::Unchanged => &mut run.counts.unchanged,
        Outcome::Repaired => &mut run.counts.repaired,
        Outcome::Refused => &mut run.counts.refused,
    };
    *count += 1;
    context::report(outcome, key, &mended.join("; "));
}
