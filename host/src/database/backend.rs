//! Where a test's database is: each promise is kept on both.

use std::path::Path;

use super::Location;
use super::cluster::database;

/// A place for a database of one test: a file in a folder, or a database of the shared server.
#[derive(Debug)]
pub struct Backend {
    /// What `database.url` would say.
    pub url: String,
    _folder: Option<tempfile::TempDir>,
}

impl Backend {
    /// As the program reads it.
    pub fn location(&self) -> Location {
        Location::parse(&self.url).unwrap()
    }

    /// A file that is not there yet.
    pub fn sqlite() -> Self {
        let folder = tempfile::tempdir().unwrap();
        Self {
            url: path_of(folder.path()),
            _folder: Some(folder),
        }
    }

    /// An empty database; none where there is no PostgreSQL, which is said.
    pub fn postgres(test: &str) -> Option<Self> {
        Some(Self {
            url: database(test)?,
            _folder: None,
        })
    }
}

fn path_of(folder: &Path) -> String {
    format!("sqlite:{}", folder.join("maille.sqlite").display())
}

/// Runs a test that takes a [`Backend`] on both databases: `each_database!(name);` above `async fn name(on: Backend)`.
macro_rules! each_database {
    ($($name:ident),* $(,)?) => {$(
        mod $name {
            use $crate::database::backend::Backend;

            #[tokio::test(flavor = "multi_thread")]
            async fn sqlite() {
                super::$name(Backend::sqlite()).await;
            }

            #[tokio::test(flavor = "multi_thread")]
            async fn postgres() {
                let test = concat!(module_path!(), "::postgres");
                if let Some(on) = Backend::postgres(test) {
                    super::$name(on).await;
                }
            }
        }
    )*};
}
pub(crate) use each_database;
