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

/// A word as somebody typed it, ready to be compared with thousands.
pub struct Typed<'a> {
    word: &'a str,
    sound: String,
    letters: Letters,
}

impl<'a> Typed<'a> {
    /// Of a folded word.
    pub fn new(word: &'a str) -> Self {
        Self {
            word,
            sound: sound(word),
            letters: letters(word),
        }
    }

    /// A number that grows with what is wrong; none where too much is. A word that sounds the same is the nearest.
    pub fn nearness(&self, known: &str) -> Option<u32> {
        let apart = letters_apart(self.word);
        let different = different(&self.letters, &letters(known));
        // No way from one word to the other is shorter than the letters that only one of them has: most words end here.
        if different > apart + ALIKE_MORE {
            return None;
        }
        let heard = sound(known);
        let most = if heard == self.sound {
            apart + ALIKE_MORE
        } else {
            apart
        };
        if different > most {
            return None;
        }
        let distance = strsim::damerau_levenshtein(self.word, known);
        if distance > most {
            return None;
        }
        let apart = strsim::damerau_levenshtein(&self.sound, &heard);
        // A typing error rarely hits the first letter.
        let first = u32::from(self.word.chars().next() != known.chars().next());
        Some(2 * distance.min(apart + 1) as u32 + 2 * apart as u32 + first)
    }
}

/// How often each letter of the alphabet stands in a word, and how often another.
type Letters = [u8; 27];

fn letters(word: &str) -> Letters {
    let mut letters = [0; 27];
    for letter in word.chars() {
        let place = match letter {
            'a'..='z' => letter as usize - 'a' as usize,
            _ => 26,
        };
        letters[place] = u8::saturating_add(letters[place], 1);
    }
    letters
}

/// The letters that only one of two words has, counted in the word that has more of them.
fn different(one: &Letters, other: &Letters) -> usize {
    let more = |a: &Letters, b: &Letters| -> usize {
        let pairs = a.iter().zip(b);
        pairs.map(|(a, b)| usize::from(a.saturating_sub(*b))).sum()
    };
    more(one, other).max(more(other, one))
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
        let near = near.filter_map(|known| Some((Typed::new(typed).nearness(known)?, *known)));
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
    fn letters_never_say_more_than_the_distance() {
        for (one, other) in [
            ("numerique", "numrique"),
            ("chien", "niche"),
            ("telefone", "telephone"),
            ("", "abc"),
        ] {
            let distance = strsim::damerau_levenshtein(one, other);
            assert!(
                different(&letters(one), &letters(other)) <= distance,
                "{one}"
            );
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
