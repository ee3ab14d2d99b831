//! `maille code …`: codes for visitors without an account, printed, listed and taken back from the command line; and the erasure
//! of an address. A code is shown once, when it is made.

use super::words::{fault, language, say};
use super::{Data, acts};
use crate::app::App;
use crate::contributors::{PRINTED_MAX, Printed};
use crate::mail::Address;

/// Who printed, where nobody signed in.
const NOBODY: &str = "command line";

#[derive(Debug, clap::Subcommand)]
pub enum Command {
    #[command(after_help = "maille code print 10 --purpose \"Atelier du mardi\"")]
    Print(Print),
    #[command(after_help = "maille code list")]
    List(List),
    #[command(after_help = "maille code revoke 019a-…")]
    Revoke(Revoke),
    #[command(after_help = "maille code erase camille@example.org")]
    Erase(Erase),
}

#[derive(Debug, clap::Args)]
pub struct Print {
    #[command(flatten)]
    data: Data,
    #[arg(value_name = "NUMBER")]
    count: u32,
    #[arg(long, value_name = "WORDS", default_value = "")]
    purpose: String,
}

#[derive(Debug, clap::Args)]
pub struct List {
    #[command(flatten)]
    data: Data,
}

#[derive(Debug, clap::Args)]
pub struct Revoke {
    #[command(flatten)]
    data: Data,
    #[arg(value_name = "ID")]
    id: String,
}

#[derive(Debug, clap::Args)]
pub struct Erase {
    #[command(flatten)]
    data: Data,
    #[arg(value_name = "ADDRESS")]
    address: String,
}

pub async fn run(command: Command) -> anyhow::Result<()> {
    match command {
        Command::Print(arguments) => print(arguments).await,
        Command::List(arguments) => list(arguments).await,
        Command::Revoke(arguments) => revoke(arguments).await,
        Command::Erase(arguments) => erase(arguments).await,
    }
}

async fn print(arguments: Print) -> anyhow::Result<()> {
    if !(1..=PRINTED_MAX).contains(&arguments.count) {
        return Err(fault("cli-code-count", &[("count", &PRINTED_MAX)]).into());
    }
    let app = App::open_existing(&arguments.data.data).await?;
    let of = (arguments.purpose.as_str(), language());
    let made = app.contributors.print(arguments.count, NOBODY, of).await?;
    let details = made.len().to_string();
    acts::note(&app, "codes-printed", &arguments.purpose, &details).await;
    for one in &made {
        println!("{}", one.code.shown());
    }
    eprintln!("{}", say("cli-code-once", &[]));
    app.close().await;
    Ok(())
}

async fn list(arguments: List) -> anyhow::Result<()> {
    let app = App::open_existing(&arguments.data.data).await?;
    for printed in &app.contributors.printed().await? {
        println!("{}", line(&app, printed));
    }
    app.close().await;
    Ok(())
}

fn line(app: &App, printed: &Printed) -> String {
    let day = |ms: Option<i64>| ms.map_or_else(|| "-".to_owned(), |ms| day(app, ms));
    [
        printed.id.clone(),
        day(Some(printed.made)),
        day(printed.used),
        day(printed.revoked),
        printed.by.clone(),
        printed.purpose.clone(),
    ]
    .join("\t")
}

fn day(app: &App, ms: i64) -> String {
    let at = jiff::Timestamp::from_millisecond(ms).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
    let zone = app.directory.settings().zone.clone();
    at.to_zoned(zone).date().to_string()
}

async fn revoke(arguments: Revoke) -> anyhow::Result<()> {
    let app = App::open_existing(&arguments.data.data).await?;
    if !app.contributors.revoke(&arguments.id).await? {
        return Err(fault("cli-code-none", &[("id", &arguments.id)]).into());
    }
    acts::note(&app, "code-revoked", &arguments.id, "").await;
    println!("{}", say("cli-code-revoked", &[("id", &arguments.id)]));
    app.close().await;
    Ok(())
}

async fn erase(arguments: Erase) -> anyhow::Result<()> {
    let app = App::open_existing(&arguments.data.data).await?;
    let unknown = || fault("cli-code-no-address", &[("address", &arguments.address)]);
    let address = Address::read(&arguments.address).ok_or_else(unknown)?;
    if !app.contributors.erase(&address).await? {
        return Err(unknown().into());
    }
    acts::note(&app, "person-erased", "", "").await;
    println!("{}", say("cli-code-erased", &[]));
    app.close().await;
    Ok(())
}
