//! Whatever a record holds, its projections hold nothing that its kind keeps back.

use proptest::prelude::*;
use proptest::string::string_regex;
use serde_json::{Map, Value, json};

use super::super::{KindRegistry, Share};
use super::CORE;

/// Any value that fits a schema of ours: they have no combinators.
fn fitting(root: &Value, schema: &Value) -> BoxedStrategy<Value> {
    let schema = resolved(root, schema);
    if let Some(terms) = schema.get("enum").and_then(Value::as_array) {
        return proptest::sample::select(terms.clone()).boxed();
    }
    match schema.get("type").and_then(Value::as_str) {
        Some("object") => object(root, schema),
        Some("array") => proptest::collection::vec(fitting(root, &schema["items"]), 0..3)
            .prop_map(unique)
            .boxed(),
        Some("string") => string(schema),
        Some("boolean") => any::<bool>().prop_map(Value::from).boxed(),
        Some("integer") => (1_i64..100).prop_map(Value::from).boxed(),
        Some("number") => (0.0_f64..80.0).prop_map(Value::from).boxed(),
        _ => Just(json!({"any": ["thing"]})).boxed(),
    }
}

fn unique(mut items: Vec<Value>) -> Value {
    let mut kept = Vec::new();
    while let Some(item) = items.pop() {
        if !kept.contains(&item) {
            kept.push(item);
        }
    }
    Value::Array(kept)
}

fn object(root: &Value, schema: &Value) -> BoxedStrategy<Value> {
    let required = schema.get("required").and_then(Value::as_array);
    let properties = schema["properties"].as_object().unwrap().iter();
    let fields: Vec<BoxedStrategy<Option<(String, Value)>>> = properties
        .map(|(name, schema)| {
            let name = name.clone();
            let needed = required.is_some_and(|names| names.contains(&json!(name)));
            let field = fitting(root, schema).prop_map(move |value| (name.clone(), value));
            if needed {
                field.prop_map(Some).boxed()
            } else {
                proptest::option::of(field).boxed()
            }
        })
        .collect();
    fields
        .prop_map(|fields| fields.into_iter().flatten().collect::<Map<_, _>>().into())
        .boxed()
}

fn string(schema: &Value) -> BoxedStrategy<Value> {
    let text = match schema.get("format").and_then(Value::as_str) {
        Some("email") => "[a-z]{1,9}@example\\.org",
        Some("uri") => "https://example\\.org/[a-z]{0,9}",
        Some("date") => "20[0-9]{2}-0[1-9]-1[0-9]",
        Some("date-time") => "20[0-9]{2}-0[1-9]-1[0-9]T1[0-9]:00:00\\+02:00",
        _ => schema
            .get("pattern")
            .and_then(Value::as_str)
            .unwrap_or("[a-zéÉ ]{1,20}"),
    };
    let bare = text.trim_start_matches('^').trim_end_matches('$');
    string_regex(bare).unwrap().prop_map(Value::from).boxed()
}

fn resolved<'a>(root: &'a Value, schema: &'a Value) -> &'a Value {
    match schema.get("$ref").and_then(Value::as_str) {
        Some(reference) => root.pointer(&reference[1..]).unwrap(),
        None => schema,
    }
}

/// Each leaf's path with what its kind says of it, or of the nearest field around it.
fn leaves(
    root: &Value,
    (schema, value): (&Value, &Value),
    (around, path): (Share, String),
    found: &mut Vec<(String, Share)>,
) {
    let said = |schema: &Value| {
        let word = schema.get("x-share").and_then(Value::as_str);
        word.and_then(Share::from_word)
    };
    let share = said(schema).unwrap_or(around);
    let schema = resolved(root, schema);
    let share = said(schema).unwrap_or(share);
    match value {
        Value::Object(fields) => {
            for (name, field) in fields {
                let schema = &schema["properties"][name];
                leaves(
                    root,
                    (schema, field),
                    (share, format!("{path}/{name}")),
                    found,
                );
            }
        }
        Value::Array(items) => {
            for item in items {
                leaves(root, (&schema["items"], item), (share, path.clone()), found);
            }
        }
        _ => found.push((path, share)),
    }
}

fn a_record() -> impl Strategy<Value = (&'static str, Value)> {
    let kinds = KindRegistry::core();
    let of_kind = |name: &'static str| {
        let kind = kinds.get(name).unwrap();
        fitting(kind.schema(), kind.schema()).prop_map(move |value| (name, value))
    };
    proptest::strategy::Union::new(CORE.map(of_kind))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn a_projection_holds_only_what_its_kind_shares((name, record) in a_record()) {
        let kind = KindRegistry::core().get(name).unwrap();
        let text = record.to_string();
        prop_assert!(kind.check(&text).is_ok(), "{name} {:?}", kind.check(&text));
        for (level, projected) in [(Share::Public, kind.public(&text)), (Share::Peers, kind.peers(&text))] {
            let projected: Value = serde_json::from_str(&projected).unwrap();
            let mut found = Vec::new();
            let root = kind.schema();
            leaves(root, (root, &projected), (Share::Never, String::new()), &mut found);
            for (path, share) in &found {
                prop_assert!(*share >= level, "{name} gives {path} away");
            }
            let mut whole = Vec::new();
            leaves(root, (root, &record), (Share::Never, String::new()), &mut whole);
            let shared = whole.iter().filter(|(_, share)| *share >= level).count();
            prop_assert_eq!(found.len(), shared, "{} keeps back what it shares", name);
        }
    }
}

#[test]
fn the_fields_that_nobody_else_sees_are_these() {
    let kinds = KindRegistry::core();
    let mut kept = Vec::new();
    for name in CORE {
        let kind = kinds.get(name).unwrap();
        for (field, schema) in kind.schema()["properties"].as_object().unwrap() {
            if let Some(share) = schema.get("x-share") {
                kept.push(format!("{name}/{field} {}", share.as_str().unwrap()));
            }
        }
    }
    assert_eq!(
        kept,
        ["professional/consent never", "service/contact_person never"]
    );
}
