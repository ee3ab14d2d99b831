//! Runs the tasks that somebody asked for in the administration, one at a time. A stop leaves a task where its last step ended,
//! and the order where it is: the next process goes on.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;

use super::claims::Claims;
use super::tick;
use crate::app::App;
use crate::database::DatabaseError;
use crate::plugins::registry_store::{self as store, TaskOrder};

/// Whoever asked is looking at the page.
const LOOK_TICK: Duration = Duration::from_secs(1);

/// Looks for orders.
pub async fn run(app: Arc<App>, claims: Claims, mut stop: watch::Receiver<bool>) {
    while tick(&mut stop, LOOK_TICK).await {
        let orders = match store::ordered_tasks(app.directory.database()).await {
            Ok(orders) => orders,
            Err(error) => {
                tracing::warn!(%error, "tasks that were asked for could not be looked up");
                continue;
            }
        };
        for order in orders {
            if *stop.borrow() {
                return;
            }
            // The same claim as that of the schedule: a task never runs twice at once.
            let claim = format!("task:{}:{}", order.plugin, order.task);
            let work = work(&app, &order, stop.clone());
            match claims.hold(&claim, work).await {
                Ok(None | Some(Ok(()))) => {}
                Err(error) | Ok(Some(Err(error))) => {
                    tracing::warn!(plugin = order.plugin, task = order.task, %error, "a task that was asked for does not go on");
                }
            }
        }
    }
}

async fn work(
    app: &App,
    order: &TaskOrder,
    mut stop: watch::Receiver<bool>,
) -> Result<(), DatabaseError> {
    let database = app.directory.database();
    // Another process may have done it between the look and the claim.
    if !store::ordered_tasks(database).await?.contains(order) {
        return Ok(());
    }
    let mut quiet = |_: &_| {};
    let ran = tokio::select! {
        ran = app.plugins.run(&order.plugin, &order.task, &mut quiet) => ran,
        _ = stop.wait_for(|stop| *stop) => return Ok(()),
    };
    if let Err(error) = ran {
        // Its page says so, from the journal of the run.
        let source = std::error::Error::source(&error);
        tracing::warn!(plugin = order.plugin, task = order.task, %error, ?source, "a task that was asked for failed");
    }
    store::end_order(database, order).await
}
