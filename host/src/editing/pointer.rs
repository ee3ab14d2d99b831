//! Values of a content by JSON Pointer: put there, and taken away together with what is left empty around them.

use serde_json::{Map, Value};

/// Puts a value; objects on the way are made, and so is a list's next part.
pub fn set(content: &mut Value, path: &str, value: Value) {
    let mut inner = content;
    let mut names = path.split('/').skip(1).peekable();
    while let Some(name) = names.next() {
        let is_last = names.peek().is_none();
        let Some(next) = step(inner, name, names.peek()) else {
            return;
        };
        if is_last {
            *next = value;
            return;
        }
        inner = next;
    }
}

fn step<'a>(inner: &'a mut Value, name: &str, next: Option<&&str>) -> Option<&'a mut Value> {
    let empty = || match next.is_some_and(|next| next.parse::<usize>().is_ok()) {
        true => Value::Array(Vec::new()),
        false => Value::Object(Map::new()),
    };
    match inner {
        Value::Object(fields) => Some(fields.entry(unescaped(name)).or_insert_with(empty)),
        Value::Array(items) => {
            let index: usize = name.parse().ok()?;
            if index >= items.len() {
                items.push(Value::Object(Map::new()));
                return items.last_mut();
            }
            items.get_mut(index)
        }
        _ => None,
    }
}

/// Takes a value away, and the objects that nothing is left in; a list keeps its parts, since their numbers name them.
pub fn remove(content: &mut Value, path: &str) {
    let Some((around, name)) = path.rsplit_once('/') else {
        return;
    };
    let Some(Value::Object(fields)) = content.pointer_mut(around) else {
        return;
    };
    fields.remove(&unescaped(name));
    if fields.is_empty() && !around.is_empty() {
        remove(content, around);
    }
}

/// Takes the parts of a list away in which nothing is left, and the list itself where none is.
pub fn prune(content: &mut Value, path: &str) {
    if let Some(Value::Array(items)) = content.pointer_mut(path) {
        items.retain(|item| item.as_object().is_none_or(|fields| !fields.is_empty()));
        if items.is_empty() {
            remove(content, path);
        }
    }
}

/// RFC 6901, section 3.
fn unescaped(name: &str) -> String {
    name.replace("~1", "/").replace("~0", "~")
}
