//! Today's shape: 47 fields, of which those with a structure are JSON, or JSON inside a text, or that once more.

use serde_json::Value;

use super::super::Fate;
use super::super::draft::{Draft, key};
use super::super::fields::{scalar, text};
use super::super::format::Options;
use super::super::reading::say_source;
use super::super::remark::What;
use super::{LICENCE, SOURCE, Stretch, many, put_hours, put_pivot, put_wheelchair};

pub(super) fn row(row: &Value, options: &Options) -> (String, Fate) {
    let name = text(row, "nom");
    let id = text(row, "id");
    let mut draft = Draft::new("place", options.today);
    draft.put("name", "nom", &name);
    for other in texts(row, "sigle")
        .into_iter()
        .chain(texts(row, "ancien_nom"))
    {
        draft.put("alternate_names", "ancien_nom", &other);
    }
    pivots(&mut draft, row);
    draft.put(
        "address/insee_code",
        "code_insee_commune",
        &text(row, "code_insee_commune"),
    );
    address(&mut draft, row);
    contacts(&mut draft, row);
    hours(&mut draft, row);
    draft.put("siret", "siret", &text(row, "siret"));
    for (field, path) in [
        ("mission", "description"),
        ("service_disponible", "services_text"),
    ] {
        draft.put(path, field, &texts(row, field).join("\n"));
    }
    for field in ["information_complementaire", "commentaire_plage_ouverture"] {
        let path = match field {
            "information_complementaire" => "details",
            _ => "opening_hours_note",
        };
        draft.add_note(path, &texts(row, field).join("\n"));
    }
    if texts(row, "partenaire")
        .iter()
        .any(|partner| partner.contains("france_service"))
    {
        draft.push("programmes", "france-services");
        draft.push("types", "RFS");
    }
    draft.put(
        "source/updated",
        "date_modification",
        &text(row, "date_modification"),
    );
    draft.put(
        "source/url",
        "url_service_public",
        &text(row, "url_service_public"),
    );
    draft.put("source/licence", "", LICENCE);
    say_source(&mut draft, options, SOURCE, &id);
    if id.is_empty() {
        draft.refuse("id", "", What::new("import-missing"));
    }
    draft.require("name", "nom");
    draft.require_somewhere();
    let producer = options.source_name.as_deref().unwrap_or(SOURCE);
    let listed = text(row, "statut_de_diffusion") != "false";
    (name, draft.finish(key(producer, &id), listed))
}

/// A field as JSON, however often it was written into a text.
fn decoded(row: &Value, field: &str) -> Value {
    let mut value = row.get(field).cloned().unwrap_or_default();
    // Twice was met; a third time costs nothing.
    for _ in 0..3 {
        let Value::String(text) = &value else { break };
        if !text.trim_start().starts_with(['[', '{', '"']) {
            break;
        }
        match serde_json::from_str(text) {
            Ok(inner) => value = inner,
            Err(_) => break,
        }
    }
    value
}

/// The texts of a field that is one, a list of them, or a list of objects with a `valeur`.
fn texts(row: &Value, field: &str) -> Vec<String> {
    let value = decoded(row, field);
    let text_of = |item: &Value| match item.get("valeur") {
        Some(inner) => scalar(inner),
        None => scalar(item),
    };
    many(Some(&value))
        .into_iter()
        .map(text_of)
        .filter(|text| !text.trim().is_empty())
        .collect()
}

fn pivots(draft: &mut Draft, row: &Value) {
    let pivots = decoded(row, "pivot");
    for pivot in many(Some(&pivots)) {
        put_pivot(draft, "pivot", &text(pivot, "type_service_local"));
    }
}

fn address(draft: &mut Draft, row: &Value) {
    let addresses = decoded(row, "adresse");
    let addresses = many(Some(&addresses));
    let physical = |address: &&&Value| {
        !text(address, "type_adresse")
            .to_lowercase()
            .contains("postale")
    };
    let Some(address) = addresses.iter().find(physical).or(addresses.first()) else {
        return;
    };
    draft.put(
        "address/street",
        "numero_voie",
        &text(address, "numero_voie"),
    );
    let complements = ["complement1", "complement2", "service_distribution"];
    let complements: Vec<String> = complements
        .iter()
        .map(|field| text(address, field).trim().to_owned())
        .filter(|part| !part.is_empty())
        .collect();
    draft.put("address/complement", "complement1", &complements.join(", "));
    draft.put(
        "address/postal_code",
        "code_postal",
        &text(address, "code_postal"),
    );
    draft.put(
        "address/municipality",
        "nom_commune",
        &text(address, "nom_commune"),
    );
    draft.put("latitude", "latitude", &text(address, "latitude"));
    draft.put("longitude", "longitude", &text(address, "longitude"));
    put_wheelchair(draft, &text(address, "accessibilite"));
    draft.put(
        "access_note",
        "note_accessibilite",
        &text(address, "note_accessibilite"),
    );
}

fn contacts(draft: &mut Draft, row: &Value) {
    let telephones = decoded(row, "telephone");
    for telephone in many(Some(&telephones)) {
        let label = text(telephone, "description");
        let number = match telephone.get("valeur") {
            Some(number) => scalar(number),
            None => scalar(telephone),
        };
        let labelled = match label.trim() {
            "" => number,
            label => format!("{number} ({label})"),
        };
        draft.put("telephone", "telephone", &labelled);
    }
    for (field, path) in [
        ("adresse_courriel", "email"),
        ("site_internet", "website"),
        ("formulaire_contact", "website"),
    ] {
        for value in texts(row, field) {
            draft.put(path, field, &value);
        }
    }
}

fn hours(draft: &mut Draft, row: &Value) {
    let stretches = decoded(row, "plage_ouverture");
    let mut understood = Vec::new();
    for days in many(Some(&stretches)) {
        let span = |number: u8| {
            let from = text(days, &format!("valeur_heure_debut_{number}"));
            let to = text(days, &format!("valeur_heure_fin_{number}"));
            (!from.trim().is_empty()).then_some((from, to))
        };
        understood.push(Stretch {
            first: text(days, "nom_jour_debut"),
            last: text(days, "nom_jour_fin"),
            spans: [span(1), span(2)].into_iter().flatten().collect(),
        });
        draft.add_note("opening_hours_note", &text(days, "commentaire"));
    }
    put_hours(draft, "plage_ouverture", &understood);
}
