//! One input of a record's form: the field itself, where its value comes from, and what stands against it.

use std::collections::BTreeMap;

use super::super::composer::Composer;
use super::super::dates;
use super::super::fields::FieldView;
use super::super::hours;
use super::super::words::Words;
use super::record_words::{self, choices, hint, label, read};
use super::{Desk, field};
use crate::editing::{Fault, Input, Merged, Origin, Section, Shape, show};
use crate::plugins::page::Field;
use serde_json::Value;

/// More choices than this are closed at first.
const CHOICES_OPEN_MAX: usize = 6;
/// Longer limits need not be said.
const CHARS_SAID_MAX: u64 = 500;

/// Where values come from, and what stands against them.
pub(super) struct Around<'a> {
    pub faults: &'a [Fault],
    pub merged: Option<&'a Merged>,
    pub origins: &'a BTreeMap<String, Origin>,
    /// What the sources say together.
    pub said: &'a Value,
}

/// Where a value comes from, in words.
#[derive(Default)]
pub(super) struct OriginView {
    pub sentences: Vec<String>,
    /// The path to take back, and what the button says.
    pub drop: Option<(String, String)>,
}

pub(super) struct EntryView<'a> {
    pub field: FieldView<'a>,
    /// A choice of several says that it was shown even where nothing is chosen.
    pub marked: bool,
    /// The chosen ones, for what is closed at first.
    pub closed: Option<String>,
    pub open: bool,
    /// How the text is understood.
    pub reading: Vec<String>,
    pub origin: OriginView,
    /// What somebody else wrote meanwhile.
    pub other: Option<String>,
}

pub(super) struct SectionView<'a> {
    pub id: String,
    pub title: String,
    pub origin: OriginView,
    pub entries: Vec<EntryView<'a>>,
}

/// The fields of a form, in order.
pub(super) fn fields(
    words: Words,
    inputs: &[Input],
    texts: &BTreeMap<String, String>,
    faults: &[Fault],
) -> Vec<Field> {
    let one = |input: &Input| {
        let text = texts.get(&input.path).cloned().unwrap_or_default();
        let label = label(words, input);
        let wrong = faults.iter().find(|fault| fault.path == input.path);
        Field {
            error: wrong.map(|fault| record_words::fault(words, &label, fault)),
            hint: hint(words, input),
            value: Some(text),
            choices: offered(words, input),
            maximum: chars_max(input),
            ..field(
                kind(&input.shape),
                &input.path,
                &labelled(words, input, label),
            )
        }
    };
    inputs.iter().map(one).collect()
}

fn labelled(words: Words, input: &Input, label: String) -> String {
    match input.required {
        true => format!("{label} {}", words.get("record-required")),
        false => label,
    }
}

fn kind(shape: &Shape) -> &'static str {
    match shape {
        Shape::Line | Shape::Link | Shape::Hours | Shape::Code => "text",
        Shape::Text | Shape::List | Shape::Pairs(_) => "lines",
        Shape::Email => "email",
        Shape::Telephone => "telephone",
        Shape::Number { .. } => "number",
        Shape::Date => "date",
        Shape::Tick => "yes-no",
        Shape::OneOf(_) => "one-of",
        Shape::SomeOf(_) => "some-of",
    }
}

/// A text that is longer already is not cut by its browser: the check says so.
fn chars_max(input: &Input) -> Option<u32> {
    let most = input.chars_max.filter(|most| *most <= CHARS_SAID_MAX)?;
    let wanted = !matches!(input.shape, Shape::Code | Shape::Hours | Shape::Link);
    wanted.then(|| u32::try_from(most).ok()).flatten()
}

fn offered(words: Words, input: &Input) -> Vec<(String, String)> {
    match &input.shape {
        Shape::SomeOf(list) => choices(words, list),
        Shape::OneOf(list) => {
            let none = (String::new(), words.get("record-choice-none").to_owned());
            let none = (!input.required).then_some(none);
            none.into_iter().chain(choices(words, list)).collect()
        }
        _ => Vec::new(),
    }
}

/// The same under their headings, with all that is known of each.
pub(super) fn sections<'a>(
    composer: &mut Composer,
    desk: &Desk,
    inputs: &[Input],
    fields: &'a [Field],
    around: &Around,
) -> Vec<SectionView<'a>> {
    let words = composer.words;
    let mut sections: Vec<SectionView> = Vec::new();
    let mut last: Option<Section> = None;
    composer.forms += 1;
    for (index, (input, field)) in inputs.iter().zip(fields).enumerate() {
        if last != Some(input.section) {
            let Section { name, item } = input.section;
            let number = item
                .map(|item| format!("-{}", item + 1))
                .unwrap_or_default();
            let list = format!("/{name}");
            sections.push(SectionView {
                id: composer.claim(&format!("partie-{name}{number}")),
                title: record_words::section(words, name, item),
                origin: match item {
                    Some(0) => section_origin(desk, around, &list),
                    _ => OriginView::default(),
                },
                entries: Vec::new(),
            });
            last = Some(input.section);
        }
        let entry = entry(composer, desk, (input, field, index), around);
        if let Some(section) = sections.last_mut() {
            section.entries.push(entry);
        }
    }
    sections
}

fn entry<'a>(
    composer: &mut Composer,
    desk: &Desk,
    (input, field, index): (&Input, &'a Field, usize),
    around: &Around,
) -> EntryView<'a> {
    let words = composer.words;
    let text = field.value.as_deref().unwrap_or_default();
    let other = around
        .merged
        .and_then(|merged| merged.others.get(&input.path));
    let other = other.map(|text| said(words, input, text));
    let many = matches!(&input.shape, Shape::SomeOf(list) if list.codes().len() > CHOICES_OPEN_MAX);
    let chosen = || match read(words, input, text) {
        chosen if chosen.is_empty() => words.get("record-none-chosen").to_owned(),
        chosen => chosen,
    };
    EntryView {
        field: FieldView::new(composer, field, (index, false)),
        marked: matches!(input.shape, Shape::SomeOf(_) | Shape::Tick),
        closed: many.then(|| {
            let label = label(words, input);
            words.with("record-chosen", &[("field", &label), ("chosen", &chosen())])
        }),
        open: field.error.is_some() || other.is_some(),
        reading: match input.shape {
            Shape::Hours if field.error.is_none() => hours::say(words, text),
            _ => Vec::new(),
        },
        origin: origin(desk, input, around),
        other,
    }
}

/// A value of a field in a sentence.
fn said(words: Words, input: &Input, text: &str) -> String {
    match read(words, input, text) {
        read if read.is_empty() => words.get("record-nothing").to_owned(),
        read => read,
    }
}

pub(super) fn origin(desk: &Desk, input: &Input, around: &Around) -> OriginView {
    let words = desk.words();
    let Some(known) = around.origins.get(&input.path) else {
        return OriginView::default();
    };
    let now = said(words, input, &show(around.said, input));
    view(desk, (known, &now), (&input.path, &label(words, input)))
}

/// A list of large parts is one value to its sources.
fn section_origin(desk: &Desk, around: &Around, path: &str) -> OriginView {
    let words = desk.words();
    let Some(known) = around.origins.get(path) else {
        return OriginView::default();
    };
    let count = around.said.pointer(path).and_then(Value::as_array);
    let now = words.count("record-parts", count.map_or(0, Vec::len) as u64);
    let label = record_words::path_label(words, path, None);
    view(desk, (known, &now), (path, &label))
}

fn view(desk: &Desk, (known, now): (&Origin, &str), (path, label): (&str, &str)) -> OriginView {
    let words = desk.words();
    let at = |ms| dates::stamp(words, &desk.site.time_zone, ms);
    let mut sentences = Vec::new();
    let mut drop = None;
    if let Some((name, when)) = &known.source {
        let named = [("source", name.as_str()), ("when", &at(*when))];
        sentences.push(words.with("record-from", &named));
    }
    if let Some((by, when)) = &known.corrected {
        let named = [("name", by.as_str()), ("when", &at(*when))];
        sentences.push(words.with("record-corrected", &named));
        sentences.push(words.with("record-says-now", &[("value", now)]));
        let button = words.with("record-drop", &[("field", label)]);
        drop = Some((path.to_owned(), button));
    }
    OriginView { sentences, drop }
}
