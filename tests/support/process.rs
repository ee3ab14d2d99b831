//! The program as people run it: a process, its words and its exit.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

/// The program built beside these tests.
pub const PROGRAM: &str = env!("CARGO_BIN_EXE_maille");

/// The program over one data folder.
#[derive(Clone)]
pub struct Maille {
    pub folder: PathBuf,
}

/// What a process said.
#[derive(Debug)]
pub struct Said {
    pub ok: bool,
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
}

impl Maille {
    pub fn over(folder: &Path) -> Self {
        Self {
            folder: folder.to_owned(),
        }
    }

    /// `maille init` in a new folder below `parent`.
    pub fn init(parent: &Path) -> Self {
        let maille = Self {
            folder: parent.join("data"),
        };
        maille.run(&["init"]).check();
        maille
    }

    /// The process before it starts; `--data` stands at its end.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = program();
        command
            .args(arguments)
            .arg("--data")
            .arg(&self.folder)
            .env("MAILLE_LOG", "warn")
            .stdin(Stdio::null());
        command
    }

    /// Runs to the end.
    pub fn run(&self, arguments: &[&str]) -> Said {
        said(&self.command(arguments).output().unwrap())
    }

    /// Starts and lets go on; what it says is dropped.
    pub fn start(&self, arguments: &[&str]) -> Child {
        self.command(arguments)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap()
    }
}

/// The program, whatever language the machine speaks: French unless a test says otherwise.
pub fn program() -> Command {
    let mut command = Command::new(PROGRAM);
    for name in ["MAILLE_LANG", "LC_ALL", "LC_MESSAGES", "LANG"] {
        command.env_remove(name);
    }
    command
}

/// What a process said, in words.
pub fn said(output: &Output) -> Said {
    Said {
        ok: output.status.success(),
        code: output.status.code(),
        out: String::from_utf8_lossy(&output.stdout).into_owned(),
        err: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

impl Said {
    /// It ended well.
    #[track_caller]
    pub fn check(self) -> Self {
        assert!(self.ok, "{self:#?}");
        self
    }

    /// It ended badly and said each of these words, without a panic.
    #[track_caller]
    pub fn refused(self, words: &[&str]) {
        assert!(!self.ok, "{self:#?}");
        assert!(matches!(self.code, Some(1 | 2)), "{self:#?}");
        for word in words {
            assert!(self.err.contains(word), "no `{word}` in {self:#?}");
        }
    }
}
