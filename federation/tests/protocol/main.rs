//! The protocol from outside: the examples of the README, their schemas, and what the crate never does.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says where")]

mod borders;
mod examples;
mod fediverse;
mod readme;
mod schemas;
mod world;

use std::path::Path;

/// The crate's own folder.
fn here() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}
