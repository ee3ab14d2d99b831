//! data·inclusion: structures become organisations, services become services. Version 1, and of version 0 what older
//! exports still hold.

use serde_json::{Map, Value, json};

use super::draft::{Draft, key};
use super::fields::{scalar, text};
use super::format::Options;
use super::reading::{Reader, say_source};
use super::remark::What;
use super::repair::{Establishment, establishment};

const SOURCE: &str = "data-inclusion";

/// Fields of a structure with those that they go into; the last ones are of version 0.
const STRUCTURE: [(&str, &str); 17] = [
    ("nom", "name"),
    ("description", "description"),
    ("presentation_resume", "description"),
    ("presentation_detail", "description"),
    ("siret", "siret"),
    ("rna", "rna"),
    ("reseaux_porteurs", "networks"),
    ("telephone", "telephone"),
    ("courriel", "email"),
    ("site_web", "website"),
    ("horaires_accueil", "opening_hours"),
    ("horaires_ouverture", "opening_hours"),
    ("accessibilite_lieu", "accessibility_url"),
    ("accessibilite", "accessibility_url"),
    ("typologie", "types"),
    ("lien_source", "source/url"),
    ("date_maj", "source/updated"),
];
/// Fields of a service with those that they go into; the last ones are of version 0.
const SERVICE: [(&str, &str); 31] = [
    ("nom", "name"),
    ("description", "description"),
    ("presentation_resume", "description"),
    ("presentation_detail", "description"),
    ("type", "type"),
    ("thematiques", "themes"),
    ("publics", "audiences"),
    ("publics_precisions", "audiences_note"),
    ("frais", "fees"),
    ("frais_precisions", "fees_note"),
    ("frais_autres", "fees_note"),
    ("conditions_acces", "access_conditions"),
    ("modes_accueil", "reception_modes"),
    ("modes_mobilisation", "access_modes"),
    ("mobilisable_par", "access_by"),
    ("mobilisation_precisions", "access_note"),
    ("lien_mobilisation", "access_url"),
    ("telephone", "telephone"),
    ("courriel", "email"),
    ("contact_nom_prenom", "contact_person"),
    ("volume_horaire_hebdomadaire", "hours_per_week"),
    ("nombre_semaines", "weeks"),
    ("zone_eligibilite", "eligibility_areas"),
    ("lien_source", "source/url"),
    ("date_maj", "source/updated"),
    ("types", "type"),
    ("profils", "audiences"),
    ("modes_orientation_beneficiaire", "access_modes"),
    ("formulaire_en_ligne", "access_url"),
    ("prise_rdv", "access_url"),
    ("zone_diffusion_code", "eligibility_areas"),
];
const ADDRESS: [(&str, &str); 7] = [
    ("adresse", "address/street"),
    ("complement_adresse", "address/complement"),
    ("code_postal", "address/postal_code"),
    ("commune", "address/municipality"),
    ("code_insee", "address/insee_code"),
    ("latitude", "latitude"),
    ("longitude", "longitude"),
];

pub(super) fn reader(options: &Options) -> Reader {
    let options = options.clone();
    Box::new(move |source| {
        let row = &source.value;
        let named = text(row, "source");
        let producer = match (&options.source_name, named.trim()) {
            (Some(name), _) => name.clone(),
            (None, "") => SOURCE.to_owned(),
            (None, named) => named.to_owned(),
        };
        let id = text(row, "id");
        let is_service = source.list == Some("services") || row.get("structure_id").is_some();
        let mut draft = match is_service {
            true => service(row, &options, &producer),
            false => structure(row, &options),
        };
        say_source(&mut draft, &options, &producer, &id);
        if id.trim().is_empty() {
            draft.refuse("id", "", What::new("import-missing"));
        }
        draft.require("name", "nom");
        (text(row, "nom"), draft.finish(key(&producer, &id), true))
    })
}

/// A field as one text: lists are joined as their columns would be.
fn cell(row: &Value, name: &str) -> String {
    match row.get(name) {
        Some(Value::Array(items)) => items.iter().map(scalar).collect::<Vec<_>>().join("|"),
        Some(value) => scalar(value),
        None => String::new(),
    }
}

fn put_all(draft: &mut Draft, row: &Value, fields: &[(&str, &str)]) {
    for (field, path) in fields {
        let text = cell(row, field);
        match *path {
            // Of two texts that describe, the longer one tells more.
            "description" if draft.text_at(path).len() >= text.len() => {}
            // Of a list of types a service has the first.
            "type" if draft.at("type").is_some() => {}
            "type" => draft.put(path, field, text.split('|').next().unwrap_or_default()),
            // Its text may hold `;` and `|`.
            "access_url" if draft.at("access_url").is_some() => {}
            _ => draft.put(path, field, &text),
        }
    }
}

fn structure(row: &Value, options: &Options) -> Draft {
    let mut draft = Draft::new("organisation", options.today);
    put_all(&mut draft, row, &STRUCTURE);
    put_all(&mut draft, row, &ADDRESS);
    if let Some(Establishment::Siret(siret)) = establishment(&cell(row, "siret")).value {
        draft.set("siren", &siret[..9]);
    }
    let sigle = cell(row, "sigle");
    draft.put("short_name", "sigle", &sigle);
    draft
}

fn service(row: &Value, options: &Options, producer: &str) -> Draft {
    let mut draft = Draft::new("service", options.today);
    put_all(&mut draft, row, &SERVICE);
    let structure = text(row, "structure_id");
    if structure.trim().is_empty() {
        draft.refuse("structure_id", "", What::new("import-missing"));
    } else {
        draft.set("organisation/key", key(producer, &structure));
    }
    let name = text(&row["structure"], "nom");
    draft.put("organisation/name", "structure.nom", &name);
    location(&mut draft, row, options);
    draft
}

/// The one place that a service of data·inclusion has, mended like that of a structure.
fn location(draft: &mut Draft, row: &Value, options: &Options) {
    let mut place = Draft::new("place", options.today);
    place.put("name", "", "-");
    put_all(&mut place, row, &ADDRESS);
    place.put(
        "opening_hours",
        "horaires_accueil",
        &cell(row, "horaires_accueil"),
    );
    let Ok((content, repairs)) = place.content() else {
        return;
    };
    draft.take_repairs(repairs);
    let wanted = [
        "address",
        "latitude",
        "longitude",
        "opening_hours",
        "opening_hours_note",
    ];
    let location: Map<String, Value> = wanted
        .iter()
        .filter_map(|name| Some(((*name).to_owned(), content.get(*name)?.clone())))
        .collect();
    if !location.is_empty() {
        draft.set("locations", json!([location]));
    }
}
