//! Typing errors forgiven: the words that the directory's records hold, and of those the nearest to one that finds nothing.
//! The table of words only proposes: whether a reader finds anything by a proposal is asked of the search itself, so a word
//! that stands in a draft alone is told to nobody.

mod nearness;
pub(super) mod store;

use std::borrow::Cow;
use std::collections::BTreeMap;

use unicode_normalization::UnicodeNormalization;

use self::nearness::{ALIKE_MORE, Typed, initials, letters_apart};
use super::words::{fold, query_words};
use super::{Directory, DirectoryError, Reader, Search};

/// Shorter words are near to too many others.
const LETTERS_MIN: usize = 4;
/// Longer ones are no words of a language that people type here.
const LETTERS_MAX: usize = 30;
/// Words that are compared with one: reading them from their index costs some ten milliseconds.
const COMPARED_MAX: i64 = 20_000;
/// Words that are near to one, of which the frequency is looked up.
const NEAR_MAX: usize = 50;
/// Proposals that are tried for one word, the nearest first.
const TRIED_MAX: usize = 4;
/// Words of a query that are looked up.
const LOOKED_UP_MAX: usize = 4;

/// A word as it was written, and how often, by its folded form.
pub(super) type Words = BTreeMap<String, (String, i64)>;

/// A word that records hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Known {
    pub written: String,
    pub count: i64,
}

/// Notes the words of a text; the way that has accents is kept.
pub(super) fn note(words: &mut Words, text: &str) {
    let composed = composed(text);
    for token in tokens(&composed) {
        let word = fold(token);
        if !is_compared(&word) {
            continue;
        }
        let written = token.to_lowercase();
        let known = words
            .entry(word)
            .or_insert_with_key(|word| (word.clone(), 1));
        if written != known.0 && known.0.is_ascii() {
            known.0 = written;
        }
    }
}

/// With one character for a letter and its accent.
fn composed(text: &str) -> Cow<'_, str> {
    // Below the first combining mark nothing is to be composed.
    match text.chars().all(|letter| letter < '\u{300}') {
        true => Cow::Borrowed(text),
        false => Cow::Owned(text.nfc().collect()),
    }
}

fn tokens(composed: &str) -> impl Iterator<Item = &str> {
    composed
        .split(|letter: char| !letter.is_alphanumeric())
        .filter(|token| !token.is_empty())
}

fn is_compared(word: &str) -> bool {
    let letters = word.chars().count();
    (LETTERS_MIN..=LETTERS_MAX).contains(&letters) && word.chars().all(char::is_alphabetic)
}

impl Directory {
    /// The words of a query that finds nothing, with those that no record of these kinds holds replaced by the nearest that
    /// some do, cut in two where a space is missing, or left out where nothing is near. None where every word is held
    /// somewhere, or where the reader finds nothing by it.
    pub async fn corrected(
        &self,
        query: &str,
        kinds: &[&str],
        reader: &Reader,
    ) -> Result<Option<String>, DirectoryError> {
        let mut better: BTreeMap<String, Vec<Known>> = BTreeMap::new();
        let words = query_words(query).into_iter();
        for word in words.filter(|word| is_compared(word)).take(LOOKED_UP_MAX) {
            if better.contains_key(&word) || self.holds(&word, kinds, reader).await? {
                continue;
            }
            let mut proposals = self.nearest(&word, kinds).await?;
            proposals.extend(self.cut_in_two(&word, kinds).await?);
            better.insert(word, proposals);
        }
        if better.is_empty() {
            return Ok(None);
        }
        // One word wrong is what happens most: its proposals are tried one by one, several words by their best alone.
        let tries = match better.len() {
            1 => better.values().map(|known| known.len().max(1)).sum(),
            _ => 1,
        };
        for attempt in 0..tries {
            let text = replaced(query, &better, attempt);
            if query_words(&text).is_empty() {
                continue;
            }
            let mut search = Search::new(kinds);
            search.words(&text);
            if search.count(self, reader).await? > 0 {
                return Ok(Some(text));
            }
        }
        Ok(None)
    }

    /// `franceservices` as `france services`, where records hold both.
    async fn cut_in_two(
        &self,
        word: &str,
        kinds: &[&str],
    ) -> Result<Option<Known>, DirectoryError> {
        let cuts = word.char_indices().map(|(at, _)| word.split_at(at));
        let cuts: Vec<(&str, &str)> = cuts
            .filter(|(one, other)| is_compared(one) && is_compared(other))
            .collect();
        let parts: Vec<&str> = cuts
            .iter()
            .flat_map(|(one, other)| [*one, *other])
            .collect();
        let known = store::known_of(self.database.readers(), &parts, kinds).await?;
        let both = cuts.into_iter().find_map(|(one, other)| {
            let (one, other) = (known.get(one)?, known.get(other)?);
            Some(format!("{} {}", one.written, other.written))
        });
        Ok(both.map(|written| Known { written, count: 0 }))
    }

    /// Whether a word leads anywhere at all, whole, unfinished or by a synonym.
    async fn holds(
        &self,
        word: &str,
        kinds: &[&str],
        reader: &Reader,
    ) -> Result<bool, DirectoryError> {
        if store::is_known(self.database.readers(), word, kinds).await? {
            return Ok(true);
        }
        let mut search = Search::new(kinds);
        search.words(word);
        Ok(search.count(self, reader).await? > 0)
    }

    /// The nearest first; of two that are as near, the more frequent.
    async fn nearest(&self, word: &str, kinds: &[&str]) -> Result<Vec<Known>, DirectoryError> {
        let (letters, apart) = (word.chars().count(), letters_apart(word));
        // Who writes as it sounds writes less.
        let shape = (letters.saturating_sub(apart), letters + apart + ALIKE_MORE);
        let readers = self.database.readers();
        let like = (initials(word), shape);
        let words = store::words_like(readers, like, kinds, COMPARED_MAX).await?;
        let typed = Typed::new(word);
        let mut near: Vec<(u32, String)> = words
            .into_iter()
            .filter_map(|known| Some((typed.nearness(&known)?, known)))
            .collect();
        near.sort();
        near.dedup();
        near.truncate(NEAR_MAX);
        let words: Vec<&str> = near.iter().map(|(_, word)| word.as_str()).collect();
        let mut known = store::known_of(readers, &words, kinds).await?;
        let mut near: Vec<(u32, Known)> = near
            .into_iter()
            .filter_map(|(nearness, word)| Some((nearness, known.remove(&word)?)))
            .collect();
        near.sort_by_key(|(nearness, known)| (*nearness, -known.count));
        near.truncate(TRIED_MAX);
        Ok(near.into_iter().map(|(_, known)| known).collect())
    }
}

/// The query with its wrong words replaced by their proposals at this place, or by the best; one without any is left out.
fn replaced(query: &str, better: &BTreeMap<String, Vec<Known>>, attempt: usize) -> String {
    let query = composed(query);
    let words = tokens(&query).filter_map(|token| match better.get(&fold(token)) {
        None => Some(token),
        Some(known) => Some(known.get(attempt).or(known.first())?.written.as_str()),
    });
    words.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_noted_once_and_with_their_accents() {
        let mut words = Words::new();
        note(
            &mut words,
            "MEDIATHEQUE — la Médiathèque, mediatheque ! L’été 2026 à Me\u{301}diathe\u{300}que75",
        );
        let noted: Vec<_> = words
            .iter()
            .map(|(word, (written, _))| (word.as_str(), written.as_str()))
            .collect();
        assert_eq!(noted, [("mediatheque", "médiathèque")]);
    }

    #[test]
    fn only_what_is_wrong_is_replaced() {
        let known = |written: &str| Known {
            written: written.to_owned(),
            count: 1,
        };
        let better = [(
            "numrique".to_owned(),
            vec![known("numérique"), known("numéros")],
        )]
        .into();
        assert_eq!(
            replaced("Aide NUMRIQUE à l’école", &better, 0),
            "Aide numérique à l école"
        );
        assert_eq!(replaced("numrique", &better, 1), "numéros");
        assert_eq!(replaced("numrique", &better, 9), "numérique");
        let none = [("gouv".to_owned(), Vec::new())].into();
        assert_eq!(replaced("impôts gouv", &none, 0), "impôts");
    }
}
