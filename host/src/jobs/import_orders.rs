//! Imports what was asked for in the administration, one order at a time. A stop leaves it where its last transaction ended.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;

use super::tick;
use crate::app::App;

/// An order that had to wait is tried again this often; a new one begins at once.
const WAIT_TICK: Duration = Duration::from_secs(5);

/// Goes on with the order of a process before this one, then with each that is placed.
pub async fn run(app: Arc<App>, mut stop: watch::Receiver<bool>) {
    loop {
        let mut stopping = stop.clone();
        let worked = tokio::select! {
            worked = app.orders.work() => worked,
            _ = stopping.wait_for(|stop| *stop) => return,
        };
        if let Err(error) = worked {
            tracing::error!(%error, "an import does not go on");
        }
        tokio::select! {
            () = app.orders.placed() => {}
            goes_on = tick(&mut stop, WAIT_TICK) => if !goes_on { return },
        }
    }
}
