//! Words as people type them and as the index keeps them: no case, no accent, no ligature, no apostrophe.

mod stem;
mod synonyms;
mod wanted;

pub use stem::{stem, stemmed};
use synonyms::{Phrase, at_the_beginning};
pub use wanted::{Token, Wanted, wanted};

use unicode_normalization::char::{decompose_compatible, is_combining_mark};

/// What a person types; a pasted page is cut here.
const QUERY_WORDS_MAX: usize = 20;
/// The longest French word has 25 letters; a token of FTS5 may be any length.
const WORD_CHARS_MAX: usize = 40;
/// A pasted book is not read to its end.
const QUERY_CHARS_MAX: usize = 4_000;

/// Words that stand in nearly every text: they find nothing, and would hide a text that leaves them out.
const EMPTY_WORDS: &[&str] = &[
    "a", "au", "aux", "ce", "ces", "d", "de", "des", "du", "en", "et", "l", "la", "le", "les",
    "ma", "mes", "mon", "n", "ou", "par", "pour", "qu", "que", "s", "sa", "ses", "son", "sur",
    "un", "une", "the", "of",
];

/// A text folded to words with one space between them.
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for character in text.chars() {
        if character.is_ascii() {
            push_folded(&mut folded, character);
            continue;
        }
        // Marks go, so that it does not matter in which order they stand.
        decompose_compatible(character, |part| {
            if !is_combining_mark(part) {
                push_folded(&mut folded, part);
            }
        });
    }
    folded.truncate(folded.trim_end().len());
    folded
}

fn push_folded(folded: &mut String, character: char) {
    match character {
        'œ' | 'Œ' => folded.push_str("oe"),
        'æ' | 'Æ' => folded.push_str("ae"),
        'ß' | 'ẞ' => folded.push_str("ss"),
        _ if character.is_ascii_alphanumeric() => folded.push(character.to_ascii_lowercase()),
        _ if character.is_alphanumeric() => folded.extend(character.to_lowercase()),
        _ if folded.is_empty() || folded.ends_with(' ') => {}
        _ => folded.push(' '),
    }
}

/// The words that a query asks for: folded, bounded, without those that say nothing unless there are no others.
pub fn query_words(query: &str) -> Vec<String> {
    let head: String = query.chars().take(QUERY_CHARS_MAX).collect();
    let folded = fold(&head);
    let words = || {
        folded
            .split(' ')
            .filter(|word| !word.is_empty())
            .map(|word| word.chars().take(WORD_CHARS_MAX).collect::<String>())
    };
    let telling: Vec<String> = words()
        .filter(|word| !EMPTY_WORDS.contains(&word.as_str()))
        .take(QUERY_WORDS_MAX)
        .collect();
    if telling.is_empty() {
        return words().take(QUERY_WORDS_MAX).collect();
    }
    telling
}

/// The singular that a French plural in s or x may come from; short words (bus, RSA, prix) have none.
pub fn singular(word: &str) -> Option<&str> {
    let letters = word.chars().count();
    match word.strip_suffix('s') {
        Some(stem) if letters > 3 => Some(stem),
        Some(_) => None,
        None => word.strip_suffix('x').filter(|_| letters > 4),
    }
}

/// The beginning that a verb in -er shares with its nouns: `imprim` of imprimer, as in imprimante and imprimerie. Short ones
/// share theirs with too much else.
pub fn verb_stem(word: &str) -> Option<&str> {
    let letters = word.chars().count();
    word.strip_suffix("er").filter(|_| letters > 6)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accents_ligatures_and_apostrophes_fold() {
        assert_eq!(fold("Carte d’identité — Œuvre"), "carte d identite oeuvre");
        assert_eq!(fold("IMPÔTS"), "impots");
        assert_eq!(fold("e\u{301}te\u{301}"), "ete");
        assert_eq!(fold("  \0 \u{1f600} "), "");
    }

    #[test]
    fn words_that_say_nothing_are_left_out_unless_alone() {
        assert_eq!(query_words("la carte d'identité"), ["carte", "identite"]);
        assert_eq!(query_words("le"), ["le"]);
    }

    #[test]
    fn a_query_is_bounded() {
        assert_eq!(query_words(&"mot ".repeat(5_000)).len(), QUERY_WORDS_MAX);
        assert_eq!(query_words(&"m".repeat(10_000))[0].len(), WORD_CHARS_MAX);
    }

    #[test]
    fn verbs_lead_to_their_nouns() {
        assert_eq!(verb_stem("imprimer"), Some("imprim"));
        assert_eq!(verb_stem("declarer"), Some("declar"));
        assert_eq!(verb_stem("papier"), None);
        assert_eq!(verb_stem("imprimante"), None);
    }

    #[test]
    fn short_words_have_no_singular() {
        assert_eq!(singular("impots"), Some("impot"));
        assert_eq!(singular("travaux"), Some("travau"));
        assert_eq!(singular("bus"), None);
        assert_eq!(singular("prix"), None);
    }
}
