//! Projections: nothing that is not marked ever leaves.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;

fn public(schema: Value, content: Value) -> Value {
    project(&schema, &content, Share::Public)
}

#[test]
fn a_field_that_says_nothing_stays() {
    let schema = json!({"type": "object", "properties": {"a": {}, "b": {"x-share": "public"}}});
    assert_eq!(
        public(schema, json!({"a": 1, "b": 2, "c": 3})),
        json!({"b": 2})
    );
}

#[test]
fn children_follow_what_stands_around_them_unless_they_say_otherwise() {
    let schema = json!({"x-share": "public", "properties": {
        "open": {"properties": {"closed": {"x-share": "never"}}},
        "closed": {"x-share": "never", "properties": {"open": {"x-share": "public"}}}
    }});
    let content =
        json!({"open": {"closed": 1, "other": 2}, "closed": {"open": 3, "other": 4}, "unknown": 5});
    let expected = json!({"open": {"other": 2}, "closed": {"open": 3}, "unknown": 5});
    assert_eq!(public(schema, content), expected);
}

#[test]
fn references_items_and_combinations_are_followed() {
    let schema = json!({
        "$defs": {"person": {"properties": {"name": {"x-share": "public"}}}},
        "allOf": [{"properties": {"city": {"x-share": "public"}}}],
        "properties": {"people": {"type": "array", "items": {"$ref": "#/$defs/person"}}}
    });
    let content = json!({"city": "Bègles", "people": [{"name": "A", "phone": 1}, {"phone": 2}]});
    assert_eq!(
        public(schema, content),
        json!({"city": "Bègles", "people": [{"name": "A"}]})
    );
}

#[test]
fn a_schema_that_may_not_apply_only_restricts() {
    let schema = json!({
        "anyOf": [
            {"properties": {"a": {"x-share": "public"}, "b": {"x-share": "never"}}},
            {"properties": {"b": {"x-share": "public"}}}
        ],
        "properties": {"b": {"x-share": "public"}, "c": {"x-share": "public"}},
        "patternProperties": {"^d": {"x-share": "public"}},
        "additionalProperties": {"x-share": "public"}
    });
    assert_eq!(
        public(schema, json!({"a": 1, "b": 2, "c": 3, "d": 4, "e": 5})),
        json!({"c": 3})
    );
}

#[test]
fn the_strictest_of_two_that_apply_decides() {
    let schema = json!({"allOf": [
        {"properties": {"a": {"x-share": "public"}}},
        {"properties": {"a": {"x-share": "peers"}}}
    ]});
    assert_eq!(public(schema.clone(), json!({"a": 1})), json!({}));
    assert_eq!(
        project(&schema, &json!({"a": 1}), Share::Peers),
        json!({"a": 1})
    );
}

#[test]
fn a_schema_that_refers_to_itself_ends() {
    let schema = json!({"$defs": {"node": {"properties": {"text": {"x-share": "public"}, "child": {"$ref": "#/$defs/node"}}}},
        "$ref": "#/$defs/node"});
    let content = json!({"text": "a", "child": {"text": "b", "secret": 1}});
    assert_eq!(
        public(schema, content),
        json!({"text": "a", "child": {"text": "b"}})
    );
}

/// A content together with a schema that shares some of it; each leaf's text says whether it may leave.
fn tree(share: Share, depth: u32) -> BoxedStrategy<(Value, Value)> {
    let said = prop_oneof![
        Just(None),
        Just(Some(Share::Never)),
        Just(Some(Share::Peers)),
        Just(Some(Share::Public))
    ];
    said.prop_flat_map(move |said| node(said, said.unwrap_or(share), depth))
        .boxed()
}

fn node(said: Option<Share>, share: Share, depth: u32) -> BoxedStrategy<(Value, Value)> {
    let word = move |mut schema: Value| {
        if let Some(said) = said {
            let word = ["never", "peers", "public"][said as usize];
            schema["x-share"] = json!(word);
        }
        schema
    };
    let leaf = Just((
        word(json!({})),
        json!(["never", "peers", "public"][share as usize]),
    ));
    if depth == 0 {
        return leaf.boxed();
    }
    let object = prop::collection::btree_map("[a-d]", tree(share, depth - 1), 0..4).prop_map(
        move |fields| {
            let (mut schemas, mut values) = (Map::new(), Map::new());
            for (name, (schema, value)) in fields {
                schemas.insert(name.clone(), schema);
                values.insert(name, value);
            }
            (word(json!({"properties": schemas})), Value::Object(values))
        },
    );
    let array = (tree(share, depth - 1), 0_usize..3).prop_map(move |((schema, value), count)| {
        (
            word(json!({"items": schema})),
            Value::Array(vec![value; count]),
        )
    });
    prop_oneof![leaf, object, array].boxed()
}

fn leaves(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Object(fields) => fields.values().for_each(|field| leaves(field, found)),
        Value::Array(items) => items.iter().for_each(|item| leaves(item, found)),
        Value::String(text) => found.push(text.clone()),
        _ => {}
    }
}

proptest! {
    #[test]
    fn exactly_what_is_shared_leaves((schema, content) in tree(Share::Never, 4)) {
        let mut all = Vec::new();
        leaves(&content, &mut all);
        for (level, allowed) in [(Share::Public, &["public"][..]), (Share::Peers, &["public", "peers"][..])] {
            let mut kept = Vec::new();
            leaves(&project(&schema, &content, level), &mut kept);
            let expected: Vec<&String> = all.iter().filter(|leaf| allowed.contains(&leaf.as_str())).collect();
            prop_assert_eq!(kept.iter().collect::<Vec<_>>(), expected);
        }
    }
}

#[test]
fn a_schema_that_says_anything_else_of_a_share_is_not_open() {
    let open = json!({"x-share": "public", "properties": {"a": {"type": "string"}}});
    assert!(opens_all(&open));
    for closed in [
        json!(true),
        json!({"properties": {"a": {"x-share": "public"}}}),
        json!({"x-share": "peers"}),
        json!({"x-share": "public", "properties": {"a": {"x-share": "never"}}}),
        json!({"x-share": "public", "$defs": {"a": {"items": [{"x-share": "peers"}]}}}),
        json!({"x-share": "public", "allOf": [{"if": {}, "then": {"x-share": "never"}}]}),
    ] {
        assert!(!opens_all(&closed), "{closed}");
    }
}
