//! `maille backup`: the instance in one file, while it serves.

use std::path::PathBuf;
use std::sync::Arc;

use indicatif::{HumanBytes, ProgressBar, ProgressStyle};

use super::words::{fault, next, say};
use super::{Data, acts};
use crate::app::App;
use crate::backup::{self, BackupError, Say};

#[derive(Debug, clap::Args)]
#[command(after_help = "maille backup maille.tar.gz")]
pub struct Arguments {
    #[command(flatten)]
    data: Data,
    #[arg(value_name = "FILE")]
    file: PathBuf,
}

pub async fn run(arguments: Arguments) -> anyhow::Result<()> {
    let app = App::open_existing(&arguments.data.data).await?;
    let bar = bar();
    let made = backup::make(&app, &arguments.file, teller(&bar)).await;
    bar.finish_and_clear();
    if let Ok(made) = &made {
        let name = arguments.file.file_name().unwrap_or_default();
        acts::note(&app, "backup-made", &name.to_string_lossy(), &made.sha256).await;
    }
    app.close().await;
    let made = made.map_err(refused)?;
    let size = HumanBytes(made.bytes).to_string();
    println!(
        "{}",
        say(
            "cli-backup-done",
            &[
                ("path", &arguments.file.display()),
                ("size", &size),
                ("files", &made.manifest.files.len())
            ]
        )
    );
    println!("  SHA-256 {}", made.sha256);
    println!("{}", say("cli-backup-next", &[]));
    let restore = format!("restore {}", arguments.file.display());
    println!("  {}", next(&restore, &arguments.data.data));
    Ok(())
}

/// How many bytes are done.
pub fn bar() -> ProgressBar {
    let bar = ProgressBar::new(0);
    if let Ok(style) =
        ProgressStyle::with_template("{bar:30} {bytes}/{total_bytes} {elapsed} {msg}")
    {
        bar.set_style(style);
    }
    bar
}

/// What moves the bar.
pub fn teller(bar: &ProgressBar) -> Say {
    let bar = bar.clone();
    Arc::new(move |done, total| {
        bar.set_length(total);
        bar.set_position(done);
    })
}

/// What was refused, in words.
pub fn refused(error: BackupError) -> anyhow::Error {
    let bytes = |bytes: &u64| HumanBytes(*bytes).to_string();
    let words = match &error {
        BackupError::Exists(path) => fault("cli-backup-exists", &[("path", &path.display())]),
        BackupError::Inside(path) => fault("cli-backup-inside", &[("path", &path.display())]),
        BackupError::Busy(path) => fault("cli-backup-busy", &[("path", &path.display())]),
        BackupError::File { path, .. } => fault("cli-backup-file", &[("path", &path.display())]),
        BackupError::Foreign(_) => fault("cli-backup-foreign", &[]),
        BackupError::Damaged(_) => fault("cli-backup-damaged", &[]),
        BackupError::Digest(found) => fault("cli-backup-digest", &[("found", found)]),
        BackupError::Newer { program } => fault("cli-backup-newer", &[("program", program)]),
        BackupError::Other { found, here } => {
            fault("cli-backup-other", &[("found", found), ("here", here)])
        }
        BackupError::NotEmpty(path) => fault("cli-backup-not-empty", &[("path", &path.display())]),
        BackupError::Space { needed, free } => fault(
            "cli-backup-space",
            &[("needed", &bytes(needed)), ("free", &bytes(free))],
        ),
        BackupError::Copy(_)
        | BackupError::Database(_)
        | BackupError::Directory(_)
        | BackupError::App(_)
        | BackupError::Account(_)
        | BackupError::Federation(_)
        | BackupError::Person(_) => return error.into(),
    };
    anyhow::Error::new(error).context(words)
}
