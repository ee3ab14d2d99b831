//! The one way to leave a test out: by name, with what is missing. Where nothing may be left out, it fails instead.

use std::io::Write as _;
use std::path::PathBuf;

/// Says that `test` is left out because `what` is missing here; `MAILLE_DEMAND_ALL=1` makes that a failure.
pub fn skip(test: &str, what: &str) {
    let message = format!("skipped: {test}: this machine lacks {what}");
    let demand = environment("MAILLE_DEMAND_ALL").is_some_and(|value| value == "1");
    assert!(!demand, "{message}");
    // Past the test harness, which would keep the words of a test that passes to itself.
    let line = format!("{message}\n");
    std::io::stderr().write_all(line.as_bytes()).unwrap();
}

/// The folder of real data: `MAILLE_REAL_DATA`, or the one beside the workspace.
pub fn real_data() -> Option<PathBuf> {
    let named = environment("MAILLE_REAL_DATA").map(PathBuf::from);
    let folder = named.unwrap_or_else(|| super::workspace().join("../shared/data"));
    folder.is_dir().then_some(folder)
}

/// What the environment says of this machine.
#[expect(
    clippy::disallowed_methods,
    reason = "tests have no configuration of their own"
)]
pub fn environment(name: &str) -> Option<String> {
    std::env::var(name).ok()
}
