//! The program as people run it: a process, its words and its exit.

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use maille::app::location;
use maille::config::Config;
use maille::database::Database;

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

    /// The same, over the database at this address; over the file in its folder where there is none.
    pub fn init_on(parent: &Path, url: Option<&str>) -> Self {
        let maille = Self {
            folder: parent.join("data"),
        };
        std::fs::create_dir(&maille.folder).unwrap();
        if let Some(url) = url {
            let text = format!("[database]\nurl = \"{url}\"\n");
            std::fs::write(maille.folder.join("maille.toml"), text).unwrap();
        }
        maille.run(&["init"]).check();
        maille
    }

    /// Its database, opened beside it.
    pub async fn database(&self) -> Database {
        let config = Config::read(&self.folder).unwrap();
        let location = location(&self.folder, &config).unwrap();
        Database::open(location).await.unwrap()
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

    /// It ended well and said each of these words.
    #[track_caller]
    pub fn says(self, words: &[&str]) -> Self {
        let said = self.check();
        for word in words {
            assert!(said.out.contains(word), "no `{word}` in {said:#?}");
        }
        said
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

/// A server that runs until it is dropped.
pub struct Serving {
    pub child: Child,
    pub url: String,
}

impl Serving {
    pub fn start(maille: &Maille) -> Self {
        Self::at(maille, "127.0.0.1:0")
    }

    /// One that listens there.
    pub fn at(maille: &Maille, listen: &str) -> Self {
        Self::run(maille.command(&["serve", "--listen", listen]))
    }

    /// One that another program starts, such as a tracer.
    pub fn under(program: &str, arguments: &[&str], maille: &Maille) -> Self {
        let served = maille.command(&["serve", "--listen", "127.0.0.1:0"]);
        let mut command = Command::new(program);
        command.args(arguments).arg(served.get_program());
        command.args(served.get_args());
        for (name, value) in served.get_envs() {
            match value {
                Some(value) => command.env(name, value),
                None => command.env_remove(name),
            };
        }
        Self::run(command)
    }

    fn run(mut command: Command) -> Self {
        let mut child = command
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap())
            .read_line(&mut line)
            .unwrap();
        let url = line
            .trim()
            .strip_prefix("ready: ")
            .unwrap_or_else(|| panic!("{PROGRAM}: {line}"))
            .to_owned();
        Self { child, url }
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
