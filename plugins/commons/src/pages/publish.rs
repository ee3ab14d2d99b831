//! Somebody without an account publishes something, with a code of the host's.

use chrono::{Days, NaiveDate};
use maille_sdk::{Reply, Request, Result, Tone, context, directory, moderation};

use super::form::Draft;
use super::{address, pictures, say, setting};
use crate::record::Kind;

/// `/publier`: what there is to say.
pub fn choose(reply: &mut Reply) -> Result<()> {
    reply
        .title(&say("publish", &[]))
        .lead(&say("publish-lead", &[]));
    for kind in Kind::ALL {
        let label = say(&format!("publish-{}", kind.word()), &[]);
        reply.link(&label, &format!("/publier/{}", kind.word()));
    }
    reply.paragraphs(&say("publish-rules", &[]));
    duty(reply);
    Ok(())
}

/// Who looks at it, where somebody is named.
pub fn duty(reply: &mut Reply) {
    if let Some(name) = moderation::on_duty() {
        reply.paragraphs(&say("on-duty", &[("name", &crate::words::markdown(&name))]));
    }
}

/// `/publier/annonces`…
pub fn publish(kind: Kind, request: &Request, reply: &mut Reply) -> Result<()> {
    if !request.is_post() {
        ask(kind, &Draft::default(), reply);
        return Ok(());
    }
    let draft = Draft::read(kind, request)?;
    let Some(contributor) = request.contributor() else {
        reply.notice(
            Tone::Error,
            &say("code-needed", &[]),
            &say("code-needed-words", &[]),
        );
        ask(kind, &draft, reply);
        return Ok(());
    };
    if !draft.wrong.is_empty() {
        ask(kind, &draft, reply);
        return Ok(());
    }
    let mut item = draft.item;
    item.contributor.clone_from(&contributor);
    item.valid_until = last_day(kind);
    let entry = directory::create(kind.name(), &item)?;
    pictures::keep(&entry.id, request)?;
    let state = moderation::submit(&entry.id, Some(&contributor))?;
    let done = if state == "published" {
        "published"
    } else {
        "waiting"
    };
    reply.title(&say(done, &[])).personal();
    reply.paragraphs(&say(
        &format!("{done}-words"),
        &[("name", &crate::words::markdown(&item.name))],
    ));
    reply.section(&say("later", &[]), |reply| {
        reply.paragraphs(&say("later-words", &[]));
        super::own::links(&entry, reply);
    });
    if state == "published" {
        reply.link(&say("see-it", &[]), &address(&entry));
    }
    reply.link(&say("all", &[]), "/");
    Ok(())
}

/// The last day on which a new thing is shown; only offers have one.
pub fn last_day(kind: Kind) -> String {
    if kind != Kind::Offer {
        return String::new();
    }
    let today: Option<NaiveDate> = context::today().parse().ok();
    let days = Days::new(u64::from(setting().offer_days()));
    today
        .and_then(|day| day.checked_add_days(days))
        .map(|day| day.to_string())
        .unwrap_or_default()
}

fn ask(kind: Kind, draft: &Draft, reply: &mut Reply) {
    reply.title(&say(&format!("publish-{}", kind.word()), &[]));
    reply.trail(&say("publish", &[]), "/publier");
    reply.paragraphs(&say("form-public", &[]));
    let action = format!("/publier/{}", kind.word());
    reply.form(&action, &say("form-send", &[]), |form| {
        draft.fields(kind, form);
        form.contributed();
    });
}
