//! How the fediverse fares, where somebody switched it on.

use super::Finding;
use crate::app::App;
use crate::fediverse::{FediverseError, FediverseOff};

pub(super) async fn look(app: &App) -> Vec<Finding> {
    match app.fediverse.status().await {
        Ok(status) => {
            let failing = status.hosts.iter().filter(|host| !host.fault.is_empty());
            let failing = u64::try_from(failing.count()).unwrap_or(u64::MAX);
            let mut findings =
                vec![Finding::good("cli-doctor-fediverse").count("count", status.followers)];
            if failing > 0 {
                let finding = Finding::warning("cli-doctor-fediverse-failing");
                findings.push(finding.count("count", failing));
            }
            findings
        }
        Err(FediverseError::Off(why)) => match why {
            FediverseOff::Disabled => Vec::new(),
            FediverseOff::Name => vec![Finding::fault("cli-doctor-fediverse-name")],
            FediverseOff::Address => vec![Finding::fault("cli-doctor-fediverse-address")],
            FediverseOff::Kind(kind) => {
                vec![Finding::fault("cli-doctor-fediverse-kind").with("kind", kind)]
            }
            FediverseOff::Other(why) => {
                vec![Finding::fault("cli-doctor-fediverse-off").with("why", why)]
            }
        },
        Err(error) => vec![Finding::fault("cli-doctor-fediverse-off").with("why", error)],
    }
}
