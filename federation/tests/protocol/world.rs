//! One small world: the Creuse publishes, the Gironde mirrors. All keys, salts and times are fixed, so each message comes
//! out the same each time.

use maille_federation::actor::{Actor, Description, Limits, PROTOCOL};
use maille_federation::digest::{Answer, Tree, bucket};
use maille_federation::hash::Hash;
use maille_federation::json;
use maille_federation::keys::{Keyring, Position, PublicKey, SecretKey};
use maille_federation::log::{
    Batch, Change, Checkpoint, ForkEvidence, Frame, Head, KeyAction, KeyStatement, Op, Opening,
    Place, Subject,
};
use maille_federation::message::{Message, Signed};
use maille_federation::moment::Moment;
use maille_federation::origin::{KeyId, Origin, RecordId};
use maille_federation::peering::{Action, Introduction, PeerList, Peering, Roster, RosterEntry};
use maille_federation::receipt::{Erased, Receipt};
use maille_federation::record::{Record, Salt};
use maille_federation::snapshot::{self, SnapshotFrame};
use maille_federation::suggestion::{Decision, Suggestion, Topic, Verdict};
use serde_json::json;

/// 2026-11-22T10:15:30Z
pub const NOW: i64 = 1_795_342_530;

pub fn now() -> Moment {
    Moment::from_unix(NOW)
}

pub fn creuse() -> Origin {
    "creuse.example".parse().unwrap()
}

pub fn gironde() -> Origin {
    "gironde.example".parse().unwrap()
}

pub fn key(seed: u8) -> SecretKey {
    SecretKey::from_seed(&[seed; 32])
}

pub fn ring() -> Keyring {
    Keyring::pinned(creuse(), key(1).public(), Some(key(9).public()))
}

/// The key of whoever of the two has this name.
pub fn keys(id: &KeyId) -> Option<PublicKey> {
    let all = [(creuse(), 1), (creuse(), 2), (creuse(), 9), (gironde(), 3)];
    let mut known = all
        .into_iter()
        .map(|(origin, seed)| (origin, key(seed).public()));
    known
        .find(|(origin, key)| KeyId::of(origin, key) == *id)
        .map(|(_, key)| key)
}

pub fn sign<T: Message>(message: T, seed: u8) -> Signed<T> {
    let id = KeyId::of(message.signer(), &key(seed).public());
    Signed::make(message, &id, &key(seed), now()).unwrap()
}

pub fn record_id(number: u64) -> RecordId {
    format!("https://creuse.example/records/019aab00-0000-7000-8000-{number:012x}")
        .parse()
        .unwrap()
}

pub fn record() -> Signed<Record> {
    let content = json!({
        "name": "Médiathèque de Saint-Essai",
        "address": {"street": "8 avenue du Modèle", "postal_code": "23000", "city": "Saint-Essai"},
        "location": {"latitude": 46.1713, "longitude": 1.8718},
        "phone": "+33 5 36 49 26 20",
    });
    let record = Record {
        id: record_id(1),
        kind: "place".parse().unwrap(),
        revision: 1,
        key: None,
        salt: Salt::new(*b"sixteen bytes of"),
        updated: now(),
        content: content.as_object().unwrap().clone(),
    };
    sign(record, 1)
}

pub fn opening() -> Signed<Opening> {
    let opening = Opening {
        origin: creuse(),
        epoch: 1,
        at: now(),
        previous: None,
    };
    sign(opening, 1)
}

/// The log with the record in it, its entry's line, and its tree.
pub fn log() -> (Head, Vec<u8>, Tree) {
    let mut head = Head::opened(&opening());
    let change = Change {
        op: Op::Put,
        id: Subject::Record(record_id(1)),
        revision: 1,
        hash: Some(record().hash()),
        at: now(),
        kind: "place".parse().unwrap(),
    };
    let (_, line) = head.append(change).unwrap();
    let tree = Tree::of([snapshot::item(&record())]);
    (head, line, tree)
}

pub fn frame() -> Frame {
    Frame {
        origin: creuse(),
        epoch: 1,
        after: 0,
        entries: 1,
        contents: 1,
        part: 0,
        parts: 1,
    }
}

/// Entry, seal and record as one tail.
pub fn tail() -> Vec<u8> {
    let (_, line, tree) = log();
    let seal = checkpoint(tree.root());
    Batch::write(&frame(), &[line], Some(&seal), &[record().bytes().to_vec()]).unwrap()
}

pub fn checkpoint(root: Hash) -> Signed<Checkpoint> {
    let (head, _, _) = log();
    let checkpoint = Checkpoint {
        origin: creuse(),
        epoch: head.epoch,
        seq: head.seq,
        chain: head.chain,
        root,
        count: 1,
        at: now(),
    };
    sign(checkpoint, 1)
}

/// What the Creuse said of its first entry to others, against the second one that it told here.
fn fork_along_lines() -> ForkEvidence {
    let (mut head, _, tree) = log();
    let at = |head: &Head, chain| Checkpoint {
        origin: creuse(),
        epoch: head.epoch,
        seq: head.seq,
        chain,
        root: tree.root(),
        count: 1,
        at: now(),
    };
    let first = sign(at(&head, Hash::of(b"another entry")), 1);
    let change = Change {
        op: Op::Delete,
        id: Subject::Record(record_id(2)),
        revision: 2,
        hash: None,
        at: now(),
        kind: "place".parse().unwrap(),
    };
    let (_, line) = head.append(change).unwrap();
    let second = sign(at(&head, head.chain), 1);
    ForkEvidence::along(first, second, vec![line]).unwrap()
}

fn introduction() -> Introduction {
    Introduction {
        address: "https://annuaire.creuse.example".parse().unwrap(),
        key: key(1).public(),
        recovery: Some(key(9).public()),
        protocols: vec![PROTOCOL],
        shares: vec!["place".parse().unwrap(), "service".parse().unwrap()],
    }
}

/// A step of the handshake: the Creuse asks, the Gironde accepts, the Creuse pauses and ends.
fn peering(action: Action) -> Signed<Peering> {
    let (from, to, seed) = match action {
        Action::Accept => (gironde(), creuse(), 3),
        _ => (creuse(), gironde(), 1),
    };
    let introduction = match action {
        Action::Request => Some(introduction()),
        Action::Accept => Some(Introduction {
            address: "https://annuaire.gironde.example".parse().unwrap(),
            key: key(3).public(),
            recovery: None,
            protocols: vec![PROTOCOL],
            shares: vec!["place".parse().unwrap()],
        }),
        Action::Suspend | Action::End => None,
    };
    let message = Peering {
        action,
        from,
        to,
        serial: match action {
            Action::Request | Action::Accept => 1,
            Action::Suspend | Action::End => 2,
        },
        at: now(),
        introduction,
    };
    sign(message, seed)
}

fn key_statement() -> Signed<KeyStatement> {
    let statement = KeyStatement {
        origin: creuse(),
        action: KeyAction::Add,
        key: key(2).public(),
        at: now(),
        from: None,
    };
    let (old, new) = (key(1), key(2));
    let ids = [&old, &new].map(|key| KeyId::of(&creuse(), &key.public()));
    Signed::make_by_all(statement, &[(&ids[0], &old), (&ids[1], &new)], now()).unwrap()
}

fn second_opening() -> Signed<Opening> {
    let (head, _, _) = log();
    let opening = Opening {
        origin: creuse(),
        epoch: 2,
        at: now(),
        previous: Some(Place {
            epoch: head.epoch,
            seq: head.seq,
            chain: head.chain,
        }),
    };
    sign(opening, 1)
}

fn description() -> Signed<Description> {
    let introduction = introduction();
    let description = Description {
        origin: creuse(),
        address: introduction.address,
        name: "Numérique en Creuse".to_owned(),
        protocols: introduction.protocols,
        key: introduction.key,
        recovery: introduction.recovery,
        epoch: 1,
        seq: 1,
        shares: introduction.shares,
        limits: Limits::OURS,
        at: now(),
    };
    sign(description, 1)
}

fn receipt() -> Signed<Receipt> {
    let receipt = Receipt {
        from: gironde(),
        id: record_id(1),
        entry: Position { epoch: 1, seq: 2 },
        at: now(),
        erased: vec![
            Erased::Caches,
            Erased::Index,
            Erased::Media,
            Erased::Pages,
            Erased::Records,
        ],
    };
    sign(receipt, 3)
}

fn suggestion() -> Signed<Suggestion> {
    let suggestion = Suggestion {
        from: gironde(),
        reference: "K7QF-3MZD".to_owned(),
        id: record_id(1),
        revision: 1,
        topic: Topic::Hours,
        text: "Fermée le lundi depuis la rentrée.".to_owned(),
        at: now(),
    };
    sign(suggestion, 3)
}

fn decision() -> Signed<Decision> {
    let decision = Decision {
        from: creuse(),
        reference: "K7QF-3MZD".to_owned(),
        id: record_id(1),
        verdict: Verdict::Accepted,
        note: "Corrigé, merci.".to_owned(),
        at: now(),
    };
    sign(decision, 1)
}

/// Each message once: the name of its file and its canonical bytes.
pub fn messages() -> Vec<(&'static str, Vec<u8>)> {
    let (_, line, tree) = log();
    let number = bucket(&record_id(1));
    let root = tree.root();
    let fork = ForkEvidence::of(checkpoint(root), checkpoint(Hash::ZERO)).unwrap();
    let part = SnapshotFrame {
        origin: creuse(),
        epoch: 1,
        seq: 1,
        part: 0,
        parts: 1,
        records: 1,
    };
    let actor = Actor {
        address: &introduction().address,
        origin: &creuse(),
        name: "Numérique en Creuse",
        keys: &[key(1).public()],
        rsa_pem: None,
    };
    let peers = PeerList {
        origin: creuse(),
        serial: 1,
        at: now(),
        peers: vec![gironde()],
    };
    let roster = Roster {
        coordinator: gironde(),
        serial: 1,
        at: now(),
        instances: vec![RosterEntry {
            origin: creuse(),
            address: introduction().address,
            key: key(1).public(),
            recovery: Some(key(9).public()),
        }],
    };
    let node = Answer::of_node(&tree, "_".parse().unwrap()).unwrap();
    let items = Answer::of_bucket(number, vec![snapshot::item(&record())]);
    vec![
        ("actor", json::canonical_value(&actor.document()).unwrap()),
        ("checkpoint", checkpoint(root).bytes().to_vec()),
        ("digest-bucket", items.bytes().unwrap()),
        ("digest-node", node.bytes().unwrap()),
        ("entry", line),
        ("fork-evidence", fork.bytes()),
        ("fork-evidence-lines", fork_along_lines().bytes()),
        ("frame", json::canonical(&frame()).unwrap()),
        ("instance", description().bytes().to_vec()),
        (
            "key-history",
            sign(ring().history(now()), 1).bytes().to_vec(),
        ),
        ("key-statement", key_statement().bytes().to_vec()),
        ("opening", opening().bytes().to_vec()),
        ("opening-second", second_opening().bytes().to_vec()),
        ("peering-accept", peering(Action::Accept).bytes().to_vec()),
        ("peering-end", peering(Action::End).bytes().to_vec()),
        ("peering-request", peering(Action::Request).bytes().to_vec()),
        ("peering-suspend", peering(Action::Suspend).bytes().to_vec()),
        ("peer-list", sign(peers, 1).bytes().to_vec()),
        ("receipt", receipt().bytes().to_vec()),
        ("suggestion", suggestion().bytes().to_vec()),
        ("decision", decision().bytes().to_vec()),
        ("record", record().bytes().to_vec()),
        ("roster", sign(roster, 3).bytes().to_vec()),
        ("snapshot-frame", json::canonical(&part).unwrap()),
    ]
}
