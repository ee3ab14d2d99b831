//! `maille plugin install`: brings a plugin in, and says what it still asks for.

use std::path::PathBuf;

use anyhow::Context as _;
use maille_federation::keys::PublicKey;

use super::source;
use crate::app::App;
use crate::cli::words::{self, fault, say};
use crate::cli::{Data, acts};
use crate::plugins::Installed;
use crate::plugins::grants::Capability;
use crate::plugins::publisher::words as words_of;

#[derive(Debug, clap::Args)]
pub struct Arguments {
    #[command(flatten)]
    data: Data,
    source: String,
    #[arg(long)]
    grant_all: bool,
    #[arg(long)]
    new_publisher: bool,
}

pub async fn run(arguments: Arguments) -> anyhow::Result<()> {
    // The instance is looked for first: a long build for nothing helps nobody.
    let app = App::open_existing(&arguments.data.data).await?;
    let component = source::component(&arguments.source)?;
    eprintln!("{}", say("cli-plugin-compiling", &[]));
    let installed = app
        .plugins
        .install_from(component, arguments.grant_all, arguments.new_publisher)
        .await?;
    let manifest = &installed.manifest;
    acts::note(&app, "plugin-installed", &manifest.id, &manifest.version).await;
    if arguments.new_publisher {
        let publisher = installed.publisher.map(|key| key.to_string());
        let details = publisher.unwrap_or_default();
        acts::note(&app, "plugin-publisher", &manifest.id, &details).await;
    }
    tell(&installed);
    app.close().await;
    Ok(())
}

/// Installs a bundled plugin with everything granted and returns the folder of its sources.
pub async fn install_bundled(app: &App, name: &str) -> anyhow::Result<PathBuf> {
    let folder = source::bundled_folder(name)
        .with_context(|| fault("cli-plugin-no-sources", &[("name", &name)]))?;
    let installed = app.plugins.install(source::component(name)?, true).await?;
    tell(&installed);
    Ok(folder)
}

/// What installing came to, in words.
fn tell(installed: &Installed) {
    let manifest = &installed.manifest;
    let key = match (installed.waits, installed.updated) {
        (true, _) => "cli-plugin-asks-more",
        (false, true) => "cli-plugin-updated",
        (false, false) => "cli-plugin-installed",
    };
    let no_pages = say("cli-plugin-no-pages", &[]);
    println!(
        "{}",
        say(
            key,
            &[
                ("plugin", &manifest.id),
                ("version", &manifest.version),
                ("name", &manifest.name_in(words::language())),
                ("mount", &manifest.mount.as_deref().unwrap_or(&no_pages)),
            ]
        )
    );
    println!("  {}", publisher(installed.publisher.as_ref()));
    if installed.missing.is_empty() {
        return;
    }
    if !installed.waits {
        println!("{}", say("cli-plugin-asks", &[]));
    }
    for capability in &installed.missing {
        println!("  {capability}\t{}", sentence(capability));
    }
    println!(
        "{}",
        say("cli-plugin-grant-them", &[("plugin", &manifest.id)])
    );
}

/// A grant in the words of an administrator.
pub fn sentence(capability: &Capability) -> String {
    let (key, object) = capability.words();
    say(key, &[("object", &object.unwrap_or_default())])
}

/// Who signed a plugin.
pub fn publisher(key: Option<&PublicKey>) -> String {
    match key {
        Some(key) => say(
            "cli-plugin-signed",
            &[("words", &words_of(key)), ("key", &key.to_string())],
        ),
        None => say("cli-plugin-unsigned", &[]),
    }
}
