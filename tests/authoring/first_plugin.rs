//! The page "a first plugin in ten minutes" of the SDK's README, tried word for word.

use std::path::Path;
use std::process::Command;

use crate::support::process::{PROGRAM, program, said};
use crate::support::workspace;

/// The lines of the blocks that begin with this fence.
fn fenced(text: &str, language: &str) -> Vec<String> {
    let mut blocks = Vec::new();
    let mut inside: Option<Vec<&str>> = None;
    for line in text.lines() {
        match &mut inside {
            None if line == format!("```{language}") => inside = Some(Vec::new()),
            Some(lines) if line == "```" => {
                blocks.push(lines.join("\n"));
                inside = None;
            }
            Some(lines) => lines.push(line),
            None => {}
        }
    }
    blocks
}

#[test]
fn the_commands_of_the_readme_make_a_plugin_that_serves() {
    let text = std::fs::read_to_string(workspace().join("sdk/README.md")).unwrap();
    let blocks = fenced(&text, "sh");
    assert!(blocks.len() >= 4, "the page has commands: {blocks:?}");
    let folder = tempfile::tempdir().unwrap();
    let beside = Path::new(PROGRAM).parent().unwrap();
    for block in blocks {
        let mut shell = Command::new("sh");
        // The program's language is the readers' business.
        for (name, value) in program().get_envs() {
            match value {
                Some(value) => shell.env(name, value),
                None => shell.env_remove(name),
            };
        }
        let output = shell
            .args(["-e", "-c", &format!("PATH=\"$BESIDE:$PATH\"\n{block}")])
            .current_dir(folder.path())
            .env("BESIDE", beside)
            .env("MAILLE_LOG", "error")
            .output()
            .unwrap();
        let told = said(&output);
        assert!(told.ok, "{block}\n{told:#?}");
    }
    let list = program()
        .args(["plugin", "list", "--data"])
        .arg(folder.path().join("maille-data"))
        .output()
        .unwrap();
    assert!(said(&list).out.contains("bonjour"), "it was installed");
}
