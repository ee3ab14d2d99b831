//! The JSON Schemas of the messages agree with the readers.

use jsonschema::Validator;
use serde_json::{Value, json};

use super::examples::file;
use super::{here, world};

/// The definition of the schema that each file follows.
const TYPES: [(&str, &str); 24] = [
    ("actor", "Actor"),
    ("checkpoint", "Checkpoint"),
    ("digest-bucket", "DigestAnswer"),
    ("digest-node", "DigestAnswer"),
    ("entry", "Entry"),
    ("fork-evidence", "ForkEvidence"),
    ("fork-evidence-lines", "ForkEvidence"),
    ("frame", "Frame"),
    ("instance", "Instance"),
    ("key-history", "KeyHistory"),
    ("key-statement", "KeyStatement"),
    ("opening", "Opening"),
    ("opening-second", "Opening"),
    ("peering-accept", "Peering"),
    ("peering-end", "Peering"),
    ("peering-request", "Peering"),
    ("peering-suspend", "Peering"),
    ("peer-list", "PeerList"),
    ("receipt", "Receipt"),
    ("suggestion", "Suggestion"),
    ("decision", "Decision"),
    ("record", "Record"),
    ("roster", "Roster"),
    ("snapshot-frame", "SnapshotFrame"),
];

fn validator(definition: &str) -> Validator {
    let path = here().join("testdata/schemas/messages.schema.json");
    let mut schema: Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    assert!(
        schema["$defs"][definition].is_object(),
        "{definition} is defined"
    );
    schema["$ref"] = json!(format!("#/$defs/{definition}"));
    jsonschema::validator_for(&schema).unwrap()
}

fn example(name: &str) -> Value {
    serde_json::from_slice(&file(&format!("{name}.json"))).unwrap()
}

#[test]
fn each_message_has_a_schema_and_follows_it() {
    let names: Vec<&str> = world::messages().iter().map(|(name, _)| *name).collect();
    assert_eq!(names, TYPES.map(|(name, _)| name));
    for (name, definition) in TYPES {
        let errors: Vec<String> = validator(definition)
            .iter_errors(&example(name))
            .map(|error| format!("{}: {error}", error.instance_path()))
            .collect();
        assert!(errors.is_empty(), "{name}: {errors:?}");
    }
}

#[test]
fn a_message_with_a_member_more_or_less_is_none() {
    // What may be left out, and who may say more.
    let optional = [
        "recovery",
        "previous",
        "hash",
        "introduction",
        "children",
        "items",
        "lines",
    ];
    for (name, definition) in TYPES {
        let validator = validator(definition);
        let whole = example(name);
        for member in whole.as_object().unwrap().keys() {
            let mut less = whole.clone();
            less.as_object_mut().unwrap().remove(member);
            let refused = !validator.is_valid(&less);
            assert!(
                refused || optional.contains(&member.as_str()),
                "{name} without {member}"
            );
        }
        let mut more = whole.clone();
        more["more"] = json!(1);
        let open = ["Actor", "Instance"].contains(&definition);
        assert_eq!(validator.is_valid(&more), open, "{name} with a member more");
    }
}

#[test]
fn values_of_other_forms_are_refused_by_the_schema_too() {
    for (name, definition, change) in [
        (
            "record",
            "Record",
            json!({"id": "https://127.0.0.1/records/019aab00-0000-7000-8000-000000000001"}),
        ),
        (
            "record",
            "Record",
            json!({"id": "https://creuse.example/records/019AAB00-0000-7000-8000-000000000001"}),
        ),
        ("record", "Record", json!({"revision": 0})),
        ("record", "Record", json!({"salt": "AAAA"})),
        ("record", "Record", json!({"updated": "2026-11-22"})),
        ("record", "Record", json!({"type": "Checkpoint"})),
        ("entry", "Entry", json!({"op": "other"})),
        ("entry", "Entry", json!({"op": "delete"})),
        ("entry", "Entry", json!({"prev": "ABC"})),
        (
            "checkpoint",
            "Checkpoint",
            json!({"origin": "Creuse.example"}),
        ),
        ("peering-end", "Peering", json!({"action": "request"})),
        ("peering-accept", "Peering", json!({"action": "suspend"})),
        ("peering-suspend", "Peering", json!({"action": "accept"})),
        ("peering-suspend", "Peering", json!({"serial": 0})),
        ("receipt", "Receipt", json!({"erased": []})),
        ("suggestion", "Suggestion", json!({"reference": "a b"})),
        ("decision", "Decision", json!({"verdict": "maybe"})),
        ("digest-node", "DigestAnswer", json!({"children": []})),
    ] {
        let mut other = example(name);
        for (member, value) in change.as_object().unwrap() {
            other[member] = value.clone();
        }
        assert!(
            !validator(definition).is_valid(&other),
            "{name} with {change}"
        );
    }
}

#[test]
fn a_refusal_follows_its_schema_and_its_code_is_one_that_is_read() {
    let validator = validator("Refusal");
    let whole = example("refusal");
    assert!(validator.is_valid(&whole));
    for (member, wrong) in [
        ("code", json!("Too old")),
        ("code", json!("")),
        ("status", json!(200)),
        ("title", json!(null)),
    ] {
        let mut other = whole.clone();
        other[member] = wrong;
        assert!(!validator.is_valid(&other), "{member}");
    }
    for member in ["code", "status", "title"] {
        let mut less = whole.clone();
        less.as_object_mut().unwrap().remove(member);
        assert!(!validator.is_valid(&less), "{member}");
    }
}
