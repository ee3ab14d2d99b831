//! The host's own sentences in the visitor's language, from `translations/`. A sentence that plain French lacks is said
//! in French; a key that no language has shows itself, and a test fails before that.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::LazyLock;

use fluent_templates::fluent_bundle::FluentValue;
use fluent_templates::{LanguageIdentifier, Loader, static_loader};

use crate::web::locale::Locale;

static_loader! {
    static TRANSLATIONS = {
        locales: "./translations",
        fallback_language: "fr",
        // Isolation marks are bidi controls, which pages are kept free of.
        customise: |bundle| bundle.set_use_isolating(false),
    };
}

/// French's files, for the list of keys; the command line has its own and looks them up one by one.
pub(super) const FRENCH: &[&str] = &[
    include_str!("../../../translations/fr/site.ftl"),
    include_str!("../../../translations/fr/statistics.ftl"),
    include_str!("../../../translations/fr/suggestions.ftl"),
    include_str!("../../../translations/fr/moderation.ftl"),
    include_str!("../../../translations/fr/pages.ftl"),
    include_str!("../../../translations/fr/directory.ftl"),
    include_str!("../../../translations/fr/plan.ftl"),
    include_str!("../../../translations/fr/api.ftl"),
    include_str!("../../../translations/fr/blocks.ftl"),
    include_str!("../../../translations/fr/dates.ftl"),
    include_str!("../../../translations/fr/errors.ftl"),
    include_str!("../../../translations/fr/imports.ftl"),
    include_str!("../../../translations/fr/duplicates.ftl"),
    include_str!("../../../translations/fr/accounts.ftl"),
    include_str!("../../../translations/fr/peers.ftl"),
    include_str!("../../../translations/fr/import_pages.ftl"),
    include_str!("../../../translations/fr/records.ftl"),
    include_str!("../../../translations/fr/contributors.ftl"),
    include_str!("../../../translations/fr/workbench.ftl"),
    include_str!("../../../translations/fr/pictures.ftl"),
    include_str!("../../../translations/fr/extensions.ftl"),
    include_str!("../../../translations/fr/audit.ftl"),
    include_str!("../../../translations/fr/law.ftl"),
];

/// A language's name for the loader, and its sentences without variables.
struct Language {
    identifier: LanguageIdentifier,
    sentences: HashMap<&'static str, String>,
}

/// Looked up once: a page takes some fifty sentences, and a look-up through the loader negotiates languages each time.
static LANGUAGES: LazyLock<[Language; 3]> = LazyLock::new(|| {
    Locale::ALL.map(|locale| {
        let identifier: LanguageIdentifier = locale
            .code()
            .parse()
            .expect("the codes of our languages are valid");
        let sentences = FRENCH
            .iter()
            .flat_map(|file| keys(file))
            .filter_map(|key| Some((key, TRANSLATIONS.try_lookup(&identifier, key)?)))
            .collect();
        Language {
            identifier,
            sentences,
        }
    })
});

/// The keys of a translation file: what stands before ` =` at the beginning of a line.
pub fn keys(file: &str) -> impl Iterator<Item = &str> {
    file.lines().filter_map(|line| {
        let key = line.split_once(" =")?.0;
        let is_key = key.starts_with(|first: char| first.is_ascii_lowercase())
            && key.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        is_key.then_some(key)
    })
}

/// The sentences of one language.
#[derive(Debug, Clone, Copy)]
pub struct Words(pub Locale);

impl Words {
    fn language(self) -> &'static Language {
        let index = Locale::ALL.iter().position(|locale| *locale == self.0);
        &LANGUAGES[index.unwrap_or_default()]
    }

    /// A sentence without variables.
    pub fn get(self, key: &'static str) -> &'static str {
        self.language()
            .sentences
            .get(key)
            .map_or(key, String::as_str)
    }

    /// A sentence whose variables are texts.
    pub fn with(self, key: &'static str, arguments: &[(&'static str, &str)]) -> String {
        let arguments = arguments
            .iter()
            .map(|(name, text)| (*name, FluentValue::from((*text).to_owned())));
        self.fill(key, arguments)
    }

    /// A sentence with `$count`, in the right number.
    pub fn count(self, key: &'static str, count: u64) -> String {
        self.fill(key, std::iter::once(("count", FluentValue::from(count))))
    }

    /// A sentence with one number, under a name of its own.
    pub fn number(
        self,
        key: &'static str,
        name: &'static str,
        number: i64,
        others: &[(&'static str, &str)],
    ) -> String {
        let others = others
            .iter()
            .map(|(name, text)| (*name, FluentValue::from((*text).to_owned())));
        self.fill(
            key,
            std::iter::once((name, FluentValue::from(number))).chain(others),
        )
    }

    fn fill(
        self,
        key: &'static str,
        arguments: impl Iterator<Item = (&'static str, FluentValue<'static>)>,
    ) -> String {
        self.look_up(key, arguments)
            .unwrap_or_else(|| key.to_owned())
    }

    /// A sentence that may not be there, for those whose keys are made while the program runs.
    pub fn look_up(
        self,
        key: &str,
        arguments: impl Iterator<Item = (impl Into<Cow<'static, str>>, FluentValue<'static>)>,
    ) -> Option<String> {
        let arguments: HashMap<Cow<'static, str>, FluentValue<'static>> = arguments
            .map(|(name, value)| (name.into(), value))
            .collect();
        TRANSLATIONS.try_lookup_with_args(&self.language().identifier, key, &arguments)
    }

    /// A sentence whose arguments were kept as texts; a `count` chooses its plural form.
    pub fn look_up_texts(
        self,
        key: &str,
        arguments: impl IntoIterator<Item = (impl Into<Cow<'static, str>>, String)>,
    ) -> Option<String> {
        let arguments = arguments.into_iter().map(|(name, value)| {
            let name: Cow<'static, str> = name.into();
            let value = match (name.as_ref(), value.parse::<u64>()) {
                ("count", Ok(count)) => count.into(),
                _ => FluentValue::from(value),
            };
            (name, value)
        });
        self.look_up(key, arguments)
    }

    /// `a`, `a et b`, `a, b et c`.
    pub fn list(self, items: &[String]) -> String {
        match items {
            [] => String::new(),
            [only] => only.clone(),
            [before @ .., last] => self.with(
                "list-and",
                &[("before", &before.join(", ")), ("last", last)],
            ),
        }
    }
}
