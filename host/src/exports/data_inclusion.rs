//! data·inclusion v1: organisations and places are structures, services are services.

use std::io::{self, Write};

use serde_json::{Map, Value, json};

use super::{Record, Report, list, street};
use crate::imports::repair::international;

/// The schema's bounds, in characters.
const NAME: (usize, usize) = (3, 150);
const DESCRIPTION: (usize, usize) = (5, 10_000);
/// Terms of ours that the schema does not have.
const ACCESS_MODES: [&str; 4] = [
    "envoyer-un-courriel",
    "se-presenter",
    "telephoner",
    "utiliser-lien-mobilisation",
];

pub(super) fn write(
    structures: impl Iterator<Item = Record>,
    services: impl Iterator<Item = Record>,
    origin: &str,
    out: &mut dyn Write,
) -> io::Result<Report> {
    let mut report = Report::default();
    out.write_all(b"{\"structures\": ")?;
    let all = structures.filter_map(|record| structure(&record, origin, &mut report));
    let written = list::write(all, out)?;
    out.write_all(b",\n\"services\": ")?;
    let all = services.filter_map(|record| service(&record, origin, &mut report));
    let offered = list::write(all, out)?;
    out.write_all(b"}\n")?;
    report.written = written + offered;
    Ok(report)
}

/// An object whose empty fields are left out.
struct Fields(Map<String, Value>);

impl Fields {
    /// What structures and services have alike; nothing where the name does not fit.
    fn begin(record: &Record, origin: &str, report: &mut Report) -> Option<Self> {
        let name = bounded(record.text("/name"), NAME);
        if name.is_empty() {
            report.refuse(&record.key, "nom", "export-missing");
            return None;
        }
        let mut fields = Self(Map::new());
        fields.text("source", record.source(origin));
        fields.text("id", record.source_id());
        fields.text("nom", &name);
        fields.text("date_maj", &record.updated());
        fields.text(
            "description",
            &bounded(record.text("/description"), DESCRIPTION),
        );
        fields.text("telephone", &telephone(record.text("/telephone")));
        fields.text("courriel", record.text("/email"));
        fields.text("lien_source", record.text("/source/url"));
        Some(fields)
    }

    fn text(&mut self, name: &str, text: &str) {
        if !text.is_empty() {
            self.0.insert(name.to_owned(), text.into());
        }
    }

    fn list(&mut self, name: &str, items: Vec<&str>) {
        if !items.is_empty() {
            self.0.insert(name.to_owned(), json!(items));
        }
    }

    fn place(&mut self, place: &Value) {
        let address = &place["address"];
        let part = |name: &str| address[name].as_str().unwrap_or_default().to_owned();
        let street = street(address);
        self.text("adresse", &street);
        if part("complement") != street {
            self.text("complement_adresse", &part("complement"));
        }
        self.text("code_postal", &part("postal_code"));
        self.text("commune", &part("municipality"));
        self.text("code_insee", &part("insee_code"));
        for name in ["latitude", "longitude"] {
            if place[name].is_number() {
                self.0.insert(name.to_owned(), place[name].clone());
            }
        }
        self.text(
            "horaires_accueil",
            place["opening_hours"].as_str().unwrap_or_default(),
        );
    }
}

fn structure(record: &Record, origin: &str, report: &mut Report) -> Option<Value> {
    let mut fields = Fields::begin(record, origin, report)?;
    fields.place(&record.content);
    fields.text("siret", record.text("/siret"));
    fields.text("site_web", record.text("/website"));
    fields.text("accessibilite_lieu", record.text("/accessibility_url"));
    fields.list("reseaux_porteurs", record.texts("/networks"));
    Some(Value::Object(fields.0))
}

fn service(record: &Record, origin: &str, report: &mut Report) -> Option<Value> {
    let mut fields = Fields::begin(record, origin, report)?;
    // A key is `source:id`: what follows is the structure's own name.
    let structure = record.text("/organisation/key");
    let structure = structure.split_once(':').map_or(structure, |(_, id)| id);
    let missing = [
        ("structure_id", structure.is_empty()),
        ("description", !fields.0.contains_key("description")),
    ];
    if let Some((field, _)) = missing.iter().find(|(_, missing)| *missing) {
        report.refuse(&record.key, field, "export-missing");
        return None;
    }
    fields.text("structure_id", structure);
    fields.place(&record.content["locations"][0]);
    fields.text("type", record.text("/type"));
    fields.list("thematiques", record.texts("/themes"));
    // The schema takes `tous-publics` alone.
    let everybody = vec!["tous-publics"];
    let audiences = record.texts("/audiences");
    let alone = audiences.contains(&"tous-publics");
    fields.list("publics", if alone { everybody } else { audiences });
    fields.text("publics_precisions", record.text("/audiences_note"));
    let fees = record.texts("/fees");
    let fee = ["gratuit", "payant"]
        .into_iter()
        .find(|fee| fees.contains(fee));
    fields.text("frais", fee.unwrap_or_default());
    fields.text("frais_precisions", record.text("/fees_note"));
    fields.text("conditions_acces", record.text("/access_conditions"));
    fields.list("modes_accueil", record.texts("/reception_modes"));
    let modes = record.texts("/access_modes").into_iter();
    fields.list(
        "modes_mobilisation",
        modes.filter(|mode| ACCESS_MODES.contains(mode)).collect(),
    );
    fields.list("mobilisable_par", record.texts("/access_by"));
    fields.text("mobilisation_precisions", record.text("/access_note"));
    fields.text("lien_mobilisation", record.text("/access_url"));
    fields.list("zone_eligibilite", record.texts("/eligibility_areas"));
    for (name, path) in [
        ("volume_horaire_hebdomadaire", "hours_per_week"),
        ("nombre_semaines", "weeks"),
    ] {
        if let Some(number) = record.content.get(path) {
            fields.0.insert(name.to_owned(), number.clone());
        }
    }
    Some(Value::Object(fields.0))
}

/// A text within bounds: cut at the upper one, nothing below the lower.
fn bounded(text: &str, (min, max): (usize, usize)) -> String {
    let length = text.chars().count();
    match length {
        _ if length < min => String::new(),
        _ if length <= max => text.to_owned(),
        _ => {
            let head: String = text.chars().take(max - 1).collect();
            format!("{}…", head.trim_end())
        }
    }
}

/// One number, in E.164 where it has that form.
fn telephone(text: &str) -> String {
    let first = text.split(" / ").next().unwrap_or_default();
    international(first).unwrap_or_else(|| first.to_owned())
}
