//! The files in `testdata/messages` are what the crate writes, and what it reads.

use http::{HeaderMap, Method};
use maille_federation::actor::Description;
use maille_federation::fingerprint;
use maille_federation::json;
use maille_federation::keys::KeyHistory;
use maille_federation::log::{Batch, Checkpoint, Entry, ForkEvidence, Head, KeyStatement, Opening};
use maille_federation::message::{Message, Unverified};
use maille_federation::origin::KeyId;
use maille_federation::peering::{PeerList, Peering, Roster};
use maille_federation::receipt::Receipt;
use maille_federation::record::Record;
use maille_federation::signatures::{
    Outgoing, PinnedKey, Policy, ReplayCache, Request, Scheme, Signer, verify,
};
use maille_federation::suggestion::{Decision, Suggestion};

use super::{here, world};

/// Compares a file with what it should hold. `MAILLE_WRITE_EXAMPLES=1` writes it instead, after a change of the protocol.
#[expect(
    clippy::disallowed_methods,
    reason = "tests have no configuration of their own"
)]
pub fn hold(name: &str, bytes: &[u8]) {
    let path = here().join("testdata/messages").join(name);
    if std::env::var("MAILLE_WRITE_EXAMPLES").is_ok_and(|value| value == "1") {
        std::fs::write(&path, bytes).unwrap();
    }
    let held = std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let text = String::from_utf8_lossy(bytes);
    assert_eq!(String::from_utf8_lossy(&held), text, "{name}");
}

pub fn file(name: &str) -> Vec<u8> {
    std::fs::read(here().join("testdata/messages").join(name)).unwrap()
}

#[test]
fn each_message_is_written_as_its_file_has_it() {
    for (name, bytes) in world::messages() {
        hold(&format!("{name}.json"), &bytes);
    }
    hold("tail.jsonl", &world::tail());
}

fn accepted<T: Message>(name: &str) {
    let read = Unverified::<T>::read(&file(name)).unwrap();
    let signed = read.verify(&world::keys).unwrap();
    assert_eq!(signed.bytes(), file(name), "{name}");
}

#[test]
fn each_signed_file_is_read_and_its_proof_holds() {
    accepted::<Checkpoint>("checkpoint.json");
    accepted::<Description>("instance.json");
    accepted::<KeyHistory>("key-history.json");
    accepted::<KeyStatement>("key-statement.json");
    accepted::<Opening>("opening.json");
    accepted::<Opening>("opening-second.json");
    for step in ["request", "accept", "suspend", "end"] {
        accepted::<Peering>(&format!("peering-{step}.json"));
    }
    accepted::<PeerList>("peer-list.json");
    accepted::<Receipt>("receipt.json");
    accepted::<Suggestion>("suggestion.json");
    accepted::<Decision>("decision.json");
    accepted::<Record>("record.json");
    accepted::<Roster>("roster.json");
    Entry::read(&file("entry.json")).unwrap();
    for name in ["fork-evidence.json", "fork-evidence-lines.json"] {
        ForkEvidence::read(&file(name), &world::keys).unwrap();
    }
}

#[test]
fn a_document_of_one_type_is_never_one_of_another() {
    for name in [
        "checkpoint",
        "opening",
        "peering-accept",
        "peering-end",
        "peering-suspend",
        "receipt",
        "record",
        "roster",
    ] {
        let bytes = file(&format!("{name}.json"));
        let refused = [
            Unverified::<Checkpoint>::read(&bytes).is_err(),
            Unverified::<Opening>::read(&bytes).is_err(),
            Unverified::<Peering>::read(&bytes).is_err(),
            Unverified::<Receipt>::read(&bytes).is_err(),
            Unverified::<Record>::read(&bytes).is_err(),
            Unverified::<Roster>::read(&bytes).is_err(),
        ];
        assert_eq!(
            refused.iter().filter(|refused| **refused).count(),
            5,
            "{name}"
        );
    }
}

#[test]
fn a_pull_from_the_files_alone_ends_where_the_checkpoint_says() {
    let opening = Unverified::<Opening>::read(&file("opening.json")).unwrap();
    let head = Head::opened(&opening.verify(&world::keys).unwrap());
    let tail = file("tail.jsonl");
    let batch = Batch::read(&tail).unwrap();
    let advance = head.advance(&batch).unwrap();
    let contents = advance
        .read_contents(&batch.contents, &world::ring())
        .unwrap();
    assert_eq!(contents.records[0].1.bytes(), file("record.json"));
    let checkpoint = Unverified::<Checkpoint>::read(&file("checkpoint.json")).unwrap();
    let checkpoint = checkpoint.verify(&world::keys).unwrap();
    let standing = checkpoint.message().standing(&contents.head);
    assert_eq!(standing, maille_federation::log::Standing::Same);
    let items = contents
        .records
        .iter()
        .map(|(_, record)| maille_federation::snapshot::item(record));
    let tree = maille_federation::digest::Tree::of(items);
    assert_eq!(tree.root(), checkpoint.message().root);
}

/// A hint in both schemes, as the text of a request: the first line, the headers in their order, the body.
fn hint(scheme: Scheme) -> String {
    let body = file("checkpoint.json");
    let method = Method::POST;
    let request = Outgoing {
        method: &method,
        scheme: "https",
        authority: "gironde.example",
        target: "/federation/hint",
        content_type: Some("application/json"),
        body: &body,
    };
    let key = world::key(1);
    let key_id = KeyId::of(&world::creuse(), &key.public());
    let signer = Signer {
        key_id: &key_id,
        key: &key,
    };
    let headers = signer
        .sign(scheme, &request, world::now(), *b"sixteen bytes of")
        .unwrap();
    let line = |(name, value): (&http::HeaderName, &http::HeaderValue)| {
        format!("{name}: {}\n", value.to_str().unwrap())
    };
    let mut lines: Vec<String> = headers.iter().map(line).collect();
    lines.sort();
    let body = String::from_utf8(body).unwrap();
    format!("POST /federation/hint HTTP/1.1\n{}\n{body}", lines.concat())
}

#[test]
fn the_signed_hints_are_sent_as_their_files_have_them_and_accepted() {
    for (scheme, name) in [
        (Scheme::Rfc9421, "hint-rfc9421.http"),
        (Scheme::Cavage, "hint-cavage.http"),
    ] {
        hold(name, hint(scheme).as_bytes());
        let text = String::from_utf8(file(name)).unwrap();
        let (head, body) = text.split_once("\n\n").unwrap();
        let mut headers = HeaderMap::new();
        for line in head.lines().skip(1) {
            let (name, value) = line.split_once(": ").unwrap();
            let name: http::HeaderName = name.parse().unwrap();
            headers.append(name, value.parse().unwrap());
        }
        let request = Request {
            method: &Method::POST,
            target: "/federation/hint",
            headers: &headers,
            body: body.as_bytes(),
        };
        let pinned = |id: &KeyId| world::keys(id).map(PinnedKey::Ed25519);
        let policy = Policy::federation(&world::gironde());
        let mut replays = ReplayCache::new(300, 8);
        let verified = verify(&request, &policy, &pinned, world::now(), &mut replays).unwrap();
        assert_eq!(*verified.origin(), world::creuse());
    }
}

#[test]
fn the_words_of_the_readme_are_these() {
    let recovery = world::key(9).public();
    let words = fingerprint::words(&world::creuse(), &world::key(1).public(), Some(&recovery));
    let readme = std::fs::read_to_string(here().join("README.md")).unwrap();
    assert!(readme.contains(&words.join(" ")), "{}", words.join(" "));
}

#[test]
fn every_file_is_canonical_json() {
    for entry in std::fs::read_dir(here().join("testdata/messages")).unwrap() {
        let path = entry.unwrap().path();
        if path
            .extension()
            .is_some_and(|extension| extension == "json")
        {
            let bytes = std::fs::read(&path).unwrap();
            let read = json::read_canonical(&bytes, json::RECORD_BYTES_MAX);
            assert!(read.is_ok(), "{}", path.display());
        }
    }
}
