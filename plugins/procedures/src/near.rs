//! Who helps with a procedure near a commune that the visitor names: the directory's places and services whose themes fit
//! the fiche's own, the nearest first. Without the grant to read them there is nothing to ask.

use std::sync::LazyLock;

use maille_sdk::directory::{Entry, Found, Search};
use maille_sdk::territory::{self, Commune};
use maille_sdk::{Code, Result};
use serde::Deserialize;

use crate::record::Procedure;

/// What of the directory helps people.
const KINDS: [&str; 2] = ["place", "service"];
/// More would hide the fiche.
const HELPERS_MAX: usize = 5;
/// What the directory's own page takes.
const RADIUS_METRES: u32 = 20_000;
/// Characters of a commune that are looked at.
const SAID_CHARS_MAX: usize = 100;
/// What places of digital mediation call help with any procedure.
const ANY_PROCEDURE: &str = "aide-aux-demarches-administratives";
const EARTH_RADIUS_METRES: f64 = 6_371_008.8;

/// Which themes of data·inclusion help with the procedures of a theme of Service-Public.
#[derive(Debug, Deserialize)]
struct Theme {
    /// `N19811`; empty for every other theme.
    theme: String,
    codes: Vec<String>,
    /// What the directory is asked for all of them.
    ask: String,
}

static THEMES: LazyLock<Vec<Theme>> = LazyLock::new(|| {
    serde_json::from_str(include_str!("near/themes.json")).expect("a test reads the themes")
});

/// Who helps near.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Near {
    /// What stands in the field.
    pub said: String,
    /// The key of the sentence that says what is wrong with it.
    pub wrong: Option<&'static str>,
    /// `Angers (49000)`; empty where no commune was named.
    pub around: String,
    /// The nearest first.
    pub helpers: Vec<Helper>,
    /// The same question to the directory.
    pub question: String,
}

/// A place or a service.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Helper {
    /// Its record.
    pub id: String,
    /// As people call it.
    pub name: String,
    /// As people dial it; empty where none is known.
    pub telephone: String,
    /// Where it is.
    pub town: String,
    /// From the commune's centre.
    pub metres: f64,
}

/// Who helps near what was said, else near the commune that the visitor chose for the whole site. `shown` are records that
/// the page has already. Nothing where the directory may not be read.
pub fn load(
    procedure: &Procedure,
    said: Option<String>,
    municipality: Option<String>,
    shown: &[String],
) -> Result<Option<Near>> {
    let theme = theme_of(procedure);
    let asked = said.or(municipality).unwrap_or_default();
    let said: String = asked.trim().chars().take(SAID_CHARS_MAX).collect();
    let mut near = Near {
        question: question(&said, &theme.ask),
        said,
        ..Near::default()
    };
    if near.said.is_empty() {
        let may = allowed(|search| search.mine_only().run(1), &KINDS)?.is_some();
        return Ok(may.then_some(near));
    }
    let centre = match centre(&territory::communes(&near.said)?, &near.said) {
        Ok((name, centre)) => {
            near.around = name;
            centre
        }
        Err(wrong) => {
            near.wrong = Some(wrong);
            let may = allowed(|search| search.mine_only().run(1), &KINDS)?.is_some();
            return Ok(may.then_some(near));
        }
    };
    let limit = (HELPERS_MAX + shown.len()) as u32;
    let by = |kinds: &[&str], path: &str, codes: &[&str]| {
        let search = |search: Search| {
            search
                .where_any(path, codes.iter().copied())
                .near(centre.0, centre.1, RADIUS_METRES)
                .order_by("distance")
                .run(limit)
        };
        allowed(search, kinds)
    };
    let codes: Vec<&str> = theme.codes.iter().map(String::as_str).collect();
    let own = by(&KINDS, "/themes", &codes)?;
    let any = by(&KINDS[..1], "/digital_services", &[ANY_PROCEDURE])?;
    if own.is_none() && any.is_none() {
        return Ok(None);
    }
    let found = own.into_iter().chain(any).flatten();
    near.helpers = helpers(found, shown, centre)?;
    Ok(Some(near))
}

/// What may be read of these kinds; nothing where none of them may.
fn allowed(search: impl Fn(Search) -> Result<Found>, kinds: &[&str]) -> Result<Option<Vec<Entry>>> {
    let one = |kinds: &[&str]| match search(Search::of(kinds.iter().copied())) {
        Ok(found) => Ok(Some(found.entries)),
        Err(error) if error.code == Code::Denied => Ok(None),
        Err(error) => Err(error),
    };
    if let Some(entries) = one(kinds)? {
        return Ok(Some(entries));
    }
    // One of them may be granted without the others.
    for kind in kinds {
        if let Some(entries) = one(&[kind])? {
            return Ok(Some(entries));
        }
    }
    Ok(None)
}

fn theme_of(procedure: &Procedure) -> &'static Theme {
    let own = procedure
        .theme
        .as_ref()
        .map(|theme| theme.identifier.as_str());
    let known = THEMES
        .iter()
        .find(|theme| Some(theme.theme.as_str()) == own);
    let other = THEMES.iter().find(|theme| theme.theme.is_empty());
    known
        .or(other)
        .expect("a test finds the line of every other theme")
}

/// The name and the centre of the one commune that was meant, or what is wrong.
fn centre(
    found: &[Commune],
    said: &str,
) -> std::result::Result<(String, (f64, f64)), &'static str> {
    let placed = |commune: &Commune| {
        let code = commune.postal_codes.first().unwrap_or(&commune.insee_code);
        Some((format!("{} ({code})", commune.name), commune.centre?))
    };
    let mut communes = found.iter().filter_map(placed);
    let first = communes.next().ok_or("near-unknown")?;
    // Communes of one postal code are neighbours; those of one name are not.
    let code = said.len() == 5 && said.bytes().skip(2).all(|byte| byte.is_ascii_digit());
    match communes.next() {
        Some(_) if !code => Err("near-ambiguous"),
        _ => Ok(first),
    }
}

/// What a place and a service have alike.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Content {
    name: String,
    telephone: String,
    latitude: Option<f64>,
    longitude: Option<f64>,
    address: Address,
    locations: Vec<Location>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Location {
    latitude: Option<f64>,
    longitude: Option<f64>,
    address: Address,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Address {
    municipality: String,
}

/// Those whose theme is the fiche's first, then those who help with anything; each once, the nearest first among five.
fn helpers(
    found: impl Iterator<Item = Entry>,
    shown: &[String],
    centre: (f64, f64),
) -> Result<Vec<Helper>> {
    let mut helpers: Vec<Helper> = Vec::new();
    for entry in found {
        let known = helpers.iter().any(|helper| helper.id == entry.id);
        if known || shown.contains(&entry.id) || helpers.len() == HELPERS_MAX {
            continue;
        }
        let content: Content = entry.read()?;
        let placed = content
            .locations
            .into_iter()
            .find(|place| place.latitude.is_some());
        let place = match (content.latitude, placed) {
            (None, Some(place)) => place,
            _ => Location {
                latitude: content.latitude,
                longitude: content.longitude,
                address: content.address,
            },
        };
        let numbers = content.telephone.split(" / ");
        helpers.push(Helper {
            metres: place
                .latitude
                .zip(place.longitude)
                .map_or(f64::MAX, |to| metres(centre, to)),
            id: entry.id,
            name: content.name,
            telephone: numbers.map(str::trim).next().unwrap_or_default().to_owned(),
            town: place.address.municipality,
        });
    }
    helpers.sort_by(|one, other| one.metres.total_cmp(&other.metres));
    Ok(helpers)
}

/// Along a great circle.
fn metres(from: (f64, f64), to: (f64, f64)) -> f64 {
    let half = |one: f64, other: f64| ((other - one).to_radians() / 2.0).sin().powi(2);
    let cosines = from.0.to_radians().cos() * to.0.to_radians().cos();
    let squared = half(from.0, to.0) + cosines * half(from.1, to.1);
    2.0 * EARTH_RADIUS_METRES * squared.sqrt().min(1.0).asin()
}

/// The directory with the same question.
fn question(said: &str, theme: &str) -> String {
    let mut encoded = String::new();
    for byte in said.bytes() {
        if byte.is_ascii_alphanumeric() {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    match encoded.as_str() {
        "" => format!("directory:?theme={theme}"),
        said => format!("directory:?pres={said}&theme={theme}"),
    }
}

#[cfg(test)]
mod tests;
