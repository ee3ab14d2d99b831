//! The national CSV of places of digital mediation, v1.0.2, as its own schema accepts it. Lists are joined by `|`, as
//! the schema and its example do.

use std::io::{self, Write};

use super::{Record, Report, stable_id};
use crate::directory::vocabulary;
use crate::imports::repair::international;

const COLUMNS: [&str; 32] = [
    "id",
    "pivot",
    "nom",
    "commune",
    "code_postal",
    "code_insee",
    "adresse",
    "complement_adresse",
    "latitude",
    "longitude",
    "typologie",
    "telephone",
    "courriels",
    "site_web",
    "horaires",
    "presentation_resume",
    "presentation_detail",
    "source",
    "itinerance",
    "structure_parente",
    "date_maj",
    "services",
    "publics_specifiquement_adresses",
    "prise_en_charge_specifique",
    "frais_a_charge",
    "dispositif_programmes_nationaux",
    "formations_labels",
    "autres_formations_labels",
    "modalites_acces",
    "modalites_accompagnement",
    "fiche_acces_libre",
    "prise_rdv",
];
/// What producers write where there is no SIRET.
const NO_PIVOT: &str = "00000000000000";
/// The schema's bound.
const SUMMARY_CHARS_MAX: usize = 280;
/// The terms of wider vocabularies that the standard knows.
const AUDIENCES: [&str; 5] = ["jeunes", "etudiants", "familles", "seniors", "femmes"];
/// What it has no words for.
const NOT_ACCESS_MODES: [&str; 1] = ["utiliser-lien-mobilisation"];
/// Types of places where digital help is at home.
const TYPES: [&str; 7] = ["EPN", "EPI", "ENM", "RFS", "FABLAB", "TIERS_LIEUX", "BIB"];
/// Fields that only such places have.
const SIGNS: [&str; 5] = [
    "/digital_services",
    "/programmes",
    "/labels",
    "/support_modes",
    "/functions",
];

pub(super) fn write(
    places: impl Iterator<Item = Record>,
    origin: &str,
    out: &mut dyn Write,
) -> io::Result<Report> {
    let mut report = Report::default();
    let mut table = csv::Writer::from_writer(out);
    table.write_record(COLUMNS)?;
    for place in places {
        if !is_mediation(&place) {
            report.others += 1;
            continue;
        }
        if let Some(cells) = cells(&place, origin, &mut report) {
            table.write_record(cells)?;
            report.written += 1;
        }
    }
    table.flush()?;
    Ok(report)
}

/// A town hall that helps nobody online is no place of digital mediation.
fn is_mediation(place: &Record) -> bool {
    let says = |path: &&str| !place.texts(path).is_empty();
    let known = place.texts("/types");
    SIGNS.iter().any(says) || known.iter().any(|code| TYPES.contains(code))
}

fn cells(place: &Record, origin: &str, report: &mut Report) -> Option<[String; 32]> {
    let text = |path: &str| place.text(path).to_owned();
    let required = [
        ("nom", text("/name")),
        ("commune", text("/address/municipality")),
        ("code_postal", text("/address/postal_code")),
        ("adresse", place.street()),
    ];
    if let Some((field, _)) = required.iter().find(|(_, value)| value.trim().is_empty()) {
        report.refuse(&place.key, field, "export-missing");
        return None;
    }
    let [name, town, postal_code, street] = required.map(|(_, value)| value);
    let complement = match text("/address/complement") {
        complement if complement == street => String::new(),
        complement => complement,
    };
    let (summary, details) = presentations(place);
    let source = place.source(origin);
    Some([
        stable_id(source, place.source_id()),
        pivot(place, report),
        name,
        town,
        postal_code,
        text("/address/insee_code"),
        street,
        complement,
        number(place, "latitude"),
        number(place, "longitude"),
        place.texts("/types").join("|"),
        telephone(place, report),
        all(place, "/email", place.texts("/other_emails")),
        all(place, "/website", other_websites(place)),
        text("/opening_hours"),
        summary,
        details,
        source.to_owned(),
        national(place, "/mobility", "mobility"),
        parent(place),
        place.updated(),
        national(place, "/digital_services", "digital_services"),
        national(place, "/audiences", "audiences"),
        national(place, "/special_support", "special_support"),
        national(place, "/fees", "fees"),
        national(place, "/programmes", "programmes"),
        national(place, "/labels", "labels"),
        place.texts("/other_labels").join("|"),
        national(place, "/access_modes", "access_modes"),
        national(place, "/support_modes", "support_modes"),
        text("/accessibility_url"),
        text("/appointment_url"),
    ])
}

fn number(place: &Record, field: &str) -> String {
    let number = place.content.get(field).filter(|value| value.is_number());
    number.map(ToString::to_string).unwrap_or_default()
}

fn pivot(place: &Record, report: &mut Report) -> String {
    let known = ["/siret", "/rna", "/ridet"].map(|path| place.text(path));
    match known.into_iter().find(|number| number.len() >= 9) {
        Some(number) => number.to_owned(),
        None => {
            report.leave_out(&place.key, "pivot", "export-no-siret");
            NO_PIVOT.to_owned()
        }
    }
}

fn telephone(place: &Record, report: &mut Report) -> String {
    let first = place
        .text("/telephone")
        .split(" / ")
        .next()
        .unwrap_or_default();
    match international(first) {
        Some(number) => number,
        None => {
            if !first.is_empty() {
                report.leave_out(&place.key, "telephone", "export-telephone");
            }
            String::new()
        }
    }
}

fn all(place: &Record, first: &str, others: Vec<&str>) -> String {
    let first = Some(place.text(first)).filter(|text| !text.is_empty());
    let all: Vec<&str> = first.into_iter().chain(others).collect();
    all.join("|")
}

fn other_websites(place: &Record) -> Vec<&str> {
    let sites = place.content["other_websites"].as_array();
    sites
        .into_iter()
        .flatten()
        .filter_map(|site| site["url"].as_str())
        .collect()
}

/// A summary of 280 characters; where it says more, the whole of it begins the details.
fn presentations(place: &Record) -> (String, String) {
    let (summary, details) = (place.text("/description"), place.text("/details"));
    if summary.chars().count() <= SUMMARY_CHARS_MAX {
        return (summary.to_owned(), details.to_owned());
    }
    let head: String = summary.chars().take(SUMMARY_CHARS_MAX - 1).collect();
    let head = format!("{}…", head.trim_end());
    match details {
        "" => (head, summary.to_owned()),
        details => (head, format!("{summary}\n\n{details}")),
    }
}

fn parent(place: &Record) -> String {
    match place.text("/parent_siret") {
        "" => place.text("/organisation/name").to_owned(),
        siret => siret.to_owned(),
    }
}

fn national(place: &Record, path: &str, name: &str) -> String {
    let vocabulary = vocabulary::get(name).expect("the names are those of embedded vocabularies");
    let known = |code: &&&str| match name {
        "audiences" => AUDIENCES.contains(*code),
        "access_modes" => !NOT_ACCESS_MODES.contains(*code),
        _ => true,
    };
    let codes = place.texts(path);
    let terms = codes
        .iter()
        .filter(known)
        .filter_map(|code| vocabulary.term(code));
    terms
        .map(|term| term.national())
        .collect::<Vec<_>>()
        .join("|")
}
