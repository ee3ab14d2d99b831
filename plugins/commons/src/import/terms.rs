//! Communecter's words for what this plugin has codes for. Its files hold misspellings: what is one letter or two away from a word
//! is that word, and the report says so.

/// How near a misspelled word may be, in letters.
const MISSPELLED: usize = 2;

/// A word of a list, and whether it had to be mended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Known {
    /// As the list has it.
    pub word: &'static str,
    /// It was written otherwise.
    pub mended: bool,
}

/// The word of the list that is meant.
pub fn known(said: &str, list: &[&'static str]) -> Option<Known> {
    if let Some(word) = list.iter().find(|word| word.eq_ignore_ascii_case(said)) {
        return Some(Known {
            word,
            mended: false,
        });
    }
    let lower: String = said.to_lowercase().chars().take(40).collect();
    let near = |word: &&&'static str| {
        word.len() > 4 && strsim::damerau_levenshtein(&lower, word) <= MISSPELLED
    };
    list.iter()
        .find(near)
        .map(|word| Known { word, mended: true })
}

/// What is done with a thing.
pub const SECTIONS: [&str; 4] = ["offer", "need", "forsale", "forrent"];
/// What sort of thing it is.
pub const TYPES: [&str; 3] = ["classifieds", "ressources", "jobs"];
/// Sorts of organisations.
pub const ORGANISATIONS: [&str; 4] = ["NGO", "LocalBusiness", "Group", "GovernmentOrganization"];

/// The code of `commons.offer` for a section, a sort and their category.
pub fn way(section: &str, sort: &str, category: &str, is_given: bool) -> &'static str {
    match (section, sort) {
        ("need", _) => "look-for",
        ("forsale", _) => "sell",
        ("forrent", _) => "rent",
        (_, "jobs") => "hire",
        _ if is_given => "give",
        (_, "ressources") if matches!(category, "service" | "competence") => "help",
        _ => "offer",
    }
}

/// Themes by the words that Communecter has for categories and their parts.
const THEMES: [(&str, &[&str]); 14] = [
    ("solidarity", &["charity", "donation", "personalservices"]),
    ("food", &["food", "hotelcatering", "agriculture"]),
    (
        "gardening",
        &["gardening", "gardeningtools", "garden", "ground"],
    ),
    ("repair", &["diy", "handcraft", "tools"]),
    (
        "digital",
        &["it", "electronic", "technology", "computer", "phone"],
    ),
    ("learning", &["education", "training", "competence"]),
    ("children", &["childrencare", "baby", "toys"]),
    (
        "housing",
        &["house", "property", "furniture", "apartment", "home"],
    ),
    (
        "mobility",
        &["car", "vehicles", "bike", "caravanning", "carpooling"],
    ),
    ("clothing", &["shoes", "fashion", "clothes"]),
    (
        "leisure",
        &[
            "artistic",
            "bookscomics",
            "leisure",
            "music",
            "sports",
            "tourismanimation",
            "games",
        ],
    ),
    ("environment", &["environment", "recycling", "energy"]),
    ("animals", &["animalcare", "pets", "animals"]),
    ("work", &["joboffer", "tradesales", "laws"]),
];
/// The themes of a category and its part, in the order of the list; empty where none is known.
pub fn themes(words: &[&str]) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for said in words {
        let lower = said.to_lowercase();
        for (theme, list) in THEMES {
            if known(&lower, list).is_some() && !found.iter().any(|there| there == theme) {
                found.push(theme.to_owned());
                break;
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_misspelled_word_is_the_one_that_is_meant() {
        let known = |said: &str| known(said, &TYPES);
        assert_eq!(
            known("ressoures").map(|found| (found.word, found.mended)),
            Some(("ressources", true))
        );
        assert_eq!(known("JOBS").map(|found| found.mended), Some(false));
        assert!(known("job").is_none() && known("fleurs").is_none() && known("").is_none());
        assert_eq!(themes(&["vehicules", "car"]), ["mobility"]);
        assert!(themes(&["service", "material", "xyz"]).is_empty());
    }

    #[test]
    fn what_is_uncertain_is_an_offer_and_no_gift() {
        assert_eq!(way("offer", "ressources", "material", false), "offer");
        assert_eq!(way("offer", "ressources", "material", true), "give");
        assert_eq!(way("offer", "ressources", "competence", false), "help");
        assert_eq!(way("need", "jobs", "", false), "look-for");
    }
}
