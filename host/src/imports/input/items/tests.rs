//! Each shape of a list, and each way in which it can be broken.

use serde_json::json;

use super::super::ROW_BYTES_MAX;
use super::*;

fn items(text: &str) -> (Vec<Found>, Option<ReadError>) {
    let text = Text::new(Box::new(std::io::Cursor::new(text.to_owned()))).unwrap();
    let mut items = Items::new(text);
    let mut found = Vec::new();
    loop {
        match items.next_item() {
            Ok(Some(item)) => found.push(item),
            Ok(None) => return (found, None),
            Err(error) => return (found, Some(error)),
        }
    }
}

fn values(text: &str) -> Vec<Value> {
    let (found, error) = items(text);
    assert!(error.is_none(), "{text}: {error:?}");
    found.into_iter().map(|found| found.item.unwrap()).collect()
}

#[test]
fn each_shape_of_a_list_gives_its_items() {
    let two = [json!({"a": 1}), json!({"a": "]}\"\\"})];
    let second = r#"{"a": "]}\"\\"}"#;
    for text in [
        format!(r#"[{{"a": 1}}, {second}]"#),
        format!("{{\"a\": 1}}\n{second}\n"),
        format!(r#"{{"a": 1}}{second}"#),
        format!(r#"[{{"a": 1}}][{second}]"#),
        format!(
            r#"{{"type": "F", "crs": {{"data": [1]}}, "features": [{{"a": 1}},{second}], "x": [3]}}"#
        ),
        format!(r#"{{"data" : [ {{"a": 1}} ], "results": [{second}]}}"#),
        format!("\u{1e}{{\"a\": 1}}\n\u{1e}{second}"),
    ] {
        assert_eq!(values(&text), two, "{text}");
    }
    assert_eq!(values("[1, \"deux\", null, [3]]").len(), 4);
    assert_eq!(values(" [ ] "), Vec::<Value>::new());
    assert_eq!(values(r#"{"data": []}"#), Vec::<Value>::new());
}

#[test]
fn an_object_without_a_list_is_an_item() {
    let event = r#"{"title": {"data": [1]}, "timings": [1, 2], "note": "data"}"#;
    assert_eq!(values(event).len(), 1);
    let (found, _) = items(r#"{"structures": [1], "services": [2, 3]}"#);
    let lists: Vec<_> = found.iter().map(|found| found.list).collect();
    assert_eq!(
        lists,
        [Some("structures"), Some("services"), Some("services")]
    );
}

#[test]
fn a_truncated_file_gives_what_is_whole_and_says_where_it_ends() {
    let (found, error) = items("[{\"a\": 1},\n{\"a\": \"b");
    assert_eq!(found.len(), 1);
    let error = error.unwrap();
    assert!(
        matches!(
            &error,
            ReadError::Shape {
                line: 2,
                byte: 19,
                ..
            }
        ),
        "{error}"
    );
    assert_eq!(error.what().key, "import-truncated");
    assert!(items("[{\"a\": 1}").1.is_some());
    assert!(items("{\"data\": [1]").1.is_some());
}

#[test]
fn a_bad_item_is_refused_alone() {
    let deep = format!("{}1{}", "[".repeat(5_000), "]".repeat(5_000));
    let long = format!("{{\"a\": \"{}\"}}", "x".repeat(2 * ROW_BYTES_MAX));
    let text = format!("[{{\"a\" 1}}, {deep}, {long}, {{\"a\": 2}}]");
    let (found, error) = items(&text);
    assert!(error.is_none());
    let keys: Vec<_> = found
        .iter()
        .map(|found| {
            found
                .item
                .as_ref()
                .map_or_else(|what| what.key, |_| "taken")
        })
        .collect();
    assert_eq!(
        keys,
        [
            "import-item-not-json",
            "import-item-too-deep",
            "import-item-too-long",
            "taken"
        ]
    );
}

#[test]
fn what_is_no_json_is_refused_with_its_place() {
    let (found, error) = items("[1] oops");
    assert_eq!(found.len(), 1);
    assert_eq!(error.unwrap().what().key, "import-not-json");
}
