//! `maille database copy`: an instance from SQLite to PostgreSQL, or back. The copy is whole and compared, or nothing.

use std::path::Path;
use std::time::Duration;

use anyhow::bail;
use indicatif::{ProgressBar, ProgressStyle};

use super::Data;
use super::serve::bind;
use super::words::{fault, say};
use crate::app::{App, DATABASE};
use crate::database::copy::{Copied, CopyError, copy};
use crate::database::{Database, Location};

#[derive(Debug, clap::Subcommand)]
pub enum Command {
    Copy(Copy),
}

#[derive(Debug, clap::Args)]
#[command(after_help = "maille database copy --to postgres://maille@localhost/maille")]
pub struct Copy {
    #[command(flatten)]
    data: Data,
    #[arg(long, value_name = "ADDRESS")]
    to: String,
}

pub async fn run(command: Command) -> anyhow::Result<()> {
    let Command::Copy(arguments) = command;
    let folder = &arguments.data.data;
    // A path is one of where the command is typed; one of the configuration, of the data folder.
    let to = Location::parse(&arguments.to)?;
    let app = App::open_existing(folder).await?;
    let listen = &app.config.server.listen;
    // Who still serves would go on writing into what was copied.
    if bind(listen).await.is_err() {
        bail!(fault("cli-database-serving", &[("listen", listen)]));
    }
    let target = Database::open(to).await?;
    let copied = whole(&app, &target).await;
    let place = target.location().clone();
    target.close().await;
    app.close().await;
    let copied = copied?;
    println!(
        "{}",
        say(
            "cli-database-copied",
            &[("rows", &copied.rows), ("tables", &copied.tables)]
        )
    );
    tell_next(folder, &place);
    Ok(())
}

async fn whole(app: &App, target: &Database) -> anyhow::Result<Copied> {
    let directory = &app.directory;
    let before = directory.position_all().await?;
    let bar = bar();
    let mut tell = |done, total| {
        bar.set_length(total);
        bar.set_position(done);
    };
    let copying = copy(directory.database(), target, &mut tell);
    let (mut write, copied) = copying.await.map_err(refused)?;
    bar.set_message(say("cli-database-words", &[]));
    directory.write_words(&mut write).await?;
    if directory.position_all().await? != before {
        bail!(fault("cli-database-changed", &[]));
    }
    write.commit().await?;
    bar.finish_and_clear();
    Ok(copied)
}

fn bar() -> ProgressBar {
    let bar = ProgressBar::new(0);
    if let Ok(style) = ProgressStyle::with_template("{bar:30} {pos}/{len} {elapsed} {msg}") {
        bar.set_style(style);
    }
    bar.enable_steady_tick(Duration::from_millis(200));
    bar
}

/// Why nothing was copied, in words.
pub fn refused(error: CopyError) -> anyhow::Error {
    let words = match &error {
        CopyError::NotEmpty(place) => fault("cli-database-not-empty", &[("path", place)]),
        CopyError::Tables(table) | CopyError::Differs(table) => {
            fault("cli-database-differs", &[("table", table)])
        }
        CopyError::Database(_) => return error.into(),
    };
    anyhow::Error::new(error).context(words)
}

/// Which line of the configuration now names the copy.
pub fn tell_next(folder: &Path, place: &Location) {
    println!("{}", say("cli-database-next", &[]));
    println!("  [database]");
    match place {
        Location::File(path) if is_same(path, &folder.join(DATABASE)) => {
            println!("  # {}", say("cli-database-no-line", &[]));
        }
        Location::File(path) => {
            let path = std::path::absolute(path).unwrap_or_else(|_| path.clone());
            println!("  url = \"sqlite:{}\"", path.display());
        }
        Location::Server(_) => {
            println!("  url = \"{place}\"");
            println!("  # {}", say("cli-database-password", &[]));
        }
    }
}

fn is_same(one: &Path, other: &Path) -> bool {
    matches!((one.canonicalize(), other.canonicalize()), (Ok(one), Ok(other)) if one == other)
}
