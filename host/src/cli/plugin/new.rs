//! `maille plugin new`: a folder that builds, here or anywhere else: the SDK's sources stand beside it.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use rust_embed::RustEmbed;

use crate::cli::words::{fault, say};

/// The SDK as it was when this program was built.
#[derive(RustEmbed)]
#[folder = "../sdk"]
#[include = "src/*.rs"]
#[include = "src/**/*.rs"]
#[include = "wit/*.wit"]
struct Sdk;

#[derive(Debug, clap::Args)]
pub struct Arguments {
    name: String,
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
        bail!(fault("cli-new-name", &[("name", name)]));
    }
    let folder = arguments.into.join(name);
    if folder.exists() {
        bail!(fault("cli-new-there", &[("folder", &folder.display())]));
    }
    for (path, text) in files(name) {
        write(&folder.join(path), text.as_bytes())?;
    }
    for path in Sdk::iter() {
        if let Some(file) = Sdk::get(&path) {
            write(&folder.join("sdk").join(path.as_ref()), &file.data)?;
        }
    }
    println!("{}", say("cli-new-ready", &[("folder", &folder.display())]));
    println!("  maille plugin test {}", folder.display());
    println!("  maille plugin check {}", folder.display());
    println!("  maille plugin install {} --grant-all", folder.display());
    Ok(())
}

fn write(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder)
        .with_context(|| fault("cli-cannot-make", &[("path", &folder.display())]))?;
    std::fs::write(path, bytes)
        .with_context(|| fault("cli-cannot-write", &[("path", &path.display())]))
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
            "demo/records.jsonl",
            include_str!("new/records.jsonl").to_owned(),
        ),
        ("tests/home.toml", include_str!("new/home.toml").to_owned()),
        (
            "tests/home.reply.txt",
            filled(include_str!("new/home.reply.txt")),
        ),
        (
            "sdk/Cargo.toml",
            include_str!("new/sdk.Cargo.toml.txt").to_owned(),
        ),
    ]
}
