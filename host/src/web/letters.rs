//! What the host writes in letters, in the language of who reads them.

use super::locale::Locale;
use super::render::{Words, said_date};
use crate::app::App;
use crate::contributors::{CODE_DAYS, Made};
use crate::mail::NewLetter;

/// The letter that brings a code: its subject and its text.
pub fn code(app: &App, locale: Locale, made: &Made) -> (String, String) {
    let words = Words(locale);
    let name = named(app);
    let code = made.code.shown();
    let day = said_date(words, &app.directory.settings().zone, made.expires);
    let months = CODE_DAYS / 30;
    let months = months.to_string();
    let subject = words.with("letter-code-subject", &[("name", &name)]);
    let parts = [
        words.get("letter-hello").to_owned(),
        words.with("letter-code-text", &[("name", &name)]),
        format!("    {code}"),
        words.with("letter-code-use", &[("day", &day), ("months", &months)]),
        words.get("letter-code-secret").to_owned(),
        words.with("letter-code-not-you", &[("contact", &contact(app))]),
        format!("{name}\n{}", app.link("/")),
    ];
    (subject, parts.join("\n\n") + "\n")
}

/// The lines at the end of a plugin's letter: who sends it, and why. The host's own letters have said it.
pub fn end(app: &App, letter: &NewLetter) -> String {
    if letter.plugin.is_empty() {
        return String::new();
    }
    let words = Words(Locale::from_code(&letter.language).unwrap_or_default());
    let name = named(app);
    words.with(
        "letter-end",
        &[
            ("name", &name),
            ("address", &app.link("/")),
            ("contact", &contact(app)),
        ],
    )
}

/// The instance's name on one line: it stands in a subject.
fn named(app: &App) -> String {
    let words: Vec<&str> = app.config.instance.name.split_whitespace().collect();
    words.join(" ")
}

/// Whom to write to or to call; the site itself where nobody is named.
fn contact(app: &App) -> String {
    let instance = &app.config.instance;
    let named = instance.contact_email.clone();
    named
        .or_else(|| instance.contact_telephone.clone())
        .unwrap_or_else(|| app.link("/aide"))
}
