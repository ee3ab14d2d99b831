//! The instance's own certificate: does it hold, from when on, and until when.

use jiff::Timestamp;

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
    let now_s = app.clock.now_ms() / 1000;
    if let Some(begins_s) = tls.begins_s().filter(|begins_s| *begins_s > now_s) {
        let begins = Timestamp::from_second(begins_s).ok()?;
        return Some(Finding::fault("cli-doctor-tls-early").with("begins", begins));
    }
    let days = (ends_s - now_s).div_euclid(DAY_S);
    let finding = match days {
        ..0 => Finding::fault("cli-doctor-tls-ended"),
        0..ENDING_DAYS => Finding::warning("cli-doctor-tls-ending"),
        _ => Finding::good("cli-doctor-tls"),
    };
    Some(finding.count("days", days.unsigned_abs()))
}
