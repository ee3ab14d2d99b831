//! How a text comes into a field: by the role that the kind's schema gives it.

use serde_json::{Value, json};

use super::super::remark::What;
use super::super::repair::{self, Establishment, Mended};
use super::super::targets::Role;
use super::Draft;
use crate::directory::fold;

/// A text for people; longer notes are cut.
const NOTE_CHARS_MAX: usize = 2_000;
/// A text no longer than this stands on one line: a name, a street.
const LINE_CHARS_MAX: usize = 300;

impl Draft {
    /// Puts what `text` stands for at `path`; `field` is what the file calls it. An empty text puts nothing.
    pub fn put(&mut self, path: &str, field: &str, text: &str) {
        if text.trim().is_empty() {
            return;
        }
        let role = self.targets.role(path);
        match role.unwrap_or(Role::Text(NOTE_CHARS_MAX)) {
            Role::Text(max) => {
                let mut mended = repair::plain(text, max);
                if max <= LINE_CHARS_MAX {
                    mended.value = mended.value.map(|value| value.replace('\n', ", "));
                }
                self.mended(path, field, text, mended);
            }
            Role::Texts(max) => {
                for item in repair::items(text) {
                    if let Some(value) = self.noted(field, &item, repair::plain(&item, max)) {
                        self.push(path, value);
                    }
                }
            }
            Role::Telephone => self.telephones(path, field, text),
            Role::Email => self.emails(path, field, text),
            Role::Website => self.websites(path, field, text),
            Role::Link => {
                let first = repair::links(text).into_iter().next();
                if let Some((part, mended)) = first {
                    self.mended(path, field, &part, mended);
                }
            }
            Role::PostalCode => self.mended(path, field, text, repair::postal_code(text)),
            Role::InseeCode => self.mended(path, field, text, repair::insee_code(text)),
            Role::Siret | Role::Number => self.establishment(path, field, text),
            Role::Date => {
                let mended = repair::date(text, self.today);
                if let Some(date) = self.noted(field, text, mended) {
                    self.set(path, date.to_string());
                }
            }
            Role::Hours => self.hours(path, field, text),
            Role::Wheelchair => self.wheelchair(path, field, text),
            Role::Flag => match repair::flag(text) {
                Some(flag) => self.set(path, flag),
                None => self.repaired(field, text, What::new("import-flag")),
            },
            Role::Decimal => {
                if let Some(number) = self.noted(field, text, repair::number(text)) {
                    let whole = number.fract() == 0.0 && number.abs() < 1e9;
                    let value = if whole {
                        json!(number as i64)
                    } else {
                        json!(number)
                    };
                    self.set(path, value);
                }
            }
            Role::Latitude => self.latitude = Some((field.to_owned(), text.trim().to_owned())),
            Role::Longitude => self.longitude = Some((field.to_owned(), text.trim().to_owned())),
            Role::Term(vocabulary) => {
                if let Some(code) = self.term(vocabulary, field, text) {
                    self.set(path, code);
                }
            }
            Role::Terms(vocabulary) => self.terms(path, vocabulary, field, text),
            Role::Choice(words) => {
                let word = Value::from(fold(text).replace(' ', "-"));
                match words.contains(&word) {
                    true => self.set(path, word),
                    false => self.repaired(field, text, What::new("import-term")),
                }
            }
            Role::Languages => self.languages(path, field, text),
            Role::Codes => {
                for code in repair::items(text) {
                    let code = code.to_lowercase();
                    let plain = |byte: u8| {
                        byte.is_ascii_lowercase()
                            || byte.is_ascii_digit()
                            || byte == b'_'
                            || byte == b'-'
                    };
                    match code.bytes().all(plain) && code.len() <= 100 {
                        true => self.push(path, code),
                        false => self.repaired(field, &code, What::new("import-term")),
                    }
                }
            }
        }
    }

    /// Puts a mended value, and writes down what was changed.
    fn mended(&mut self, path: &str, field: &str, text: &str, mended: Mended<String>) {
        if let Some(value) = self.noted(field, text, mended) {
            self.set(path, value);
        }
    }

    /// The value, with what was changed written down.
    fn noted<T>(&mut self, field: &str, text: &str, mended: Mended<T>) -> Option<T> {
        if let Some(what) = mended.what {
            self.repaired(field, text, what);
        }
        mended.value
    }

    /// A cell for an address may hold that of a page with a form.
    fn emails(&mut self, path: &str, field: &str, text: &str) {
        let page = repair::link(text).value.filter(|_| text.contains("://"));
        match page {
            Some(url) if self.targets.has("other_websites") => {
                self.repaired(field, text, What::new("import-email-is-link"));
                self.push("other_websites", json!({ "url": url }));
            }
            _ => self.several(path, "other_emails", field, repair::emails(text)),
        }
    }

    /// The first value has the field; further ones the list beside it, where the kind has one.
    fn several(
        &mut self,
        path: &str,
        others: &str,
        field: &str,
        found: Vec<(String, Mended<String>)>,
    ) {
        for (part, mended) in found {
            let Some(value) = self.noted(field, &part, mended) else {
                continue;
            };
            if self.at(path).is_none() {
                self.set(path, value);
            } else if self.text_at(path) != value && self.targets.has(others) {
                self.push(others, value);
            }
        }
    }

    fn websites(&mut self, path: &str, field: &str, text: &str) {
        for (part, mended) in repair::links(text) {
            let Some(url) = self.noted(field, &part, mended) else {
                continue;
            };
            if self.at(path).is_none() {
                self.set(path, url);
            } else if self.text_at(path) != url && self.targets.has("other_websites") {
                self.push("other_websites", json!({ "url": url }));
            }
        }
    }

    fn telephones(&mut self, path: &str, field: &str, text: &str) {
        for (part, mended) in repair::telephones(text) {
            let Some(telephone) = self.noted(field, &part, mended) else {
                continue;
            };
            if self.at(path).is_none() {
                self.set(path, telephone.number);
            } else if self.text_at(path) != telephone.number && self.targets.has("other_telephones")
            {
                let mut other = json!({ "number": telephone.number });
                if let Some(label) = telephone.label {
                    other["label"] = label.into();
                }
                self.push("other_telephones", other);
            }
        }
    }

    /// A cell for a SIRET may hold the number of a legal unit or of an association.
    fn establishment(&mut self, path: &str, field: &str, text: &str) {
        let Some(found) = self.noted(field, text, repair::establishment(text)) else {
            return;
        };
        let (own, number) = match found {
            Establishment::Siret(number) => (path, number),
            Establishment::Siren(number) => ("siren", number),
            Establishment::Rna(number) => ("rna", number),
            Establishment::Ridet(number) => ("ridet", number),
        };
        match self.targets.has(own) {
            true => self.set(own, number),
            false => self.repaired(field, text, What::new("import-siret")),
        }
    }

    fn hours(&mut self, path: &str, field: &str, text: &str) {
        let (mended, note) = repair::opening_hours(text);
        self.mended(path, field, text, mended);
        if let Some(note) = note {
            self.add_note(&format!("{path}_note"), &note);
        }
    }

    /// Adds a sentence to a note.
    pub fn add_note(&mut self, path: &str, note: &str) {
        let before = self.text_at(path);
        if note.trim().is_empty() || before.contains(note.trim()) {
            return;
        }
        let both = match before {
            "" => note.trim().to_owned(),
            before => format!("{before}\n{}", note.trim()),
        };
        let role = self.targets.role(path);
        let max = match role {
            Some(Role::Text(max)) => max,
            _ => NOTE_CHARS_MAX,
        };
        if let Some(value) = repair::plain(&both, max).value {
            self.set(path, value);
        }
    }

    fn wheelchair(&mut self, path: &str, field: &str, text: &str) {
        let word = match fold(text).as_str() {
            "yes" | "limited" | "no" => fold(text),
            _ => match repair::flag(text) {
                Some(true) => "yes".to_owned(),
                Some(false) => "no".to_owned(),
                None => return self.repaired(field, text, What::new("import-flag")),
            },
        };
        self.set(path, word);
    }
}
