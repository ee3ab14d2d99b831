//! Sends the letters that wait, one process of several; forgets those that are counted no more, and codes that ended.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;

use super::claims::Claims;
use super::{retention, tick};
use crate::app::App;
use crate::mail::{Letter, MailError, Mailer};
use crate::retention::Sweep;
use crate::web::letters;

/// Somebody waits for a code.
const SEND_TICK: Duration = Duration::from_secs(1);
/// Nothing hangs on it.
const SWEEP_TICK: Duration = Duration::from_secs(60 * 60);

/// Sends what is due while there is a server for it.
pub async fn send(app: Arc<App>, claims: Claims, mut stop: watch::Receiver<bool>) {
    let Some(mailer) = app.mailer.as_ref() else {
        return;
    };
    while tick(&mut stop, SEND_TICK).await {
        // Looked for without a claim: hardly ever does a letter wait.
        match app.letters.due().await {
            Ok(due) if due.is_empty() => {}
            Ok(_) => {
                let held = claims.hold("mail", send_due(&app, mailer)).await;
                if let Err(error) = held {
                    tracing::warn!(%error, "letters could not be sent");
                }
            }
            Err(error) => tracing::warn!(%error, "letters could not be looked for"),
        }
    }
}

/// Looks again, since another process may have sent them.
async fn send_due(app: &App, mailer: &Mailer) {
    let due = match app.letters.due().await {
        Ok(due) => due,
        Err(error) => return tracing::warn!(%error, "letters could not be looked for"),
    };
    for letter in due {
        let end = letters::end(app, &letter.new);
        let sent = mailer.send(&letter, &end).await;
        if let Err(error) = note(app, &letter, sent).await {
            tracing::warn!(%error, "what became of a letter could not be kept");
        }
    }
}

async fn note(
    app: &App,
    letter: &Letter,
    sent: Result<(), MailError>,
) -> Result<(), crate::database::DatabaseError> {
    let Err(error) = sent else {
        return app.letters.sent(letter).await;
    };
    let given_up = app.letters.failed(letter).await?;
    let (id, plugin) = (&letter.id, &letter.new.plugin);
    tracing::warn!(letter = id, plugin, tries = letter.tries + 1, given_up, %error, "a letter did not go");
    Ok(())
}

/// Forgets what is over, with mail or without.
pub async fn sweep(app: Arc<App>, mut stop: watch::Receiver<bool>) {
    loop {
        let letters = app.letters.sweep().await;
        if let Err(error) = &letters {
            tracing::warn!(%error, "letters that went could not be forgotten");
        }
        let codes = app.contributors.sweep().await;
        if letters.is_ok() && codes.is_ok() {
            retention::note(&app, Sweep::Letters).await;
        }
        match codes {
            Ok(0) => {}
            Ok(erased) => tracing::info!(erased, "contributors whose codes ended were erased"),
            Err(error) => tracing::warn!(%error, "codes that ended could not be forgotten"),
        }
        if !tick(&mut stop, SWEEP_TICK).await {
            return;
        }
    }
}
