//! The schema of a kind's projection: what programs outside, or peers, may rely on. It says less than the kind's own schema,
//! never more: what could fail once private fields are gone is left out.

use serde_json::{Map, Value};

use super::Share;
use super::schema::local_reference;

/// Keywords whose meaning may hang on a field that is not there any more.
const DOUBTFUL: [&str; 13] = [
    "anyOf",
    "oneOf",
    "not",
    "if",
    "then",
    "else",
    "dependentSchemas",
    "dependentRequired",
    "minProperties",
    "contains",
    "minContains",
    "minItems",
    "propertyNames",
];

/// The part of a schema that is shared at `level` or wider; one that shares nothing is an object without fields.
pub(super) fn schema(root: &Value, level: Share) -> Value {
    let mut open = Open {
        root,
        level,
        anything_left_out: false,
    };
    let mut found = open
        .schema(root, Share::Never)
        .unwrap_or_else(|| serde_json::json!({"type": "object", "properties": {}}));
    if open.anything_left_out {
        relax(&mut found);
    }
    found
}

struct Open<'a> {
    root: &'a Value,
    level: Share,
    anything_left_out: bool,
}

impl Open<'_> {
    /// Nothing where nobody may see the value, nor anything inside it.
    fn schema(&mut self, schema: &Value, inherited: Share) -> Option<Value> {
        let Value::Object(fields) = schema else {
            return (inherited >= self.level).then(|| schema.clone());
        };
        let share = self.share(schema, inherited);
        let mut kept = Map::new();
        for (name, value) in fields {
            match name.as_str() {
                "x-share" | "x-maille" | "x-labels" | "x-terms" | "x-typed" => {}
                "properties" => _ = kept.insert(name.clone(), self.properties(value, share)),
                "items" | "additionalProperties" | "unevaluatedProperties" => {
                    // What nobody may see is not described; that nothing more may come is.
                    let value = self
                        .schema(value, share)
                        .or_else(|| value.is_boolean().then(|| value.clone()));
                    kept.extend(value.map(|value| (name.clone(), value)));
                }
                // Whoever leads here was looked at first.
                "$defs" => _ = kept.insert(name.clone(), self.properties(value, Share::Public)),
                _ => _ = kept.insert(name.clone(), value.clone()),
            }
        }
        let properties = kept.get("properties").and_then(Value::as_object).cloned();
        let shows = properties
            .as_ref()
            .is_some_and(|properties| !properties.is_empty());
        if share < self.level && !shows {
            return None;
        }
        if let (Some(properties), Some(Value::Array(required))) =
            (properties, kept.get_mut("required"))
        {
            // A field that is private itself and holds something public may be missing.
            let open = |name: &str| {
                let whole = &schema["properties"][name];
                properties.contains_key(name) && self.share(whole, share) >= self.level
            };
            required.retain(|name| name.as_str().is_some_and(open));
        }
        Some(Value::Object(kept))
    }

    fn share(&self, schema: &Value, inherited: Share) -> Share {
        let own = |schema: &Value| Share::from_word(schema.get("x-share")?.as_str()?);
        let referred = local_reference(self.root, schema).and_then(own);
        own(schema).or(referred).unwrap_or(inherited)
    }

    fn properties(&mut self, all: &Value, share: Share) -> Value {
        let all = all.as_object().into_iter().flatten();
        let mut kept = Map::new();
        for (name, field) in all {
            match self.schema(field, share) {
                Some(field) => _ = kept.insert(name.clone(), field),
                None => self.anything_left_out = true,
            }
        }
        Value::Object(kept)
    }
}

/// Takes out what may refuse a projection of a content that fits the whole schema.
fn relax(schema: &mut Value) {
    match schema {
        Value::Object(fields) => {
            for name in DOUBTFUL {
                // A field of that name is an object inside `properties`, which is gone through below.
                fields.remove(name);
            }
            for (name, value) in fields.iter_mut() {
                match (name.as_str(), value) {
                    ("properties" | "$defs" | "patternProperties", Value::Object(named)) => {
                        named.values_mut().for_each(relax);
                    }
                    (_, value) => relax(value),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(relax),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn private_fields_are_gone_and_nothing_requires_them() {
        let whole = json!({
            "type": "object", "x-share": "public", "x-maille": {"title": "/name"}, "required": ["name", "phone", "mixed"],
            "anyOf": [{"required": ["phone"]}],
            "properties": {
                "name": {"type": "string"},
                "phone": {"type": "string", "x-share": "peers"},
                "consent": {"type": "object", "x-share": "never", "properties": {"listed": {"type": "boolean"}}},
                "mixed": {"type": "object", "x-share": "never", "properties": {
                    "seen": {"type": "string", "x-share": "public"}, "not": {"type": "string"}
                }},
                "place": {"$ref": "#/$defs/place"}
            },
            "additionalProperties": false,
            "$defs": {"place": {"type": "object", "properties": {"door": {"type": "string", "x-share": "never"}, "town": {"type": "string"}}}}
        });
        let open = schema(&whole, Share::Public);
        assert_eq!(
            open,
            json!({
                "type": "object", "required": ["name"],
                "properties": {
                    "name": {"type": "string"},
                    "mixed": {"type": "object", "properties": {"seen": {"type": "string"}}},
                    "place": {"$ref": "#/$defs/place"}
                },
                "additionalProperties": false,
                "$defs": {"place": {"type": "object", "properties": {"town": {"type": "string"}}}}
            })
        );
    }

    #[test]
    fn peers_are_told_of_what_is_shared_with_them() {
        let whole = json!({
            "type": "object", "x-share": "public", "required": ["name", "phone"],
            "properties": {
                "name": {"type": "string"},
                "phone": {"type": "string", "x-share": "peers"},
                "secret": {"type": "string", "x-share": "never"}
            }
        });
        let told = schema(&whole, Share::Peers);
        assert_eq!(told["required"], json!(["name", "phone"]));
        let fields: Vec<&String> = told["properties"].as_object().unwrap().keys().collect();
        assert_eq!(fields, ["name", "phone"]);
    }

    #[test]
    fn a_schema_that_shares_nothing_shows_nothing() {
        let open = schema(
            &json!({"type": "object", "properties": {"a": {"type": "string"}}}),
            Share::Public,
        );
        assert_eq!(open, json!({"type": "object", "properties": {}}));
    }
}
