//! Communes: taken once, found as people call them.

use super::*;
use crate::database::backend::{Backend, each_database};

fn commune(code: &str, name: &str, postal_codes: &[&str], population: u64) -> Commune {
    Commune {
        code: code.into(),
        name: name.into(),
        postal_codes: postal_codes.iter().map(|&code| code.into()).collect(),
        latitude: Some(47.0),
        longitude: Some(-0.5),
        population: Some(population),
        epci: None,
        department: Some(code[..2].into()),
        region: None,
    }
}

async fn territory(on: &Backend) -> Territory {
    let database = Database::open(on.location()).await.unwrap();
    let territory = Territory::new(database);
    let communes = [
        commune("99001", "Essai-sur-Loire", &["99100", "99000"], 9_000),
        commune("99002", "Saint-Aubin-l’Essai", &["99100"], 300),
        commune("98003", "Saint-Aubin-l’Essai", &["98300"], 800),
        // Its INSEE code is the postal code of another one.
        commune("98300", "Essai-les-Bains", &["98310"], 10),
    ];
    let changed = territory.put_communes(&communes).await.unwrap();
    assert_eq!(
        changed,
        Changed {
            new: 4,
            ..Changed::default()
        }
    );
    territory
}

each_database!(communes_are_found_as_people_call_them);

async fn communes_are_found_as_people_call_them(on: Backend) {
    let territory = territory(&on).await;
    for (said, codes) in [
        ("essai sur loire", &["99001"][..]),
        ("ESSAI-SUR-LOIRE", &["99001"]),
        (" 99100 ", &["99001", "99002"]),
        ("99002", &["99002"]),
        ("98300", &["98003"]),
        ("saint aubin l'essai", &["98003", "99002"]),
        ("Saint-Aubin-l’Essai (99)", &["99002"]),
        ("nulle part", &[]),
        ("", &[]),
    ] {
        let found = territory.find(said).await.unwrap();
        let found: Vec<&str> = found.iter().map(|commune| commune.code.as_str()).collect();
        assert_eq!(found, codes, "{said}");
    }
}

each_database!(the_same_communes_again_move_nothing);

async fn the_same_communes_again_move_nothing(on: Backend) {
    let territory = territory(&on).await;
    let mark = territory.database.mark();
    let again = [commune(
        "99001",
        "Essai-sur-Loire",
        &["99000", "99100"],
        9_000,
    )];
    let changed = territory.put_communes(&again).await.unwrap();
    assert_eq!((changed.unchanged, changed.changed), (1, 0));
    assert_eq!(territory.database.mark(), mark);
    let moved = [commune("99001", "Essai-en-Loire", &["99000"], 9_000)];
    assert_eq!(territory.put_communes(&moved).await.unwrap().changed, 1);
    assert_eq!(territory.find("99100").await.unwrap().len(), 1);
}

each_database!(a_group_is_told_by_its_communes);

async fn a_group_is_told_by_its_communes(on: Backend) {
    let territory = territory(&on).await;
    let group = Epci {
        code: "299999999".into(),
        name: "CC de l’Essai".into(),
        kind: "CC".into(),
        members: vec!["99001".into(), "99002".into()],
    };
    assert_eq!(
        territory
            .put_epcis(std::slice::from_ref(&group))
            .await
            .unwrap()
            .new,
        1
    );
    assert_eq!(territory.put_epcis(&[group]).await.unwrap().unchanged, 1);
    let commune = territory.commune("99002").await.unwrap().unwrap();
    assert_eq!(commune.epci.as_deref(), Some("299999999"));
    // Communes that come again without their group keep it, and nothing changed.
    let again = commune_without_group(commune);
    assert_eq!(territory.put_communes(&[again]).await.unwrap().unchanged, 1);
}

fn commune_without_group(mut commune: Commune) -> Commune {
    commune.epci = None;
    commune
}

each_database!(communes_of_a_rectangle_come_the_most_peopled_first);

async fn communes_of_a_rectangle_come_the_most_peopled_first(on: Backend) {
    let territory = territory(&on).await;
    let unknown = Commune {
        population: None,
        longitude: Some(-0.51),
        ..commune("99009", "Essai-le-Vide", &[], 0)
    };
    let far = Commune {
        latitude: Some(47.2),
        ..commune("99010", "Essai-le-Loin", &[], 5)
    };
    let nowhere = Commune {
        latitude: None,
        longitude: None,
        ..commune("99011", "Essai-Nulle-Part", &[], 5)
    };
    territory
        .put_communes(&[unknown, far, nowhere])
        .await
        .unwrap();
    let around = Bounds {
        south: 46.9,
        north: 47.1,
        west: -0.52,
        east: -0.5,
    };
    let found = territory.within(&around).await.unwrap();
    let names: Vec<&str> = found.iter().map(|commune| commune.name.as_str()).collect();
    assert_eq!(
        names,
        [
            "Essai-sur-Loire",
            "Saint-Aubin-l’Essai",
            "Saint-Aubin-l’Essai",
            "Essai-les-Bains",
            "Essai-le-Vide"
        ]
    );
    assert_eq!(found[4].population, None);
    let none = Bounds {
        north: 46.95,
        ..around
    };
    assert_eq!(territory.within(&none).await.unwrap(), []);
}
