//! Second opinions: independent libraries verify what we sign, we verify what they sign, and all write the same canonical
//! form. `federation/tests/opinions/package.json` and `requirements.txt` name them; CONTRIBUTING.md tells how they come.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says where")]

mod ask;
mod canonical;
mod fediverse;
mod proofs;
mod requests;
mod rust;
#[path = "../../../tests/support/skip.rs"]
#[expect(dead_code, reason = "the tests of the host read real data too")]
mod skip;

use std::path::Path;

/// The workspace's own folder, for the shared way to skip.
fn workspace() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}
