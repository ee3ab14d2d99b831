//! Distances on Earth taken as a sphere: right within half a percent, and the same in every database.

/// The mean radius in metres (IUGG).
const EARTH_RADIUS_METRES: f64 = 6_371_008.8;

/// The point on the unit sphere, from degrees.
pub(super) fn point(latitude: f64, longitude: f64) -> [f64; 3] {
    let (sin_latitude, cos_latitude) = latitude.to_radians().sin_cos();
    let (sin_longitude, cos_longitude) = longitude.to_radians().sin_cos();
    [
        cos_latitude * cos_longitude,
        cos_latitude * sin_longitude,
        sin_latitude,
    ]
}

/// The squared chord of the unit sphere that spans this many metres of its surface.
pub(super) fn chord_squared(metres: f64) -> f64 {
    let half_angle = (metres / EARTH_RADIUS_METRES / 2.0).min(std::f64::consts::FRAC_PI_2);
    (2.0 * half_angle.sin()).powi(2)
}

/// How many metres lie between two points, each latitude and longitude in degrees.
pub fn distance_metres(from: (f64, f64), to: (f64, f64)) -> f64 {
    let (a, b) = (point(from.0, from.1), point(to.0, to.1));
    let squared: f64 = a.iter().zip(b).map(|(from, to)| (from - to).powi(2)).sum();
    2.0 * EARTH_RADIUS_METRES * (squared.sqrt() / 2.0).min(1.0).asin()
}

/// The box around a circle: from south to north and from west to east, in degrees. West is greater than east where it crosses
/// the 180th meridian; there are no meridians where the circle holds a pole.
pub(super) fn around(
    latitude: f64,
    longitude: f64,
    radius_metres: f64,
) -> ((f64, f64), Option<(f64, f64)>) {
    // A little more than the circle, so that rounding leaves nothing out.
    let angle = radius_metres / EARTH_RADIUS_METRES * 1.000_001 + 1e-9;
    let (south, north) = (latitude - angle.to_degrees(), latitude + angle.to_degrees());
    if south <= -90.0 || north >= 90.0 {
        return ((south, north), None);
    }
    let half = (angle.sin() / latitude.to_radians().cos()).asin();
    let around = |longitude: f64| (longitude + 180.0).rem_euclid(360.0) - 180.0;
    let meridians = (
        around(longitude - half.to_degrees()),
        around(longitude + half.to_degrees()),
    );
    ((south, north), half.is_finite().then_some(meridians))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bordeaux_is_497_kilometres_from_paris() {
        let metres = distance_metres((48.8566, 2.3522), (44.8378, -0.5792));
        assert!((metres - 499_000.0).abs() < 3_000.0, "{metres}");
    }

    #[test]
    fn a_chord_grows_with_its_arc() {
        assert!(chord_squared(10.0) < chord_squared(20.0));
        assert!(chord_squared(50_000_000.0) <= 4.0);
    }

    #[test]
    fn a_box_holds_its_circle() {
        let (latitudes, longitudes) = around(47.47, -0.55, 20_000.0);
        let (west, east) = longitudes.unwrap();
        for (latitude, longitude) in [
            (latitudes.0, -0.55),
            (latitudes.1, -0.55),
            (47.47, west),
            (47.47, east),
        ] {
            let metres = distance_metres((47.47, -0.55), (latitude, longitude));
            assert!((19_900.0..20_400.0).contains(&metres), "{metres}");
        }
        // The widest part of a circle lies nearer to the pole than its centre.
        for bearing in 0..360 {
            let (sine, cosine) = f64::from(bearing).to_radians().sin_cos();
            let angle: f64 = 19_999.0 / EARTH_RADIUS_METRES;
            let from = 47.47_f64.to_radians();
            let to = (from.sin() * angle.cos() + from.cos() * angle.sin() * cosine).asin();
            let aside =
                (sine * angle.sin() * from.cos()).atan2(angle.cos() - from.sin() * to.sin());
            let (latitude, longitude) = (to.to_degrees(), -0.55 + aside.to_degrees());
            assert!(latitudes.0 <= latitude && latitude <= latitudes.1);
            assert!(west <= longitude && longitude <= east, "{bearing}");
        }
    }

    #[test]
    fn a_box_crosses_the_180th_meridian_and_has_none_at_a_pole() {
        let (_, longitudes) = around(-17.0, 179.9, 50_000.0);
        let (west, east) = longitudes.unwrap();
        assert!(west > 179.0 && east < -179.0);
        assert_eq!(around(89.9, 0.0, 50_000.0).1, None);
        assert_eq!(around(0.0, 0.0, 40_000_000.0).1, None);
    }
}
