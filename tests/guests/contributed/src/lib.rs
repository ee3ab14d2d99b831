//! A form for visitors without an account. What it was called with it answers as plain text; what it lacks it asks for again.

use maille_sdk::{Field, Plugin, Reply, Request, Result, contributors, storage};

#[derive(Default)]
struct Contributed;

impl Plugin for Contributed {
    fn answer(&self, request: &Request, reply: &mut Reply) -> Result<()> {
        match (request.is_post(), request.path().as_str()) {
            (true, "/") => sent(request, reply)?,
            (true, "/lettre") => letter(request, reply)?,
            (false, "/appels") => say(reply, &calls()?.to_string()),
            (false, "/faux") => forged(reply),
            (false, "/") => form(reply, None, None),
            _ => {
                reply.not_found();
            }
        }
        Ok(())
    }
}

fn calls() -> Result<u64> {
    Ok(storage::get_json("calls")?.unwrap_or_default())
}

fn say(reply: &mut Reply, text: &str) {
    reply.document("text/plain", None, text.as_bytes());
}

fn form(reply: &mut Reply, title: Option<&str>, error: Option<&str>) {
    reply.title("Proposer une idée");
    reply.form("/", "Envoyer", |form| {
        form.contributed();
        form.field(Field::text("title", "Titre").value(title).error(error));
        form.field(Field::lines("text", "Texte").optional());
        form.field(Field::date("day", "Jour").optional());
        form.field(Field::file("photo", "Photo").optional());
    });
}

/// Fields of the host's own names, and a code that would stand in an address.
fn forged(reply: &mut Reply) {
    reply.title("Faux");
    reply.form("/", "Envoyer", |form| {
        form.field(Field::hidden("~contribution", "1"));
        form.field(Field::text("~code", "Code"));
    });
    reply.search_form("/", "Chercher", |form| {
        form.contributed();
        form.field(Field::text("q", "Mots"));
    });
}

fn sent(request: &Request, reply: &mut Reply) -> Result<()> {
    storage::set_json("calls", &(calls()? + 1))?;
    let Some(title) = request.form("title") else {
        form(reply, None, Some("Écrivez un titre"));
        return Ok(());
    };
    let seen = [
        request.contributor(),
        Some(title),
        request.form("text"),
        request.form("day"),
        request.file("photo").map(|_| "a file".to_owned()),
        request.form("~code"),
        request.query("~code"),
        request.form("~contribution"),
        request.file("~file"),
    ];
    let seen = seen.map(|value| value.unwrap_or_else(|| "none".to_owned()));
    say(reply, &seen.join("|"));
    Ok(())
}

fn letter(request: &Request, reply: &mut Reply) -> Result<()> {
    let value = |name| request.form_all(name).into_iter().next();
    let contributor = value("to").or_else(|| request.contributor());
    let subject = value("subject").unwrap_or_default();
    let text = value("text").unwrap_or_default();
    let times = request.form("times").and_then(|times| times.parse().ok());
    let mut last = String::new();
    for _ in 0..times.unwrap_or(1) {
        let written =
            contributors::write(&contributor.clone().unwrap_or_default(), &subject, &text);
        last = match written {
            Ok(written) => written.to_string(),
            Err(error) => error.to_string(),
        };
    }
    say(reply, &last);
    Ok(())
}

maille_sdk::plugin!(Contributed);
