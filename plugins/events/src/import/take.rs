//! Takes one event: its record, its times, and a line of the report.

use chrono_tz::Tz;
use maille_sdk::context::Outcome;
use maille_sdk::directory::{self, Entry};
use maille_sdk::{Code, Result, serde_json};

use super::feed::{self, Feed, Line, Others};
use super::group::Group;
use super::run::Run;
use super::said;
use crate::ics::entry::{self, Around, rank};
use crate::ics::zone::Declared;
use crate::record::{Event, KIND};

/// A record's content may have 1 MiB; the host counts what it writes itself.
const CONTENT_BYTES_MAX: usize = 1024 * 1024 - 1024;

/// What is known around the events of a document.
#[derive(Debug, Clone, Copy)]
pub struct Scene<'a> {
    /// The document.
    pub document: &'a str,
    /// What the calendar calls itself.
    pub calendar: &'a str,
    /// Its own zones.
    pub zones: &'a [Declared],
    /// The instance's zone.
    pub own: Tz,
    /// Milliseconds since 1970.
    pub now: i64,
    /// What other calendars hold.
    pub others: &'a Others,
}

/// Takes it, and says what was mended or why not.
pub fn take(group: &Group, scene: &Scene, known: &mut Feed, run: &mut Run) -> Result<()> {
    let subject = format!("{}: {}", scene.document, group.subject);
    let around = Around {
        zones: scene.zones,
        own: scene.own,
        calendar: scene.calendar,
    };
    let mut read = match entry::entry(&group.main, &group.others, around) {
        Ok(read) => read,
        Err((key, arguments)) => {
            run.report(Outcome::Refused, &subject, &said(key, &arguments));
            return Ok(());
        }
    };
    super::locate::locate(&mut read.event)?;
    let mut mended: Vec<String> = group.remark.iter().map(|key| said(key, &[])).collect();
    mended.extend(
        read.mended
            .iter()
            .map(|(key, arguments)| said(key, arguments)),
    );
    let before = known.get(&group.key).cloned();
    let mut line = Line {
        rank: rank(&group.main),
        print: feed::print(&read.event),
        run: run.number,
        ..before.clone().unwrap_or_default()
    };
    if let Some(calendar) = scene.others.shown(&group.key, &line) {
        let calendar = calendar.to_owned();
        line.revision = 0;
        known.insert(group.key.clone(), line);
        run.report(
            Outcome::Unchanged,
            &subject,
            &said("import-same", &[("calendar", calendar)]),
        );
        return Ok(());
    }
    let Some(entry) = put(&group.key, &read.event, (&subject, run))? else {
        return Ok(());
    };
    let entry = published(entry, before.as_ref())?;
    let cut = times(&entry, &read.event, scene)?;
    if cut {
        mended.push(said(
            "mended-times",
            &[("limit", crate::recurrence::TIMES_MAX.to_string())],
        ));
    }
    let outcome = match &before {
        Some(line) if line.revision == entry.revision => Outcome::Unchanged,
        _ if !mended.is_empty() => Outcome::Repaired,
        // Another calendar may have made it before.
        _ if entry.revision > 1 => Outcome::Changed,
        _ => Outcome::Taken,
    };
    line.revision = entry.revision;
    line.withdrawn = false;
    known.insert(group.key.clone(), line);
    run.report(outcome, &subject, &mended.join(" ; "));
    Ok(())
}

/// Writes the record; nothing where the host does not take it, which is said.
fn put(key: &str, event: &Event, (subject, run): (&str, &mut Run)) -> Result<Option<Entry>> {
    let bytes = serde_json::to_string(event)?.len();
    if bytes > CONTENT_BYTES_MAX {
        run.report(Outcome::Refused, subject, &said("refused-size", &[]));
        return Ok(None);
    }
    match directory::put(KIND, key, event) {
        Ok(entry) => Ok(Some(entry)),
        Err(error) if error.code == Code::Invalid => {
            run.report(Outcome::Refused, subject, &error.message);
            Ok(None)
        }
        Err(error) => Err(error),
    }
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

/// Says when it takes place; true where that was cut.
fn times(entry: &Entry, event: &Event, scene: &Scene) -> Result<bool> {
    super::say_times(&entry.id, event, (scene.now, scene.own))
}
