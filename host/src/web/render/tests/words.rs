//! The translations: nothing missing, nothing left over, and plain French that is plain.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use crate::web::render::words::{FRENCH, keys};

/// What a sentence of plain French may have at most.
const PLAIN_WORDS_MAX: usize = 12;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn files(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut waiting = vec![folder.to_owned()];
    while let Some(folder) = waiting.pop() {
        for entry in std::fs::read_dir(&folder).expect("a folder of the source") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                waiting.push(path);
            } else if path.extension().is_some_and(|found| found == extension) {
                found.push(path);
            }
        }
    }
    found
}

/// The command line's file, whose keys are tested beside it.
const COMMAND_LINE: &str = "cli.ftl";

/// The keys of a language, each with its file's name.
fn language(code: &str) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    for path in files(&root().join("translations").join(code), "ftl") {
        let text = std::fs::read_to_string(&path).expect("a translation file");
        let name = path
            .file_name()
            .expect("a file name")
            .to_string_lossy()
            .into_owned();
        for key in keys(&text) {
            assert_eq!(
                found.insert(key.to_owned(), name.clone()),
                None,
                "{key} stands twice in {code}"
            );
        }
    }
    found
}

/// The keys of the pages.
fn pages(code: &str) -> BTreeMap<String, String> {
    let mut found = language(code);
    found.retain(|_, file| file != COMMAND_LINE);
    found
}

#[test]
fn english_says_all_that_french_says_in_the_same_files() {
    assert_eq!(language("en"), language("fr"));
}

#[test]
fn every_french_file_is_looked_up() {
    let looked_up: BTreeSet<_> = FRENCH.iter().flat_map(|file| keys(file)).collect();
    let french = pages("fr");
    assert_eq!(looked_up, french.keys().map(String::as_str).collect());
}

#[test]
fn plain_french_says_nothing_that_french_does_not() {
    let french = language("fr");
    for (key, file) in language("fr-simple") {
        assert_eq!(french.get(&key), Some(&file), "{key}");
    }
}

#[test]
fn every_key_in_use_is_there_and_every_key_is_in_use() {
    let sources = files(&root().join("templates"), "html")
        .into_iter()
        .chain(files(&root().join("src/web/render"), "rs"));
    let mut texts = String::new();
    for path in sources.filter(|path| !path.components().any(|part| part.as_os_str() == "tests")) {
        texts.push_str(&std::fs::read_to_string(path).expect("a source file"));
    }
    // What an import or an export says, or why two records are alike, is named there, and put into words by who shows it.
    let mut said = texts.clone();
    for folder in ["src/imports", "src/exports", "src/directory/duplicates"] {
        for path in files(&root().join(folder), "rs") {
            said.push_str(&std::fs::read_to_string(path).expect("a source file"));
        }
    }
    let french = pages("fr");
    let mut used = BTreeSet::new();
    for call in [
        "words.get(\"",
        "words.with(\"",
        "words.count(\"",
        "words.number(\"",
        ".get(\"",
    ] {
        used.extend(
            texts
                .split(call)
                .skip(1)
                .filter_map(|rest| rest.split('"').next()),
        );
    }
    for key in &used {
        assert!(
            french.contains_key(*key),
            "the key {key:?} is used and has no words"
        );
    }
    for key in french.keys() {
        assert!(
            said.contains(&format!("\"{key}\"")),
            "the key {key:?} is used nowhere"
        );
    }
}

#[test]
fn every_sentence_of_an_import_has_words() {
    let french = language("fr");
    for folder in ["src/imports", "src/exports"] {
        for path in files(&root().join(folder), "rs") {
            let text = std::fs::read_to_string(&path).expect("a source file");
            for word in text.split('"').skip(1).step_by(2) {
                let is_key =
                    word.len() > 7 && (word.starts_with("import-") || word.starts_with("export-"));
                assert!(!is_key || french.contains_key(word), "{word}");
            }
        }
    }
}

#[test]
fn plain_french_has_short_sentences() {
    for path in files(&root().join("translations/fr-simple"), "ftl") {
        let text = std::fs::read_to_string(&path).expect("a translation file");
        for line in text
            .lines()
            .filter(|line| !line.starts_with('#') && !line.trim().is_empty())
        {
            let words = line.split_once(" =").map_or(line, |(_, words)| words);
            // An address is no sentence.
            let words = words.split(" Adresse :").next().unwrap_or_default();
            for sentence in words.split(['.', '?', '!', ':', ';']) {
                let count = sentence
                    .split_whitespace()
                    .filter(|word| word.contains(char::is_alphanumeric))
                    .count();
                assert!(count <= PLAIN_WORDS_MAX, "{count} words: {sentence:?}");
            }
        }
    }
}

#[test]
fn no_word_for_people_stands_in_a_template() {
    for path in files(&root().join("templates"), "html") {
        let text = std::fs::read_to_string(&path).expect("a template");
        assert!(
            !text.contains("|safe") && !text.contains("style="),
            "{}",
            path.display()
        );
        let texts = without(&without(&text, "{{", "}}"), "{%", "%}");
        // One partial is attributes only.
        let texts = texts.replace("aria-describedby=\"\" aria-invalid=\"true\"", "");
        let outside = without(&texts, "<", ">");
        let letters = outside
            .chars()
            .filter(|letter| letter.is_alphabetic())
            .count();
        assert_eq!(letters, 0, "{}: {outside:?}", path.display());
    }
}

/// The text without what stands between two marks.
fn without(text: &str, start: &str, end: &str) -> String {
    let mut pieces = text.split(start);
    let first = pieces.next().unwrap_or_default().to_owned();
    let rest = pieces.filter_map(|piece| Some(piece.split_once(end)?.1));
    first + &rest.collect::<String>()
}
