//! `maille peer list|show|ask`: who our neighbours are, how the exchange with each fares, and what comes of asking one now.

use std::time::Duration;

use super::super::Data;
use super::super::words::{Argument, fault, say};
use super::{fork, in_words};
use crate::app::App;
use crate::federation::{Peer, Relation};
use crate::web::render::{mend_key, trouble_key};

/// How often, and how long apart, it is looked whether a neighbour that is asked now was asked: longer than a tick and an answer.
const ASKED_LOOKS: u32 = 50;
const ASKED_PAUSE: Duration = Duration::from_millis(200);

#[derive(Debug, clap::Args)]
pub struct Ask {
    #[command(flatten)]
    data: Data,
    peer: String,
}

#[derive(Debug, clap::Args)]
pub struct List {
    #[command(flatten)]
    data: Data,
}

#[derive(Debug, clap::Args)]
pub struct Show {
    #[command(flatten)]
    data: Data,
    peer: Option<String>,
}

pub async fn list(arguments: List) -> anyhow::Result<()> {
    let app = App::open_existing(&arguments.data.data).await?;
    let peers = app.federation.peers().await.map_err(in_words)?;
    if peers.is_empty() {
        println!("{}", say("cli-peer-none", &[]));
    }
    for peer in &peers {
        let lag = app.federation.lag(peer).await.map_err(in_words)?;
        let missing = match lag.filter(|lag| lag.entries > 0) {
            Some(lag) => format!(
                "\t{}",
                say("cli-peer-lag-short", &[("entries", &lag.entries)])
            ),
            None => String::new(),
        };
        println!(
            "{}\t{}\t{}\t{}{missing}",
            peer.origin,
            peer.name,
            say(relation(peer.relation), &[]),
            state(&app, peer)
        );
    }
    app.close().await;
    Ok(())
}

/// Asks now: whoever runs does so at its next tick, and this waits for what comes of it.
pub async fn ask(arguments: Ask) -> anyhow::Result<()> {
    let app = App::open_existing(&arguments.data.data).await?;
    let peer = app.federation.peer(&arguments.peer).await;
    let mut peer = peer.map_err(in_words)?;
    if !peer.relation.exchanges() {
        let relation = say(relation(peer.relation), &[]);
        let named = [
            ("name", &arguments.peer as &dyn Argument),
            ("relation", &relation),
        ];
        return Err(fault("cli-peer-not-asked", &named).into());
    }
    if peer.stopped.is_empty() {
        let asked = app.clock.now_ms();
        app.federation
            .ask_soon(&peer.origin)
            .await
            .map_err(in_words)?;
        for _ in 0..ASKED_LOOKS {
            tokio::time::sleep(ASKED_PAUSE).await;
            let now = app.federation.peer(&arguments.peer).await;
            peer = now.map_err(in_words)?;
            if peer.tried.is_some_and(|tried| tried >= asked) {
                break;
            }
        }
        if peer.tried.is_none_or(|tried| tried < asked) {
            println!(
                "{}",
                say("cli-peer-asked-later", &[("name", &arguments.peer)])
            );
            app.close().await;
            return Ok(());
        }
    }
    println!("{}", state(&app, &peer));
    say_lag(&app, &peer).await?;
    app.close().await;
    Ok(())
}

async fn say_lag(app: &App, peer: &Peer) -> anyhow::Result<()> {
    if let Some(lag) = app.federation.lag(peer).await.map_err(in_words)? {
        let numbers = [
            ("entries", &lag.entries as &dyn Argument),
            ("last", &lag.last),
        ];
        println!("{}", say("cli-peer-lag", &numbers));
    }
    Ok(())
}

pub async fn show(arguments: Show) -> anyhow::Result<()> {
    let app = App::open_existing(&arguments.data.data).await?;
    match &arguments.peer {
        None => {
            let identity = app.federation.identity().map_err(in_words)?;
            println!(
                "{}\t{}\t{}",
                identity.origin, identity.name, identity.address
            );
            println!("  {}", identity.words());
            if let Some(fork) = app.federation.own_fork().await.map_err(in_words)? {
                println!("{}", say("cli-peer-twin", &[("who", &fork.told_by)]));
            }
            for one in app.federation.refused(None).await.map_err(in_words)? {
                println!(
                    "{}",
                    say(
                        "cli-peer-refused-others",
                        &[("code", &one.code), ("times", &one.times)]
                    )
                );
            }
        }
        Some(name) => {
            let peer = app.federation.peer(name).await.map_err(in_words)?;
            println!("{}\t{}\t{}", peer.origin, peer.name, peer.address);
            println!("  {}", peer.words());
            println!("{}", say(relation(peer.relation), &[]));
            println!("{}", state(&app, &peer));
            if let Some((trouble, _)) = peer.trouble().filter(|_| !peer.stopped.is_empty()) {
                let mend = say(mend_key(trouble), &[]);
                println!("{}", say("cli-peer-to-do", &[("mend", &mend)]));
            }
            if let Some(tried) = peer.tried {
                let minutes = (app.clock.now_ms() - tried).max(0) / 60_000;
                println!("{}", say("cli-peer-tried", &[("minutes", &minutes)]));
            }
            say_lag(&app, &peer).await?;
            let place = app.federation.read_by(&peer.origin).await;
            if let Some(place) = place.map_err(in_words)? {
                println!("{}", say("cli-peer-read-there", &[("entry", &place.seq)]));
            }
            let held = app.federation.held(&peer.origin).await.map_err(in_words)?;
            println!("{}", say("cli-peer-held", &[("records", &held.records)]));
            // A second is what an answer takes.
            if let Some(clock_s) = peer.clock_s.filter(|clock_s| clock_s.abs() > 1) {
                let key = match clock_s > 0 {
                    true => "cli-peer-clock-ahead",
                    false => "cli-peer-clock-behind",
                };
                println!("{}", say(key, &[("seconds", &clock_s.abs())]));
            }
            let theirs = peer.shares.join(", ");
            println!("{}", say("cli-peer-shares-theirs", &[("theirs", &theirs)]));
            fork::say_of(&app, &peer).await?;
            let refused = app.federation.refused(Some(&peer.origin)).await;
            for one in refused.map_err(in_words)? {
                println!(
                    "{}",
                    say(
                        "cli-peer-refused",
                        &[("code", &one.code), ("times", &one.times)]
                    )
                );
            }
        }
    }
    app.close().await;
    Ok(())
}

/// How the exchange goes, in a line.
fn state(app: &App, peer: &Peer) -> String {
    if !peer.stopped.is_empty() {
        let why = peer.trouble().map_or_else(String::new, |(trouble, said)| {
            format!("{} ({said})", say(trouble_key(trouble), &[]))
        });
        return say("cli-peer-stopped", &[("why", &why)]);
    }
    if peer.to_say.is_some() && peer.fault.is_empty() {
        return say("cli-peer-to-say", &[]);
    }
    if let Some((trouble, said)) = peer.trouble() {
        let why = format!("{} ({said})", say(trouble_key(trouble), &[]));
        return say("cli-peer-fault", &[("why", &why)]);
    }
    match peer.agreed {
        Some(at) => {
            let minutes = (app.clock.now_ms() - at).max(0) / 60_000;
            say("cli-peer-agreed", &[("minutes", &minutes)])
        }
        None => say("cli-peer-never", &[]),
    }
}

pub(super) fn relation(relation: Relation) -> &'static str {
    match relation {
        Relation::None => "cli-peer-relation-none",
        Relation::RequestedByUs => "cli-peer-relation-requested-by-us",
        Relation::RequestedByThem => "cli-peer-relation-requested-by-them",
        Relation::Approved => "cli-peer-relation-approved",
        Relation::SuspendedByUs => "cli-peer-relation-suspended-by-us",
        Relation::SuspendedByThem => "cli-peer-relation-suspended-by-them",
        Relation::SuspendedByBoth => "cli-peer-relation-suspended-by-both",
        Relation::Ended => "cli-peer-relation-ended",
    }
}
