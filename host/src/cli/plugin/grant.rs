//! `maille plugin grant`: lets a plugin have what it asks for, or takes it back.

use anyhow::{Context as _, bail};

use crate::app::App;
use crate::cli::Data;
use crate::plugins::grants::Capability;

#[derive(Debug, clap::Args)]
pub struct Arguments {
    #[command(flatten)]
    data: Data,
    /// The plugin
    name: String,
    /// Such as `read:place`, `write:procedure`, `host:data.example.fr`, `storage`
    #[arg(value_name = "GRANT")]
    grants: Vec<String>,
    /// Everything that it asks for
    #[arg(long, conflicts_with = "revoke")]
    all: bool,
    /// Take back instead
    #[arg(long)]
    revoke: bool,
}

pub async fn run(arguments: Arguments) -> anyhow::Result<()> {
    let app = App::open_existing(&arguments.data.data).await?;
    let listed = app.plugins.list().await?;
    let plugin = listed
        .iter()
        .find(|plugin| plugin.manifest.id == arguments.name)
        .with_context(|| {
            format!(
                "no plugin `{}` is installed: `maille plugin list` shows those that are",
                arguments.name
            )
        })?;
    let asking = plugin.waiting.as_ref().unwrap_or(&plugin.manifest);
    let asked = Capability::asked(asking);
    let mut chosen = Vec::new();
    for text in &arguments.grants {
        let capability: Capability = text.parse().map_err(anyhow::Error::msg)?;
        if !arguments.revoke && !asked.contains(&capability) {
            let asked: Vec<String> = asked.iter().map(ToString::to_string).collect();
            bail!(
                "`{}` does not ask for `{capability}`; it asks for: {}",
                arguments.name,
                asked.join(", ")
            );
        }
        chosen.push(capability);
    }
    if arguments.all {
        chosen.clone_from(&asked);
    }
    if chosen.is_empty() {
        bail!(
            "say what to grant, or --all; `maille plugin list {}` shows what it asks for",
            arguments.name
        );
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
    for capability in &granted {
        println!("granted: {capability}");
    }
    for capability in &revoked {
        println!("taken back: {capability}");
    }
    if switched {
        println!("the version that waited is in use now");
    }
    app.close().await;
    Ok(())
}
