//! Imports what was asked for in the administration, one order at a time. A stop leaves it where its last transaction ended.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;

use super::claims::Claims;
use super::tick;
use crate::app::App;
use crate::imports::Format;
use crate::imports::orders::OrderError;
use crate::imports::run::Import;
use crate::territory::{Communes, Territory};

/// An order that had to wait is tried again this often; a new one begins at once.
const WAIT_TICK: Duration = Duration::from_secs(5);

/// Goes on with the order of a process before this one, then with each that is placed.
pub async fn run(app: Arc<App>, claims: Claims, mut stop: watch::Receiver<bool>) {
    loop {
        if let Err(error) = work(&app, &claims, stop.clone()).await {
            tracing::error!(%error, "an import does not go on");
        }
        if *stop.borrow() {
            return;
        }
        tokio::select! {
            () = app.orders.placed() => {}
            goes_on = tick(&mut stop, WAIT_TICK) => if !goes_on { return },
        }
    }
}

/// Works on the oldest order, by one process of several; a claim is a write, so it is first asked whether there is any.
async fn work(
    app: &App,
    claims: &Claims,
    mut stop: watch::Receiver<bool>,
) -> Result<(), OrderError> {
    if !app.orders.waits().await? {
        return Ok(());
    }
    let working = async {
        tokio::select! {
            worked = import(app) => worked,
            _ = stop.wait_for(|stop| *stop) => Ok(()),
        }
    };
    claims
        .hold("import-orders", working)
        .await?
        .unwrap_or(Ok(()))
}

/// Records go into the directory, communes into the territory.
async fn import(app: &App) -> Result<(), OrderError> {
    let Some((order, request)) = app.orders.ready().await? else {
        return Ok(());
    };
    if matches!(request.format, Format::Communes) {
        let territory = Territory::new(app.directory.database().clone());
        let begun = Communes::begin(&territory, request, app.clock.clone()).await;
        return app.orders.follow(&order, begun).await;
    }
    let begun = Import::begin(&app.directory, request).await;
    app.orders.follow(&order, begun).await
}
