//! What the crate never does is not in its code.

use super::here;

/// The code of a file without its unit tests and without comments.
fn code(text: &str) -> String {
    let end = text.find("#[cfg(test)]\nmod tests").unwrap_or(text.len());
    let lines = text[..end]
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"));
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn it_knows_no_clock_no_file_no_socket_no_chance_and_nothing_of_ours() {
    let mut waiting = vec![here().join("src")];
    let mut files = 0;
    while let Some(folder) = waiting.pop() {
        for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
            let path = entry.path();
            if path.is_dir() && !path.ends_with("tests") {
                waiting.push(path);
                continue;
            }
            let rust = path.extension().is_some_and(|extension| extension == "rs");
            if !rust || path.ends_with("tests.rs") {
                continue;
            }
            files += 1;
            let code = code(&std::fs::read_to_string(&path).unwrap());
            // The small client alone talks to others, over what it is handed: it makes no client of HTTP of its own.
            let client =
                path.starts_with(here().join("src/client")) || path == here().join("src/client.rs");
            let own = ["reqwest::Client::", "ClientBuilder", "reqwest::get"];
            assert!(
                own.iter().all(|own| !code.contains(own)),
                "{}",
                path.display()
            );
            assert!(client || !code.contains("reqwest"), "{}", path.display());
            // ring's way to sign with RSA asks for a source, and reads it for another padding alone.
            let code = match path.ends_with("keys/rsa_secret.rs") {
                true => code.replace("ring::rand::SystemRandom", ""),
                false => code,
            };
            for never in [
                "SystemTime",
                "Instant",
                "::now()",
                "std::fs",
                "std::net",
                "std::env",
                "std::process",
                "std::thread",
                "tokio",
                "sqlx",
                "axum",
                "OsRng",
                "getrandom",
                "rand::",
                "println!",
                "tracing",
                "maille::",
            ] {
                assert!(!code.contains(never), "{}: {never}", path.display());
            }
        }
    }
    assert!(files > 25, "the files were found");
}
