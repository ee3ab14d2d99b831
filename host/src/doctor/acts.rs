//! Whether the journal of acts is what was written.

use super::Finding;
use crate::app::App;
use crate::audit::Verdict;

pub(super) async fn look(app: &App) -> Finding {
    match app.audit.check().await {
        Ok(Verdict::Whole(count)) => Finding::good("cli-doctor-acts").count("count", count),
        Ok(Verdict::Broken(number)) => {
            Finding::fault("cli-doctor-acts-broken").with("number", number)
        }
        Err(error) => Finding::fault("cli-doctor-database-fault").error(error),
    }
}
