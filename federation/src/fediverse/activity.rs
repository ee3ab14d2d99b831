//! What we say to those who follow: Create, Update, Delete, Accept; and the collections that anybody may read.

use serde_json::{Value, json};

use super::{ACTIVITY_STREAMS, PUBLIC, actor_id, followers_id};
use crate::origin::Origin;

/// What became of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verb {
    Create,
    Update,
    Delete,
}

impl Verb {
    /// As the activity's `type`.
    pub fn as_str(self) -> &'static str {
        match self {
            Verb::Create => "Create",
            Verb::Update => "Update",
            Verb::Delete => "Delete",
        }
    }
}

/// An activity over an object of ours, whose own `@context` becomes the activity's. `number` is the change's place in the
/// order of all: with the object's id it names the activity, so a letter that comes twice is known again.
pub fn activity(origin: &Origin, verb: Verb, number: u64, mut object: Value) -> Value {
    let id = object["id"].as_str().unwrap_or_default();
    let id = format!("{id}#{}-{number}", verb.as_str().to_ascii_lowercase());
    let context = object
        .as_object_mut()
        .and_then(|members| members.remove("@context"))
        .unwrap_or_else(|| json!(ACTIVITY_STREAMS));
    let published = object["updated"].clone();
    let mut activity = json!({
        "@context": context,
        "id": id,
        "type": verb.as_str(),
        "actor": actor_id(origin),
        "to": [PUBLIC],
        "cc": [followers_id(origin)],
        "object": object,
    });
    if published.is_string() {
        activity["published"] = published;
    }
    activity
}

/// The answer to a Follow by `actor`: it names the activity that asked, whole, since some servers keep no list of theirs.
pub fn accept(origin: &Origin, actor: &str, follow: &str) -> Value {
    let ours = actor_id(origin);
    let mark = crate::hash::Hash::of(format!("{actor} {follow}").as_bytes()).to_string();
    json!({
        "@context": ACTIVITY_STREAMS,
        "id": format!("{ours}#accept-{}", &mark[..32]),
        "type": "Accept",
        "actor": ours,
        "to": [actor],
        "object": {"id": follow, "type": "Follow", "actor": actor, "object": ours},
    })
}

/// A collection of which only the size is told: who follows is nobody's business.
pub fn collection(origin: &Origin, path: &str, total: u64) -> Value {
    json!({
        "@context": ACTIVITY_STREAMS,
        "id": format!("https://{origin}{path}"),
        "type": "OrderedCollection",
        "totalItems": total,
    })
}

/// `/outbox`: how many objects there are, and where the newest page is.
pub fn outbox(origin: &Origin, total: u64, newest: u64) -> Value {
    let mut outbox = collection(origin, "/outbox", total);
    outbox["first"] = json!(page_id(origin, newest));
    outbox
}

/// A page of the outbox: activities up to the number `until`, the newest first; `next` is where the page after it begins.
pub fn outbox_page(
    origin: &Origin,
    until: u64,
    next: Option<u64>,
    activities: Vec<Value>,
) -> Value {
    let mut page = json!({
        "@context": ACTIVITY_STREAMS,
        "id": page_id(origin, until),
        "type": "OrderedCollectionPage",
        "partOf": format!("https://{origin}/outbox"),
        "orderedItems": activities,
    });
    if let Some(next) = next {
        page["next"] = json!(page_id(origin, next));
    }
    page
}

/// In the path: some servers sign and ask for paths without their query.
fn page_id(origin: &Origin, until: u64) -> String {
    format!("https://{origin}/outbox/{until}")
}
