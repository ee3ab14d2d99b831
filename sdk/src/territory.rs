//! Communes as INSEE tells them: where a commune is that a visitor names.
//!
//! ```no_run
//! use maille_sdk::directory::Search;
//! use maille_sdk::{Result, territory};
//!
//! fn helpers(said: &str) -> Result<usize> {
//!     let communes = territory::communes(said)?;
//!     let Some((latitude, longitude)) = communes.first().and_then(|commune| commune.centre) else {
//!         return Ok(0);
//!     };
//!     let near = Search::of(["place"]).near(latitude, longitude, 20_000);
//!     Ok(near.run(5)?.entries.len())
//! }
//! ```

use crate::Result;
use crate::bindings::maille::plugin::territory;

/// A commune of today.
#[derive(Debug, Clone, PartialEq)]
pub struct Commune {
    /// INSEE's: `49007`, `2A004`.
    pub insee_code: String,
    /// As INSEE writes it.
    pub name: String,
    /// In order.
    pub postal_codes: Vec<String>,
    /// Latitude and longitude in degrees, WGS 84.
    pub centre: Option<(f64, f64)>,
}

/// The communes that people may mean by a name, a postal code or an INSEE code, the most peopled first; none where nothing
/// fits.
pub fn communes(said: &str) -> Result<Vec<Commune>> {
    let found = territory::communes(said)?.into_iter();
    Ok(found
        .map(|commune| Commune {
            insee_code: commune.insee_code,
            name: commune.name,
            postal_codes: commune.postal_codes,
            centre: commune.centre,
        })
        .collect())
}
