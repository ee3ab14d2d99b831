//! Disks that give up: one that the kernel makes read-only after an error of its file system, and one that does not keep what it was told
//! to (`fsync` fails). Nobody is told that something was kept that was not.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use maille::database::sql;

use super::{Site, assert_not_kept, init};
use crate::support::Maille;
use crate::support::process::Serving;
use crate::support::skip::skip;

/// A small ext4 of a test's own, in a file.
struct Ext4 {
    folder: tempfile::TempDir,
    /// Such as `loop3`.
    device: String,
}

fn run(program: &str, arguments: &[&str]) -> Option<String> {
    let output = Command::new(program).args(arguments).output().ok()?;
    let text = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    output.status.success().then_some(text)
}

/// Left out where the machine does not allow what no package mends: never a failure.
fn forbidden(test: &str, what: &str) {
    let line = format!("skipped: {test}: this machine does not allow {what}\n");
    std::io::stderr().write_all(line.as_bytes()).unwrap();
}

impl Ext4 {
    /// None where the test may not make one, which is a skip.
    fn mount(test: &str) -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let mut disk = Self {
            device: String::new(),
            folder,
        };
        let image = disk.image();
        let file = std::fs::File::create(&image).unwrap();
        file.set_len(256 * 1024 * 1024).unwrap();
        std::fs::create_dir(disk.path()).unwrap();
        let is_made = run("mkfs.ext4", &["-q", &image]).is_some();
        if !is_made || !disk.attach() || !disk.trigger().exists() {
            forbidden(test, "to mount a disk from a file (root, loop devices)");
            return None;
        }
        Some(disk)
    }

    fn image(&self) -> String {
        self.folder.path().join("image").display().to_string()
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("disk")
    }

    fn attach(&mut self) -> bool {
        let path = self.path().display().to_string();
        let options = "loop,errors=remount-ro";
        let source = run("mount", &["-o", options, &self.image(), &path])
            .and_then(|_| run("findmnt", &["-no", "SOURCE", &path]));
        let device = source.and_then(|source| Some(source.rsplit('/').next()?.to_owned()));
        self.device = device.unwrap_or_default();
        !self.device.is_empty()
    }

    /// Where its file system is told that it met an error.
    fn trigger(&self) -> PathBuf {
        Path::new("/sys/fs/ext4")
            .join(&self.device)
            .join("trigger_fs_error")
    }

    fn breaks(&self) {
        std::fs::write(self.trigger(), "a test").unwrap();
    }

    /// As an administrator mends it: unmounted, checked, mounted.
    fn is_mended(&mut self) {
        self.detach(&[]);
        // It says 1 where it corrected something.
        let checked = Command::new("e2fsck").args(["-fy", &self.image()]).output();
        assert!(matches!(checked.unwrap().status.code(), Some(0 | 1)));
        assert!(self.attach());
    }

    fn detach(&self, options: &[&str]) -> bool {
        let mut command = Command::new("umount");
        let ended = command.args(options).arg(self.path()).status();
        ended.is_ok_and(|status| status.success())
    }
}

impl Drop for Ext4 {
    fn drop(&mut self) {
        if !self.device.is_empty() {
            self.detach(&["-l"]);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn on_a_disk_that_turns_read_only_pages_are_read_and_writers_are_told() {
    let Some(mut disk) = Ext4::mount("on_a_disk_that_turns_read_only") else {
        return;
    };
    let maille = init(&disk.path());
    let site = Site::serve(&maille);
    assert_eq!(site.says(1).await.status, 303);
    disk.breaks();
    assert_not_kept(&site.says(2).await);
    for path in ["/", "/annuaire?q=mediatheque", &site.page, "/livez"] {
        let answer = site.get(path).await;
        assert_eq!(answer.status, 200, "{path}: {}", answer.text);
    }
    let ready = site.get("/readyz").await;
    assert_eq!(ready.status, 503, "{}", ready.text);
    let page = site.page.clone();
    drop(site);

    disk.is_mended();
    maille.run(&["doctor"]).check();
    let mut site = Site {
        serving: Serving::start(&maille),
        page,
    };
    site.is_well_again(3).await;
    assert_eq!(
        said(&maille).await,
        [1, 3],
        "what was said before, and since"
    );
}

/// Who said something, as far as it is kept.
async fn said(maille: &Maille) -> Vec<u32> {
    let database = maille.database().await;
    let texts: Vec<(String,)> = sql::query_as("select text from suggestion order by number")
        .fetch_all(database.readers())
        .await
        .unwrap();
    let number = |text: &String| text.split(' ').next().unwrap().parse().unwrap();
    texts.iter().map(|(text,)| number(text)).collect()
}

/// A server of which each thread's call of `fsync` with this number fails: a connection to the database is a thread, and one that
/// failed is given up for another.
fn with_failing_fsync(maille: &Maille, number: u32) -> Serving {
    let when = format!("inject=fsync,fdatasync:error=EIO:when={number}");
    // `-D`: the server stays the child, so that what kills it kills no tracer alone.
    let quiet = ["-D", "-f", "-qqq", "-o", "/dev/null"];
    let traced = [&quiet[..], &["-e", "trace=fsync,fdatasync", "-e", &when]].concat();
    Serving::under("strace", &traced, maille)
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_disk_did_not_keep_is_not_said_to_be_kept() {
    let test = "what_a_disk_did_not_keep_is_not_said_to_be_kept";
    if run("strace", &["-V"]).is_none() {
        return skip(test, "strace (`apt-get install strace`)");
    }
    if run("strace", &["-qqq", "-e", "inject=fsync:error=EIO", "true"]).is_none() {
        return forbidden(test, "to trace a process");
    }
    let folder = tempfile::tempdir().unwrap();
    let maille = init(folder.path());
    let Site { serving, page } = Site::serve(&maille);
    drop(serving);
    let mut acknowledged = Vec::new();
    let mut refused = 0;
    let mut visitor = 0;
    // Each round another call fails, again and again while the process goes on, and each ends with a kill.
    for number in [4, 5, 6, 8] {
        let site = Site {
            serving: with_failing_fsync(&maille, number),
            page: page.clone(),
        };
        let mut met = (0, 0);
        for _ in 0..60 {
            visitor += 1;
            let answer = site.says(visitor).await;
            if answer.status == 303 {
                acknowledged.push(visitor);
                met.0 += 1;
            } else {
                assert_not_kept(&answer);
                met.1 += 1;
            }
            let read = site.get(&page).await;
            assert_eq!(read.status, 200, "{}", read.text);
            if met.0 >= 5 && met.1 >= 2 {
                break;
            }
        }
        assert!(met.0 >= 5, "it does not recover by itself: {met:?}");
        refused += met.1;
    }
    let site = Site {
        serving: Serving::start(&maille),
        page,
    };
    assert_eq!(site.says(visitor + 1).await.status, 303);
    drop(site);
    assert!(refused > 0, "no write met a call that failed");
    let kept = said(&maille).await;
    let lost: Vec<&u32> = acknowledged
        .iter()
        .filter(|one| !kept.contains(one))
        .collect();
    assert!(lost.is_empty(), "acknowledged and lost: {lost:?}");
    assert_eq!(maille.database().await.check().await.unwrap(), "ok");
    println!(
        "{} acknowledged, {refused} refused, none lost",
        acknowledged.len()
    );
}
