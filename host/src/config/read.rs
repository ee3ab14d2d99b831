//! Reads `maille.toml` and the environment: every fault at once, each with its place, and where each value comes from.

mod document;
mod environment;
mod write;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::Config;
use super::fault::{Fault, Faults, Place, Wrong, nearest};

/// Why a configuration cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// A file is there and cannot be read.
    #[error("cannot read {}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// The file or the environment does not say what it should.
    #[error(transparent)]
    Faults(#[from] Faults),
    /// A value that reads well holds nothing usable.
    #[error("{origin}: {message}")]
    Invalid {
        /// The file or the variable.
        origin: String,
        /// What is wrong, where, and the mend.
        message: String,
    },
}

/// A configuration as it was found.
#[derive(Debug)]
pub struct Looked {
    /// What holds of it: where a value is at fault, its default.
    pub config: Config,
    /// The file, there or not.
    pub file: PathBuf,
    /// What is at fault.
    pub faults: Vec<Fault>,
    /// Where each key that is not a default was written.
    pub places: BTreeMap<String, Place>,
}

impl Looked {
    /// Adds what is wrong with a key, at the place where it was written.
    pub fn add(&mut self, key: &str, wrong: Wrong) {
        let whole = || Place::File(self.file.clone(), None);
        self.faults.push(Fault {
            place: self.places.get(key).cloned().unwrap_or_else(whole),
            key: key.to_owned(),
            wrong,
        });
    }
}

impl Config {
    /// The name of the file in the data folder.
    pub const FILE: &'static str = "maille.toml";

    /// Reads the folder's file, if any, and what the environment says over it.
    pub fn read(folder: &Path) -> Result<Self, ConfigError> {
        let looked = Self::look(&folder.join(Self::FILE), false);
        let mut faults = looked.faults;
        // A variable that nobody reads stops nothing: `config check` tells of it.
        faults.retain(|fault| !matches!(fault.wrong, Wrong::Prefix(_)));
        match faults.is_empty() {
            true => Ok(looked.config),
            false => Err(Faults(faults).into()),
        }
    }

    /// Each key with its value and the place where it was written; a default has none. Secrets are left out.
    pub fn effective(looked: &Looked) -> Vec<(String, Option<String>, Option<&Place>)> {
        let leaves = leaves(&looked.config).into_iter();
        let row = |(key, value): (String, serde_json::Value)| {
            let shown = super::shown(&key, &value);
            let place = looked.places.get(&key);
            (key, shown, place)
        };
        leaves.map(row).collect()
    }

    /// Reads a file and the environment, and goes on after a fault. A file that is not there is one without a line, unless
    /// it `must` be there.
    pub fn look(file: &Path, must: bool) -> Looked {
        let mut faults = Vec::new();
        let text = match std::fs::read_to_string(file) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound && !must => String::new(),
            Ok(text) => text,
            Err(error) => {
                faults.push(Fault {
                    place: Place::File(file.to_owned(), None),
                    key: String::new(),
                    wrong: Wrong::Unread {
                        path: file.to_owned(),
                        why: error.to_string(),
                    },
                });
                String::new()
            }
        };
        let read = document::read(file, &text);
        faults.extend(read.faults);
        let mut looked = Looked {
            config: Self::default(),
            file: file.to_owned(),
            faults,
            places: read.places,
        };
        environment::read(&mut looked, read.table);
        looked
    }

    /// Every key that there is, as `section.key`.
    pub fn keys() -> Vec<String> {
        leaves(&Self::default()).into_keys().collect()
    }
}

/// Each key of a configuration with its value; null where it has none.
pub(super) fn leaves(config: &Config) -> BTreeMap<String, serde_json::Value> {
    fn walk(
        above: &str,
        value: serde_json::Value,
        found: &mut BTreeMap<String, serde_json::Value>,
    ) {
        match value {
            serde_json::Value::Object(inner) if !inner.is_empty() => {
                for (key, value) in inner {
                    let dot = if above.is_empty() { "" } else { "." };
                    walk(&format!("{above}{dot}{key}"), value, found);
                }
            }
            value => {
                found.insert(above.to_owned(), value);
            }
        }
    }
    let mut found = BTreeMap::new();
    let value = serde_json::to_value(config).unwrap_or_default();
    walk("", value, &mut found);
    found
}

/// A key's default, as it is written in the file.
fn example(key: &str) -> Option<String> {
    let value = leaves(&Config::default()).remove(key)?;
    let name = key.rsplit('.').next()?;
    // JSON writes texts, numbers and lists of texts as TOML does.
    (!value.is_null()).then(|| format!("{name} = {value}"))
}

/// Adds the nearest known name to serde's "unknown field" message.
pub(crate) fn with_suggestion(message: &str) -> String {
    let mut quoted = message.split('`').skip(1).step_by(2);
    if !message.starts_with("unknown field") {
        return message.to_owned();
    }
    let Some(unknown) = quoted.next() else {
        return message.to_owned();
    };
    match nearest(unknown, quoted) {
        Some(known) => format!("unknown key `{unknown}`: did you mean `{known}`?"),
        None => format!(
            "unknown key `{unknown}`{}",
            message.trim_start_matches(&format!("unknown field `{unknown}`"))
        ),
    }
}
