//! A file of TOML: all that is wrong with it in one reading. What is at fault is taken out, and the rest is read again.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::Path;

use serde::Deserialize as _;
use toml::Spanned;
use toml::de::{DeTable, DeValue, Deserializer, Error};

use super::super::Config;
use super::super::fault::{Fault, Place, Wrong};
use super::example;

/// More faults than that are another file.
const FAULTS_MAX: usize = 100;

/// What a file says.
pub struct Document {
    /// What holds of it.
    pub table: toml::Table,
    /// What is at fault.
    pub faults: Vec<Fault>,
    /// Where each key stands.
    pub places: BTreeMap<String, Place>,
}

/// Reads a file's text.
pub fn read(file: &Path, text: &str) -> Document {
    let place = |span: Option<Range<usize>>| {
        let line = span.map(|span| line(text, span.start));
        Place::File(file.to_owned(), line)
    };
    let (root, errors) = DeTable::parse_recoverable(text);
    let mut faults: Vec<Fault> = Vec::new();
    for error in errors {
        let place = place(error.span());
        // One slip confuses the parser for the rest of its line.
        if faults.iter().any(|fault| fault.place == place) {
            continue;
        }
        faults.push(syntax(place, text, &error));
    }
    let broken = faults.len();
    let span = root.span();
    let mut table = root.into_inner();
    for _ in 0..FAULTS_MAX {
        let whole = Deserializer::from(Spanned::new(span.clone(), table.clone()));
        let Err(error) = Config::deserialize(whole) else {
            break;
        };
        let found = error.span().and_then(|at| take_out(&mut table, &at, ""));
        let Some(key) = found else {
            // Nobody can say where: then nothing of the file holds.
            faults.push(Fault {
                place: place(error.span()),
                key: String::new(),
                wrong: Wrong::Syntax(error.message().to_owned()),
            });
            table = DeTable::new();
            break;
        };
        let place = place(error.span());
        // What the parser made of a broken line is no fault of its own.
        if !faults[..broken].iter().any(|fault| fault.place == place) {
            let wrong = Wrong::from_serde(error.message(), example(&key));
            faults.push(Fault { place, key, wrong });
        }
    }
    faults.sort_by_key(|fault| match fault.place {
        Place::File(_, line) => line,
        _ => None,
    });
    let mut places = BTreeMap::new();
    stand(&table, "", &mut |key, span| {
        places.insert(key, place(Some(span)));
    });
    let whole = Deserializer::from(Spanned::new(span, table));
    Document {
        table: toml::Table::deserialize(whole).unwrap_or_default(),
        faults,
        places,
    }
}

fn syntax(place: Place, text: &str, error: &Error) -> Fault {
    let span = error.span().unwrap_or_default();
    if error.message().starts_with("duplicate key") {
        let key = text.get(span).unwrap_or_default();
        return Fault {
            place,
            key: key.trim_matches(['[', ']', '"', '\'', ' ']).to_owned(),
            wrong: Wrong::Duplicate,
        };
    }
    Fault {
        place,
        key: String::new(),
        wrong: Wrong::Syntax(error.message().to_owned()),
    }
}

/// The line of a byte, from 1.
fn line(text: &str, byte: usize) -> usize {
    let before = &text.as_bytes()[..byte.min(text.len())];
    before.iter().filter(|byte| **byte == b'\n').count() + 1
}

fn below(above: &str, key: &str) -> String {
    match above {
        "" => key.to_owned(),
        above => format!("{above}.{key}"),
    }
}

/// Takes out the key that stands at these bytes, or whose value does; its whole name.
fn take_out(table: &mut DeTable<'_>, at: &Range<usize>, above: &str) -> Option<String> {
    let here = table
        .iter()
        .find(|(key, value)| key.span() == *at || value.span() == *at);
    if let Some((key, _)) = here {
        let key = key.get_ref().to_string();
        table.remove(key.as_str());
        return Some(below(above, &key));
    }
    let keys: Vec<String> = table.keys().map(|key| key.get_ref().to_string()).collect();
    for key in keys {
        let name = below(above, &key);
        let Some(value) = table.get_mut(key.as_str()) else {
            continue;
        };
        match value.get_mut() {
            DeValue::Table(inner) => {
                if let Some(found) = take_out(inner, at, &name) {
                    return Some(found);
                }
            }
            DeValue::Array(items) if items.iter().any(|item| holds(item, at)) => {
                // One wrong part spoils its list: half of one would be another list.
                table.remove(key.as_str());
                return Some(name);
            }
            _ => {}
        }
    }
    None
}

fn holds(value: &Spanned<DeValue<'_>>, at: &Range<usize>) -> bool {
    value.span() == *at
        || match value.get_ref() {
            DeValue::Array(items) => items.iter().any(|item| holds(item, at)),
            DeValue::Table(inner) => inner
                .iter()
                .any(|(key, value)| key.span() == *at || holds(value, at)),
            _ => false,
        }
}

/// Tells of each key where it stands.
fn stand(table: &DeTable<'_>, above: &str, tell: &mut impl FnMut(String, Range<usize>)) {
    for (key, value) in table {
        let name = below(above, key.get_ref());
        if let DeValue::Table(inner) = value.get_ref() {
            stand(inner, &name, tell);
        }
        tell(name, key.span());
    }
}
