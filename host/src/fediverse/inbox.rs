//! What comes in at `/inbox`. In this order: size, raw headers, policy, digest of the body, the activity's form and whether anything
//! can follow from it; only then the sender's actor is asked for its key, and the signature is verified. Nothing is fetched because of
//! a Delete, or of anything that is dropped.

use std::sync::PoisonError;

use http::{HeaderMap, Method};
use maille_federation::fediverse::{Incoming, NotTaken, Undone, What};
use maille_federation::keys::RsaPublicKey;
use maille_federation::moment::Moment;
use maille_federation::origin::{KeyId, RecordId};
use maille_federation::signatures::{self, PinnedKey, Policy, Refusal, ReplayCache, Request};

use super::actors::{Missing, NotFound};
use super::error::FediverseError;
use super::identity::Identity;
use super::store::followers::Follower;
use super::{Fediverse, WINDOW_S, moment, store};
use crate::codes::readable_code;
use crate::directory::Reader;
use crate::suggestions::{Said, Subject, SuggestionError, Suggestions, TEXT_CHARS_MAX};

/// Who may follow, in all and of one host.
const FOLLOWERS_MAX: u64 = 20_000;
const FOLLOWERS_EACH_MAX: u64 = 2_000;
/// Inboxes of one host: each is written to by itself. A server with many readers has one for all.
const INBOXES_EACH_MAX: u64 = 100;
/// Signatures that are remembered of all keys, which strangers make as they like.
const REPLAYS_MAX: usize = 20_000;

/// A request as it came.
#[derive(Debug, Clone, Copy)]
pub struct Posted<'a> {
    pub method: &'a Method,
    /// As it stood on the wire.
    pub target: &'a str,
    pub headers: &'a HeaderMap,
    pub body: &'a [u8],
}

/// What became of an activity. All are answered alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Taken {
    Followed,
    Unfollowed,
    /// A person here reads the report.
    Reported,
    Dropped,
}

/// Why an activity is not taken.
#[derive(Debug, thiserror::Error)]
pub enum Denied {
    /// Its signature does not hold.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// It says nothing that holds together.
    #[error(transparent)]
    NotTaken(#[from] NotTaken),
    /// Nobody can say whose it is.
    #[error(transparent)]
    Actor(NotFound),
    /// As many follow as are kept.
    #[error("as many follow as are kept here")]
    Full,
    /// As many activities are being looked at as is possible, or reports were many.
    #[error("so much comes in that this must wait")]
    Busy,
    #[error(transparent)]
    Failed(#[from] FediverseError),
}

impl From<Missing> for Denied {
    fn from(missing: Missing) -> Self {
        match missing {
            Missing::NotFound(why) => Self::Actor(why),
            Missing::Failed(error) => Self::Failed(error),
        }
    }
}

impl From<sqlx::Error> for Denied {
    fn from(error: sqlx::Error) -> Self {
        Self::Failed(error.into())
    }
}

/// Whose key verifies.
struct Sender {
    key: (KeyId, PinnedKey),
    /// Where the actor is written to; nothing where its key was known from its Follow alone.
    inboxes: Option<(KeyId, KeyId)>,
}

impl Fediverse {
    /// Takes what somebody sent to our inbox.
    pub async fn receive(&self, posted: Posted<'_>) -> Result<Taken, Denied> {
        let taken = self.look_at(posted).await;
        self.count(match &taken {
            Ok(Taken::Followed) => "followed",
            Ok(Taken::Unfollowed) => "unfollowed",
            Ok(Taken::Reported) => "reported",
            Ok(Taken::Dropped) => "dropped",
            Err(_) => "refused",
        });
        taken
    }

    async fn look_at(&self, posted: Posted<'_>) -> Result<Taken, Denied> {
        let identity = self.identity()?;
        let policy = Policy::fediverse(&identity.origin);
        let now = moment(self.now_ms());
        let request = Request {
            method: posted.method,
            target: posted.target,
            headers: posted.headers,
            body: posted.body,
        };
        let key_id = signatures::claimed(&request, &policy, now)?;
        signatures::body_is_told(&request)?;
        let incoming = Incoming::read(posted.body, &identity.origin, &key_id)?;
        if !incoming.matters() {
            return Ok(Taken::Dropped);
        }
        let _place = self.places.try_acquire().map_err(|_| Denied::Busy)?;
        let actor = &incoming.actor;
        let readers = self.directory.database().readers();
        let follower = store::followers::one(readers, actor.as_str()).await?;
        match (incoming.what, follower) {
            // A deleted actor has no address to ask; whoever never followed leaves nothing to forget.
            (What::DeleteActor | What::Undo(_), None) => Ok(Taken::Dropped),
            (What::DeleteActor, Some(follower)) => {
                let known = known_key(&follower).filter(|(id, _)| *id == key_id);
                let key = known.ok_or(Refusal::KeyUnknown)?;
                self.verify(&request, &policy, now, &key)?;
                self.forget(actor).await
            }
            (What::Undo(undone), Some(follower)) => {
                self.sender(&request, &policy, now, (actor, &key_id), Some(&follower))
                    .await?;
                match undone {
                    Undone::Named(id) if id != follower.follow_id => Ok(Taken::Dropped),
                    _ => self.forget(actor).await,
                }
            }
            (What::Follow { id }, _) => {
                let from = (actor, &key_id);
                let sender = self.sender(&request, &policy, now, from, None).await?;
                self.keep_follower(actor, id, sender).await
            }
            (What::Flag { records, words }, _) => {
                if records.is_empty() {
                    return Ok(Taken::Dropped);
                }
                let from = (actor, &key_id);
                self.sender(&request, &policy, now, from, None).await?;
                self.report(identity, actor, &records, &words).await
            }
            (What::Answer | What::Nothing, _) => Ok(Taken::Dropped),
        }
    }

    /// Who sent this: by the key that is known, else by the one that its actor names now.
    async fn sender(
        &self,
        request: &Request<'_>,
        policy: &Policy,
        now: Moment,
        (actor, key_id): (&KeyId, &KeyId),
        follower: Option<&Follower>,
    ) -> Result<Sender, Denied> {
        let known = follower.and_then(known_key).filter(|(id, _)| id == key_id);
        if let Some(key) = known
            && self.verify(request, policy, now, &key).is_ok()
        {
            return Ok(Sender { key, inboxes: None });
        }
        let mut known = self.actor(actor).await?;
        let mut verified = self.verify_by(request, policy, now, (&known.actor, key_id));
        if matches!(verified, Err(Refusal::Signature | Refusal::KeyUnknown)) && !known.is_fresh() {
            known = self.ask_for(actor).await?;
            verified = self.verify_by(request, policy, now, (&known.actor, key_id));
        }
        let key = verified?;
        let inbox = known.actor.inbox.clone();
        let delivery = known.actor.shared_inbox.clone().unwrap_or(inbox.clone());
        Ok(Sender {
            key,
            inboxes: Some((inbox, delivery)),
        })
    }

    fn verify_by(
        &self,
        request: &Request<'_>,
        policy: &Policy,
        now: Moment,
        (actor, key_id): (&maille_federation::fediverse::RemoteActor, &KeyId),
    ) -> Result<(KeyId, PinnedKey), Refusal> {
        let key = actor.key(key_id).ok_or(Refusal::KeyUnknown)?;
        let key = (key_id.clone(), key);
        self.verify(request, policy, now, &key)?;
        Ok(key)
    }

    fn verify(
        &self,
        request: &Request<'_>,
        policy: &Policy,
        now: Moment,
        (key_id, key): &(KeyId, PinnedKey),
    ) -> Result<(), Refusal> {
        let pinned = |id: &KeyId| (id == key_id).then(|| key.clone());
        let mut replays = self.replays.lock().unwrap_or_else(PoisonError::into_inner);
        make_room(&mut replays, now)?;
        signatures::verify(request, policy, &pinned, now, &mut replays).map(|_| ())
    }

    async fn keep_follower(
        &self,
        actor: &KeyId,
        follow_id: String,
        sender: Sender,
    ) -> Result<Taken, Denied> {
        let Some((inbox, delivery)) = sender.inboxes else {
            return Err(Refusal::KeyUnknown.into());
        };
        let (key_id, key) = sender.key;
        let follower = Follower {
            actor: actor.to_string(),
            host: actor.origin().to_string(),
            inbox: inbox.to_string(),
            delivery: delivery.to_string(),
            follow_id,
            key_id: key_id.to_string(),
            key: match key {
                PinnedKey::Rsa(key) => key.to_pem(),
                PinnedKey::Ed25519(key) => key.to_string(),
            },
            since: self.now_ms(),
        };
        let database = self.directory.database();
        let mut write = database.write().await.map_err(FediverseError::from)?;
        let known = store::followers::one(&mut *write, &follower.actor).await?;
        let (all, of_host, inboxes) = store::followers::numbers(&mut write, &follower.host).await?;
        let more = known.is_none();
        let full = all >= FOLLOWERS_MAX || of_host >= FOLLOWERS_EACH_MAX;
        if (more && full) || inboxes >= INBOXES_EACH_MAX {
            return Err(Denied::Full);
        }
        // Who begins to follow is told what is to come; what is there already stands in the outbox.
        let cursor = store::place(&mut *write).await?.seq.max(0) as u64;
        store::followers::keep(&mut write, &follower, cursor).await?;
        write.commit().await?;
        Ok(Taken::Followed)
    }

    async fn forget(&self, actor: &KeyId) -> Result<Taken, Denied> {
        let database = self.directory.database();
        let mut write = database.write().await.map_err(FediverseError::from)?;
        store::followers::forget(&mut write, actor.as_str()).await?;
        write.commit().await?;
        Ok(Taken::Unfollowed)
    }

    /// Puts a report before a person, as any suggestion about a record.
    async fn report(
        &self,
        identity: &Identity,
        actor: &KeyId,
        records: &[RecordId],
        words: &str,
    ) -> Result<Taken, Denied> {
        let mut reported = Taken::Dropped;
        let clock = self.directory.clock().clone();
        let suggestions = Suggestions::new(self.directory.database().clone(), clock);
        for record in records {
            let found = self
                .directory
                .read(&record.uuid().to_string(), &Reader::visitor())
                .await;
            let Some(record) = found.map_err(FediverseError::from)? else {
                continue;
            };
            if !self.reports.allow(actor.origin()) {
                return Err(Denied::Busy);
            }
            let content: serde_json::Value =
                serde_json::from_str(&record.content).unwrap_or_default();
            let text = format!("Signalé depuis le fédivers ({}) : {words}", actor.origin());
            let said = Said {
                reference: readable_code(uuid::Uuid::now_v7().as_u64_pair().1),
                title: content["name"].as_str().unwrap_or_default().to_owned(),
                revision: record.revision,
                record_id: record.id,
                kind: record.kind,
                subject: Subject::Other,
                text: text
                    .trim_end_matches([' ', ':'])
                    .chars()
                    .take(TEXT_CHARS_MAX)
                    .collect(),
                contact: String::new(),
            };
            match suggestions.make(&said).await {
                Ok(_) => reported = Taken::Reported,
                Err(SuggestionError::Full) => return Err(Denied::Busy),
                Err(error) => return Err(FediverseError::from(error).into()),
            }
        }
        tracing::info!(host = %actor.origin(), of = %identity.origin, "records were reported from the fediverse");
        Ok(reported)
    }
}

/// Room for one more signature, or how long to wait for it.
fn make_room(replays: &mut ReplayCache, now: Moment) -> Result<(), Refusal> {
    if replays.len() < REPLAYS_MAX {
        return Ok(());
    }
    replays.forget(now);
    match replays.len() < REPLAYS_MAX {
        true => Ok(()),
        false => Err(Refusal::ReplaysFull {
            wait_s: u64::from(WINDOW_S),
        }),
    }
}

/// The key by which somebody asked to follow.
fn known_key(follower: &Follower) -> Option<(KeyId, PinnedKey)> {
    let key = match RsaPublicKey::from_pem(&follower.key) {
        Ok(key) => PinnedKey::Rsa(key),
        Err(_) => PinnedKey::Ed25519(follower.key.parse().ok()?),
    };
    Some((follower.key_id.parse().ok()?, key))
}
