//! Whether what lets personal data go came round lately.

use super::Finding;
use crate::app::App;
use crate::retention::Retention;

pub(super) async fn look(app: &App) -> Finding {
    let retention = Retention::new(app.directory.database().clone(), app.clock.clone());
    match retention.late().await {
        Ok(late) if late.is_empty() => Finding::good("cli-doctor-retention"),
        Ok(late) => {
            let names: Vec<&str> = late.iter().map(|(sweep, _)| sweep.as_str()).collect();
            Finding::warning("cli-doctor-retention-late").with("names", names.join(", "))
        }
        Err(error) => Finding::fault("cli-doctor-database-fault").error(error),
    }
}
