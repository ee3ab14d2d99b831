//! `maille plugin set`: shows and changes a plugin's settings.

use anyhow::Context as _;

use crate::app::App;
use crate::cli::words::fault;
use crate::cli::{Data, acts};

#[derive(Debug, clap::Args)]
pub struct Arguments {
    #[command(flatten)]
    data: Data,
    name: String,
    #[arg(value_name = "SETTING")]
    settings: Vec<String>,
}

pub async fn run(arguments: Arguments) -> anyhow::Result<()> {
    let app = App::open_existing(&arguments.data.data).await?;
    let mut changes = serde_json::Map::new();
    for setting in &arguments.settings {
        let (name, value) = setting
            .split_once('=')
            .with_context(|| fault("cli-plugin-setting", &[("setting", setting)]))?;
        // What reads as a number or as true and false is one; everything else is text.
        let value = match value {
            "" => serde_json::Value::Null,
            value => match serde_json::from_str(value) {
                Ok(plain @ (serde_json::Value::Bool(_) | serde_json::Value::Number(_))) => plain,
                _ => serde_json::Value::String(value.to_owned()),
            },
        };
        changes.insert(name.to_owned(), value);
    }
    if !changes.is_empty() {
        let names: Vec<String> = changes.keys().cloned().collect();
        app.plugins.set(&arguments.name, changes).await?;
        acts::note(&app, "plugin-set", &arguments.name, &names.join(", ")).await;
    }
    for (name, value) in app.plugins.settings(&arguments.name).await? {
        println!("{name} = {value}");
    }
    app.close().await;
    Ok(())
}
