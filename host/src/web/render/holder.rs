//! Who holds a record that is not ours, and how fresh our copy of it is.

use super::composer::Composer;
use super::dates;
use super::links::Target;
use super::words::Words;

/// A holder that did not answer for so long, in milliseconds, is said to be silent: its copy may be old.
const SILENT_MS: i64 = 24 * 3600 * 1000;

/// The instance that holds a record.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Holder {
    /// What it calls itself.
    pub name: String,
    /// Its own page of the record; none where nobody knows where it answers.
    pub page: Option<String>,
    /// Where it is told that something on that page is wrong.
    pub report: Option<String>,
    /// When it last answered, and now, in milliseconds since 1970.
    pub seen: Option<i64>,
    pub now: i64,
}

impl Holder {
    /// `Tenu par …, vu il y a 2 minutes.`
    pub(super) fn say(&self, words: Words) -> String {
        let name = self.name.as_str();
        let Some(seen) = self.seen else {
            return words.with("holder", &[("name", name)]);
        };
        let silent = self.now.saturating_sub(seen);
        if silent <= SILENT_MS {
            let ago = dates::ago(words, self.now, seen);
            return words.with("holder-seen", &[("name", name), ("ago", &ago)]);
        }
        words.number(
            "holder-silent",
            "count",
            silent / SILENT_MS,
            &[("name", name)],
        )
    }

    /// The link to its own page of the record.
    pub(super) fn visit(&self, composer: &mut Composer) -> Option<(String, Target)> {
        let label = composer.words.with("holder-page", &[("name", &self.name)]);
        Some((label, composer.link(self.page.as_deref()?)?))
    }

    /// The link by which it is told itself.
    pub(super) fn tell(&self, composer: &mut Composer) -> Option<(String, Target)> {
        let label = composer.words.with("holder-tell", &[("name", &self.name)]);
        Some((label, composer.link(self.report.as_deref()?)?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::locale::Locale;

    #[test]
    fn a_copy_says_its_age_and_a_silent_holder_that_it_is_silent() {
        let said = |minutes: Option<i64>| {
            let holder = Holder {
                name: "le Maine-et-Loire".into(),
                seen: minutes.map(|minutes| -minutes * 60_000),
                ..Holder::default()
            };
            let said = holder.say(Words(Locale::French));
            said.replace(['\u{a0}', '\u{202f}'], " ")
        };
        assert_eq!(
            said(Some(2)),
            "Tenu par le Maine-et-Loire, vu il y a 2 minutes."
        );
        assert_eq!(
            said(Some(24 * 60)),
            "Tenu par le Maine-et-Loire, vu il y a un jour."
        );
        assert_eq!(
            said(Some(49 * 60)),
            "Tenu par le Maine-et-Loire, dont nous n’avons plus de nouvelles depuis 2 jours. Téléphonez avant d’y aller."
        );
        assert_eq!(said(None), "Tenu par le Maine-et-Loire.");
    }
}
