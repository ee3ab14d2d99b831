//! The point to search around: coordinates as they were typed, or a commune. One that INSEE's table does not tell lies where
//! its published town halls lie, else in the middle of the published places in it.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::app::App;
use crate::directory::{DirectoryError, LIMIT_MAX, Reader, Search, fold};
use crate::imports::Commune;
use crate::territory::Territory;
use crate::web::render::{DIRECTORY_NEAR, DirectoryAsked, NearError};
use crate::web::visitor::Visitor;

const POSTAL_CODE: &str = "/address/postal_code";
const INSEE_CODE: &str = "/address/insee_code";

/// A point on Earth in degrees.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Point {
    /// Degrees.
    pub latitude: f64,
    /// Degrees.
    pub longitude: f64,
    /// `Angers (49000)`; empty for a point that was given itself.
    pub name: String,
}

/// What the visitor named, else the commune that it chose before; why there is none is noted in the question.
pub async fn find(
    app: &App,
    visitor: &Visitor,
    asked: &mut DirectoryAsked,
) -> Result<Option<Point>, DirectoryError> {
    if visitor.query(DIRECTORY_NEAR).is_none() {
        return remembered(app, visitor, asked).await;
    }
    if asked.near.is_empty() {
        return Ok(None);
    }
    if let Some(point) = coordinates(&asked.near) {
        return Ok(Some(point));
    }
    if let Some(found) = known(app, &asked.near).await? {
        asked.near_error = found.as_ref().err().copied();
        return Ok(found.ok());
    }
    let found = if is_code(&asked.near) {
        // People know postal codes; INSEE codes come with links.
        let postal = at_code(app, POSTAL_CODE, &asked.near).await?;
        match postal {
            Some(point) => Ok(point),
            None => at_code(app, INSEE_CODE, &asked.near)
                .await?
                .ok_or(NearError::Unknown),
        }
    } else {
        at_name(app, &asked.near).await?
    };
    asked.near_error = found.as_ref().err().copied();
    Ok(found.ok())
}

/// What INSEE's table tells of a name or a code; nothing where it tells nothing.
async fn known(app: &App, said: &str) -> Result<Option<Result<Point, NearError>>, DirectoryError> {
    let communes = territory(app).find(said).await?;
    let mut points = communes.iter().filter_map(centre);
    let Some(first) = points.next() else {
        return Ok(None);
    };
    // Communes of one postal code are neighbours; those of one name are not.
    let ambiguous = !is_code(said.trim()) && points.next().is_some();
    Ok(Some(if ambiguous {
        Err(NearError::Ambiguous)
    } else {
        Ok(first)
    }))
}

pub(super) fn territory(app: &App) -> Territory {
    Territory::new(app.directory.database().clone())
}

fn centre(commune: &Commune) -> Option<Point> {
    let (latitude, longitude) = commune.latitude.zip(commune.longitude)?;
    let code = commune.postal_codes.first().unwrap_or(&commune.code);
    Some(Point {
        latitude,
        longitude,
        name: format!("{} ({code})", commune.name),
    })
}

/// A cookie whose commune is not known here asks for nothing.
async fn remembered(
    app: &App,
    visitor: &Visitor,
    asked: &mut DirectoryAsked,
) -> Result<Option<Point>, DirectoryError> {
    let Some(code) = &visitor.municipality else {
        return Ok(None);
    };
    let commune = territory(app).commune(code).await?;
    let point = match commune.as_ref().and_then(centre) {
        Some(point) => Some(point),
        None => at_code(app, INSEE_CODE, code).await?,
    };
    if point.is_some() {
        asked.near.clone_from(code);
    }
    Ok(point)
}

/// The coordinates of a public content, as the search knows them.
pub fn point(content: &Value) -> Option<(f64, f64)> {
    let at = |name: &str| {
        let first = content["locations"].as_array().into_iter().flatten();
        let first = first.filter_map(|location| location[name].as_f64()).next();
        content[name].as_f64().or(first)
    };
    // (0, 0) is what broken sources write for "unknown".
    at("latitude")
        .zip(at("longitude"))
        .filter(|point| *point != (0.0, 0.0))
}

fn is_code(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() == 5 && bytes[0].is_ascii_digit() && bytes[2..].iter().all(u8::is_ascii_digit)
}

/// `47.47,-0.55`, `47,47 ; -0,55`, `47.47 -0.55`.
fn coordinates(text: &str) -> Option<Point> {
    let spaced: Vec<&str> = text
        .split(|c: char| c == ';' || c.is_whitespace())
        .filter(|part| !part.is_empty())
        .collect();
    let parts = if spaced.len() == 1 {
        text.split(',').collect()
    } else {
        spaced
    };
    let [latitude, longitude] = parts.as_slice() else {
        return None;
    };
    let number = |part: &str| -> Option<f64> {
        let number = part.trim_matches(',').replace(',', ".");
        let plain = number
            .bytes()
            .all(|b| b.is_ascii_digit() || matches!(b, b'.' | b'-' | b'+'));
        number.parse().ok().filter(|_| plain)
    };
    let (latitude, longitude) = (number(latitude)?, number(longitude)?);
    let inside = latitude.abs() <= 90.0 && longitude.abs() <= 180.0;
    inside.then_some(Point {
        latitude,
        longitude,
        name: String::new(),
    })
}

async fn at_code(app: &App, path: &str, code: &str) -> Result<Option<Point>, DirectoryError> {
    let mut search = Search::new(&["place"]);
    search.where_any(path, &[code]);
    let halls = town_halls(app, search.clone()).await?;
    if !halls.is_empty() {
        return Ok(middle(&halls, code));
    }
    Ok(middle(&places(app, &search).await?, code))
}

/// The commune of this name, whatever its case and accents.
async fn at_name(app: &App, name: &str) -> Result<Result<Point, NearError>, DirectoryError> {
    let wanted = fold(name);
    let mut search = Search::new(&["place"]);
    search.words(name).order_by("name");
    let mut halls = town_halls(app, search.clone()).await?;
    let mut all = places(app, &search).await?;
    for places in [&mut halls, &mut all] {
        places.retain(|place| fold(text(place, "municipality")) == wanted);
    }
    let departments: BTreeSet<&str> = halls
        .iter()
        .chain(&all)
        .filter_map(|place| text(place, "postal_code").get(..2))
        .collect();
    if departments.len() > 1 {
        return Ok(Err(NearError::Ambiguous));
    }
    let places = if halls.is_empty() { &all } else { &halls };
    Ok(middle(places, most(places, "postal_code")).ok_or(NearError::Unknown))
}

async fn town_halls(app: &App, mut search: Search) -> Result<Vec<Value>, DirectoryError> {
    search.where_any("/local_service_types", &["mairie"]);
    places(app, &search).await
}

/// The contents of published places that lie somewhere, the first 200 of them.
async fn places(app: &App, search: &Search) -> Result<Vec<Value>, DirectoryError> {
    let found = search
        .run(&app.directory, &Reader::visitor(), LIMIT_MAX)
        .await?;
    let contents = found.records.iter();
    let contents = contents.filter_map(|record| serde_json::from_str(&record.content).ok());
    Ok(contents
        .filter(|content| point(content).is_some())
        .collect())
}

/// The mean of the places' coordinates, under the name that most of them give.
fn middle(places: &[Value], code: &str) -> Option<Point> {
    let points: Vec<(f64, f64)> = places.iter().filter_map(point).collect();
    let count = points.len() as f64;
    let most = most(places, "municipality");
    let name = match (most.is_empty(), code.is_empty()) {
        (true, _) => code.to_owned(),
        (false, true) => most.to_owned(),
        (false, false) => format!("{most} ({code})"),
    };
    (!points.is_empty()).then(|| Point {
        latitude: points.iter().map(|(latitude, _)| latitude).sum::<f64>() / count,
        longitude: points.iter().map(|(_, longitude)| longitude).sum::<f64>() / count,
        name,
    })
}

/// What most of the addresses say.
fn most<'a>(places: &'a [Value], name: &str) -> &'a str {
    let mut said: Vec<&str> = places.iter().map(|place| text(place, name)).collect();
    said.sort_unstable();
    said.chunk_by(|one, other| one == other)
        .max_by_key(|same| same.len())
        .and_then(|same| same.first().copied())
        .unwrap_or_default()
}

fn text<'a>(place: &'a Value, name: &str) -> &'a str {
    place["address"][name].as_str().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn coordinates_are_read_as_people_write_them() {
        for text in [
            "47.47,-0.55",
            "47.47, -0.55",
            "47,47 ; -0,55",
            "47.47 -0.55",
            "47,47;-0,55",
        ] {
            let found = coordinates(text).map(|point| (point.latitude, point.longitude));
            assert_eq!(found, Some((47.47, -0.55)), "{text}");
        }
        for text in [
            "", "Angers", "49000", "91,0", "47.47", "1,2,3", "inf,nan", "1e300,0",
        ] {
            assert_eq!(coordinates(text), None, "{text}");
        }
    }

    #[test]
    fn codes_are_told_from_names() {
        assert!(is_code("49000") && is_code("2A004"));
        assert!(!is_code("Paris") && !is_code("490000"));
    }
}
