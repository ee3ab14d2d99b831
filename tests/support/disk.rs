//! A small disk of a test's own.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use super::skip::skip;

/// A small disk of its own.
pub struct Disk(tempfile::TempDir);

impl Disk {
    /// One of so many MiB; none where the test may not mount it, which is a skip.
    pub fn mount(test: &str, mib: u32) -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let mounted = std::process::Command::new("mount")
            .args(["-t", "tmpfs", "-o", &format!("size={mib}m"), "tmpfs"])
            .arg(folder.path())
            .output()
            .is_ok_and(|output| output.status.success());
        if !mounted {
            skip(test, "the right to mount a small disk");
        }
        mounted.then_some(Self(folder))
    }

    pub fn path(&self) -> &Path {
        self.0.path()
    }

    /// Fills it to the last bytes; without the file that comes back it has room again.
    pub fn fill(&self) -> PathBuf {
        let filler = self.0.path().join("filler");
        let mut file = std::fs::File::create(&filler).unwrap();
        let mut size = 4 * 1024 * 1024;
        while size > 512 {
            if file.write_all(&vec![0; size]).is_err() {
                size /= 2;
            }
        }
        filler
    }

    /// What is on it stays.
    pub fn only_to_read(&self, only: bool) {
        let option = if only { "remount,ro" } else { "remount,rw" };
        let remounted = std::process::Command::new("mount")
            .args(["-o", option])
            .arg(self.0.path())
            .status();
        assert!(remounted.unwrap().success(), "{option}");
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = std::process::Command::new("umount")
            .arg("-l")
            .arg(self.0.path())
            .status();
    }
}
