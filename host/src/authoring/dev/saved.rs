//! What an author saved: names, times and sizes of a folder's files. The folder is looked at again and again rather than watched by the
//! kernel: on a shared folder of a virtual machine or a container, which is where many write, nothing is told of changes made outside.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// Folders that builds write, and what is nobody's source.
const LEFT_OUT: [&str; 6] = [
    "target",
    "build",
    "node_modules",
    ".git",
    ".venv",
    "Cargo.lock",
];
/// Folders within each other.
const DEPTH_MAX: usize = 16;
/// Files of a folder; a plugin has some dozens.
const FILES_MAX: usize = 20_000;

type Files = BTreeMap<PathBuf, (Option<SystemTime>, u64)>;

/// What a folder held.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Saved {
    /// What a build reads.
    pub sources: Files,
    /// What the instance is filled with: `demo/` and the cases.
    pub data: Files,
}

impl Saved {
    /// Looks at a folder; what cannot be read is not there.
    pub async fn look(folder: &Path) -> Self {
        let folder = folder.to_owned();
        let looking = tokio::task::spawn_blocking(move || Self::read(&folder));
        looking.await.unwrap_or_default()
    }

    fn read(root: &Path) -> Self {
        let mut saved = Self::default();
        let mut waiting = vec![(root.to_owned(), 0)];
        while let Some((folder, depth)) = waiting.pop() {
            let Ok(entries) = std::fs::read_dir(&folder) else {
                continue;
            };
            for entry in entries.flatten() {
                let name = entry.file_name();
                let hidden = name.to_string_lossy().ends_with('~');
                if hidden || LEFT_OUT.iter().any(|left_out| name == *left_out) {
                    continue;
                }
                let path = entry.path();
                // What a link leads to counts: sources may be shared.
                let Ok(about) = std::fs::metadata(&path) else {
                    continue;
                };
                if about.is_dir() {
                    if depth < DEPTH_MAX {
                        waiting.push((path, depth + 1));
                    }
                    continue;
                }
                let below = path.strip_prefix(root).unwrap_or(&path).to_owned();
                let is_data = below.starts_with("demo") || below.starts_with("tests");
                let files = if is_data {
                    &mut saved.data
                } else {
                    &mut saved.sources
                };
                if files.len() < FILES_MAX {
                    files.insert(below, (about.modified().ok(), about.len()));
                }
            }
        }
        saved
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_builds_write_is_not_saved_and_data_is_told_from_sources() {
        let folder = tempfile::tempdir().unwrap();
        let write = |path: &str, text: &str| {
            let path = folder.path().join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        };
        write("src/lib.rs", "a");
        write("plugin.toml", "b");
        let first = Saved::read(folder.path());
        assert_eq!(first.sources.len(), 2);
        for built in [
            "target/x",
            "build/plugin.wasm",
            "node_modules/a/b",
            "Cargo.lock",
            "src/lib.rs~",
        ] {
            write(built, "c");
        }
        assert_eq!(Saved::read(folder.path()), first);
        write("demo/records.jsonl", "{}");
        let with_data = Saved::read(folder.path());
        assert_eq!(with_data.sources, first.sources);
        assert_ne!(with_data.data, first.data);
        write("src/lib.rs", "longer");
        assert_ne!(Saved::read(folder.path()).sources, first.sources);
    }
}
