//! `maille peer coordinator` and `maille peer roster`: many neighbours by one decision.

use std::io::Read as _;
use std::path::PathBuf;

use super::super::Data;
use super::super::words::{fault, say};
use super::show::relation;
use super::{address_of, agreed, in_words};
use crate::app::App;
use crate::federation::FederationError;

/// Bytes of a list: a thousand instances are half of it.
const ROSTER_BYTES_MAX: u64 = 1024 * 1024;

#[derive(Debug, clap::Args)]
pub struct Coordinator {
    #[command(flatten)]
    data: Data,
    address: String,
    #[arg(long)]
    yes: bool,
}

#[derive(Debug, clap::Args)]
pub struct Roster {
    #[command(flatten)]
    data: Data,
    file: PathBuf,
    #[arg(long)]
    yes: bool,
}

pub async fn trust(arguments: Coordinator) -> anyhow::Result<()> {
    let address = address_of(&arguments.address)?;
    let app = App::open_existing(&arguments.data.data).await?;
    let met = app.federation.introduce(&address).await.map_err(in_words)?;
    let said = &met.description;
    let origin = said.origin.to_string();
    let who = say("cli-peer-who", &[("name", &said.name), ("origin", &origin)]);
    println!("{who}\n  {}", met.words);
    if agreed(arguments.yes, "cli-peer-coordinator-sure")? {
        let trusted = app.federation.trust_coordinator(&met).await;
        trusted.map_err(in_words)?;
        println!("{}", say("cli-peer-coordinator", &[("name", &origin)]));
    } else {
        println!("{}", say("cli-peer-nothing", &[]));
    }
    app.close().await;
    Ok(())
}

pub async fn run(arguments: Roster) -> anyhow::Result<()> {
    let mut bytes = Vec::new();
    let file = std::fs::File::open(&arguments.file)?;
    file.take(ROSTER_BYTES_MAX).read_to_end(&mut bytes)?;
    let app = App::open_existing(&arguments.data.data).await?;
    let listed = app.federation.read_roster(bytes.trim_ascii_end()).await;
    let listed = listed.map_err(|error| match error {
        FederationError::Refused(why) => fault("cli-peer-roster-not", &[("why", &why)]).into(),
        other => in_words(other),
    })?;
    for one in &listed.instances {
        let state = match (one.other_key, one.is_new()) {
            (true, _) => say("cli-peer-roster-other-key", &[]),
            (false, true) => say("cli-peer-roster-new", &[]),
            (false, false) => say(relation(one.relation), &[]),
        };
        let entry = &one.entry;
        println!("{}\t{}\t{state}", entry.origin, entry.address);
        println!("  {}", one.words);
    }
    if !listed.instances.iter().any(|one| one.is_new()) {
        println!("{}", say("cli-peer-roster-none", &[]));
    } else if agreed(arguments.yes, "cli-peer-roster-sure")? {
        let approved = app.federation.approve_listed(&listed).await;
        let (count, failed) = approved.map_err(in_words)?;
        println!("{}", say("cli-peer-roster", &[("count", &count)]));
        for (origin, why) in failed {
            let name = origin.to_string();
            let said = say("cli-peer-not-met", &[("who", &name), ("why", &why)]);
            println!("{said}");
        }
    } else {
        println!("{}", say("cli-peer-nothing", &[]));
    }
    app.close().await;
    Ok(())
}
