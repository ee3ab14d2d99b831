//! `maille restore`: a backup becomes the instance in a folder; what stood there is kept beside it.

use std::path::{Path, PathBuf};

use anyhow::bail;
use jiff::Timestamp;

use super::backup::{bar, refused, teller};
use super::database::refused as not_copied;
use super::serve::bind;
use super::words::{fault, next, say};
use super::{Data, acts};
use crate::app::{App, Options};
use crate::backup::{self, BackupError, Request};
use crate::config::Config;
use crate::database::Location;

#[derive(Debug, clap::Args)]
#[command(after_help = "maille restore maille.tar.gz --data maille-data")]
pub struct Arguments {
    #[command(flatten)]
    data: Data,
    #[arg(value_name = "FILE")]
    file: PathBuf,
    #[arg(long, value_name = "DIGEST")]
    sha256: Option<String>,
    #[arg(long, value_name = "ADDRESS")]
    database: Option<String>,
}

pub async fn run(arguments: Arguments) -> anyhow::Result<()> {
    let folder = &arguments.data.data;
    is_stopped(folder).await?;
    let database = arguments.database.as_deref().map(Location::parse);
    let request = Request {
        file: arguments.file.clone(),
        folder: folder.clone(),
        sha256: arguments.sha256.clone(),
        database: database.transpose()?,
        options: Options::default(),
    };
    let bar = bar();
    let restored = backup::restore(request, teller(&bar)).await;
    bar.finish_and_clear();
    let restored = restored.map_err(|error| match error {
        BackupError::Copy(error) => not_copied(error),
        error => refused(error),
    })?;
    let made = Timestamp::from_millisecond(restored.manifest.made_ms).unwrap_or_default();
    let made = made.strftime("%Y-%m-%d %H:%M UTC").to_string();
    match App::open_existing(folder).await {
        Ok(app) => {
            acts::note(&app, "backup-restored", &made, "").await;
            app.close().await;
        }
        Err(error) => {
            tracing::warn!(%error, "the restore could not be noted in the journal of acts")
        }
    }
    println!(
        "{}",
        say(
            "cli-restore-done",
            &[
                ("name", &restored.manifest.name),
                ("made", &made),
                ("folder", &folder.display())
            ]
        )
    );
    if let Some(before) = &restored.before {
        println!(
            "{}",
            say("cli-restore-before", &[("path", &before.display())])
        );
        println!(
            "{}",
            match restored.erased {
                Some(count) => say("cli-restore-erased", &[("count", &count)]),
                None => say("cli-restore-erasures-unknown", &[]),
            }
        );
    } else {
        println!("{}", say("cli-restore-erasures-elsewhere", &[]));
    }
    if restored.persons > 0 {
        println!(
            "{}",
            say("cli-restore-persons", &[("count", &restored.persons)])
        );
    }
    if restored.sessions > 0 {
        println!(
            "{}",
            say("cli-restore-sessions", &[("count", &restored.sessions)])
        );
    }
    if let (Some(place), Some(_)) = (&restored.database, &arguments.database) {
        super::database::tell_next(folder, place);
    }
    println!("{}", say("cli-restore-next", &[]));
    println!("  {}", next("doctor", folder));
    println!("  {}", next("serve", folder));
    Ok(())
}

/// Who still serves would go on writing into what is put aside.
async fn is_stopped(folder: &Path) -> anyhow::Result<()> {
    let Ok(config) = Config::read(folder) else {
        return Ok(());
    };
    if !folder.join(Config::FILE).exists() {
        return Ok(());
    }
    let listen = &config.server.listen;
    match bind(listen).await {
        Ok(_) => Ok(()),
        Err(_) => bail!(fault("cli-restore-serving", &[("listen", listen)])),
    }
}
