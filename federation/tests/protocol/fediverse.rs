//! What is said on the fediverse is what the files of `testdata/messages` have, and follows its schema; what is read there is read.

use jsonschema::Validator;
use maille_federation::fediverse::{
    Incoming, Published, RemoteActor, Undone, Verb, What, accept, activity, node_info, object,
    outbox, outbox_page, tombstone, web_finger, web_finger_subject,
};
use maille_federation::json;
use serde_json::{Value, json};

use super::examples::{file, hold};
use super::here;
use super::world::{creuse, now, record_id};

const FOLLOW: &str = "https://lecture.example/activities/7";
const READER: &str = "https://lecture.example/users/lectrice";

fn said(kind: &str, content: Value) -> Value {
    let record = Published {
        id: &record_id(2),
        kind,
        content: content.as_object().unwrap(),
        published: now(),
        updated: now(),
        timezone: "Europe/Paris",
        language: "fr",
        now: now(),
    };
    object(&record).unwrap()
}

fn event() -> Value {
    let content = json!({
        "name": "Atelier : mots de passe",
        "description": "Choisir un bon mot de passe, et le retrouver.",
        "occurrences": [{"start": "2026-12-04T14:00:00+01:00", "end": "2026-12-04T16:00:00+01:00"}],
        "place": {"name": "Médiathèque de Saint-Essai"},
        "address": {"street": "8 avenue du Modèle", "postal_code": "23000", "municipality": "Saint-Essai"},
        "latitude": 46.1713, "longitude": 1.8718,
        "keywords": ["mots de passe"],
    });
    said("event", content)
}

fn place() -> Value {
    said(
        "place",
        json!({"name": "Mairie", "telephone": "05 36 49 26 20"}),
    )
}

fn follow() -> Value {
    json!({
        "@context": "https://www.w3.org/ns/activitystreams",
        "id": FOLLOW,
        "type": "Follow",
        "actor": READER,
        "object": "https://creuse.example/actor",
    })
}

/// Takes a Follow back.
fn undo() -> Value {
    json!({
        "@context": "https://www.w3.org/ns/activitystreams",
        "id": "https://lecture.example/activities/8",
        "type": "Undo",
        "actor": READER,
        "object": {"id": FOLLOW, "type": "Follow", "actor": READER, "object": "https://creuse.example/actor"},
    })
}

/// Reports a record.
fn flag() -> Value {
    json!({
        "@context": "https://www.w3.org/ns/activitystreams",
        "id": "https://lecture.example/activities/9",
        "type": "Flag",
        "actor": READER,
        "content": "Ce lieu a fermé.",
        "object": [record_id(2).to_string()],
    })
}

/// Says that its actor is gone.
fn delete_actor() -> Value {
    json!({
        "@context": "https://www.w3.org/ns/activitystreams",
        "id": "https://lecture.example/activities/10",
        "type": "Delete",
        "actor": READER,
        "object": READER,
    })
}

/// Each message with the definition that it follows.
fn messages() -> Vec<(&'static str, &'static str, Value)> {
    let origin = creuse();
    let created = activity(&origin, Verb::Create, 7, event());
    let organisation = said(
        "organisation",
        json!({"name": "Espace public numérique", "website": "https://epn.example"}),
    );
    let gone = tombstone(&record_id(2), now());
    let found = web_finger(&origin, &web_finger_subject(&origin)).unwrap();
    vec![
        (
            "fediverse-accept",
            "Accept",
            accept(&origin, READER, FOLLOW),
        ),
        ("fediverse-create", "Activity", created.clone()),
        (
            "fediverse-delete",
            "Activity",
            activity(&origin, Verb::Delete, 9, gone),
        ),
        ("fediverse-delete-actor", "DeleteActor", delete_actor()),
        ("fediverse-flag", "Flag", flag()),
        ("fediverse-follow", "Follow", follow()),
        (
            "fediverse-node-info",
            "NodeInfo",
            node_info("Numérique en Creuse", "1.0.0", 1),
        ),
        ("fediverse-organization", "Organization", organisation),
        ("fediverse-outbox", "Outbox", outbox(&origin, 1, 7)),
        (
            "fediverse-outbox-page",
            "OutboxPage",
            outbox_page(&origin, 7, Some(6), vec![created]),
        ),
        ("fediverse-undo", "Undo", undo()),
        (
            "fediverse-update",
            "Activity",
            activity(&origin, Verb::Update, 8, place()),
        ),
        ("fediverse-web-finger", "WebFinger", found),
    ]
}

fn validator(definition: &str) -> Validator {
    let path = here().join("testdata/schemas/fediverse.schema.json");
    let mut schema: Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    assert!(
        schema["$defs"][definition].is_object(),
        "{definition} is defined"
    );
    schema["$ref"] = json!(format!("#/$defs/{definition}"));
    jsonschema::validator_for(&schema).unwrap()
}

#[test]
fn each_message_is_written_as_its_file_has_it() {
    for (name, _, message) in messages() {
        hold(
            &format!("{name}.json"),
            &json::canonical_value(&message).unwrap(),
        );
    }
}

#[test]
fn each_message_follows_its_schema_and_none_with_a_member_less_or_another_type() {
    for (name, definition, message) in messages() {
        let validator = validator(definition);
        let errors: Vec<String> = validator
            .iter_errors(&message)
            .map(|error| format!("{}: {error}", error.instance_path()))
            .collect();
        assert!(errors.is_empty(), "{name}: {errors:?}");
        let mut required = 0;
        for member in message.as_object().unwrap().keys() {
            let mut less = message.clone();
            less.as_object_mut().unwrap().remove(member);
            required += usize::from(!validator.is_valid(&less));
        }
        assert!(required >= 3, "{name}: {required} members are needed");
        if message.get("type").is_some() {
            let mut other = message.clone();
            other["type"] = json!("Note");
            assert!(!validator.is_valid(&other), "{name} as a note");
        }
    }
}

#[test]
fn the_follow_of_the_files_is_read_and_a_message_of_ours_is_nothing_to_another() {
    let key = format!("{READER}#main-key").parse().unwrap();
    let read = Incoming::read(&file("fediverse-follow.json"), &creuse(), &key).unwrap();
    assert_eq!(
        read.what,
        What::Follow {
            id: FOLLOW.to_owned()
        }
    );
    for (name, what) in [
        ("fediverse-undo", What::Undo(Undone::Follow)),
        ("fediverse-delete-actor", What::DeleteActor),
        (
            "fediverse-flag",
            What::Flag {
                records: vec![record_id(2)],
                words: "Ce lieu a fermé.".to_owned(),
            },
        ),
    ] {
        let read = Incoming::read(&file(&format!("{name}.json")), &creuse(), &key).unwrap();
        assert_eq!(read.what, what, "{name}");
        assert!(read.matters(), "{name}");
    }
    let ours = "https://creuse.example/actor#main-key".parse().unwrap();
    let other = "gironde.example".parse().unwrap();
    let read = Incoming::read(&file("fediverse-create.json"), &other, &ours).unwrap();
    assert!(!read.matters());
}

#[test]
fn our_own_actor_would_be_taken_as_a_follower() {
    let mut actor: Value = serde_json::from_slice(&file("actor.json")).unwrap();
    actor["inbox"] = json!("https://creuse.example/inbox");
    let asked = "https://creuse.example/actor".parse().unwrap();
    let read = RemoteActor::read(actor.to_string().as_bytes(), &asked).unwrap();
    assert_eq!(read.inbox.as_str(), "https://creuse.example/inbox");
    let (id, _) = read.keys.ed25519[0].clone();
    assert!(read.key(&id).is_some());
    assert!(
        read.key(&"https://creuse.example/actor#other".parse().unwrap())
            .is_none()
    );
}
