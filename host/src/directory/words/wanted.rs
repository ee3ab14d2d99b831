//! What a search wants of a text, word by word, for whatever searches it: the words themselves, their beginnings and stems,
//! and others that mean the same.

use super::{Phrase, at_the_beginning, singular, stem, stemmed, verb_stem};

/// `carsat` is as long as `mairie`: what is longer than this may be a word of which people type the beginning.
const ACRONYM_LETTERS_MAX: usize = 4;

/// A word of the index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// Letters and digits only.
    pub text: String,
    /// Any word that begins so.
    pub begins: bool,
}

/// One of these must be there: each is some tokens that must all be there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    pub any: Vec<Vec<Token>>,
}

/// What a text must hold for these words of a query: each of the things given.
pub fn wanted(words: &[String]) -> Vec<Wanted> {
    let mut all = Vec::new();
    let mut rest = words;
    while let Some((first, after)) = rest.split_first() {
        rest = match at_the_beginning(rest) {
            Some((length, others)) => {
                all.push(same(&rest[..length], others));
                &rest[length..]
            }
            None => {
                all.push(Wanted { any: forms(first) });
                after
            }
        };
    }
    all
}

/// A phrase or others that mean the same. An acronym is never only the beginning of a word.
fn same(phrase: &[String], others: &[Phrase]) -> Wanted {
    let mut any = match phrase {
        [word] if word.chars().count() > ACRONYM_LETTERS_MAX => forms(word),
        _ => Vec::new(),
    };
    let phrases = std::iter::once(phrase).chain(others.iter().map(Vec::as_slice));
    for phrase in phrases {
        let tokens = phrase.iter().map(|word| exactly(&stemmed(word)));
        let tokens = tokens.collect();
        if !any.contains(&tokens) {
            any.push(tokens);
        }
    }
    Wanted { any }
}

/// A word by its beginning, by its singular, by the beginning of a verb, or by its stem.
fn forms(word: &str) -> Vec<Vec<Token>> {
    // One letter alone would match a tenth of all words.
    let own = Token {
        text: word.to_owned(),
        begins: word.chars().count() > 1,
    };
    let verb = verb_stem(word);
    let stem = stem(word).filter(|stem| Some(stem.as_str()) != verb);
    let verb = verb.map(|beginning| Token {
        text: beginning.to_owned(),
        begins: true,
    });
    let mut any = vec![vec![own]];
    // The stem stands behind a text: what holds the word itself comes before what holds another form of it.
    let singular = singular(word).filter(|_| stem.is_none()).map(exactly);
    let stem = stem.map(|stem| exactly(&stem));
    for token in singular.into_iter().chain(verb).chain(stem) {
        if !any.contains(&vec![token.clone()]) {
            any.push(vec![token]);
        }
    }
    any
}

fn exactly(word: &str) -> Token {
    Token {
        text: word.to_owned(),
        begins: false,
    }
}

#[cfg(test)]
mod tests {
    use super::super::query_words;
    use super::*;

    /// `a* | b & c`, one line for each thing wanted.
    fn shown(query: &str) -> Vec<String> {
        let token =
            |token: &Token| format!("{}{}", token.text, if token.begins { "*" } else { "" });
        let all = |tokens: &Vec<Token>| tokens.iter().map(token).collect::<Vec<_>>().join(" & ");
        let wanted = wanted(&query_words(query)).into_iter();
        wanted
            .map(|wanted| wanted.any.iter().map(all).collect::<Vec<_>>().join(" | "))
            .collect()
    }

    #[test]
    fn words_are_wanted_in_all_their_forms() {
        assert_eq!(shown("ateliers"), ["ateliers* | ateli"]);
        assert_eq!(shown("imprimer"), ["imprimer* | imprim*"]);
        assert_eq!(shown("l a"), ["l", "a"]);
        assert_eq!(shown("bus 75011"), ["bus*", "75011*"]);
    }

    #[test]
    fn synonyms_are_wanted_whole_and_the_words_after_them_too() {
        assert_eq!(
            shown("caf angers"),
            [
                "caf | caiss & alloc & familial | alloc & familial",
                "angers* | anger"
            ]
        );
        assert_eq!(
            shown("carte grise")[0],
            "cart & gris | certificat & immatricul"
        );
    }
}
