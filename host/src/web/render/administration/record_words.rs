//! What the fields of a record are called in forms and in histories, and what a choice or a fault among them says. Fields
//! that hold terms of a vocabulary are called as it is.

use super::super::spoken::spoken;
use super::super::words::Words;
use crate::directory::vocabulary::Vocabulary;
use crate::directory::{MisfitReason, State};
use crate::editing::{Choices, Fault, Input, Shape, Why};
use crate::plugins::manifest::said;

/// Fields by their last names: label, and hint where one helps.
const FIELDS: [(&str, &str, &str); 53] = [
    ("organisation/name", "record-organisation", ""),
    (
        "organisation/key",
        "record-organisation-key",
        "record-key-hint",
    ),
    ("parent/name", "record-parent", ""),
    ("parent/key", "record-parent-key", "record-key-hint"),
    ("place/name", "record-place", ""),
    ("place/key", "record-place-key", "record-key-hint"),
    ("consent/listed", "record-consent", "record-consent-hint"),
    ("consent/on", "record-consent-on", ""),
    ("consent/until", "record-consent-until", ""),
    ("name", "record-name", "record-name-hint"),
    ("short_name", "record-short-name", ""),
    (
        "alternate_names",
        "record-alternate-names",
        "record-lines-hint",
    ),
    ("places", "record-places", "record-places-hint"),
    (
        "description",
        "record-description",
        "record-description-hint",
    ),
    ("details", "record-details", ""),
    ("telephone", "record-telephone", "record-telephone-hint"),
    (
        "other_telephones",
        "record-other-telephones",
        "record-other-telephones-hint",
    ),
    ("email", "record-email", "record-email-hint"),
    ("other_emails", "record-other-emails", "record-lines-hint"),
    ("website", "record-website", ""),
    (
        "other_websites",
        "record-other-websites",
        "record-other-websites-hint",
    ),
    ("appointment_url", "record-appointment", "record-link-hint"),
    (
        "contact_person",
        "record-contact-person",
        "record-private-hint",
    ),
    ("lines", "record-address-lines", "record-address-lines-hint"),
    ("street", "record-street", ""),
    ("complement", "record-complement", "record-complement-hint"),
    ("postal_code", "record-postal-code", ""),
    ("municipality", "record-municipality", ""),
    ("insee_code", "record-insee-code", "record-insee-code-hint"),
    ("latitude", "record-latitude", "record-latitude-hint"),
    ("longitude", "record-longitude", "record-longitude-hint"),
    ("opening_hours", "record-hours", "record-hours-hint"),
    (
        "opening_hours_note",
        "record-hours-note",
        "record-hours-note-hint",
    ),
    ("hours_per_week", "record-hours-per-week", ""),
    ("weeks", "record-weeks", ""),
    (
        "services_text",
        "record-services-text",
        "record-services-text-hint",
    ),
    (
        "local_service_types",
        "record-local-service-types",
        "record-local-service-types-hint",
    ),
    ("audiences_note", "record-audiences-note", ""),
    ("languages", "record-languages", "record-languages-hint"),
    ("fees_note", "record-fees-note", ""),
    (
        "eligibility_areas",
        "record-eligibility-areas",
        "record-eligibility-areas-hint",
    ),
    ("wheelchair", "record-wheelchair", "record-wheelchair-hint"),
    (
        "accessibility_url",
        "record-accessibility",
        "record-link-hint",
    ),
    ("access_conditions", "record-access-conditions", ""),
    ("access_note", "record-access-note", ""),
    ("access_url", "record-access-link", "record-link-hint"),
    ("other_labels", "record-other-labels", "record-lines-hint"),
    ("siret", "record-siret", "record-siret-hint"),
    ("siren", "record-siren", "record-siren-hint"),
    ("rna", "record-rna", "record-rna-hint"),
    ("ridet", "record-ridet", "record-ridet-hint"),
    ("parent_siret", "record-parent-siret", "record-siret-hint"),
    ("locations", "record-locations", ""),
];

/// Bare words that can be chosen.
const WORDS: [(&str, &str); 3] = [
    ("yes", "record-choice-yes"),
    ("limited", "record-choice-limited"),
    ("no", "record-choice-no"),
];

/// Headings of the form.
const SECTIONS: [(&str, &str); 11] = [
    ("identity", "record-section-identity"),
    ("contact", "record-section-contact"),
    ("address", "record-section-address"),
    ("hours", "record-section-hours"),
    ("locations", "record-section-location"),
    ("offer", "record-section-offer"),
    ("audience", "record-section-audience"),
    ("access", "record-section-access"),
    ("labels", "record-section-labels"),
    ("numbers", "record-section-numbers"),
    ("consent", "record-section-consent"),
];

fn known(path: &str) -> Option<&'static (&'static str, &'static str, &'static str)> {
    let names: Vec<&str> = path
        .split('/')
        .filter(|name| !name.is_empty() && name.parse::<usize>().is_err())
        .collect();
    let both = names.len().checked_sub(2).map(|at| names[at..].join("/"));
    let one = |name: &str| FIELDS.iter().find(|(known, ..)| *known == name);
    both.as_deref().and_then(one).or_else(|| one(names.last()?))
}

/// What the input asks for.
pub(super) fn label(words: Words, input: &Input) -> String {
    if let Some(label) = said(&input.labels, words.0.code()) {
        return label.to_owned();
    }
    path_label(words, &input.path, vocabulary(&input.shape))
}

/// What a field is called, where only its path is known.
pub(super) fn path_label(
    words: Words,
    path: &str,
    vocabulary: Option<&'static Vocabulary>,
) -> String {
    let titled = || vocabulary.map(|list| list.title(words.0.code()).to_owned());
    let bare = || {
        let name = path.rsplit('/').next().unwrap_or_default();
        name.replace('_', " ")
    };
    match known(path) {
        Some((_, key, _)) => words.get(key).to_owned(),
        None => titled().unwrap_or_else(bare),
    }
}

fn vocabulary(shape: &Shape) -> Option<&'static Vocabulary> {
    match shape {
        Shape::OneOf(Choices::Terms(list)) | Shape::SomeOf(Choices::Terms(list)) => Some(list),
        _ => None,
    }
}

/// A sentence that helps to fill it in.
pub(super) fn hint(words: Words, input: &Input) -> Option<String> {
    let (_, _, key) = known(&input.path)?;
    (!key.is_empty()).then(|| words.get(key).to_owned())
}

/// A heading; parts of a list are counted from 1.
pub(super) fn section(words: Words, name: &str, item: Option<usize>) -> String {
    let known = SECTIONS.iter().find(|(known, _)| *known == name);
    let key = known.map_or("record-section-others", |(_, key)| key);
    match item {
        Some(item) => {
            let number = (item + 1).to_string();
            words.with(key, &[("number", &number)])
        }
        None => words.get(key).to_owned(),
    }
}

/// Codes and labels of what can be chosen, grouped as the vocabulary is.
pub(super) fn choices(words: Words, choices: &Choices) -> Vec<(String, String)> {
    let label = |code: &str| (code.to_owned(), choice(words, choices, code));
    choices.codes().into_iter().map(label).collect()
}

fn choice(words: Words, choices: &Choices, code: &str) -> String {
    match choices {
        Choices::Terms(list) => {
            let term = list.term(code);
            term.map_or(code, |term| term.label(words.0.code()))
                .to_owned()
        }
        Choices::Words(all) => {
            let labels = all.iter().find(|(word, _)| word == code);
            let label = labels.and_then(|(_, labels)| said(labels, words.0.code()));
            let known = || WORDS.iter().find(|(known, _)| *known == code);
            let known = || known().map_or(code, |(_, key)| words.get(key));
            label.unwrap_or_else(known).to_owned()
        }
    }
}

/// The text of an input as people read it: labels instead of codes. Empty where it is.
pub(super) fn read(words: Words, input: &Input, text: &str) -> String {
    match &input.shape {
        Shape::OneOf(list) | Shape::SomeOf(list) if !text.is_empty() => {
            let labels: Vec<String> = text
                .split(',')
                .map(|code| choice(words, list, code))
                .collect();
            labels.join(", ")
        }
        Shape::Tick if !text.is_empty() => words.get("record-choice-yes").to_owned(),
        Shape::List if input.name() == "languages" => {
            let names: Vec<String> = text.lines().map(|code| spoken(words, code)).collect();
            names.join(", ")
        }
        _ => text.to_owned(),
    }
}

/// What is to be mended, beginning with the field's name.
pub(super) fn fault(words: Words, field: &str, fault: &Fault) -> String {
    let with = |key| words.with(key, &[("field", field)]);
    let (reason, value) = match &fault.why {
        Why::Number => return with("record-fault-number"),
        Why::Date => return with("record-fault-date"),
        Why::Link => return with("record-fault-link"),
        Why::Hours => return with("record-fault-hours"),
        Why::Misfit(reason, value) => (reason, value),
    };
    let said = match reason {
        MisfitReason::Missing => with("record-fault-missing"),
        MisfitReason::Format(format) if format == "email" => with("record-fault-email"),
        MisfitReason::Format(format) if format == "uri" => with("record-fault-link"),
        MisfitReason::Format(_) | MisfitReason::Pattern => with("record-fault-pattern"),
        MisfitReason::Choice => with("record-fault-choice"),
        MisfitReason::Long(most) => limit(words, "record-fault-long", field, &most.to_string()),
        MisfitReason::Many(most) => limit(words, "record-fault-many", field, &most.to_string()),
        MisfitReason::Below(least) => limit(words, "record-fault-below", field, least),
        MisfitReason::Above(most) => limit(words, "record-fault-above", field, most),
        MisfitReason::Other(sentence) => words.with(
            "record-fault-other",
            &[("field", field), ("cause", sentence)],
        ),
    };
    match value {
        Some(value) => words.with("record-fault-value", &[("fault", &said), ("value", value)]),
        None => said,
    }
}

fn limit(words: Words, key: &'static str, field: &str, limit: &str) -> String {
    words.with(key, &[("field", field), ("limit", limit)])
}

/// `publiée`, `retirée`, `brouillon`.
pub(super) fn state(words: Words, state: State) -> &'static str {
    match state {
        State::Published => words.get("compare-published"),
        State::Withdrawn => words.get("compare-withdrawn"),
        State::Draft => words.get("compare-draft"),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::directory::{DIRECTORY_KINDS, KindRegistry};
    use crate::editing::inputs;
    use crate::web::locale::Locale;

    #[test]
    fn every_field_of_the_directorys_kinds_has_a_name_and_a_heading() {
        for name in DIRECTORY_KINDS {
            let kind = KindRegistry::core().require(name).expect("a core kind");
            for input in inputs(&kind, &json!({})) {
                let named = known(&input.path).is_some() || vocabulary(&input.shape).is_some();
                assert!(named, "{name} {}: give it a line in FIELDS", input.path);
                let heading = SECTIONS
                    .iter()
                    .any(|(known, _)| *known == input.section.name);
                assert!(heading, "{name} {}", input.section.name);
            }
        }
    }

    #[test]
    fn what_was_chosen_is_read_by_its_labels() {
        let words = Words(Locale::French);
        let kind = KindRegistry::core().require("place").expect("a core kind");
        let all = inputs(&kind, &json!({}));
        let of = |path: &str| {
            let input = all.iter().find(|input| input.path == path);
            input.expect("an input")
        };
        assert_eq!(read(words, of("/wheelchair"), "limited"), "En partie");
        assert_eq!(read(words, of("/languages"), "fr\nen"), "français, anglais");
        assert_eq!(read(words, of("/equipment"), ""), "");
        assert_eq!(read(words, of("/telephone"), "3939"), "3939");
    }
}
