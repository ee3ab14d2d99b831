//! Yes and no, as columns say them.

use crate::directory::fold;

const YES: [&str; 9] = ["true", "oui", "1", "x", "yes", "vrai", "o", "y", "ok"];
const NO: [&str; 7] = ["false", "non", "0", "no", "faux", "n", "aucun"];

/// Whether a cell says yes; nothing where it says neither, as an empty cell and `?` do.
pub fn flag(text: &str) -> Option<bool> {
    let word = fold(text);
    let word = word.strip_suffix(" 0").unwrap_or(&word);
    if YES.contains(&word) {
        return Some(true);
    }
    NO.contains(&word).then_some(false)
}
