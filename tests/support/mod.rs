//! Builders and checks that every test uses: a real instance in a folder of its own, a real server, real guests.

pub mod adversary;
pub mod both;
pub mod cluster;
pub mod disk;
pub mod drawn_map;
pub mod drip;
pub mod fediverse;
pub mod guests;
pub mod https;
pub mod instance;
pub mod neighbour;
pub mod neighbours;
pub mod process;
pub mod provider;
pub mod proxy;
pub mod skip;
pub mod smtp;
pub mod staff;
pub mod tables;
pub mod templates;
pub mod visitor;
pub mod wat;
pub mod wire_cut;
pub mod zips;

pub use guests::{Guest, hostile, procedures};
pub use instance::{Instance, bounds};
pub use process::Maille;
pub use staff::{PASSWORD, Staff};

/// 2026-11-21T10:15:30Z, a Saturday.
pub const NOW_MS: i64 = 1_795_256_130_000;

/// The workspace's own folder.
pub fn workspace() -> &'static std::path::Path {
    std::path::Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}
