//! The README's examples are the files of `testdata/messages`, written over several lines.

use maille_federation::json;

use super::examples::file;
use super::here;

fn readme() -> String {
    std::fs::read_to_string(here().join("README.md")).unwrap()
}

/// Each block of JSON with the file that the line before it names.
fn blocks(text: &str) -> Vec<(String, String)> {
    let mut blocks = Vec::new();
    for part in text.split("<!-- testdata/messages/").skip(1) {
        let (name, rest) = part
            .split_once(" -->\n```json\n")
            .expect("a block follows its name");
        let (block, _) = rest.split_once("\n```").expect("the block ends");
        blocks.push((name.to_owned(), block.to_owned()));
    }
    blocks
}

#[test]
fn each_example_of_the_readme_is_its_file() {
    let text = readme();
    let blocks = blocks(&text);
    assert!(blocks.len() >= 8, "{} examples were found", blocks.len());
    assert_eq!(
        blocks.len(),
        text.matches("```json").count(),
        "each block names its file"
    );
    for (name, block) in blocks {
        let value = json::read(block.as_bytes(), json::RECORD_BYTES_MAX).unwrap();
        let bytes = json::canonical_value(&value).unwrap();
        assert_eq!(
            String::from_utf8(bytes),
            String::from_utf8(file(&name)),
            "{name}"
        );
    }
}

#[test]
fn each_message_of_the_files_is_named() {
    let text = readme();
    let mut count = 0;
    for entry in std::fs::read_dir(here().join("testdata/messages")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        assert!(text.contains(&name), "the README names {name}");
        count += 1;
    }
    assert!(count > 35, "{count} files were found");
}

#[test]
fn each_code_of_a_refusal_is_told() {
    let text = readme();
    let source = ["src/signatures/refusal.rs", "src/client/error.rs"]
        .map(|file| std::fs::read_to_string(here().join(file)).unwrap())
        .concat();
    let codes = source
        .split("=> \"")
        .skip(1)
        .map(|part| part.split('"').next().unwrap());
    let mut count = 0;
    for code in codes {
        count += 1;
        assert!(
            text.contains(&format!("`{code}`")),
            "the README tells of `{code}`"
        );
    }
    assert!(count > 25, "the codes were found");
}
