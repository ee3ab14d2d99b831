//! How the fediverse finds an instance: WebFinger (RFC 7033) and NodeInfo 2.1.

use serde_json::{Value, json};

use super::{ACTIVITY_JSON, actor_id};
use crate::origin::Origin;

const NODE_INFO: &str = "http://nodeinfo.diaspora.software/ns/schema/2.1";

/// What may be asked for at `/.well-known/webfinger`: `acct:creuse.example@creuse.example`, as servers call the actor of a
/// whole instance.
pub fn web_finger_subject(origin: &Origin) -> String {
    format!("acct:{origin}@{origin}")
}

/// The answer to `?resource=`, as `application/jrd+json`; `None` for whomever we do not have. The host of a resource may
/// come in any case.
pub fn web_finger(origin: &Origin, resource: &str) -> Option<Value> {
    let subject = web_finger_subject(origin);
    let actor = actor_id(origin);
    let home = format!("https://{origin}/");
    let known =
        resource.eq_ignore_ascii_case(&subject) || [&actor, &home].contains(&&resource.to_owned());
    known.then(|| {
        json!({
            "subject": subject,
            "aliases": [actor, home],
            "links": [
                {"rel": "self", "type": ACTIVITY_JSON, "href": actor},
                {"rel": "http://webfinger.net/rel/profile-page", "type": "text/html", "href": home},
            ],
        })
    })
}

/// `/.well-known/nodeinfo`: where the description is.
pub fn node_info_links(origin: &Origin) -> Value {
    json!({"links": [{"rel": NODE_INFO, "href": format!("https://{origin}/nodeinfo/2.1")}]})
}

/// `/nodeinfo/2.1`: what runs here. `posts` counts the records that are read on the fediverse; nobody has an account to
/// post with, so there is one user, the instance.
pub fn node_info(name: &str, version: &str, posts: u64) -> Value {
    json!({
        "version": "2.1",
        "software": {"name": "maille", "version": version},
        "protocols": ["activitypub"],
        "services": {"inbound": [], "outbound": []},
        "openRegistrations": false,
        "usage": {"users": {"total": 1}, "localPosts": posts},
        "metadata": {"nodeName": name},
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_instance_itself_is_found() {
        let origin: Origin = "creuse.example".parse().unwrap();
        for resource in [
            "acct:creuse.example@creuse.example",
            "acct:creuse.example@Creuse.Example",
            "https://creuse.example/actor",
            "https://creuse.example/",
        ] {
            let found = web_finger(&origin, resource).unwrap();
            assert_eq!(found["links"][0]["href"], "https://creuse.example/actor");
        }
        for resource in [
            "",
            "creuse.example",
            "acct:other@creuse.example",
            "acct:creuse.example@gironde.example",
            "https://creuse.example/records/1",
            "http://creuse.example/actor",
        ] {
            assert_eq!(web_finger(&origin, resource), None, "{resource}");
        }
    }
}
