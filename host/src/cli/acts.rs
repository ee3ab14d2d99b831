//! What commands tell the journal of acts: that somebody on the machine itself did it.

use crate::app::App;
use crate::audit::{Said, Who};

/// Notes an act: its word, to what it was done, and what else there is to say. What was done stays done where it cannot be noted.
pub async fn note(app: &App, act: &str, object: &str, details: &str) {
    let said = Said {
        object: object.to_owned(),
        details: details.to_owned(),
        ..Said::by(Who::Machine)
    };
    tell(app, act, said).await;
}

/// The same of what was done to an account.
pub async fn note_account(app: &App, act: &str, account: &crate::accounts::Account) {
    let said = Said {
        object: account.name.clone(),
        account: Some(account.id.clone()),
        ..Said::by(Who::Machine)
    };
    tell(app, act, said).await;
}

async fn tell(app: &App, act: &str, said: Said) {
    if let Err(error) = app.audit.note(act, said).await {
        tracing::error!(act, %error, "an act could not be noted in the journal of acts");
    }
}
