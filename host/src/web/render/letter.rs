//! What the host writes in letters, in the language of who reads them. Plain text: nothing here is markup.

use jiff::tz::TimeZone;

use super::administration::reason_words;
use super::dates;
use super::words::Words;
use crate::contributors::{CODE_DAYS, Made};
use crate::mail::{SUBJECT_CHARS_MAX, TEXT_CHARS_MAX};
use crate::moderation::Reason;
use crate::web::locale::Locale;

/// Characters of a record's title in a letter.
const TITLE_CHARS: usize = 80;

/// Who writes.
#[derive(Debug, Clone)]
pub struct LetterFrom {
    /// The instance's name, on one line: it stands in a subject.
    pub name: String,
    /// Where it is.
    pub address: String,
    /// Whom to write to or to call.
    pub contact: String,
}

/// The letter that brings a code: its subject and its text.
pub fn code_letter(
    locale: Locale,
    from: &LetterFrom,
    zone: &TimeZone,
    made: &Made,
) -> (String, String) {
    let words = Words(locale);
    let name = from.name.as_str();
    let day = dates::said_date(words, zone, made.expires);
    let months = (CODE_DAYS / 30).to_string();
    let subject = words.with("letter-code-subject", &[("name", name)]);
    let parts = [
        words.get("letter-hello").to_owned(),
        words.with("letter-code-text", &[("name", name)]),
        format!("    {}", made.code.shown()),
        words.with("letter-code-use", &[("day", &day), ("months", &months)]),
        words.get("letter-code-secret").to_owned(),
        words.with("letter-code-not-you", &[("contact", &from.contact)]),
        format!("{name}\n{}\n", from.address),
    ];
    (subject, parts.join("\n\n"))
}

/// Why somebody gets a one-time link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// An administrator made an account, or a new link.
    Invited,
    /// The password was forgotten.
    Forgotten,
}

/// A one-time link, for an account's owner.
#[derive(Debug)]
pub struct AccessLetter<'a> {
    pub why: Access,
    /// The owner's name.
    pub person: &'a str,
    /// Whole.
    pub link: &'a str,
}

/// The letter that brings a one-time link: its subject and its text.
pub fn access_letter(locale: Locale, from: &LetterFrom, letter: &AccessLetter) -> (String, String) {
    let words = Words(locale);
    let name = from.name.as_str();
    let (subject, text, until) = match letter.why {
        Access::Invited => (
            "letter-invited-subject",
            "letter-invited",
            "letter-invited-until",
        ),
        Access::Forgotten => (
            "letter-forgotten-subject",
            "letter-forgotten",
            "letter-forgotten-until",
        ),
    };
    let subject: String = words.with(subject, &[("name", name)]);
    let person = super::text::clean(letter.person);
    let parts = [
        words.with("letter-hello-named", &[("person", &person)]),
        words.with(text, &[("name", name)]),
        format!("    {}", letter.link),
        words.get(until).to_owned(),
        words.with("letter-access-not-you", &[("contact", &from.contact)]),
        format!("{name}\n{}\n", from.address),
    ];
    let subject = subject.chars().take(SUBJECT_CHARS_MAX).collect();
    (subject, parts.join("\n\n"))
}

/// The letter that says that letters arrive: its subject and its text.
pub fn trial_letter(locale: Locale, from: &LetterFrom) -> (String, String) {
    let words = Words(locale);
    let name = from.name.as_str();
    let subject: String = words.with("letter-trial-subject", &[("name", name)]);
    let parts = [
        words.get("letter-hello").to_owned(),
        words.with("letter-trial", &[("name", name)]),
        format!("{name}\n{}\n", from.address),
    ];
    let subject = subject.chars().take(SUBJECT_CHARS_MAX).collect();
    (subject, parts.join("\n\n"))
}

/// What became of something that somebody wrote.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Told {
    /// It is published.
    Accepted,
    /// It is not.
    Refused,
    /// It was, and is no longer.
    Withdrawn,
    /// Nothing is decided any more.
    Undone,
}

/// A decision, for the author of the record.
#[derive(Debug, Clone)]
pub struct DecisionLetter<'a> {
    pub told: Told,
    /// The record's.
    pub title: &'a str,
    pub reason: Option<Reason>,
    /// What the moderator says to the author; may be empty.
    pub said: &'a str,
    /// Where the record is, or will be.
    pub page: Option<String>,
}

/// The letter that tells a decision: its subject and its text.
pub fn decision_letter(
    locale: Locale,
    from: &LetterFrom,
    decision: &DecisionLetter,
) -> (String, String) {
    let words = Words(locale);
    let name = from.name.as_str();
    // A subject is one line, and short.
    let title = super::text::clean(decision.title);
    let title: Vec<&str> = title.split_whitespace().collect();
    let title: String = title.join(" ").chars().take(TITLE_CHARS).collect();
    let arguments = [("name", name), ("title", title.as_str())];
    let (subject, text) = match decision.told {
        Told::Accepted => ("letter-accepted-subject", "letter-accepted"),
        Told::Refused => ("letter-refused-subject", "letter-refused"),
        Told::Withdrawn => ("letter-withdrawn-subject", "letter-withdrawn"),
        Told::Undone => ("letter-undone-subject", "letter-undone"),
    };
    let subject: String = words.with(subject, &arguments);
    let mut parts = vec![
        words.get("letter-hello").to_owned(),
        words.with(text, &arguments),
    ];
    if let Some(reason) = decision.reason {
        let reason = reason_words(words, reason);
        parts.push(words.with("letter-reason", &[("reason", reason)]));
    }
    let said = super::text::clean(decision.said.trim());
    if !said.is_empty() {
        parts.push(words.with("letter-said", &[("text", &said)]));
    }
    if let Some(page) = &decision.page {
        let key = match decision.told {
            Told::Accepted => "letter-page",
            _ => "letter-page-edit",
        };
        parts.push(words.with(key, &[("address", page)]));
    }
    parts.push(words.with("letter-question", &[("contact", &from.contact)]));
    parts.push(format!("{name}\n{}\n", from.address));
    let subject = subject.chars().take(SUBJECT_CHARS_MAX).collect();
    let text: String = parts.join("\n\n");
    (subject, text.chars().take(TEXT_CHARS_MAX).collect())
}

/// The lines at the end of a plugin's letter: who sends it, and why.
pub fn letter_end(locale: Locale, from: &LetterFrom) -> String {
    let arguments = [
        ("name", from.name.as_str()),
        ("address", &from.address),
        ("contact", &from.contact),
    ];
    Words(locale).with("letter-end", &arguments)
}
