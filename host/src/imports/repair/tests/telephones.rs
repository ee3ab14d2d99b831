//! Telephone numbers, in and out.

use super::super::*;
use super::key;

fn numbers(text: &str) -> Vec<String> {
    let found = telephones(text).into_iter();
    found
        .filter_map(|(_, mended)| Some(mended.value?.number))
        .collect()
}

#[test]
fn a_telephone_number_is_as_people_dial_it() {
    for (text, number) in [
        ("0241215100", "02 41 21 51 00"),
        ("02.41.21.51.00", "02 41 21 51 00"),
        ("02-41-21-51-00", "02 41 21 51 00"),
        ("02 - 41 - 21 - 51 - 00", "02 41 21 51 00"),
        ("+33241215100", "02 41 21 51 00"),
        ("+33 (0)2 41 21 51 00", "02 41 21 51 00"),
        ("0033241215100", "02 41 21 51 00"),
        ("33241215100", "02 41 21 51 00"),
        ("241215100", "02 41 21 51 00"),
        ("3949", "39 49"),
        ("36 46", "36 46"),
        ("115", "115"),
        ("+262262123456", "02 62 12 34 56"),
        ("+687 12 34 56", "+687123456"),
        ("+41 22 123 45 67", "+41221234567"),
    ] {
        assert_eq!(numbers(text), [number], "{text}");
    }
}

#[test]
fn a_lost_zero_of_a_telephone_number_is_said() {
    assert_eq!(key(&telephones("241215100")[0].1), Some("import-zero-lost"));
    assert_eq!(
        key(&telephones("33241215100")[0].1),
        Some("import-telephone-plus")
    );
    assert_eq!(key(&telephones("02 41 21")[0].1), Some("import-telephone"));
    assert_eq!(key(&telephones("voir site")[0].1), Some("import-telephone"));
    assert!(telephones(" - ").is_empty() && telephones("--").is_empty());
}

#[test]
fn several_telephone_numbers_in_one_cell_are_told_apart() {
    let two = ["02 41 21 51 00", "06 00 00 00 01"];
    for text in [
        "02 41 21 51 00 / 06 00 00 00 01",
        "0241215100;0600000001",
        "02 41 21 51 00 ou 06 00 00 00 01",
        "02 41 21 51 00 - 06 00 00 00 01",
        "02 41 21 51 00\n06 00 00 00 01",
        "02412151000600000001",
    ] {
        assert_eq!(numbers(text), two, "{text}");
    }
    let labelled = telephones("02 41 21 51 00 (standard)");
    let telephone = labelled[0].1.value.clone().unwrap();
    assert_eq!(telephone.label.as_deref(), Some("standard"));
}

#[test]
fn a_telephone_number_goes_out_in_the_national_form() {
    for (number, form) in [
        ("02 41 21 51 00", Some("+33241215100")),
        ("02 62 12 34 56", Some("+262262123456")),
        ("05 90 12 34 56", Some("+590590123456")),
        ("+687123456", Some("+687123456")),
        ("39 49", None),
        ("+41221234567", None),
    ] {
        assert_eq!(international(number).as_deref(), form, "{number}");
    }
}
