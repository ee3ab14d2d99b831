//! data·inclusion, GeoJSON, JSON-LD and tables.

use super::*;

fn a_service() -> Value {
    json!({
        "name": "Aide aux démarches", "description": "Une aide pour tous.", "type": "accompagnement",
        "organisation": {"name": "Asso", "key": "dora:s1"}, "themes": ["numerique--acceder-a-des-services-en-ligne"],
        "audiences": ["seniors", "tous-publics"], "fees": ["gratuit"], "access_modes": ["telephoner", "pas-de-public"],
        "contact_person": "Une Personne", "telephone": "02 41 00 00 00", "eligibility_areas": ["49"], "weeks": 3,
        "locations": [{"address": {"street": "1 rue", "postal_code": "49000", "municipality": "Angers"},
                       "latitude": 47.47, "longitude": -0.55, "opening_hours": "Mo-Fr 09:00-12:00"}],
        "source": {"name": "dora", "id": "v1", "updated": "2024-01-31"}
    })
}

fn all() -> Vec<Record> {
    let organisation = json!({"name": "Asso", "siret": "43493312300029", "siren": "434933123", "networks": ["emmaus"],
                              "source": {"name": "dora", "id": "s1", "updated": "2024-01-31"}});
    let event = json!({"name": "Atelier", "occurrences": [{"start": "2026-01-05T09:00:00Z", "end": "2026-01-05T10:00:00Z"},
                       {"start": "2026-01-06T09:00:00Z"}], "status": "cancelled", "latitude": 47.0, "longitude": 0.0});
    let adviser = |listed: bool| {
        json!({"name": "Conseillère", "trade": "conseiller-numerique", "consent": {"listed": listed},
               "latitude": 47.0, "longitude": 0.1})
    };
    vec![
        record("place", "p", a_place()),
        record("organisation", "dora:s1", organisation),
        record("service", "dora:v1", a_service()),
        record("event", "e", event),
        record("professional", "seen", adviser(true)),
        record("professional", "hidden", adviser(false)),
    ]
}

fn validator(test: &str, name: &str) -> Option<jsonschema::Validator> {
    let path = real(test, &format!("data-inclusion/schema-v1/{name}.json"))?;
    let schema: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let options = jsonschema::options().should_validate_formats(true);
    Some(options.build(&schema).unwrap())
}

#[test]
fn nothing_private_leaves_in_any_format() {
    for name in Format::NAMES {
        let (text, _) = written(name.parse().unwrap(), &all());
        for hidden in ["Une Personne", "consent", "hidden"] {
            assert!(!text.contains(hidden), "{name} gives {hidden} away");
        }
    }
}

#[test]
fn structures_and_services_come_back_the_same() {
    let (first, report) = written(Format::DataInclusion, &all());
    assert_eq!((report.written, report.refused.len()), (3, 0));
    let parsed: Value = serde_json::from_str(&first).unwrap();
    let service = &parsed["services"][0];
    assert_eq!(
        (&service["structure_id"], &service["publics"]),
        (&json!("s1"), &json!(["tous-publics"]))
    );
    assert_eq!(service["modes_mobilisation"], json!(["telephoner"]));
    let records = again(&crate::imports::Format::DataInclusion, &first);
    let second = written(Format::DataInclusion, &records).0;
    let second: Value = serde_json::from_str(&second).unwrap();
    assert_eq!(second["services"], parsed["services"]);
    let third = written(
        Format::DataInclusion,
        &again(&crate::imports::Format::DataInclusion, &second.to_string()),
    )
    .0;
    assert_eq!(serde_json::from_str::<Value>(&third).unwrap(), second);
}

#[test]
fn our_lists_are_those_of_data_inclusion() {
    let test = "our_lists_are_those_of_data_inclusion";
    for (ours, theirs, more) in [
        ("themes", "thematiques", 0),
        ("audiences", "publics", 0),
        ("networks", "reseaux_porteurs", 0),
        ("service_types", "types_de_services", 0),
        ("reception_modes", "modes_accueil", 0),
        ("access_by", "personne_mobilisatrice", 0),
        ("access_modes", "modes_mobilisation", 3),
        ("fees", "frais", 1),
    ] {
        let Some(path) = real(
            test,
            &format!("data-inclusion/referentiels/{theirs}_v1.csv"),
        ) else {
            return;
        };
        let mut table = csv::Reader::from_path(path).unwrap();
        let codes: Vec<String> = table
            .records()
            .map(|line| line.unwrap()[0].to_owned())
            .collect();
        let vocabulary = crate::directory::vocabulary::get(ours).unwrap();
        let missing: Vec<_> = codes
            .iter()
            .filter(|code| vocabulary.term(code).is_none())
            .collect();
        assert_eq!(
            (missing, vocabulary.terms().len() - codes.len()),
            (vec![], more),
            "{ours}"
        );
    }
}

#[test]
fn the_schemas_of_data_inclusion_accept_what_goes_out() {
    let test = "the_schemas_of_data_inclusion_accept_what_goes_out";
    let validators = validator(test, "structure").zip(validator(test, "service"));
    let Some((structure, service)) = validators else {
        return;
    };
    let mut records = all();
    records.extend(real_places(test));
    let (text, report) = written(Format::DataInclusion, &records);
    let parsed: Value = serde_json::from_str(&text).unwrap();
    assert!(report.written > 1_500);
    for (list, validator) in [("structures", structure), ("services", service)] {
        for item in parsed[list].as_array().unwrap() {
            let errors: Vec<String> = validator
                .iter_errors(item)
                .map(|error| error.to_string())
                .collect();
            assert!(errors.is_empty(), "{item}: {errors:?}");
        }
    }
}

#[test]
fn points_are_features_and_the_rest_is_told() {
    let mut records = all();
    records.push(record("place", "nowhere", json!({"name": "Sans point"})));
    let (text, report) = written(Format::GeoJson, &records);
    let parsed: Value = serde_json::from_str(&text).unwrap();
    let features = parsed["features"].as_array().unwrap();
    assert_eq!(features.len() as u64, report.written);
    assert_eq!(
        features[0]["geometry"]["coordinates"],
        json!([-0.55, 47.47])
    );
    let ids: Vec<&str> = features
        .iter()
        .map(|feature| feature["id"].as_str().unwrap())
        .collect();
    assert_eq!(ids, ["p", "dora:v1", "seen", "e"]);
    let refused: Vec<&str> = report
        .refused
        .iter()
        .map(|left| left.key.as_str())
        .collect();
    assert_eq!(refused, ["nowhere", "dora:s1"]);
}

#[test]
fn schema_org_says_what_each_thing_is() {
    let (text, _) = written(Format::JsonLd, &all());
    let parsed: Value = serde_json::from_str(&text).unwrap();
    let graph = parsed["@graph"].as_array().unwrap();
    let types: Vec<&str> = graph
        .iter()
        .map(|thing| thing["@type"].as_str().unwrap())
        .collect();
    assert_eq!(
        types,
        [
            "CivicStructure",
            "Organization",
            "Service",
            "Person",
            "Event"
        ]
    );
    assert_eq!(graph[0]["openingHours"], json!(["Mo-Fr 09:00-12:00"]));
    assert_eq!(graph[4]["startDate"], "2026-01-05T09:00:00Z");
    assert_eq!(graph[4]["eventStatus"], "https://schema.org/EventCancelled");
    let alone = json_ld(&all()[0]).unwrap();
    assert_eq!(alone["@context"], "https://schema.org");
    assert!(
        json_ld(&all()[5]).is_none(),
        "without a consent there is nothing to say"
    );
}

#[test]
fn a_spreadsheet_computes_nothing() {
    let mut place = a_place();
    place["name"] = json!("=HYPERLINK(1)");
    let (text, report) = written(Format::Spreadsheet, &[record("place", "k", place)]);
    assert_eq!(report.written, 1);
    assert!(
        text.contains(";'=HYPERLINK(1);") && text.contains(";-0,55;"),
        "{text}"
    );
    let text = text.strip_prefix('\u{feff}').unwrap();
    let columns = text.lines().next().unwrap();
    assert!(columns.starts_with("kind;key;name;"), "{columns}");
    assert!(columns.contains("address/postal_code") && !columns.contains("consent"));
}
