//! `maille plugin dev`: an instance of its own beside an author who writes, with the plugin built anew at each save.

use std::path::PathBuf;

use anyhow::Context as _;
use tokio::sync::watch;

use super::source;
use crate::authoring::dev::{self, Dev, Told};
use crate::cli::serve::{Signals, bind};
use crate::cli::words::{fault, say};
use crate::web::render::WORKBENCH;
use crate::{jobs, web};

#[derive(Debug, clap::Args)]
pub struct Arguments {
    #[arg(default_value = ".")]
    folder: PathBuf,
    #[arg(long, default_value_t = 8096)]
    port: u16,
}

pub async fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let folder = &arguments.folder;
    if !folder.join("plugin.toml").is_file() {
        anyhow::bail!(fault("cli-dev-no-plugin", &[("folder", &folder.display())]));
    }
    let folder = folder
        .canonicalize()
        .with_context(|| fault("cli-cannot-read", &[("path", &folder.display())]))?;
    // Only this machine: what runs here was looked at by nobody.
    let listener = bind(&format!("127.0.0.1:{}", arguments.port)).await?;
    let address = listener.local_addr()?;
    let mut signals = Signals::new()?;
    let data = tempfile::Builder::new().prefix("maille-dev-").tempdir()?;
    let app = dev::open(data.path()).await?;
    let author = Dev::new(app.clone(), folder);
    let (stop, stopping) = watch::channel(false);
    let mut working = jobs::start(&app, &stopping);
    let bench = Some(author.board() as std::sync::Arc<dyn web::workbench::Workbench>);
    let serving = web::server::serve_author(app.clone(), listener, stopping.clone(), bench);
    let server = tokio::spawn(serving);
    println!("ready: http://{address}/");
    let bench = format!("http://{address}{WORKBENCH}");
    println!("{}", say("cli-dev-bench", &[("address", &bench)]));
    let mut tell = move |told| told_in_words(told, &format!("http://{address}"));
    tokio::select! {
        () = author.run(&mut tell, stopping) => {}
        () = signals.stop() => {}
    }
    stop.send_replace(true);
    println!("{}", say("cli-dev-ended", &[]));
    server.await?;
    while working.join_next().await.is_some() {}
    app.close().await;
    Ok(())
}

fn told_in_words(told: Told, site: &str) {
    match told {
        Told::Step(step) => eprintln!("{}", source::step_words(&step)),
        Told::Runs(number, took, mount) => {
            let address = format!("{site}{}", mount.unwrap_or_default());
            let took = took.to_string();
            println!(
                "{}",
                say(
                    "cli-dev-runs",
                    &[
                        ("number", &number.to_string()),
                        ("milliseconds", &took),
                        ("address", &address)
                    ]
                )
            );
        }
        Told::Broken(number, took, place, words) => {
            let place = place.map_or(String::new(), |place| format!(" ({place})"));
            println!(
                "{}",
                say(
                    "cli-dev-broken",
                    &[
                        ("number", &number.to_string()),
                        ("milliseconds", &took.to_string()),
                        ("place", &place)
                    ]
                )
            );
            eprintln!("{words}");
        }
        Told::Beside(words) => eprintln!("{words}"),
    }
}
