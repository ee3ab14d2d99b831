//! What the forms of a French word have in common, by the Snowball algorithm: `administratif` and `administratives` are
//! `administr`. Words come folded, so accents never make two words of one; the stem is never shown to anybody.

use std::cell::RefCell;
use std::collections::HashMap;

use snowball_stemmers_rs::{Algorithm, Stemmer};

/// Short words have few forms, and what is cut off them is rarely an ending.
const LETTERS_MIN: usize = 5;
/// A shorter stem is shared by words that have nothing in common, and by acronyms: `caf` and `cafés`.
const STEM_LETTERS_MIN: usize = 4;

/// Words whose stems a thread remembers: a directory says the same words again and again.
const REMEMBERED_MAX: usize = 10_000;

thread_local! {
    static REMEMBERED: RefCell<HashMap<String, Option<String>>> = RefCell::default();
}

/// The stem of a folded word; none where it is the word itself.
pub fn stem(word: &str) -> Option<String> {
    REMEMBERED.with_borrow_mut(|remembered| {
        if let Some(known) = remembered.get(word) {
            return known.clone();
        }
        if remembered.len() >= REMEMBERED_MAX {
            remembered.clear();
        }
        let found = made(word);
        remembered.insert(word.to_owned(), found.clone());
        found
    })
}

fn made(word: &str) -> Option<String> {
    let letters = word.chars().count();
    if letters < LETTERS_MIN || !word.chars().all(char::is_alphabetic) {
        return None;
    }
    // Snowball takes `conseillers` for a noun and `conseiller` for a verb: the plural goes first.
    let singular = word.strip_suffix('s').unwrap_or(word);
    let stem = Stemmer::create(Algorithm::French).stem(singular);
    let kept = stem != word && stem.chars().count() >= STEM_LETTERS_MIN;
    kept.then(|| stem.into_owned())
}

/// The stem, or the word where it has none of its own.
pub fn stemmed(word: &str) -> String {
    stem(word).unwrap_or_else(|| word.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_a_word_share_a_stem() {
        for forms in [
            &["informatique", "informatiques"][..],
            &["atelier", "ateliers"],
            &["administratif", "administrative", "administratives"],
            &["demarche", "demarches"],
            &["conseiller", "conseillers"],
            &["numerique", "numeriques"],
            &["municipal", "municipaux", "municipale"],
            &["formation", "formations"],
        ] {
            let stems: Vec<String> = forms.iter().map(|form| stemmed(form)).collect();
            assert!(stems.iter().all(|stem| *stem == stems[0]), "{stems:?}");
        }
    }

    #[test]
    fn different_words_keep_different_stems() {
        for (one, other) in [
            ("informatique", "information"),
            ("mediation", "mediatheque"),
            ("numerique", "numero"),
            ("poste", "posture"),
            ("caf", "cafes"),
        ] {
            assert_ne!(stemmed(one), stemmed(other));
        }
    }

    #[test]
    fn short_words_codes_and_other_scripts_stay_whole() {
        for word in ["", "rsa", "bus", "f1341", "75011", "日本語日本語"] {
            assert_eq!(stem(word), None, "{word}");
        }
    }
}
