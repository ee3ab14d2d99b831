//! One field of a form: how it is filled in, what helps, and what is wrong.

use super::composer::Composer;
use super::forms::FieldError;
use super::parts::named;
use super::words::Words;
use crate::plugins::page::Field;

/// Purposes of WCAG 2.1, 1.3.5, that a field may ask the browser to fill. Nothing about payment or passwords.
const PURPOSES: [&str; 27] = [
    "name",
    "honorific-prefix",
    "given-name",
    "additional-name",
    "family-name",
    "honorific-suffix",
    "nickname",
    "organization-title",
    "organization",
    "street-address",
    "address-line1",
    "address-line2",
    "address-line3",
    "address-level1",
    "address-level2",
    "country",
    "country-name",
    "postal-code",
    "language",
    "bday",
    "sex",
    "url",
    "tel",
    "tel-national",
    "email",
    "photo",
    "username",
];

/// Telephones that write another format send one of these where only these are asked for.
const PICTURES: &str = "image/jpeg,image/png,image/webp,image/gif";
/// More choices than this are a list to open instead of buttons.
const BUTTONS_MAX: usize = 20;
/// The same in a form that searches: what was found stands below it, and is what people came for.
const BUTTONS_OF_SEARCH_MAX: usize = 4;

/// How a field is filled in.
pub(super) enum Control<'a> {
    Line {
        kind: &'static str,
        mode: Option<&'static str>,
    },
    Lines,
    /// Day, month and year.
    Date([&'a str; 3]),
    Tick {
        ticked: bool,
    },
    Choices {
        kind: &'static str,
        choices: Vec<ChoiceView<'a>>,
    },
    Open {
        choices: Vec<ChoiceView<'a>>,
    },
    File {
        /// The types that a browser offers to pick.
        accept: Option<&'static str>,
    },
    Hidden,
}

pub(super) struct ChoiceView<'a> {
    pub value: &'a str,
    pub label: &'a str,
    pub chosen: bool,
}

pub(super) struct FieldView<'a> {
    pub id: String,
    pub name: &'a str,
    pub label: String,
    pub value: &'a str,
    pub hint: Option<String>,
    pub error: Option<&'a str>,
    pub optional: bool,
    pub maximum: Option<u32>,
    pub autocomplete: Option<&'static str>,
    pub control: Control<'a>,
}

impl<'a> FieldView<'a> {
    pub fn new(composer: &mut Composer, field: &'a Field, (index, search): (usize, bool)) -> Self {
        let id = composer.claim(&format!("field-{}-{}", composer.forms, index + 1));
        let value = field.value.as_deref().unwrap_or_default();
        let buttons = match search {
            true => BUTTONS_OF_SEARCH_MAX,
            false => BUTTONS_MAX,
        };
        let control = Control::new(field, value, buttons);
        let error = field
            .error
            .as_deref()
            .map(str::trim)
            .filter(|error| !error.is_empty());
        if let Some(message) = error {
            let id = if control.is_whole() {
                id.clone()
            } else {
                format!("{id}-1")
            };
            composer.errors.push(FieldError {
                id,
                message: message.to_owned(),
            });
        }
        if field.name.is_empty() {
            composer.warn(format!(
                "the field {:?} has no name: its value will not come back",
                field.label
            ));
        }
        let purpose = field.purpose.as_deref();
        let autocomplete = PURPOSES.into_iter().find(|known| Some(*known) == purpose);
        if purpose.is_some() && autocomplete.is_none() {
            composer.warn(format!(
                "{purpose:?} is no purpose of WCAG 1.3.5 that a page may ask for"
            ));
        }
        Self {
            id,
            name: &field.name,
            label: named(&field.label, || {
                named(&field.name, || composer.words.get("untitled").to_owned())
            }),
            value,
            hint: hint(composer.words, field),
            error,
            optional: field.optional,
            maximum: field.maximum.filter(|maximum| *maximum > 0),
            autocomplete,
            control,
        }
    }

    /// `aria-describedby` for what helps and what is wrong.
    pub fn described_by(&self) -> Option<String> {
        let hint = self.hint.as_ref().map(|_| format!("{}-hint", self.id));
        let error = self.error.map(|_| format!("{}-error", self.id));
        let both: Vec<_> = hint.into_iter().chain(error).collect();
        (!both.is_empty()).then(|| both.join(" "))
    }

    /// The browser fills the parts of a birthday one by one.
    pub fn is_birthday(&self) -> bool {
        self.autocomplete == Some("bday")
    }

    pub fn is_hidden(&self) -> bool {
        matches!(self.control, Control::Hidden)
    }
}

impl<'a> Control<'a> {
    fn new(field: &'a Field, value: &'a str, buttons: usize) -> Self {
        let line = |kind, mode| Self::Line { kind, mode };
        match field.kind.as_str() {
            "lines" => Self::Lines,
            "email" => line("email", None),
            "telephone" => line("tel", None),
            "time" => line("time", None),
            "number" => line("text", Some("decimal")),
            "date" => Self::Date(date_parts(value)),
            "yes-no" => Self::Tick {
                ticked: value == "yes",
            },
            "one-of" if field.choices.len() > buttons => Self::Open {
                choices: choices(field, |choice| choice == value),
            },
            "one-of" => Self::Choices {
                kind: "radio",
                choices: choices(field, |choice| choice == value),
            },
            "some-of" => {
                let chosen = |choice: &str| {
                    choice == value || value.split(',').any(|one| one.trim() == choice)
                };
                Self::Choices {
                    kind: "checkbox",
                    choices: choices(field, chosen),
                }
            }
            "file" => Self::File { accept: None },
            // The host's own, within `image`.
            "~picture" => Self::File {
                accept: Some(PICTURES),
            },
            "hidden" => Self::Hidden,
            _ => line("text", None),
        }
    }

    /// One control with one label; else a group of several.
    fn is_whole(&self) -> bool {
        !matches!(self, Self::Date(_) | Self::Choices { .. })
    }
}

fn choices<'a>(field: &'a Field, chosen: impl Fn(&str) -> bool) -> Vec<ChoiceView<'a>> {
    let view = |(value, label): &'a (String, String)| ChoiceView {
        value,
        label: if label.trim().is_empty() {
            value
        } else {
            label
        },
        chosen: chosen(value),
    };
    field.choices.iter().map(view).collect()
}

/// Day, month and year of `2024-11-05`; what a person wrote otherwise comes back in the first field.
fn date_parts(value: &str) -> [&str; 3] {
    match value.splitn(3, '-').collect::<Vec<_>>()[..] {
        [year, month, day] => [day, month, year],
        _ => [value, "", ""],
    }
}

fn hint(words: Words, field: &Field) -> Option<String> {
    let own = field
        .hint
        .as_deref()
        .map(str::trim)
        .filter(|hint| !hint.is_empty())
        .map(str::to_owned);
    let limit = match (field.kind.as_str(), field.maximum) {
        ("lines", Some(maximum)) if maximum > 0 => {
            Some(words.count("characters-at-most", u64::from(maximum)))
        }
        _ => None,
    };
    let usual = match field.kind.as_str() {
        "municipality" => Some(words.get("municipality-hint").to_owned()),
        "date" => Some(words.get("date-hint").to_owned()),
        _ => None,
    };
    let hints: Vec<_> = own.or(usual).into_iter().chain(limit).collect();
    (!hints.is_empty()).then(|| hints.join(" "))
}
