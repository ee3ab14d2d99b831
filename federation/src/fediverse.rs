//! The fediverse: what its servers read of an instance (WebFinger, NodeInfo, objects, activities) and what of theirs is read
//! here, strictly and within bounds.
//!
//! ActivityPub takes a name for an address, so here an instance answers at `https://ORIGIN` and nowhere else. Nothing of
//! this touches the exchange between instances.

mod activity;
mod discovery;
mod incoming;
mod object;
mod remote;

pub use activity::{Verb, accept, activity, collection, outbox, outbox_page};
pub use discovery::{node_info, node_info_links, web_finger, web_finger_subject};
pub use incoming::{Incoming, NotTaken, Undone, What};
pub use object::{KINDS, Published, object, tombstone};
pub use remote::{ActorFault, RemoteActor};

use crate::origin::Origin;

/// How documents of this plane are sent, and how they must be sent to us.
pub const ACTIVITY_JSON: &str = "application/activity+json";
/// The other name of the same, as the standard has it.
pub const LD_JSON: &str = "application/ld+json; profile=\"https://www.w3.org/ns/activitystreams\"";
/// Everybody.
pub const PUBLIC: &str = "https://www.w3.org/ns/activitystreams#Public";
const ACTIVITY_STREAMS: &str = "https://www.w3.org/ns/activitystreams";

/// The address, and so the name, of the instance's one actor.
pub fn actor_id(origin: &Origin) -> String {
    format!("https://{origin}/actor")
}

/// The name of the key that signs what leaves for the fediverse.
pub fn key_id(origin: &Origin) -> String {
    format!("https://{origin}/actor#main-key")
}

/// Who is told: those who follow.
fn followers_id(origin: &Origin) -> String {
    format!("https://{origin}/followers")
}
