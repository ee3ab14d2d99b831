//! Kinds: the core ones compile, strangers' are bounded, refusals are in words.

use super::*;

mod shares;

const CORE: [&str; 7] = [
    "event",
    "organisation",
    "place",
    "procedure",
    "professional",
    "resource",
    "service",
];

fn refusal(schema: &str) -> String {
    let refused = Kind::compile("a.b", Some("a"), schema).unwrap_err();
    assert_eq!(refused.code(), "invalid");
    refused.to_string()
}

#[test]
fn the_core_kinds_compile_and_their_paths_lead_somewhere() {
    let kinds = KindRegistry::core();
    assert_eq!(kinds.names(), CORE);
    for name in kinds.names() {
        let kind = kinds.get(&name).unwrap();
        assert!(kind.annotations().labels.contains_key("fr"));
        for path in schema::paths(kind.annotations()) {
            let first = path.split('/').nth(1).unwrap();
            assert!(
                kind.schema()["properties"].get(first).is_some(),
                "{name} {path}"
            );
        }
    }
}

#[test]
fn a_hostile_schema_is_refused_in_words() {
    let nested = format!(
        r#"{{"type":"object","x":{}1{}}}"#,
        "[".repeat(60),
        "]".repeat(60)
    );
    let doubling: Vec<String> = (0..30)
        .map(|n| format!(r##""d{n}": {{"allOf": [{{"$ref": "#/$defs/d{0}"}}, {{"$ref": "#/$defs/d{0}"}}]}}"##, n + 1))
        .collect();
    let doubling = format!(
        r##"{{"type":"object","$ref":"#/$defs/d0","$defs":{{{},"d30":{{}}}}}}"##,
        doubling.join(",")
    );
    let large = format!(r#"{{"type":"object","title":"{}"}}"#, "x".repeat(300_000));
    let cases = [
        ("[]", "root must say"),
        ("{", "EOF"),
        (
            r#"{"type":"object","$ref":"file:///etc/passwd"}"#,
            "`$ref` names nothing",
        ),
        (
            r#"{"type":"object","$ref":"https://example.org/s"}"#,
            "`$ref` names nothing",
        ),
        (r##"{"type":"object","$ref":"#"}"##, "refers to itself"),
        (
            r##"{"type":"object","$defs":{"a":{"anyOf":[{"$ref":"#/$defs/a"}]}}}"##,
            "refers to itself",
        ),
        (
            r#"{"type":"object","properties":{"a":{"x-share":"all"}}}"#,
            "\"public\", \"peers\" or \"never\"",
        ),
        (
            r#"{"type":"object","x-maille":{"title":"name"}}"#,
            "JSON Pointer",
        ),
        (
            r#"{"type":"object","x-maille":{"colour":"red"}}"#,
            "unknown field `colour`",
        ),
        (
            r#"{"type":"object","properties":{"a":{"pattern":"(a{1000}){1000}"}}}"#,
            "a.b",
        ),
        (
            r#"{"type":"object","properties":{"a":{"pattern":"(?=a)"}}}"#,
            "a.b",
        ),
        (
            r#"{"type":"object","properties":{"a":{"type":"colour"}}}"#,
            "a.b",
        ),
        (nested.as_str(), "nested deeper"),
        (doubling.as_str(), "speak of one value"),
        (large.as_str(), "at most"),
    ];
    for (schema, part) in cases {
        let message = refusal(schema);
        assert!(message.contains(part), "{message}");
        assert!(message.len() < 2_000, "{}", message.len());
    }
}

#[test]
fn a_pattern_that_would_take_for_ever_takes_no_time() {
    let schema = r#"{"type":"object","properties":{"a":{"type":"string","pattern":"^(a+)+$"}}}"#;
    let kind = Kind::compile("a.b", Some("a"), schema).unwrap();
    let content = format!(r#"{{"a":"{}!"}}"#, "a".repeat(50_000));
    let refused = kind.check(&content).unwrap_err().to_string();
    assert!(
        refused.contains("does not have the form") && refused.len() < 300,
        "{refused}"
    );
}

#[test]
fn formats_are_checked() {
    let kind = KindRegistry::core().get("place").unwrap();
    let refused = kind
        .check(r#"{"name":"M","email":"personne"}"#)
        .unwrap_err()
        .to_string();
    assert!(
        refused.contains("/email") && refused.contains("is no email"),
        "{refused}"
    );
    assert!(
        kind.check(r#"{"name":"M","website":"javascript:alert(1)"}"#)
            .is_err()
    );
}

#[test]
fn a_plugin_declares_only_kinds_of_its_own() {
    let kinds = KindRegistry::core();
    let schema = r#"{"type":"object"}"#;
    for name in [
        "place",
        "other.event",
        "agenda",
        "agenda.",
        "agenda.Event",
        "agenda.a.b",
        "agendaevent",
    ] {
        assert!(
            kinds.declare("agenda", &[(name, schema)]).is_err(),
            "{name}"
        );
    }
    kinds
        .declare(
            "agenda",
            &[("agenda.event", schema), ("agenda.series", schema)],
        )
        .unwrap();
    assert!(
        kinds
            .declare("agenda", &[("agenda.event", schema), ("agenda.bad", "[]")])
            .is_err()
    );
    assert!(
        kinds.get("agenda.series").is_some(),
        "a refusal changes nothing"
    );
    kinds
        .declare("agenda", &[("agenda.event", schema)])
        .unwrap();
    assert!(kinds.get("agenda.series").is_none());
    kinds.withdraw("agenda");
    assert_eq!(kinds.names(), CORE);
}

#[test]
fn titles_and_summaries_are_read_at_their_paths() {
    let kind = KindRegistry::core().get("place").unwrap();
    let content = serde_json::json!({"name": "Mairie", "description": "Accueil"});
    assert_eq!(
        (kind.title(&content), kind.summary(&content)),
        ("Mairie".into(), "Accueil".into())
    );
    assert_eq!(kind.title(&serde_json::json!({})), "");
}

#[test]
fn a_list_on_the_way_stands_for_each_item() {
    let content = serde_json::json!({"a": [{"b": [1, 2]}, {"b": 3}, {"c": 4}], "x/y": 5});
    let numbers = |path| {
        values_at(&content, path)
            .into_iter()
            .filter_map(Value::as_i64)
            .collect::<Vec<_>>()
    };
    assert_eq!(numbers("/a/b"), [1, 2, 3]);
    assert_eq!(numbers("/a/1/b"), [3]);
    assert_eq!(numbers("/x~1y"), [5]);
    assert!(numbers("/none").is_empty());
}

#[test]
fn a_term_that_is_not_there_is_answered_with_the_nearest() {
    let kind = KindRegistry::core().get("place").unwrap();
    let refused = |content: &str| kind.check(content).unwrap_err().to_string();
    let near = refused(r#"{"name":"M","programmes":["aidant-connect"]}"#);
    assert!(
        near.contains("/programmes/0") && near.contains("did you mean `aidants-connect`?"),
        "{near}"
    );
    let few = refused(r#"{"name":"M","fees":["cher"]}"#);
    assert!(
        few.contains("is not among `gratuit`, `gratuit-sous-condition`, `payant`: choose one"),
        "{few}"
    );
    let far = refused(r#"{"name":"M","themes":["zzzz"]}"#);
    assert!(far.contains("is none of the 69 terms"), "{far}");
    let twice = refused(r#"{"name":"M","fees":["payant","payant"]}"#);
    assert!(twice.contains("names something twice"), "{twice}");
}

#[test]
fn a_vocabulary_that_is_not_there_is_refused_with_those_that_are() {
    let message = refusal(r#"{"type":"object","properties":{"a":{"x-vocabulary":"colours"}}}"#);
    assert!(
        message.contains("\"colours\"") && message.contains("audiences"),
        "{message}"
    );
}
