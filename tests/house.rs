//! Keeps the house in order: each concern in its single home, each path in ARCHITECTURE.md there, README short.

use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn rust_files(folder: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut waiting = vec![root().join(folder)];
    while let Some(folder) = waiting.pop() {
        for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
            let path = entry.path();
            if path.is_dir() {
                waiting.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let name = path
                    .strip_prefix(root())
                    .unwrap()
                    .to_string_lossy()
                    .into_owned();
                found.push((name, std::fs::read_to_string(&path).unwrap()));
            }
        }
    }
    assert!(found.len() > 10, "the files of {folder} were found");
    found
}

/// The code of a file without its unit tests and without comments.
fn code(text: &str) -> String {
    let end = text.find("#[cfg(test)]\nmod tests").unwrap_or(text.len());
    let lines = text[..end]
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"));
    lines.collect::<Vec<_>>().join("\n")
}

fn only_in(needles: &[&str], home: impl Fn(&str) -> bool) {
    let strays: Vec<String> = rust_files("host/src")
        .into_iter()
        .filter(|(name, _)| !home(name) && !name.ends_with("tests.rs") && !name.contains("/tests/"))
        .flat_map(|(name, text)| {
            let code = code(&text);
            let hits = needles.iter().filter(|needle| code.contains(**needle));
            hits.map(|needle| format!("{name}: {needle}"))
                .collect::<Vec<_>>()
        })
        .collect();
    assert!(
        strays.is_empty(),
        "outside their home:\n{}",
        strays.join("\n")
    );
}

#[test]
fn wasmtime_stays_with_the_plugins() {
    only_in(&["wasmtime"], |name| name.starts_with("host/src/plugins/"));
}

#[test]
fn axum_stays_on_the_web() {
    only_in(&["axum::"], |name| name.starts_with("host/src/web/"));
}

#[test]
fn status_codes_stand_in_one_file() {
    only_in(&["StatusCode::"], |name| {
        name == "host/src/web/error.rs" || name == "host/src/outbound.rs"
    });
}

#[test]
fn html_is_written_by_the_renderer_alone() {
    only_in(&["</", "<div", "<p>", "<a href"], |name| {
        name.starts_with("host/src/web/render/")
    });
}

#[test]
fn sql_stands_in_its_rooms() {
    let needles = ["sql::query", "query_scalar(", "query_as(", "QueryBuilder"];
    only_in(&needles, |name| {
        ["store.rs", "search.rs"]
            .iter()
            .any(|file| name.ends_with(file))
            || ["/store/", "host/src/database"]
                .iter()
                .any(|folder| name.contains(folder))
    });
}

#[test]
fn the_driver_of_databases_is_spoken_to_in_one_module() {
    let needles = [
        "sqlx::query",
        "sqlx::sqlite",
        "sqlx::postgres",
        "sqlx::Pool",
    ];
    only_in(&needles, |name| name.starts_with("host/src/database"));
}

#[test]
fn every_path_of_the_architecture_is_there() {
    let text = std::fs::read_to_string(root().join("ARCHITECTURE.md")).unwrap();
    let paths: Vec<&str> = text
        .split('`')
        .skip(1)
        .step_by(2)
        .filter(|word| word.contains('/') && !word.contains([' ', '*', '<', '>', ':', '$']))
        .filter(|word| !word.starts_with('/'))
        .collect();
    assert!(paths.len() > 20, "the page names paths");
    let missing: Vec<&&str> = paths
        .iter()
        .filter(|path| !root().join(path).exists())
        .collect();
    assert!(
        missing.is_empty(),
        "ARCHITECTURE.md names what is not there: {missing:?}"
    );
}

#[test]
fn the_documents_stay_short() {
    for (name, limit) in [("README.md", 70), ("ARCHITECTURE.md", 140)] {
        let lines = std::fs::read_to_string(root().join(name))
            .unwrap()
            .lines()
            .count();
        assert!(
            lines <= limit,
            "{name} has {lines} lines, {limit} are enough"
        );
    }
}
