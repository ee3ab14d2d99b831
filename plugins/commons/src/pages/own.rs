//! Who wrote something changes it or takes it away, with the code. Nothing of a record is shown before the code held: it may be a
//! draft.

use maille_sdk::directory::Entry;
use maille_sdk::{Field, Reply, Request, Result, Tone, directory, moderation};

use super::form::Draft;
use super::publish::last_day;
use super::{address, pictures, say};
use crate::record::{Item, Kind};
use crate::words::markdown;

/// The ways to change it; only for what somebody wrote here.
pub fn links(entry: &Entry, reply: &mut Reply) {
    let written = entry
        .read::<Item>()
        .is_ok_and(|item| !item.contributor.is_empty());
    if written {
        reply.link(&say("edit", &[]), &format!("{}/modifier", address(entry)));
        reply.link(&say("remove", &[]), &format!("{}/retirer", address(entry)));
    }
}

/// Who sent the form wrote the record.
fn is_author(item: &Item, request: &Request) -> bool {
    let contributor = request.contributor();
    contributor.is_some_and(|name| !name.is_empty() && name == item.contributor)
}

/// Asks for the code, or says that it is another's.
fn prove(entry: &Entry, act: &str, request: &Request, reply: &mut Reply) {
    reply.title(&say(act, &[])).personal();
    if request.is_post() {
        reply.notice(
            Tone::Error,
            &say("not-yours", &[]),
            &say("not-yours-words", &[]),
        );
    }
    let action = format!(
        "{}/{}",
        address(entry),
        if act == "edit" { "modifier" } else { "retirer" }
    );
    reply.form(&action, &say("go-on", &[]), |form| {
        form.contributed();
    });
}

/// `/…/modifier`
pub fn edit(entry: &Entry, request: &Request, reply: &mut Reply) -> Result<()> {
    let item: Item = entry.read()?;
    let Some(kind) = Kind::of(&entry.kind).filter(|_| is_author(&item, request)) else {
        prove(entry, "edit", request, reply);
        return Ok(());
    };
    reply.personal();
    if request.form("revision").is_none() {
        decided(entry, reply)?;
        ask(entry, kind, &Draft::of(item, pictures::of(entry)?), reply);
        return Ok(());
    }
    let draft = Draft::read(kind, request)?;
    if !draft.wrong.is_empty() {
        ask(entry, kind, &draft, reply);
        return Ok(());
    }
    // Somebody else with the same code, or a moderator, was faster.
    let stood = request
        .form("revision")
        .and_then(|text| text.parse::<u64>().ok());
    if stood != Some(entry.revision) {
        reply.notice(
            Tone::Warning,
            &say("changed-since", &[]),
            &say("changed-since-words", &[]),
        );
        ask(entry, kind, &draft, reply);
        return Ok(());
    }
    let changed = Item {
        name: draft.item.name,
        description: draft.item.description,
        themes: draft.item.themes,
        way: draft.item.way,
        status: draft.item.status,
        organisation: draft.item.organisation,
        sort: draft.item.sort,
        institution: draft.item.institution,
        address: draft.item.address,
        latitude: draft.item.latitude,
        longitude: draft.item.longitude,
        contact: draft.item.contact,
        website: draft.item.website,
        valid_until: last_day(kind),
        reminded: String::new(),
        ..item
    };
    directory::update(&entry.id, entry.revision, &changed)?;
    pictures::keep(&entry.id, request)?;
    let state = moderation::submit(&entry.id, Some(&changed.contributor))?;
    let done = if state == "published" {
        "published"
    } else {
        "waiting"
    };
    reply.title(&say(done, &[]));
    reply.paragraphs(&say(
        &format!("{done}-words"),
        &[("name", &markdown(&changed.name))],
    ));
    if state == "published" {
        reply.link(&say("see-it", &[]), &address(entry));
    }
    reply.link(&say("all", &[]), "/");
    Ok(())
}

/// What moderators decided, for who wrote it alone.
fn decided(entry: &Entry, reply: &mut Reply) -> Result<()> {
    let Some(outcome) = moderation::decision(&entry.id)? else {
        return Ok(());
    };
    let (tone, key) = match outcome.code.as_str() {
        "waiting" => (Tone::Info, "decision-waiting"),
        "accepted" => (Tone::Success, "decision-accepted"),
        "refused" => (Tone::Warning, "decision-refused"),
        "withdrawn" => (Tone::Warning, "decision-withdrawn"),
        // What was reported and stays is no matter of its author's.
        _ => return Ok(()),
    };
    let mut said = vec![say(&format!("{key}-words"), &[])];
    if !outcome.reason.is_empty() {
        let reason = say(&format!("reason-{}", outcome.reason), &[]);
        said.push(say("decision-reason", &[("reason", &reason)]));
    }
    if !outcome.words.is_empty() {
        said.push(markdown(&outcome.words));
    }
    reply.notice(tone, &say(key, &[]), &said.join("\n\n"));
    Ok(())
}

fn ask(entry: &Entry, kind: Kind, draft: &Draft, reply: &mut Reply) {
    reply.title(&say("edit", &[]));
    let action = format!("{}/modifier", address(entry));
    reply.form(&action, &say("form-send", &[]), |form| {
        draft.fields(kind, form);
        form.field(Field::hidden("revision", &entry.revision.to_string()));
        form.contributed();
    });
}

/// `/…/retirer`
pub fn remove(entry: &Entry, request: &Request, reply: &mut Reply) -> Result<()> {
    let item: Item = entry.read()?;
    if !is_author(&item, request) {
        prove(entry, "remove", request, reply);
        return Ok(());
    }
    reply.personal();
    if request.form("oui").is_none() {
        reply.title(&say("remove-sure", &[("name", &item.name)]));
        reply.paragraphs(&say("remove-words", &[]));
        let action = format!("{}/retirer", address(entry));
        reply.form(&action, &say("remove-yes", &[]), |form| {
            form.field(Field::hidden("oui", "oui"));
            form.contributed();
        });
        reply.link(&say("all", &[]), "/");
        return Ok(());
    }
    directory::delete(&entry.id, entry.revision)?;
    reply.title(&say("removed", &[]));
    reply.paragraphs(&say("removed-words", &[]));
    reply.link(&say("all", &[]), "/");
    Ok(())
}
