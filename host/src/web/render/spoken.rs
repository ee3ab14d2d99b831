//! Languages that people speak in a place, by their codes in ISO 639.

use super::words::Words;

/// The languages that places name most; another one stands under its code.
pub const SPOKEN: [(&str, &str); 20] = [
    ("fr", "spoken-fr"),
    ("en", "spoken-en"),
    ("ar", "spoken-ar"),
    ("es", "spoken-es"),
    ("pt", "spoken-pt"),
    ("it", "spoken-it"),
    ("de", "spoken-de"),
    ("nl", "spoken-nl"),
    ("pl", "spoken-pl"),
    ("ro", "spoken-ro"),
    ("ru", "spoken-ru"),
    ("uk", "spoken-uk"),
    ("tr", "spoken-tr"),
    ("fa", "spoken-fa"),
    ("ps", "spoken-ps"),
    ("zh", "spoken-zh"),
    ("vi", "spoken-vi"),
    ("br", "spoken-br"),
    ("oc", "spoken-oc"),
    ("fsl", "spoken-fsl"),
];

/// The name of a language; the code where it has none.
pub(super) fn spoken(words: Words, code: &str) -> String {
    let known = SPOKEN.iter().find(|(known, _)| *known == code);
    known.map_or_else(|| code.to_owned(), |(_, key)| words.get(key).to_owned())
}
