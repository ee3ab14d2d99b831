//! What FEDERATION.md tells a newcomer to type, typed.

use std::path::Path;
use std::process::Command;

use super::Department;
use crate::support::neighbour::until;
use crate::support::process::{PROGRAM, said as said_by};
use crate::support::workspace;

/// The lines of the shell that FEDERATION.md gives for a thousand changes, as a newcomer types them.
fn a_thousand_changes() -> String {
    let text = std::fs::read_to_string(workspace().join("FEDERATION.md")).unwrap();
    let blocks = text.split("```").filter(|block| block.contains("seq 1000"));
    let blocks: Vec<&str> = blocks.collect();
    assert_eq!(blocks.len(), 1, "one block makes them");
    // Who types it takes a moment: what changes again before it was published is one entry.
    blocks[0].replacen("--data creuse\n", "--data creuse\nsleep 10\n", 1)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_newcomer_changes_a_thousand_records_as_the_page_says_and_both_agree() {
    let creuse = Department::found("creuse", 1).await;
    let mut gironde = Department::found("gironde", 1).await;
    gironde.befriend(&creuse).await;
    gironde.agrees_with(&creuse, 1).await;
    gironde.kill();
    let here = tempfile::tempdir().unwrap();
    let program = Path::new(PROGRAM);
    std::os::unix::fs::symlink(&creuse.maille.folder, here.path().join("creuse")).unwrap();
    let script = format!(
        "set -e\nPATH=\"$MAILLE_AT:$PATH\"\n{}",
        a_thousand_changes()
    );
    let shell = Command::new("sh")
        .arg("-c")
        .arg(script)
        .current_dir(here.path())
        .env("MAILLE_AT", program.parent().unwrap())
        .env("MAILLE_LANG", "fr")
        .output()
        .unwrap();
    let said = said_by(&shell).check();
    assert!(said.out.contains("1000 nouvelles"), "{said:?}");
    assert!(
        said.out.contains("aucune nouvelle, 1000 changées"),
        "{said:?}"
    );
    gironde.a_minute_passes().await;
    gironde.serve();
    until("the command says that both agree", async || {
        let said = gironde.says(&["peer", "ask", "creuse.example"]);
        said.contains("même contenu des deux côtés, comparé à l’instant")
            && said.contains("rien ne manque de son journal")
            && gironde.copied("creuse.example").await == 2_001
    })
    .await;
    let said = gironde.says(&["peer", "show", "creuse.example"]);
    assert!(said.contains("dernier essai : à l’instant"), "{said}");
    until("it is known who holds what", async || {
        let said = creuse.says(&["record", "get", "place", "mediation-numerique:essai-7"]);
        let plain = said.replace('\u{a0}', " ");
        plain.contains("gardée par gironde.example, à ce que dit ce voisin : version 2")
    })
    .await;
}
