//! The published samples of RFC 8785, and what a strict reader must refuse.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;

fn form(text: &str) -> String {
    let value = read(text.as_bytes(), RECORD_BYTES_MAX).unwrap();
    String::from_utf8(canonical_value(&value).unwrap()).unwrap()
}

fn refusal(text: &str) -> JsonError {
    read(text.as_bytes(), RECORD_BYTES_MAX).unwrap_err()
}

#[test]
fn the_samples_of_rfc_8785_come_out_as_printed() {
    let samples = [
        (
            include_str!("../../testdata/json/rfc8785-3.2.2.input.json"),
            include_str!("../../testdata/json/rfc8785-3.2.2.canonical.json"),
        ),
        (
            include_str!("../../testdata/json/rfc8785-3.2.3.input.json"),
            include_str!("../../testdata/json/rfc8785-3.2.3.canonical.json"),
        ),
    ];
    for (input, canonical) in samples {
        assert_eq!(form(input), canonical);
        assert_eq!(form(canonical), canonical, "the form is its own");
    }
}

#[test]
fn the_numbers_of_appendix_b_come_out_as_printed() {
    for line in include_str!("../../testdata/json/rfc8785-appendix-b.txt").lines() {
        let (bits, text) = line.split_once(' ').unwrap();
        let number = f64::from_bits(u64::from_str_radix(bits, 16).unwrap());
        assert_eq!(canonical(&number).unwrap(), text.as_bytes(), "{bits}");
        assert_eq!(form(text), text, "{bits} is read as it was written");
    }
}

#[test]
fn what_no_careful_writer_sends_is_refused() {
    assert_eq!(
        refusal(r#"{"a":1,"b":{"c":1,"c":2}}"#),
        JsonError::DuplicateKey("c".to_owned())
    );
    assert_eq!(
        refusal(r#"{"a":1,"\u0061":2}"#),
        JsonError::DuplicateKey("a".to_owned()),
        "equal keys written in two ways"
    );
    for text in [
        "",
        " ",
        "{",
        "{} {}",
        "{}x",
        "[1,]",
        "{'a':1}",
        "NaN",
        "-",
        "01",
        "1.",
        "+1",
        "\u{feff}{}",
        r#""\ud83d""#,
        r#""\ude00""#,
        r#""\ude00\ud83d""#,
        "\"\n\"",
        r#""\x""#,
        "{1:2}",
        "1e400",
    ] {
        assert!(matches!(refusal(text), JsonError::Syntax(_)), "{text:?}");
    }
    assert!(matches!(
        read(b"\"\xff\"", 10).unwrap_err(),
        JsonError::Syntax(_)
    ));
}

#[test]
fn depth_and_length_have_bounds() {
    let nested = |depth| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    assert!(read(nested(DEPTH_MAX).as_bytes(), 1000).is_ok());
    assert_eq!(refusal(&nested(DEPTH_MAX + 1)), JsonError::TooDeep);
    assert_eq!(refusal(&"[".repeat(60_000)), JsonError::TooDeep);
    assert_eq!(refusal(&"{\"a\":".repeat(10_000)), JsonError::TooDeep);
    let long = format!("\"{}\"", "a".repeat(RECORD_BYTES_MAX));
    assert_eq!(
        refusal(&long),
        JsonError::TooLong {
            bytes_max: RECORD_BYTES_MAX
        }
    );
}

#[test]
fn an_integer_that_a_double_would_round_is_refused() {
    for text in [
        "9007199254740993",
        "-9007199254740993",
        "9223372036854775808",
        "18446744073709551615",
    ] {
        assert_eq!(refusal(text), JsonError::Number, "{text}");
    }
    assert_eq!(form("9007199254740991"), "9007199254740991");
    assert_eq!(form("9223372036854776000"), "9223372036854776000");
    assert_eq!(form("-7498580692804550000"), "-7498580692804550000");
}

#[test]
fn only_the_canonical_bytes_pass_as_canonical() {
    let canonical = |text: &str| read_canonical(text.as_bytes(), 1000);
    assert_eq!(
        canonical(r#"{"a":1,"b":"é"}"#).unwrap(),
        json!({"a": 1, "b": "é"})
    );
    for text in [
        r#"{"b":1,"a":1}"#,
        r#"{"a": 1}"#,
        r#"{"a":1.0}"#,
        r#"{"a":-0}"#,
        r#"{"a":"\u00e9"}"#,
        r#"{"a":"\/"}"#,
        "{\"a\":1}\n",
        "295147905179352830001",
    ] {
        assert_eq!(
            canonical(text).unwrap_err(),
            JsonError::NotCanonical,
            "{text}"
        );
    }
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        (-(1_i64 << 53) + 1..1 << 53).prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        ".*".prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 40, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::btree_map(".*", inner, 0..6).prop_map(Value::from_iter),
        ]
    })
}

proptest! {
    #[test]
    fn no_bytes_make_the_reader_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let _ = read(&bytes, 200);
    }

    #[test]
    fn no_text_of_json_s_own_letters_makes_it_panic(text in r#"[\[\]{}:,"\\u0-9a-fEe+.\- ntrl]{0,80}"#) {
        if let Ok(value) = read(text.as_bytes(), 200) {
            let form = canonical_value(&value).unwrap();
            prop_assert_eq!(canonical_value(&read(&form, 400).unwrap()).unwrap(), form);
        }
    }

    #[test]
    fn what_is_written_canonically_is_read_as_canonical(value in any_json()) {
        let form = canonical_value(&value).unwrap();
        let read = read_canonical(&form, PAGE_BYTES_MAX).unwrap();
        prop_assert_eq!(canonical_value(&read).unwrap(), form);
    }
}
