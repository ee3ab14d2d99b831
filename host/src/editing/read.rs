//! What was typed back into a content. Only what differs from the text that was shown is read: a value that nobody touched
//! stays as it is, to the last space, and so does all that the form does not hold.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde_json::{Map, Number, Value};

use super::form::{Choices, Input, Shape};
use super::pointer::{prune, remove, set};
use super::show::{BETWEEN, COMMA, pair, show};
use crate::directory::{Kind, Misfit, MisfitReason};
use crate::imports::repair;

/// Texts by path; nothing for an input that was not sent at all, which is then left as it is.
pub type Typed = BTreeMap<String, String>;

/// Something to mend.
#[derive(Clone, Debug, PartialEq)]
pub struct Fault {
    /// Of an input; empty where the form holds nothing of the kind.
    pub path: String,
    pub why: Why,
}

/// What is wrong with it.
#[derive(Clone, Debug, PartialEq)]
pub enum Why {
    /// No number.
    Number,
    /// No date.
    Date,
    /// No address of the web.
    Link,
    /// Hours that nobody understands for sure.
    Hours,
    /// What the kind refuses, and the value where it is one of several.
    Misfit(MisfitReason, Option<String>),
}

/// Gathers what a browser sent for these inputs, cleaned of line ends that are not ours and of space around.
pub fn collect(inputs: &[Input], fields: &[(String, String)]) -> Typed {
    let mut sent: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (name, value) in fields {
        sent.entry(name).or_default().push(value);
    }
    let mut typed = Typed::new();
    for input in inputs {
        let text = match &input.shape {
            Shape::Date => date_parts(&sent, &input.path),
            shape => sent
                .get(input.path.as_str())
                .map(|values| one(shape, values)),
        };
        if let Some(text) = text {
            typed.insert(input.path.clone(), text);
        }
    }
    typed
}

fn one(shape: &Shape, values: &[&str]) -> String {
    match shape {
        Shape::SomeOf(choices) => {
            let codes = choices.codes().into_iter();
            let codes: Vec<&str> = codes.filter(|code| values.contains(code)).collect();
            codes.join(&COMMA.to_string())
        }
        _ => {
            let last = values.last().copied().unwrap_or_default();
            last.replace("\r\n", "\n").trim().to_owned()
        }
    }
}

/// Three fields, as the form shows a date; what is no date stays as it was typed.
fn date_parts(sent: &BTreeMap<&str, Vec<&str>>, path: &str) -> Option<String> {
    let part = |end: &str| {
        let name = format!("{path}-{end}");
        let last = sent.get(name.as_str())?.last()?;
        Some(last.trim().to_owned())
    };
    let (day, month, year) = (part("day")?, part("month")?, part("year")?);
    let numbers = (year.parse(), month.parse(), day.parse());
    let date = match numbers {
        (Ok(year), Ok(month), Ok(day)) => Date::new(year, month, day).ok(),
        _ => None,
    };
    let empty = year.is_empty() && month.is_empty() && day.is_empty();
    Some(match date {
        Some(date) => date.to_string(),
        None if empty => String::new(),
        None => format!("{year}-{month}-{day}"),
    })
}

/// The content with what was typed, found to fit its kind; or all that is to be mended, in the order of the form.
pub fn apply(
    kind: &Kind,
    inputs: &[Input],
    (base, typed): (&Value, &Typed),
) -> Result<Value, Vec<Fault>> {
    let mut content = base.clone();
    let mut faults = Vec::new();
    for input in inputs {
        let Some(text) = typed.get(&input.path) else {
            continue;
        };
        if *text == show(base, input) {
            continue;
        }
        if text.is_empty() {
            remove(&mut content, &input.path);
            continue;
        }
        match value(input, text, base) {
            Ok(value) => set(&mut content, &input.path, value),
            Err(why) => faults.push(Fault {
                path: input.path.clone(),
                why,
            }),
        }
    }
    let wrong: Vec<Fault> = kind
        .explain_misfits(&content)
        .into_iter()
        .filter_map(|misfit| fault(inputs, misfit))
        .filter(|fault| !faults.iter().any(|known| known.path == fault.path))
        .collect();
    faults.extend(wrong);
    if !faults.is_empty() {
        let place = |fault: &Fault| inputs.iter().position(|input| input.path == fault.path);
        faults.sort_by_key(place);
        faults.dedup_by(|one, other| one.path == other.path);
        return Err(faults);
    }
    for list in lists(inputs) {
        prune(&mut content, &list);
    }
    Ok(content)
}

/// Lists whose parts have inputs of their own: `/locations`.
fn lists(inputs: &[Input]) -> Vec<String> {
    let mut found: Vec<String> = inputs
        .iter()
        .filter(|input| input.section.item.is_some())
        .filter_map(|input| Some(format!("/{}", input.path.split('/').nth(1)?)))
        .collect();
    found.dedup();
    found
}

/// At which input a refusal is shown: the one that holds its value.
fn fault(inputs: &[Input], misfit: Misfit) -> Option<Fault> {
    let holds = |input: &&Input| {
        let rest = misfit.path.strip_prefix(&input.path);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    let input = inputs.iter().find(holds);
    let inside = input.is_some_and(|input| input.path != misfit.path);
    Some(Fault {
        path: input.map(|input| input.path.clone()).unwrap_or_default(),
        why: Why::Misfit(misfit.reason, misfit.value.filter(|_| inside)),
    })
}

fn value(input: &Input, text: &str, base: &Value) -> Result<Value, Why> {
    let plain = || Value::from(text);
    match &input.shape {
        Shape::Line | Shape::Text | Shape::Email | Shape::Telephone => Ok(plain()),
        Shape::Code => Ok(Value::from(without_spaces(text))),
        Shape::Link => repair::link(text).value.map(Value::from).ok_or(Why::Link),
        Shape::Hours => hours(text).map(Value::from).ok_or(Why::Hours),
        Shape::Number { whole } => number(text, *whole).map(Value::from).ok_or(Why::Number),
        Shape::Date => match text.parse::<Date>() {
            Ok(date) => Ok(Value::from(date.to_string())),
            Err(_) => Err(Why::Date),
        },
        Shape::Tick => Ok(Value::from(true)),
        Shape::OneOf(Choices::Terms(_) | Choices::Words(_)) => Ok(plain()),
        Shape::SomeOf(_) => Ok(text.split(COMMA).map(Value::from).collect()),
        Shape::List => Ok(list(text)),
        Shape::Pairs(names) => Ok(pairs(text, names, base.pointer(&input.path))),
    }
}

fn without_spaces(text: &str) -> String {
    text.chars().filter(|one| !one.is_whitespace()).collect()
}

/// OpenStreetMap's form, out of it or out of words that are surely hours.
fn hours(text: &str) -> Option<String> {
    repair::opening_hours(text).0.value
}

fn number(text: &str, whole: bool) -> Option<Number> {
    let number = repair::decimal(text)?;
    if whole || number.fract() == 0.0 {
        // Beyond this a number of 64 bits is not exact.
        let fits = number.fract() == 0.0 && number.abs() < 9e15;
        return fits.then(|| Number::from(number as i64));
    }
    Number::from_f64(number)
}

fn list(text: &str) -> Value {
    let mut items: Vec<&str> = Vec::new();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        if !items.contains(&line) {
            items.push(line);
        }
    }
    items.into_iter().map(Value::from).collect()
}

/// A line that stands as it was shown is the part that it was shown for.
fn pairs(text: &str, names: &[String; 2], held: Option<&Value>) -> Value {
    let held: Vec<&Value> = held
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .collect();
    let lines = text.lines().map(str::trim);
    let item = |line: &str| {
        let known = held.iter().find(|item| pair(item, names) == line);
        if let Some(known) = known {
            return (*known).clone();
        }
        let (first, second) = line.split_once(BETWEEN).unwrap_or((line, ""));
        let mut fields = Map::new();
        for (name, text) in names.iter().zip([first, second]) {
            if !text.trim().is_empty() {
                fields.insert(name.clone(), Value::from(text.trim()));
            }
        }
        Value::Object(fields)
    };
    lines.filter(|line| !line.is_empty()).map(item).collect()
}
