//! What a plugin may do: what its manifest asks for *and* an administrator granted, checked at every call.

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use super::manifest::Manifest;
use crate::directory::{Author, Kinds, Reader};

/// What a manifest writes among its hosts to ask for those that the administrator names, one by one: addresses that stand in
/// settings are known to nobody else.
pub const ANY_HOST: &str = "*";

/// One thing that can be granted, written as `read:place` or `host:data.example.fr`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Capability {
    /// Read the records of this kind that others made.
    Read(String),
    /// Make records of this kind.
    Write(String),
    /// See the private fields of this kind.
    Private(String),
    /// Change records of this kind that others made.
    EditOthers(String),
    /// Say when records of this kind take place, whoever made them.
    Times(String),
    /// Reach this host over HTTPS.
    Host(String),
    /// Keep values of its own.
    Storage,
    /// Ask visitors without an account for a code, know them again and write to them.
    Contributors,
    /// Put records before this instance's moderators.
    Moderation,
    /// Take pictures from visitors.
    Images,
}

impl fmt::Display for Capability {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Read(kind) => write!(f, "read:{kind}"),
            Self::Write(kind) => write!(f, "write:{kind}"),
            Self::Private(kind) => write!(f, "private:{kind}"),
            Self::EditOthers(kind) => write!(f, "edit-others:{kind}"),
            Self::Times(kind) => write!(f, "times:{kind}"),
            Self::Host(host) => write!(f, "host:{host}"),
            Self::Storage => write!(f, "storage"),
            Self::Contributors => write!(f, "contributors"),
            Self::Moderation => write!(f, "moderation"),
            Self::Images => write!(f, "images"),
        }
    }
}

impl FromStr for Capability {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text == "storage" {
            return Ok(Self::Storage);
        }
        if text == "contributors" {
            return Ok(Self::Contributors);
        }
        if text == "moderation" {
            return Ok(Self::Moderation);
        }
        if text == "images" {
            return Ok(Self::Images);
        }
        let (verb, object) = text.split_once(':').filter(|(_, object)| !object.is_empty()).ok_or_else(|| {
            format!("`{text}` is not a grant: write `read:KIND`, `write:KIND`, `private:KIND`, `edit-others:KIND`, `times:KIND`, `host:NAME`, `storage`, `contributors`, `moderation` or `images`")
        })?;
        let object = object.to_owned();
        match verb {
            "read" => Ok(Self::Read(object)),
            "write" => Ok(Self::Write(object)),
            "private" => Ok(Self::Private(object)),
            "edit-others" => Ok(Self::EditOthers(object)),
            "times" => Ok(Self::Times(object)),
            "host" => Ok(Self::Host(object)),
            _ => Err(format!(
                "`{verb}` is none of `read`, `write`, `private`, `edit-others`, `times`, `host`, `storage`, `contributors`, `moderation`, `images`"
            )),
        }
    }
}

impl Capability {
    /// What a manifest asks for, in its order.
    pub fn asked(manifest: &Manifest) -> Vec<Self> {
        let asked = &manifest.grants;
        let mut all: Vec<Self> = Vec::new();
        all.extend(asked.read.iter().cloned().map(Self::Read));
        all.extend(asked.write.iter().cloned().map(Self::Write));
        all.extend(asked.private.iter().cloned().map(Self::Private));
        all.extend(asked.edit_others.iter().cloned().map(Self::EditOthers));
        all.extend(asked.times.iter().cloned().map(Self::Times));
        let hosts = asked.hosts.iter().filter(|host| *host != ANY_HOST);
        all.extend(hosts.cloned().map(Self::Host));
        if asked.storage.is_some() {
            all.push(Self::Storage);
        }
        if asked.contributors {
            all.push(Self::Contributors);
        }
        if asked.moderation {
            all.push(Self::Moderation);
        }
        if asked.images.is_some() {
            all.push(Self::Images);
        }
        all
    }

    /// Whether an administrator may grant it: what is asked for, and each single host where a manifest asks for those that the
    /// administrator names.
    pub fn may_be_granted(&self, manifest: &Manifest) -> bool {
        let named = matches!(self, Self::Host(host) if host != ANY_HOST);
        let any = manifest.grants.hosts.iter().any(|host| host == ANY_HOST);
        (named && any) || Self::asked(manifest).contains(self)
    }

    /// The key and arguments of the sentence in which an administrator reads it.
    pub fn words(&self) -> (&'static str, Option<&str>) {
        match self {
            Self::Read(kind) => ("grant-read", Some(kind)),
            Self::Write(kind) => ("grant-write", Some(kind)),
            Self::Private(kind) => ("grant-private", Some(kind)),
            Self::EditOthers(kind) => ("grant-edit-others", Some(kind)),
            Self::Times(kind) => ("grant-times", Some(kind)),
            Self::Host(host) => ("grant-host", Some(host)),
            Self::Storage => ("grant-storage", None),
            Self::Contributors => ("grant-contributors", None),
            Self::Moderation => ("grant-moderation", None),
            Self::Images => ("grant-images", None),
        }
    }
}

/// What a plugin was granted and its manifest asks for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Grants {
    granted: BTreeSet<Capability>,
    own: BTreeSet<String>,
}

impl Grants {
    /// What was granted counts only where the manifest in use asks for it.
    pub fn new(manifest: &Manifest, granted: &BTreeSet<Capability>) -> Self {
        let counts = |capability: &&Capability| capability.may_be_granted(manifest);
        Self {
            granted: granted.iter().filter(counts).cloned().collect(),
            own: manifest.own_kinds().collect(),
        }
    }

    /// What is missing of this, in the words of an error; `None` where it is granted.
    pub fn missing(&self, capability: &Capability) -> Option<String> {
        let own = match capability {
            Capability::Read(kind) | Capability::Write(kind) | Capability::Private(kind) => {
                self.own.contains(kind)
            }
            _ => false,
        };
        if own || self.granted.contains(capability) {
            return None;
        }
        Some(format!(
            "`{capability}` is not granted: ask for it under [grants] in plugin.toml, and let the administrator grant it with `maille plugin grant`"
        ))
    }

    /// True where it may be done.
    pub fn allows(&self, capability: &Capability) -> bool {
        self.missing(capability).is_none()
    }

    /// The reader and writer that the directory knows this plugin as.
    pub fn author(&self, plugin: &str) -> Author {
        let kinds = |pick: fn(&Capability) -> Option<&String>| {
            Kinds::only(self.granted.iter().filter_map(pick).map(String::as_str))
        };
        let read = self
            .granted
            .iter()
            .filter_map(|capability| match capability {
                // What a plugin writes it may read.
                Capability::Read(kind) | Capability::Write(kind) => Some(kind.as_str()),
                _ => None,
            });
        let mut reader = Reader::plugin(plugin, Kinds::only(read));
        reader.private = kinds(|capability| match capability {
            Capability::Private(kind) => Some(kind),
            _ => None,
        });
        let mut author = Author::plugin(reader);
        author.edit_others = kinds(|capability| match capability {
            Capability::EditOthers(kind) => Some(kind),
            _ => None,
        });
        author.times = kinds(|capability| match capability {
            Capability::Times(kind) => Some(kind),
            _ => None,
        });
        author
    }

    /// All of them, for the key of kept pages and for lists.
    pub fn all(&self) -> impl Iterator<Item = &Capability> {
        self.granted.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn manifest(grants: &str) -> Manifest {
        Manifest::from_toml(&format!(
            "id = \"essai\"\nversion = \"1\"\ncontract = \"1.0\"\n[name]\nfr = \"Essai\"\n[grants]\n{grants}"
        ))
        .unwrap()
    }

    #[test]
    fn a_grant_needs_both_the_manifest_and_the_administrator() {
        let manifest = manifest("read = [\"place\"]\nstorage = \"1 MiB\"");
        let place = Capability::Read("place".into());
        assert!(!Grants::new(&manifest, &BTreeSet::new()).allows(&place));
        let more = BTreeSet::from([place.clone(), Capability::Host("example.fr".into())]);
        let grants = Grants::new(&manifest, &more);
        assert!(grants.allows(&place));
        assert!(!grants.allows(&Capability::Host("example.fr".into())));
        assert!(!grants.allows(&Capability::Storage));
    }

    #[test]
    fn hosts_that_the_administrator_names_are_granted_one_by_one() {
        let named = manifest("hosts = [\"*\"]");
        let hosts = ["agenda.example.fr", "*"].map(|host| Capability::Host(host.into()));
        let granted = BTreeSet::from(hosts.clone());
        let grants = Grants::new(&named, &granted);
        assert!(
            grants.allows(&hosts[0]) && !grants.allows(&Capability::Host("example.org".into()))
        );
        assert!(!grants.allows(&hosts[1]), "nobody grants all of them");
        assert!(Capability::asked(&named).is_empty());
        assert!(!Grants::new(&manifest("hosts = []"), &granted).allows(&hosts[0]));
    }

    #[test]
    fn grants_are_written_as_they_are_read() {
        for text in [
            "read:place",
            "write:a.b",
            "private:x",
            "edit-others:x",
            "times:x",
            "host:example.fr",
            "storage",
            "contributors",
            "moderation",
            "images",
        ] {
            assert_eq!(text.parse::<Capability>().unwrap().to_string(), text);
        }
        assert!("read".parse::<Capability>().is_err() && "fly:high".parse::<Capability>().is_err());
    }
}
