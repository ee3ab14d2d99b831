//! `maille plugin install`: brings a plugin in, and says what it still asks for.

use std::path::PathBuf;

use anyhow::Context as _;

use super::source;
use crate::app::App;
use crate::cli::Data;
use crate::plugins::Installed;
use crate::plugins::grants::Capability;

#[derive(Debug, clap::Args)]
pub struct Arguments {
    #[command(flatten)]
    data: Data,
    /// A bundled plugin's name, a .wasm file, or a plugin's folder
    source: String,
    /// Grant everything that it asks for
    #[arg(long)]
    grant_all: bool,
}

pub async fn run(arguments: Arguments) -> anyhow::Result<()> {
    // The instance is looked for first: a long build for nothing helps nobody.
    let app = App::open_existing(&arguments.data.data).await?;
    let component = source::component(&arguments.source)?;
    eprintln!("compiling for this machine…");
    let installed = app.plugins.install(component, arguments.grant_all).await?;
    tell(&installed);
    app.close().await;
    Ok(())
}

/// Installs a bundled plugin with everything granted and returns the folder of its sources.
pub async fn install_bundled(app: &App, name: &str) -> anyhow::Result<PathBuf> {
    let folder = source::bundled_folder(name).with_context(|| {
        format!("the sources of `{name}` are not here: run this in the project's folder")
    })?;
    let installed = app.plugins.install(source::component(name)?, true).await?;
    tell(&installed);
    Ok(folder)
}

/// What installing came to, in words.
fn tell(installed: &Installed) {
    let manifest = &installed.manifest;
    let name = manifest.name_in("fr");
    let what = if installed.updated {
        "updated"
    } else {
        "installed"
    };
    if installed.waits {
        println!(
            "{} {} asks for more than the version in use and waits for approval:",
            manifest.id, manifest.version
        );
    } else {
        let mount = manifest.mount.as_deref().unwrap_or("no pages");
        println!(
            "{what}: {} {} “{name}” ({mount})",
            manifest.id, manifest.version
        );
    }
    if !installed.missing.is_empty() {
        if !installed.waits {
            println!("it asks for, and is not granted yet:");
        }
        for capability in &installed.missing {
            println!("  {capability}\t{}", sentence(capability));
        }
        println!(
            "grant one by one, or all: maille plugin grant {} --all",
            manifest.id
        );
    }
}

/// A grant in the words of an administrator.
pub fn sentence(capability: &Capability) -> String {
    match capability {
        Capability::Read(kind) => format!("read the public fields of every published “{kind}”"),
        Capability::Write(kind) => {
            format!("make records of the kind “{kind}”, and change those it made")
        }
        Capability::Private(kind) => format!(
            "read the private fields of “{kind}” too: beware where it also reaches the network"
        ),
        Capability::EditOthers(kind) => {
            format!("change records of the kind “{kind}” that others made")
        }
        Capability::Host(host) => format!("send requests to {host} and read the answers"),
        Capability::Storage => "keep values of its own in the database".to_owned(),
    }
}
