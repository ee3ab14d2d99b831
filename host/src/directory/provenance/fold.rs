//! One content from several sources and what was corrected here. Pure.
//!
//! Objects are taken field by field; a list or a text is one value, whose parts belong together. So is what a source says of
//! itself: its name with another's licence would be a lie.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

/// The field in which a source speaks of itself.
const WHOLE: &str = "source";

/// Values by JSON Pointer; nothing where a value is taken away.
pub type Corrections = BTreeMap<String, Option<Value>>;

/// What sources say together: each field from the first that has it.
pub fn fold(sources: &[&Value]) -> Value {
    let mut folded = Value::Object(Map::new());
    for source in sources {
        match (folded.get(WHOLE), source.get(WHOLE)) {
            (Some(known), Some(other)) if known != other => {
                let mut source = (*source).clone();
                source[WHOLE] = known.clone();
                fill(&mut folded, &source);
            }
            _ => fill(&mut folded, source),
        }
    }
    folded
}

fn fill(into: &mut Value, from: &Value) {
    let (Value::Object(into), Value::Object(from)) = (into, from) else {
        return;
    };
    for (name, value) in from {
        match into.get_mut(name) {
            Some(known) => fill(known, value),
            None => {
                into.insert(name.clone(), value.clone());
            }
        }
    }
}

/// What must be corrected in `said` so that it becomes `wanted`.
pub fn differences(said: &Value, wanted: &Value) -> Corrections {
    let mut found = Corrections::new();
    compare(said, wanted, "", &mut found);
    found
}

fn compare(said: &Value, wanted: &Value, path: &str, found: &mut Corrections) {
    let (Value::Object(said), Value::Object(wanted)) = (said, wanted) else {
        if said != wanted {
            found.insert(path.to_owned(), Some(wanted.clone()));
        }
        return;
    };
    for (name, value) in wanted {
        let path = format!("{path}/{}", escaped(name));
        match said.get(name) {
            Some(known) => compare(known, value, &path, found),
            None => {
                found.insert(path, Some(value.clone()));
            }
        }
    }
    for name in said.keys().filter(|name| !wanted.contains_key(*name)) {
        found.insert(format!("{path}/{}", escaped(name)), None);
    }
}

/// The content with the corrections made. One whose object is no longer there makes it anew.
pub fn corrected(mut content: Value, corrections: &Corrections) -> Value {
    for (path, value) in corrections {
        correct(&mut content, path, value.as_ref());
    }
    content
}

fn correct(content: &mut Value, path: &str, value: Option<&Value>) {
    let names: Vec<String> = path.split('/').skip(1).map(unescaped).collect();
    let Some((last, way)) = names.split_last() else {
        return;
    };
    let mut inner = content;
    for name in way {
        let Value::Object(fields) = inner else { return };
        if value.is_none() && !fields.contains_key(name) {
            return;
        }
        inner = fields
            .entry(name.clone())
            .or_insert_with(|| Value::Object(Map::new()));
    }
    let Value::Object(fields) = inner else { return };
    match value {
        Some(value) => {
            fields.insert(last.clone(), value.clone());
        }
        None => {
            fields.remove(last);
        }
    }
}

/// Every value that is no object, by its JSON Pointer.
pub fn leaves(content: &Value) -> BTreeMap<String, Value> {
    let mut found = BTreeMap::new();
    gather(content, "", &mut found);
    found
}

fn gather(value: &Value, path: &str, found: &mut BTreeMap<String, Value>) {
    match value {
        Value::Object(fields) => {
            for (name, inner) in fields {
                gather(inner, &format!("{path}/{}", escaped(name)), found);
            }
        }
        other => {
            found.insert(path.to_owned(), other.clone());
        }
    }
}

/// RFC 6901, section 3.
fn escaped(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

fn unescaped(name: &str) -> String {
    name.replace("~1", "/").replace("~0", "~")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    #[test]
    fn each_field_comes_from_the_first_source_that_has_it() {
        let first = json!({"name": "Mairie", "address": {"street": "1 rue A"}, "types": ["MUNI"]});
        let second = json!({"name": "mairie", "email": "a@example.fr", "address": {"street": "1 r. A", "postal_code": "49000"}, "types": ["CC"]});
        assert_eq!(
            fold(&[&first, &second]),
            json!({"name": "Mairie", "email": "a@example.fr", "types": ["MUNI"],
                "address": {"street": "1 rue A", "postal_code": "49000"}})
        );
    }

    #[test]
    fn a_correction_outlives_what_the_source_says_next() {
        let said = json!({"name": "Mairie", "telephone": "02", "address": {"street": "A"}});
        let here =
            json!({"name": "Mairie", "telephone": "03", "address": {}, "email": "b@example.fr"});
        let corrections = differences(&said, &here);
        let next = json!({"name": "Mairie annexe", "telephone": "04", "address": {"street": "B", "postal_code": "49000"}});
        assert_eq!(
            corrected(next, &corrections),
            json!({"name": "Mairie annexe", "telephone": "03", "address": {"postal_code": "49000"}, "email": "b@example.fr"})
        );
    }

    fn contents() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            any::<bool>().prop_map(Value::from),
            "[a-z]{0,3}".prop_map(Value::from)
        ];
        let inner = leaf.prop_recursive(3, 24, 4, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..3).prop_map(Value::from),
                prop::collection::btree_map("[a-b~/]{1,2}", inner, 0..4)
                    .prop_map(|fields| Value::Object(fields.into_iter().collect())),
            ]
        });
        prop::collection::btree_map("[a-c~/]{1,2}", inner, 0..5)
            .prop_map(|fields| Value::Object(fields.into_iter().collect()))
    }

    proptest! {
        #[test]
        fn differences_lead_from_one_content_to_the_other(said in contents(), wanted in contents()) {
            let corrections = differences(&said, &wanted);
            prop_assert_eq!(corrected(said.clone(), &corrections), wanted.clone());
            prop_assert_eq!(corrections.is_empty(), said == wanted);
        }

        #[test]
        fn one_source_folds_to_itself(said in contents()) {
            prop_assert_eq!(fold(&[&said]), said);
        }
    }
}
