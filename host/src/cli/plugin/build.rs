//! `maille plugin build`: a plugin's folder to one file.

use std::path::PathBuf;

use anyhow::Context as _;

use super::source;
use crate::cli::words::fault;
use crate::plugins::build;

#[derive(Debug, clap::Args)]
pub struct Arguments {
    #[arg(default_value = ".")]
    folder: PathBuf,
    #[arg(long, value_name = "PATH")]
    output: Option<PathBuf>,
}

pub fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let package = build::build(&arguments.folder, &mut |step| {
        eprintln!("{}", source::step_words(step))
    })?;
    let output = match &arguments.output {
        Some(output) => output.clone(),
        None => {
            let folder = arguments.folder.join("target");
            std::fs::create_dir_all(&folder)
                .with_context(|| fault("cli-cannot-make", &[("path", &folder.display())]))?;
            folder.join(format!("{}.wasm", package.manifest.id))
        }
    };
    std::fs::write(&output, &package.component)
        .with_context(|| fault("cli-cannot-write", &[("path", &output.display())]))?;
    let manifest = &package.manifest;
    println!(
        "{} {} → {} ({} KiB)",
        manifest.id,
        manifest.version,
        output.display(),
        package.component.len() / 1024
    );
    Ok(())
}
