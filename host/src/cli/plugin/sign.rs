//! `maille plugin key` and `maille plugin sign`: a publisher's key, and its signature at the end of a component.

use std::path::PathBuf;

use anyhow::{Context as _, bail};

use super::install::publisher;
use crate::cli::words::{fault, say};
use crate::plugins::build::COMPONENT_BYTES_MAX;
use crate::plugins::package::Package;
use crate::plugins::publisher::{read_key, sign, write_key};

#[derive(Debug, clap::Args)]
pub struct Key {
    #[arg(value_name = "FILE")]
    file: PathBuf,
}

#[derive(Debug, clap::Args)]
pub struct Sign {
    #[arg(value_name = "FILE")]
    component: PathBuf,
    #[arg(long, value_name = "FILE")]
    key: PathBuf,
}

pub fn make_key(arguments: &Key) -> anyhow::Result<()> {
    let path = &arguments.file;
    let Some(key) =
        write_key(path).with_context(|| fault("cli-cannot-write", &[("path", &path.display())]))?
    else {
        bail!(fault("cli-plugin-key-there", &[("path", &path.display())]));
    };
    println!(
        "{}",
        say("cli-plugin-key-made", &[("path", &path.display())])
    );
    println!("  {}", publisher(Some(&key.public())));
    Ok(())
}

pub fn run(arguments: &Sign) -> anyhow::Result<()> {
    let (path, key) = (&arguments.component, &arguments.key);
    let key =
        read_key(key).with_context(|| fault("cli-plugin-key", &[("path", &key.display())]))?;
    let bytes = std::fs::read(path)
        .with_context(|| fault("cli-cannot-read", &[("path", &path.display())]))?;
    // What is no plugin is not signed.
    Package::read(bytes.clone(), COMPONENT_BYTES_MAX)?;
    let signed = sign(&bytes, &key);
    // In its place in one step: a component that is half written is none.
    let part = path.with_extension("signing");
    std::fs::write(&part, &signed)
        .and_then(|()| std::fs::rename(&part, path))
        .with_context(|| fault("cli-cannot-write", &[("path", &path.display())]))?;
    println!(
        "{}",
        say("cli-plugin-sign-done", &[("path", &path.display())])
    );
    println!("  {}", publisher(Some(&key.public())));
    Ok(())
}
