//! Each defect that real files have, on fictional rows, with the row's fate.

use super::*;

const HEAD: &str = "id;pivot;nom;commune;code_postal;code_insee;adresse;latitude;longitude;telephone;courriels;services;\
                    frais_a_charge;date_maj;source";

fn national(lines: &str) -> Vec<Row> {
    rows_of(&Format::MediationNumerique, &format!("{HEAD}\n{lines}"))
}

fn local(properties: Value) -> Row {
    let feature = serde_json::json!({
        "type": "FeatureCollection",
        "features": [{"type": "Feature", "geometry": {"type": "Point", "coordinates": [-0.55, 47.47]},
                      "properties": properties}]
    });
    rows_of(&Format::LocalServices, &feature.to_string()).remove(0)
}

#[test]
fn both_list_separators_are_understood() {
    let line = |services: &str| {
        format!("1,,Lieu,Angers,49000,49007,1 rue,,,,,\"{services}\",,2024-01-31,Ici")
    };
    let head = HEAD.replace(';', ",");
    for services in [
        "Aide aux démarches administratives|Compréhension du monde numérique",
        "Aide aux démarches administratives;Compréhension du monde numérique",
    ] {
        let rows = rows_of(
            &Format::MediationNumerique,
            &format!("{head}\n{}", line(services)),
        );
        assert_eq!(
            content(&rows[0])["digital_services"],
            serde_json::json!([
                "aide-aux-demarches-administratives",
                "comprehension-du-monde-numerique"
            ])
        );
    }
}

#[test]
fn windows_1252_and_semicolons_are_understood() {
    let text = format!("{HEAD}\n1;;M\u{e9}diath\u{e8}que;Angers;49000;;1 rue;;;;;;;;Ici\n");
    let bytes: Vec<u8> = text
        .chars()
        .map(|letter| u8::try_from(u32::from(letter)).unwrap())
        .collect();
    let input = Box::new(std::io::Cursor::new(bytes));
    let row = rows(&Format::MediationNumerique, input, &options())
        .unwrap()
        .next()
        .unwrap()
        .unwrap();
    assert_eq!(content(&row)["name"], "Médiathèque");
    assert_eq!(taken(&row).0[0].key, "ici:1");
}

#[test]
fn what_was_repaired_is_said_by_column() {
    let rows = national(
        "1;43493312300029;Lieu;Bourg;1000;1053;1 rue;46,2;5,2;474000000;;;;31/01/2024;Ici",
    );
    let (items, repairs) = taken(&rows[0]);
    assert_eq!(
        repairs,
        ["import-zero-lost", "import-zero-lost", "import-zero-lost"]
    );
    let place = &items[0].content;
    assert_eq!(place["address"]["postal_code"], "01000");
    assert_eq!(place["telephone"], "04 74 00 00 00");
    assert_eq!(
        (&place["latitude"], &place["longitude"]),
        (&46.2.into(), &5.2.into())
    );
    assert_eq!(place["source"]["updated"], "2024-01-31");
    let Fate::Taken { repairs, .. } = &rows[0].fate else {
        panic!()
    };
    assert_eq!(
        (repairs[0].field.as_str(), repairs[0].value.as_str()),
        ("code_postal", "1000")
    );
}

#[test]
fn a_row_that_cannot_be_found_again_or_on_the_ground_is_refused() {
    let rows = national(
        ";;Lieu;Angers;49000;;1 rue;;;;;;;;\n2;;;Angers;49000;;1 rue;;;;;;;;\n3;;Lieu;;;;;;;;;;;;\n4;;Lieu;Angers;;;;;;;;;;;\n4;;Lieu;Angers;;;;;;;;;;;",
    );
    let fates: Vec<_> = rows.iter().map(why).collect();
    assert_eq!(
        fates,
        [
            vec!["import-missing"],
            vec!["import-missing"],
            vec!["import-nowhere"],
            vec![],
            vec!["import-key-repeated"]
        ]
    );
    assert_eq!(
        rows.iter().map(|row| row.number).collect::<Vec<_>>(),
        [2, 3, 4, 5, 6]
    );
}

#[test]
fn coordinates_at_zero_swapped_or_in_the_sea_are_told() {
    let line = |latitude: &str, longitude: &str| {
        let rows = national(&format!(
            "1;;Lieu;Angers;49000;49007;1 rue;{latitude};{longitude};;;;;;"
        ));
        let (items, repairs) = taken(&rows[0]);
        (items[0].content["latitude"].as_f64(), repairs)
    };
    assert_eq!(line("0", "0"), (None, vec!["import-point-zero"]));
    assert_eq!(
        line("-0.55", "47.47"),
        (Some(47.47), vec!["import-point-swapped"])
    );
    assert_eq!(line("45.0", "-4.0"), (None, vec!["import-point-outside"]));
    assert_eq!(line("43.3", "5.4"), (None, vec!["import-point-elsewhere"]));
    assert_eq!(line("", ""), (None, vec![]));
}

#[test]
fn a_department_narrows_an_import() {
    let mut options = options();
    options.department = Some("49".into());
    let text = format!(
        "{HEAD}\n1;;A;Angers;49000;;1 rue;;;;;;;;\n2;;B;Nantes;44000;;1 rue;;;;;;;;\n3;;C;Nulle part;;;1 rue;;;;;;;;"
    );
    let input = Box::new(std::io::Cursor::new(text));
    let found: Vec<_> = rows(&Format::MediationNumerique, input, &options)
        .unwrap()
        .map(|row| why(&row.unwrap()))
        .collect();
    assert_eq!(found, [vec![], vec!["import-other-department"], vec![]]);
}

#[test]
fn a_missing_column_is_named_with_the_nearest() {
    let text = HEAD.replace("commune", "comune");
    let input = Box::new(std::io::Cursor::new(text));
    let error = rows(&Format::MediationNumerique, input, &options())
        .err()
        .unwrap()
        .what();
    assert_eq!(error.key, "import-column-missing-near");
    assert_eq!(
        error.arguments[..2],
        [
            ("nearest", "comune".to_owned()),
            ("column", "commune".to_owned())
        ]
    );
}

#[test]
fn a_table_is_no_json_and_a_list_of_communes_no_records() {
    for (format, key) in [
        (Format::FranceServices, "import-expects-json"),
        (Format::Communes, "import-no-records"),
    ] {
        let input = Box::new(std::io::Cursor::new("a,b\n1,2\n"));
        assert_eq!(
            rows(&format, input, &options()).err().unwrap().what().key,
            key
        );
    }
    let empty = rows(&Format::OpenAgenda, Box::new(std::io::empty()), &options());
    assert_eq!(empty.err().unwrap().what().key, "import-empty-file");
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
        "image": {"base": "https://img.example.org/", "filename": "a.jpg"}, "imageCredits": "Ville", "state": 1
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
        assert_eq!(event["registration"].as_array().unwrap().len(), 2);
        assert_eq!(
            repairs,
            [
                "import-text-markup",
                "import-moment-zone",
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
             "contact_nom_prenom": "Une Personne", "zone_eligibilite": ["49", "france"], "code_postal": "49000",
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

/// A line that nobody keeps: it is made as it is read.
struct Endless(usize);

impl Read for Endless {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let count = self.0.min(buffer.len());
        buffer[..count].fill(b'x');
        self.0 -= count;
        Ok(count)
    }
}

#[test]
fn a_line_of_a_hundred_megabytes_is_refused_and_costs_no_memory() {
    let head = std::io::Cursor::new(format!("{HEAD}\n"));
    let tail = std::io::Cursor::new("\n1;;Lieu;Angers;49000;;1 rue;;;;;;;;");
    let input = Box::new(head.chain(Endless(100 << 20)).chain(tail));
    let found: Vec<_> = rows(&Format::MediationNumerique, input, &options())
        .unwrap()
        .collect();
    assert_eq!(why(found[0].as_ref().unwrap()), ["import-line-too-long"]);
    assert_eq!(content(found[1].as_ref().unwrap())["name"], "Lieu");
}
