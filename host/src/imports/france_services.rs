//! France Services houses as the Banque des Territoires gives them: GeoJSON, hours as a text for each weekday.

use serde_json::Value;

use super::draft::{Draft, key};
use super::fields::text;
use super::format::Options;
use super::reading::{Reader, say_source};
use super::remark::What;
use super::repair::{Span, spans, weekly};

const SOURCE: &str = "France Services";
const LICENCE: &str = "Licence Ouverte 2.0";

/// Columns with the field that each goes into.
const COLUMNS: [(&str, &str); 8] = [
    ("ADRESSE", "address/street"),
    ("COMPLEMENT.D.ADRESSE", "address/complement"),
    ("insee_com", "address/insee_code"),
    ("code_postal", "address/postal_code"),
    ("LATITUDE", "latitude"),
    ("LONGITUDE", "longitude"),
    ("CONTACT.MAIL", "email"),
    ("TELEPHONE", "telephone"),
];
const DAYS: [&str; 7] = [
    "h_lundi",
    "h_mardi",
    "h_mercredi",
    "h_jeudi",
    "h_vendredi",
    "h_samedi",
    "h_dimanche",
];

pub(super) fn reader(options: &Options) -> Reader {
    let options = options.clone();
    Box::new(move |source| {
        let row = source.value.get("properties").unwrap_or(&source.value);
        let name = text(row, "lib_france_services");
        let id = text(row, "MATRICULE");
        let producer = options.source_name.as_deref().unwrap_or(SOURCE);
        let key = key(producer, &id);
        let draft = house(row, &options, (&name, &id));
        (name, draft.finish(key, true))
    })
}

fn house(row: &Value, options: &Options, (name, id): (&str, &str)) -> Draft {
    let mut draft = Draft::new("place", options.today);
    let known = crate::directory::fold(name);
    let full = match known.contains("france services") || known.is_empty() {
        true => name.to_owned(),
        false => format!("France Services {name}"),
    };
    draft.put("name", "lib_france_services", &full);
    draft.put(
        "address/municipality",
        "lib_com",
        &title_case(&text(row, "lib_com")),
    );
    for (column, path) in COLUMNS {
        draft.put(path, column, &text(row, column));
    }
    hours(&mut draft, row);
    let travels = text(row, "categorie").contains("itinerante") || text(row, "ITINERANCE") == "Oui";
    draft.push("mobility", if travels { "itinerant" } else { "fixe" });
    draft.push("types", "RFS");
    draft.push("programmes", "france-services");
    draft.push("digital_services", "aide-aux-demarches-administratives");
    draft.push("networks", "france-service");
    draft.push("fees", "gratuit");
    draft.push("local_service_types", "msap");
    labelled(&mut draft, &text(row, "Labellisation"));
    draft.put("source/licence", "", LICENCE);
    say_source(&mut draft, options, SOURCE, id);
    if id.is_empty() {
        draft.refuse("MATRICULE", "", What::new("import-missing"));
    }
    draft.require("name", "lib_france_services");
    draft.require_somewhere();
    draft
}

fn hours(draft: &mut Draft, row: &Value) {
    let mut week: [Vec<Span>; 7] = Default::default();
    for (day, column) in DAYS.iter().enumerate() {
        let cell = text(row, column);
        if crate::directory::fold(&cell) == "horaires non communiques" {
            continue;
        }
        let (found, certain) = spans(&cell);
        week[day] = found;
        if !certain {
            let name = column.trim_start_matches("h_");
            draft.repaired(column, &cell, What::new("import-hours-note"));
            draft.add_note("opening_hours_note", &format!("{name} : {}", cell.trim()));
        }
    }
    if let Some(hours) = weekly(&week) {
        draft.set("opening_hours", hours);
    }
    let comment = text(row, "Commentaire.horaires");
    draft.add_note("opening_hours_note", &comment);
}

/// `Espace labellisé 01/2020`, `… 01/09/2020`: the only date that the file has.
fn labelled(draft: &mut Draft, text: &str) {
    let date = text.rsplit(' ').next().unwrap_or_default();
    let date = match date.matches('/').count() {
        1 => format!("01/{date}"),
        _ => date.to_owned(),
    };
    if date.contains('/') {
        draft.put("source/updated", "Labellisation", &date);
    }
}

/// `TONNAY CHARENTE` as `Tonnay Charente`; what has small letters stays.
fn title_case(name: &str) -> String {
    if name.chars().any(char::is_lowercase) {
        return name.to_owned();
    }
    let mut begins = true;
    name.chars()
        .flat_map(|letter| {
            let cased: String = match begins {
                true => letter.to_uppercase().collect(),
                false => letter.to_lowercase().collect(),
            };
            begins = !letter.is_alphanumeric();
            cased.chars().collect::<Vec<_>>()
        })
        .collect()
}
