//! The fediverse: events, organisations and places that its servers read and follow. Beside the exchange between instances, and
//! never in its way: rows, connections and a job of its own. It alone fetches because a stranger says so, guarded and bounded.

mod actors;
mod deliver;
mod error;
mod identity;
mod inbox;
mod objects;
mod rates;
mod status;
mod store;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use maille_federation::moment::Moment;
use maille_federation::signatures::ReplayCache;
use tokio::sync::Semaphore;

pub use error::{FediverseError, FediverseOff};
pub use identity::Identity;
pub use inbox::{Denied, Posted, Taken};
pub use objects::AtAddress;
pub use status::{HostStatus, Status};

use crate::config::Config;
use crate::directory::Directory;
use crate::outbound::{FediverseServers, Outbound};

/// Activities that are looked at at once: their senders' actors may have to be fetched.
const LOOKED_AT_ONCE: usize = 16;
/// Signatures of one key that are remembered, within the window of 300 seconds.
const REPLAYS_EACH_MAX: usize = 1_000;
const WINDOW_S: u32 = 300;

/// This instance on the fediverse.
#[derive(Debug)]
pub struct Fediverse {
    directory: Directory,
    /// Who we are there, or why we are not.
    identity: Result<Identity, FediverseOff>,
    http: Option<FediverseServers>,
    actors: actors::Actors,
    reports: rates::Rates,
    replays: Mutex<ReplayCache>,
    places: Semaphore,
    /// What came in since it was last written.
    counts: Mutex<BTreeMap<&'static str, u64>>,
}

impl Fediverse {
    /// Of the instance in `folder`. One that is not read there says why when it is asked to.
    pub fn open(folder: &Path, config: &Config, directory: Directory, outbound: &Outbound) -> Self {
        let opened = Identity::open(folder, config).and_then(|identity| {
            let http = outbound.fediverse()?;
            Ok((identity, http))
        });
        let (identity, http) = match opened {
            Ok((identity, http)) => (Ok(identity), Some(http)),
            Err(FediverseError::Off(why)) => (Err(why), None),
            Err(error) => (Err(FediverseOff::Other(error.to_string())), None),
        };
        Self {
            directory,
            identity,
            http,
            actors: actors::Actors::default(),
            reports: rates::Rates::hourly(5, 20),
            replays: Mutex::new(ReplayCache::new(WINDOW_S, REPLAYS_EACH_MAX)),
            places: Semaphore::new(LOOKED_AT_ONCE),
            counts: Mutex::default(),
        }
    }

    /// Who we are there; or why we are not.
    pub fn identity(&self) -> Result<&Identity, FediverseError> {
        match &self.identity {
            Ok(identity) => Ok(identity),
            Err(why) => Err(FediverseError::Off(why.clone())),
        }
    }

    fn http(&self) -> Result<&FediverseServers, FediverseError> {
        let off = || FediverseError::Off(FediverseOff::Disabled);
        self.http.as_ref().ok_or_else(off)
    }

    fn now_ms(&self) -> i64 {
        self.directory.clock().now_ms()
    }

    fn count(&self, what: &'static str) {
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        *counts.entry(what).or_default() += 1;
    }

    /// Writes what was counted; a flood of strangers costs a row now and then.
    pub async fn write_counts(&self) -> Result<(), FediverseError> {
        let counts = {
            let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
            std::mem::take(&mut *counts)
        };
        if counts.is_empty() {
            return Ok(());
        }
        let mut write = self.directory.database().write().await?;
        for (what, more) in &counts {
            store::count(&mut write, what, *more).await?;
        }
        write.commit().await?;
        Ok(())
    }
}

/// A moment of the protocol, to the second.
fn moment(now_ms: i64) -> Moment {
    Moment::from_unix(now_ms.div_euclid(1000))
}
