//! Secrets: a file that holds one alone, or a credential that systemd hands over. Says which files hold secrets and whether
//! others may read them. Never shows one.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use url::Url;

use super::fault::{Fault, Place, Wrong};
use super::read::leaves;
use super::{Config, ConfigError, Looked};

/// A secret of more bytes is another file.
const SECRET_BYTES_MAX: u64 = 4_096;
/// Words in the name of a key that holds a secret, or names its file.
const SECRET: [&str; 4] = ["password", "secret", "token", "tls_key"];

/// The secret that a file holds alone.
pub(super) fn password_in(path: &Path) -> Result<String, ConfigError> {
    let read = std::fs::metadata(path).and_then(|data| {
        if data.len() > SECRET_BYTES_MAX {
            return Err(std::io::Error::other("it is too long for a password"));
        }
        std::fs::read_to_string(path)
    });
    match read {
        Ok(text) => Ok(text.trim_end_matches(['\r', '\n']).to_owned()),
        Err(source) => Err(ConfigError::Read {
            path: path.to_owned(),
            source,
        }),
    }
}

/// The secret in the file that a setting names, relative to the data folder; else in systemd's credential of this name, such
/// as `database.password`.
pub fn secret(
    folder: &Path,
    file: Option<&Path>,
    credential: &str,
) -> Result<Option<String>, ConfigError> {
    let path = match file {
        Some(file) => Some(folder.join(file)),
        None => credentials()
            .map(|folder| folder.join(credential))
            .filter(|path| path.exists()),
    };
    path.map(|path| password_in(&path)).transpose()
}

/// Where systemd put the credentials of this service.
#[expect(
    clippy::disallowed_methods,
    reason = "this is the single home of the environment"
)]
pub(super) fn credentials() -> Option<PathBuf> {
    std::env::var_os("CREDENTIALS_DIRECTORY").map(PathBuf::from)
}

/// The files that hold a secret, by the key that names them; the configuration itself where one stands in it.
pub fn secret_files(folder: &Path, looked: &Looked) -> BTreeMap<String, PathBuf> {
    let mut files = BTreeMap::new();
    for (key, value) in leaves(&looked.config) {
        let Some(text) = value.as_str().filter(|text| !text.is_empty()) else {
            continue;
        };
        let named = is_secret(&key);
        if named && names_a_file(&key) {
            files.insert(key, folder.join(text));
        } else if named || has_password(text) {
            // One from the environment stands in no file of ours.
            if let Some(Place::File(path, _)) = looked.places.get(&key) {
                files.insert(key, path.clone());
            }
        }
    }
    files
}

/// What of a value may be shown.
pub fn shown(key: &str, value: &serde_json::Value) -> Option<String> {
    let text = match value {
        serde_json::Value::Null => return None,
        serde_json::Value::String(text) => text,
        other => return Some(other.to_string()),
    };
    if is_secret(key) && !names_a_file(key) {
        return Some("\"…\"".to_owned());
    }
    if has_password(text) {
        let shown = Url::parse(text).ok().and_then(|mut url| {
            url.set_password(None).ok()?;
            url.set_query(None);
            Some(url)
        });
        let shown = shown.map_or_else(|| "…".to_owned(), |url| url.to_string());
        return Some(serde_json::Value::String(shown).to_string());
    }
    Some(value.to_string())
}

fn is_secret(key: &str) -> bool {
    let name = key.rsplit('.').next().unwrap_or_default();
    SECRET.iter().any(|word| name.contains(word))
}

fn names_a_file(key: &str) -> bool {
    key.ends_with("_file") || key.ends_with("tls_key")
}

/// Whether an address may hold one: also where it is no address that anybody can read.
fn has_password(text: &str) -> bool {
    text.split_once("://").is_some_and(|(_, rest)| {
        let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
        let user = authority.rsplit_once('@').map(|(user, _)| user);
        user.is_some_and(|user| user.contains(':')) || rest.contains("password=")
    })
}

/// Faults of the files that hold secrets: not there, or open to everybody.
pub(super) fn faults(folder: &Path, looked: &Looked) -> Vec<Fault> {
    let mut faults = Vec::new();
    for (key, path) in secret_files(folder, looked) {
        let whole = || Place::File(looked.file.clone(), None);
        let place = looked.places.get(&key).cloned().unwrap_or_else(whole);
        let unread = std::fs::File::open(&path).err().map(|error| Wrong::Unread {
            path: path.clone(),
            why: error.to_string(),
        });
        let open = is_open(&path).then(|| Wrong::Open(path.clone()));
        let found = unread.into_iter().chain(open);
        faults.extend(found.map(|wrong| Fault {
            place: place.clone(),
            key: key.clone(),
            wrong,
        }));
    }
    faults
}

/// The secrets of an instance that everybody on this machine may read.
pub fn open_secrets(folder: &Path) -> Vec<PathBuf> {
    let looked = Config::look(&folder.join(Config::FILE), false);
    let mut paths: Vec<PathBuf> = secret_files(folder, &looked).into_values().collect();
    paths.sort();
    paths.dedup();
    paths.retain(|path| is_open(path));
    paths
}

/// Whether everybody may read a file: it says so, and so does each folder on the way to it.
fn is_open(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    let Ok(path) = path.canonicalize() else {
        return false;
    };
    let says = |path: &Path, bit: u32| {
        std::fs::metadata(path).is_ok_and(|data| data.permissions().mode() & bit != 0)
    };
    says(&path, 0o004) && path.ancestors().skip(1).all(|folder| says(folder, 0o001))
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    #[test]
    fn nothing_secret_is_shown() {
        let of = |key: &str, text: &str| shown(key, &text.into()).unwrap();
        for (key, text) in [
            ("database.url", "postgres://maille:s3cret@host/dir"),
            ("database.url", "postgres://host/dir?user=m&password=s3cret"),
            ("mail.url", "smtps://u%40x:s3c:ret@smtp.example.fr"),
            ("mail.url", "smtps://u:s3cret@:not an address"),
            ("oidc.client_secret", "s3cret"),
        ] {
            let said = of(key, text);
            assert!(
                !said.contains("s3c") && said.contains('…') || !said.contains("s3c"),
                "{said}"
            );
        }
        assert_eq!(
            of("mail.password_file", "smtp.password"),
            "\"smtp.password\""
        );
        assert_eq!(of("mail.url", "smtp://localhost"), "\"smtp://localhost\"");
    }

    #[test]
    fn a_folder_that_is_closed_closes_its_files() {
        let folder = tempfile::tempdir().unwrap();
        let inner = folder.path().join("inner");
        std::fs::create_dir(&inner).unwrap();
        let file = inner.join("secret");
        std::fs::write(&file, "x").unwrap();
        let mode = |path: &Path, mode: u32| {
            std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
        };
        mode(folder.path(), 0o755);
        mode(&inner, 0o755);
        mode(&file, 0o644);
        // The folder of temporary files is everybody's.
        assert!(is_open(&file));
        mode(&inner, 0o700);
        assert!(!is_open(&file));
        mode(&inner, 0o755);
        mode(&file, 0o640);
        assert!(!is_open(&file));
    }
}
