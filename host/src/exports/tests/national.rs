//! The national CSV is accepted by its own schema, and a second export equals the first.

use super::*;

/// What the schema says of each field, as far as it says it.
fn problems(schema: &Value, text: &str) -> Vec<String> {
    let mut table = csv::Reader::from_reader(text.as_bytes());
    let columns: Vec<String> = table.headers().unwrap().iter().map(str::to_owned).collect();
    let fields = schema["fields"].as_array().unwrap();
    let names: Vec<&str> = fields
        .iter()
        .map(|field| field["name"].as_str().unwrap())
        .collect();
    assert_eq!(columns, names);
    let rules: Vec<Value> = fields.iter().map(rule).collect();
    let rules: Vec<_> = rules
        .iter()
        .map(|rule| jsonschema::validator_for(rule).unwrap())
        .collect();
    let mut problems = Vec::new();
    let mut ids = std::collections::HashSet::new();
    for line in table.records().map(Result::unwrap) {
        assert!(ids.insert(line[0].to_owned()), "{} stands twice", &line[0]);
        for ((cell, field), rule) in line.iter().zip(fields).zip(&rules) {
            let required = field["constraints"]["required"] == true;
            let fits = if cell.is_empty() {
                !required
            } else {
                rule.is_valid(&json!(cell))
            };
            if !fits {
                problems.push(format!("{}: {} {cell:?}", &line[0], field["name"]));
            }
        }
    }
    problems
}

fn rule(field: &Value) -> Value {
    let mut rule = json!({"type": "string"});
    for (theirs, ours) in [("pattern", "pattern"), ("maxLength", "maxLength")] {
        if let Some(value) = field["constraints"].get(theirs) {
            rule[ours] = value.clone();
        }
    }
    match field["type"].as_str() {
        Some("date") => rule["pattern"] = json!("^[0-9]{4}-[0-9]{2}-[0-9]{2}$"),
        Some("number") => rule["pattern"] = json!("^-?[0-9]+(\\.[0-9]+)?$"),
        _ => {}
    }
    rule
}

#[test]
fn a_place_goes_out_in_the_words_of_the_standard() {
    let (text, report) = written(
        Format::MediationNumerique,
        &[record("place", "k", a_place())],
    );
    let mut table = csv::Reader::from_reader(text.as_bytes());
    let columns = table.headers().unwrap().clone();
    let line = table.records().next().unwrap().unwrap();
    let cell = |name: &str| &line[columns.iter().position(|column| column == name).unwrap()];
    assert_eq!(cell("id"), "ville-d-angers-43");
    assert_eq!(cell("pivot"), "00000000000000");
    assert_eq!(cell("telephone"), "+33241000000");
    assert_eq!(cell("courriels"), "a@example.org|b@example.org");
    assert_eq!(cell("publics_specifiquement_adresses"), "Seniors");
    assert_eq!(cell("modalites_acces"), "Se présenter");
    assert_eq!(
        cell("modalites_accompagnement"),
        "Dans un atelier collectif"
    );
    assert_eq!(cell("formations_labels"), "Étapes numériques(La Poste)");
    assert_eq!(
        cell("dispositif_programmes_nationaux"),
        "Bibliothèques numérique de référence|Certification PIX|Point d'accès numérique CAF"
    );
    assert_eq!(
        (cell("date_maj"), cell("source")),
        ("2024-01-31", "Ville d’Angers")
    );
    assert_eq!(report.left_out[0].what.key, "export-no-siret");
}

#[test]
fn what_the_standard_needs_and_a_place_lacks_is_told() {
    let mut nowhere = a_place();
    nowhere["address"] = json!({"municipality": "Angers"});
    let mut born_here = a_place();
    born_here["source"] = json!({});
    born_here["telephone"] = json!("39 49");
    born_here["description"] = json!("é".repeat(400));
    let hall = json!({"name": "Mairie", "address": {"municipality": "Angers"}});
    let records = [
        record("place", "a", nowhere),
        record("place", "b", born_here),
        record("place", "c", hall),
    ];
    let (text, report) = written(Format::MediationNumerique, &records);
    assert_eq!(
        (report.written, report.refused.len(), report.others),
        (1, 1, 1),
        "a town hall is no place of mediation"
    );
    assert_eq!(
        (report.refused[0].key.as_str(), report.refused[0].field),
        ("a", "code_postal")
    );
    let left: Vec<_> = report.left_out.iter().map(|left| left.what.key).collect();
    assert_eq!(left, ["export-no-siret", "export-telephone"]);
    assert!(
        text.contains("essai-example-b,") && text.contains(",2026-11-22,"),
        "{text}"
    );
    assert!(
        text.contains(&"é".repeat(400)),
        "the whole summary begins the details"
    );
}

/// The record's fields that hold terms, with their vocabularies.
const TERMS: [(&str, &str); 9] = [
    ("mobility", "mobility"),
    ("digital_services", "digital_services"),
    ("audiences", "audiences"),
    ("special_support", "special_support"),
    ("fees", "fees"),
    ("programmes", "programmes"),
    ("labels", "labels"),
    ("access_modes", "access_modes"),
    ("support_modes", "support_modes"),
];

#[test]
fn the_national_schema_knows_every_term_that_goes_out() {
    let test = "the_national_schema_knows_every_term_that_goes_out";
    let Some(path) = real(test, "mediation-numerique/schema.json") else {
        return;
    };
    let schema: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let mut place = a_place();
    for (field, name) in TERMS {
        let terms = crate::directory::vocabulary::get(name).unwrap().terms();
        place[field] = terms.iter().map(|term| term.code.as_str()).collect();
    }
    let (text, _) = written(Format::MediationNumerique, &[record("place", "k", place)]);
    assert_eq!(problems(&schema, &text), Vec::<String>::new());
    let records = again(&crate::imports::Format::MediationNumerique, &text);
    assert_eq!(written(Format::MediationNumerique, &records).0, text);
}

#[test]
fn a_second_export_equals_the_first() {
    let mut long = a_place();
    long["description"] = json!("mot ".repeat(100).trim());
    long["details"] = json!("Suite.");
    let records = [record("place", "k", a_place()), {
        long["source"]["id"] = json!("44");
        record("place", "l", long)
    }];
    let (first, _) = written(Format::MediationNumerique, &records);
    let records = again(&crate::imports::Format::MediationNumerique, &first);
    assert_eq!(records.len(), 2);
    let (second, _) = written(Format::MediationNumerique, &records);
    assert_eq!(first, second);
}

#[test]
fn the_national_schema_accepts_all_real_places_and_they_come_back() {
    let test = "the_national_schema_accepts_all_real_places_and_they_come_back";
    let Some(path) = real(test, "mediation-numerique/schema.json") else {
        return;
    };
    let schema: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let (first, report) = written(Format::MediationNumerique, &real_places(test));
    assert!(
        report.written > 1_500,
        "{} {:?}",
        report.written,
        report.refused
    );
    assert_eq!(problems(&schema, &first), Vec::<String>::new());
    let records = again(&crate::imports::Format::MediationNumerique, &first);
    assert_eq!(records.len() as u64, report.written);
    let (second, _) = written(Format::MediationNumerique, &records);
    let differing = first
        .lines()
        .zip(second.lines())
        .find(|(one, other)| one != other);
    assert_eq!(differing, None);
    assert_eq!(first, second);
}
