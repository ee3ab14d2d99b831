//! The kinds of this instance: the core ones, embedded, and those that the enabled plugins declare.

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock};

use super::super::error::DirectoryError;
use super::Kind;

/// A plugin with more kinds than this is several plugins.
const KINDS_OF_A_PLUGIN_MAX: usize = 50;
/// Names are parts of addresses.
const NAME_BYTES_MAX: usize = 100;

macro_rules! embedded {
    ($($name:literal),+ $(,)?) => {
        &[$(($name, include_str!(concat!("../../../kinds/", $name, ".json")))),+]
    };
}

const CORE: &[(&str, &str)] = embedded![
    "event",
    "organisation",
    "place",
    "procedure",
    "professional",
    "resource",
    "service",
];

/// The compiled kinds by name, in memory. Cheap to clone; clones are one registry.
#[derive(Clone, Debug)]
pub struct KindRegistry {
    kinds: Arc<RwLock<BTreeMap<String, Arc<Kind>>>>,
}

impl KindRegistry {
    /// The core kinds.
    pub fn core() -> Self {
        let compiled = CORE.iter().map(|(name, schema)| {
            let kind =
                Kind::compile(name, None, schema).expect("a test compiles every embedded schema");
            ((*name).to_owned(), Arc::new(kind))
        });
        Self {
            kinds: Arc::new(RwLock::new(compiled.collect())),
        }
    }

    /// Compiles all kinds of a plugin and puts them in the place of those that it declared before; on an error
    /// nothing changes. Names are `plugin-id.kind`.
    pub fn declare(&self, plugin: &str, schemas: &[(&str, &str)]) -> Result<(), DirectoryError> {
        if schemas.len() > KINDS_OF_A_PLUGIN_MAX {
            return Err(DirectoryError::Exhausted(format!(
                "{plugin} declares {} kinds, at most {KINDS_OF_A_PLUGIN_MAX} are kept",
                schemas.len()
            )));
        }
        let mut compiled = Vec::with_capacity(schemas.len());
        for (name, schema) in schemas {
            check_name(plugin, name)?;
            compiled.push(Arc::new(Kind::compile(name, Some(plugin), schema)?));
        }
        let mut kinds = self.kinds.write().unwrap_or_else(PoisonError::into_inner);
        kinds.retain(|_, kind| kind.declared_by() != Some(plugin));
        kinds.extend(
            compiled
                .into_iter()
                .map(|kind| (kind.name().to_owned(), kind)),
        );
        Ok(())
    }

    /// Takes a plugin's kinds out: its records stay, and nobody but their maker sees them.
    pub fn withdraw(&self, plugin: &str) {
        let mut kinds = self.kinds.write().unwrap_or_else(PoisonError::into_inner);
        kinds.retain(|_, kind| kind.declared_by() != Some(plugin));
    }

    /// The kind of this name.
    pub fn get(&self, name: &str) -> Option<Arc<Kind>> {
        let kinds = self.kinds.read().unwrap_or_else(PoisonError::into_inner);
        kinds.get(name).cloned()
    }

    /// The kind of this name, or a refusal that says what to do.
    pub fn require(&self, name: &str) -> Result<Arc<Kind>, DirectoryError> {
        self.get(name).ok_or_else(|| {
            let name: String = name.chars().take(NAME_BYTES_MAX).collect();
            DirectoryError::Invalid(format!(
                "there is no kind {name:?}: declare it in plugin.toml, or enable the plugin that does"
            ))
        })
    }

    /// Whether records of this kind are seen by others only with a consent in them.
    pub fn asks_for_consent(&self, name: &str) -> bool {
        self.get(name)
            .is_some_and(|kind| kind.annotations().listed_if.is_some())
    }

    /// All names, sorted.
    pub fn names(&self) -> Vec<String> {
        let kinds = self.kinds.read().unwrap_or_else(PoisonError::into_inner);
        kinds.keys().cloned().collect()
    }
}

fn check_name(plugin: &str, name: &str) -> Result<(), DirectoryError> {
    let own = name
        .strip_prefix(plugin)
        .and_then(|rest| rest.strip_prefix('.'));
    let plain = |word: &str| {
        word.starts_with(|first: char| first.is_ascii_lowercase())
            && word.chars().all(|letter| {
                letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '-'
            })
    };
    if own.is_some_and(plain) && name.len() <= NAME_BYTES_MAX {
        return Ok(());
    }
    let name: String = name.chars().take(NAME_BYTES_MAX).collect();
    Err(DirectoryError::Invalid(format!(
        "{plugin} declares the kind {name:?}: call it `{plugin}.word`, in small letters, digits and `-`"
    )))
}
