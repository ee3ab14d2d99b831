//! Each defect that real files have, on fictional rows, with the row's fate.

use super::*;

const HEAD: &str = "id;pivot;nom;commune;code_postal;code_insee;adresse;latitude;longitude;telephone;courriels;services;\
                    frais_a_charge;date_maj;source";

fn national(lines: &str) -> Vec<Row> {
    rows_of(&Format::MediationNumerique, &format!("{HEAD}\n{lines}"))
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
fn a_row_that_was_only_a_try_is_passed_over() {
    let rows = national(
        "1;;TEST;Angers;49000;;1 rue;;;;;;;;\n2;;Test de Turing;Angers;49000;;1 rue;;;;;;;;",
    );
    assert_eq!(
        (why(&rows[0]), why(&rows[1])),
        (vec!["import-test-row"], vec![])
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
