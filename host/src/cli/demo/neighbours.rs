//! Neighbours of the demonstration: fictional départements that keep each other's directories, all in one process, each with a
//! folder, a server and keys of its own.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::bail;
use serde_json::Value;

use super::super::serve::{self, Serving, Signals};
use super::super::words::{fault, say};
use super::{FILLED, init};
use crate::app::{App, DATABASE, Options};
use crate::authoring::data::{records, territory};
use crate::directory::{Author, Session};
use crate::federation::{Action, Relation};

/// The name of the first one among the others.
pub const ORIGIN: &str = "val-de-maille.example";

/// Seconds between two hints: who looks on does not wait as long as a département would.
pub const HINT_S: u64 = 1;

/// How long the others may take to hear of something.
const PATIENCE: Duration = Duration::from_secs(60);
/// Where each of them knows the communes of all.
const TERRITORY: &str = include_str!("../../../demo/territory.json");

struct Neighbour {
    origin: &'static str,
    name: &'static str,
    department: &'static str,
    records: &'static str,
}

const NEIGHBOURS: [Neighbour; 2] = [
    Neighbour {
        origin: "hauts-de-trame.example",
        name: "Les Hauts-de-Trame en ligne",
        department: "Hauts-de-Trame (département fictif)",
        records: include_str!("../../../demo/hauts-de-trame.jsonl"),
    },
    Neighbour {
        origin: "bas-fuseau.example",
        name: "Bas-Fuseau numérique",
        department: "Bas-Fuseau (département fictif)",
        records: include_str!("../../../demo/bas-fuseau.jsonl"),
    },
];

/// Starts the others beside the first one, makes them neighbours, shows a change that arrives, and serves until a signal.
pub async fn run(first: Arc<App>, folder: &Path, (port, count): (u16, u16)) -> anyhow::Result<()> {
    let mut signals = Signals::new()?;
    territory(&first, TERRITORY).await?;
    let mut serving = vec![start(first, port).await?];
    for (neighbour, number) in NEIGHBOURS.iter().zip(1..count) {
        let app = open(neighbour, &folder.join(neighbour.origin), port + number).await?;
        serving.push(start(app, port + number).await?);
    }
    let shown = tokio::select! {
        shown = show(&serving) => shown,
        () = signals.stop() => {
            return stop(serving).await;
        }
    };
    shown?;
    let mut addresses = Vec::with_capacity(serving.len());
    for one in &serving {
        let address = one.app().link("/");
        println!("  {address}  {}", one.app().config.instance.department);
        addresses.push(address);
    }
    println!("ready: {}", addresses.join(" "));
    signals.stop().await;
    stop(serving).await
}

async fn stop(serving: Vec<Serving>) -> anyhow::Result<()> {
    for one in serving {
        one.stop().await?;
    }
    Ok(())
}

async fn start(app: Arc<App>, port: u16) -> anyhow::Result<Serving> {
    let listener = serve::bind(&format!("127.0.0.1:{port}")).await?;
    Ok(Serving::start(app, listener).await)
}

/// Opens a neighbour, and makes it where there is none.
async fn open(neighbour: &Neighbour, folder: &Path, port: u16) -> anyhow::Result<Arc<App>> {
    if !folder.join(DATABASE).exists() {
        init::make_folder(folder)?;
        init::configure(folder, |config| {
            config.instance.name = neighbour.name.to_owned();
            config.instance.department = neighbour.department.to_owned();
        })?;
    }
    let mut config = init::config_of_its_own(folder)?;
    config.instance.origin = neighbour.origin.to_owned();
    config.server.listen = format!("127.0.0.1:{port}");
    config.server.public_url = None;
    config.federation.hint_s = HINT_S;
    let app = App::open(folder, config, Options::default()).await?;
    if !folder.join(FILLED).exists() {
        territory(&app, TERRITORY).await?;
        records(&app, neighbour.records).await?;
        std::fs::write(folder.join(FILLED), "")?;
    }
    Ok(app)
}

/// Makes all of them neighbours, and shows that a change in the first one arrives in the others.
async fn show(serving: &[Serving]) -> anyhow::Result<()> {
    for (number, one) in serving.iter().enumerate() {
        for other in &serving[number + 1..] {
            befriend(one.app(), other.app()).await?;
        }
    }
    let (Some(first), others) = (serving.first(), serving.get(1..).unwrap_or_default()) else {
        return Ok(());
    };
    println!(
        "{}",
        say("cli-demo-neighbours", &[("total", &serving.len())])
    );
    let (id, note) = change(first.app()).await?;
    let begun = Instant::now();
    for other in others {
        until(async || {
            let Some(copy) = other.app().directory.get(&id).await? else {
                return Ok(false);
            };
            let copy: Value = serde_json::from_str(&copy.content)?;
            Ok(copy["opening_hours_note"] == note)
        })
        .await?;
    }
    let milliseconds = u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX);
    println!(
        "{}",
        say("cli-demo-arrived", &[("milliseconds", &milliseconds)])
    );
    Ok(())
}

/// A person on each side would compare six words; here both are the same person.
async fn befriend(one: &App, other: &App) -> anyhow::Result<()> {
    let (us, them) = (one.federation.identity()?, other.federation.identity()?);
    let known = one.federation.peer(them.origin.as_str()).await;
    let known = known.map_or(Relation::None, |peer| peer.relation);
    if known == Relation::Approved {
        // They may answer at other ports than the last time.
        let there = one.federation.introduce(&them.address).await?;
        one.federation.request(&there).await?;
        let here = other.federation.introduce(&us.address).await?;
        other.federation.request(&here).await?;
        return Ok(());
    }
    let introduced = one.federation.introduce(&them.address).await?;
    one.federation.request(&introduced).await?;
    until(async || {
        let asks = other.federation.peer(us.origin.as_str()).await;
        Ok(asks.is_ok_and(|peer| peer.relation == Relation::RequestedByThem))
    })
    .await?;
    other
        .federation
        .decide(us.origin.as_str(), Action::Accept)
        .await?;
    until(async || {
        let known = one.federation.peer(them.origin.as_str()).await?;
        Ok(known.relation == Relation::Approved)
    })
    .await
}

/// Changes what is said of one place: its id, and what its neighbours will read.
async fn change(app: &App) -> anyhow::Result<(String, Value)> {
    let mut session = Session::new(&app.directory, Author::host("demonstration"));
    let record = session.get_by_key("place", "mairie-saint-aubin").await?;
    let mut content: Value = serde_json::from_str(&record.content)?;
    let note = Value::from(say("cli-demo-note", &[]));
    match content.get("opening_hours_note") == Some(&note) {
        true => content["opening_hours_note"] = say("cli-demo-note-back", &[]).into(),
        false => content["opening_hours_note"] = note,
    }
    let note = content["opening_hours_note"].clone();
    let record = session
        .put("place", "mairie-saint-aubin", &content.to_string())
        .await?;
    session.commit().await?;
    Ok((record.id, note))
}

async fn until(mut holds: impl AsyncFnMut() -> anyhow::Result<bool>) -> anyhow::Result<()> {
    let begun = Instant::now();
    while !holds().await? {
        if begun.elapsed() > PATIENCE {
            bail!(fault("cli-demo-in-vain", &[]));
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    Ok(())
}
