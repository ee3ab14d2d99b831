//! Which themes help with which procedures, and who is shown.

use std::collections::BTreeSet;

use super::*;
use crate::record::Named;

fn commune(name: &str, code: &str) -> Commune {
    Commune {
        insee_code: code.into(),
        name: name.into(),
        postal_codes: vec![code.into()],
        centre: Some((46.0, 2.0)),
    }
}

fn entry(id: &str, content: serde_json::Value) -> Entry {
    Entry {
        id: id.into(),
        key: None,
        kind: "place".into(),
        origin: String::new(),
        revision: 1,
        state: "published".into(),
        created: 0,
        updated: 0,
        content: content.to_string(),
    }
}

#[test]
fn every_code_is_one_of_the_directorys_and_every_fiche_has_a_theme() {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../host/vocabularies/themes.json"
    );
    let file: serde_json::Value =
        serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let codes = |list: &str| -> BTreeSet<String> {
        let all = file[list].as_array().unwrap().iter();
        all.map(|term| term["code"].as_str().unwrap().to_owned())
            .collect()
    };
    let (groups, terms) = (codes("groups"), codes("terms"));
    for theme in THEMES.iter() {
        assert!(!theme.codes.is_empty() && theme.codes.len() <= 30);
        for code in &theme.codes {
            assert!(terms.contains(code), "{code}");
        }
        assert!(
            groups.contains(&theme.ask) || terms.contains(&theme.ask),
            "{}",
            theme.ask
        );
    }
    let of = |identifier: &str| {
        let theme = Some(Named {
            identifier: identifier.into(),
            title: String::new(),
        });
        let procedure = Procedure {
            theme,
            ..Procedure::default()
        };
        theme_of(&procedure).ask.clone()
    };
    assert_eq!(of("N19811"), "sante");
    assert_eq!(of("N1"), "numerique--acceder-a-des-services-en-ligne");
    assert_eq!(theme_of(&Procedure::default()).theme, "");
}

#[test]
fn one_commune_is_meant_or_the_visitor_is_told() {
    let two = [commune("Essai", "99010"), commune("Essai", "98010")];
    assert_eq!(centre(&two, "essai"), Err("near-ambiguous"));
    assert_eq!(centre(&two, "99010").unwrap().0, "Essai (99010)");
    assert_eq!(centre(&two[..1], "essai").unwrap().0, "Essai (99010)");
    assert_eq!(centre(&[], "essai"), Err("near-unknown"));
    let nowhere = Commune {
        centre: None,
        ..commune("Essai", "99010")
    };
    assert_eq!(centre(&[nowhere], "essai"), Err("near-unknown"));
}

#[test]
fn five_are_shown_each_once_and_the_nearest_first() {
    let at = |id: &str, latitude: f64| {
        entry(
            id,
            serde_json::json!({"name": id, "latitude": latitude, "longitude": 2.0, "telephone": "01 99 00 00 01 / 3939",
            "address": {"municipality": "Essai"}}),
        )
    };
    let service = serde_json::json!({"name": "s", "locations": [{"address": {"municipality": "Sans point"}},
        {"latitude": 46.1, "longitude": 2.0, "address": {"municipality": "Là"}}]});
    let found = vec![
        at("far", 46.15),
        entry("s", service),
        at("shown", 46.0),
        at("near", 46.01),
        at("near", 46.01),
        at("d", 46.02),
        at("e", 46.03),
        at("too many", 46.0),
    ];
    let helpers = helpers(found.into_iter(), &["shown".to_owned()], (46.0, 2.0)).unwrap();
    let ids: Vec<&str> = helpers.iter().map(|helper| helper.id.as_str()).collect();
    assert_eq!(ids, ["near", "d", "e", "s", "far"]);
    assert_eq!(
        (helpers[0].telephone.as_str(), helpers[0].town.as_str()),
        ("01 99 00 00 01", "Essai")
    );
    assert_eq!(helpers[0].metres.round(), 1_112.0);
    assert_eq!(helpers[3].town, "Là");
}

#[test]
fn the_directory_is_asked_the_same() {
    assert_eq!(question("", "sante"), "directory:?theme=sante");
    assert_eq!(
        question("Saint-Aubin & Cie (49)", "sante"),
        "directory:?pres=Saint%2DAubin%20%26%20Cie%20%2849%29&theme=sante"
    );
}
