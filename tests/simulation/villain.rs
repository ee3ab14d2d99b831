//! An approved peer that means harm: its own key, its own log, and one sin that the seed chooses.

use axum::http::{HeaderMap, HeaderValue, Method};
use maille::federation::Action;
use maille_federation::actor::{Description, Limits};
use maille_federation::log::Op;
use maille_federation::moment::Moment;
use maille_federation::origin::{Origin, RecordId};
use maille_federation::receipt::{Erased, Receipt};
use maille_federation::signatures::{Outgoing, Scheme, Signer};
use serde_json::json;

use super::member::home;
use super::network::{Letter, Reply};
use super::run;
use super::world::{NAMES, VILLAIN, World};
use crate::support::adversary::Stranger;
use crate::support::adversary::false_log::{FalseLog, record_id};

/// Entries that it adds while it is read, in all.
const ENDLESS_MAX: u64 = 40;

/// What it does wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sin {
    /// Says another history up to the same entry.
    Fork,
    /// Puts somebody else's record.
    Foreign,
    /// Says a lower revision of what it withdrew.
    Revive,
    /// Puts a record whose proof does not hold.
    BadProof,
    /// Says less than it said before.
    OldAgain,
    /// Signs a root that its log does not come to.
    WrongRoot,
    /// Goes on as long as it is read.
    Endless,
    /// Answers bytes that are no log.
    Garbage,
    /// Answers that it cannot.
    Silent,
}

pub const SINS: [Sin; 9] = [
    Sin::Fork,
    Sin::Foreign,
    Sin::Revive,
    Sin::BadProof,
    Sin::OldAgain,
    Sin::WrongRoot,
    Sin::Endless,
    Sin::Garbage,
    Sin::Silent,
];

impl Sin {
    /// Whether whoever reads on must stop and say so.
    pub fn is_proved(self) -> bool {
        matches!(
            self,
            Self::Fork | Self::Foreign | Self::Revive | Self::BadProof
        )
    }
}

pub struct Villain {
    pub stranger: Stranger,
    pub log: FalseLog,
    earlier: FalseLog,
    pub sin: Option<Sin>,
    /// What it ever put, as its own.
    pub ids: Vec<String>,
    endless: u64,
}

impl Villain {
    pub fn new() -> Self {
        let stranger = Stranger::new(NAMES[VILLAIN], 99);
        let mut villain = Self {
            log: FalseLog::new(&stranger),
            earlier: FalseLog::new(&stranger),
            stranger,
            sin: None,
            ids: Vec::new(),
            endless: 0,
        };
        for number in 0..3 {
            let uuid = format!("019aab00-0000-7000-8000-0000000000{number:02}");
            villain.put(&uuid, 1);
        }
        villain
    }

    fn put(&mut self, uuid: &str, revision: u64) {
        self.earlier = self.log.clone();
        let content = json!({"name": format!("vilain {uuid} {revision}")});
        self.log.put(&self.stranger, uuid, revision, content);
        self.ids.push(uuid.to_owned());
    }

    /// Adds what any peer may add.
    pub fn write(&mut self, uuid: &str) {
        if self.sin.is_none() {
            self.put(uuid, 1);
        }
    }

    /// Begins to sin; `uuid` is new, and `foreign` is a record of somebody else.
    pub fn begin(&mut self, sin: Sin, uuid: &str, foreign: Option<RecordId>) {
        if self.sin.is_some() {
            return;
        }
        self.sin = Some(sin);
        let first = self.ids[0].clone();
        let owner = Stranger::new(NAMES[VILLAIN], 99);
        match sin {
            Sin::Fork => {
                let told = self.log.head.seq;
                self.log = self.earlier.clone();
                while self.log.head.seq <= told {
                    let revision = self.log.head.seq + 10;
                    self.log
                        .put(&owner, &first, revision, json!({"name": "vilain autre"}));
                }
            }
            Sin::Foreign => {
                let id = foreign.unwrap_or_else(|| {
                    let other: Origin = NAMES[1].parse().unwrap();
                    RecordId::new(other, uuid.parse().unwrap()).unwrap()
                });
                self.log
                    .put_as(&owner, (id, "place", 9), json!({"name": "vilain"}));
            }
            Sin::Revive => {
                self.log.remove(&owner, &first, 5, Op::Delete);
                self.log
                    .put(&owner, &first, 4, json!({"name": "vilain revient"}));
            }
            Sin::BadProof => {
                let good = self
                    .log
                    .put(&owner, uuid, 1, json!({"name": "vilain honnête"}));
                let bytes = self.log.contents.get(&good).unwrap().clone();
                self.log = self.earlier.clone();
                let text = String::from_utf8(bytes).unwrap();
                let bad = text.replace("honnête", "malhonnête");
                self.log.put_bytes(&owner, uuid, bad.as_bytes());
                self.ids.push(uuid.to_owned());
            }
            Sin::OldAgain => self.log = self.earlier.clone(),
            Sin::WrongRoot | Sin::Endless | Sin::Garbage | Sin::Silent => {}
        }
    }

    fn answer(&mut self, letter: &Letter, chance: &mut super::chance::Chance) -> Reply {
        if letter.method == Method::POST {
            return reply(202, None, Vec::new());
        }
        let tail = letter.path.contains("/tail/");
        if self.sin == Some(Sin::Endless) && tail && self.endless < ENDLESS_MAX {
            self.endless += 1;
            let uuid = chance.uuid(super::world::START_MS);
            self.put(&uuid, 1);
        }
        let checkpoint = match self.sin {
            Some(Sin::WrongRoot) => self.log.checkpoint_but(&self.stranger, |said| {
                said.root = maille_federation::hash::Hash::of(b"another root");
            }),
            _ => self.log.checkpoint(&self.stranger),
        };
        let header = Some(checkpoint.header());
        match self.sin {
            Some(Sin::Silent) => return reply(503, None, Vec::new()),
            Some(Sin::Garbage) if tail => return reply(200, header, vec![b'{'; 900]),
            _ => {}
        }
        let body = match letter.path.as_str() {
            "/.well-known/maille" => Some(self.description()),
            path => self.log.answer(path),
        };
        match body {
            Some(body) => reply(200, header, body),
            None if tail => reply(409, header, Vec::new()),
            None => reply(404, header, Vec::new()),
        }
    }

    fn description(&self) -> Vec<u8> {
        let description = Description {
            origin: self.stranger.origin.clone(),
            address: home(NAMES[VILLAIN]).parse().unwrap(),
            name: "Vilain".to_owned(),
            protocols: vec![1],
            key: self.stranger.key.public(),
            recovery: None,
            epoch: 1,
            seq: self.log.head.seq,
            shares: Vec::new(),
            limits: Limits::OURS,
            at: Moment::from_unix(0),
        };
        self.stranger.says(description).bytes().to_vec()
    }
}

fn reply(status: u16, checkpoint: Option<String>, body: Vec<u8>) -> Reply {
    let mut headers = HeaderMap::new();
    if let Some(checkpoint) = checkpoint {
        let value = HeaderValue::from_str(&checkpoint).unwrap();
        headers.insert("maille-checkpoint", value);
    }
    Reply {
        status,
        headers,
        body,
    }
}

impl World {
    pub fn villain_answers(&self, letter: &Letter) -> Reply {
        let mut villain = self.villain.lock().unwrap();
        self.chance(|chance| villain.answer(letter, chance))
    }

    /// Asks an instance, and is accepted by somebody who was taken in.
    pub async fn villain_befriends(&self, victim: usize) {
        let asked = {
            let villain = self.villain.lock().unwrap();
            let address = home(NAMES[VILLAIN]).parse().unwrap();
            villain.stranger.asks(NAMES[victim], &address, 1)
        };
        self.villain_posts(victim, "/federation/peering", &asked)
            .await;
        let app = self.members[victim].app().unwrap();
        let accepted = app.federation.decide(NAMES[VILLAIN], Action::Accept);
        accepted.await.unwrap();
        run::tick(self, victim).await;
    }

    /// Says something to an instance, rightly signed.
    async fn villain_posts(&self, to: usize, path: &str, body: &[u8]) {
        let nonce: [u8; 16] = self.chance(|chance| {
            let drawn = chance.below(u64::MAX).to_le_bytes();
            std::array::from_fn(|place| drawn[place % 8])
        });
        let headers = {
            let villain = self.villain.lock().unwrap();
            let signer = Signer {
                key_id: &villain.stranger.key_id,
                key: &villain.stranger.key,
            };
            let outgoing = Outgoing {
                method: &Method::POST,
                scheme: "https",
                authority: NAMES[to],
                target: path,
                content_type: Some("application/json"),
                body,
            };
            let now = Moment::from_unix(self.now() / 1000);
            signer.sign(Scheme::Rfc9421, &outgoing, now, nonce).unwrap()
        };
        let letter = Letter {
            from: VILLAIN,
            to,
            method: Method::POST,
            path: path.to_owned(),
            headers,
            body: body.to_vec(),
        };
        self.deliver(&letter).await;
    }

    /// Says what is not so to an instance: of its own log, or of an erasure that nobody asked for.
    pub async fn villain_lies_to(&self, victim: usize, about: Option<&str>) {
        let (path, body) = {
            let villain = self.villain.lock().unwrap();
            match about {
                None => {
                    let far = |said: &mut maille_federation::log::Checkpoint| said.seq += 1 << 40;
                    let hint = villain.log.checkpoint_but(&villain.stranger, far);
                    ("/federation/hint", hint.bytes().to_vec())
                }
                Some(uuid) => {
                    let mut id = record_id(&villain.stranger, uuid);
                    if let Some(theirs) = RecordId::new(NAMES[victim].parse().unwrap(), id.uuid()) {
                        id = theirs;
                    }
                    let receipt = villain.stranger.says(Receipt {
                        from: villain.stranger.origin.clone(),
                        id,
                        entry: maille_federation::keys::Position { epoch: 1, seq: 1 },
                        at: Moment::from_unix(self.now() / 1000),
                        erased: vec![Erased::Records],
                    });
                    ("/federation/receipts", receipt.bytes().to_vec())
                }
            }
        };
        self.villain_posts(victim, path, &body).await;
    }
}
