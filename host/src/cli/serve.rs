//! `maille serve`: answers visitors until it is told to stop.

use std::sync::Arc;

use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;

use super::Data;
use super::words::fault;
use crate::app::{App, Options};
use crate::config::Config;
use crate::{jobs, web};

#[derive(Debug, clap::Args)]
#[command(after_help = "maille serve --listen 127.0.0.1:8095 --data maille-data")]
pub struct Arguments {
    #[command(flatten)]
    data: Data,
    #[arg(long, value_name = "ADDRESS")]
    listen: Option<String>,
}

pub async fn run(arguments: Arguments) -> anyhow::Result<()> {
    let folder = &arguments.data.data;
    App::look(folder)?;
    let mut config = Config::read(folder)?;
    if let Some(listen) = arguments.listen {
        config.server.listen = listen;
    }
    let listen = config.server.listen.clone();
    let app = App::open(folder, config, Options::default()).await?;
    until_stopped(app, &listen).await
}

/// Listens, says so in one line, and serves until a signal.
pub async fn until_stopped(app: Arc<App>, listen: &str) -> anyhow::Result<()> {
    let listener = bind(listen).await?;
    let address = listener.local_addr()?;
    let (stop, stopping) = watch::channel(false);
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    app.plugins.tidy().await;
    // Before anybody can send one.
    if let Err(error) = app.orders.sweep().await {
        tracing::warn!(%error, "files that nobody imports any more could not be removed");
    }
    let mut jobs = jobs::start(&app, &stopping);
    let server = tokio::spawn(web::server::serve(app.clone(), listener, stopping));
    println!("ready: http://{address}/");
    tokio::select! {
        _ = interrupt.recv() => {}
        _ = terminate.recv() => {}
    }
    stop.send_replace(true);
    server.await?;
    while jobs.join_next().await.is_some() {}
    app.close().await;
    Ok(())
}

/// Listens on an address, with a word on what to do where it is taken.
pub async fn bind(listen: &str) -> anyhow::Result<TcpListener> {
    TcpListener::bind(listen).await.map_err(|error| {
        let key = match error.kind() {
            std::io::ErrorKind::AddrInUse => "cli-listen-in-use",
            std::io::ErrorKind::PermissionDenied => "cli-listen-denied",
            _ => "cli-listen-address",
        };
        anyhow::Error::new(error).context(fault(key, &[("listen", &listen)]))
    })
}
