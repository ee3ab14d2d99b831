//! One bounded step of an import, from the place that the storage keeps: a document is opened, some of its events are taken,
//! and what it no longer holds is withdrawn.

use std::io::Read as _;

use maille_sdk::context::{self, Outcome};
use maille_sdk::documents::{self, Reader};
use maille_sdk::{Code, Error, OrNone, Progress, Result, directory, storage};

use super::feed::{self, Feed, Others};
use super::group::{self, by_uid};
use super::leave;
use super::run::{FILE_BYTES_MAX, GROUPS_MAX, KEY, Run, WITHDRAWN_MAX};
use super::take::{Scene, take};
use super::{own_zone, said};
use crate::ics::lines::plain;
use crate::ics::scan::{self, Scan};
use crate::ics::zone;
use crate::record::{Event, KIND};
use crate::recurrence::Window;
use crate::rhythm::school::is_about_holidays;

const NUMBER: &str = "import-number";
/// Of so many events none is withdrawn because more than half of them are missing.
const SUDDEN_MIN: usize = 20;

/// One step.
pub fn step() -> Result<Progress> {
    let mut run = match storage::get_json::<Run>(KEY)? {
        Some(run) => run,
        None => begin()?,
    };
    let going = match run.current.take() {
        None if leave::step(&mut run)? => true,
        Some((document, next)) => {
            events(&document, next, &mut run)?;
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

fn begin() -> Result<Run> {
    let number = storage::get_json::<u64>(NUMBER)?.unwrap_or(0) + 1;
    storage::set_json(NUMBER, &number)?;
    Ok(Run {
        number,
        ..Run::default()
    })
}

/// Goes on to the next document; false after the last.
fn open_next(run: &mut Run) -> Result<bool> {
    let names = documents::names("", run.after.as_deref(), 100)?;
    let Some(last) = names.last().cloned() else {
        return Ok(false);
    };
    let Some(name) = names.into_iter().find(|name| is_calendar(name)) else {
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
        run.report(
            Outcome::Refused,
            &name,
            &said("refused-file-size", &arguments),
        );
        return Ok(true);
    }
    run.current = Some((name, 0));
    Ok(true)
}

fn is_calendar(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    !name.starts_with("assets/")
        && !is_about_holidays(name)
        && [".ics", ".ical", ".icalendar", ".ifb"]
            .iter()
            .any(|end| lower.ends_with(end))
}

fn whole(name: &str) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    Reader::open(name)?
        .take(FILE_BYTES_MAX)
        .read_to_end(&mut bytes)
        .map_err(|error| Error::invalid(format!("{name} cannot be read: {error}")))?;
    Ok(plain(bytes))
}

/// Takes some events of a document, from its UID number `next`.
fn events(document: &str, next: usize, run: &mut Run) -> Result<()> {
    let bytes = whole(document)?;
    let scan = scan::scan(&bytes);
    if scan.events.is_empty() {
        let key = match (scan.html, scan.calendar || scan.others > 0) {
            (true, _) => "refused-html",
            (_, true) => "refused-no-event",
            _ => "refused-no-calendar",
        };
        run.report(Outcome::Refused, document, &said(key, &[]));
        // An empty answer is a fault more often than an empty agenda: nothing is withdrawn for it.
        return Ok(());
    }
    if next == 0 {
        say_around(document, &scan, run);
    }
    let groups = by_uid(&scan);
    let others = Others::load(document)?;
    let mut known = feed::load(document)?;
    let zones = zone::declared(&bytes, &scan);
    let calendar = if scan.name.is_empty() {
        document
    } else {
        scan.name.as_str()
    };
    let scene = Scene {
        document,
        calendar,
        zones: &zones,
        own: own_zone(),
        now: context::now(),
        others: &others,
    };
    for places in groups.iter().skip(next).take(GROUPS_MAX) {
        let (entries, left) = group::groups(&bytes, places);
        for (subject, why) in left {
            run.report(
                Outcome::Refused,
                &format!("{document}: {subject}"),
                &said(why, &[]),
            );
        }
        for entry in entries {
            take(&entry, &scene, &mut known, run)?;
        }
        run.done += places.len() as u64;
    }
    let reached = next + GROUPS_MAX;
    let done = reached >= groups.len() && sweep(&scene, &mut known, run)?;
    feed::save(document, &known)?;
    if !done {
        run.current = Some((document.to_owned(), reached.min(groups.len())));
    }
    Ok(())
}

/// What is left out of a document as a whole.
fn say_around(document: &str, scan: &Scan, run: &mut Run) {
    if scan.others > 0 {
        let message = said("refused-others", &[("count", scan.others.to_string())]);
        run.report(Outcome::Refused, document, &message);
    }
    if scan.beyond > 0 {
        let arguments = [
            ("count", scan.beyond.to_string()),
            ("limit", scan::EVENTS_MAX.to_string()),
        ];
        run.report(
            Outcome::Refused,
            document,
            &said("refused-beyond", &arguments),
        );
    }
}

/// Withdraws what the calendar no longer holds and is still to come; true when nothing is left to do.
fn sweep(scene: &Scene, known: &mut Feed, run: &mut Run) -> Result<bool> {
    let standing = known.values().filter(|line| !line.withdrawn).count();
    let gone: Vec<String> = known
        .iter()
        .filter(|(_, line)| line.run != run.number && !line.withdrawn)
        .map(|(key, _)| key.clone())
        .collect();
    if gone.len() > SUDDEN_MIN && gone.len() * 2 > standing {
        let arguments = [
            ("missing", gone.len().to_string()),
            ("known", standing.to_string()),
        ];
        run.report(
            Outcome::Refused,
            scene.document,
            &said("import-lacks", &arguments),
        );
        return Ok(true);
    }
    let more = gone.len() > WITHDRAWN_MAX;
    for key in gone.into_iter().take(WITHDRAWN_MAX) {
        withdraw(&key, (scene, "import-withdrawn"), known, run)?;
    }
    Ok(!more)
}

/// Withdraws one, unless it is over or stands in another calendar; `why` is the key of what the report says.
pub(super) fn withdraw(
    key: &str,
    (scene, why): (&Scene, &str),
    known: &mut Feed,
    run: &mut Run,
) -> Result<()> {
    let shown = known.get(key).is_some_and(|line| line.revision > 0);
    // Another calendar's own reading keeps it, or brings it back.
    if !shown || scene.others.hold(key) {
        known.remove(key);
        return Ok(());
    }
    if let Some(entry) = directory::get_by_key(KIND, key).or_none()? {
        let event: Event = entry.read()?;
        let ahead = Window {
            from: scene.now,
            to: super::horizon(scene.now).to,
        };
        // What is over was not taken back: calendars forget it.
        if event.times(ahead, scene.own).all.is_empty() {
            known.remove(key);
            return Ok(());
        }
        if entry.state == "published" {
            match directory::set_state(&entry.id, entry.revision, "withdrawn") {
                Err(error) if error.code == Code::Denied => {}
                withdrawn => _ = withdrawn?,
            }
        }
        run.counts.withdrawn += 1;
        let subject = format!("{}: {}", scene.document, event.name);
        context::report(Outcome::Changed, &subject, &said(why, &[]));
    }
    if let Some(line) = known.get_mut(key) {
        line.withdrawn = true;
    }
    Ok(())
}
