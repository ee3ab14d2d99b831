//! INSEE's communes and their groups: no records, but what searches near a commune and pages by territory stand on.

use std::io::Read;

use serde_json::Value;

use super::error::ReadError;
use super::fields::{scalar, text};
use super::input::{Shape, shape};
use super::reading::next_source;
use super::remark::{Problem, Remark, What};
use super::repair::{decimal, degrees, department_of, insee_code, items, postal_code};
use super::{Fate, Row};

/// A commune of today, or an arrondissement of Paris, Lyon or Marseille.
#[derive(Clone, Debug, PartialEq)]
pub struct Commune {
    /// INSEE's: `49007`, `2A004`.
    pub code: String,
    pub name: String,
    pub postal_codes: Vec<String>,
    /// Degrees, WGS 84, of its centre; both or none.
    pub latitude: Option<f64>,
    pub longitude: Option<f64>,
    pub population: Option<u64>,
    /// The SIREN of the group of communes that it belongs to.
    pub epci: Option<String>,
    /// `49`, `2A`, `974`.
    pub department: Option<String>,
    /// INSEE's: `52`.
    pub region: Option<String>,
}

/// A group of communes.
#[derive(Clone, Debug, PartialEq)]
pub struct Epci {
    /// Its SIREN.
    pub code: String,
    pub name: String,
    /// `CC`, `CA`, `CU`, `METRO`…
    pub kind: String,
    /// INSEE codes of its communes.
    pub members: Vec<String>,
}

/// The communes of a file, or the rows that give none: a table with `code, nom, codes_postaux, latitude…`, or the JSON
/// of the official geographic API.
pub fn communes(input: Box<dyn Read + Send>) -> Result<Taken<Commune>, ReadError> {
    taken(input, &["code", "nom"], commune)
}

/// The groups of communes of a file with `code, nom, type, membres`.
pub fn epcis(input: Box<dyn Read + Send>) -> Result<Taken<Epci>, ReadError> {
    taken(input, &["code", "nom", "membres"], epci)
}

/// What is read, one by one; an inner error is a row that gives nothing, and the next one may.
pub type Taken<T> = Box<dyn Iterator<Item = Result<Result<T, Row>, ReadError>> + Send>;

fn taken<T: 'static>(
    input: Box<dyn Read + Send>,
    required: &[&'static str],
    read: fn(&Value) -> Result<T, Fate>,
) -> Result<Taken<T>, ReadError> {
    let mut input = shape(input)?;
    if let Shape::Table(table) = &input {
        super::check_columns(table.columns(), required)?;
    }
    let mut ended = false;
    Ok(Box::new(std::iter::from_fn(move || {
        if ended {
            return None;
        }
        let next = next_source(&mut input).transpose()?;
        ended = next.is_err();
        Some(next.map(|source| {
            let source = source?;
            read(&source.value).map_err(|fate| Row {
                number: source.number,
                subject: text(&source.value, "nom"),
                fate,
            })
        }))
    })))
}

fn commune(row: &Value) -> Result<Commune, Fate> {
    let kind = text(row, "type");
    if ["commune-deleguee", "commune-associee"].contains(&kind.as_str()) {
        let why = Remark::new("type", &kind, What::new("import-commune-of-the-past"));
        return Err(Fate::Skipped { why });
    }
    let code = insee_code(&text(row, "code"));
    let (Some(code), name) = (code.value, text(row, "nom")) else {
        return Err(refused(
            "code",
            &text(row, "code"),
            What::new("import-insee-code"),
        ));
    };
    if name.trim().is_empty() {
        return Err(refused("nom", "", What::new("import-missing")));
    }
    let department = department_of(&code);
    let point = point(row).and_then(|(latitude, longitude)| {
        degrees(latitude, longitude, department.as_deref()).value
    });
    let optional = |names: [&str; 2]| {
        let found = names.map(|name| text(row, name));
        found.into_iter().find(|text| !text.trim().is_empty())
    };
    Ok(Commune {
        postal_codes: postal_codes(row),
        latitude: point.map(|(latitude, _)| latitude),
        longitude: point.map(|(_, longitude)| longitude),
        population: text(row, "population").trim().parse().ok(),
        epci: optional(["codeEpci", "epci"]),
        department: optional(["codeDepartement", "departement"]).or(department),
        region: optional(["codeRegion", "region"]),
        name: name.trim().to_owned(),
        code,
    })
}

/// `latitude` and `longitude`, or GeoJSON under `centre` or `mairie`.
fn point(row: &Value) -> Option<(f64, f64)> {
    let centre = row.get("centre").or(row.get("mairie"));
    if let Some(coordinates) = centre.and_then(|centre| centre.get("coordinates")) {
        return Some((coordinates.get(1)?.as_f64()?, coordinates.get(0)?.as_f64()?));
    }
    Some((
        decimal(&text(row, "latitude"))?,
        decimal(&text(row, "longitude"))?,
    ))
}

fn postal_codes(row: &Value) -> Vec<String> {
    let listed = row.get("codesPostaux").and_then(Value::as_array);
    let codes: Vec<String> = match listed {
        Some(codes) => codes.iter().map(scalar).collect(),
        None => items(&text(row, "codes_postaux").replace(',', "|")),
    };
    codes
        .iter()
        .filter_map(|code| postal_code(code).value)
        .collect()
}

fn epci(row: &Value) -> Result<Epci, Fate> {
    let code = text(row, "code");
    if code.len() != 9 || !code.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(refused("code", &code, What::new("import-siret")));
    }
    Ok(Epci {
        name: text(row, "nom"),
        kind: text(row, "type"),
        members: items(&text(row, "membres")),
        code,
    })
}

fn refused(field: &str, value: &str, what: What) -> Fate {
    let problem: Problem = Remark::new(field, value, what);
    Fate::Refused { why: vec![problem] }
}
