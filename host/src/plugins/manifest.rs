//! What a plugin says of itself: `plugin.toml` as an author writes it, and the same as the component carries it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

mod check;

pub use check::{ManifestError, contract, seconds};

/// The newest contract that this host knows: major and minor.
pub const CONTRACT: (u32, u32) = (1, 1);

/// Texts by language: `fr`, `fr-simple`, `en`…
pub type Words = BTreeMap<String, String>;

/// What a plugin says of itself, whole, as the section `maille:manifest` of its component holds it in JSON.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// Letters, digits and `-`; the same for all versions of the plugin.
    pub id: String,
    /// Such as `1.2.3`.
    pub version: String,
    /// The contract it was written for: `1.0`.
    pub contract: String,
    /// The address below which its pages stand: `/demarches`.
    pub mount: Option<String>,
    /// What the host calls: `pages`, `tasks`, `changes`.
    #[serde(default)]
    pub exports: Vec<String>,
    /// `standard` (64 MiB).
    #[serde(default = "standard")]
    pub memory: String,
    /// What people call it.
    pub name: Words,
    /// One sentence.
    #[serde(default)]
    pub description: Words,
    /// The label in the site's navigation; none where it is absent.
    pub navigation: Option<Words>,
    /// Kinds of records that it declares.
    #[serde(default)]
    pub kinds: Vec<Kind>,
    /// Core kinds that it shows.
    #[serde(default)]
    pub shows: Vec<Shows>,
    /// Kinds whose changes it follows.
    #[serde(default)]
    pub follows: Vec<String>,
    /// What it asks for.
    #[serde(default)]
    pub grants: Asked,
    /// What it does on demand or on a schedule.
    #[serde(default)]
    pub tasks: Vec<Task>,
    /// What an administrator can set.
    pub settings: Option<Settings>,
    /// For the data-protection register.
    #[serde(default)]
    pub purposes: Vec<Purpose>,
    /// Its sentences by language, in Fluent. Filled by the build from `translations/*.ftl`.
    #[serde(default)]
    pub translations: Words,
}

fn standard() -> String {
    "standard".into()
}

/// A kind of record that a plugin declares.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Kind {
    /// Its name below the plugin: `local-step` is `procedures.local-step`.
    pub name: String,
    /// A JSON Schema; in `plugin.toml` the path of its file.
    pub schema: Value,
    /// Where a record is shown, below the mount: `/{key}`.
    pub page: Option<String>,
}

/// A core kind that a plugin shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Shows {
    /// Such as `procedure`.
    pub kind: String,
    /// Below the mount: `/{key}`.
    pub page: String,
}

/// What a plugin asks for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Asked {
    /// Kinds to read, beyond its own.
    pub read: Vec<String>,
    /// Kinds to write, beyond its own.
    pub write: Vec<String>,
    /// Kinds whose private fields it reads.
    pub private: Vec<String>,
    /// Kinds of which it may change what others made.
    pub edit_others: Vec<String>,
    /// Kinds of which it says when records take place, whoever made them.
    pub times: Vec<String>,
    /// Hosts to reach over HTTPS; `*` for those that the administrator names, one by one.
    pub hosts: Vec<String>,
    /// Such as `8 MiB`.
    pub storage: Option<String>,
    /// Forms for visitors without an account who prove themselves with a code, and letters to them.
    pub contributors: bool,
    /// Whether it puts records before this instance's moderators.
    pub moderation: bool,
    /// Such as `64 MiB`: pictures that visitors send, as they are kept.
    pub images: Option<String>,
}

/// What a plugin does on demand or on a schedule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Task {
    /// What `run` is called with.
    pub name: String,
    /// What an administrator reads.
    #[serde(default)]
    pub label: Words,
    /// Such as `24h`; on demand only where it is absent.
    pub every: Option<String>,
}

/// What an administrator can set.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// A JSON Schema whose properties have defaults; in `plugin.toml` the path of its file.
    pub schema: Value,
}

/// Why personal data is processed, and for how long it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Purpose {
    /// Why.
    pub purpose: Words,
    /// The legal basis.
    pub basis: Option<String>,
    /// What is processed.
    #[serde(default)]
    pub data: Vec<String>,
    /// How long it is kept.
    pub retention: Option<String>,
}

impl Manifest {
    /// The name in this language, else in French, else the id.
    pub fn name_in(&self, locale: &str) -> &str {
        said(&self.name, locale).unwrap_or(&self.id)
    }

    /// True where the host calls this export.
    pub fn exports(&self, export: &str) -> bool {
        self.exports.iter().any(|known| known == export)
    }

    /// The full names of the kinds that it declares.
    pub fn own_kinds(&self) -> impl Iterator<Item = String> {
        self.kinds
            .iter()
            .map(|kind| format!("{}.{}", self.id, kind.name))
    }

    /// The full name and the schema of each kind that it declares.
    pub fn kind_schemas(&self) -> Vec<(String, String)> {
        let named = |kind: &Kind| {
            (
                format!("{}.{}", self.id, kind.name),
                kind.schema.to_string(),
            )
        };
        self.kinds.iter().map(named).collect()
    }

    /// Bytes of storage asked for.
    pub fn storage_bytes(&self) -> u64 {
        self.grants
            .storage
            .as_deref()
            .and_then(check::bytes)
            .unwrap_or(0)
    }

    /// Bytes of pictures asked for, within the host's bound.
    pub fn images_bytes(&self) -> u64 {
        let asked = self.grants.images.as_deref().and_then(check::bytes);
        asked.unwrap_or(0).min(crate::images::OF_PLUGIN_BYTES_MAX)
    }

    /// The settings that hold when nobody set any: each property's `default`.
    pub fn default_settings(&self) -> Value {
        let properties = self
            .settings
            .as_ref()
            .and_then(|settings| settings.schema.get("properties"));
        let defaults = properties.and_then(Value::as_object).into_iter().flatten();
        Value::Object(
            defaults
                .filter_map(|(name, schema)| Some((name.clone(), schema.get("default")?.clone())))
                .collect(),
        )
    }
}

/// The text in this language, failing that in the language it falls back to, in French, or in any.
pub fn said<'a>(words: &'a Words, locale: &str) -> Option<&'a str> {
    let base = locale.split('-').next().unwrap_or(locale);
    [locale, base, "fr"]
        .into_iter()
        .find_map(|language| words.get(language))
        .or_else(|| words.values().next())
        .map(String::as_str)
}
