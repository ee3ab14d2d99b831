//! What a plugin says of itself and its sentences: in each language, and in plain French short.

use super::{Findings, lines};
use crate::plugins::manifest::{Manifest, Words};
use crate::plugins::translations::Translations;

/// The language that the others are written from.
const FIRST: &str = "fr";
/// Plain French: what it lacks is said in French.
const SIMPLE: &str = "fr-simple";
/// The languages that every plugin speaks.
const WANTED: [&str; 2] = ["fr", "en"];
/// Words of a sentence in plain French.
const WORDS_MAX: usize = 12;

/// Looks at all words; `toml` is the manifest as it was written, where it is at hand.
pub fn look(manifest: &Manifest, toml: &str, findings: &mut Findings) {
    let mut said = vec![
        ("name", Some(&manifest.name)),
        ("description", Some(&manifest.description)),
    ];
    said.push(("navigation", manifest.navigation.as_ref()));
    for (key, words) in said {
        if let Some(words) = words {
            missing(key, words, toml, findings);
        }
    }
    for task in &manifest.tasks {
        missing("tasks.label", &task.label, toml, findings);
    }
    for purpose in &manifest.purposes {
        missing("purposes.purpose", &purpose.purpose, toml, findings);
    }
    translations(&manifest.translations, findings);
}

fn missing(key: &str, words: &Words, toml: &str, findings: &mut Findings) {
    for language in WANTED {
        let empty = words
            .get(language)
            .is_none_or(|text| text.trim().is_empty());
        if empty {
            let line = lines::of_key(toml, &format!("{key}.{language}"));
            let arguments = [("key", key), ("language", language)];
            findings.fault(("plugin.toml", line), "cli-check-words-missing", &arguments);
        }
    }
}

fn translations(files: &Words, findings: &mut Findings) {
    let mut unreadable = Vec::new();
    // For what it says of the files alone.
    drop(Translations::new(files, &mut unreadable));
    for fault in unreadable {
        let (file, message) = fault.split_once(": ").unwrap_or(("translations", &fault));
        findings.fault(
            file,
            "cli-check-translation-unreadable",
            &[("message", message)],
        );
    }
    let Some(first) = files.get(FIRST) else {
        if let Some(language) = files.keys().next() {
            let file = format!("translations/{language}.ftl");
            findings.fault(file.as_str(), "cli-check-translation-no-french", &[]);
        }
        return;
    };
    let known = sentences(first);
    for (language, text) in files.iter().filter(|(language, _)| *language != FIRST) {
        let file = format!("translations/{language}.ftl");
        let own = sentences(text);
        for sentence in &own {
            if !known.iter().any(|known| known.key == sentence.key) {
                let arguments = [("key", sentence.key)];
                let place = (file.as_str(), Some(sentence.line));
                findings.fault(place, "cli-check-key-too-many", &arguments);
            }
        }
        if language != SIMPLE {
            for sentence in &known {
                if !own.iter().any(|own| own.key == sentence.key) {
                    let line = sentence.line.to_string();
                    let arguments = [("key", sentence.key), ("line", line.as_str())];
                    findings.fault(file.as_str(), "cli-check-key-missing", &arguments);
                }
            }
        }
    }
    if let Some(text) = files.get(SIMPLE) {
        for sentence in sentences(text) {
            let longest = sentence.text.iter().map(|text| longest(text)).max();
            if let Some(count) = longest.filter(|count| *count > WORDS_MAX) {
                let (count, limit) = (count.to_string(), WORDS_MAX.to_string());
                let arguments = [("key", sentence.key), ("words", &count), ("limit", &limit)];
                let place = ("translations/fr-simple.ftl", Some(sentence.line));
                findings.warning(place, "cli-check-sentence-long", &arguments);
            }
        }
    }
}

/// A message of a Fluent file.
struct Sentence<'a> {
    key: &'a str,
    line: usize,
    /// Its lines; each form of a plural stands on its own.
    text: Vec<&'a str>,
}

fn sentences(file: &str) -> Vec<Sentence<'_>> {
    let mut found: Vec<Sentence<'_>> = Vec::new();
    for (index, line) in file.lines().enumerate() {
        let key = line.split_once('=').filter(|(key, _)| {
            let key = key.trim_end();
            key.starts_with(|first: char| first.is_ascii_alphabetic())
                && key
                    .bytes()
                    .all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
        });
        if let Some((key, text)) = key {
            found.push(Sentence {
                key: key.trim_end(),
                line: index + 1,
                text: vec![text],
            });
        } else if let (Some(last), true) = (found.last_mut(), line.starts_with(' ')) {
            last.text.push(line);
        }
    }
    found
}

/// Words of the longest sentence in a line. What is filled in is a word; a selector and the name of a form are none.
fn longest(line: &str) -> usize {
    let mut plain = String::new();
    let mut depth = 0_usize;
    for char in line.chars() {
        match char {
            '{' | '[' => depth += 1,
            '}' => {
                depth = depth.saturating_sub(1);
                plain.push('x');
            }
            ']' => depth = depth.saturating_sub(1),
            char if depth == 0 => plain.push(char),
            _ => {}
        }
    }
    let sentences = plain.split_inclusive(['.', '!', '?', ':', ';', '…']);
    let words = |text: &str| {
        text.split_whitespace()
            .filter(|word| word.contains(char::is_alphanumeric))
            .count()
    };
    sentences.map(words).max().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_a_sentence_are_counted_without_its_selectors() {
        assert_eq!(longest("Un deux. Trois quatre cinq !"), 3);
        assert_eq!(longest("    [one] { $count } fiche est là"), 4);
        assert_eq!(longest("{ $count ->"), 0);
        assert_eq!(longest("L’aide est là : venez nous voir"), 3);
    }

    #[test]
    fn keys_are_compared_with_those_in_french() {
        let files = Words::from([
            (
                "fr".into(),
                "a = Un\nb = { $n ->\n    [one] un\n   *[other] deux\n }\n".into(),
            ),
            ("en".into(), "a = One\nc = Three\n".into()),
            (
                "fr-simple".into(),
                "a = Un deux trois quatre cinq six sept huit neuf dix onze douze treize.\n".into(),
            ),
        ]);
        let mut findings = Findings::default();
        translations(&files, &mut findings);
        let found = findings.into_sorted();
        let shown: Vec<_> = found
            .iter()
            .map(|found| {
                (
                    found.key,
                    found.place.as_str(),
                    found.line,
                    found.arguments[0].1.as_str(),
                )
            })
            .collect();
        assert_eq!(
            shown,
            [
                (
                    "cli-check-key-too-many",
                    "translations/en.ftl",
                    Some(2),
                    "c"
                ),
                ("cli-check-key-missing", "translations/en.ftl", None, "b"),
                (
                    "cli-check-sentence-long",
                    "translations/fr-simple.ftl",
                    Some(1),
                    "a"
                ),
            ]
        );
    }
}
