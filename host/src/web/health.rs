//! For whoever watches the instance: is it alive, and can it answer?

use std::sync::Arc;

use axum::extract::State;

use super::error::WebError;
use crate::app::App;

/// `/livez`
pub async fn live() -> &'static str {
    "ok\n"
}

/// `/readyz`: the database answers.
pub async fn ready(State(app): State<Arc<App>>) -> Result<&'static str, WebError> {
    app.directory.position_all().await?;
    Ok("ok\n")
}
