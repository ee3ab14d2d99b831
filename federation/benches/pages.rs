//! Reading pages as a newcomer does, beside the bare work that cannot be saved: `cargo bench -p maille-federation --bench pages`.
//!
//! 20,000 records of about 700 bytes in 40 pages. Bare is `serde_json` into a value, SHA-256 and one strict Ed25519
//! verification for each record, with nothing checked. The two take turns, since the machine is shared; medians count.

use std::hint::black_box;
use std::time::Instant;

use ed25519_dalek::{Signature, VerifyingKey};
use maille_federation::digest::Tree;
use maille_federation::hash::Hash;
use maille_federation::keys::{Keyring, SecretKey};
use maille_federation::log::{
    Batch, Change, Checkpoint, Frame, Head, Op, Opening, PAGE_ENTRIES, Subject,
};
use maille_federation::message::Signed;
use maille_federation::moment::Moment;
use maille_federation::origin::{KeyId, Origin, RecordId};
use maille_federation::record::{Record, Salt};
use maille_federation::snapshot::item;
use serde_json::{Value, json};

const PAGES: u64 = 40;
const ROUNDS: usize = 7;

struct World {
    opening: Signed<Opening>,
    ring: Keyring,
    /// Entries and contents of each page.
    pages: Vec<(Vec<u8>, Vec<u8>)>,
    /// For the bare work: each record with a message of 64 bytes and its signature.
    bare: Vec<(Vec<u8>, [u8; 64], [u8; 64])>,
    public: VerifyingKey,
}

fn main() {
    let world = World::make();
    let records = world.bare.len();
    let bytes: usize = world.bare.iter().map(|(record, ..)| record.len()).sum();
    println!("{records} records, {} bytes each", bytes / records);
    let (mut whole, mut bare, mut tree) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        bare.push(seconds(|| world.bare()));
        let begun = Instant::now();
        let read = world.read();
        whole.push(begun.elapsed().as_secs_f64());
        tree.push(seconds(|| {
            black_box(Tree::of(read.iter().map(item)).root());
        }));
    }
    let (whole, bare, tree) = (median(whole), median(bare), median(tree));
    let rate = |seconds: f64| records as f64 / seconds;
    println!(
        "bare parsing, hashing, verifying: {:.0} records/s",
        rate(bare)
    );
    println!(
        "pages, verified whole:            {:.0} records/s",
        rate(whole)
    );
    println!(
        "the tree over all of them:        {:.0} records/s",
        rate(tree)
    );
    println!(
        "verified whole / bare:            {:.2} times the time",
        whole / bare
    );
}

fn seconds(work: impl FnOnce()) -> f64 {
    let begun = Instant::now();
    work();
    begun.elapsed().as_secs_f64()
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

impl World {
    fn make() -> World {
        let origin: Origin = "creuse.example".parse().expect("it is a name");
        let key = SecretKey::from_seed(&[1; 32]);
        let id = KeyId::of(&origin, &key.public());
        let now = Moment::from_unix(1_795_256_130);
        let opening = Opening {
            origin: origin.clone(),
            epoch: 1,
            at: now,
            previous: None,
        };
        let opening = Signed::make(opening, &id, &key, now).expect("it is signed");
        let mut head = Head::opened(&opening);
        let mut pages = Vec::new();
        let mut bare = Vec::new();
        for page in 0..PAGES {
            let (mut entries, mut contents) = (Vec::new(), Vec::new());
            for number in page * PAGE_ENTRIES..(page + 1) * PAGE_ENTRIES {
                let record = record(&origin, number, now);
                let subject = Subject::Record(record.id.clone());
                let signed = Signed::make(record, &id, &key, now).expect("it is signed");
                let change = Change {
                    op: Op::Put,
                    id: subject,
                    revision: 1,
                    hash: Some(signed.hash()),
                    at: now,
                    kind: "place".parse().expect("it is a kind"),
                };
                let (_, line) = head.append(change).expect("it follows");
                entries.push(line);
                contents.push(signed.bytes().to_vec());
                let mut message = [0; 64];
                message[..32].copy_from_slice(signed.hash().bytes());
                bare.push((signed.bytes().to_vec(), message, key.sign(&message)));
            }
            let frame = |entries, contents| Frame {
                origin: origin.clone(),
                epoch: 1,
                after: page * PAGE_ENTRIES,
                entries,
                contents,
                part: 0,
                parts: 1,
            };
            let seal = Checkpoint {
                origin: origin.clone(),
                epoch: head.epoch,
                seq: head.seq,
                chain: head.chain,
                root: Hash::ZERO,
                count: head.seq,
                at: now,
            };
            let seal = Signed::make(seal, &id, &key, now).expect("it is signed");
            let page = Batch::write(&frame(PAGE_ENTRIES, 0), &entries, Some(&seal), &[]);
            let part = Batch::write(&frame(0, PAGE_ENTRIES), &[], None, &contents);
            pages.push((page.expect("it fits"), part.expect("it fits")));
        }
        let public = VerifyingKey::from_bytes(key.public().bytes()).expect("it is a key");
        World {
            opening,
            ring: Keyring::pinned(origin, key.public(), None),
            pages,
            bare,
            public,
        }
    }

    fn read(&self) -> Vec<Signed<Record>> {
        let mut head = Head::opened(&self.opening);
        let mut keys = self.ring.clone();
        let mut records = Vec::new();
        for (page, part) in &self.pages {
            let advance = Batch::read(page).and_then(|batch| head.advance(&batch));
            let advance = advance.expect("the page holds");
            let batch = Batch::read(part).expect("the part holds");
            let contents = advance.read_contents(&batch.contents, &keys);
            let contents = contents.expect("the contents hold");
            head = contents.head;
            records.extend(contents.records.into_iter().map(|(_, record)| record));
            keys = contents.keys;
        }
        assert_eq!(records.len(), self.bare.len());
        records
    }

    fn bare(&self) {
        for (record, message, signature) in &self.bare {
            let value: Value = serde_json::from_slice(record).expect("it is JSON");
            black_box(value);
            black_box(Hash::of(record));
            let signature = Signature::from_bytes(signature);
            let held = self.public.verify_strict(message, &signature);
            held.expect("it holds");
        }
    }
}

fn record(origin: &Origin, number: u64, now: Moment) -> Record {
    let uuid = format!("019aab00-0000-7000-8000-{number:012x}");
    let id: RecordId = format!("https://{origin}/records/{uuid}")
        .parse()
        .expect("it is a name");
    let content = json!({
        "name": format!("Espace numérique {number}"),
        "address": {"street": "8 avenue du Modèle", "postal_code": "23000", "city": "Saint-Essai"},
        "location": {"latitude": 46.1713 + number as f64 / 1e5, "longitude": 1.8718},
        "phone": "+33 5 36 49 26 20",
        "opening_hours": "Mo-Fr 09:00-12:00,14:00-18:00",
        "services": ["aide-aux-demarches", "acces-internet", "maitrise-des-outils"],
        "access": "Entrée par la cour, ascenseur au fond à droite.",
    });
    Record {
        id,
        kind: "place".parse().expect("it is a kind"),
        revision: 1,
        key: None,
        salt: Salt::new(u128::from(number).to_be_bytes()),
        updated: now,
        content: content.as_object().expect("it is an object").clone(),
    }
}
