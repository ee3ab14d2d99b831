//! `maille init`: an instance in a folder of its own. It asks nothing.

use std::path::Path;
use std::sync::Arc;

use anyhow::{Context as _, bail};

use super::Data;
use super::account::first_link;
use super::words::{fault, next, say};
use crate::app::{App, DATABASE, Options};
use crate::config::{Config, Database};
use crate::federation::Origin;

#[derive(Debug, clap::Args)]
#[command(after_help = "maille init --name \"Numérique en Creuse\" --department Creuse")]
pub struct Arguments {
    #[command(flatten)]
    data: Data,
    #[arg(long, default_value = "Maille")]
    name: String,
    #[arg(long, default_value = "")]
    department: String,
    #[arg(long, value_name = "NAME")]
    origin: Option<String>,
    #[arg(long, value_name = "ADDRESS")]
    listen: Option<String>,
}

pub async fn run(arguments: Arguments) -> anyhow::Result<()> {
    let folder = &arguments.data.data;
    if folder.join(DATABASE).exists() {
        bail!(fault("cli-init-there", &[("folder", &folder.display())]));
    }
    if let Some(origin) = &arguments.origin
        && origin.parse::<Origin>().is_err()
    {
        bail!(fault("cli-init-origin", &[("origin", origin)]));
    }
    let app = make(folder, &arguments).await?;
    println!("{}", say("cli-init-done", &[("folder", &folder.display())]));
    println!("{}", say("cli-init-communes", &[]));
    println!("  {}", next("import communes communes.csv", folder));
    println!("{}", say("cli-init-next", &[]));
    println!(
        "  {}",
        next("plugin install procedures --grant-all", folder)
    );
    println!("  {}", next("serve", folder));
    first_link(&app, None).await?;
    app.close().await;
    Ok(())
}

/// Makes folder, configuration and database; the instance is open then.
async fn make(folder: &Path, arguments: &Arguments) -> anyhow::Result<Arc<App>> {
    make_folder(folder)?;
    configure(folder, |config| {
        config.instance.name.clone_from(&arguments.name);
        config.instance.department.clone_from(&arguments.department);
        if let Some(origin) = &arguments.origin {
            config.instance.origin.clone_from(origin);
        }
        if let Some(listen) = &arguments.listen {
            config.server.listen.clone_from(listen);
        }
    })?;
    Ok(App::open(folder, Config::read(folder)?, Options::default()).await?)
}

/// Writes the configuration, unless there is one.
pub fn configure(folder: &Path, say: impl FnOnce(&mut Config)) -> anyhow::Result<()> {
    if !folder.join(Config::FILE).exists() {
        let mut config = Config::default();
        say(&mut config);
        config.to_file(folder)?;
    }
    Ok(())
}

/// The configuration of a folder whose database is the file in it, whatever else is named.
pub fn config_of_its_own(folder: &Path) -> anyhow::Result<Config> {
    Ok(Config {
        database: Database::default(),
        ..Config::read(folder)?
    })
}

/// The folder, readable by its owner alone.
pub fn make_folder(folder: &Path) -> anyhow::Result<()> {
    use std::os::unix::fs::DirBuilderExt as _;
    std::fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(folder)
        .with_context(|| fault("cli-init-folder", &[("folder", &folder.display())]))
}
