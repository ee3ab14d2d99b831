//! `maille peer …`: neighbours whose directories are kept beside ours. What is decided here is told to them by the instance that
//! runs.

mod fork;
mod revoke;
mod roster;
mod show;

use std::io::{BufRead as _, IsTerminal as _, Write as _};

use super::words::{fault, say};
use super::{Data, acts};
use crate::app::App;
use crate::federation::{
    Action, Address, FederationError, Identity, Introduced, OffReason, Peer, Relation,
};
use crate::web::render::{not_met_key, off_key};

#[derive(Debug, clap::Subcommand)]
pub enum Command {
    #[command(after_help = "maille peer add annuaire.gironde.example")]
    Add(Add),
    #[command(after_help = "maille peer approve gironde.example")]
    Approve(One),
    #[command(after_help = "maille peer list")]
    List(show::List),
    #[command(after_help = "maille peer show gironde.example")]
    Show(show::Show),
    #[command(after_help = "maille peer ask gironde.example")]
    Ask(show::Ask),
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

pub async fn run(command: Command) -> anyhow::Result<()> {
    match command {
        Command::Add(arguments) => add(arguments).await,
        Command::Approve(arguments) => approve(arguments).await,
        Command::List(arguments) => show::list(arguments).await,
        Command::Show(arguments) => show::show(arguments).await,
        Command::Ask(arguments) => show::ask(arguments).await,
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
        acts::note(&app, "peer-asked", peer.origin.as_str(), "").await;
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
    acts::note(&app, "peer-approved", peer.origin.as_str(), "").await;
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
    let act = match action {
        Action::Suspend => "peer-suspended",
        Action::End => "peer-ended",
        _ => "peer-resumed",
    };
    acts::note(&app, act, peer.origin.as_str(), "").await;
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
