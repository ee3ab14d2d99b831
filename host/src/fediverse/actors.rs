//! Actors of others, fetched from their own addresses because a signed request names them: https and host names alone, the
//! address that is checked is the one that is dialled, no redirects, 64 KiB, five seconds, few at once and in a minute, and
//! remembered whether they were found or not.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use http::Method;
use maille_federation::fediverse::{ActorFault, RemoteActor};
use maille_federation::origin::{KeyId, Origin};
use maille_federation::signatures::{Outgoing, RsaSigner};
use moka::sync::Cache;
use tokio::sync::Semaphore;

use super::error::FediverseError;
use super::rates::Rates;
use super::{Fediverse, moment};
use crate::outbound::Unmet;

/// A whole fetch.
const PATIENCE: Duration = Duration::from_secs(5);
/// Fetches at once, of all hosts and of one.
const AT_ONCE: usize = 8;
const AT_ONCE_EACH: usize = 2;
/// Fetches in a minute, because of one host and of all.
const MINUTE_EACH: u32 = 30;
const MINUTE_ALL: u32 = 300;
/// Actors that are remembered, and for how long; a few KiB each.
const KEPT_MAX: u64 = 1_000;
const KEPT: Duration = Duration::from_secs(6 * 3600);
/// The same of those that were not found.
const MISSED_MAX: u64 = 4_000;
const MISSED: Duration = Duration::from_secs(5 * 60);
/// One whose key does not fit is asked for anew, if the last answer is older: it may have another key by now.
const FRESH: Duration = Duration::from_secs(60);

/// Why an actor is not known.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotFound {
    #[error("the actor cannot be asked: {0}")]
    Unmet(&'static str),
    #[error("the actor is not there: its host answers {0}")]
    Status(u16),
    #[error("the actor is no document that is accepted here: {0}")]
    Form(String),
    #[error("so many actors are being asked for that this one must wait")]
    Busy,
}

impl NotFound {
    /// A word that stays the same in all versions.
    pub fn code(&self) -> &'static str {
        match self {
            NotFound::Unmet(_) | NotFound::Status(_) => "actor-unreachable",
            NotFound::Form(_) => "actor-form",
            NotFound::Busy => "busy",
        }
    }

    /// 401: nobody can say who signed; 503 where it may be tried again.
    pub fn status(&self) -> u16 {
        match self {
            NotFound::Busy => 503,
            _ => 401,
        }
    }
}

/// An actor, and when it was asked for.
#[derive(Debug, Clone)]
pub(super) struct Known {
    pub actor: Arc<RemoteActor>,
    at: Instant,
}

impl Known {
    /// Whether asking again would be no better.
    pub fn is_fresh(&self) -> bool {
        self.at.elapsed() < FRESH
    }
}

/// Those that were asked for.
#[derive(Debug)]
pub(super) struct Actors {
    kept: Cache<KeyId, Known>,
    missed: Cache<KeyId, NotFound>,
    places: Semaphore,
    hosts: Mutex<HashMap<Origin, usize>>,
    rates: Rates,
}

impl Default for Actors {
    fn default() -> Self {
        Self {
            kept: Cache::builder()
                .max_capacity(KEPT_MAX)
                .time_to_live(KEPT)
                .build(),
            missed: Cache::builder()
                .max_capacity(MISSED_MAX)
                .time_to_live(MISSED)
                .build(),
            places: Semaphore::new(AT_ONCE),
            hosts: Mutex::default(),
            rates: Rates::each_minute(MINUTE_EACH, MINUTE_ALL),
        }
    }
}

impl Actors {
    /// A place among the fetches of a host; none where it has as many.
    fn enter(&self, host: &Origin) -> Option<Place<'_>> {
        let mut hosts = self.hosts.lock().unwrap_or_else(PoisonError::into_inner);
        let busy = hosts.entry(host.clone()).or_default();
        if *busy >= AT_ONCE_EACH {
            return None;
        }
        *busy += 1;
        Some(Place {
            actors: self,
            host: host.clone(),
        })
    }
}

/// Given back however the fetch ends.
struct Place<'a> {
    actors: &'a Actors,
    host: Origin,
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        let mut hosts = self
            .actors
            .hosts
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if let Some(busy) = hosts.get_mut(&self.host) {
            *busy -= 1;
            if *busy == 0 {
                hosts.remove(&self.host);
            }
        }
    }
}

impl Fediverse {
    /// The actor at this address, as it is remembered or as it answers now.
    pub(super) async fn actor(&self, id: &KeyId) -> Result<Known, Missing> {
        if let Some(known) = self.actors.kept.get(id) {
            return Ok(known);
        }
        if let Some(missed) = self.actors.missed.get(id) {
            return Err(missed.into());
        }
        self.ask_for(id).await
    }

    /// The actor as it answers now.
    pub(super) async fn ask_for(&self, id: &KeyId) -> Result<Known, Missing> {
        let actors = &self.actors;
        let (Ok(_place), Some(_of_host)) = (actors.places.try_acquire(), actors.enter(id.origin()))
        else {
            return Err(NotFound::Busy.into());
        };
        if !actors.rates.allow(id.origin()) {
            return Err(NotFound::Busy.into());
        }
        self.count("actors-asked");
        match self.fetch(id).await? {
            Ok(actor) => {
                let known = Known {
                    actor: Arc::new(actor),
                    at: Instant::now(),
                };
                actors.missed.invalidate(id);
                actors.kept.insert(id.clone(), known.clone());
                Ok(known)
            }
            Err(missed) => {
                tracing::info!(actor = %id, %missed, "an actor of the fediverse was not found");
                actors.kept.invalidate(id);
                actors.missed.insert(id.clone(), missed.clone());
                Err(missed.into())
            }
        }
    }

    async fn fetch(&self, id: &KeyId) -> Result<Result<RemoteActor, NotFound>, FediverseError> {
        let identity = self.identity()?;
        let target = target(id);
        let request = Outgoing {
            method: &Method::GET,
            scheme: "https",
            authority: id.origin().as_str(),
            target,
            content_type: None,
            body: &[],
        };
        let signer = RsaSigner {
            key_id: &identity.key_id,
            key: &identity.key,
        };
        let headers = signer
            .sign(&request, moment(self.now_ms()))
            .map_err(FediverseError::Sign)?;
        let bytes_max = RemoteActor::BYTES_MAX;
        let got = self.http()?.get(id, headers, PATIENCE, bytes_max).await;
        Ok(match got {
            Err(unmet) => Err(NotFound::Unmet(unmet.code())),
            Ok((200, body)) => RemoteActor::read(&body, id).map_err(NotFound::from),
            Ok((status, _)) => Err(NotFound::Status(status)),
        })
    }
}

/// What stands behind the host in the address of an actor or an inbox.
pub(super) fn target(id: &KeyId) -> &str {
    let rest = id.as_str().trim_start_matches("https://");
    rest.find('/').map_or("/", |at| &rest[at..])
}

/// Why an actor is not handed out.
#[derive(Debug, thiserror::Error)]
pub enum Missing {
    #[error(transparent)]
    NotFound(#[from] NotFound),
    #[error(transparent)]
    Failed(#[from] FediverseError),
}

impl From<ActorFault> for NotFound {
    fn from(fault: ActorFault) -> Self {
        NotFound::Form(fault.to_string())
    }
}

impl From<Unmet> for NotFound {
    fn from(unmet: Unmet) -> Self {
        NotFound::Unmet(unmet.code())
    }
}
