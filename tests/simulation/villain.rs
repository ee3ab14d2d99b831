//! An approved peer that means harm: its own key, its own log, and one sin that the seed chooses.

use axum::http::{HeaderMap, HeaderValue, Method};
use maille_federation::actor::{Description, Limits};
use maille_federation::log::Op;
use maille_federation::moment::Moment;
use maille_federation::origin::{Origin, RecordId};
use serde_json::json;

use super::member::home;
use super::network::{Letter, Reply};
use super::world::{NAMES, VILLAIN};
use crate::support::adversary::Stranger;
use crate::support::adversary::false_log::FalseLog;

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

    pub fn answer(&mut self, letter: &Letter, chance: &mut super::chance::Chance) -> Reply {
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
