//! `maille peer revoke-key`: a new key in the place of one that was stolen, by the recovery key from the drawer.

use std::path::PathBuf;

use super::super::Data;
use super::super::words::say;
use super::{agreed, in_words};
use crate::app::App;

#[derive(Debug, clap::Args)]
pub struct RevokeKey {
    #[command(flatten)]
    data: Data,
    #[arg(long)]
    recovery: PathBuf,
    #[arg(long)]
    last: Option<u64>,
    #[arg(long)]
    yes: bool,
}

pub async fn run(arguments: RevokeKey) -> anyhow::Result<()> {
    let app = App::open_existing(&arguments.data.data).await?;
    if agreed(arguments.yes, "cli-peer-revoke-sure")? {
        let revoked = app
            .federation
            .revoke_key(&arguments.recovery, arguments.last);
        let revoked = revoked.await.map_err(in_words)?;
        println!(
            "{}",
            say(
                "cli-peer-revoked",
                &[("entry", &revoked.seq), ("epoch", &revoked.begins)]
            )
        );
    } else {
        println!("{}", say("cli-peer-nothing", &[]));
    }
    app.close().await;
    Ok(())
}
