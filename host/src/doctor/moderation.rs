//! What waits for moderators for too long, or for nobody.

use super::Finding;
use crate::app::App;
use crate::moderation::Moderation;

pub(super) async fn look(app: &App) -> Vec<Finding> {
    let moderation = Moderation::new(app.directory.clone());
    let today = app.directory.today().to_string();
    let (waiting, on_duty) = match (moderation.count().await, moderation.on_duty(&today).await) {
        (Ok(waiting), Ok(on_duty)) => (waiting, on_duty),
        (Err(error), _) | (_, Err(error)) => {
            return vec![Finding::fault("cli-doctor-database-fault").error(error)];
        }
    };
    let mut findings = Vec::new();
    if waiting.late > 0 {
        findings.push(Finding::warning("cli-doctor-cases-late").count("count", waiting.late));
    }
    if waiting.cases > 0 && on_duty.is_none() {
        findings.push(Finding::warning("cli-doctor-cases-nobody").count("count", waiting.cases));
    }
    findings
}
