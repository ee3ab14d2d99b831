//! The edition of 2017 as GeoJSON: XML turned into JSON, so that a field is an object or a list of them, and a text
//! may stand under `$t`.

use serde_json::Value;

use super::super::Fate;
use super::super::draft::{Draft, key};
use super::super::fields::{scalar, text};
use super::super::format::Options;
use super::super::reading::say_source;
use super::super::remark::What;
use super::{LICENCE, SOURCE, Stretch, many, put_hours, put_pivot, put_wheelchair};

pub(super) fn row((feature, row): (&Value, &Value), options: &Options) -> (String, Fate) {
    let name = text(row, "Nom");
    let id = text(row, "id");
    let mut draft = Draft::new("place", options.today);
    draft.put("name", "Nom", &name);
    put_pivot(&mut draft, "pivotLocal", &text(row, "pivotLocal"));
    draft.put("address/insee_code", "codeInsee", &text(row, "codeInsee"));
    address(&mut draft, row);
    point(&mut draft, feature);
    contacts(&mut draft, &row["CoordonnéesNum"]);
    hours(&mut draft, &row["Ouverture"]);
    draft.put("description", "Commentaire", &words(&row["Commentaire"]));
    draft.put(
        "source/updated",
        "dateMiseAJour",
        &text(row, "dateMiseAJour"),
    );
    draft.put("source/licence", "", LICENCE);
    say_source(&mut draft, options, SOURCE, &id);
    if id.is_empty() {
        draft.refuse("id", "", What::new("import-missing"));
    }
    draft.require("name", "Nom");
    draft.require_somewhere();
    let producer = options.source_name.as_deref().unwrap_or(SOURCE);
    (name, draft.finish(key(producer, &id), true))
}

/// A text, or an object that has one beside its attributes.
fn words(value: &Value) -> String {
    match value.get("$t") {
        Some(text) => scalar(text),
        None => scalar(value),
    }
}

/// Of a physical and a postal address the one where people can go.
fn address(draft: &mut Draft, row: &Value) {
    let addresses = many(row.get("Adresse"));
    let physical = |address: &&&Value| !matches!(text(address, "type").as_str(), "postale");
    let Some(address) = addresses.iter().find(physical).or(addresses.first()) else {
        return;
    };
    let lines: Vec<String> = many(address.get("Ligne")).into_iter().map(words).collect();
    let lines = lines.iter().filter(|line| !line.trim().is_empty()).take(6);
    for line in lines {
        draft.push(
            "address/lines",
            line.trim().chars().take(300).collect::<String>(),
        );
    }
    draft.put(
        "address/postal_code",
        "CodePostal",
        &text(address, "CodePostal"),
    );
    draft.put(
        "address/municipality",
        "NomCommune",
        &text(address, "NomCommune"),
    );
    draft.put(
        "latitude",
        "Latitude",
        &text(&address["Localisation"], "Latitude"),
    );
    draft.put(
        "longitude",
        "Longitude",
        &text(&address["Localisation"], "Longitude"),
    );
    let access = &address["Accessibilité"];
    put_wheelchair(draft, &text(access, "type"));
    draft.put("access_note", "Accessibilité", &text(access, "$t"));
}

fn point(draft: &mut Draft, feature: &Value) {
    let at = |index| scalar(&feature["geometry"]["coordinates"][index]);
    if draft.has_point() || at(0).is_empty() {
        return;
    }
    draft.put("latitude", "geometry", &at(1));
    draft.put("longitude", "geometry", &at(0));
}

fn contacts(draft: &mut Draft, row: &Value) {
    for (field, path) in [
        ("Téléphone", "telephone"),
        ("Email", "email"),
        ("Url", "website"),
    ] {
        for value in many(row.get(field)) {
            draft.put(path, field, &words(value));
        }
    }
}

fn hours(draft: &mut Draft, opening: &Value) {
    let mut stretches = Vec::new();
    for days in many(opening.get("PlageJ")) {
        let spans = many(days.get("PlageH")).into_iter();
        stretches.push(Stretch {
            first: text(days, "début"),
            last: text(days, "fin"),
            spans: spans
                .map(|span| (text(span, "début"), text(span, "fin")))
                .collect(),
        });
        draft.add_note("opening_hours_note", &words(&days["Note"]));
    }
    put_hours(draft, "Ouverture", &stretches);
}
