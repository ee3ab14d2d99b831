//! `maille plugin new`: a folder that builds, here or anywhere else: the SDK's sources stand beside it.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use rust_embed::RustEmbed;

/// The SDK as it was when this program was built.
#[derive(RustEmbed)]
#[folder = "../sdk"]
#[include = "src/*.rs"]
#[include = "src/**/*.rs"]
#[include = "wit/*.wit"]
struct Sdk;

#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The plugin's id, which is also its folder: a–z, 0–9 and `-`
    name: String,
    /// Where the folder goes
    #[arg(long, default_value = ".")]
    into: PathBuf,
}

pub fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let name = &arguments.name;
    let fits = (2..=40).contains(&name.len())
        && name.starts_with(|first: char| first.is_ascii_lowercase())
        && name
            .chars()
            .all(|char| char.is_ascii_lowercase() || char.is_ascii_digit() || char == '-');
    if !fits {
        bail!("`{name}` is not an id: use 2 to 40 of a–z, 0–9 and `-`, a letter first");
    }
    let folder = arguments.into.join(name);
    if folder.exists() {
        bail!("{} is there already: choose another name", folder.display());
    }
    for (path, text) in files(name) {
        write(&folder.join(path), text.as_bytes())?;
    }
    for path in Sdk::iter() {
        if let Some(file) = Sdk::get(&path) {
            write(&folder.join("sdk").join(path.as_ref()), &file.data)?;
        }
    }
    println!("{} is ready. Next:", folder.display());
    println!("  maille plugin build {}", folder.display());
    println!("  maille plugin install {} --grant-all", folder.display());
    Ok(())
}

fn write(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
    std::fs::write(path, bytes).with_context(|| format!("cannot write {}", path.display()))
}

fn files(name: &str) -> Vec<(&'static str, String)> {
    let filled = |text: &str| text.replace("PLUGIN_NAME", name);
    vec![
        ("plugin.toml", filled(include_str!("new/plugin.toml"))),
        ("Cargo.toml", filled(include_str!("new/Cargo.toml.txt"))),
        (
            "rust-toolchain.toml",
            include_str!("../../../../rust-toolchain.toml").to_owned(),
        ),
        (".gitignore", "target/\n".to_owned()),
        ("src/lib.rs", filled(include_str!("new/lib.rs.txt"))),
        ("translations/fr.ftl", filled(include_str!("new/fr.ftl"))),
        ("translations/en.ftl", filled(include_str!("new/en.ftl"))),
        (
            "sdk/Cargo.toml",
            include_str!("new/sdk.Cargo.toml.txt").to_owned(),
        ),
    ]
}
