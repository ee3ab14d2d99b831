//! The instance's own certificate: does it hold, and until when.

use super::Finding;
use crate::app::App;
use crate::tls::Tls;

const DAY_S: i64 = 86_400;
/// Authorities renew a month before; who has less left was forgotten.
const ENDING_DAYS: i64 = 14;

/// Looks at the files as they are now: a running instance may still serve what was there before.
pub(super) fn look(app: &App) -> Option<Finding> {
    let server = &app.config.server;
    let (certificate, key) = (server.tls_certificate.as_deref(), server.tls_key.as_deref());
    let tls = match Tls::open(&app.folder, certificate, key) {
        Ok(tls) => tls?,
        Err(error) => return Some(Finding::fault("cli-doctor-tls-fault").with("error", error)),
    };
    let ends_s = tls.ends_s()?;
    let days = (ends_s - app.clock.now_ms() / 1000).div_euclid(DAY_S);
    let finding = match days {
        ..0 => Finding::fault("cli-doctor-tls-ended"),
        0..ENDING_DAYS => Finding::warning("cli-doctor-tls-ending"),
        _ => Finding::good("cli-doctor-tls"),
    };
    Some(finding.with("days", days))
}
