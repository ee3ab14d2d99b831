//! What a variable of a condition means in words: the answer that sets it in the guided search that leads to the fiche,
//! or failing that in any other.

use std::collections::BTreeMap;

use crate::fiche::model::{Body, Branch, Link};

/// Longer words would be no label.
const WORDS_LETTERS_MAX: usize = 300;

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
        .map(|(variable, titles)| {
            let words: String = titles.join(" / ").chars().take(WORDS_LETTERS_MAX).collect();
            (variable, words)
        })
        .collect()
}

/// What each answer of a guided search that leads to a fiche says: the variables it sets and the answer's words, by the
/// link of the leaf.
fn guide_words(branches: &[Branch]) -> Vec<(&Link, Vec<(&str, &str)>)> {
    let mut leaves = Vec::new();
    descend(branches, &mut Vec::new(), &mut leaves);
    leaves
}

fn descend<'a>(
    branches: &'a [Branch],
    path: &mut Vec<(&'a str, &'a str)>,
    leaves: &mut Vec<(&'a Link, Vec<(&'a str, &'a str)>)>,
) {
    for branch in branches {
        let length = path.len();
        path.extend(
            branch
                .sets
                .iter()
                .map(|variable| (variable.as_str(), branch.title.as_str())),
        );
        if let Some(link) = &branch.link {
            leaves.push((link, path.clone()));
        }
        descend(&branch.branches, path, leaves);
        path.truncate(length);
    }
}
