//! The words of the field: closed lists of terms, each with its labels in French, plain French and English. The codes
//! are those of data·inclusion and of the national standard where these have one. Read once; it never changes.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use super::words::fold;

/// What is less alike than this is as good as any.
const NEAREST_MIN: f64 = 0.6;
/// How much less alike than the nearest a term may be to be named beside it.
const NEAREST_SPREAD: f64 = 0.15;

macro_rules! embedded {
    ($($name:literal),+ $(,)?) => {
        &[$(($name, include_str!(concat!("../../vocabularies/", $name, ".json")))),+]
    };
}

const FILES: &[(&str, &str)] = embedded![
    "access_by",
    "access_modes",
    "audiences",
    "digital_services",
    "equipment",
    "fees",
    "functions",
    "labels",
    "mobility",
    "networks",
    "place_types",
    "programmes",
    "reception_modes",
    "service_types",
    "special_support",
    "support_modes",
    "themes",
    "trades",
];

static VOCABULARIES: LazyLock<BTreeMap<&'static str, Vocabulary>> = LazyLock::new(|| {
    let read = |(name, text): &(&'static str, &str)| {
        let file: File =
            serde_json::from_str(text).expect("a test reads every embedded vocabulary");
        (*name, Vocabulary::new(name, file))
    };
    FILES.iter().map(read).collect()
});

/// One term of a vocabulary.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Term {
    /// What records hold.
    pub code: String,
    /// In French.
    pub fr: String,
    /// In plain French, where a plainer word exists.
    #[serde(rename = "fr-simple")]
    pub fr_simple: Option<String>,
    /// In English.
    pub en: String,
    /// The group that it belongs to.
    pub parent: Option<String>,
    /// The exact words of the national CSV, where they are not the French label.
    national: Option<String>,
    /// Other words by which files and people name it.
    #[serde(default)]
    pub synonyms: Vec<String>,
    /// All that people may type for it, folded.
    #[serde(skip)]
    searched: String,
}

impl Term {
    /// In a language, by its code; plain French falls back to French, and so does any other language.
    pub fn label(&self, locale: &str) -> &str {
        match locale {
            "en" => &self.en,
            "fr-simple" => self.fr_simple.as_deref().unwrap_or(&self.fr),
            _ => &self.fr,
        }
    }

    /// Its labels in each language and its synonyms, folded, for a search.
    pub fn searched(&self) -> &str {
        &self.searched
    }

    /// As the national CSV of places writes it, for the vocabularies that it has.
    pub fn national(&self) -> &str {
        self.national.as_deref().unwrap_or(&self.fr)
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    fr: String,
    en: String,
    /// Where the terms were taken from.
    #[serde(rename = "source")]
    _source: Option<String>,
    #[serde(default)]
    groups: Vec<Term>,
    terms: Vec<Term>,
}

/// A closed list of terms.
#[derive(Debug)]
pub struct Vocabulary {
    name: &'static str,
    file: File,
    /// Folded codes, labels and synonyms.
    words: BTreeMap<String, usize>,
    codes: BTreeMap<String, usize>,
}

impl Vocabulary {
    fn new(name: &'static str, mut file: File) -> Self {
        for term in &mut file.terms {
            let labels = ["fr", "fr-simple", "en"].map(|locale| term.label(locale));
            let all = labels
                .into_iter()
                .chain(term.synonyms.iter().map(String::as_str));
            term.searched = all.map(fold).collect::<Vec<_>>().join(" ");
        }
        let mut words = BTreeMap::new();
        let mut codes = BTreeMap::new();
        for (index, term) in file.terms.iter().enumerate() {
            codes.insert(term.code.clone(), index);
            let said = [&term.code, &term.fr, &term.en].into_iter();
            let more = term.fr_simple.iter().chain(&term.national);
            for word in said.chain(more).chain(&term.synonyms) {
                words.entry(fold(word)).or_insert(index);
            }
        }
        Self {
            name,
            file,
            words,
            codes,
        }
    }

    /// As kinds name it: `themes`.
    pub fn name(&self) -> &str {
        self.name
    }

    /// What the list is called, in a language.
    pub fn title(&self, locale: &str) -> &str {
        if locale == "en" {
            &self.file.en
        } else {
            &self.file.fr
        }
    }

    /// The terms in the order of their source.
    pub fn terms(&self) -> &[Term] {
        &self.file.terms
    }

    /// The groups that terms name as their parent; themes have them.
    pub fn groups(&self) -> &[Term] {
        &self.file.groups
    }

    /// The term with exactly this code.
    pub fn term(&self, code: &str) -> Option<&Term> {
        self.codes.get(code).map(|index| &self.file.terms[*index])
    }

    /// The term that a code, a label or a synonym names, whatever its case, accents and punctuation.
    pub fn find(&self, text: &str) -> Option<&Term> {
        self.words
            .get(&fold(text))
            .map(|index| &self.file.terms[*index])
    }

    /// The terms whose words are nearest to a text, the nearest first; at most `count`, none if nothing is near.
    pub fn nearest(&self, text: &str, count: usize) -> Vec<&Term> {
        let codes = nearest(text, self.words.keys().map(String::as_str), usize::MAX);
        let mut found: Vec<usize> = Vec::new();
        for word in codes {
            let index = self.words[word];
            if !found.contains(&index) {
                found.push(index);
            }
        }
        found.truncate(count);
        found
            .into_iter()
            .map(|index| &self.file.terms[index])
            .collect()
    }
}

/// Of the candidates those nearest to a text, the nearest first; at most `count`, none if nothing is near.
pub fn nearest<'a>(
    text: &str,
    candidates: impl Iterator<Item = &'a str>,
    count: usize,
) -> Vec<&'a str> {
    let wanted = fold(text);
    let mut scored: Vec<(f64, &str)> = candidates
        .filter(|candidate| may_be_near(&wanted, candidate))
        .map(|candidate| (score(&wanted, &fold(candidate)), candidate))
        .filter(|(score, _)| *score >= NEAREST_MIN)
        .collect();
    scored.sort_by(|(one, a), (other, b)| other.total_cmp(one).then(a.cmp(b)));
    let best = scored.first().map_or(0.0, |(score, _)| *score);
    scored.retain(|(score, _)| *score >= best - NEAREST_SPREAD);
    scored.truncate(count);
    scored.into_iter().map(|(_, candidate)| candidate).collect()
}

/// Whether a folded text is short enough to be near a candidate at all: comparing takes the product of both lengths, and a
/// stranger's cell may hold a book. A word of ours folds to less than three
/// times its bytes.
fn may_be_near(wanted: &str, candidate: &str) -> bool {
    let longest = 3.0 * candidate.len() as f64 / NEAREST_MIN;
    wanted.chars().count() as f64 <= longest
}

/// How near two folded texts are, from 0 to 1; one that holds the other is near.
fn score(wanted: &str, candidate: &str) -> f64 {
    let held = wanted.len() > 2 && candidate.split(' ').any(|word| word == wanted);
    let alike = strsim::normalized_damerau_levenshtein(wanted, candidate);
    if held { alike.max(0.8) } else { alike }
}

/// All vocabularies, by name.
pub fn all() -> impl Iterator<Item = &'static Vocabulary> {
    VOCABULARIES.values()
}

/// The vocabulary of this name.
pub fn get(vocabulary: &str) -> Option<&'static Vocabulary> {
    VOCABULARIES.get(vocabulary)
}

/// The label of a code in a language; nothing for a code that is not there.
pub fn label(vocabulary: &str, code: &str, locale: &str) -> Option<&'static str> {
    Some(get(vocabulary)?.term(code)?.label(locale))
}

/// The code of the term that a text names.
pub fn find(vocabulary: &str, text: &str) -> Option<&'static str> {
    Some(get(vocabulary)?.find(text)?.code.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_vocabulary_reads_and_its_terms_name_groups_that_are_there() {
        for (name, size) in [("themes", 69), ("audiences", 14), ("networks", 108)] {
            assert_eq!(get(name).unwrap().terms().len(), size, "{name}");
        }
        assert_eq!(get("place_types").unwrap().terms().len(), 92);
        for vocabulary in all() {
            assert_eq!(vocabulary.codes.len(), vocabulary.terms().len());
            let groups = vocabulary.groups();
            for parent in vocabulary
                .terms()
                .iter()
                .filter_map(|term| term.parent.as_ref())
            {
                assert!(groups.iter().any(|group| group.code == *parent), "{parent}");
            }
        }
    }

    #[test]
    fn two_terms_never_share_a_word() {
        for vocabulary in all() {
            for (index, term) in vocabulary.terms().iter().enumerate() {
                for word in [&term.code, &term.fr].into_iter().chain(&term.synonyms) {
                    let found = vocabulary.words[&fold(word)];
                    assert_eq!(found, index, "{} {word}", vocabulary.name());
                }
            }
        }
    }

    #[test]
    fn a_label_follows_the_language_and_falls_back_to_french() {
        let label = |locale| label("equipment", "photocopieur", locale);
        assert_eq!(label("en"), Some("Copier"));
        assert_eq!(label("fr-simple"), Some("Pour faire des photocopies"));
        assert_eq!(
            super::label("trades", "formateur", "fr-simple"),
            Some("Formateur")
        );
        assert_eq!(super::label("trades", "astronaute", "fr"), None);
    }

    #[test]
    fn a_text_finds_its_term_by_label_or_synonym() {
        assert_eq!(find("audiences", "ETUDIANTS"), Some("etudiants"));
        assert_eq!(
            find("audiences", "Familles et/ou enfants"),
            Some("familles")
        );
        assert_eq!(find("programmes", "CNFS"), Some("conseillers-numeriques"));
        assert_eq!(find("place_types", "pole emploi"), Some("FT"));
        assert_eq!(find("fees", "cher"), None);
    }

    #[test]
    fn a_typing_error_finds_the_nearest() {
        let found = get("programmes").unwrap().nearest("Aidant Conect", 3);
        assert_eq!(found[0].code, "aidants-connect");
        assert!(get("fees").unwrap().nearest("zzzzzz", 3).is_empty());
    }
}
