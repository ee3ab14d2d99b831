//! The contract as a folder of WIT, for the tools of other languages than Rust: the interfaces that the manifest may use, and the
//! exports that it lists. Written anew at each build, so that it is the contract of the program that builds.

use std::path::Path;

use super::{BuildError, file};
use crate::plugins::manifest::Manifest;

/// The contract as it is published.
const CONTRACT: &str = include_str!("../../../../sdk/wit/plugin.wit");
/// Interfaces that every plugin may import. Engines of other languages import all that their world names, used or not.
const EVERYBODY: [&str; 7] = [
    "images",
    "directory",
    "documents",
    "territory",
    "moderation",
    "context",
    "page",
];

/// Writes `world.wit` and, beside it, the contract that it speaks of.
pub fn write(folder: &Path, manifest: &Manifest) -> Result<(), BuildError> {
    let contract = folder.join("deps/maille-plugin");
    std::fs::create_dir_all(&contract).map_err(file(&contract))?;
    let path = contract.join("plugin.wit");
    std::fs::write(&path, CONTRACT).map_err(file(&path))?;
    let path = folder.join("world.wit");
    std::fs::write(&path, world(manifest)).map_err(file(&path))
}

/// The world of one plugin. An interface that hangs on a grant stands in it only where the manifest asks for that grant: the host links
/// it only then.
fn world(manifest: &Manifest) -> String {
    let grants = &manifest.grants;
    let granted = [
        ("http", !grants.hosts.is_empty()),
        ("storage", grants.storage.is_some()),
        ("contributors", grants.contributors),
    ];
    let granted = granted.iter().filter(|(_, asked)| *asked);
    let imports = EVERYBODY.iter().chain(granted.map(|(name, _)| name));
    let imports: Vec<String> = imports.map(|name| line("import", name)).collect();
    let exports = manifest.exports.iter().map(|name| line("export", name));
    let exports: Vec<String> = exports.collect();
    format!(
        "// Written by `maille plugin build` from plugin.toml.\npackage maille:guest;\n\nworld guest {{\n{}{}}}\n",
        imports.concat(),
        exports.concat()
    )
}

fn line(verb: &str, interface: &str) -> String {
    format!("    {verb} maille:plugin/{interface}@{};\n", version())
}

/// The package's own version, as its first lines say it.
fn version() -> &'static str {
    CONTRACT
        .lines()
        .find_map(|line| {
            line.strip_prefix("package maille:plugin@")?
                .strip_suffix(';')
        })
        .unwrap_or("1.0.0")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_world_names_what_the_manifest_asks_for_and_nothing_else() {
        let manifest = Manifest::from_toml(
            "id = \"essai\"\nversion = \"1\"\ncontract = \"1.0\"\nexports = [\"pages\"]\nmount = \"/essai\"\n[name]\nfr = \"Essai\"\n[grants]\nstorage = \"1 MiB\"",
        )
        .unwrap();
        let world = world(&manifest);
        for line in [
            "import maille:plugin/page@1.0.0;",
            "import maille:plugin/storage@1.0.0;",
            "export maille:plugin/pages@1.0.0;",
        ] {
            assert!(world.contains(line), "{world}");
        }
        for absent in ["http", "contributors", "tasks"] {
            assert!(!world.contains(absent), "{absent}: {world}");
        }
        // An interface of the contract that a plugin may import stands in one of the two lists.
        let all = CONTRACT.split("world imports {").nth(1).unwrap();
        let all = all.split('}').next().unwrap();
        for line in all
            .lines()
            .filter_map(|line| line.trim().strip_prefix("import "))
        {
            let name = line.trim_end_matches(';');
            let known =
                EVERYBODY.contains(&name) || ["http", "storage", "contributors"].contains(&name);
            assert!(known, "{name}");
        }
    }
}
