//! From degrees to places on a sheet: a local equirectangular projection, true around its middle, and the frame that a
//! sheet shows of it. Lengths on a sheet are in rem, lengths on the ground in kilometres. It draws nothing.

use crate::territory::Bounds;

/// Kilometres of a degree of latitude, on the sphere by which distances are told.
const DEGREE_KM: f64 = 111.195;
/// At the poles a degree of longitude has no length to divide by.
const COSINE_MIN: f64 = 0.01;
/// A single point gets this much ground around it.
const SPAN_KM_MIN: f64 = 1.6;
/// Half the ground's girth: nothing is farther.
const SPAN_KM_MAX: f64 = 20_000.0;

/// A sheet to draw on.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Paper {
    /// Chosen by the style sheet for containers that are at least as wide.
    pub class: &'static str,
    /// In rem.
    pub width: f64,
    /// In rem, the band for the scale included.
    pub height: f64,
    /// The side of what a finger touches, in rem.
    pub touch: f64,
}

/// The height of the band below the ground, for scale and north, in rem.
pub(super) const BAND: f64 = 1.9;

impl Paper {
    /// The height of the ground, in rem.
    pub fn ground(&self) -> f64 {
        self.height - BAND
    }

    /// How far a marker's middle stays from the edge, in rem.
    fn margin(&self) -> f64 {
        self.touch / 2.0 + 0.15
    }
}

/// Ground around a point, in kilometres east and north of it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Projection {
    latitude: f64,
    longitude: f64,
    cosine: f64,
}

impl Projection {
    /// True around the middle of these points, each a latitude and a longitude; none without any.
    pub fn around(points: &[(f64, f64)]) -> Option<Self> {
        let (latitude, longitude) = *points.first()?;
        let cosine = latitude.to_radians().cos().max(COSINE_MIN);
        let rough = Self {
            latitude,
            longitude,
            cosine,
        };
        // The middle is found from any of them: points on both sides of the date line are neighbours.
        let (west, south, east, north) =
            extent(points.iter().map(|point| rough.kilometres(*point)));
        let (latitude, longitude) = rough.degrees(((west + east) / 2.0, (south + north) / 2.0));
        Some(Self {
            latitude,
            longitude,
            cosine: latitude.to_radians().cos().max(COSINE_MIN),
        })
    }

    /// East and north of the middle.
    pub fn kilometres(&self, (latitude, longitude): (f64, f64)) -> (f64, f64) {
        let around = (longitude - self.longitude + 540.0).rem_euclid(360.0) - 180.0;
        (
            around * DEGREE_KM * self.cosine,
            (latitude - self.latitude) * DEGREE_KM,
        )
    }

    /// The way back.
    fn degrees(&self, (east, north): (f64, f64)) -> (f64, f64) {
        let latitude = self.latitude + north / DEGREE_KM;
        (
            latitude.clamp(-90.0, 90.0),
            self.longitude + east / DEGREE_KM / self.cosine,
        )
    }
}

fn extent(points: impl Iterator<Item = (f64, f64)>) -> (f64, f64, f64, f64) {
    let none = (f64::MAX, f64::MAX, f64::MIN, f64::MIN);
    points.fold(none, |(west, south, east, north), (x, y)| {
        (west.min(x), south.min(y), east.max(x), north.max(y))
    })
}

/// The part of the ground that a sheet shows.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Frame {
    pub paper: Paper,
    projection: Projection,
    /// Kilometres east and north of the projection's middle.
    middle: (f64, f64),
    /// Kilometres of one rem.
    pub scale: f64,
}

impl Frame {
    /// Shows all of these points, which are not none.
    pub fn whole(paper: Paper, projection: Projection, points: &[(f64, f64)]) -> Self {
        let points = points.iter().map(|point| projection.kilometres(*point));
        let (west, south, east, north) = extent(points);
        let (width, height) = (
            paper.width - 2.0 * paper.margin(),
            paper.ground() - 2.0 * paper.margin(),
        );
        let scale = ((east - west) / width).max((north - south) / height);
        Self {
            paper,
            projection,
            middle: ((west + east) / 2.0, (south + north) / 2.0),
            scale: bounded(paper, scale),
        }
    }

    /// Shows the ground around a point, at least so many kilometres on each side.
    pub fn around(paper: Paper, point: (f64, f64), kilometres: f64) -> Option<Self> {
        let projection = Projection::around(&[point])?;
        let room = paper.width.min(paper.ground()) / 2.0;
        Some(Self {
            paper,
            projection,
            middle: (0.0, 0.0),
            scale: bounded(paper, kilometres / room),
        })
    }

    /// The same ground from twice as near for each step, around a point; from farther, around what it showed.
    pub fn zoomed(self, steps: i8, near: (f64, f64)) -> Self {
        let scale = self.scale / 2f64.powi(i32::from(steps));
        let middle = match steps > 0 {
            true => self.projection.kilometres(near),
            false => self.middle,
        };
        Self {
            middle,
            scale: scale.min(SPAN_KM_MAX / self.paper.width),
            ..self
        }
    }

    /// Kilometres from its western to its eastern edge.
    pub fn span(&self) -> f64 {
        self.scale * self.paper.width
    }

    /// Where a point lies, in rem from the left and from above; also beyond the edges.
    pub fn place(&self, point: (f64, f64)) -> (f64, f64) {
        let (east, north) = self.projection.kilometres(point);
        (
            self.paper.width / 2.0 + (east - self.middle.0) / self.scale,
            self.paper.ground() / 2.0 - (north - self.middle.1) / self.scale,
        )
    }

    /// Where a marker stands; none where it would stick out.
    pub fn marker(&self, point: (f64, f64)) -> Option<(f64, f64)> {
        // What a fit put at the very edge stays inside.
        let margin = self.paper.margin() - 0.01;
        let (x, y) = self.place(point);
        let inside = |at: f64, length: f64| (margin..=length - margin).contains(&at);
        (inside(x, self.paper.width) && inside(y, self.paper.ground())).then_some((x, y))
    }

    /// What it shows, or so many times as much in width and height, in degrees.
    pub fn bounds(&self, times: f64) -> Bounds {
        let half = self.scale * times / 2.0;
        let half = (self.paper.width * half, self.paper.ground() * half);
        let corner = |x: f64, y: f64| {
            self.projection
                .degrees((self.middle.0 + x * half.0, self.middle.1 + y * half.1))
        };
        let ((south, west), (north, east)) = (corner(-1.0, -1.0), corner(1.0, 1.0));
        Bounds {
            south,
            north,
            west,
            east,
        }
    }
}

fn bounded(paper: Paper, scale: f64) -> f64 {
    let room = paper.width.min(paper.ground());
    scale.max(SPAN_KM_MIN / room).min(SPAN_KM_MAX / paper.width)
}
