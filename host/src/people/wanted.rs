//! Who is looked for: an e-mail address, found only as a whole, or a name, found as all of its words.

use crate::directory::fold;

/// Fewer letters are in every second record.
pub const WANTED_CHARS_MIN: usize = 4;
/// More is no name.
pub const WANTED_CHARS_MAX: usize = 200;

/// Who is looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wanted {
    /// In lower case.
    Address(String),
    /// Folded words, all of which must be there.
    Name(Vec<String>),
    /// A word that a machine made, as it is.
    Exact(String),
}

impl Wanted {
    /// What somebody typed; nothing where it is too short or too long to mean one person.
    pub fn read(typed: &str) -> Option<Self> {
        let typed = typed.trim();
        let length = typed.chars().count();
        if !(WANTED_CHARS_MIN..=WANTED_CHARS_MAX).contains(&length) {
            return None;
        }
        if typed.contains('@') {
            return Some(Self::Address(typed.to_lowercase()));
        }
        let words: Vec<String> = words(typed);
        (!words.is_empty()).then_some(Self::Name(words))
    }

    pub(super) fn exact(name: &str) -> Self {
        Self::Exact(name.to_owned())
    }

    /// The address that is looked for, if it is one.
    pub fn address(&self) -> Option<String> {
        match self {
            Self::Address(address) => Some(address.clone()),
            _ => None,
        }
    }

    /// Whether a text names the person.
    pub fn is_in(&self, text: &str) -> bool {
        match self {
            Self::Exact(name) => text.contains(name.as_str()),
            Self::Address(address) => {
                let text = text.to_lowercase();
                let ends = |one: Option<char>| !one.is_some_and(is_of_address);
                text.match_indices(address.as_str()).any(|(at, _)| {
                    ends(text[..at].chars().next_back())
                        && ends(
                            text[at + address.len()..]
                                .chars()
                                .next()
                                .filter(|one| *one != '.'),
                        )
                })
            }
            Self::Name(wanted) => {
                let there = words(text);
                wanted.iter().all(|word| there.contains(word))
            }
        }
    }
}

fn words(text: &str) -> Vec<String> {
    let folded = fold(text);
    let parts = folded.split(|one: char| !one.is_alphanumeric());
    parts
        .filter(|part| !part.is_empty())
        .map(str::to_owned)
        .collect()
}

fn is_of_address(one: char) -> bool {
    one.is_alphanumeric() || matches!(one, '.' | '_' | '%' | '+' | '-' | '@')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_found_as_a_whole_and_whatever_its_case() {
        let wanted = Wanted::read(" Zoe@Example.fr ").unwrap();
        for text in [
            "zoe@example.fr",
            r#"{"email":"ZOE@example.fr"}"#,
            "Écrivez à zoe@example.fr.",
        ] {
            assert!(wanted.is_in(text), "{text}");
        }
        for text in [
            "chloe.zoe@example.fr",
            "zoe@example.frs",
            "azoe@example.fr",
            "zoe",
        ] {
            assert!(!wanted.is_in(text), "{text}");
        }
    }

    #[test]
    fn a_name_is_found_as_all_of_its_words_without_accents() {
        let wanted = Wanted::read("Zoé Martin").unwrap();
        assert!(wanted.is_in(r#"{"last_name":"MARTIN","first_name":"Zoe"}"#));
        assert!(!wanted.is_in("Zoé Martinez") && !wanted.is_in("Martin"));
    }

    #[test]
    fn what_means_everybody_is_not_looked_for() {
        for typed in ["", "  a ", "a b", "...…", &"x".repeat(201)] {
            assert_eq!(Wanted::read(typed), None, "{typed}");
        }
    }
}
