//! A content as texts, one for each input.

use std::collections::BTreeMap;

use serde_json::Value;

use super::form::{Choices, Input, Shape};

/// Between the two texts of a pair.
pub(super) const BETWEEN: char = '|';
/// Between the codes of a choice of several.
pub(super) const COMMA: char = ',';

/// What stands in an input: codes of a choice separated by commas in their own order, `yes` for a tick, lists and pairs one a
/// line, a date such as `2026-11-21`; empty where the content says nothing.
pub fn show(content: &Value, input: &Input) -> String {
    let Some(value) = content.pointer(&input.path) else {
        return String::new();
    };
    match &input.shape {
        Shape::Tick => match value {
            Value::Bool(true) => "yes".to_owned(),
            _ => String::new(),
        },
        Shape::SomeOf(choices) => chosen(value, choices),
        Shape::List => lines(value, |item| item.as_str().map(str::to_owned)),
        Shape::Pairs(names) => lines(value, |item| Some(pair(item, names))),
        _ => text(value),
    }
}

/// The texts of all inputs, by path.
pub fn texts(content: &Value, inputs: &[Input]) -> BTreeMap<String, String> {
    let one = |input: &Input| (input.path.clone(), show(content, input));
    inputs.iter().map(one).collect()
}

fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.trim().replace("\r\n", "\n"),
        Value::Number(number) => number.to_string(),
        _ => String::new(),
    }
}

fn chosen(value: &Value, choices: &Choices) -> String {
    let held: Vec<&str> = value
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect();
    let codes = choices.codes().into_iter();
    let codes: Vec<&str> = codes.filter(|code| held.contains(code)).collect();
    codes.join(&COMMA.to_string())
}

fn lines(value: &Value, line: impl Fn(&Value) -> Option<String>) -> String {
    let items = value.as_array().into_iter().flatten();
    let lines: Vec<String> = items.filter_map(line).collect();
    lines.join("\n").trim().to_owned()
}

pub(super) fn pair(item: &Value, [first, second]: &[String; 2]) -> String {
    let part = |name: &str| item.get(name).and_then(Value::as_str).unwrap_or_default();
    match part(second).trim() {
        "" => part(first).trim().to_owned(),
        more => format!("{} {BETWEEN} {more}", part(first).trim()),
    }
}
