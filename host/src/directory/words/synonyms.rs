//! Words that mean the same to people who search: `host/synonyms/fr.toml`, whose README says how it is read. Looked at when
//! a search is asked; it never changes.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use super::{query_words, stemmed};

/// Words of one phrase, none of them empty, as a query has them.
pub type Phrase = Vec<String>;

static FRENCH: LazyLock<Synonyms> = LazyLock::new(|| {
    let file = toml::from_str(include_str!("../../../synonyms/fr.toml"))
        .expect("a test reads the embedded file");
    Synonyms::new(&file)
});

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    same: Vec<Same>,
    leads: Vec<Leads>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Same {
    words: Vec<String>,
    #[serde(rename = "why")]
    _why: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Leads {
    words: Vec<String>,
    to: Vec<String>,
    #[serde(rename = "why")]
    _why: String,
}

/// What each phrase leads to, by the stems of its words.
#[derive(Default)]
struct Synonyms {
    phrases: BTreeMap<Phrase, Vec<Phrase>>,
    longest: usize,
}

impl Synonyms {
    fn new(file: &File) -> Self {
        let mut synonyms = Self::default();
        for group in &file.same {
            for word in &group.words {
                let others = group.words.iter().filter(|other| *other != word);
                synonyms.add(word, others);
            }
        }
        for group in &file.leads {
            for word in &group.words {
                synonyms.add(word, group.to.iter());
            }
        }
        synonyms
    }

    fn add<'a>(&mut self, word: &str, others: impl Iterator<Item = &'a String>) {
        let key = stems(&query_words(word));
        self.longest = self.longest.max(key.len());
        let known = self.phrases.entry(key).or_default();
        for other in others.map(|other| query_words(other)) {
            if !known.contains(&other) {
                known.push(other);
            }
        }
    }
}

fn stems(words: &[String]) -> Phrase {
    words.iter().map(|word| stemmed(word)).collect()
}

/// The longest phrase that these words begin with and that means the same as others: how many words it has, and the others.
pub fn at_the_beginning(words: &[String]) -> Option<(usize, &'static [Phrase])> {
    let longest = FRENCH.longest.min(words.len());
    let stems = stems(&words[..longest]);
    (1..=longest).rev().find_map(|length| {
        let others = FRENCH.phrases.get(&stems[..length])?;
        Some((length, others.as_slice()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn others(words: &str) -> Vec<String> {
        let found = at_the_beginning(&query_words(words));
        let found = found.map(|(_, others)| others).unwrap_or_default();
        found.iter().map(|phrase| phrase.join(" ")).collect()
    }

    #[test]
    fn an_acronym_leads_to_its_words_and_back() {
        let caf = ["caisse allocations familiales", "allocations familiales"];
        assert_eq!(others("CAF"), caf);
        assert_eq!(others("caisses d’allocation familiale")[0], "caf");
        assert_eq!(others("wi-fi"), ["wifi"]);
        assert!(others("café").is_empty() && others("").is_empty());
    }

    #[test]
    fn an_everyday_word_leads_one_way() {
        assert!(others("impots").contains(&"finances publiques".to_owned()));
        assert!(!others("finances publiques").contains(&"impots".to_owned()));
        // In one group as two names, in another as an old one.
        assert!(others("msap").contains(&"france services".to_owned()));
    }

    #[test]
    fn the_longest_phrase_counts() {
        let words = query_words("carte nationale d'identité à refaire");
        assert_eq!(at_the_beginning(&words).unwrap().0, 3);
        let words = query_words("conseillers numériques france services");
        assert_eq!(at_the_beginning(&words).unwrap().0, 4);
    }

    #[test]
    fn every_entry_says_something() {
        for (key, others) in &FRENCH.phrases {
            assert!(!key.is_empty() && !others.is_empty(), "{key:?}");
            assert!(others.iter().all(|other| !other.is_empty()), "{key:?}");
        }
    }
}
