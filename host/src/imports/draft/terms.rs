//! How a text becomes terms of a closed list.

use super::super::remark::What;
use super::super::repair;
use super::Draft;
use crate::directory::fold;
use crate::directory::vocabulary::Vocabulary;

/// Names of languages as files write them, with their codes.
const LANGUAGES: [(&str, &str); 14] = [
    ("francais", "fr"),
    ("anglais", "en"),
    ("espagnol", "es"),
    ("allemand", "de"),
    ("italien", "it"),
    ("portugais", "pt"),
    ("arabe", "ar"),
    ("turc", "tr"),
    ("russe", "ru"),
    ("ukrainien", "uk"),
    ("roumain", "ro"),
    ("polonais", "pl"),
    ("chinois", "zh"),
    ("langue des signes", "fsl"),
];

impl Draft {
    pub(super) fn term(
        &mut self,
        vocabulary: &'static Vocabulary,
        field: &str,
        text: &str,
    ) -> Option<&'static str> {
        if let Some(term) = vocabulary.find(text) {
            return Some(&term.code);
        }
        // A cell may hold half a million words that are none: only what is said is looked for.
        if self.said_enough() {
            return None;
        }
        let nearest = vocabulary.nearest(text, 1);
        let nearest = nearest.first().map(|term| term.fr.as_str());
        let what = What::unknown(["import-term", "import-term-near"], nearest);
        self.repaired(field, text, what);
        None
    }

    pub(super) fn terms(
        &mut self,
        path: &str,
        vocabulary: &'static Vocabulary,
        field: &str,
        text: &str,
    ) {
        // A term may hold a separator itself.
        if let Some(term) = vocabulary.find(text) {
            return self.push(path, term.code.as_str());
        }
        for item in repair::items(text) {
            let known = vocabulary.find(&item).is_some();
            let parts: Vec<&str> = match known {
                true => vec![&item],
                false => item.split(", ").collect(),
            };
            for part in parts {
                if let Some(code) = self.term(vocabulary, field, part) {
                    self.push(path, code);
                }
            }
        }
    }

    pub(super) fn languages(&mut self, path: &str, field: &str, text: &str) {
        for item in repair::items(text) {
            let word = fold(&item);
            let named = LANGUAGES
                .iter()
                .find(|(name, code)| *name == word || *code == word);
            match named {
                Some((_, code)) => self.push(path, *code),
                None => self.repaired(field, &item, What::new("import-term")),
            }
        }
    }
}
