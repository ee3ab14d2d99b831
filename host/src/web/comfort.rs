//! Reading comfort: the size, spacing and contrast that a visitor chose, kept in a cookie of a few letters and put on
//! `<html>` as classes. It names nobody and is never kept by the server.

/// The cookie's name.
pub const COOKIE: &str = "comfort";

/// A setting with a closed list of values, each with the word that stands in the form, the cookie and the class.
macro_rules! setting {
    ($(#[$about:meta])* $name:ident { $first:ident => $first_word:literal, $($other:ident => $word:literal),+ }) => {
        $(#[$about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
        #[expect(missing_docs, reason = "each value's word says what it is")]
        pub enum $name { #[default] $first, $($other),+ }

        impl $name {
            /// Every value; the first is the one without a choice.
            pub const ALL: &'static [Self] = &[Self::$first, $(Self::$other),+];

            /// The value's word.
            pub fn word(self) -> &'static str {
                match self { Self::$first => $first_word, $(Self::$other => $word),+ }
            }

            /// The value with this word; an unknown one is the first.
            pub fn from_word(word: &str) -> Self {
                Self::ALL.iter().copied().find(|value| value.word() == word).unwrap_or_default()
            }
        }
    };
}

setting!(
    /// The size of letters, in percent.
    Size { Usual => "100", Large => "125", Larger => "150", Largest => "200" }
);
setting!(
    /// The space between lines, words and letters.
    Spacing { Usual => "normal", Large => "large" }
);
setting!(
    /// Colours; the usual ones follow the device.
    Contrast { Usual => "normal", High => "high", Dark => "dark" }
);

/// What a visitor chose.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Comfort {
    /// The size of letters.
    pub size: Size,
    /// The space between lines, words and letters.
    pub spacing: Spacing,
    /// Colours.
    pub contrast: Contrast,
}

impl Comfort {
    /// Reads the fields `size`, `spacing` and `contrast` of the form at `/confort`; the last of each counts.
    pub fn from_form<'a>(fields: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let mut comfort = Self::default();
        for (name, value) in fields {
            match name {
                "size" => comfort.size = Size::from_word(value),
                "spacing" => comfort.spacing = Spacing::from_word(value),
                "contrast" => comfort.contrast = Contrast::from_word(value),
                _ => {}
            }
        }
        comfort
    }

    /// Reads a cookie's value, such as `125.large.high`.
    pub fn from_cookie(value: &str) -> Self {
        let mut words = value.split('.');
        let mut next = || words.next().unwrap_or_default();
        Self {
            size: Size::from_word(next()),
            spacing: Spacing::from_word(next()),
            contrast: Contrast::from_word(next()),
        }
    }

    /// The cookie's value; `None` where nothing was chosen and the cookie can go.
    pub fn to_cookie(self) -> Option<String> {
        (self != Self::default()).then(|| {
            let (size, spacing) = (self.size.word(), self.spacing.word());
            format!("{size}.{spacing}.{}", self.contrast.word())
        })
    }

    /// The classes of `<html>`, such as `size-125 spacing-large`; empty where nothing was chosen.
    pub fn classes(self) -> String {
        let mut classes = Vec::new();
        if self.size != Size::default() {
            classes.push(format!("size-{}", self.size.word()));
        }
        if self.spacing != Spacing::default() {
            classes.push(format!("spacing-{}", self.spacing.word()));
        }
        if self.contrast != Contrast::default() {
            classes.push(format!("contrast-{}", self.contrast.word()));
        }
        classes.join(" ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_choice_goes_through_form_cookie_and_classes() {
        let comfort = Comfort::from_form([("size", "150"), ("contrast", "dark"), ("x", "y")]);
        assert_eq!(comfort.to_cookie().as_deref(), Some("150.normal.dark"));
        assert_eq!(Comfort::from_cookie("150.normal.dark"), comfort);
        assert_eq!(comfort.classes(), "size-150 contrast-dark");
    }

    #[test]
    fn strange_cookies_mean_nothing_chosen() {
        for value in ["", "...", "9000.x.<script>", "125\u{0}"] {
            assert_eq!(Comfort::from_cookie(value), Comfort::default(), "{value:?}");
        }
        assert_eq!(Comfort::default().to_cookie(), None);
        assert_eq!(Comfort::default().classes(), "");
    }
}
