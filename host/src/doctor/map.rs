//! The instance's map: is it there, and whole as far as its size tells.

use super::Finding;
use crate::app::App;

/// An instance without a map has its plans: that is no fault.
pub(super) fn look(app: &App) -> Finding {
    match app.maps.look() {
        Ok(Some(map)) => Finding::good("cli-doctor-map").with("name", map.name),
        Ok(None) => Finding::good("cli-doctor-map-none"),
        Err(error) => Finding::fault("cli-doctor-map-fault").error(error),
    }
}
