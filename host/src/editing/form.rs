//! The inputs of a form, out of a kind's schema: what shape each has, and under which heading it stands.

use std::collections::BTreeMap;

use serde_json::Value;

use super::headings::{OTHERS, heading, standing};
use crate::directory::Kind;
use crate::directory::vocabulary::{self, Vocabulary};

/// Parts of a list with a form of their own, such as a service's places; the others stay as they are.
pub const ITEMS_SHOWN_MAX: usize = 10;
/// Longer texts have several lines.
const LINE_CHARS_MAX: u64 = 600;
/// Schemas in use stay below four.
const DEPTH_MAX: usize = 6;
/// What a source says of itself is the source's.
const NOT_TYPED: &str = "source";
/// What a plugin's kind calls one of its fields, by language.
const LABELS: &str = "x-labels";
/// What it calls each word of an `enum`, by language.
const TERMS: &str = "x-terms";
/// A field of which the plugin says `false` is its own business.
const TYPED: &str = "x-typed";

/// A heading of the form; `item` counts the parts of a list from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Section {
    /// `contact`, `address`…
    pub name: &'static str,
    pub item: Option<usize>,
}

/// One thing to fill in.
#[derive(Clone, Debug, PartialEq)]
pub struct Input {
    /// A JSON Pointer: `/address/street`. It is also the name under which a browser sends it.
    pub path: String,
    /// Where it stands in the form.
    pub section: Section,
    pub shape: Shape,
    pub required: bool,
    /// In characters, for a text.
    pub chars_max: Option<u64>,
    /// By language, where its kind says so itself: a plugin's.
    pub labels: Labels,
}

/// Words by language code.
pub type Labels = BTreeMap<String, String>;

/// How it is filled in; see [`super::show`] for the text of each.
#[derive(Clone, Debug, PartialEq)]
pub enum Shape {
    /// One line.
    Line,
    /// Several lines.
    Text,
    Email,
    Telephone,
    /// An address of the web.
    Link,
    /// OpenStreetMap's opening hours, or words that are surely some.
    Hours,
    /// One line without spaces: digits of a number, a code.
    Code,
    Number {
        whole: bool,
    },
    Date,
    /// Yes, or not.
    Tick,
    OneOf(Choices),
    SomeOf(Choices),
    /// Texts, one a line.
    List,
    /// Objects of two texts, `first | second`, one a line: the names of both.
    Pairs([String; 2]),
}

/// What can be chosen.
#[derive(Clone, Debug)]
pub enum Choices {
    /// Terms with labels.
    Terms(&'static Vocabulary),
    /// Bare words, with labels where the kind says some.
    Words(Vec<(String, Labels)>),
}

impl Choices {
    /// The codes, in order.
    pub fn codes(&self) -> Vec<&str> {
        match self {
            Self::Terms(vocabulary) => {
                let terms = vocabulary.terms().iter();
                terms.map(|term| term.code.as_str()).collect()
            }
            Self::Words(words) => words.iter().map(|(word, _)| word.as_str()).collect(),
        }
    }
}

impl PartialEq for Choices {
    fn eq(&self, other: &Self) -> bool {
        self.codes() == other.codes()
    }
}

impl Input {
    /// The last name of its path: `street`.
    pub fn name(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or_default()
    }

    /// The name of the object around it, if one is: `address`.
    pub fn around(&self) -> Option<&str> {
        let mut names = self.path.rsplit('/').skip(1);
        names.find(|name| !name.is_empty() && name.parse::<usize>().is_err())
    }
}

/// Everything that a form for this content holds, in the order of its headings; lists of large parts have one part more
/// than the content, for a new one.
pub fn inputs(kind: &Kind, content: &Value) -> Vec<Input> {
    let mut walk = Walk {
        root: kind.schema(),
        content,
        section: Section {
            name: OTHERS,
            item: None,
        },
        found: Vec::new(),
    };
    let fields = kind.schema().get("properties").and_then(Value::as_object);
    let Some(fields) = fields else {
        return Vec::new();
    };
    let mut names: Vec<(usize, usize, &String)> = fields
        .keys()
        .filter(|name| *name != NOT_TYPED && is_typed(&fields[*name]))
        .map(|name| {
            let (section, place) = standing(name);
            (section, place, name)
        })
        .collect();
    names.sort();
    for (section, _, name) in names {
        walk.section = Section {
            name: heading(section),
            item: None,
        };
        let required = requires(kind.schema(), name);
        walk.value(&fields[name], format!("/{name}"), required, 0);
    }
    walk.found
}

fn is_typed(field: &Value) -> bool {
    field.get(TYPED).and_then(Value::as_bool) != Some(false)
}

fn requires(schema: &Value, name: &str) -> bool {
    let names = schema.get("required").and_then(Value::as_array);
    names.is_some_and(|names| names.iter().any(|known| known == name))
}

struct Walk<'a> {
    root: &'a Value,
    content: &'a Value,
    section: Section,
    found: Vec<Input>,
}

impl<'a> Walk<'a> {
    fn resolved(&self, schema: &'a Value) -> &'a Value {
        let reference = schema.get("$ref").and_then(Value::as_str);
        let named = reference.and_then(|name| self.root.pointer(name.strip_prefix('#')?));
        named.unwrap_or(schema)
    }

    fn value(&mut self, said: &'a Value, path: String, required: bool, depth: usize) {
        let schema = self.resolved(said);
        if depth > DEPTH_MAX {
            return;
        }
        let (known, own) = (self.found.len(), path.clone());
        match schema.get("type").and_then(Value::as_str) {
            Some("object") => self.object(schema, &path, depth),
            Some("array") => self.list(schema, path, required, depth),
            _ => {
                if let Some(shape) = shape(schema, &path) {
                    self.add(path, shape, required, schema);
                }
            }
        }
        // What stands beside a reference speaks of this field alone.
        let labels = [said, schema].into_iter().find_map(labels);
        if let (Some(labels), Some(input)) = (labels, self.found.get_mut(known))
            && input.path == own
        {
            input.labels = labels;
        }
    }

    fn object(&mut self, schema: &'a Value, path: &str, depth: usize) {
        for (name, field) in by_name(schema) {
            // One may leave out the whole, so nothing in it must be there.
            self.value(field, format!("{path}/{name}"), false, depth + 1);
        }
    }

    fn list(&mut self, schema: &'a Value, path: String, required: bool, depth: usize) {
        let Some(items) = schema.get("items").map(|items| self.resolved(items)) else {
            return;
        };
        if let Some(choices) = choices(items) {
            return self.add(path, Shape::SomeOf(choices), required, items);
        }
        match items.get("type").and_then(Value::as_str) {
            Some("string") => self.add(path, Shape::List, required, &Value::Null),
            Some("object") => match pair(items) {
                Some(names) => self.add(path, Shape::Pairs(names), required, &Value::Null),
                None => self.parts(items, &path, depth),
            },
            _ => {}
        }
    }

    fn parts(&mut self, items: &'a Value, path: &str, depth: usize) {
        let held = self.content.pointer(path).and_then(Value::as_array);
        let held = held.map_or(0, Vec::len);
        let shown = if held < ITEMS_SHOWN_MAX {
            held + 1
        } else {
            ITEMS_SHOWN_MAX
        };
        for index in 0..shown {
            self.section.item = Some(index);
            self.object(items, &format!("{path}/{index}"), depth + 1);
        }
        self.section.item = None;
    }

    fn add(&mut self, path: String, shape: Shape, required: bool, schema: &Value) {
        self.found.push(Input {
            path,
            section: self.section,
            shape,
            required,
            chars_max: schema.get("maxLength").and_then(Value::as_u64),
            labels: Labels::new(),
        });
    }
}

/// A name before what says more of it, then as the schema's other names come.
fn by_name(schema: &Value) -> Vec<(&String, &Value)> {
    const FIRST: [&str; 12] = [
        "name",
        "number",
        "url",
        "place",
        "address",
        "lines",
        "street",
        "complement",
        "postal_code",
        "municipality",
        "insee_code",
        "listed",
    ];
    let fields = schema.get("properties").and_then(Value::as_object);
    let mut fields: Vec<(&String, &Value)> = fields.into_iter().flatten().collect();
    let place = |name: &String| FIRST.iter().position(|known| known == name);
    fields.sort_by_key(|(name, _)| (place(name).unwrap_or(FIRST.len()), (*name).clone()));
    fields
}

/// The names of an object's two texts, where it has no more.
fn pair(schema: &Value) -> Option<[String; 2]> {
    let fields = by_name(schema);
    let plain = |(_, field): &(&String, &Value)| {
        field.get("type").and_then(Value::as_str) == Some("string") && choices(field).is_none()
    };
    match fields.as_slice() {
        [first, second] if plain(first) && plain(second) => {
            Some([first.0.clone(), second.0.clone()])
        }
        _ => None,
    }
}

fn choices(schema: &Value) -> Option<Choices> {
    let named = schema.get("x-vocabulary").and_then(Value::as_str);
    if let Some(vocabulary) = named.and_then(vocabulary::get) {
        return Some(Choices::Terms(vocabulary));
    }
    let words = schema.get("enum").and_then(Value::as_array)?;
    let said = |word: &str| {
        let labels = schema.get(TERMS)?.get(word)?;
        labels_of(labels)
    };
    let words = words.iter().filter_map(Value::as_str);
    let words = words.map(|word| (word.to_owned(), said(word).unwrap_or_default()));
    Some(Choices::Words(words.collect()))
}

fn labels(schema: &Value) -> Option<Labels> {
    labels_of(schema.get(LABELS)?)
}

fn labels_of(said: &Value) -> Option<Labels> {
    let said = said.as_object()?.iter();
    let said =
        said.filter_map(|(language, text)| Some((language.clone(), text.as_str()?.to_owned())));
    Some(said.collect())
}

fn shape(schema: &Value, path: &str) -> Option<Shape> {
    if let Some(choices) = choices(schema) {
        return Some(Shape::OneOf(choices));
    }
    let name = path.rsplit('/').next().unwrap_or_default();
    let word = |key: &str| schema.get(key).and_then(Value::as_str);
    let chars_max = schema.get("maxLength").and_then(Value::as_u64);
    let shape = match (word("type")?, word("format")) {
        ("boolean", _) => Shape::Tick,
        ("integer", _) => Shape::Number { whole: true },
        ("number", _) => Shape::Number { whole: false },
        ("string", Some("date")) => Shape::Date,
        ("string", Some("email")) => Shape::Email,
        ("string", Some("uri")) => Shape::Link,
        ("string", _) if name == "opening_hours" => Shape::Hours,
        ("string", _) if name == "telephone" => Shape::Telephone,
        ("string", _) if word("pattern").is_some() => Shape::Code,
        ("string", _) if chars_max.is_none_or(|chars| chars > LINE_CHARS_MAX) => Shape::Text,
        ("string", _) => Shape::Line,
        _ => return None,
    };
    Some(shape)
}
