//! A case that an author wrote: what there is, what is asked, and what is expected. A file `tests/*.toml` of the plugin.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::config::with_suggestion;
use crate::outbound::RecordedAnswer;

/// The moment of a case that names none.
const NOW: &str = "2026-11-23T10:00:00+01:00";

/// A case.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Case {
    /// The moment at which everything happens: `2026-11-23T10:00:00+01:00`.
    #[serde(default = "now")]
    pub now: String,
    /// `fr`, `fr-simple` or `en`.
    #[serde(default = "french")]
    pub language: String,
    /// The INSEE code of the visitor's commune.
    pub municipality: Option<String>,
    /// Whether the data of `demo/` is there.
    #[serde(default)]
    pub demo: bool,
    /// What an administrator set.
    #[serde(default)]
    pub settings: serde_json::Map<String, serde_json::Value>,
    /// Records that the administration made.
    #[serde(default)]
    pub records: Vec<Given>,
    /// Files that were handed over.
    #[serde(default)]
    pub documents: Vec<Document>,
    /// What the network answers; everything else is refused.
    #[serde(default)]
    pub http: Vec<Http>,
    /// The address of a page: `/x?q=y`.
    pub get: Option<String>,
    /// The address that a form is sent to.
    pub post: Option<String>,
    /// The form's fields.
    #[serde(default)]
    pub form: BTreeMap<String, String>,
    /// Files that are sent with the form: the field's name, and the file from the case's folder.
    #[serde(default)]
    pub files: BTreeMap<String, PathBuf>,
    /// The plugin's own name for who sent the form with a code that held.
    pub contributor: Option<String>,
    /// The role of who is signed in: `partner`, `mediator`, `auditor` or `administrator`.
    pub role: Option<String>,
    /// Records that somebody else makes or changes before anything is asked: the plugin is told, where it follows their kind.
    #[serde(default)]
    pub changed: Vec<Given>,
    /// Records that come to their end then.
    #[serde(default)]
    pub deleted: Vec<Ended>,
    /// A task that is run to its end; before the page, where one is asked for.
    pub task: Option<String>,
    /// What must come of it, besides the reply that is kept beside the case.
    #[serde(default)]
    pub expect: Expect,
}

fn now() -> String {
    NOW.to_owned()
}

fn french() -> String {
    "fr".to_owned()
}

/// A record.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Given {
    /// Such as `place`.
    pub kind: String,
    /// The name that it has.
    pub key: String,
    /// What it says; of one that is expected, what it must say at least.
    pub content: serde_json::Value,
}

/// A record that ends.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ended {
    /// Such as `place`.
    pub kind: String,
    /// The name that it has.
    pub key: String,
}

/// A file.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Document {
    /// The name that the plugin sees.
    pub name: String,
    /// The file, from the case's folder.
    pub file: PathBuf,
}

/// A recorded answer.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Http {
    /// `GET` where none is named.
    #[serde(default = "get")]
    pub method: String,
    /// Whole.
    pub url: String,
    /// 200 where none is named.
    #[serde(default = "ok")]
    pub status: u16,
    /// Names and values.
    #[serde(default)]
    pub headers: BTreeMap<String, String>,
    /// The file with the answer's body, from the case's folder; an empty one where none is named.
    pub body: Option<PathBuf>,
}

fn get() -> String {
    "GET".to_owned()
}

fn ok() -> u16 {
    200
}

/// What is expected.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Expect {
    /// The status of the page.
    pub status: Option<u16>,
    /// How many published records of each kind there are at the end.
    #[serde(default)]
    pub count: BTreeMap<String, u64>,
    /// Records that the plugin made or changed.
    #[serde(default)]
    pub records: Vec<Given>,
    /// Words that a line of the log holds.
    #[serde(default)]
    pub log: Vec<String>,
}

/// Why a case does not read.
#[derive(Debug, thiserror::Error)]
pub enum CaseError {
    /// A file cannot be read or written.
    #[error("{} cannot be used", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// It is not what it should be.
    #[error("{}, line {line}: {message}", path.display())]
    Toml {
        /// The case.
        path: PathBuf,
        /// From 1.
        line: usize,
        /// What is wrong, and the mend.
        message: String,
    },
    /// A value does not fit.
    #[error("{}: {message}", path.display())]
    Value {
        /// The case.
        path: PathBuf,
        /// What is wrong, and the mend.
        message: String,
    },
}

impl Case {
    /// Reads a case.
    pub fn read(path: &Path) -> Result<Self, CaseError> {
        let text = std::fs::read_to_string(path).map_err(unread(path))?;
        let case: Self = toml::from_str(&text).map_err(|error| CaseError::Toml {
            path: path.to_owned(),
            line: error.span().map_or(1, |span| {
                text[..span.start.min(text.len())].matches('\n').count() + 1
            }),
            message: with_suggestion(error.message()),
        })?;
        let fail = |message: &str| CaseError::Value {
            path: path.to_owned(),
            message: message.to_owned(),
        };
        if case.get.is_some() && case.post.is_some() {
            return Err(fail(
                "`get` and `post` stand beside each other: a case has one page",
            ));
        }
        let page = case.get.as_ref().or(case.post.as_ref());
        let follows = !case.changed.is_empty() || !case.deleted.is_empty();
        if page.is_none() && case.task.is_none() && !follows {
            return Err(fail(
                "nothing is asked: write `get = \"/\"`, `post = \"/\"`, `task = \"…\"`, `[[changed]]` or `[[deleted]]`",
            ));
        }
        if case.post.is_none() && (!case.files.is_empty() || case.contributor.is_some()) {
            return Err(fail(
                "`files` and `contributor` come with a form: write `post = \"/…\"`",
            ));
        }
        if page.is_some_and(|address| !address.starts_with('/')) {
            return Err(fail(
                "an address begins with `/`, below the plugin's own root",
            ));
        }
        let roles = ["partner", "mediator", "auditor", "administrator"];
        if case
            .role
            .as_deref()
            .is_some_and(|role| !roles.contains(&role))
        {
            return Err(fail(&format!("`role` is none of `{}`", roles.join("`, `"))));
        }
        if case.now_ms().is_none() {
            return Err(fail(
                "`now` is not a moment: write `2026-11-23T10:00:00+01:00`",
            ));
        }
        if crate::web::locale::Locale::from_code(&case.language).is_none() {
            return Err(fail("`language` is none of `fr`, `fr-simple`, `en`"));
        }
        Ok(case)
    }

    /// Milliseconds since 1970.
    pub fn now_ms(&self) -> Option<i64> {
        let moment: jiff::Timestamp = self.now.parse().ok()?;
        Some(moment.as_millisecond())
    }

    /// What the network answers, with the bodies from their files.
    pub fn recorded(&self, folder: &Path) -> Result<Vec<RecordedAnswer>, CaseError> {
        let mut answers = Vec::new();
        for http in &self.http {
            let body = match &http.body {
                Some(file) => bytes(&folder.join(file))?,
                None => Vec::new(),
            };
            answers.push(RecordedAnswer {
                method: http.method.clone(),
                url: http.url.clone(),
                status: http.status,
                headers: http.headers.clone().into_iter().collect(),
                body,
            });
        }
        Ok(answers)
    }
}

/// The cases of a plugin's folder, by name.
pub fn cases(folder: &Path) -> Result<Vec<PathBuf>, CaseError> {
    let tests = folder.join("tests");
    let entries = match std::fs::read_dir(&tests) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(source) => {
            return Err(CaseError::File {
                path: tests,
                source,
            });
        }
    };
    let paths = entries.filter_map(|entry| Some(entry.ok()?.path()));
    let mut paths: Vec<PathBuf> = paths
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "toml")
        })
        .collect();
    paths.sort();
    Ok(paths)
}

/// The bytes of a file.
pub fn bytes(path: &Path) -> Result<Vec<u8>, CaseError> {
    std::fs::read(path).map_err(unread(path))
}

/// An error of a file.
pub fn unread(path: &Path) -> impl FnOnce(std::io::Error) -> CaseError {
    let path = path.to_owned();
    move |source| CaseError::File { path, source }
}
