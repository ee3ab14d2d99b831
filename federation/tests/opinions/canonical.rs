//! The canonical form (RFC 8785) of our messages, of the RFC's examples, and of numbers and letters that are hard to write.

use std::path::Path;

use maille_federation::json;
use serde_json::{Value, json};

use crate::ask::{Language, ask};

/// The example messages: name and text.
pub fn messages() -> Vec<(String, String)> {
    folder("messages", ".json")
}

fn folder(name: &str, ending: &str) -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("testdata")
        .join(name);
    let files = std::fs::read_dir(folder).unwrap().map(Result::unwrap);
    let mut files: Vec<(String, String)> = files
        .map(|file| (file.file_name().into_string().unwrap(), file.path()))
        .filter(|(name, _)| name.ends_with(ending))
        .map(|(name, path)| (name, std::fs::read_to_string(path).unwrap()))
        .collect();
    files.sort();
    files
}

/// Doubles of all sizes, from a fixed generator (xorshift64, Marsaglia 2003), as an array.
fn numbers() -> String {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut numbers = Vec::new();
    while numbers.len() < 5_000 {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        // Half of them near 1, where ours are: coordinates, prices, hours.
        let bits = match numbers.len() % 2 {
            0 => state,
            _ => (state & !(0x7ff << 52)) | ((1013 + (state >> 52) % 24) << 52),
        };
        let number = f64::from_bits(bits);
        if number.is_finite() {
            numbers.push(format!("{number:e}"));
        }
    }
    format!("[{}]", numbers.join(","))
}

/// Keys whose order in UTF-16 is not that of UTF-8, and all letters that are escaped.
fn letters() -> String {
    let mut object = serde_json::Map::new();
    let hard = [
        "\u{fb33}",
        "\u{1f600}",
        "\u{e000}",
        "\u{10000}",
        "é",
        "e\u{301}",
        "\u{2028}",
        "",
    ];
    for (at, key) in hard.iter().enumerate() {
        object.insert((*key).to_owned(), json!(at));
    }
    for code in (0..0x20).chain([0x22, 0x2f, 0x5c, 0x7f, 0x80, 0xfeff, 0xffff]) {
        let letter = char::from_u32(code).unwrap();
        object.insert(format!("{code:x}"), json!(letter.to_string()));
    }
    Value::Object(object).to_string()
}

fn all_write_the_same(language: Language, library: &str, test: &str) {
    let mut documents = messages();
    documents.extend(folder("json", ".input.json"));
    documents.push(("numbers".to_owned(), numbers()));
    documents.push(("letters".to_owned(), letters()));
    assert!(documents.len() > 20, "{} documents", documents.len());
    let task = |(_, text): &(String, String)| json!({"act": "canonical", "library": library, "document": text});
    let tasks: Vec<Value> = documents.iter().map(task).collect();
    let Some(answers) = ask(language, test, &tasks) else {
        return;
    };
    for (answer, (name, text)) in answers.iter().zip(documents) {
        let value = json::read(text.as_bytes(), json::PAGE_BYTES_MAX).unwrap();
        let ours = String::from_utf8(json::canonical_value(&value).unwrap()).unwrap();
        let theirs = answer["text"].as_str().unwrap_or_default();
        let differs = ours.split(',').zip(theirs.split(',')).find(|(a, b)| a != b);
        assert!(ours == theirs, "{name}: {differs:?} {}", answer["why"]);
    }
}

#[test]
fn a_library_of_npm_writes_the_same_canonical_form() {
    let test = "a_library_of_npm_writes_the_same_canonical_form";
    all_write_the_same(Language::Node, "canonicalize", test);
}

#[test]
fn a_library_of_pypi_writes_the_same_canonical_form() {
    let test = "a_library_of_pypi_writes_the_same_canonical_form";
    all_write_the_same(Language::Python, "jcs", test);
}
