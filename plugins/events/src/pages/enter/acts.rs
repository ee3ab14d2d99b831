//! Acts on an event that somebody entered here: cancelled with a word why, withdrawn, and put back as it was. What stood before the
//! last act is kept, so that each can be undone.

use maille_sdk::directory::{self, Entry};
use maille_sdk::reply::Form;
use maille_sdk::serde_json::Value;
use maille_sdk::{Field, Reply, Request, Result, Tone, storage};

use super::read::line;
use super::who::{self, Who};
use super::{Say, Scene, address, calendar, published};
use crate::ics::moment::{self, Moment};
use crate::pages::filters::AHEAD_DAYS;
use crate::pages::words::date;
use crate::record::Event;
use crate::recurrence::{Exception, Window};

/// Letters of the word why.
const WHY: u32 = 500;
/// Dates of which one can be cancelled.
const DATES: usize = 20;
/// The kind's bound on what differs.
const EXCEPTIONS_MAX: usize = 200;

/// Where what stood before the last act is kept.
fn key(id: &str) -> String {
    format!("before:{id}")
}

/// Keeps what stands now.
pub fn keep_before(entry: &Entry) -> Result<()> {
    let content: Value = entry.read()?;
    storage::set_json(&key(&entry.id), &(content, &entry.state))
}

/// The button that takes the last act back.
pub fn offer_undo(entry: &Entry, who: &Who, say: Say, reply: &mut Reply) {
    let action = format!("{}/defaire", address(entry));
    reply.form(&action, &say("act-defaire", &[]), |form| {
        form.field(Field::hidden("oui", "oui"));
        who::prove_in(form, Some(who));
    });
}

/// `/…/annuler`: all of it, or one of its dates.
pub fn cancel(
    entry: &Entry,
    who: &Who,
    request: &Request,
    (scene, reply): (&Scene, &mut Reply),
) -> Result<()> {
    let say = scene.say;
    let mut event: Event = entry.read()?;
    let dates = dates(&event, scene);
    let why = line(&request.form("pourquoi").unwrap_or_default());
    let which = request.form("date").unwrap_or_default();
    let at = dates.iter().find(|at| at.written() == which);
    let all = which == "toutes" || (dates.is_empty() && which.is_empty());
    let asked = request.form("etape").is_some();
    let (no_date, no_why) = (
        !all && at.is_none(),
        why.is_empty() || why.chars().count() > WHY as usize,
    );
    if !asked || no_date || no_why {
        reply.title(&say("act-annuler", &[]));
        reply.lead(&say("cancel-lead", &[]));
        let action = format!("{}/annuler", address(entry));
        reply.form(&action, &say("act-annuler", &[]), |form| {
            if !dates.is_empty() {
                let mut field = Field::one_of("date", &say("cancel-which", &[]))
                    .choice("toutes", &say("cancel-all", &[]));
                for at in &dates {
                    field = field.choice(&at.written(), &date(at.clock().date(), say));
                }
                let wrong = (asked && no_date).then(|| say("wrong-choice", &[]));
                form.field(field.value(Some(&which)).error(wrong.as_deref()));
            }
            let wrong = (asked && no_why).then(|| say("wrong-why", &[]));
            form.field(
                Field::text("pourquoi", &say("cancel-why", &[]))
                    .hint(&say("cancel-why-hint", &[]))
                    .value(Some(&why))
                    .maximum(WHY)
                    .error(wrong.as_deref()),
            );
            sent(form, who);
        });
        return Ok(());
    }
    keep_before(entry)?;
    match (at, &mut event.recurrence) {
        (Some(at), Some(recurrence)) => {
            let at = at.written();
            recurrence.exceptions.retain(|exception| exception.at != at);
            recurrence.exceptions.truncate(EXCEPTIONS_MAX - 1);
            recurrence.exceptions.push(Exception {
                start: at.clone(),
                at,
                duration: recurrence.duration.clone(),
                status: Some("cancelled".to_owned()),
                description: Some(why),
                ..Exception::default()
            });
        }
        _ => {
            event.status = Some("cancelled".to_owned());
            event.status_words = why;
        }
    }
    let entry = directory::update(&entry.id, entry.revision, &event)?;
    published(&entry, &event, who, scene)?;
    said(&entry, who, ("cancelled", say), reply);
    Ok(())
}

/// The next dates of what recurs, as its rule counts them.
fn dates(event: &Event, scene: &Scene) -> Vec<Moment> {
    let Some(recurrence) = &event.recurrence else {
        return Vec::new();
    };
    let window = Window {
        from: calendar::begins(scene.today, scene.own),
        to: calendar::begins(calendar::later(scene.today, AHEAD_DAYS), scene.own),
    };
    let zone = match event.all_day {
        true => scene.own,
        false => recurrence.zone_or(scene.own),
    };
    let times = recurrence.times(window, scene.own).all.into_iter();
    times
        .filter(|time| time.exception.is_none())
        .take(DATES)
        .map(|time| {
            let clock = moment::clock(time.start, zone);
            match event.all_day {
                true => Moment::Day(clock.date()),
                false => Moment::Time(clock),
            }
        })
        .collect()
}

/// `/…/retirer`
pub fn withdraw(
    entry: &Entry,
    who: &Who,
    request: &Request,
    (scene, reply): (&Scene, &mut Reply),
) -> Result<()> {
    let say = scene.say;
    if entry.state == "withdrawn" {
        said(entry, who, ("withdrawn", say), reply);
        return Ok(());
    }
    if request.form("etape").is_none() {
        reply.title(&say("act-retirer", &[]));
        reply.paragraphs(&say("withdraw-lead", &[]));
        let action = format!("{}/retirer", address(entry));
        reply.form(&action, &say("act-retirer", &[]), |form| sent(form, who));
        return Ok(());
    }
    keep_before(entry)?;
    let entry = directory::set_state(&entry.id, entry.revision, "withdrawn")?;
    said(&entry, who, ("withdrawn", say), reply);
    Ok(())
}

/// `/…/defaire`: as it stood before the last act. What a visitor wrote goes before the moderators again.
pub fn undo(
    entry: &Entry,
    who: &Who,
    request: &Request,
    (scene, reply): (&Scene, &mut Reply),
) -> Result<()> {
    let say = scene.say;
    let before: Option<(Value, String)> = storage::get_json(&key(&entry.id))?;
    let Some((content, state)) = before else {
        reply.title(&say("act-defaire", &[]));
        reply.notice(Tone::Info, &say("undo-nothing", &[]), "");
        reply.link(&say("all", &[]), "/");
        return Ok(());
    };
    if request.form("oui").is_none() {
        reply.title(&say("act-defaire", &[]));
        offer_undo(entry, who, say, reply);
        return Ok(());
    }
    keep_before(entry)?;
    let mut entry = directory::update(&entry.id, entry.revision, &content)?;
    let event: Event = entry.read()?;
    if entry.state != state && state != "draft" {
        entry = directory::set_state(&entry.id, entry.revision, &state)?;
    }
    if entry.state == "published" {
        published(&entry, &event, who, scene)?;
    }
    said(&entry, who, ("undone", say), reply);
    Ok(())
}

fn sent(form: &mut Form, who: &Who) {
    form.field(Field::hidden("etape", "oui"));
    who::prove_in(form, Some(who));
}

/// What was done, and the way back.
fn said(entry: &Entry, who: &Who, (done, say): (&str, Say), reply: &mut Reply) {
    reply.title(&say(&format!("done-{done}"), &[]));
    reply.paragraphs(&say(&format!("done-{done}-words"), &[]));
    if entry.state == "published" {
        reply.link(&say("see-it", &[]), &address(entry));
    }
    offer_undo(entry, who, say, reply);
    reply.link(&say("all", &[]), "/");
}
