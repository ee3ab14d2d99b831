//! Two people changed one record: what each wrote, brought together without losing either.

use std::collections::BTreeMap;

use super::form::Input;
use super::read::Typed;
use super::show::show;
use serde_json::Value;

/// A form to go on with, over the content that stands there now.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Merged {
    /// What the form shows: what this person changed as typed, everything else as it stands now.
    pub texts: Typed,
    /// What somebody else wrote meanwhile where this person wrote too, by path.
    pub others: BTreeMap<String, String>,
    /// Paths that only somebody else changed.
    pub theirs: Vec<String>,
    /// Whether anything that was typed is not there yet.
    pub is_mine_left: bool,
}

/// `before` is what this person saw, `now` what stands there, `inputs` those of a form for `now`.
pub fn merge(inputs: &[Input], (before, now): (&Value, &Value), typed: &Typed) -> Merged {
    let mut merged = Merged::default();
    for input in inputs {
        let (was, is) = (show(before, input), show(now, input));
        let mine = typed.get(&input.path).filter(|mine| **mine != was);
        if let Some(mine) = mine.filter(|mine| **mine != is) {
            merged.is_mine_left = true;
            merged.texts.insert(input.path.clone(), mine.clone());
            if is != was {
                merged.others.insert(input.path.clone(), is);
            }
            continue;
        }
        if is != was && mine.is_none() {
            merged.theirs.push(input.path.clone());
        }
        merged.texts.insert(input.path.clone(), is);
    }
    merged
}
