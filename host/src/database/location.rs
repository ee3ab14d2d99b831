//! Where the database is: a file of this machine or a server. Neither is ever shown with its password.

use std::fmt;
use std::path::{Path, PathBuf};

use sqlx::postgres::PgConnectOptions;

use super::error::DatabaseError;

/// Where the database is.
#[derive(Clone)]
pub enum Location {
    /// A file of SQLite.
    File(PathBuf),
    /// A database of a PostgreSQL server.
    Server(Box<PgConnectOptions>),
}

impl Location {
    /// Reads `postgres://user:password@host/database`, `sqlite:path` or a path. The error never repeats what was read.
    pub fn parse(text: &str) -> Result<Self, DatabaseError> {
        if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            let options: PgConnectOptions = text.parse().map_err(|_| DatabaseError::Address)?;
            return Ok(Self::Server(Box::new(
                options
                    .application_name("maille")
                    .statement_cache_capacity(200),
            )));
        }
        let path = text.strip_prefix("sqlite:").unwrap_or(text);
        if path.is_empty() || path.contains("://") || path.starts_with("//") {
            return Err(DatabaseError::Address);
        }
        Ok(Self::File(PathBuf::from(path)))
    }

    /// With a password that does not stand in its address.
    pub fn with_password(self, password: &str) -> Self {
        match self {
            Self::Server(options) => Self::Server(Box::new(options.password(password))),
            Self::File(path) => Self::File(path),
        }
    }

    /// A relative path is one of this folder.
    pub fn below(self, folder: &Path) -> Self {
        match self {
            Self::File(path) => Self::File(folder.join(path)),
            server => server,
        }
    }
}

impl From<PathBuf> for Location {
    fn from(path: PathBuf) -> Self {
        Self::File(path)
    }
}

impl From<&PathBuf> for Location {
    fn from(path: &PathBuf) -> Self {
        Self::File(path.clone())
    }
}

impl From<&Path> for Location {
    fn from(path: &Path) -> Self {
        Self::File(path.to_owned())
    }
}

impl fmt::Display for Location {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(path) => path.display().fmt(formatter),
            Self::Server(options) => {
                let user = options.get_username();
                let host = options.get_host();
                let database = options.get_database().unwrap_or(user);
                let port = options.get_port();
                write!(formatter, "postgres://{user}@{host}:{port}/{database}")?;
                match options.get_socket() {
                    Some(socket) => write!(formatter, "?host={}", socket.display()),
                    None => Ok(()),
                }
            }
        }
    }
}

impl fmt::Debug for Location {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, formatter)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_understood_and_never_shows_its_password() {
        let server = Location::parse("postgres://maille:s3cret@db.example/dir").unwrap();
        for shown in [server.to_string(), format!("{server:?}")] {
            assert_eq!(shown, "postgres://maille@db.example:5432/dir");
        }
        let other = server.with_password("other");
        assert!(!format!("{other:?}").contains("other"));
        for (text, path) in [("sqlite:a/b.db", "a/b.db"), ("/srv/b.db", "/srv/b.db")] {
            assert!(
                matches!(Location::parse(text), Ok(Location::File(file)) if file == Path::new(path))
            );
        }
        for text in ["mysql://u:s3cret@h/d", "", "postgres://u:s3cret@h:port/d"] {
            let refused = Location::parse(text).unwrap_err();
            assert!(!format!("{refused} {refused:?}").contains("s3cret"));
        }
    }
}
