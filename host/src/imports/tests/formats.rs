//! What each producer's own shape is read as, on fictional rows.

use super::*;

fn local(properties: Value) -> Row {
    let feature = serde_json::json!({
        "type": "FeatureCollection",
        "features": [{"type": "Feature", "geometry": {"type": "Point", "coordinates": [-0.55, 47.47]},
                      "properties": properties}]
    });
    rows_of(&Format::LocalServices, &feature.to_string()).remove(0)
}

#[test]
fn a_field_of_2017_is_an_object_or_a_list_and_a_text_may_stand_inside() {
    let one = local(serde_json::json!({
        "id": "mairie-49007-01", "codeInsee": "49007", "pivotLocal": "mairie", "Nom": "Mairie",
        "Adresse": {"type": "géopostale", "Ligne": "1 rue", "CodePostal": "49000", "NomCommune": "Angers",
                    "Accessibilité": {"type": "DEM", "$t": "Sonner"}},
        "CoordonnéesNum": {"Téléphone": {"$t": "02 41 00 00 00", "coût": "gratuit"}},
        "Ouverture": {"PlageJ": {"début": "lundi", "fin": "vendredi",
                                 "PlageH": {"début": "08:30:00", "fin": "12:00:00"}}}
    }));
    let place = content(&one);
    assert_eq!(place["opening_hours"], "Mo-Fr 08:30-12:00");
    assert_eq!(
        (&place["wheelchair"], &place["access_note"]),
        (&"limited".into(), &"Sonner".into())
    );
    assert_eq!(place["telephone"], "02 41 00 00 00");
    assert_eq!(place["latitude"], 47.47);
    assert_eq!(place["types"], serde_json::json!(["MUNI"]));
    let many = local(serde_json::json!({
        "id": "a", "codeInsee": "49007", "pivotLocal": "caf", "Nom": "Caf",
        "Adresse": [
            {"type": "postale", "Ligne": ["BP 1"], "CodePostal": "49001", "NomCommune": "Angers Cedex"},
            {"type": "physique", "Ligne": ["Bâtiment A", "1 rue"], "CodePostal": "49000", "NomCommune": "Angers"}
        ],
        "Ouverture": {"PlageJ": [
            {"début": "lundi", "fin": "lundi", "Note": "Sur rendez-vous.", "PlageH": [
                {"début": "08:30:00", "fin": "12:00:00"}, {"début": "14:00:00", "fin": "17:00:00"}]},
            {"début": "mardi", "fin": "mardi", "PlageH": {"début": "12:00:00", "fin": "08:00:00"}}
        ]}
    }));
    let place = content(&many);
    assert_eq!(
        place["address"]["lines"],
        serde_json::json!(["Bâtiment A", "1 rue"])
    );
    assert_eq!(place["opening_hours"], "Mo 08:30-12:00,14:00-17:00");
    assert_eq!(place["opening_hours_note"], "Sur rendez-vous.");
    assert_eq!(taken(&many).1, ["import-hours-left-out"]);
}

#[test]
fn json_inside_texts_inside_json_is_read() {
    let address = r#"[{"type_adresse": "Adresse", "numero_voie": "1 rue", "code_postal": "49000", "nom_commune": "Angers",
                       "longitude": "-0.55", "latitude": "47.47", "complement1": "", "service_distribution": "BP 1"}]"#;
    let twice = serde_json::to_string(address).unwrap();
    for address in [
        Value::from(address),
        Value::from(twice),
        serde_json::from_str(address).unwrap(),
    ] {
        let list = serde_json::json!({"total_count": 2, "results": [
            {"id": "u-1", "nom": "Mairie", "adresse": address, "code_insee_commune": "49007",
             "pivot": "[{\"type_service_local\": \"mairie\", \"code_insee_commune\": [\"49007\"]}]",
             "adresse_courriel": "a@example.org;b@example.org", "statut_de_diffusion": "true",
             "telephone": "[{\"valeur\": \"02 41 00 00 00\", \"description\": \"\"}]",
             "date_modification": "28/02/2024 13:28:03",
             "plage_ouverture": "[{\"nom_jour_debut\": \"Lundi\", \"nom_jour_fin\": \"Mercredi\", \"valeur_heure_debut_1\": \"08:30:00\", \"valeur_heure_fin_1\": \"12:00:00\", \"valeur_heure_debut_2\": \"\", \"valeur_heure_fin_2\": \"\", \"commentaire\": \"\"}]"},
            {"id": "u-2", "nom": "Mairie déléguée", "adresse": address, "code_insee_commune": "4900",
             "statut_de_diffusion": "false"}
        ]});
        let rows = rows_of(&Format::LocalServices, &list.to_string());
        let place = content(&rows[0]);
        assert_eq!(place["address"]["street"], "1 rue");
        assert_eq!(
            (&place["email"], &place["other_emails"][0]),
            (&"a@example.org".into(), &"b@example.org".into())
        );
        assert_eq!(place["opening_hours"], "Mo-We 08:30-12:00");
        assert_eq!(place["local_service_types"][0], "mairie");
        assert_eq!(place["source"]["updated"], "2024-02-28");
        let (second, repairs) = taken(&rows[1]);
        assert!(
            !second[0].listed,
            "what the source does not show stays a draft"
        );
        assert_eq!(repairs, ["import-code-doubtful"], "the point is in Angers");
    }
    assert!(
        rows_of(
            &Format::LocalServices,
            r#"{"type": "FeatureCollection", "results": []}"#
        )
        .is_empty()
    );
}

#[test]
fn hours_by_weekday_are_put_together_and_the_rest_is_a_note() {
    let house = serde_json::json!({"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {
        "MATRICULE": 7, "lib_france_services": "Val", "lib_com": "VAL DE LOIRE", "code_postal": "4000",
        "h_lundi": "9:00 - 12:00 / 13h30-17h", "h_mardi": "10:00 - 13:00 / Après-midi sur RDV", "h_mercredi": "-",
        "h_jeudi": "Horaires non communiqués", "Labellisation": "Espace labellisé 02/2020", "categorie": "FS itinerante"
    }}]});
    let row = rows_of(&Format::FranceServices, &house.to_string()).remove(0);
    let place = content(&row);
    assert_eq!(place["name"], "France Services Val");
    assert_eq!(place["address"]["municipality"], "Val De Loire");
    assert_eq!(
        place["opening_hours"],
        "Mo 09:00-12:00,13:30-17:00; Tu 10:00-13:00"
    );
    assert_eq!(
        place["opening_hours_note"],
        "mardi : 10:00 - 13:00 / Après-midi sur RDV"
    );
    assert_eq!(place["source"]["updated"], "2020-02-01");
    assert_eq!(place["mobility"], serde_json::json!(["itinerant"]));
    assert_eq!(taken(&row).1, ["import-zero-lost", "import-hours-note"]);
}

#[test]
fn an_event_is_read_bare_or_inside_an_answer() {
    let event = serde_json::json!({
        "uid": 1, "title": {"fr": "Atelier"}, "longDescription": {"fr": "<p>Apprendre</p>"}, "conditions": {"fr": "Entrée libre"},
        "timings": [{"begin": "2026-01-05T09:00:00.000Z", "end": "2026-01-05T10:00:00.000Z"}, {"begin": "2026-01-06T09:00:00"}],
        "status": 6, "attendanceMode": 2, "onlineAccessLink": "example.org/salle", "accessibility": {"hi": true},
        "registration": ["02 41 00 00 00", {"type": "email", "value": "a@example.org"}, "?"],
        "location": {"name": "Mairie", "address": "1 rue, 49000 Angers", "postalCode": "49000", "city": "Angers",
                     "insee": "49007", "latitude": 47.47, "longitude": -0.55},
        "image": {"base": "https://img.example.org/", "filename": "a.jpg"}, "imageCredits": "Ville", "state": 1,
        "categories": 7, "types-de-publics": [{"id": 19, "label": {"fr": "Jeune public", "en": "Children"}}],
        "type": {"id": 3, "label": "Concert"}
    });
    for text in [
        event.to_string(),
        serde_json::json!({"success": true, "event": event}).to_string(),
    ] {
        let row = rows_of(&Format::OpenAgenda, &text).remove(0);
        let (items, repairs) = taken(&row);
        assert_eq!(
            (items[0].key.as_str(), items[0].listed),
            ("openagenda:1", false)
        );
        let event = &items[0].content;
        assert_eq!(
            event["occurrences"][1]["start"],
            "2026-01-06T09:00:00+01:00"
        );
        assert_eq!(
            (&event["status"], &event["attendance"]),
            (&"cancelled".into(), &"online".into())
        );
        assert_eq!(
            (&event["details"], &event["fees"][0]),
            (&"Apprendre".into(), &"gratuit".into())
        );
        assert_eq!(event["address"]["street"], "1 rue");
        let mut words: Vec<&str> = event["keywords"]
            .as_array()
            .unwrap()
            .iter()
            .filter_map(|word| word.as_str())
            .collect();
        words.sort_unstable();
        assert_eq!(
            words,
            ["Concert", "Jeune public"],
            "a bare number says nothing"
        );
        assert_eq!(event["registration"].as_array().unwrap().len(), 2);
        assert_eq!(
            repairs,
            [
                "import-text-markup",
                "import-moment-zone",
                "import-own-number",
                "import-link-scheme",
                "import-registration"
            ]
        );
    }
    let without = rows_of(
        &Format::OpenAgenda,
        r#"{"title": "A", "slug": "a", "location": {}}"#,
    );
    assert_eq!(why(&without[0]), ["import-missing"]);
}

#[test]
fn structures_and_services_of_both_versions_are_read() {
    let list = serde_json::json!({
        "structures": [{"source": "dora", "id": "s1", "nom": "Asso", "siret": "43493312300029", "date_maj": "2024-01-31",
                        "commune": "Angers", "code_insee": "49007", "reseaux_porteurs": ["emmaus"]}],
        "services": [
            {"source": "dora", "id": "v1", "structure_id": "s1", "nom": "Aide", "description": "Aider.", "date_maj": "2024-01-31",
             "type": "accompagnement", "thematiques": ["numerique--acceder-a-des-services-en-ligne"], "frais": "gratuit",
             "contact_nom_prenom": "Une Personne", "zone_eligibilite": ["?!", "49", "france"], "volume_horaire_hebdomadaire": 500, "code_postal": "49000",
             "latitude": 47.47, "longitude": -0.55, "horaires_accueil": "Mo-Fr 09:00-12:00", "nombre_semaines": 4},
            {"source": "dora", "id": "v0", "structure_id": "s1", "nom": "Ancien", "presentation_resume": "Aider.",
             "types": ["atelier", "formation"], "profils": ["seniors", "inconnus"],
             "modes_orientation_beneficiaire": ["envoyer-un-mail"], "date_maj": "2023-01-31"}
        ]
    });
    let mut rows = rows_of(&Format::DataInclusion, &list.to_string());
    rows.sort_by_key(|row| taken(row).0[0].kind);
    let organisation = &taken(&rows[0]).0[0];
    assert_eq!(
        (organisation.kind, organisation.key.as_str()),
        ("organisation", "dora:s1")
    );
    assert_eq!(organisation.content["siren"], "434933123");
    let service = &taken(&rows[1]).0[0];
    assert_eq!(service.content["organisation"]["key"], "dora:s1");
    assert_eq!(
        service.content["locations"][0]["opening_hours"],
        "Mo-Fr 09:00-12:00"
    );
    assert_eq!(
        service.content["eligibility_areas"],
        serde_json::json!(["49", "france"])
    );
    assert_eq!(
        taken(&rows[1]).1,
        ["import-left-out", "import-left-out"],
        "500 hours, and `?!`"
    );
    let kind = KindRegistry::core().get("service").unwrap();
    assert!(
        !kind
            .peers(&service.content.to_string())
            .contains("Une Personne")
    );
    let old = content(&rows[2]);
    assert_eq!(
        (&old["type"], &old["audiences"][0]),
        (&"atelier".into(), &"seniors".into())
    );
    assert_eq!(
        old["access_modes"],
        serde_json::json!(["envoyer-un-courriel"])
    );
    assert_eq!(taken(&rows[2]).1, ["import-term"]);
}

#[test]
fn communes_come_as_a_table_or_from_the_geographic_api() {
    let table = "code,nom,type,departement,region,codes_postaux,population,latitude,longitude\n\
                 01001,Aube,commune-actuelle,01,84,01400|01401,860,46.15,4.93\n\
                 01002,Hier,commune-deleguee,01,84,01400,2,46.15,4.93\n1x,Faux,commune-actuelle,,,,,,\n";
    let api = r#"[{"nom": "Aube", "code": "01001", "codesPostaux": ["01400", "01401"], "population": 860,
                   "centre": {"type": "Point", "coordinates": [4.93, 46.15]}, "codeDepartement": "01", "codeRegion": "84",
                   "codeEpci": "200000172"}]"#;
    let read = |text: &'static str| -> Vec<_> {
        let found = communes(Box::new(std::io::Cursor::new(text))).unwrap();
        found.map(Result::unwrap).collect()
    };
    let (from_table, from_api) = (read(table), read(api));
    let mut expected = from_api[0].clone().unwrap();
    assert_eq!(expected.epci.take().as_deref(), Some("200000172"));
    assert_eq!(from_table[0], Ok(expected));
    assert_eq!(
        why(from_table[1].as_ref().unwrap_err()),
        ["import-commune-of-the-past"]
    );
    assert_eq!(
        why(from_table[2].as_ref().unwrap_err()),
        ["import-insee-code"]
    );
}
