//! `maille peer …`: neighbours whose directories are kept beside ours. What is decided here is told to them by the instance that
//! runs.

mod fork;
mod revoke;
mod roster;

use std::io::{BufRead as _, IsTerminal as _, Write as _};
use std::time::Duration;

use super::Data;
use super::words::{Argument, fault, say};
use crate::app::App;
use crate::federation::{
    Action, Address, FederationError, Identity, Introduced, OffReason, Peer, Relation,
};
use crate::web::render::{mend_key, not_met_key, off_key, trouble_key};

/// How often, and how long apart, it is looked whether a neighbour that is asked now was asked: longer than a tick and an answer.
const ASKED_LOOKS: u32 = 50;
const ASKED_PAUSE: Duration = Duration::from_millis(200);

#[derive(Debug, clap::Subcommand)]
pub enum Command {
    #[command(after_help = "maille peer add annuaire.gironde.example")]
    Add(Add),
    #[command(after_help = "maille peer approve gironde.example")]
    Approve(One),
    #[command(after_help = "maille peer list")]
    List(List),
    #[command(after_help = "maille peer show gironde.example")]
    Show(Show),
    #[command(after_help = "maille peer ask gironde.example")]
    Ask(Ask),
    #[command(after_help = "maille peer suspend gironde.example")]
    Suspend(One),
    #[command(after_help = "maille peer end gironde.example")]
    End(One),
    #[command(after_help = "maille peer fork gironde.example")]
    Fork(fork::Fork),
    #[command(name = "new-key", after_help = "maille peer new-key --yes")]
    NewKey(NewKey),
    #[command(after_help = "maille peer coordinator annuaire.region.example")]
    Coordinator(roster::Coordinator),
    #[command(after_help = "maille peer roster liste.json")]
    Roster(roster::Roster),
    #[command(
        name = "revoke-key",
        after_help = "maille peer revoke-key --recovery /media/cle-usb/recovery.key"
    )]
    RevokeKey(revoke::RevokeKey),
}

#[derive(Debug, clap::Args)]
pub struct NewKey {
    #[command(flatten)]
    data: Data,
    #[arg(long)]
    yes: bool,
}

#[derive(Debug, clap::Args)]
pub struct Add {
    #[command(flatten)]
    data: Data,
    address: String,
    #[arg(long)]
    yes: bool,
}

#[derive(Debug, clap::Args)]
pub struct One {
    #[command(flatten)]
    data: Data,
    peer: String,
    #[arg(long)]
    yes: bool,
}

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

pub async fn run(command: Command) -> anyhow::Result<()> {
    match command {
        Command::Add(arguments) => add(arguments).await,
        Command::Approve(arguments) => approve(arguments).await,
        Command::List(arguments) => list(arguments).await,
        Command::Show(arguments) => show(arguments).await,
        Command::Ask(arguments) => ask(arguments).await,
        Command::Suspend(arguments) => decide(arguments, Action::Suspend).await,
        Command::End(arguments) => decide(arguments, Action::End).await,
        Command::Fork(arguments) => fork::run(arguments).await,
        Command::NewKey(arguments) => new_key(arguments).await,
        Command::Coordinator(arguments) => roster::trust(arguments).await,
        Command::Roster(arguments) => roster::run(arguments).await,
        Command::RevokeKey(arguments) => revoke::run(arguments).await,
    }
}

async fn new_key(arguments: NewKey) -> anyhow::Result<()> {
    let app = App::open_existing(&arguments.data.data).await?;
    if agreed(arguments.yes, "cli-peer-new-key-sure")? {
        app.federation.rotate_key().await.map_err(in_words)?;
        println!("{}", say("cli-peer-new-key", &[]));
    } else {
        println!("{}", say("cli-peer-nothing", &[]));
    }
    app.close().await;
    Ok(())
}

async fn add(arguments: Add) -> anyhow::Result<()> {
    let address = address_of(&arguments.address)?;
    let app = App::open_existing(&arguments.data.data).await?;
    let identity = app.federation.identity().map_err(in_words)?;
    let introduced = app.federation.introduce(&address).await.map_err(in_words)?;
    say_who(&introduced, identity);
    if agreed(arguments.yes, "cli-peer-same")? {
        let peer = app
            .federation
            .request(&introduced)
            .await
            .map_err(in_words)?;
        println!("{}", say(outcome(&peer), &[("name", &peer.name)]));
    } else {
        println!("{}", say("cli-peer-nothing", &[]));
    }
    app.close().await;
    Ok(())
}

/// An address as people write it.
fn address_of(written: &str) -> anyhow::Result<Address> {
    let text = match written.contains("://") {
        true => written.trim_end_matches('/').to_owned(),
        false => format!("https://{written}"),
    };
    Ok(text
        .parse()
        .map_err(|_| fault("cli-peer-address", &[("address", &text)]))?)
}

/// Who answered, and what both would share.
fn say_who(introduced: &Introduced, identity: &Identity) {
    let said = &introduced.description;
    let kinds = |kinds: Vec<String>| kinds.join(", ");
    let theirs = kinds(said.shares.iter().map(ToString::to_string).collect());
    let ours = kinds(identity.shares.iter().map(ToString::to_string).collect());
    println!(
        "{}",
        say(
            "cli-peer-who",
            &[("name", &said.name), ("origin", &said.origin.to_string())]
        )
    );
    println!("  {}", introduced.words);
    println!("{}", say("cli-peer-ours", &[]));
    println!("  {}", identity.words());
    println!(
        "{}",
        say("cli-peer-shares", &[("theirs", &theirs), ("ours", &ours)])
    );
}

/// Asks, where somebody is there to answer.
fn agreed(yes: bool, question: &'static str) -> anyhow::Result<bool> {
    if yes {
        return Ok(true);
    }
    if !std::io::stdin().is_terminal() {
        return Err(fault("cli-peer-yes", &[]).into());
    }
    print!("{} ", say(question, &[]));
    std::io::stdout().flush()?;
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line)?;
    let line = line.trim().to_lowercase();
    Ok(["o", "oui", "y", "yes"].contains(&line.as_str()))
}

async fn approve(arguments: One) -> anyhow::Result<()> {
    let app = App::open_existing(&arguments.data.data).await?;
    let peer = app
        .federation
        .peer(&arguments.peer)
        .await
        .map_err(in_words)?;
    if peer.relation == Relation::RequestedByThem {
        println!(
            "{}",
            say(
                "cli-peer-asks",
                &[("name", &peer.name), ("address", &peer.address.to_string())]
            )
        );
        println!("  {}", peer.words());
        println!(
            "{}",
            say(
                "cli-peer-shares-theirs",
                &[("theirs", &peer.shares.join(", "))]
            )
        );
        if !agreed(arguments.yes, "cli-peer-same")? {
            println!("{}", say("cli-peer-nothing", &[]));
            app.close().await;
            return Ok(());
        }
    }
    let peer = app
        .federation
        .decide(&arguments.peer, Action::Accept)
        .await
        .map_err(in_words)?;
    println!("{}", say(outcome(&peer), &[("name", &peer.name)]));
    app.close().await;
    Ok(())
}

async fn decide(arguments: One, action: Action) -> anyhow::Result<()> {
    let app = App::open_existing(&arguments.data.data).await?;
    if action == Action::End && !agreed(arguments.yes, "cli-peer-end")? {
        println!("{}", say("cli-peer-nothing", &[]));
        app.close().await;
        return Ok(());
    }
    let peer = app
        .federation
        .decide(&arguments.peer, action)
        .await
        .map_err(in_words)?;
    println!("{}", say(outcome(&peer), &[("name", &peer.name)]));
    app.close().await;
    Ok(())
}

/// What a decision came to.
fn outcome(peer: &Peer) -> &'static str {
    match peer.relation {
        Relation::RequestedByUs => "cli-peer-requested",
        Relation::Approved => "cli-peer-approved",
        Relation::Ended => "cli-peer-ended",
        _ => "cli-peer-suspended",
    }
}

async fn list(arguments: List) -> anyhow::Result<()> {
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
async fn ask(arguments: Ask) -> anyhow::Result<()> {
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

async fn show(arguments: Show) -> anyhow::Result<()> {
    let app = App::open_existing(&arguments.data.data).await?;
    match &arguments.peer {
        None => {
            let identity = app.federation.identity().map_err(in_words)?;
            println!(
                "{}\t{}\t{}",
                identity.origin, identity.name, identity.address
            );
            println!("  {}", identity.words());
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

fn relation(relation: Relation) -> &'static str {
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

/// What to do where nothing is exchanged, as the pages say it.
fn off(why: &OffReason) -> String {
    match why {
        OffReason::Other(said) => format!("{} {said}", say(off_key(why), &[])),
        _ => say(off_key(why), &[]),
    }
}

fn in_words(error: FederationError) -> anyhow::Error {
    match error {
        FederationError::Off(why) => fault("cli-peer-off", &[("why", &off(&why))]).into(),
        FederationError::NotMet { who, why } => {
            let why = say(not_met_key(why), &[]);
            fault("cli-peer-not-met", &[("who", &who), ("why", &why)]).into()
        }
        FederationError::NoPeer(name) => fault("cli-peer-unknown", &[("name", &name)]).into(),
        other => other.into(),
    }
}
