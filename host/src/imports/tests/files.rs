//! Where the real files are, and what to say where they are not.

use std::fs::File;
use std::path::PathBuf;

use super::*;

#[expect(
    clippy::disallowed_methods,
    reason = "tests have no configuration of their own"
)]
fn environment(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

/// A file of the real data, or nothing, which is said by the test's name.
pub(crate) fn real(test: &str, name: &str) -> Option<PathBuf> {
    let beside = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../shared/data");
    let folder = environment("MAILLE_REAL_DATA").map_or(beside, PathBuf::from);
    let path = folder.join(name);
    if !path.exists() {
        let message = format!("skipped: {test}: this machine lacks {name} of the real data");
        let demand = environment("MAILLE_DEMAND_ALL").is_some_and(|value| value == "1");
        assert!(!demand, "{message}");
        eprintln!("{message}");
        return None;
    }
    Some(path)
}

pub(crate) fn read(format: &Format, path: &PathBuf) -> Rows {
    rows(format, Box::new(File::open(path).unwrap()), &options()).unwrap()
}
