//! What goes out fits the schemas of others, and comes back the same.

mod national;
mod shapes;

use jiff::civil::date;
use serde_json::{Value, json};

use super::*;
use crate::imports::tests::{options, read, real};
use crate::imports::{Fate, Mapping, rows};

/// A record as the directory would give it.
pub(super) fn record(kind: &str, key: &str, content: Value) -> Record {
    Record {
        kind: kind.to_owned(),
        key: key.to_owned(),
        content,
        origin: "essai.example".to_owned(),
        updated: date(2026, 11, 22),
    }
}

/// The file that these records make, with the report.
pub(super) fn written(format: Format, records: &[Record]) -> (String, Report) {
    let mut out = Vec::new();
    let mut of_kind = |kind: &'static str| {
        let found: Vec<Record> = records
            .iter()
            .filter(|record| record.kind == kind)
            .cloned()
            .collect();
        found.into_iter()
    };
    let report = write(format, &mut of_kind, "essai.example", &mut out).unwrap();
    (String::from_utf8(out).unwrap(), report)
}

/// The records of a file.
pub(super) fn imported(rows: crate::imports::Rows) -> Vec<Record> {
    let mut records = Vec::new();
    for row in rows {
        if let Fate::Taken { items, .. } = row.unwrap().fate {
            let kept = items
                .into_iter()
                .map(|item| record(item.kind, &item.key, item.content));
            records.extend(kept);
        }
    }
    records
}

/// The records of a text that an export wrote.
pub(super) fn again(format: &crate::imports::Format, text: &str) -> Vec<Record> {
    let input = Box::new(io::Cursor::new(text.to_owned()));
    imported(rows(format, input, &options()).unwrap())
}

/// All places of the real files; empty where they are missing, which is said.
pub(super) fn real_places(test: &str) -> Vec<Record> {
    let mut records = Vec::new();
    for name in Mapping::names() {
        let Some(path) = real(test, &format!("mediation-numerique/sources/{name}.json")) else {
            return Vec::new();
        };
        let format = crate::imports::Format::Mapped(Mapping::named(name).unwrap());
        records.extend(imported(read(&format, &path)));
    }
    let formats = [
        (
            crate::imports::Format::FranceServices,
            "france-services/france_services_2020-09.geojson",
        ),
        (
            crate::imports::Format::LocalServices,
            "dila-annuaire/2017/33/caf.json",
        ),
        (
            crate::imports::Format::MediationNumerique,
            "mediation-numerique/exemple-valide.csv",
        ),
    ];
    for (format, name) in formats {
        if let Some(path) = real(test, name) {
            records.extend(imported(read(&format, &path)));
        }
    }
    records
}

pub(super) fn a_place() -> Value {
    json!({
        "name": "Lieu", "description": "Aide, \"numérique\"\net café", "telephone": "02 41 00 00 00",
        "address": {"street": "1 rue", "municipality": "Angers", "postal_code": "49000", "insee_code": "49007"},
        "latitude": 47.47, "longitude": -0.55, "email": "a@example.org", "other_emails": ["b@example.org"],
        "opening_hours": "Mo-Fr 09:00-12:00", "digital_services": ["aide-aux-demarches-administratives"],
        "audiences": ["seniors", "demandeurs-emploi"], "labels": ["etapes-numeriques"], "wheelchair": "yes",
        "programmes": ["bibliotheques-numeriques-de-reference", "certification-pix", "point-numerique-caf"],
        "access_modes": ["se-presenter", "utiliser-lien-mobilisation"], "support_modes": ["atelier-collectif"],
        "source": {"name": "Ville d’Angers", "id": "43", "updated": "2024-01-31"}
    })
}
