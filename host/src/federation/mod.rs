//! Federation: departments keep each other's directories. Our own log is published from the journal, peers' logs are pulled, and
//! what they say stands in the directory beside our own records. The protocol itself is the crate `maille-federation`.

mod corrections;
mod erasures;
mod error;
mod exchange;
mod forks;
mod identity;
mod logs;
mod mirrors;
mod pauses;
mod peers;
mod places;
mod publish;
mod pull;
mod recover;
mod refusals;
mod revoke;
mod rosters;
mod rotate;
mod send;
mod serve;
mod shown;
mod snapshots;
mod verify;

use std::path::Path;
use std::sync::{Arc, Mutex};

use maille_federation::moment::Moment;
use maille_federation::signatures::Policy;
use tokio::sync::Notify;

pub use corrections::Heard;
pub use erasures::Erasure;
pub use error::{FederationError, NotMet, OffReason};
pub use exchange::Exchanged;
pub use forks::{Fork, ThirdParties, Twice};
pub use identity::{FOLDER as KEYS, Identity};
pub use maille_federation::origin::Origin;
pub use maille_federation::peering::{Action, Address, Relation, Who};
pub use maille_federation::record::revision_in_epoch;
pub use mirrors::{MirrorFault, Via};
pub use peers::{Introduced, Peer, Received};
pub use places::{Holding, ReadPlace};
pub use publish::Published;
pub use pull::{PullError, Pulled};
pub use recover::Recovered;
pub use refusals::RefusedOften;
pub use revoke::Revoked;
pub use rosters::{Listed, ListedInstance};
pub use serve::{NotServed, Reply, Served, tag};
pub use shown::{Held, Lag, Trouble};
pub use verify::{Denied, Incoming};

use crate::config::Config;
use crate::directory::Directory;
use crate::outbound::{Outbound, Peers};

/// This instance among others.
#[derive(Debug)]
pub struct Federation {
    directory: Directory,
    /// Who we are, or why we do not federate.
    identity: Result<Identity, OffReason>,
    http: Option<Peers>,
    /// Requests wait for their peers at most so long, in seconds.
    patience_s: u64,
    poll_s: u64,
    hint_s: u64,
    held_max: pull::HeldMax,
    readers: Mutex<serve::Budgets>,
    known: tokio::sync::Mutex<Option<(i64, peers::Peers)>>,
    replays: verify::Replays,
    hints: Mutex<exchange::Hints>,
    beside: Mutex<exchange::Beside>,
    asked: Mutex<recover::Asked>,
    hinted: Mutex<peers::Hinted>,
    packed: Arc<serve::packed::Packed>,
    pauses: Mutex<pauses::Pauses>,
    /// Peers whose records could not be kept here lately.
    not_kept: Mutex<pauses::Pauses>,
    refusals: Mutex<refusals::Refusals>,
    places: Mutex<places::Places>,
    /// Something is to be done before the next tick.
    wake: Notify,
}

impl Federation {
    /// Of the instance in `folder`. One that cannot federate says why when it is asked to.
    pub fn open(folder: &Path, config: &Config, directory: Directory, outbound: &Outbound) -> Self {
        let opened = Identity::open(folder, config, directory.clock()).and_then(|identity| {
            let http = outbound.peers(identity.address.clone())?;
            Ok((identity, http))
        });
        let (identity, http) = match opened {
            Ok((identity, http)) => (Ok(identity), Some(http)),
            Err(FederationError::Off(why)) => (Err(why), None),
            Err(error) => (Err(OffReason::Other(error::chain(&error))), None),
        };
        Self {
            directory,
            identity,
            http,
            patience_s: config.federation.request_timeout_s,
            poll_s: config.federation.poll_s,
            hint_s: config.federation.hint_s,
            held_max: pull::HeldMax {
                records: config.federation.peer_records_max,
                bytes: config.federation.peer_bytes_max,
            },
            readers: Mutex::new(serve::Budgets::new(config.federation.reader_bytes_max)),
            known: tokio::sync::Mutex::default(),
            replays: verify::Replays::default(),
            hints: Mutex::default(),
            beside: Mutex::default(),
            asked: Mutex::default(),
            hinted: Mutex::default(),
            packed: Arc::default(),
            pauses: Mutex::default(),
            not_kept: Mutex::default(),
            refusals: Mutex::default(),
            places: Mutex::default(),
            wake: Notify::new(),
        }
    }

    /// Who we are; or why we do not federate.
    pub fn identity(&self) -> Result<&Identity, FederationError> {
        match &self.identity {
            Ok(identity) => Ok(identity),
            Err(why) => Err(FederationError::Off(why.clone())),
        }
    }

    /// What we demand of signed requests.
    fn policy(identity: &Identity) -> Policy {
        Policy {
            authority: identity.address.authority().to_owned(),
            scheme: identity.address.scheme().to_owned(),
            ..Policy::federation(&identity.origin)
        }
    }

    /// Whether our key is the one by which our log is signed: a database that came without its keys gets new ones, which nobody knows.
    pub async fn has_its_keys(&self) -> Result<bool, FederationError> {
        let identity = self.identity()?;
        let kept = logs::kept(self.directory.database().readers(), logs::store::OWN).await?;
        Ok(kept.is_none_or(|kept| kept.keys.current(&identity.key_id).is_some()))
    }

    /// What anybody may know of us, signed.
    pub async fn description(&self) -> Result<Vec<u8>, FederationError> {
        let identity = self.identity()?;
        let kept = logs::kept(self.directory.database().readers(), logs::store::OWN).await?;
        let place = kept.map_or((0, 0), |kept| (kept.epoch, kept.seq));
        let now = moment(self.directory.clock().now_ms());
        Ok(identity.description(place, now)?.bytes().to_vec())
    }

    /// Takes out contents that a later entry stands for since before this moment, in milliseconds since 1970; their entries stay.
    pub async fn compact(&self, before: i64) -> Result<u64, FederationError> {
        let mut write = self.directory.database().write().await?;
        let gone = logs::store::compact(&mut write, before).await?;
        if gone > 0 {
            serve::packed::contents_went(&mut write).await?;
        }
        write.commit().await?;
        Ok(gone)
    }

    /// Waits until something is to be done, or for a while.
    pub async fn woken(&self, at_most: std::time::Duration) {
        let _ = tokio::time::timeout(at_most, self.wake.notified()).await;
    }
}

/// A moment of the protocol, to the second.
fn moment(now_ms: i64) -> Moment {
    Moment::from_unix(now_ms.div_euclid(1000))
}
