//! Where the database is: the file in the data folder, unless `database.url` names another place.

use std::fmt;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::{ConfigError, secret::secret};

/// Where the database is. Never shown with its password.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Database {
    /// `postgres://user:password@host/database`, or `sqlite:path`; the file in the data folder where it is empty.
    pub url: Option<String>,
    /// A file that holds the password alone, so that the configuration need not: relative to the data folder.
    pub password_file: Option<PathBuf>,
}

impl Database {
    /// The password in its file, if one is named; else systemd's credential `database.password`.
    pub fn password(&self, folder: &Path) -> Result<Option<String>, ConfigError> {
        secret(folder, self.password_file.as_deref(), "database.password")
    }
}

impl fmt::Debug for Database {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Database")
            .field("url", &self.url.as_ref().map(|_| "…"))
            .field("password_file", &self.password_file)
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_password_is_read_from_its_file_and_shown_nowhere() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("password"), "s3cret\n").unwrap();
        let database = Database {
            url: Some("postgres://maille:s3cret@host/dir".into()),
            password_file: Some("password".into()),
        };
        assert_eq!(
            database.password(folder.path()).unwrap().as_deref(),
            Some("s3cret")
        );
        assert!(!format!("{database:?}").contains("s3cret"));
        let missing = Database {
            password_file: Some("none".into()),
            ..Database::default()
        };
        assert!(missing.password(folder.path()).is_err());
    }
}
