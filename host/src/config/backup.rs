//! The backups that an instance makes by itself.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

/// The backups that an instance makes by itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Backup {
    /// Where they stand: `backups` in the data folder where it is empty, another disk if somebody is careful.
    pub folder: Option<PathBuf>,
    /// Hours from one to the next; none are made where it is 0.
    pub every_h: u32,
    /// How many are kept.
    pub keep: u32,
}

impl Default for Backup {
    fn default() -> Self {
        Self {
            folder: None,
            every_h: 24,
            keep: 7,
        }
    }
}
