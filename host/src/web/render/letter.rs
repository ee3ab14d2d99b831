//! What the host writes in letters, in the language of who reads them. Plain text: nothing here is markup.

use jiff::tz::TimeZone;

use super::dates;
use super::words::Words;
use crate::contributors::{CODE_DAYS, Made};
use crate::web::locale::Locale;

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

/// The lines at the end of a plugin's letter: who sends it, and why.
pub fn letter_end(locale: Locale, from: &LetterFrom) -> String {
    let arguments = [
        ("name", from.name.as_str()),
        ("address", &from.address),
        ("contact", &from.contact),
    ];
    Words(locale).with("letter-end", &arguments)
}
