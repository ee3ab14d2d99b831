//! Reads a `plugin.toml` or a section and says what is wrong with it, with line and mend.

use super::super::grants::ANY_HOST;
use super::{CONTRACT, Manifest};
use crate::config::with_suggestion;

/// Why a manifest cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ManifestError {
    /// The file is not what it should be.
    #[error("plugin.toml, line {line}: {message}")]
    Toml {
        /// From 1.
        line: usize,
        /// What is wrong, and the mend.
        message: String,
    },
    /// The component's section is not what it should be.
    #[error(
        "the section maille:manifest does not fit: {0}; build the plugin again with `maille plugin build`"
    )]
    Section(String),
    /// It was written for a contract that this host does not know.
    #[error(
        "the plugin asks for contract {asked}, this instance knows {}.{}: update Maille, or take an older version of the plugin",
        CONTRACT.0,
        CONTRACT.1
    )]
    Newer {
        /// As written.
        asked: String,
    },
    /// A value does not fit.
    #[error("plugin.toml, `{key}`: {message}")]
    Value {
        /// The key.
        key: String,
        /// What is wrong, and the mend.
        message: String,
    },
}

/// Paths of the host that no plugin may take.
const RESERVED: [&str; 29] = [
    "annuaire",
    "static",
    "recherche",
    "aide",
    "confort",
    "accessibilite",
    "mentions-legales",
    "donnees-personnelles",
    "records",
    "federation",
    "actor",
    "inbox",
    "outbox",
    "followers",
    "nodeinfo",
    "livez",
    "readyz",
    "metrics",
    "api",
    "administration",
    "connexion",
    "deconnexion",
    "premier-acces",
    "annuaire",
    "langue",
    "carte",
    "compte",
    "favicon.ico",
    "robots.txt",
];

impl Manifest {
    /// Reads a `plugin.toml`; schemas are still the paths of their files.
    pub fn from_toml(text: &str) -> Result<Self, ManifestError> {
        let manifest = read_toml(text)?;
        manifest.check()?;
        Ok(manifest)
    }

    /// Everything that is wrong with a `plugin.toml`; what does not read at all is one fault.
    pub fn faults_of_toml(text: &str) -> Vec<ManifestError> {
        match read_toml(text) {
            Ok(manifest) => manifest.faults(),
            Err(fault) => vec![fault],
        }
    }

    /// Reads the section of a component.
    pub fn from_section(bytes: &[u8]) -> Result<Self, ManifestError> {
        // A newer contract may bring keys that this host does not know: say so rather than name the key.
        #[derive(serde::Deserialize)]
        struct Handshake {
            contract: Option<String>,
        }
        let handshake: Handshake = serde_json::from_slice(bytes)
            .map_err(|error| ManifestError::Section(error.to_string()))?;
        if let Some(asked) = handshake.contract.filter(|asked| is_newer(asked)) {
            return Err(ManifestError::Newer { asked });
        }
        let manifest: Self = serde_json::from_slice(bytes)
            .map_err(|error| ManifestError::Section(error.to_string()))?;
        manifest.check()?;
        Ok(manifest)
    }

    fn check(&self) -> Result<(), ManifestError> {
        self.faults().into_iter().next().map_or(Ok(()), Err)
    }

    /// Everything that is wrong, in the order of the file.
    fn faults(&self) -> Vec<ManifestError> {
        let newer = is_newer(&self.contract).then(|| ManifestError::Newer {
            asked: self.contract.clone(),
        });
        let mut faults = Vec::new();
        let mut fail = |key: &str, message: String| faults.push(value(key, message));
        if !is_name(&self.id) {
            fail(
                "id",
                format!(
                    "`{}` is not an id: use 2 to 40 of a–z, 0–9 and `-`, a letter first",
                    self.id
                ),
            );
        }
        if ["host", "maille", "visitor"].contains(&self.id.as_str()) {
            fail(
                "id",
                format!("`{}` is the instance's own name: choose another", self.id),
            );
        }
        if self.version.is_empty() || self.version.len() > 40 {
            fail("version", "give a version such as `1.0.0`".into());
        }
        if contract(&self.contract).is_none() {
            fail(
                "contract",
                format!("`{}` is not a contract: write `1.0`", self.contract),
            );
        }
        if self.name.is_empty() {
            fail(
                "name",
                "give a name in at least one language: [name] fr = \"…\"".into(),
            );
        }
        for export in &self.exports {
            if !["pages", "tasks", "changes"].contains(&export.as_str()) {
                fail(
                    "exports",
                    format!("`{export}` is none of `pages`, `tasks`, `changes`"),
                );
            }
        }
        if let Some(mount) = &self.mount {
            let name = mount.strip_prefix('/').unwrap_or_default();
            if !is_name(name) {
                fail(
                    "mount",
                    format!(
                        "`{mount}` is not a mount: write `/` and one name, such as `/demarches`"
                    ),
                );
            } else if RESERVED.contains(&name) {
                fail(
                    "mount",
                    format!("`{mount}` is one of the instance's own addresses: choose another"),
                );
            }
        }
        if self.exports("pages") && self.mount.is_none() {
            fail(
                "mount",
                "a plugin with pages needs a mount such as `/demarches`".into(),
            );
        }
        if self.memory != "standard" {
            fail(
                "memory",
                format!("`{}` is not a memory class: write `standard`", self.memory),
            );
        }
        if self.kinds.iter().any(|kind| !is_name(&kind.name)) {
            fail(
                "kinds",
                "a kind's name has 2 to 40 of a–z, 0–9 and `-`, a letter first".into(),
            );
        }
        faults.extend(newer);
        faults.extend(self.grant_faults());
        faults
    }

    fn grant_faults(&self) -> Vec<ManifestError> {
        let mut faults = Vec::new();
        let mut fail = |key: &str, message: String| faults.push(value(key, message));
        let hosts = self.grants.hosts.iter().filter(|host| *host != ANY_HOST);
        for host in hosts {
            let plain = url::Host::parse(host).is_ok_and(|parsed| {
                matches!(parsed, url::Host::Domain(ref name) if name == host && name.contains('.'))
            });
            if !plain {
                fail(
                    "grants.hosts",
                    format!(
                        "`{host}` is not a host name in lower case, such as `data.example.fr`, nor `*` for those that the administrator names"
                    ),
                );
            }
        }
        for (key, size) in [
            ("grants.storage", &self.grants.storage),
            ("grants.images", &self.grants.images),
        ] {
            if let Some(size) = size.as_deref().filter(|size| bytes(size).is_none()) {
                fail(
                    key,
                    format!("`{size}` is not a size: write `8 MiB` or `512 KiB`"),
                );
            }
        }
        for task in &self.tasks {
            if !is_name(&task.name) {
                fail(
                    "tasks.name",
                    format!("`{}` is not a task's name: use a–z, 0–9 and `-`", task.name),
                );
            }
            if let Some(every) = &task.every
                && seconds(every).is_none()
            {
                fail(
                    "tasks.every",
                    format!("`{every}` is not a period: write `15m`, `6h` or `24h`"),
                );
            }
        }
        faults
    }
}

fn read_toml(text: &str) -> Result<Manifest, ManifestError> {
    toml::from_str(text).map_err(|error| ManifestError::Toml {
        line: error.span().map_or(1, |span| {
            text[..span.start.min(text.len())].matches('\n').count() + 1
        }),
        message: with_suggestion(error.message()),
    })
}

fn value(key: &str, message: String) -> ManifestError {
    ManifestError::Value {
        key: key.to_owned(),
        message,
    }
}

/// `8 MiB` in bytes.
pub(super) fn bytes(text: &str) -> Option<u64> {
    let (number, unit) = text.split_once(' ')?;
    let factor = match unit {
        "KiB" => 1024,
        "MiB" => 1024 * 1024,
        _ => return None,
    };
    number.parse::<u64>().ok()?.checked_mul(factor)
}

/// `15m`, `6h` in seconds.
pub fn seconds(text: &str) -> Option<u64> {
    let unit = text.chars().last()?;
    let number: u64 = text.strip_suffix(unit)?.parse().ok()?;
    let factor = match unit {
        'm' => 60,
        'h' => 3600,
        'd' => 86_400,
        _ => return None,
    };
    number.checked_mul(factor).filter(|seconds| *seconds >= 60)
}

/// `1.1` as two numbers.
pub fn contract(text: &str) -> Option<(u32, u32)> {
    let (major, minor) = text.split_once('.')?;
    Some((major.parse().ok()?, minor.parse().ok()?))
}

fn is_newer(text: &str) -> bool {
    contract(text).is_some_and(|(major, minor)| major != CONTRACT.0 || minor > CONTRACT.1)
}

fn is_name(text: &str) -> bool {
    (2..=40).contains(&text.len())
        && text.starts_with(|first: char| first.is_ascii_lowercase())
        && text
            .chars()
            .all(|char| char.is_ascii_lowercase() || char.is_ascii_digit() || char == '-')
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLAIN: &str = "id = \"essai\"\nversion = \"0.1.0\"\ncontract = \"1.0\"\nmount = \"/essai\"\nexports = [\"pages\"]\n[name]\nfr = \"Essai\"\n";

    fn message(text: &str) -> String {
        Manifest::from_toml(text).unwrap_err().to_string()
    }

    #[test]
    fn a_plain_manifest_is_read() {
        assert_eq!(Manifest::from_toml(PLAIN).unwrap().name_in("en"), "Essai");
    }

    #[test]
    fn an_unknown_key_has_its_line_and_a_suggestion() {
        let message = message(&PLAIN.replace("mount", "mont"));
        assert!(
            message.contains("line 4") && message.contains("did you mean `mount`?"),
            "{message}"
        );
    }

    #[test]
    fn a_newer_contract_is_said_as_such() {
        assert!(message(&PLAIN.replace("1.0", "1.7")).contains("update Maille"));
        assert!(message(&PLAIN.replace("\"1.0\"", "\"2.0\"")).contains("update Maille"));
        assert!(message(&PLAIN.replace("\"1.0\"", "\"un\"")).contains("write `1.0`"));
    }

    #[test]
    fn hosts_are_names_and_mounts_are_free() {
        for host in [
            "127.0.0.1",
            "localhost",
            "https://example.fr",
            "Example.fr",
            "2130706433",
            "0x7f.1",
        ] {
            assert!(
                message(&format!("{PLAIN}[grants]\nhosts = [\"{host}\"]\n")).contains("host name"),
                "{host}"
            );
        }
        for mount in ["/static", "/", "demarches", "/a/b", "/../x", "//x"] {
            assert!(
                message(&PLAIN.replace("/essai", mount)).contains("`mount`"),
                "{mount}"
            );
        }
    }
}
