//! Metres on a national grid to degrees: Lambert-93 and what is used overseas, by the parameters of the EPSG registry.

use std::fmt;

use proj4rs::Proj;
use proj4rs::transform::transform;

const ELLIPSOID: &str = "+ellps=GRS80 +towgs84=0,0,0,0,0,0,0 +units=m +no_defs";

/// A grid on which a producer gives coordinates.
pub struct Projection {
    code: u32,
    from: Proj,
    to: Proj,
}

/// A grid that is not known.
#[derive(Debug, thiserror::Error)]
#[error(
    "there is no projection {0:?}: use EPSG:2154 (Lambert-93), EPSG:3942 to EPSG:3950 (the nine zones), EPSG:5490, \
     EPSG:2972, EPSG:2975, EPSG:4471 or EPSG:4467 (overseas)"
)]
pub struct UnknownProjection(String);

impl Projection {
    /// By its code: `EPSG:2154`.
    pub fn new(name: &str) -> Result<Self, UnknownProjection> {
        let unknown = || UnknownProjection(name.chars().take(60).collect());
        let bare = name.trim().to_uppercase();
        let code: u32 = bare
            .strip_prefix("EPSG:")
            .unwrap_or(&bare)
            .parse()
            .map_err(|_| unknown())?;
        let parameters = parameters(code).ok_or_else(unknown)?;
        let from = Proj::from_proj_string(&parameters).map_err(|_| unknown())?;
        let to = Proj::from_proj_string("+proj=longlat +ellps=WGS84 +datum=WGS84 +no_defs")
            .map_err(|_| unknown())?;
        Ok(Self { code, from, to })
    }

    /// Latitude and longitude in degrees of a point in metres; nothing where the grid has no such point.
    pub fn degrees(&self, x: f64, y: f64) -> Option<(f64, f64)> {
        let mut point = (x, y, 0.0);
        transform(&self.from, &self.to, &mut point).ok()?;
        let (longitude, latitude) = (point.0.to_degrees(), point.1.to_degrees());
        // A centimetre is 1e-7 degrees: more digits would only pretend.
        let rounded = |degrees: f64| (degrees * 1e7).round() / 1e7;
        (latitude.is_finite() && longitude.is_finite())
            .then(|| (rounded(latitude), rounded(longitude)))
    }
}

impl fmt::Debug for Projection {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "EPSG:{}", self.code)
    }
}

fn parameters(code: u32) -> Option<String> {
    let conic = |latitude: f64, (one, two): (f64, f64), north: u32| {
        let east = 1_700_000 - if code == 2154 { 1_000_000 } else { 0 };
        format!(
            "+proj=lcc +lat_0={latitude} +lon_0=3 +lat_1={one} +lat_2={two} +x_0={east} +y_0={north} {ELLIPSOID}"
        )
    };
    let zone = |zone: u32, south: &str| format!("+proj=utm +zone={zone} {south} {ELLIPSOID}");
    Some(match code {
        2154 => conic(46.5, (49.0, 44.0), 6_600_000),
        // The conic zones stand a million metres apart, each around its latitude.
        3942..=3950 => {
            let latitude = f64::from(code - 3_900);
            conic(
                latitude,
                (latitude - 0.75, latitude + 0.75),
                (code - 3_941) * 1_000_000 + 200_000,
            )
        }
        5490 => zone(20, ""),
        2972 => zone(22, ""),
        2975 => zone(40, "+south"),
        4471 => zone(38, "+south"),
        4467 => zone(21, ""),
        _ => return None,
    })
}
