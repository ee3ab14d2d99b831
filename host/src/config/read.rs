//! Reads `maille.toml` and the environment; says line and "did you mean" where a key is unknown.

use std::path::{Path, PathBuf};

use super::Config;

/// Why a configuration cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file is there and cannot be read.
    #[error("cannot read {}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// The file or the environment does not say what it should.
    #[error("{origin}: {message}")]
    Invalid {
        /// The file or the variable.
        origin: String,
        /// What is wrong, where, and the mend.
        message: String,
    },
}

/// Variables of the environment that hold configuration begin so.
const PREFIX: &str = "MAILLE__";

impl Config {
    /// The name of the file in the data folder.
    pub const FILE: &'static str = "maille.toml";

    /// Reads the folder's file, if any, and what the environment says over it.
    #[expect(
        clippy::disallowed_methods,
        reason = "this is the single home of the environment"
    )]
    pub fn read(folder: &Path) -> Result<Self, ConfigError> {
        let path = folder.join(Self::FILE);
        let text = match std::fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => String::new(),
            Err(source) => return Err(ConfigError::Read { path, source }),
        };
        let origin = path.display().to_string();
        // Once alone, so that an error names the line of the file.
        let _: Self = parse(&origin, &text)?;
        let mut table: toml::Table = parse(&origin, &text)?;
        for (name, value) in std::env::vars_os() {
            let (Some(name), Some(value)) = (name.to_str(), value.to_str()) else {
                continue;
            };
            if let Some(keys) = name.strip_prefix(PREFIX) {
                set(&mut table, keys, value);
                // Checked one at a time, so that an error names the variable.
                let _: Self = table.clone().try_into().map_err(|error: toml::de::Error| {
                    ConfigError::Invalid {
                        origin: name.to_owned(),
                        message: with_suggestion(error.message()),
                    }
                })?;
            }
        }
        table
            .try_into()
            .map_err(|error: toml::de::Error| ConfigError::Invalid {
                origin,
                message: with_suggestion(error.message()),
            })
    }

    /// Writes a file that can be edited, with every instance key and a word on the rest.
    pub fn to_file(&self, folder: &Path) -> Result<(), ConfigError> {
        let instance = toml::to_string(&toml::Table::from_iter([(
            "instance".to_owned(),
            toml::Value::try_from(&self.instance).expect("plain strings become TOML"),
        )]))
        .expect("plain strings become TOML");
        let text = format!(
            "# Configuration of this instance. Every key has a default; an unknown key is an error that names its line.\n\
             # The environment can set each one too: MAILLE__INSTANCE__NAME, MAILLE__SERVER__LISTEN…\n\n{instance}\n\
             [server]\nlisten = \"{}\"\n\n\
             # A PostgreSQL server instead of the file maille.sqlite in this folder (`maille database copy` moves the records).\n\
             # [database]\n# url = \"postgres://maille@localhost/maille\"\n# password_file = \"postgres.password\"\n\n\
             # Letters: contributors' codes, and what plugins write to contributors.\n\
             # [mail]\n# url = \"smtps://maille@smtp.example.fr\"\n# password_file = \"smtp.password\"\n\
             # from = \"Maille <ne-pas-repondre@example.fr>\"\n\n\
             # A backup a day, of which seven are kept: give it the folder of another disk.\n\
             # [backup]\n# folder = \"/mnt/autre-disque/maille\"\n# every_h = 24\n# keep = 7\n\n\
             # Lets the fediverse read and follow events, organisations and places (FEDERATION.md).\n\
             # [fediverse]\n# enabled = true\n",
            self.server.listen
        );
        let path = folder.join(Self::FILE);
        std::fs::write(&path, text).map_err(|source| ConfigError::Read { path, source })
    }
}

fn parse<T: serde::de::DeserializeOwned>(origin: &str, text: &str) -> Result<T, ConfigError> {
    toml::from_str(text).map_err(|error| {
        let line = error.span().map_or(1, |span| {
            text[..span.start.min(text.len())].matches('\n').count() + 1
        });
        ConfigError::Invalid {
            origin: format!("{origin}, line {line}"),
            message: with_suggestion(error.message()),
        }
    })
}

fn set(table: &mut toml::Table, keys: &str, value: &str) {
    let mut keys: Vec<String> = keys.split("__").map(str::to_lowercase).collect();
    let Some(last) = keys.pop() else { return };
    let mut table = table;
    for key in keys {
        let next = table
            .entry(key)
            .or_insert_with(|| toml::Value::Table(toml::Table::new()));
        let toml::Value::Table(inner) = next else {
            return;
        };
        table = inner;
    }
    let value = if let Ok(number) = value.parse::<i64>() {
        toml::Value::Integer(number)
    } else if let Ok(yes) = value.parse::<bool>() {
        toml::Value::Boolean(yes)
    } else {
        toml::Value::String(value.to_owned())
    };
    table.insert(last, value);
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
    let nearest = quoted
        .map(|known| (strsim::damerau_levenshtein(unknown, known), known))
        .min()
        .filter(|(distance, known)| *distance <= 1 + known.len() / 3);
    match nearest {
        Some((_, known)) => format!("unknown key `{unknown}`: did you mean `{known}`?"),
        None => format!(
            "unknown key `{unknown}`{}",
            message.trim_start_matches(&format!("unknown field `{unknown}`"))
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_key_is_named_with_its_line_and_a_suggestion() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(
            folder.path().join(Config::FILE),
            "[server]\n\nlisen = \"127.0.0.1:1\"\n",
        )
        .unwrap();
        let error = Config::read(folder.path()).unwrap_err().to_string();
        assert!(
            error.contains("line 3") && error.contains("did you mean `listen`?"),
            "{error}"
        );
    }

    #[test]
    fn what_is_written_is_read_again() {
        let folder = tempfile::tempdir().unwrap();
        let mut config = Config::default();
        config.instance.name = "L'essai \"entre\" guillemets".into();
        config.to_file(folder.path()).unwrap();
        assert_eq!(Config::read(folder.path()).unwrap(), config);
    }

    #[test]
    fn one_bound_alone_leaves_the_others_as_they_were() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join(Config::FILE);
        std::fs::write(
            &file,
            "[plugins.page]\nwall_ms = 9000\n[plugins.task]\nreads = 7\n",
        )
        .unwrap();
        let read = Config::read(folder.path()).unwrap().plugins;
        let mut wanted = Config::default().plugins;
        wanted.page.wall_ms = 9_000;
        wanted.task.reads = 7;
        assert_eq!(read, wanted);
        std::fs::write(&file, "[plugins.page]\nwal_ms = 9000\n").unwrap();
        let error = Config::read(folder.path()).unwrap_err().to_string();
        assert!(
            error.contains("line 2") && error.contains("did you mean `wall_ms`?"),
            "{error}"
        );
    }
}
