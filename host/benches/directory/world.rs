//! Where the records of a benchmark are kept, and the directory over them.

use std::path::{Path, PathBuf};

use jiff::tz::TimeZone;
use maille::clock::Clock;
use maille::database::{Database, Location};
use maille::directory::{Directory, KindRegistry, Settings};

/// A file that is made anew, or an empty database of a server.
#[derive(Clone, Debug)]
pub enum Place {
    File(PathBuf),
    Server(String),
}

impl Place {
    /// In a folder.
    pub fn file(folder: &Path) -> Self {
        Self::File(folder.join("bench.sqlite"))
    }

    /// As [`Place::text`] writes it.
    pub fn parse(text: &str) -> anyhow::Result<Self> {
        Ok(match text.starts_with("postgres") {
            true => Self::Server(text.to_owned()),
            false => Self::File(PathBuf::from(text)),
        })
    }

    /// For a child process.
    pub fn text(&self) -> String {
        match self {
            Self::File(path) => path.display().to_string(),
            Self::Server(url) => url.clone(),
        }
    }

    /// For the table.
    pub fn name(&self) -> &'static str {
        match self {
            Self::File(_) => "SQLite",
            Self::Server(_) => "PostgreSQL",
        }
    }

    /// The database, made where it is missing.
    pub async fn database(&self) -> anyhow::Result<Database> {
        let location = match self {
            Self::File(path) => Location::from(path.as_path()),
            Self::Server(url) => Location::parse(url)?,
        };
        Ok(Database::open(location).await?)
    }

    /// The directory over it.
    pub async fn directory(&self) -> anyhow::Result<Directory> {
        let settings = Settings {
            origin: "bench.example".into(),
            zone: TimeZone::get("Europe/Paris")?,
        };
        Ok(Directory::new(
            self.database().await?,
            KindRegistry::core(),
            Clock::real(),
            settings,
        ))
    }

    /// Empties it.
    pub async fn clear(&self) -> anyhow::Result<()> {
        match self {
            Self::File(path) => {
                for ending in ["", "-wal", "-shm"] {
                    let file = PathBuf::from(format!("{}{ending}", path.display()));
                    if file.exists() {
                        std::fs::remove_file(file)?;
                    }
                }
            }
            Self::Server(url) => {
                let pool = sqlx::PgPool::connect(url).await?;
                sqlx::raw_sql("drop schema public cascade; create schema public")
                    .execute(&pool)
                    .await?;
                pool.close().await;
            }
        }
        Ok(())
    }
}
