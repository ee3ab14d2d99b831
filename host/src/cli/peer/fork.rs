//! `maille peer fork`: the proof that a neighbour told two histories, for anybody; and whether such a proof holds.

use std::io::{Read as _, Write as _};
use std::path::PathBuf;

use super::super::Data;
use super::super::words::{fault, say};
use super::in_words;
use crate::app::App;
use crate::federation::{FederationError, Peer};

/// Bytes of a proof that somebody shows: two checkpoints and a page of entries are fewer.
const PROOF_BYTES_MAX: u64 = 4 * 1024 * 1024;

#[derive(Debug, clap::Args)]
pub struct Fork {
    #[command(flatten)]
    data: Data,
    #[arg(required_unless_present = "check")]
    peer: Option<String>,
    #[arg(long, conflicts_with = "peer")]
    check: Option<PathBuf>,
}

pub async fn run(arguments: Fork) -> anyhow::Result<()> {
    let app = App::open_existing(&arguments.data.data).await?;
    match (&arguments.check, &arguments.peer) {
        (Some(file), _) => {
            let mut proof = Vec::new();
            let opened = std::fs::File::open(file);
            opened?.take(PROOF_BYTES_MAX).read_to_end(&mut proof)?;
            let checked = app.federation.check_fork(proof.trim_ascii_end()).await;
            let (origin, place) = checked.map_err(|error| match error {
                FederationError::Refused(why) => {
                    fault("cli-peer-fork-none", &[("why", &why)]).into()
                }
                other => in_words(other),
            })?;
            println!(
                "{}",
                say(
                    "cli-peer-fork-holds",
                    &[("name", &origin.to_string()), ("entry", &place.seq)]
                )
            );
        }
        (None, name) => {
            let name = name.as_deref().unwrap_or_default();
            let peer = app.federation.peer(name).await.map_err(in_words)?;
            let fork = app.federation.fork(&peer.origin).await.map_err(in_words)?;
            let fork = fork.ok_or_else(|| fault("cli-peer-fork-unknown", &[("name", &name)]))?;
            let mut out = std::io::stdout().lock();
            out.write_all(&fork.evidence)?;
            out.write_all(b"\n")?;
        }
    }
    app.close().await;
    Ok(())
}

/// What a neighbour's own page says of it, in lines.
pub(super) async fn say_of(app: &App, peer: &Peer) -> anyhow::Result<()> {
    let third = app.federation.third_parties(&peer.origin).await;
    let third = third.map_err(in_words)?;
    if let Some(fork) = &third.fork {
        let key = match (fork.left, fork.came_from_itself(&peer.origin)) {
            (true, _) => "cli-peer-forked-left",
            (false, true) => "cli-peer-forked-itself",
            (false, false) => "cli-peer-forked",
        };
        let name = peer.origin.to_string();
        println!(
            "{}",
            say(
                key,
                &[
                    ("name", &name),
                    ("who", &fork.told_by),
                    ("entry", &fork.seq)
                ]
            )
        );
    }
    if let Some(twice) = &third.twice {
        let name = peer.origin.to_string();
        println!(
            "{}",
            say(
                "cli-peer-twice",
                &[
                    ("name", &name),
                    ("epoch", &twice.epoch),
                    ("who", &twice.told_by),
                    ("here", &twice.here)
                ]
            )
        );
    }
    if let Some(via) = &third.via {
        let minutes = (app.clock.now_ms() - via.at).max(0) / 60_000;
        println!(
            "{}",
            say(
                "cli-peer-via",
                &[("who", &via.mirror), ("minutes", &minutes)]
            )
        );
    }
    for fault in &third.mirror_faults {
        println!(
            "{}",
            say(
                "cli-peer-mirror-fault",
                &[
                    ("owner", &fault.owner),
                    ("times", &fault.times),
                    ("why", &fault.fault)
                ]
            )
        );
    }
    if third.wrong > 0 {
        println!(
            "{}",
            say(
                "cli-peer-told-wrong",
                &[("count", &third.wrong), ("why", &third.fault)]
            )
        );
    }
    Ok(())
}
