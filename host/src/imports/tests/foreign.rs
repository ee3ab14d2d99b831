//! Whatever bytes a stranger sends: rows or an error, never a panic.

use proptest::prelude::*;

use super::super::repair;
use super::*;

fn formats() -> Vec<Format> {
    let mapped = Mapping::names().map(|name| Format::Mapped(Mapping::named(name).unwrap()));
    let own = [
        Format::MediationNumerique,
        Format::DataInclusion,
        Format::LocalServices,
        Format::FranceServices,
        Format::OpenAgenda,
        Format::Communes,
    ];
    own.into_iter().chain(mapped).collect()
}

fn read_all(bytes: &[u8]) {
    for format in formats() {
        let input = Box::new(std::io::Cursor::new(bytes.to_vec()));
        if let Ok(rows) = rows(&format, input, &options()) {
            let mut errors = 0;
            for row in rows {
                errors += usize::from(row.is_err());
            }
            assert!(errors <= 1, "an error ends a file");
        }
    }
    let all = communes(Box::new(std::io::Cursor::new(bytes.to_vec())));
    all.map(Iterator::count).ok();
}

/// Anything that may stand in a field.
fn value() -> impl Strategy<Value = Value> {
    let text = prop_oneof![
        any::<String>(),
        "[0-9+ ./h:à,-]{0,30}",
        "(lundi|mardi|de|à|au|9h|12h30|99999h|-|/| |et|fermé|<b>|&eacute;|http://|@|\\{|\\[|\"){0,9}",
    ];
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        text.prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 20, 4, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            proptest::collection::vec((field(), inner), 0..6)
                .prop_map(|fields| Value::Object(fields.into_iter().collect())),
        ]
    })
}

/// Names that some format looks for.
fn field() -> impl Strategy<Value = String> {
    let known = [
        "id",
        "nom",
        "Nom",
        "properties",
        "geometry",
        "coordinates",
        "adresse",
        "Adresse",
        "Ouverture",
        "PlageJ",
        "PlageH",
        "début",
        "fin",
        "plage_ouverture",
        "telephone",
        "pivot",
        "source",
        "structure_id",
        "title",
        "timings",
        "begin",
        "location",
        "image",
        "registration",
        "event",
        "uid",
        "centre",
        "code",
        "h_lundi",
        "MATRICULE",
        "horaires_accueil",
        "latitude",
        "longitude",
        "code_postal",
        "commune",
        "courriel",
        "zone_eligibilite",
        "keywords",
        "age",
        "status",
    ];
    proptest::sample::select(known.to_vec()).prop_map(str::to_owned)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn any_bytes_are_read_to_an_end(bytes in proptest::collection::vec(any::<u8>(), 0..600)) {
        read_all(&bytes);
    }

    #[test]
    fn any_json_is_read_to_an_end(items in proptest::collection::vec(value(), 0..4), cut in 0_usize..400) {
        let text = Value::from(items).to_string();
        read_all(text.as_bytes());
        read_all(&text.as_bytes()[..cut.min(text.len())]);
    }

    #[test]
    fn any_text_is_mended_or_left(text in any::<String>(), cell in "[0-9a-zà@:/.,;|+ h()<>&#-]{0,60}") {
        for text in [&text, &cell] {
            repair::telephones(text);
            repair::emails(text);
            repair::links(text);
            repair::opening_hours(text);
            repair::spans(text);
            repair::plain(text, 50);
            repair::items(text);
            repair::establishment(text);
            repair::postal_code(text);
            repair::insee_code(text);
            repair::date(text, options().today);
            repair::international(text);
        }
    }
}
