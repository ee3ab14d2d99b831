//! A plugin's sentences, in Fluent, with the fall-back of languages: `fr-simple` to `fr`, every other to `fr` last.

use std::collections::BTreeMap;

use fluent_templates::fluent_bundle::concurrent::FluentBundle;
use fluent_templates::fluent_bundle::{FluentArgs, FluentResource};

use super::manifest::Words;

/// The sentences of one plugin.
pub struct Translations {
    bundles: BTreeMap<String, FluentBundle<FluentResource>>,
}

impl Translations {
    /// Reads each language; what Fluent cannot read is left out, and said.
    pub fn new(words: &Words, faults: &mut Vec<String>) -> Self {
        let mut bundles = BTreeMap::new();
        for (language, text) in words {
            let Ok(identifier) = language.parse() else {
                faults.push(format!(
                    "translations/{language}.ftl: `{language}` is not a language"
                ));
                continue;
            };
            let resource =
                FluentResource::try_new(text.clone()).unwrap_or_else(|(resource, errors)| {
                    faults.extend(
                        errors
                            .iter()
                            .map(|error| format!("translations/{language}.ftl: {error}")),
                    );
                    resource
                });
            let mut bundle = FluentBundle::new_concurrent(vec![identifier]);
            // Isolating marks are bidi controls, which the host takes out of every text.
            bundle.set_use_isolating(false);
            if let Err(errors) = bundle.add_resource(resource) {
                faults.extend(
                    errors
                        .iter()
                        .map(|error| format!("translations/{language}.ftl: {error}")),
                );
            }
            bundles.insert(language.clone(), bundle);
        }
        Self { bundles }
    }

    /// The sentence in this language or one that it falls back to.
    pub fn say(&self, locale: &str, key: &str, arguments: &[(String, String)]) -> Option<String> {
        let base = locale.split('-').next().unwrap_or(locale);
        let bundles = [locale, base, "fr"]
            .into_iter()
            .filter_map(|language| self.bundles.get(language));
        let (bundle, pattern) = bundles
            .filter_map(|bundle| Some((bundle, bundle.get_message(key)?.value()?)))
            .next()?;
        let mut values = FluentArgs::new();
        for (name, value) in arguments {
            // A number chooses its plural form.
            match value.parse::<f64>() {
                Ok(number) if value.len() < 16 => values.set(name.as_str(), number),
                _ => values.set(name.as_str(), value.as_str()),
            }
        }
        Some(
            bundle
                .format_pattern(pattern, Some(&values), &mut Vec::new())
                .into_owned(),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_fall_back_and_numbers_choose_their_plural() {
        let words = Words::from([
            ("fr".into(), "salut = Bonjour { $nom }\nfiches = { $n ->\n  [one] { $n } fiche\n *[other] { $n } fiches\n }\n".into()),
            ("en".into(), "salut = Hello { $nom }\n".into()),
        ]);
        let mut faults = Vec::new();
        let translations = Translations::new(&words, &mut faults);
        let say = |locale, key, name: &str, value: &str| {
            translations.say(locale, key, &[(name.to_owned(), value.to_owned())])
        };
        assert_eq!(
            say("en", "salut", "nom", "Ada").as_deref(),
            Some("Hello Ada")
        );
        assert_eq!(
            say("fr-simple", "salut", "nom", "Ada").as_deref(),
            Some("Bonjour Ada")
        );
        assert_eq!(say("en", "fiches", "n", "1").as_deref(), Some("1 fiche"));
        assert_eq!(say("fr", "fiches", "n", "3").as_deref(), Some("3 fiches"));
        assert_eq!(say("fr", "absent", "n", "3"), None);
        assert!(faults.is_empty());
    }
}
