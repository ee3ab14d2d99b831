//! Each defect that was met, with what becomes of it.

mod hours;
mod telephones;

use jiff::civil::date as day;
use jiff::tz::TimeZone;

use super::links::email;
use super::*;

fn key<T>(mended: &Mended<T>) -> Option<&'static str> {
    mended.what.as_ref().map(|what| what.key)
}

#[test]
fn a_code_gets_its_zero_back() {
    assert_eq!(postal_code("1000").value.as_deref(), Some("01000"));
    assert_eq!(key(&postal_code("1000")), Some("import-zero-lost"));
    assert_eq!(postal_code("49000"), Mended::fine("49000".into()));
    assert_eq!(postal_code("49 000").value.as_deref(), Some("49000"));
    assert_eq!(postal_code("49000.0").value.as_deref(), Some("49000"));
    assert_eq!(key(&postal_code("F-49")), Some("import-postal-code"));
    assert_eq!(postal_code(""), Mended::nothing());
    assert_eq!(insee_code("1053").value.as_deref(), Some("01053"));
    assert_eq!(insee_code("2a004").value.as_deref(), Some("2A004"));
    assert_eq!(insee_code("97411").value.as_deref(), Some("97411"));
    assert_eq!(key(&insee_code("99")), Some("import-insee-code"));
    assert_eq!(key(&insee_code("20004")), Some("import-insee-code"));
}

#[test]
fn a_code_names_its_department() {
    for (code, department) in [
        ("49007", "49"),
        ("2A004", "2A"),
        ("20090", "2A"),
        ("20200", "2B"),
        ("97411", "974"),
    ] {
        assert_eq!(department_of(code).as_deref(), Some(department));
    }
}

#[test]
fn an_establishment_is_known_by_its_number() {
    let siret = |text: &str| match establishment(text).value {
        Some(Establishment::Siret(siret)) => siret,
        other => panic!("{text}: {other:?}"),
    };
    assert_eq!(siret("401 092 267 00020"), "40109226700020");
    assert_eq!(key(&establishment("43493312300029")), None);
    assert_eq!(
        key(&establishment("43493312300028")),
        Some("import-siret-key")
    );
    assert_eq!(
        key(&establishment("35600000000048")),
        None,
        "La Poste's head office"
    );
    assert_eq!(
        key(&establishment("35600000063516")),
        None,
        "an office of La Poste"
    );
    assert_eq!(establishment("00000000000000"), Mended::nothing());
    assert_eq!(
        establishment("434933123"),
        Mended::fine(Establishment::Siren("434933123".into()))
    );
    assert_eq!(
        establishment("W131004321"),
        Mended::fine(Establishment::Rna("W131004321".into()))
    );
    assert_eq!(key(&establishment("12345")), Some("import-siret"));
    // 05… as an integer.
    assert_eq!(siret("5450093900019"), "05450093900019");
}

#[test]
fn yes_and_no_have_many_words() {
    for yes in ["True", "oui", "Oui ", "1", "x", "X", "VRAI", "1.0"] {
        assert_eq!(flag(yes), Some(true), "{yes}");
    }
    for no in ["False", "non", "0", "Faux"] {
        assert_eq!(flag(no), Some(false), "{no}");
    }
    for neither in ["", "?", "-", "peut-être"] {
        assert_eq!(flag(neither), None, "{neither}");
    }
}

#[test]
fn a_point_is_in_france_and_in_its_department_or_left_out() {
    assert_eq!(
        degrees(47.47, -0.55, Some("49")),
        Mended::fine((47.47, -0.55))
    );
    assert_eq!(
        degrees(-0.55, 47.47, Some("49")).value,
        Some((47.47, -0.55))
    );
    assert_eq!(
        key(&degrees(-0.55, 47.47, None)),
        Some("import-point-swapped")
    );
    assert_eq!(key(&degrees(0.0, 0.0, None)), Some("import-point-zero"));
    assert_eq!(
        key(&degrees(45.0, -4.0, None)),
        Some("import-point-outside"),
        "the Bay of Biscay"
    );
    assert_eq!(
        key(&degrees(40.4, -3.7, Some("49"))),
        Some("import-point-outside"),
        "Madrid"
    );
    assert_eq!(
        key(&degrees(43.45, 5.41, Some("16"))),
        Some("import-point-elsewhere")
    );
    assert_eq!(key(&degrees(-21.1, 55.5, Some("974"))), None, "La Réunion");
    assert_eq!(decimal("475198,1216"), Some(475198.1216));
    assert_eq!(decimal("6 692 424,5"), Some(6692424.5));
}

#[test]
fn lambert_93_becomes_degrees() {
    let grid = Projection::new("EPSG:2154").unwrap();
    // The grid's origin, by its definition.
    let (latitude, longitude) = grid.degrees(700_000.0, 6_600_000.0).unwrap();
    assert!((latitude - 46.5).abs() < 1e-6 && (longitude - 3.0).abs() < 1e-6);
    // Angers' town hall, within some metres.
    let (latitude, longitude) = grid.degrees(432_600.0, 6_713_600.0).unwrap();
    assert!(
        (latitude - 47.47).abs() < 0.02 && (longitude + 0.55).abs() < 0.02,
        "{latitude} {longitude}"
    );
    let zone = Projection::new("epsg:3947").unwrap();
    let (latitude, longitude) = zone.degrees(1_700_000.0, 6_200_000.0).unwrap();
    assert!((latitude - 47.0).abs() < 1e-6 && (longitude - 3.0).abs() < 1e-6);
    for code in ["5490", "2972", "2975", "4471", "4467"] {
        assert!(Projection::new(code).is_ok(), "{code}");
    }
    assert!(
        Projection::new("EPSG:1")
            .unwrap_err()
            .to_string()
            .contains("EPSG:2154")
    );
}

#[test]
fn a_date_is_read_in_each_form() {
    let today = day(2026, 11, 22);
    for text in [
        "2024-01-31",
        "31/01/2024",
        "31-01-2024",
        "2024/01/31 14:16:50.898",
        "2024-01-31T10:00:00Z",
        "1706659200",
        "1706659200000",
    ] {
        assert_eq!(date(text, today).value, Some(day(2024, 1, 31)), "{text}");
    }
    assert_eq!(key(&date("09/0102023", today)), Some("import-date"));
    assert_eq!(key(&date("31/02/2024", today)), Some("import-date"));
    assert_eq!(key(&date("2027-01-01", today)), Some("import-date-future"));
    assert_eq!(date("", today), Mended::nothing());
}

#[test]
fn a_moment_without_zone_is_that_of_paris() {
    let paris = TimeZone::get("Europe/Paris").unwrap();
    assert_eq!(
        moment("2024-07-01T10:00:00", &paris).value.as_deref(),
        Some("2024-07-01T10:00:00+02:00")
    );
    assert_eq!(key(&moment("2024-07-01T10:00:00.000Z", &paris)), None);
    assert_eq!(key(&moment("demain", &paris)), Some("import-date"));
}

#[test]
fn a_link_gets_its_scheme_and_nothing_dangerous_passes() {
    assert_eq!(
        link("www.example.org/a").value.as_deref(),
        Some("https://www.example.org/a")
    );
    assert_eq!(key(&link("http://example.org")), None);
    assert_eq!(
        link("http:/example.org").value.as_deref(),
        Some("https://example.org/")
    );
    for text in [
        "javascript:alert(1)",
        "voir mairie",
        "contact@example.org",
        "http://localhost",
        "file:///etc/passwd",
    ] {
        assert_eq!(link(text).value, None, "{text}");
    }
    let two = links("https://a.example.org|https://b.example.org");
    assert_eq!(two.len(), 2);
}

#[test]
fn an_email_is_told_from_what_is_none() {
    assert_eq!(
        email("a.b@example.org"),
        Mended::fine("a.b@example.org".into())
    );
    assert_eq!(
        email("mailto:a@example.org").value.as_deref(),
        Some("a@example.org")
    );
    for text in [
        "https://example.org/contact",
        "twitter@cpam49",
        "a@b",
        "a..b@example.org",
        "é@example.org",
    ] {
        assert_eq!(key(&email(text)), Some("import-email"), "{text}");
    }
    let found: Vec<_> = emails("a@example.org;b@example.org / c@example.org")
        .into_iter()
        .filter_map(|(_, mended)| mended.value)
        .collect();
    assert_eq!(found, ["a@example.org", "b@example.org", "c@example.org"]);
}

#[test]
fn a_text_loses_its_markup() {
    let text = plain(
        "Un <b>atelier</b><br/>d&#39;aide &amp; d&eacute;couverte\0",
        100,
    );
    assert_eq!(
        text.value.as_deref(),
        Some("Un atelier\nd'aide & découverte")
    );
    assert_eq!(key(&text), Some("import-text-markup"));
    assert_eq!(plain("a < b & c", 100), Mended::fine("a < b & c".into()));
    let cut = plain(&"é".repeat(50), 10);
    assert_eq!(cut.value.unwrap().chars().count(), 10);
    assert_eq!(key(&plain("a\0b", 10)), Some("import-text-control"));
    assert_eq!(plain(" \n ", 10), Mended::nothing());
}

#[test]
fn a_list_has_two_separators_and_that_of_postgresql() {
    assert_eq!(items("a|b;c"), ["a", "b", "c"]);
    assert_eq!(
        items("{EPN,\"Promeneur du net\"}"),
        ["EPN", "Promeneur du net"]
    );
    assert!(items(" ").is_empty());
}

#[test]
fn an_address_in_one_string_is_taken_apart() {
    let parts = |text: &str| whole_address(text).map(|parts| parts.join("|"));
    assert_eq!(
        parts("1 rue du Port, 49000 Angers").as_deref(),
        Some("1 rue du Port|49000|Angers")
    );
    assert_eq!(
        parts("ZA 12345, 2 allée B - 49100  Saint-Jean des Mauvrets, France").as_deref(),
        Some("ZA 12345, 2 allée B|49100|Saint-Jean des Mauvrets")
    );
    assert_eq!(parts("Place de la Mairie"), None);
    assert_eq!(parts("Angers 49000"), None);
}
