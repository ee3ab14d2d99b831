//! What a variable of a condition means in words: the answer that sets it in the guided search that leads to the fiche,
//! or failing that in any other.

use std::collections::BTreeMap;

use crate::fiche::model::{Body, Branch};
use crate::record::guide_words;

/// Variables and their words.
pub type Words = BTreeMap<String, String>;

/// For each fiche that a guided search leads to, the words of the variables set on the way there.
pub fn by_target(guide: &[Branch]) -> BTreeMap<String, Words> {
    let mut targets: BTreeMap<String, BTreeMap<String, Vec<String>>> = BTreeMap::new();
    for (link, path) in guide_words(guide) {
        let Some(target) = link.href.strip_prefix("fiche:") else {
            continue;
        };
        let words = targets.entry(target.to_owned()).or_default();
        for (variable, title) in path {
            let titles = words.entry(variable.to_owned()).or_default();
            if !titles.iter().any(|known| known == title) {
                titles.push(title.to_owned());
            }
        }
    }
    targets
        .into_iter()
        .map(|(target, words)| (target, joined(words)))
        .collect()
}

/// The words of a simulator's own variables.
pub fn of_questionnaire(body: &Body) -> Words {
    let mut words: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for choice in body
        .questionnaire
        .questions
        .iter()
        .flat_map(|question| &question.choices)
    {
        let sentence = if choice.sentence.is_empty() {
            &choice.title
        } else {
            &choice.sentence
        };
        for variable in &choice.sets {
            words
                .entry(variable.clone())
                .or_default()
                .push(sentence.clone());
        }
    }
    joined(words)
}

fn joined(words: BTreeMap<String, Vec<String>>) -> Words {
    words
        .into_iter()
        .map(|(variable, titles)| (variable, titles.join(" / ")))
        .collect()
}
