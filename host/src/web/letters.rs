//! Letters of this instance: who writes, and what the host adds.

use super::locale::Locale;
use super::render::{LetterFrom, code_letter, letter_end};
use crate::app::App;
use crate::contributors::Made;
use crate::mail::NewLetter;

/// The letter that brings a code: its subject and its text.
pub fn code(app: &App, locale: Locale, made: &Made) -> (String, String) {
    code_letter(locale, &from(app), &app.directory.settings().zone, made)
}

/// The lines at the end of a plugin's letter. The host's own letters have said who writes.
pub fn end(app: &App, letter: &NewLetter) -> String {
    if letter.plugin.is_empty() {
        return String::new();
    }
    let locale = Locale::from_code(&letter.language).unwrap_or_default();
    letter_end(locale, &from(app))
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
