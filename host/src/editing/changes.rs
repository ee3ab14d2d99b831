//! What one revision changed against another, as texts that people read.

use serde_json::{Map, Value};

use super::form::{Input, inputs};
use super::show::show;
use crate::directory::Kind;

/// One value that differs, as [`show`] says it.
#[derive(Clone, Debug, PartialEq)]
pub struct Changed {
    pub input: Input,
    pub before: String,
    pub after: String,
}

/// What differs in the order of the form, and whether anything differs that no form holds.
pub fn changes(kind: &Kind, before: &Value, after: &Value) -> (Vec<Changed>, bool) {
    let mut all = inputs(kind, after);
    for input in inputs(kind, before) {
        if !all.iter().any(|known| known.path == input.path) {
            all.push(input);
        }
    }
    let changed = all.iter().filter_map(|input| {
        let (was, is) = (show(before, input), show(after, input));
        (was != is).then(|| Changed {
            input: input.clone(),
            before: was,
            after: is,
        })
    });
    let changed: Vec<Changed> = changed.collect();
    let elsewhere = outside(&all, before) != outside(&all, after);
    (changed, elsewhere)
}

/// The fields of the root that no input holds.
fn outside(inputs: &[Input], content: &Value) -> Map<String, Value> {
    let fields = content.as_object().into_iter().flatten();
    let others = fields.filter(|(name, _)| {
        let start = format!("/{name}");
        let inside = format!("{start}/");
        !inputs
            .iter()
            .any(|input| input.path == start || input.path.starts_with(&inside))
    });
    others
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect()
}
