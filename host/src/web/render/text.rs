//! Strangers' text made harmless for display: control characters and bidi controls go. Escaping is askama's work.

use std::borrow::Cow;

/// A character that may change what a person sees around it, or that HTML does not allow: C0 and C1 controls other than
/// line feed and tab, and the bidi controls, which can show `gpj.exe` as `exe.jpg`.
pub fn is_harmful(character: char) -> bool {
    matches!(character,
        '\u{0}'..='\u{8}' | '\u{b}'..='\u{1f}' | '\u{7f}'..='\u{9f}'
        | '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// The text without harmful characters.
pub fn clean(text: &str) -> Cow<'_, str> {
    if text.contains(is_harmful) {
        Cow::Owned(text.chars().filter(|c| !is_harmful(*c)).collect())
    } else {
        Cow::Borrowed(text)
    }
}

/// [`clean`] for a whole document: the last thing that happens to it, so that no field can be forgotten.
pub fn clean_document(html: String) -> String {
    if html.contains(is_harmful) {
        clean(&html).into_owned()
    } else {
        html
    }
}

/// The text, cut to at most `characters_max` characters with an ellipsis.
pub fn shortened(text: &str, characters_max: usize) -> Cow<'_, str> {
    match text.char_indices().nth(characters_max) {
        None => Cow::Borrowed(text),
        Some((end, _)) => Cow::Owned(format!("{}…", text[..end].trim_end())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn harmful_characters_go_and_the_rest_stays() {
        assert_eq!(clean("a\u{202e}b\u{0}c\u{85}d\u{2066}e\u{7f}"), "abcde");
        assert!(matches!(clean("é\n\tœ — العربية"), Cow::Borrowed(_)));
    }

    #[test]
    fn cutting_counts_characters() {
        assert_eq!(shortened("été là", 4), "été…");
        assert_eq!(shortened("été", 3), "été");
        assert_eq!(shortened("é", 0), "…");
    }
}
