//! What a reader says of something: to the moderators that it is abuse, or to its author through the host.

use maille_sdk::directory::Entry;
use maille_sdk::{Code, Field, Reply, Request, Result, Tone, contributors, moderation};

use super::{address, publish, say, show};
use crate::record::Item;
use crate::words::{cut, line, text};

/// Why: the codes of the contract.
const REASONS: [&str; 6] = ["spam", "false", "offensive", "private", "illegal", "other"];
/// Letters of what is said.
const LETTERS: u32 = 2_000;

/// `/…/signaler`
pub fn report(entry: &Entry, request: &Request, reply: &mut Reply) -> Result<()> {
    let item: Item = entry.read()?;
    if !show::is_ours(entry) {
        reply
            .title(&say("report", &[("name", &item.name)]))
            .trail(&item.name, &address(entry));
        show::elsewhere(entry, reply);
        return Ok(());
    }
    let reason = request.form("motif").unwrap_or_default();
    let said = text(&request.form("texte").unwrap_or_default());
    reply
        .title(&say("report", &[("name", &item.name)]))
        .trail(&item.name, &address(entry));
    if request.is_post() && REASONS.contains(&reason.as_str()) {
        match moderation::report(&entry.id, &reason, &cut(&said, LETTERS as usize)) {
            Ok(()) => {
                reply.notice(
                    Tone::Success,
                    &say("reported", &[]),
                    &say("reported-words", &[]),
                );
                publish::duty(reply);
                reply.link(&say("all", &[]), "/");
                return Ok(());
            }
            Err(error) if error.code == Code::Exhausted => {
                reply.notice(
                    Tone::Warning,
                    &say("report-full", &[]),
                    &say("report-full-words", &[]),
                );
            }
            Err(error) => return Err(error),
        }
    }
    reply.paragraphs(&say("report-lead", &[]));
    let wrong = request.is_post().then(|| say("wrong-reason", &[]));
    let wrong = wrong.filter(|_| !REASONS.contains(&reason.as_str()));
    reply.form(
        &format!("{}/signaler", address(entry)),
        &say("report-send", &[]),
        |form| {
            let mut why = Field::one_of("motif", &say("report-reason", &[]));
            for code in REASONS {
                why = why.choice(code, &say(&format!("reason-{code}"), &[]));
            }
            form.field(
                why.value(
                    Some(&reason)
                        .filter(|reason| !reason.is_empty())
                        .map(String::as_str),
                )
                .error(wrong.as_deref()),
            );
            form.field(
                Field::lines("texte", &say("report-text", &[]))
                    .value(Some(&said))
                    .optional()
                    .maximum(LETTERS),
            );
        },
    );
    Ok(())
}

/// `/…/ecrire`: a letter that goes through the host, so that neither sees the other's address unless it is written in it.
pub fn write(entry: &Entry, request: &Request, reply: &mut Reply) -> Result<()> {
    let item: Item = entry.read()?;
    if item.contributor.is_empty() {
        reply.not_found().title(&say("missing", &[]));
        return Ok(());
    }
    let said = text(&request.form("texte").unwrap_or_default());
    let from = line(&request.form("reponse").unwrap_or_default());
    reply
        .title(&say("write", &[("name", &item.name)]))
        .trail(&item.name, &address(entry));
    let wanted =
        |text: &str, letters: u32| !text.is_empty() && text.chars().count() <= letters as usize;
    let (good_text, good_from) = (wanted(&said, LETTERS), wanted(&from, 200));
    if request.is_post() && request.contributor().is_some() && good_text && good_from {
        let subject = say("letter-subject", &[("name", &cut(&item.name, 100))]);
        let body = say(
            "letter",
            &[("name", &item.name), ("text", &said), ("from", &from)],
        );
        reply.personal();
        match contributors::write(&item.contributor, &subject, &body) {
            Ok(true) => reply.notice(
                Tone::Success,
                &say("written", &[]),
                &say("written-words", &[]),
            ),
            Ok(false) => reply.notice(
                Tone::Warning,
                &say("unwritten", &[]),
                &say("unwritten-words", &[]),
            ),
            Err(error) if error.code == Code::Exhausted => reply.notice(
                Tone::Warning,
                &say("written-much", &[]),
                &say("written-much-words", &[]),
            ),
            Err(error) => return Err(error),
        };
        reply.link(&say("all", &[]), "/");
        return Ok(());
    }
    reply.paragraphs(&say("write-lead", &[]));
    let error = |good: bool, key: &str| (request.is_post() && !good).then(|| say(key, &[]));
    reply.form(
        &format!("{}/ecrire", address(entry)),
        &say("write-send", &[]),
        |form| {
            let words = Field::lines("texte", &say("write-text", &[]))
                .value(Some(&said))
                .maximum(LETTERS);
            form.field(words.error(error(good_text, "wrong-letter").as_deref()));
            let reach =
                Field::text("reponse", &say("write-from", &[])).hint(&say("write-from-hint", &[]));
            form.field(
                reach
                    .value(Some(&from))
                    .maximum(200)
                    .error(error(good_from, "wrong-from").as_deref()),
            );
            form.contributed();
        },
    );
    Ok(())
}
