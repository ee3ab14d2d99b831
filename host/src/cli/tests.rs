//! The words of the command line: nothing missing, nothing left over, and an example for each command.

use std::collections::BTreeSet;

use clap::CommandFactory as _;

use super::*;

const FRENCH: &str = include_str!("../../translations/fr/cli.ftl");

/// The commands before they have words, `help` of clap's own left out.
fn commands(command: &clap::Command, key: &str, found: &mut Vec<(String, clap::Command)>) {
    for inner in command
        .get_subcommands()
        .filter(|inner| !inner.is_hide_set())
    {
        commands(inner, &format!("{key}-{}", inner.get_name()), found);
    }
    found.push((key.to_owned(), command.clone()));
}

fn all() -> Vec<(String, clap::Command)> {
    let mut found = Vec::new();
    commands(&Arguments::command(), "maille", &mut found);
    found
}

fn keys() -> BTreeSet<&'static str> {
    crate::web::render::keys(FRENCH).collect()
}

#[test]
fn the_help_of_imports_and_exports_names_every_format() {
    let line = |key: &str| {
        let found = FRENCH.lines().find(|line| line.starts_with(key));
        found.unwrap().to_owned()
    };
    let imports = line("maille-import--format = ");
    for name in crate::imports::Format::NAMES {
        assert!(imports.contains(&format!("`{name}`")), "{name}");
    }
    let exports = line("maille-export--format = ");
    for name in crate::exports::Format::NAMES {
        assert!(exports.contains(&format!("`{name}`")), "{name}");
    }
}

#[test]
fn every_command_shows_an_example() {
    let missing: Vec<String> = all()
        .into_iter()
        .filter(|(_, command)| !command.has_subcommands())
        .filter(|(_, command)| {
            let example = command.get_after_help().map(ToString::to_string);
            !example.is_some_and(|example| example.starts_with("maille "))
        })
        .map(|(key, _)| key)
        .collect();
    assert_eq!(missing, Vec::<String>::new());
}

#[test]
fn every_example_is_a_command_that_reads() {
    for (key, command) in all() {
        let Some(example) = command.get_after_help().map(ToString::to_string) else {
            continue;
        };
        for example in example.split(" && ") {
            let words = split(example);
            let read = Arguments::command().try_get_matches_from(words);
            assert!(read.is_ok(), "{key}: {example}");
        }
    }
}

/// What a shell makes of a line: words, quoted where they hold spaces.
fn split(line: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut quote = None;
    for letter in line.chars() {
        match (letter, quote) {
            ('"' | '\'', None) => quote = Some(letter),
            (_, Some(open)) if letter == open => quote = None,
            (' ', None) => words.push(String::new()),
            _ => words.last_mut().unwrap().push(letter),
        }
    }
    words
}

#[test]
fn every_command_and_argument_has_words() {
    let mut command = help::worded(Arguments::command()).term_width(100);
    let mut found = Vec::new();
    commands(&command, "maille", &mut found);
    for (key, mut command) in found {
        let shown = command.render_help().to_string();
        // Two folders are called like keys.
        let keyed = shown.replace("maille-data", "").replace("maille-demo", "");
        let without_words = keyed
            .split_whitespace()
            .find(|word| word.starts_with("maille-") || word.contains("value-"));
        assert_eq!(without_words, None, "{key}: {shown}");
    }
    insta::assert_snapshot!(command.render_help());
}

#[test]
fn every_key_of_a_source_has_words_and_every_key_is_in_use() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut texts = std::fs::read_to_string(folder.join("plugins/grants.rs")).unwrap();
    let folders = [
        "cli",
        "cli/config",
        "cli/demo",
        "cli/import",
        "cli/peer",
        "cli/plugin",
        "cli/record",
        "doctor",
        "authoring",
    ];
    for path in folders.map(|path| folder.join(path)) {
        for entry in std::fs::read_dir(path).unwrap().map(Result::unwrap) {
            if entry.path().is_file() && entry.file_name() != "tests.rs" {
                texts.push_str(&std::fs::read_to_string(entry.path()).unwrap());
            }
        }
    }
    for path in ["cli.rs", "doctor.rs", "imports/run/written.rs"] {
        texts.push_str(&std::fs::read_to_string(folder.join(path)).unwrap());
    }
    let said: BTreeSet<&str> = texts
        .split('"')
        .filter(|text| text.starts_with("cli-") || text.starts_with("grant-"))
        .filter(|text| {
            text.bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        })
        .collect();
    let keys = keys();
    let unknown: Vec<_> = said.difference(&keys).collect();
    assert!(unknown.is_empty(), "without words: {unknown:?}");
    let unused: Vec<_> = keys
        .iter()
        .filter(|key| !key.starts_with("maille") && !key.starts_with("value-"))
        .filter(|key| !said.contains(key.trim_end_matches("-mend")))
        .collect();
    assert!(unused.is_empty(), "used nowhere: {unused:?}");
}

#[test]
fn the_words_of_the_help_belong_to_a_command_or_an_argument() {
    let all = all();
    let mut used: BTreeSet<String> = [
        "maille-help",
        "maille--help",
        "maille--version",
        "maille--lang",
    ]
    .map(str::to_owned)
    .into();
    let below = |above: &str| -> Vec<String> {
        all.iter()
            .filter(|(key, _)| key == above || key.starts_with(&format!("{above}-")))
            .flat_map(|(_, command)| command.get_arguments())
            .map(|argument| argument.get_id().as_str().replace('_', "-"))
            .collect()
    };
    for (key, _) in &all {
        used.insert(key.clone());
        used.extend(
            below(key)
                .into_iter()
                .map(|argument| format!("{key}--{argument}")),
        );
    }
    let left: Vec<_> = keys()
        .into_iter()
        .filter(|key| key.starts_with("maille") && !used.contains(*key))
        .collect();
    assert!(left.is_empty(), "no such command or argument: {left:?}");
}
