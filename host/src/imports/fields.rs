//! Fields of JSON as texts, which is how every format takes them.

use serde_json::{Map, Value};

/// Of a list, so many are also reached by their place: coordinates are two or three.
const NUMBERED_MAX: usize = 4;

/// A scalar as a text; nothing of a list or an object.
pub(super) fn scalar(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        Value::Bool(flag) => flag.to_string(),
        _ => String::new(),
    }
}

/// The text of a field; empty where there is none.
pub(super) fn text(value: &Value, name: &str) -> String {
    value.get(name).map(scalar).unwrap_or_default()
}

/// An object's fields as texts: `a.b` for what stands deeper, `|` between the scalars of a list, `a.0` for the first
/// of them.
pub(super) fn flat(value: &Value) -> Map<String, Value> {
    let mut fields = Map::new();
    flatten(value, "", &mut fields);
    fields
}

/// A list or an object that was written into a text.
fn inner(text: &str) -> Option<Value> {
    let begins = text.starts_with(['{', '[']);
    let value: Value = begins.then(|| serde_json::from_str(text).ok())??;
    (value.is_object() || value.is_array()).then_some(value)
}

fn flatten(value: &Value, path: &str, fields: &mut Map<String, Value>) {
    match value {
        Value::Object(inner) => {
            for (name, value) in inner {
                let path = match path {
                    "" => name.clone(),
                    around => format!("{around}.{name}"),
                };
                flatten(value, &path, fields);
            }
        }
        Value::Array(items) => {
            for (place, item) in items.iter().enumerate().take(NUMBERED_MAX) {
                let item = scalar(item);
                if !item.is_empty() {
                    fields.insert(format!("{path}.{place}"), item.into());
                }
            }
            let items: Vec<String> = items
                .iter()
                .map(scalar)
                .filter(|item| !item.is_empty())
                .collect();
            fields.insert(path.to_owned(), items.join("|").into());
        }
        scalar_value => {
            let text = scalar(scalar_value);
            match inner(&text) {
                Some(inner) => flatten(&inner, path, fields),
                None => _ = fields.insert(path.to_owned(), text.into()),
            }
        }
    }
}
