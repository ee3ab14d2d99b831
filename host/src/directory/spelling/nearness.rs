//! How near two words are to one another for somebody who mistypes, or writes as it sounds.

use std::collections::BTreeSet;

/// Letters that people take for one another at the beginning of a word, since French says them alike or not at all.
const SOUNDS: [(char, &[char]); 13] = [
    ('a', &['h']),
    ('c', &['k', 'q', 's']),
    ('e', &['h', 'a']),
    ('f', &['p']),
    ('g', &['j']),
    ('i', &['h', 'y']),
    ('j', &['g']),
    ('k', &['c', 'q']),
    ('o', &['a', 'e', 'h']),
    ('q', &['c', 'k']),
    ('s', &['c', 'z']),
    ('u', &['h']),
    ('y', &['i']),
];

/// What is said alike and written in several ways, the longest first.
const WRITTEN: [(&str, &str); 14] = [
    ("eau", "o"),
    ("qu", "k"),
    ("ph", "f"),
    ("au", "o"),
    ("ai", "e"),
    ("ei", "e"),
    ("th", "t"),
    ("ch", "x"),
    ("ss", "s"),
    ("ce", "se"),
    ("ci", "si"),
    ("c", "k"),
    ("y", "i"),
    ("z", "s"),
];

/// `bibliotek` has four letters wrong and sounds the same: of such a word so many more may be.
pub const ALIKE_MORE: usize = 2;

/// How many letters may be wrong in a word.
pub fn letters_apart(word: &str) -> usize {
    match word.chars().count() {
        0..=5 => 1,
        6..=11 => 2,
        _ => 3,
    }
}

/// The letters with which a word may begin that was meant: its own, its second (the first was typed too much or at the
/// wrong place), and those that sound alike.
pub fn initials(word: &str) -> Vec<String> {
    let mut letters = word.chars();
    let first = letters.next();
    let alike = SOUNDS.iter().filter(|(letter, _)| Some(*letter) == first);
    let alike = alike.flat_map(|(_, others)| *others).copied();
    let all: BTreeSet<char> = first
        .into_iter()
        .chain(letters.next())
        .chain(alike)
        .collect();
    all.into_iter().map(String::from).collect()
}

/// A number that grows with what is wrong; none where too much is. A word that sounds the same is the nearest.
pub fn nearness(typed: &str, known: &str) -> Option<u32> {
    let distance = strsim::damerau_levenshtein(typed, known);
    let sound = strsim::damerau_levenshtein(&sound(typed), &sound(known));
    let most = letters_apart(typed) + if sound == 0 { ALIKE_MORE } else { 0 };
    if distance > most {
        return None;
    }
    // A typing error rarely hits the first letter.
    let first = u32::from(typed.chars().next() != known.chars().next());
    Some(2 * distance.min(sound + 1) as u32 + 2 * sound as u32 + first)
}

/// A word as it sounds, roughly: letters that are silent or double are gone.
fn sound(word: &str) -> String {
    let mut rest = word;
    let mut said = String::with_capacity(word.len());
    while let Some(letter) = rest.chars().next() {
        let written = WRITTEN
            .iter()
            .find(|(written, _)| rest.starts_with(written));
        let (taken, sound) = match written {
            Some((written, sound)) => (written.len(), (*sound).to_owned()),
            None if letter == 'h' => (1, String::new()),
            None => (letter.len_utf8(), letter.to_string()),
        };
        if !said.ends_with(&sound) || sound.is_empty() {
            said.push_str(&sound);
        }
        rest = &rest[taken..];
    }
    let silent = |letter| matches!(letter, 'e' | 's' | 't' | 'x');
    let heard = said.trim_end_matches(silent);
    if heard.is_empty() {
        said
    } else {
        heard.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The nearest of some words of a real directory.
    fn nearest<'a>(typed: &str) -> Option<&'a str> {
        const KNOWN: [&str; 16] = [
            "numerique",
            "mediatheque",
            "mediation",
            "services",
            "ordinateur",
            "telephone",
            "imprimante",
            "habitat",
            "photocopie",
            "bibliotheque",
            "informatique",
            "information",
            "acces",
            "caisse",
            "maison",
            "mission",
        ];
        let near = KNOWN
            .iter()
            .filter(|known| initials(typed).contains(&known[..1].to_owned()));
        let near = near.filter_map(|known| Some((nearness(typed, known)?, *known)));
        near.min().map(|(_, known)| known)
    }

    #[test]
    fn a_slip_of_a_finger_finds_the_word() {
        for (typed, known) in [
            ("numrique", "numerique"),
            ("numeriqeu", "numerique"),
            ("mediatehque", "mediatheque"),
            ("servises", "services"),
            ("imrpimante", "imprimante"),
            ("informatiqe", "informatique"),
            ("rodinateur", "ordinateur"),
            ("maisson", "maison"),
        ] {
            assert_eq!(nearest(typed), Some(known), "{typed}");
        }
    }

    #[test]
    fn what_is_written_as_it_sounds_finds_the_word() {
        for (typed, known) in [
            ("ordinateure", "ordinateur"),
            ("hordinateur", "ordinateur"),
            ("telefone", "telephone"),
            ("numerik", "numerique"),
            ("abitat", "habitat"),
            ("fotocopie", "photocopie"),
            ("bibliotek", "bibliotheque"),
            ("kaisse", "caisse"),
        ] {
            assert_eq!(nearest(typed), Some(known), "{typed}");
        }
    }

    #[test]
    fn what_is_far_is_not_proposed() {
        for typed in ["zzzzzz", "voiture", "maire", "bonjour"] {
            assert_eq!(nearest(typed), None, "{typed}");
        }
    }

    #[test]
    fn any_word_has_a_sound_and_initials() {
        for word in ["", "s", "hhh", "été", "日本"] {
            assert!(sound(word).len() <= word.len());
            assert!(initials(word).len() <= 6);
        }
    }
}
