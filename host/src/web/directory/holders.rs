//! Who holds the records that are not ours: looked up once for a page, and only where there are any.

use std::collections::{BTreeMap, HashMap};

use crate::app::App;
use crate::directory::Record;
use crate::federation::{FederationError, Peer};
use crate::web::render::{DIRECTORY, Holder, SUGGEST};

/// The instances that hold records of a page.
#[derive(Debug, Default)]
pub struct Holders {
    peers: HashMap<String, Peer>,
    own: String,
    now: i64,
}

impl Holders {
    /// Of these records; our own ask for nothing.
    pub async fn of(app: &App, records: &[Record]) -> Result<Self, FederationError> {
        let own = app.directory.settings().origin.clone();
        let mut holders = Self {
            peers: HashMap::new(),
            now: app.clock.now_ms(),
            own,
        };
        if records.iter().any(|record| record.origin != holders.own) {
            let peers = app.federation.peers().await?.into_iter();
            holders.peers = peers.map(|peer| (peer.origin.to_string(), peer)).collect();
        }
        Ok(holders)
    }

    /// Who holds one of them; nobody where we do.
    pub fn one(&self, record: &Record) -> Option<Holder> {
        if record.origin == self.own {
            return None;
        }
        let peer = self.peers.get(&record.origin);
        let page = |path: String| peer.map(|peer| peer.address.url(&path));
        Some(Holder {
            name: peer.map_or_else(|| record.origin.clone(), |peer| peer.name.clone()),
            page: page(format!("/records/{}", record.id)),
            report: page(format!("{DIRECTORY}/{}/{SUGGEST}", record.id)),
            seen: peer.and_then(|peer| peer.answered),
            now: self.now,
        })
    }
}

impl Holders {
    /// What those who hold some of these call themselves, by their names.
    pub fn names(&self, records: &[Record]) -> BTreeMap<String, String> {
        let held = records
            .iter()
            .filter_map(|record| Some((record.origin.clone(), self.one(record)?.name)));
        held.collect()
    }
}

/// Who holds a record; nobody where we do.
pub async fn of(app: &App, record: &Record) -> Result<Option<Holder>, FederationError> {
    let holders = Holders::of(app, std::slice::from_ref(record)).await?;
    Ok(holders.one(record))
}
