//! Forms of the core kinds: what they hold, and that typing nothing changes nothing.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::directory::provenance::{Correction, Provenance, Source};
use crate::directory::{DIRECTORY_KINDS, Kind, KindRegistry, MisfitReason};

fn kind(name: &str) -> std::sync::Arc<Kind> {
    KindRegistry::core().require(name).expect("a core kind")
}

fn input<'a>(inputs: &'a [Input], path: &str) -> &'a Input {
    let found = inputs.iter().find(|input| input.path == path);
    found.unwrap_or_else(|| panic!("{path} is not in the form"))
}

/// Types into a form for `base`.
fn typed(kind: &Kind, base: &Value, changes: &[(&str, &str)]) -> Result<Value, Vec<Fault>> {
    let inputs = inputs(kind, base);
    let mut typed = texts(base, &inputs);
    for (path, text) in changes {
        input(&inputs, path);
        typed.insert((*path).to_owned(), (*text).to_owned());
    }
    apply(kind, &inputs, (base, &typed))
}

#[test]
fn every_field_of_the_directorys_kinds_has_one_input_under_a_heading() {
    for name in DIRECTORY_KINDS {
        let kind = kind(name);
        let inputs = inputs(&kind, &json!({}));
        let fields = kind.schema()["properties"].as_object().unwrap();
        for field in fields.keys().filter(|field| *field != "source") {
            let start = format!("/{field}");
            let inside = format!("{start}/");
            let found = inputs
                .iter()
                .any(|input| input.path == start || input.path.starts_with(&inside));
            assert!(found, "{name} {field}");
        }
        let mut paths: Vec<&str> = inputs.iter().map(|input| input.path.as_str()).collect();
        let all = paths.len();
        paths.sort_unstable();
        paths.dedup();
        assert_eq!(paths.len(), all, "{name}");
        assert!(
            inputs.iter().all(|input| input.section.name != "others"),
            "{name}"
        );
        assert_eq!(inputs[0].path, "/name");
        assert!(inputs[0].required);
    }
}

#[test]
fn shapes_follow_the_schema() {
    let service = kind("service");
    let inputs = inputs(&service, &json!({"name": "x", "locations": [{}, {}]}));
    let shape = |path| input(&inputs, path).shape.clone();
    assert_eq!(shape("/website"), Shape::Link);
    assert_eq!(shape("/weeks"), Shape::Number { whole: true });
    assert_eq!(shape("/languages"), Shape::List);
    assert!(matches!(shape("/functions"), Shape::SomeOf(_)));
    assert!(matches!(shape("/type"), Shape::OneOf(_)));
    assert_eq!(shape("/locations/2/opening_hours"), Shape::Hours);
    assert_eq!(shape("/locations/0/address/postal_code"), Shape::Code);
    assert!(
        !inputs
            .iter()
            .any(|input| input.path.starts_with("/locations/3"))
    );
    let place = kind("place");
    let inputs = super::inputs(&place, &json!({}));
    let names = |a: &str, b: &str| Shape::Pairs([a.to_owned(), b.to_owned()]);
    assert_eq!(
        input(&inputs, "/other_telephones").shape,
        names("number", "label")
    );
    assert_eq!(
        input(&inputs, "/other_websites").shape,
        names("url", "label")
    );
    assert!(matches!(
        input(&inputs, "/wheelchair").shape,
        Shape::OneOf(_)
    ));
}

fn place() -> Value {
    json!({
        "name": " Mairie ", "telephone": "02 41 00 00 01", "latitude": 47.25, "longitude": -1,
        "address": {"street": "1 rue A", "postal_code": "49000"},
        "other_telephones": [{"number": "02 41 00 00 02", "label": "accueil | standard"}, {"number": "3939"}],
        "fees": ["payant", "gratuit"], "source": {"name": "hub"}, "description": "a\r\nb",
        "languages": ["fr", "en"],
    })
}

#[test]
fn what_is_typed_is_read_and_all_else_stays() {
    let kind = kind("place");
    let changes = [
        ("/telephone", "02 41 00 00 09"),
        ("/latitude", "47,5"),
        ("/address/postal_code", "49 100"),
        ("/address/street", ""),
        ("/website", "mairie.example.fr/a"),
        ("/opening_hours", "du lundi au vendredi 9h-12h"),
        ("/functions", "aide-numerique"),
        (
            "/other_telephones",
            "02 41 00 00 02 | accueil | standard\n02 41 00 00 03 | annexe",
        ),
        ("/languages", "fr\n\n ar \nfr"),
        ("/siret", "130 025 265 00013"),
    ];
    let functions = crate::directory::vocabulary::get("functions").unwrap();
    let function = functions.terms()[0].code.as_str();
    let changes = changes.map(|(path, text)| match path {
        "/functions" => (path, function),
        _ => (path, text),
    });
    let content = typed(&kind, &place(), &changes).unwrap();
    assert_eq!(
        content,
        json!({
            "name": " Mairie ", "telephone": "02 41 00 00 09", "latitude": 47.5, "longitude": -1,
            "address": {"postal_code": "49100"}, "website": "https://mairie.example.fr/a",
            "opening_hours": "Mo-Fr 09:00-12:00", "functions": [function],
            "other_telephones": [{"number": "02 41 00 00 02", "label": "accueil | standard"}, {"number": "02 41 00 00 03", "label": "annexe"}],
            "fees": ["payant", "gratuit"], "source": {"name": "hub"}, "description": "a\r\nb",
            "languages": ["fr", "ar"], "siret": "13002526500013",
        })
    );
    let emptied = [("/address/street", ""), ("/address/postal_code", "")];
    let content = typed(&kind, &place(), &emptied).unwrap();
    assert_eq!(content.get("address"), None);
}

#[test]
fn parts_of_a_list_are_changed_added_and_taken_away() {
    let kind = kind("service");
    let base = json!({"name": "x", "locations": [{"latitude": 1.5, "address": {"street": "A"}}, {"address": {"street": "B"}}]});
    let changes = [
        ("/locations/0/address/street", ""),
        ("/locations/0/latitude", ""),
        ("/locations/2/place/name", "Annexe"),
    ];
    let content = typed(&kind, &base, &changes).unwrap();
    assert_eq!(
        content["locations"],
        json!([{"address": {"street": "B"}}, {"place": {"name": "Annexe"}}])
    );
}

#[test]
fn what_does_not_fit_is_said_at_its_input_in_the_order_of_the_form() {
    let changes = [
        ("/latitude", "nord"),
        ("/opening_hours", "souvent"),
        ("/website", "pas une adresse"),
        ("/name", ""),
        ("/email", "a"),
        ("/longitude", "200"),
        ("/siret", "12"),
        ("/languages", "fr\nFrançais"),
    ];
    let faults = typed(&kind("place"), &place(), &changes).unwrap_err();
    let said: Vec<(&str, &Why)> = faults
        .iter()
        .map(|fault| (fault.path.as_str(), &fault.why))
        .collect();
    let misfit = |reason| Why::Misfit(reason, None);
    let languages = Why::Misfit(MisfitReason::Pattern, Some("Français".to_owned()));
    assert_eq!(
        said,
        [
            ("/name", &misfit(MisfitReason::Missing)),
            ("/email", &misfit(MisfitReason::Format("email".to_owned()))),
            ("/website", &Why::Link),
            ("/latitude", &Why::Number),
            ("/longitude", &misfit(MisfitReason::Above("180".to_owned()))),
            ("/opening_hours", &Why::Hours),
            ("/languages", &languages),
            ("/siret", &misfit(MisfitReason::Pattern)),
        ]
    );
}

#[test]
fn a_browsers_fields_become_texts() {
    let professional = kind("professional");
    let inputs = inputs(&professional, &json!({}));
    let fields = [
        ("/functions", ""),
        ("/name", " Médiatrice \r\n"),
        ("/consent/on-day", "1"),
        ("/consent/on-month", "2"),
        ("/consent/on-year", "2026"),
        ("/consent/until-day", "31"),
        ("/consent/until-month", "2"),
        ("/consent/until-year", "2026"),
        ("/consent/listed", ""),
        ("/consent/listed", "yes"),
    ];
    let fields = fields.map(|(name, value)| (name.to_owned(), value.to_owned()));
    let typed = collect(&inputs, &fields);
    let text = |path: &str| typed.get(path).map(String::as_str);
    assert_eq!(text("/name"), Some("Médiatrice"));
    assert_eq!(text("/functions"), Some(""));
    assert_eq!(text("/consent/on"), Some("2026-02-01"));
    assert_eq!(text("/consent/until"), Some("2026-2-31"));
    assert_eq!(text("/consent/listed"), Some("yes"));
    assert_eq!(text("/themes"), None, "what was not sent is not touched");
}

#[test]
fn two_people_lose_nothing() {
    let kind = kind("place");
    let before =
        json!({"name": "A", "telephone": "1", "email": "a@b.fr", "website": "https://a.fr"});
    let now = json!({"name": "B", "telephone": "2", "email": "a@b.fr", "website": "https://b.fr"});
    let inputs = inputs(&kind, &now);
    let mut mine = texts(&before, &inputs);
    for (path, text) in [
        ("/telephone", "3"),
        ("/email", "c@d.fr"),
        ("/website", "https://b.fr"),
    ] {
        mine.insert(path.to_owned(), text.to_owned());
    }
    let merged = merge(&inputs, (&before, &now), &mine);
    let text = |path: &str| merged.texts[path].as_str();
    assert_eq!(
        (text("/name"), text("/telephone"), text("/email")),
        ("B", "3", "c@d.fr")
    );
    assert_eq!(
        merged.others,
        [("/telephone".to_owned(), "2".to_owned())].into()
    );
    assert_eq!(merged.theirs, ["/name"]);
    assert!(merged.is_mine_left);
    let seen = texts(&now, &inputs);
    assert!(!merge(&inputs, (&now, &now), &seen).is_mine_left);
}

#[test]
fn an_origin_says_source_or_correction() {
    let source = Source {
        source: "hub".to_owned(),
        key: "hub:1".to_owned(),
        content: json!({"name": "A", "telephone": "1", "address": {"street": "x"}}).into(),
        said: 7,
    };
    let correction = Correction {
        path: "/telephone".to_owned(),
        value: Some(json!("2")),
        said: Some(json!("1")),
        corrected: 9,
        corrected_by: "Camille".to_owned(),
    };
    let provenance = Provenance {
        sources: vec![source],
        corrections: vec![correction],
    };
    let (origins, said) = origins(&provenance);
    assert_eq!(
        origins["/address/street"].source,
        Some(("hub".to_owned(), 7))
    );
    assert_eq!(
        origins["/telephone"].corrected,
        Some(("Camille".to_owned(), 9))
    );
    assert_eq!(said["telephone"], "1");
    let here = json!({"name": "A", "telephone": "2", "email": "x"});
    assert_eq!(as_said(&here, &provenance, "/telephone")["telephone"], "1");
    assert_eq!(as_said(&here, &provenance, "/email").get("email"), None);
}

#[test]
fn changes_name_what_differs_and_what_no_form_holds() {
    let kind = kind("service");
    let before = json!({"name": "A", "locations": [{"latitude": 1}], "source": {"name": "x"}});
    let after = json!({"name": "B", "source": {"name": "y"}});
    let (changed, elsewhere) = changes(&kind, &before, &after);
    let said: Vec<(&str, &str, &str)> = changed
        .iter()
        .map(|one| {
            (
                one.input.path.as_str(),
                one.before.as_str(),
                one.after.as_str(),
            )
        })
        .collect();
    assert_eq!(
        said,
        [("/name", "A", "B"), ("/locations/0/latitude", "1", "")]
    );
    assert!(elsewhere);
    assert_eq!(changes(&kind, &after, &after), (Vec::new(), false));
}

proptest! {
    #[test]
    fn no_text_panics_and_what_is_taken_fits(path in 0_usize..80, text in "\\PC{0,40}") {
        let kind = kind("place");
        let base = place();
        let inputs = inputs(&kind, &base);
        let mut all = texts(&base, &inputs);
        let path = inputs[path % inputs.len()].path.clone();
        all.insert(path, text.trim().to_owned());
        if let Ok(content) = apply(&kind, &inputs, (&base, &all)) {
            prop_assert!(kind.fits(&content).is_ok());
        }
    }
}
