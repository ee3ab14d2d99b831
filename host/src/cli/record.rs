//! `maille record …`: the administration's own records, from the command line.

mod history;

use std::io::Read as _;
use std::path::PathBuf;

use anyhow::{Context as _, bail};

use super::words::{self, fault, say};
use super::{Data, acts};
use crate::app::App;
use crate::directory::{Author, Reader, Record, Search, Session, State};
use crate::federation::{Holding, revision_in_epoch};

/// Records of one list.
const LISTED: u32 = 200;
/// Bytes of a content that is read from a file.
const CONTENT_BYTES_MAX: u64 = 4 * 1024 * 1024;

#[derive(Debug, clap::Subcommand)]
pub enum Command {
    #[command(
        after_help = "maille record put procedures.local-step F1341-mairie --content '{\"fiche\":\"F1341\",\"title\":\"À la mairie\",\"text\":\"Sur rendez-vous.\"}'"
    )]
    Put(Put),
    #[command(after_help = "maille record get place mairie-de-saint-aubin")]
    Get(Get),
    #[command(after_help = "maille record list procedure --words impots")]
    List(List),
    #[command(after_help = "maille record history place mairie-de-saint-aubin")]
    History(history::History),
    #[command(after_help = "maille record undo place mairie-de-saint-aubin --revision 3")]
    Undo(history::Undo),
    #[command(after_help = "maille record erase place mairie-de-saint-aubin --yes")]
    Erase(Erase),
    #[command(after_help = "maille record erasures")]
    Erasures(Erasures),
}

#[derive(Debug, clap::Args)]
pub struct Erase {
    #[command(flatten)]
    data: Data,
    kind: String,
    key: String,
    #[arg(long, required = true)]
    yes: bool,
}

#[derive(Debug, clap::Args)]
pub struct Erasures {
    #[command(flatten)]
    data: Data,
}

#[derive(Debug, clap::Args)]
pub struct Put {
    #[command(flatten)]
    data: Data,
    kind: String,
    key: String,
    #[arg(
        long,
        value_name = "JSON",
        conflicts_with = "file",
        required_unless_present = "file"
    )]
    content: Option<String>,
    #[arg(long, value_name = "PATH")]
    file: Option<PathBuf>,
    #[arg(long, default_value = "published")]
    state: String,
}

#[derive(Debug, clap::Args)]
pub struct Get {
    #[command(flatten)]
    data: Data,
    kind: String,
    key: Option<String>,
}

#[derive(Debug, clap::Args)]
pub struct List {
    #[command(flatten)]
    data: Data,
    kind: Option<String>,
    #[arg(long)]
    words: Option<String>,
    #[arg(long, default_value = "published")]
    state: String,
}

pub async fn run(command: Command) -> anyhow::Result<()> {
    match command {
        Command::Put(arguments) => put(arguments).await,
        Command::Get(arguments) => get(arguments).await,
        Command::List(arguments) => list(arguments).await,
        Command::History(arguments) => history::show(arguments).await,
        Command::Undo(arguments) => history::undo(arguments).await,
        Command::Erase(arguments) => erase(arguments).await,
        Command::Erasures(arguments) => erasures(arguments).await,
    }
}

/// Erases a record with all that it ever was, here and, as far as they do so, with those that copied it.
async fn erase(arguments: Erase) -> anyhow::Result<()> {
    let app = App::open_existing(&arguments.data.data).await?;
    let session = Session::new(&app.directory, Author::host("command line"));
    let record = session.get_by_key(&arguments.kind, &arguments.key).await?;
    app.federation.erase(&record.id, "command line").await?;
    acts::note(&app, "record-deleted", &record.id, "").await;
    println!("{}", say("cli-record-erased", &[("id", &record.id)]));
    app.close().await;
    Ok(())
}

async fn erasures(arguments: Erasures) -> anyhow::Result<()> {
    let app = App::open_existing(&arguments.data.data).await?;
    let told = app.federation.peers().await?.into_iter();
    let told = told.filter(|peer| peer.relation.exchanges()).count();
    let listed = app.federation.erasures().await?;
    if listed.is_empty() {
        println!("{}", say("cli-record-no-erasures", &[]));
    }
    for erasure in listed {
        let confirmed = [
            ("confirmed", &erasure.confirmed as &dyn words::Argument),
            ("total", &told),
        ];
        let state = match erasure.seq {
            None => say("cli-record-erasure-unsaid", &[]),
            Some(0) => say("cli-record-erasure-local", &[]),
            Some(_) => say("cli-record-erasure-confirmed", &confirmed),
        };
        println!("{}\t{}\t{state}", erasure.record_id, erasure.by);
    }
    app.close().await;
    Ok(())
}

async fn put(arguments: Put) -> anyhow::Result<()> {
    let content = match (&arguments.content, &arguments.file) {
        (Some(content), _) => content.clone(),
        (None, Some(path)) => read(path)?,
        (None, None) => bail!(fault("cli-record-content", &[])),
    };
    let state: State = arguments
        .state
        .parse()
        .map_err(|_| fault("cli-record-state", &[("state", &arguments.state)]))?;
    let app = App::open_existing(&arguments.data.data).await?;
    let mut session = Session::new(&app.directory, Author::host("command line"));
    let before = session
        .get_by_key(&arguments.kind, &arguments.key)
        .await
        .ok();
    let before = before.filter(|record| record.maker == crate::directory::HOST);
    let mut record = session
        .put(&arguments.kind, &arguments.key, &content)
        .await?;
    if record.state != state {
        record = session
            .set_state(&record.id, record.revision, state)
            .await?;
    }
    session.commit().await?;
    let (key, act) = match before {
        None => ("cli-record-made", Some("record-made")),
        Some(before) if before.revision == record.revision => ("cli-record-unchanged", None),
        Some(_) => ("cli-record-changed", Some("record-corrected")),
    };
    if let Some(act) = act {
        acts::note(&app, act, &record.id, "").await;
    }
    let named = format!("{} {}", record.kind, arguments.key);
    println!(
        "{}",
        say(
            key,
            &[
                ("record", &named),
                ("id", &record.id.to_string()),
                ("revision", &record.revision.to_string()),
                ("state", &record.state.to_string()),
            ]
        )
    );
    app.close().await;
    Ok(())
}

fn read(path: &PathBuf) -> anyhow::Result<String> {
    let mut text = String::new();
    let context = || fault("cli-cannot-read", &[("path", &path.display())]);
    if path.as_os_str() == "-" {
        std::io::stdin()
            .take(CONTENT_BYTES_MAX)
            .read_to_string(&mut text)
            .with_context(context)?;
    } else {
        std::fs::File::open(path)
            .with_context(context)?
            .take(CONTENT_BYTES_MAX)
            .read_to_string(&mut text)
            .with_context(context)?;
    }
    Ok(text)
}

async fn get(arguments: Get) -> anyhow::Result<()> {
    let app = App::open_existing(&arguments.data.data).await?;
    let session = Session::new(&app.directory, Author::host("command line"));
    let record = match &arguments.key {
        Some(key) => session.get_by_key(&arguments.kind, key).await?,
        None => session.get(&arguments.kind).await?,
    };
    show(&record)?;
    say_who_holds(&app, &record).await?;
    app.close().await;
    Ok(())
}

/// Which revision each neighbour holds of a record of ours, as it says.
async fn say_who_holds(app: &App, record: &Record) -> anyhow::Result<()> {
    if record.origin != app.directory.settings().origin {
        return Ok(());
    }
    let mut peers = app.federation.peers().await?;
    peers.retain(|peer| peer.relation.exchanges());
    let holdings = app.federation.holdings(&record.id, &peers).await?;
    for (peer, holding) in peers.iter().zip(holdings) {
        if let Holding::Revision(revision) = holding {
            let names = [
                ("name", &peer.origin.to_string() as &dyn words::Argument),
                ("revision", &revision_in_epoch(revision)),
            ];
            println!("{}", say("cli-record-held", &names));
        }
    }
    Ok(())
}

fn show(record: &Record) -> anyhow::Result<()> {
    let fields = [
        ("cli-record-id", record.id.to_string()),
        ("cli-record-kind", record.kind.clone()),
        (
            "cli-record-key",
            record.key.clone().unwrap_or_else(|| "-".to_owned()),
        ),
        ("cli-record-maker", record.maker.clone()),
        ("cli-record-origin", record.origin.clone()),
        (
            "cli-record-revision",
            revision_in_epoch(record.revision).to_string(),
        ),
        ("cli-record-status", record.state.to_string()),
    ];
    for (key, value) in fields {
        println!("{:<12}{value}", say(key, &[]));
    }
    let content: serde_json::Value = serde_json::from_str(&record.content)?;
    println!("{}", serde_json::to_string_pretty(&content)?);
    Ok(())
}

async fn list(arguments: List) -> anyhow::Result<()> {
    let app = App::open_existing(&arguments.data.data).await?;
    let kinds: Vec<&str> = arguments.kind.as_deref().into_iter().collect();
    for kind in &kinds {
        app.directory.kinds().require(kind)?;
    }
    let mut search = Search::new(&kinds);
    search.order_by("name").state(&arguments.state);
    if let Some(words) = &arguments.words {
        search.words(words).order_by("relevance");
    }
    let found = search.run(&app.directory, &Reader::host(), LISTED).await?;
    let total = search.count(&app.directory, &Reader::host()).await?;
    for record in &found.records {
        let title = app.plugins.card(record, words::language()).title;
        println!(
            "{}\t{}\t{}\t{}",
            record.kind,
            record.key.as_deref().unwrap_or("-"),
            record.id,
            title
        );
    }
    let shown = found.records.len();
    eprintln!(
        "{}",
        say("cli-record-shown", &[("shown", &shown), ("total", &total)])
    );
    app.close().await;
    Ok(())
}
