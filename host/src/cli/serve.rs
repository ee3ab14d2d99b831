//! `maille serve`: answers visitors until it is told to stop.

use std::sync::Arc;

use sd_notify::NotifyState;
use tokio::net::TcpListener;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::watch;
use tokio::task::{JoinHandle, JoinSet};

use super::Data;
use super::words::fault;
use crate::app::{App, Options};
use crate::config::{Config, open_secrets};
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
    for path in open_secrets(folder) {
        tracing::warn!(path = %path.display(), "everybody on this machine can read a secret: chmod 600");
    }
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
    let watched = match &app.config.metrics.listen {
        Some(listen) => Some(bind(listen).await?),
        None => None,
    };
    let mut signals = Signals::new()?;
    let scheme = if app.tls.is_some() { "https" } else { "http" };
    let mut serving = Serving::start(app, listener).await;
    if let Some(listener) = watched {
        let address = listener.local_addr()?;
        serving.answer_watchers(listener);
        println!("metrics: http://{address}/metrics");
    }
    println!("ready: {scheme}://{address}/");
    tell_systemd(&NotifyState::Ready);
    signals.stop().await;
    tell_systemd(&NotifyState::Stopping);
    serving.stop().await
}

/// Says how far we are to whoever started us, where that is systemd with `Type=notify`.
fn tell_systemd(state: &NotifyState<'_>) {
    if let Err(error) = sd_notify::notify(std::slice::from_ref(state)) {
        tracing::warn!(%error, "systemd could not be told");
    }
}

/// What tells a server to end.
pub struct Signals {
    interrupt: Signal,
    terminate: Signal,
}

impl Signals {
    /// Hears them from now on.
    pub fn new() -> std::io::Result<Self> {
        Ok(Self {
            interrupt: signal(SignalKind::interrupt())?,
            terminate: signal(SignalKind::terminate())?,
        })
    }

    /// Waits for one.
    pub async fn stop(&mut self) {
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
        }
    }
}

/// An instance that serves.
pub struct Serving {
    app: Arc<App>,
    stop: watch::Sender<bool>,
    server: JoinHandle<()>,
    jobs: JoinSet<()>,
    stopping: watch::Receiver<bool>,
}

impl Serving {
    /// Answers visitors, and does what goes on beside them.
    pub async fn start(app: Arc<App>, listener: TcpListener) -> Self {
        let (stop, stopping) = watch::channel(false);
        app.plugins.tidy().await;
        // Before anybody can send one.
        if let Err(error) = app.orders.sweep().await {
            tracing::warn!(%error, "files that nobody imports any more could not be removed");
        }
        let jobs = jobs::start(&app, &stopping);
        let server = tokio::spawn(web::server::serve(app.clone(), listener, stopping.clone()));
        Self {
            app,
            stop,
            server,
            jobs,
            stopping,
        }
    }

    /// Answers those who watch the instance, on a listener of their own.
    pub fn answer_watchers(&mut self, listener: TcpListener) {
        let (app, stopping) = (self.app.clone(), self.stopping.clone());
        self.jobs
            .spawn(web::server::serve_watchers(app, listener, stopping));
    }

    /// The instance.
    pub fn app(&self) -> &App {
        &self.app
    }

    /// Ends what is being done, and closes.
    pub async fn stop(mut self) -> anyhow::Result<()> {
        self.app.health.stop();
        self.stop.send_replace(true);
        self.server.await?;
        while self.jobs.join_next().await.is_some() {}
        self.app.close().await;
        Ok(())
    }
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
