//! Guests, built once for all tests: each is a component without a manifest, and the manifest that a test changes.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::OnceLock;

use maille::plugins::build;
use maille::plugins::manifest::Manifest;
use maille::plugins::package::Package;

/// A built guest whose manifest is still open.
#[derive(Clone)]
pub struct Guest {
    pub component: Vec<u8>,
    pub manifest: Manifest,
    pub assets: BTreeMap<String, Vec<u8>>,
}

impl Guest {
    /// The guest in a folder of this workspace.
    pub fn build(folder: &str) -> Self {
        let folder: PathBuf = super::workspace().join(folder);
        let package = build::build(&folder, &mut |_| {}).unwrap_or_else(|error| panic!("{error}"));
        Self::of(package)
    }

    /// A package taken apart: manifest and assets stand at its end.
    pub fn of(package: Package) -> Self {
        let embedded = Package::embed(Vec::new(), &package.manifest, &package.assets).len();
        let mut component = package.component;
        component.truncate(component.len() - embedded);
        Self {
            component,
            manifest: package.manifest,
            assets: package.assets,
        }
    }

    /// The same component under another name and address.
    pub fn named(mut self, id: &str, mount: &str) -> Self {
        self.manifest.id = id.to_owned();
        self.manifest.mount = Some(mount.to_owned());
        self
    }

    /// With a manifest changed by hand.
    pub fn with(mut self, change: impl FnOnce(&mut Manifest)) -> Self {
        change(&mut self.manifest);
        self
    }

    /// With another component below the same manifest.
    pub fn made_of(mut self, component: Vec<u8>) -> Self {
        self.component = component;
        self
    }

    /// What it says of itself.
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// What `maille plugin install` takes.
    pub fn bytes(&self) -> Vec<u8> {
        Package::embed(self.component.clone(), &self.manifest, &self.assets)
    }
}

/// Does what its path says.
pub fn hostile() -> Guest {
    static BUILT: OnceLock<Guest> = OnceLock::new();
    BUILT
        .get_or_init(|| Guest::build("tests/guests/hostile"))
        .clone()
}

/// The commons.
pub fn commons() -> Guest {
    static BUILT: OnceLock<Guest> = OnceLock::new();
    BUILT
        .get_or_init(|| Guest::build("plugins/commons"))
        .clone()
}

/// A form for visitors who prove themselves with a code.
pub fn contributed() -> Guest {
    static BUILT: OnceLock<Guest> = OnceLock::new();
    BUILT
        .get_or_init(|| Guest::build("tests/guests/contributed"))
        .clone()
}

/// The agenda.
pub fn events() -> Guest {
    static BUILT: OnceLock<Guest> = OnceLock::new();
    BUILT.get_or_init(|| Guest::build("plugins/events")).clone()
}

/// The guide to procedures.
pub fn procedures() -> Guest {
    static BUILT: OnceLock<Guest> = OnceLock::new();
    BUILT
        .get_or_init(|| Guest::build("plugins/procedures"))
        .clone()
}
