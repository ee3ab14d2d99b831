//! What peers and servers of the fediverse send.

use http::{HeaderMap, HeaderName, HeaderValue, Method};
use maille_federation::actor::{ActorKeys, Description};
use maille_federation::digest::Answer;
use maille_federation::fediverse::{Incoming, RemoteActor};
use maille_federation::json;
use maille_federation::keys::KeyHistory;
use maille_federation::log::{Batch, Checkpoint, Entry, KeyStatement, Opening};
use maille_federation::message::{Message, Unverified};
use maille_federation::moment::Moment;
use maille_federation::origin::{KeyId, Origin};
use maille_federation::peering::{PeerList, Peering, Roster};
use maille_federation::receipt::Receipt;
use maille_federation::record::Record;
use maille_federation::signatures::{Policy, Request, claimed};
use maille_federation::suggestion::{Decision, Suggestion};

use crate::Target;

/// The moment of the seeds.
const NOW_S: i64 = 1_795_342_530;
const KEY: &str = "https://creuse.example/actor#z6Mkon3Necd6NkkyfoGoHxid2znGc59LU3K7mubaRcFbLfLX";

const JSON_TOKENS: &[&str] = &[
    "{",
    "}",
    "[",
    "]",
    "\"",
    ":",
    ",",
    "null",
    "true",
    "1e400",
    "-0",
    "1.0",
    "\\ud800",
    "\\u0000",
    "9007199254740993",
    "\"type\":",
    "\"proof\":",
    "\"@context\":",
    "https://creuse.example/",
    "\u{feff}",
    "\u{202e}",
];

pub const JSON: Target = Target {
    name: "json",
    run: |bytes| {
        let _ = json::read(bytes, json::PAGE_BYTES_MAX);
        // What is canonical has one form.
        if let Ok(value) = json::read_canonical(bytes, json::PAGE_BYTES_MAX) {
            assert_eq!(json::canonical(&value).ok().as_deref(), Some(bytes));
        }
    },
    tokens: JSON_TOKENS,
};

fn read<T: Message>(bytes: &[u8]) {
    if let Ok(message) = Unverified::<T>::read(bytes) {
        let _ = message.claimed_keys().count();
        let _ = message.verify(&|_| None);
    }
}

pub const MESSAGES: Target = Target {
    name: "messages",
    run: |bytes| {
        read::<Record>(bytes);
        read::<Checkpoint>(bytes);
        read::<Opening>(bytes);
        read::<KeyStatement>(bytes);
        read::<KeyHistory>(bytes);
        read::<Description>(bytes);
        read::<Peering>(bytes);
        read::<PeerList>(bytes);
        read::<Roster>(bytes);
        read::<Receipt>(bytes);
        read::<Suggestion>(bytes);
        read::<Decision>(bytes);
        let _ = Unverified::<Checkpoint>::from_header(&String::from_utf8_lossy(bytes));
    },
    tokens: JSON_TOKENS,
};

pub const LOG: Target = Target {
    name: "log",
    run: |bytes| {
        let _ = Entry::read(bytes);
        let _ = Answer::read(bytes);
        if let Ok(batch) = Batch::read(bytes) {
            for line in &batch.entries {
                let _ = Entry::read(line);
            }
        }
    },
    tokens: JSON_TOKENS,
};

pub const FEDIVERSE: Target = Target {
    name: "fediverse",
    run: |bytes| {
        let (Ok(key), Ok(ours)) = (KEY.parse::<KeyId>(), "gironde.example".parse::<Origin>())
        else {
            return;
        };
        let _ = ActorKeys::read(bytes, &key);
        let _ = RemoteActor::read(bytes, &key);
        let _ = Incoming::read(bytes, &ours, &key);
    },
    tokens: JSON_TOKENS,
};

pub const REQUESTS: Target = Target {
    name: "requests",
    run: |bytes| {
        let Some((method, target, headers, body)) = request(bytes) else {
            return;
        };
        let Ok(ours) = "gironde.example".parse::<Origin>() else {
            return;
        };
        let request = Request {
            method: &method,
            target: &target,
            headers: &headers,
            body,
        };
        for policy in [Policy::federation(&ours), Policy::fediverse(&ours)] {
            let _ = claimed(&request, &policy, Moment::from_unix(NOW_S));
        }
    },
    tokens: &[
        "signature: ",
        "signature-input: ",
        "digest: SHA-256=",
        "content-digest: sha-256=:",
        "keyId=\"",
        "algorithm=\"hs2019\"",
        "headers=\"(request-target) host date\"",
        "created=",
        ";expires=1",
        "(\"@method\" \"@target-uri\")",
        "=:",
        "\"",
        "\r\n",
        "POST / HTTP/1.1\r\n",
        "999999999999999",
        ";tag=\"maille\"",
        ";alg=\"ed25519\"",
    ],
};

/// A request as text, as far as a server's own reader would let it through.
fn request(bytes: &[u8]) -> Option<(Method, String, HeaderMap, &[u8])> {
    let text = std::str::from_utf8(bytes).ok()?;
    let text = text.replace("\r\n", "\n");
    let (head, _) = text.split_once("\n\n").unwrap_or((&text, ""));
    let mut lines = head.lines();
    let mut first = lines.next()?.split(' ');
    let method = Method::from_bytes(first.next()?.as_bytes()).ok()?;
    let target = first.next()?.to_owned();
    let mut headers = HeaderMap::new();
    for line in lines.take(64) {
        let (name, value) = line.split_once(": ")?;
        let name = HeaderName::from_bytes(name.as_bytes()).ok()?;
        headers.append(name, HeaderValue::from_str(value).ok()?);
    }
    let end = bytes
        .windows(4)
        .position(|four| four == b"\r\n\r\n")
        .map(|end| end + 4)
        .or_else(|| {
            bytes
                .windows(2)
                .position(|two| two == b"\n\n")
                .map(|end| end + 2)
        });
    Some((
        method,
        target,
        headers,
        bytes.get(end.unwrap_or(bytes.len())..)?,
    ))
}
