//! Which language a text is most probably in, as far as small words tell: enough to see that a whole paragraph is not in the
//! language of its page.

/// Fewer words tell nothing.
const WORDS_MIN: usize = 12;

const FRENCH: [&str; 20] = [
    "le", "la", "les", "des", "du", "une", "est", "et", "dans", "pour", "vous", "votre", "avec",
    "sur", "aux", "qui", "ce", "pas", "sont", "par",
];
const ENGLISH: [&str; 20] = [
    "the", "of", "and", "to", "is", "are", "for", "you", "your", "with", "this", "that", "from",
    "by", "not", "it", "or", "be", "at", "an",
];

/// `fr` or `en`, where one is plain.
pub fn language(text: &str) -> Option<&'static str> {
    let mut count = [0_usize; 3];
    let words = text.split(|char: char| !char.is_alphanumeric());
    for word in words.filter(|word| !word.is_empty()) {
        let word = word.to_lowercase();
        count[0] += 1;
        count[1] += usize::from(FRENCH.contains(&word.as_str()));
        count[2] += usize::from(ENGLISH.contains(&word.as_str()));
    }
    let [all, french, english] = count;
    let plain = |this: usize, other: usize| this * 6 >= all && this >= 4 * (other + 1);
    match () {
        () if all < WORDS_MIN => None,
        () if plain(french, english) => Some("fr"),
        () if plain(english, french) => Some("en"),
        () => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_paragraph_tells_its_language_and_a_title_does_not() {
        let french = "Le guide des démarches est dans la mairie de votre commune, avec les étapes pour vous aider sur place.";
        let english = "The guide is in the town hall of your commune, with the steps that help you and this is for you.";
        assert_eq!(language(french), Some("fr"));
        assert_eq!(language(english), Some("en"));
        assert_eq!(
            language("Maison France services de la Roche-aux-Fées"),
            None
        );
    }
}
