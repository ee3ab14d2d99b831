//! Questions that a machine makes of the description of the public interface, wrong ones too (schemathesis): none is answered with a fault
//! of the server's, and each answer is one that the description foresees.

use std::process::Command;

use super::imports::{HEAD, file, row};
use crate::support::process::Serving;
use crate::support::skip::{environment, skip};
use crate::support::{Maille, workspace};

const TEST: &str = "what_a_machine_asks_is_answered_as_described";
const MEND: &str = "schemathesis: python3 -m venv tests/api/.venv && tests/api/.venv/bin/pip install --no-deps -r tests/api/requirements.txt";
/// Of each operation, in each of its phases; `MAILLE_API_CASES` says more.
const EXAMPLES: u32 = 25;

#[test]
fn what_a_machine_asks_is_answered_as_described() {
    let program = workspace().join("tests/api/.venv/bin/schemathesis");
    if !program.exists() {
        return skip(TEST, MEND);
    }
    let folder = tempfile::tempdir().unwrap();
    let maille = Maille::init(folder.path());
    let rows = (1..=40).map(|number| row(number, &format!("+33241{number:06}")));
    let text = rows.fold(HEAD.to_owned(), |text, row| text + &row);
    let places = file(folder.path(), "lieux.csv", text);
    maille
        .run(&["import", "mediation-numerique", &places])
        .check();
    let serving = Serving::start(&maille);
    let examples = environment("MAILLE_API_CASES").and_then(|count| count.parse().ok());
    let examples: u32 = examples.unwrap_or(EXAMPLES);
    let asked = Command::new(program)
        .current_dir(folder.path())
        .args(["--no-color", "run"])
        .arg(format!("{}api/openapi.json", serving.url))
        .args([
            "--checks",
            "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance",
        ])
        .args(["--seed", "20261123", "--continue-on-failure"])
        .args(["--max-examples", &examples.to_string()])
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&asked.stdout);
    assert!(asked.status.success(), "{said}");
    // A run that asks nothing would hold, too.
    let passed = said
        .lines()
        .find_map(|line| line.trim().split_once(" generated,"))
        .and_then(|(count, _)| count.trim().parse::<u32>().ok());
    assert!(
        passed.is_some_and(|count| count > 8 * examples),
        "{passed:?}: {said}"
    );
    if examples != EXAMPLES {
        eprintln!("{said}");
    }
}
