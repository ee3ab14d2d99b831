//! Which language a visitor reads: `?lang=` first, then the cookie, then what the browser asks for, else French. It
//! never looks at the visitor's address, and holds no words itself.

/// The name of the query parameter and of the cookie.
pub const NAME: &str = "lang";

/// A language that the host speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Locale {
    /// French, complete: the language that the others are written from.
    #[default]
    French,
    /// French in short sentences and simple words; what it lacks is said in French.
    FrenchSimple,
    /// English, complete.
    English,
}

impl Locale {
    /// Every language, in the order in which visitors are offered them.
    pub const ALL: [Self; 3] = [Self::French, Self::FrenchSimple, Self::English];

    /// The BCP 47 code, as it stands in `lang=`, in the cookie and in the contract with plugins.
    pub fn code(self) -> &'static str {
        match self {
            Self::French => "fr",
            Self::FrenchSimple => "fr-simple",
            Self::English => "en",
        }
    }

    /// The language with exactly this code, in any case.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|locale| locale.code().eq_ignore_ascii_case(code.trim()))
    }

    /// The language that speakers of `tag` (`fr-CA`, `en-GB`, `fr-simple`) understand.
    pub fn from_tag(tag: &str) -> Option<Self> {
        let primary = tag.split('-').next().unwrap_or_default();
        Self::from_code(tag).or_else(|| Self::from_code(primary))
    }

    /// Chooses from what the visitor sent: the parameter, the cookie's value, the `Accept-Language` header. What is not
    /// understood is passed over.
    pub fn choose(parameter: Option<&str>, cookie: Option<&str>, header: Option<&str>) -> Self {
        parameter
            .and_then(Self::from_code)
            .or_else(|| cookie.and_then(Self::from_code))
            .or_else(|| header.and_then(Self::from_accept_language))
            .unwrap_or_default()
    }

    /// The best of `fr-CH, fr;q=0.9, en;q=0.8, *;q=0.5`. A quality of 0 is a refusal (RFC 9110, 12.4.2).
    fn from_accept_language(header: &str) -> Option<Self> {
        // Browsers send a handful; more is not worth reading.
        const WISHES_MAX: usize = 32;
        let mut best: Option<(Self, f32)> = None;
        for wish in header.split(',').take(WISHES_MAX) {
            let mut parts = wish.split(';');
            let tag = parts.next().unwrap_or_default().trim();
            let quality = parts.find_map(quality).unwrap_or(1.0);
            let Some(locale) = Self::from_tag(tag) else {
                continue;
            };
            if quality > best.map_or(0.0, |(_, best)| best) {
                best = Some((locale, quality));
            }
        }
        best.map(|(locale, _)| locale)
    }
}

/// The number in `q=0.8`, within its bounds.
fn quality(parameter: &str) -> Option<f32> {
    let value: f32 = parameter.trim().strip_prefix("q=")?.trim().parse().ok()?;
    value.is_finite().then(|| value.clamp(0.0, 1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parameter_wins_then_the_cookie_then_the_header() {
        let choose = Locale::choose;
        assert_eq!(choose(Some("en"), Some("fr"), Some("fr")), Locale::English);
        assert_eq!(
            choose(Some("xx"), Some("fr-simple"), Some("en")),
            Locale::FrenchSimple
        );
        assert_eq!(choose(None, None, Some("en-GB")), Locale::English);
        assert_eq!(choose(None, None, None), Locale::French);
    }

    #[test]
    fn the_header_is_weighed() {
        let header = Locale::from_accept_language;
        assert_eq!(header("de, en;q=0.8, fr;q=0.9"), Some(Locale::French));
        assert_eq!(header("en;q=0, fr;q=0.1"), Some(Locale::French));
        assert_eq!(header("fr-CA,en;q=0.9"), Some(Locale::French));
        assert_eq!(header("FR-SIMPLE"), Some(Locale::FrenchSimple));
        assert_eq!(header("de"), None);
        assert_eq!(header(";;q=,,q=NaN;en;q=x"), None);
    }
}
