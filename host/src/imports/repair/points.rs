//! Coordinates: decimal commas, latitude for longitude, zeros, the sea, another département.

use super::Mended;
use super::territories::{in_department, in_france};
use crate::imports::remark::What;

/// A number with a point or a comma, spaces inside.
pub fn decimal(text: &str) -> Option<f64> {
    let bare: String = text
        .chars()
        .filter(|letter| !letter.is_whitespace() && *letter != '\u{202f}')
        .map(|letter| if letter == ',' { '.' } else { letter })
        .collect();
    bare.parse().ok().filter(|number: &f64| number.is_finite())
}

/// Latitude and longitude in degrees, WGS 84. `department` is the one that the address says. What is not in France,
/// or not in that département, is left out.
pub fn degrees(latitude: f64, longitude: f64, department: Option<&str>) -> Mended<(f64, f64)> {
    if latitude == 0.0 && longitude == 0.0 {
        return Mended::dropped(What::new("import-point-zero"));
    }
    let fits = |latitude, longitude| match department {
        Some(code) => in_department(code, latitude, longitude)
            .unwrap_or_else(|| in_france(latitude, longitude)),
        None => in_france(latitude, longitude),
    };
    if fits(latitude, longitude) {
        return Mended::fine((latitude, longitude));
    }
    if fits(longitude, latitude) {
        return Mended::repaired((longitude, latitude), What::new("import-point-swapped"));
    }
    match department {
        Some(code) if in_france(latitude, longitude) => {
            Mended::dropped(What::new("import-point-elsewhere").with("department", code))
        }
        _ => Mended::dropped(What::new("import-point-outside")),
    }
}
