//! What is installed, with the tables that each page looks into: made once whenever something changed, never for a page.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::Loaded;
use super::manifest::Manifest;

/// What is installed, by id.
#[derive(Debug, Default)]
pub struct Installation {
    plugins: BTreeMap<String, Arc<Loaded>>,
    by_mount: HashMap<String, Arc<Loaded>>,
    mounts: Arc<HashMap<String, String>>,
    pages: HashMap<String, String>,
}

impl Installation {
    /// Of these plugins, by id.
    pub fn new(plugins: BTreeMap<String, Arc<Loaded>>) -> Self {
        let mounted = || {
            plugins
                .values()
                .filter_map(|plugin| Some((plugin, plugin.manifest.mount.as_deref()?)))
        };
        let by_mount = mounted()
            .filter_map(|(plugin, mount)| {
                Some((mount.strip_prefix('/')?.to_owned(), plugin.clone()))
            })
            .collect();
        let mounts = mounted()
            .map(|(plugin, mount)| (plugin.manifest.id.clone(), mount.to_owned()))
            .collect();
        let mut pages = HashMap::new();
        for (plugin, mount) in mounted() {
            for (kind, page) in pages_of(&plugin.manifest) {
                // Of two plugins that show a kind, the first by its id.
                pages
                    .entry(kind)
                    .or_insert_with(|| format!("{mount}{page}"));
            }
        }
        Self {
            by_mount,
            mounts: Arc::new(mounts),
            pages,
            plugins,
        }
    }

    /// The plugin with this id.
    pub fn get(&self, id: &str) -> Option<&Arc<Loaded>> {
        self.plugins.get(id)
    }

    /// All, by id.
    pub fn iter(&self) -> impl Iterator<Item = (&String, &Arc<Loaded>)> {
        self.plugins.iter()
    }

    /// All, in the order of their ids.
    pub fn values(&self) -> impl Iterator<Item = &Arc<Loaded>> {
        self.plugins.values()
    }

    /// The plugin whose pages stand below this first part of a path, such as `demarches`.
    pub fn mounted(&self, name: &str) -> Option<&Arc<Loaded>> {
        self.by_mount.get(name)
    }

    /// The mount paths of those that have one, such as `/demarches`, by id.
    pub fn mounts(&self) -> Arc<HashMap<String, String>> {
        self.mounts.clone()
    }

    /// The address that shows a record of this kind, with `{key}` for its key.
    pub fn page_of(&self, kind: &str) -> Option<&str> {
        self.pages.get(kind).map(String::as_str)
    }
}

/// Kinds that a plugin has a page for: those that it declares before those that it offers to show.
fn pages_of(manifest: &Manifest) -> impl Iterator<Item = (String, &str)> {
    let declared = manifest.kinds.iter().filter_map(|kind| {
        let name = format!("{}.{}", manifest.id, kind.name);
        Some((name, kind.page.as_deref()?))
    });
    let shown = manifest
        .shows
        .iter()
        .map(|shows| (shows.kind.clone(), shows.page.as_str()));
    declared.chain(shown)
}
