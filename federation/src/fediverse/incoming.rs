//! What the fediverse may say to us: Follow, Undo, Accept, Reject, Delete of an actor, Flag. All else is nothing.

use serde_json::Value;

use super::actor_id;
use crate::actor::turns;
use crate::json::{self, JsonError, RECORD_BYTES_MAX};
use crate::origin::{KeyId, Origin, RecordId};

/// Characters of the name of an activity, which is given back with the Accept.
const ID_CHARACTERS_MAX: usize = 500;
/// Things that one report names.
const OBJECTS_MAX: usize = 20;
/// Characters of a report.
const REPORT_CHARACTERS_MAX: usize = 2_000;

/// An activity of somebody else, read before its signature is verified: nothing follows from it by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Incoming {
    pub actor: KeyId,
    pub what: What,
}

/// What it says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// It wants to be told of our records; the name of the activity.
    Follow { id: String },
    /// It takes a Follow back.
    Undo(Undone),
    /// The actor is gone.
    DeleteActor,
    /// It reports records of ours, with these words.
    Flag {
        records: Vec<RecordId>,
        words: String,
    },
    /// It answers a Follow; we follow nobody.
    Answer,
    /// Nothing for us: answered with 202, and dropped.
    Nothing,
}

/// Which Follow is taken back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Undone {
    /// Whichever the actor sent.
    Follow,
    /// The one of this name.
    Named(String),
}

/// Why a body is no activity that is looked at.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotTaken {
    #[error("the activity cannot be read")]
    Json(#[from] JsonError),
    #[error("an activity has a `type` and an `actor`, an https address without a port")]
    Form,
    #[error("the key, the actor and the activity are not of one host")]
    OtherHost,
    #[error("the activity is about somebody else")]
    OtherObject,
}

impl NotTaken {
    /// A word that stays the same in all versions.
    pub fn code(&self) -> &'static str {
        match self {
            NotTaken::Json(_) => "json",
            NotTaken::Form => "activity-form",
            NotTaken::OtherHost => "other-host",
            NotTaken::OtherObject => "other-object",
        }
    }

    /// 400 malformed, 403 valid but not its own business.
    pub fn status(&self) -> u16 {
        match self {
            NotTaken::Json(_) | NotTaken::Form => 400,
            NotTaken::OtherHost | NotTaken::OtherObject => 403,
        }
    }
}

impl Incoming {
    /// Reads a body that was sent to `ours`, signed by `key`: no duplicate keys, 64 KiB, 32 levels. A key on host A says
    /// nothing for an actor on host B, and neither for an activity on host C.
    pub fn read(bytes: &[u8], ours: &Origin, key: &KeyId) -> Result<Incoming, NotTaken> {
        let document = json::read(bytes, RECORD_BYTES_MAX)?;
        let kind = document["type"].as_str().ok_or(NotTaken::Form)?;
        let actor: KeyId = named(&document["actor"])
            .and_then(|actor| actor.parse().ok())
            .filter(|actor: &KeyId| !actor.as_str().contains('#'))
            .ok_or(NotTaken::Form)?;
        if actor.origin() != key.origin() {
            return Err(NotTaken::OtherHost);
        }
        let reading = Reading {
            document: &document,
            actor: &actor,
            ours,
        };
        let what = match kind {
            "Follow" => reading.follow()?,
            "Undo" => reading.undo()?,
            "Delete" => reading.delete(),
            "Flag" => reading.flag()?,
            "Accept" | "Reject" => What::Answer,
            _ => What::Nothing,
        };
        Ok(Incoming { actor, what })
    }

    /// Whether anything can follow from it, so that it is worth asking who sent it.
    pub fn matters(&self) -> bool {
        !matches!(self.what, What::Answer | What::Nothing)
    }
}

struct Reading<'a> {
    document: &'a Value,
    actor: &'a KeyId,
    ours: &'a Origin,
}

impl Reading<'_> {
    /// The activity's own name, which is on its actor's host.
    fn id(&self) -> Result<String, NotTaken> {
        let id = self.document["id"].as_str().ok_or(NotTaken::Form)?;
        self.own(id)
    }

    fn own(&self, id: &str) -> Result<String, NotTaken> {
        let rest = id.strip_prefix("https://").ok_or(NotTaken::Form)?;
        let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
        let plain = id.len() <= ID_CHARACTERS_MAX && id.bytes().all(|byte| byte.is_ascii_graphic());
        match (plain, host == self.actor.origin().as_str()) {
            (false, _) => Err(NotTaken::Form),
            (true, false) => Err(NotTaken::OtherHost),
            (true, true) => Ok(id.to_owned()),
        }
    }

    fn is_us(&self, object: &Value) -> bool {
        named(object).is_some_and(|object| object == actor_id(self.ours))
    }

    fn follow(&self) -> Result<What, NotTaken> {
        let id = self.id()?;
        match self.is_us(&self.document["object"]) {
            true => Ok(What::Follow { id }),
            false => Err(NotTaken::OtherObject),
        }
    }

    fn undo(&self) -> Result<What, NotTaken> {
        self.id()?;
        let object = &self.document["object"];
        if let Some(id) = object.as_str() {
            return Ok(What::Undo(Undone::Named(self.own(id)?)));
        }
        if object["type"] != "Follow" {
            return Ok(What::Nothing);
        }
        if named(&object["actor"]).is_some_and(|actor| actor != self.actor.as_str()) {
            return Err(NotTaken::OtherHost);
        }
        match self.is_us(&object["object"]) {
            true => Ok(What::Undo(Undone::Follow)),
            false => Err(NotTaken::OtherObject),
        }
    }

    fn delete(&self) -> What {
        match named(&self.document["object"]) == Some(self.actor.as_str()) {
            true => What::DeleteActor,
            false => What::Nothing,
        }
    }

    fn flag(&self) -> Result<What, NotTaken> {
        self.id()?;
        let object = &self.document["object"];
        let objects: Vec<&Value> = match object {
            Value::Array(objects) => objects.iter().take(OBJECTS_MAX).collect(),
            object => vec![object],
        };
        let mut records: Vec<RecordId> = objects
            .into_iter()
            .filter_map(|object| named(object)?.parse().ok())
            .filter(|record: &RecordId| record.origin() == self.ours)
            .collect();
        records.sort();
        records.dedup();
        let words = self.document["content"].as_str().unwrap_or_default();
        let words = words
            .chars()
            .filter(|letter| *letter == '\n' || !(letter.is_control() || turns(*letter)));
        let words = words.take(REPORT_CHARACTERS_MAX).collect();
        Ok(What::Flag { records, words })
    }
}

/// The name of something that is given by its name or whole.
fn named(value: &Value) -> Option<&str> {
    value.as_str().or_else(|| value["id"].as_str())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(document: Value) -> Result<What, NotTaken> {
        let key = "https://reader.example/users/a#main-key".parse().unwrap();
        let ours = "creuse.example".parse().unwrap();
        Incoming::read(document.to_string().as_bytes(), &ours, &key).map(|read| read.what)
    }

    fn with(changes: Value) -> Value {
        let mut follow = json!({
            "@context": "https://www.w3.org/ns/activitystreams",
            "id": "https://reader.example/follows/1",
            "type": "Follow",
            "actor": "https://reader.example/users/a",
            "object": "https://creuse.example/actor",
        });
        for (name, value) in changes.as_object().unwrap() {
            follow[name] = value.clone();
        }
        follow
    }

    #[test]
    fn what_federation_lists_is_read_and_all_else_is_nothing() {
        let id = "https://reader.example/follows/1".to_owned();
        let follow = What::Follow { id: id.clone() };
        assert_eq!(read(with(json!({}))), Ok(follow.clone()));
        let whole = json!({"actor": {"id": "https://reader.example/users/a"}, "object": {"id": "https://creuse.example/actor"}});
        assert_eq!(read(with(whole)), Ok(follow));
        let undo = json!({"type": "Undo", "object": with(json!({}))});
        assert_eq!(read(with(undo)), Ok(What::Undo(Undone::Follow)));
        let undo = json!({"type": "Undo", "object": id});
        assert_eq!(read(with(undo)), Ok(What::Undo(Undone::Named(id))));
        let gone = json!({"type": "Delete", "object": "https://reader.example/users/a"});
        assert_eq!(read(with(gone)), Ok(What::DeleteActor));
        for other in ["Accept", "Reject"] {
            assert_eq!(read(with(json!({"type": other}))), Ok(What::Answer));
        }
        for other in [
            "Create", "Like", "Announce", "Move", "Block", "Add", "Sing", "", "follow",
        ] {
            assert_eq!(
                read(with(json!({"type": other}))),
                Ok(What::Nothing),
                "{other}"
            );
        }
        let note = json!({"type": "Delete", "object": "https://reader.example/notes/1"});
        assert_eq!(read(with(note)), Ok(What::Nothing));
        let like = json!({"type": "Undo", "object": {"type": "Like"}});
        assert_eq!(read(with(like)), Ok(What::Nothing));
    }

    #[test]
    fn a_report_names_records_of_ours_alone() {
        let ours = "https://creuse.example/records/019aab00-0000-7000-8000-000000000001";
        let objects = json!([
            ours,
            {"id": ours},
            "https://creuse.example/actor",
            "https://gironde.example/records/019aab00-0000-7000-8000-000000000001",
            7,
        ]);
        let flag =
            json!({"type": "Flag", "object": objects, "content": "faux\u{202e}\u{7}\nnuméro"});
        let What::Flag { records, words } = read(with(flag)).unwrap() else {
            panic!("a report");
        };
        assert_eq!(records, [ours.parse().unwrap()]);
        assert_eq!(words, "faux\nnuméro");
    }

    #[test]
    fn keys_actors_and_objects_of_several_hosts_say_nothing() {
        use NotTaken::{Form, OtherHost, OtherObject};
        for (change, why) in [
            (json!({"actor": "https://other.example/users/a"}), OtherHost),
            (json!({"id": "https://other.example/follows/1"}), OtherHost),
            (
                json!({"object": "https://gironde.example/actor"}),
                OtherObject,
            ),
            (
                json!({"object": "https://creuse.example/actor#main-key"}),
                OtherObject,
            ),
            (json!({"object": null}), OtherObject),
            (
                json!({"type": "Undo", "object": "https://other.example/1"}),
                OtherHost,
            ),
            (
                json!({"type": "Undo", "object": {"type": "Follow", "actor": "https://reader.example/users/b"}}),
                OtherHost,
            ),
            (
                json!({"type": "Undo", "object": {"type": "Follow", "object": "https://x.example"}}),
                OtherObject,
            ),
            (json!({"actor": "https://127.0.0.1/users/a"}), Form),
            (json!({"actor": "https://localhost/users/a"}), Form),
            (
                json!({"actor": "https://reader.example:8443/users/a"}),
                Form,
            ),
            (json!({"actor": "https://u@reader.example/users/a"}), Form),
            (json!({"actor": "http://reader.example/users/a"}), Form),
            (json!({"actor": "https://reader.example/users/a#x"}), Form),
            (json!({"actor": ["https://reader.example/users/a"]}), Form),
            (
                json!({"actor": format!("https://reader.example/{}", "a".repeat(400))}),
                Form,
            ),
            (json!({"id": "https://reader.example/a b"}), Form),
            (json!({"id": null}), Form),
            (json!({"type": 7}), Form),
            (json!({"type": ["Follow"]}), Form),
        ] {
            assert_eq!(read(with(change.clone())), Err(why), "{change}");
        }
    }

    #[test]
    fn json_that_can_be_read_in_two_ways_is_refused() {
        let key = "https://reader.example/users/a#main-key".parse().unwrap();
        let ours = "creuse.example".parse().unwrap();
        let deep = format!("{}1{}", "[".repeat(40), "]".repeat(40));
        for text in [
            "",
            "{",
            "[] []",
            r#"{"type":"Follow","type":"Delete"}"#,
            r#"{"type":"Follow","x":"\ud800"}"#,
            deep.as_str(),
        ] {
            let read = Incoming::read(text.as_bytes(), &ours, &key).unwrap_err();
            assert_eq!((read.code(), read.status()), ("json", 400), "{text}");
        }
    }
}
