//! Letters of this instance: who writes, and what the host adds.

pub use super::render::Access;

use super::error::WebError;
use super::locale::Locale;
use super::render::{
    AccessLetter, DecisionLetter, FIRST_ACCESS, LetterFrom, Told, access_letter, code_letter,
    decision_letter, letter_end, trial_letter,
};
use crate::accounts::{Account, Secret};
use crate::app::App;
use crate::contributors::Made;
use crate::mail::{Address, NewLetter};
use crate::moderation::{Case, Moderation, Reason, State, Verdict};

/// The letter that brings a code: its subject and its text.
pub fn code(app: &App, locale: Locale, made: &Made) -> (String, String) {
    code_letter(locale, &from(app), &app.directory.settings().zone, made)
}

/// The letter that brings an account's one-time link. The link begins with what the configuration says, never with what a
/// request names as its host; an account whose name is no address gets a letter that no server takes, so ask first.
pub fn access(
    app: &App,
    locale: Locale,
    (account, secret): (&Account, &Secret),
    why: Access,
) -> NewLetter {
    let link = app.link(&format!("{FIRST_ACCESS}/{}", secret.as_str()));
    let letter = AccessLetter {
        why,
        person: &account.name,
        link: &link,
    };
    let (subject, text) = access_letter(locale, &from(app), &letter);
    let address = account.address();
    NewLetter {
        plugin: String::new(),
        address: address.map_or_else(String::new, |address| address.as_str().to_owned()),
        language: locale.code().to_owned(),
        subject,
        text,
    }
}

/// A letter that says that letters arrive.
pub fn trial(app: &App, locale: Locale, address: &Address) -> NewLetter {
    let (subject, text) = trial_letter(locale, &from(app));
    NewLetter {
        plugin: String::new(),
        address: address.as_str().to_owned(),
        language: locale.code().to_owned(),
        subject,
        text,
    }
}

/// The lines at the end of a plugin's letter. The host's own letters have said who writes.
pub fn end(app: &App, letter: &NewLetter) -> String {
    if letter.plugin.is_empty() {
        return String::new();
    }
    let locale = Locale::from_code(&letter.language).unwrap_or_default();
    letter_end(locale, &from(app))
}

/// What the author of a record hears of a decision about it, where the author left an address and there is something to hear:
/// what visitors reported and nobody minded changes nothing.
pub async fn decided(
    app: &App,
    reference: &str,
    verdict: &Verdict,
    said: &str,
) -> Result<Option<NewLetter>, WebError> {
    let moderation = Moderation::new(app.directory.clone());
    let case = moderation.get(reference).await?;
    let told = match State::after(case.origin, verdict) {
        State::Accepted => Told::Accepted,
        State::Refused => Told::Refused,
        State::Withdrawn => Told::Withdrawn,
        State::Kept | State::Waiting => return Ok(None),
    };
    let reason = match verdict {
        Verdict::Good => None,
        Verdict::Bad(reason) => Some(*reason),
    };
    letter(app, &case, (told, reason, said)).await
}

/// The same of a decision that is taken back.
pub async fn undone(app: &App, reference: &str) -> Result<Option<NewLetter>, WebError> {
    let moderation = Moderation::new(app.directory.clone());
    let case = moderation.get(reference).await?;
    match case.state {
        State::Waiting | State::Kept => Ok(None),
        _ => letter(app, &case, (Told::Undone, None, "")).await,
    }
}

async fn letter(
    app: &App,
    case: &Case,
    (told, reason, said): (Told, Option<Reason>, &str),
) -> Result<Option<NewLetter>, WebError> {
    if app.mailer.is_none() {
        return Ok(None);
    }
    let moderation = Moderation::new(app.directory.clone());
    let Some((plugin, author)) = moderation.author(case).await? else {
        return Ok(None);
    };
    // A printed code has no address; one that was erased knows nobody any more.
    let found = app.contributors.address(&plugin, &author).await?;
    let Some((address, language)) = found else {
        return Ok(None);
    };
    let record = app.directory.get(&case.record_id).await?;
    let locale = Locale::from_code(&language).unwrap_or_default();
    let decision = DecisionLetter {
        told,
        title: &case.title,
        reason,
        said,
        page: record.map(|record| app.link(&app.plugins.href(&record))),
    };
    let (subject, text) = decision_letter(locale, &from(app), &decision);
    Ok(Some(NewLetter {
        plugin: String::new(),
        address,
        language,
        subject,
        text,
    }))
}

fn from(app: &App) -> LetterFrom {
    let instance = &app.config.instance;
    let contact = instance.contact_email.clone();
    let contact = contact.or_else(|| instance.contact_telephone.clone());
    let name: Vec<&str> = instance.name.split_whitespace().collect();
    LetterFrom {
        name: name.join(" "),
        address: app.link("/"),
        contact: contact.unwrap_or_else(|| app.link("/aide")),
    }
}
