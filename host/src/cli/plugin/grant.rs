//! `maille plugin grant`: lets a plugin have what it asks for, or takes it back.

use anyhow::{Context as _, bail};

use crate::app::App;
use crate::cli::words::{fault, say};
use crate::cli::{Data, acts};
use crate::plugins::grants::Capability;

#[derive(Debug, clap::Args)]
pub struct Arguments {
    #[command(flatten)]
    data: Data,
    name: String,
    #[arg(value_name = "GRANT")]
    grants: Vec<String>,
    #[arg(long, conflicts_with = "revoke")]
    all: bool,
    #[arg(long)]
    revoke: bool,
}

pub async fn run(arguments: Arguments) -> anyhow::Result<()> {
    let app = App::open_existing(&arguments.data.data).await?;
    let listed = app.plugins.list().await?;
    let plugin = listed
        .iter()
        .find(|plugin| plugin.manifest.id == arguments.name)
        .with_context(|| fault("cli-fault-no-plugin", &[("plugin", &arguments.name)]))?;
    let asking = plugin.waiting.as_ref().unwrap_or(&plugin.manifest);
    let asked = Capability::asked(asking);
    let mut chosen = Vec::new();
    for text in &arguments.grants {
        let capability: Capability = text
            .parse()
            .map_err(|_| fault("cli-plugin-not-a-grant", &[("grant", text)]))?;
        if !arguments.revoke && !capability.may_be_granted(asking) {
            let asked: Vec<String> = asked.iter().map(ToString::to_string).collect();
            bail!(fault(
                "cli-plugin-not-asked",
                &[
                    ("plugin", &arguments.name),
                    ("grant", &capability),
                    ("asked", &asked.join(", ")),
                ]
            ));
        }
        chosen.push(capability);
    }
    if arguments.all {
        chosen.clone_from(&asked);
    }
    if chosen.is_empty() {
        bail!(fault(
            "cli-plugin-grant-what",
            &[("plugin", &arguments.name)]
        ));
    }
    let (granted, revoked) = if arguments.revoke {
        (Vec::new(), chosen)
    } else {
        (chosen, Vec::new())
    };
    let switched = app
        .plugins
        .grant(&arguments.name, &granted, &revoked)
        .await?;
    let changed = granted.iter().map(|grant| format!("+{grant}"));
    let changed = changed.chain(revoked.iter().map(|grant| format!("-{grant}")));
    let changed: Vec<String> = changed.collect();
    acts::note(&app, "plugin-granted", &arguments.name, &changed.join(" ")).await;
    for capability in &granted {
        println!("{}", say("cli-plugin-grant-done", &[("grant", capability)]));
    }
    for capability in &revoked {
        println!("{}", say("cli-plugin-grant-back", &[("grant", capability)]));
    }
    if switched {
        println!("{}", say("cli-plugin-switched", &[]));
    }
    app.close().await;
    Ok(())
}
