//! `maille fediverse …`: who follows this instance on the fediverse, and whether its letters arrive.

use super::Data;
use super::words::{fault, say};
use crate::app::App;
use crate::fediverse::{FediverseError, FediverseOff, HostStatus};

#[derive(Debug, clap::Subcommand)]
pub enum Command {
    #[command(after_help = "maille fediverse status")]
    Status(Status),
    #[command(after_help = "maille fediverse drop lecture.example")]
    Drop(Drop),
}

#[derive(Debug, clap::Args)]
pub struct Status {
    #[command(flatten)]
    data: Data,
}

#[derive(Debug, clap::Args)]
pub struct Drop {
    #[command(flatten)]
    data: Data,
    host: String,
}

pub async fn run(command: Command) -> anyhow::Result<()> {
    match command {
        Command::Status(arguments) => status(arguments).await,
        Command::Drop(arguments) => drop_host(arguments).await,
    }
}

async fn status(arguments: Status) -> anyhow::Result<()> {
    let app = App::open_existing(&arguments.data.data).await?;
    let status = app.fediverse.status().await.map_err(worded)?;
    let handle = say(
        "cli-fediverse-handle",
        &[("handle", &status.handle), ("count", &status.objects)],
    );
    println!("{handle}");
    println!(
        "{}",
        say("cli-fediverse-followers", &[("count", &status.followers)])
    );
    for host in &status.hosts {
        println!(
            "{}\t{}\t{}\t{}",
            host.host,
            host.followers,
            host.waiting,
            fares(&app, host)
        );
    }
    if !status.hosts.is_empty() {
        eprintln!("{}", say("cli-fediverse-columns", &[]));
    }
    if status.dead > 0 {
        println!("{}", say("cli-fediverse-dead", &[("count", &status.dead)]));
    }
    for (what, total) in &status.counts {
        if let Some(key) = counted(what) {
            println!("{total:>8}  {}", say(key, &[]));
        }
    }
    app.close().await;
    Ok(())
}

/// What was counted, in words.
fn counted(what: &str) -> Option<&'static str> {
    Some(match what {
        "actors-asked" => "cli-fediverse-count-actors-asked",
        "dropped" => "cli-fediverse-count-dropped",
        "followed" => "cli-fediverse-count-followed",
        "letters-sent" => "cli-fediverse-count-letters-sent",
        "refused" => "cli-fediverse-count-refused",
        "reported" => "cli-fediverse-count-reported",
        "unfollowed" => "cli-fediverse-count-unfollowed",
        _ => return None,
    })
}

/// Why letters do not arrive, and when they are tried again.
fn fares(app: &App, host: &HostStatus) -> String {
    if host.fault.is_empty() {
        return say("cli-fediverse-arrives", &[]);
    }
    let zone = app.directory.settings().zone.clone();
    let due = jiff::Timestamp::from_millisecond(host.due).unwrap_or_default();
    let due = due.to_zoned(zone).strftime("%Y-%m-%d %H:%M").to_string();
    let key = match host.fault.as_str() {
        "unreachable" => "cli-fediverse-unreachable",
        "timed-out" | "cut-off" => "cli-fediverse-silent",
        _ => "cli-fediverse-refuses",
    };
    let fault = host.fault.trim_start_matches("status-");
    say(key, &[("due", &due), ("fault", &fault)])
}

async fn drop_host(arguments: Drop) -> anyhow::Result<()> {
    let app = App::open_existing(&arguments.data.data).await?;
    let count = app
        .fediverse
        .drop_host(&arguments.host)
        .await
        .map_err(worded)?;
    if count == 0 {
        return Err(fault("cli-fediverse-nobody", &[("host", &arguments.host)]).into());
    }
    let dropped = say(
        "cli-fediverse-dropped",
        &[("host", &arguments.host), ("count", &count)],
    );
    println!("{dropped}");
    app.close().await;
    Ok(())
}

fn worded(error: FediverseError) -> anyhow::Error {
    let FediverseError::Off(why) = error else {
        return error.into();
    };
    match why {
        FediverseOff::Disabled => fault("cli-fediverse-disabled", &[]).into(),
        FediverseOff::Name => fault("cli-fediverse-name", &[]).into(),
        FediverseOff::Address => fault("cli-fediverse-address", &[]).into(),
        FediverseOff::Kind(kind) => fault("cli-fediverse-kind", &[("kind", &kind)]).into(),
        FediverseOff::Other(why) => fault("cli-fediverse-other", &[("why", &why)]).into(),
    }
}
