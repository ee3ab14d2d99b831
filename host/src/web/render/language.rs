//! Languages of parts of a page: whether a code is one, and which way it is written.

/// A language named by a plugin, fit to stand in `lang=`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Language {
    /// BCP 47.
    pub code: String,
    /// Written from right to left.
    pub right_to_left: bool,
}

/// Primary codes of languages that are written from right to left.
const RIGHT_TO_LEFT: [&str; 12] = [
    "ar", "arc", "ckb", "dv", "fa", "he", "ps", "sd", "syr", "ug", "ur", "yi",
];

impl Language {
    /// The language with this code, if it has the form of BCP 47: subtags of letters and digits, the first of letters.
    pub fn parse(code: &str) -> Option<Self> {
        let mut subtags = code.split('-');
        let primary = subtags.next()?.to_ascii_lowercase();
        let first =
            (2..=3).contains(&primary.len()) && primary.bytes().all(|b| b.is_ascii_lowercase());
        let others = subtags.all(|tag| {
            (1..=8).contains(&tag.len()) && tag.bytes().all(|b| b.is_ascii_alphanumeric())
        });
        (first && others && code.len() <= 35).then(|| Self {
            code: code.to_owned(),
            right_to_left: RIGHT_TO_LEFT.contains(&primary.as_str()),
        })
    }

    /// The attributes of an element in this language, with a space before.
    pub fn attributes(&self) -> String {
        let direction = if self.right_to_left {
            " dir=\"rtl\""
        } else {
            ""
        };
        format!(" lang=\"{}\"{direction}", self.code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_have_the_form_of_bcp_47() {
        for code in ["fr", "fr-simple", "en-GB", "zh-Hant-TW", "gsw"] {
            assert!(Language::parse(code).is_some(), "{code}");
        }
        for code in [
            "",
            "f",
            "fr_FR",
            "fr-",
            "\"onload=x",
            "12",
            "é",
            "français",
            "fr-123456789",
        ] {
            assert_eq!(Language::parse(code), None, "{code}");
        }
    }

    #[test]
    fn arabic_is_written_from_right_to_left() {
        let arabic = Language::parse("ar-MA").expect("a valid code");
        assert_eq!(arabic.attributes(), " lang=\"ar-MA\" dir=\"rtl\"");
    }
}
