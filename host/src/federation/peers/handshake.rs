//! The handshake: what a person here does, and what arrives from there.

use maille_federation::actor::{Description, PROTOCOL};
use maille_federation::keys::{PublicKey, SecretKey};
use maille_federation::message::{Signed, Unverified};
use maille_federation::origin::{KeyId, Origin};
use maille_federation::peering::{Action, Address, Peering, Relation, Who};

use super::{Known, Peer, store};
use crate::database::Connection;
use crate::directory::Mirrored;
use crate::federation::error::{FederationError, NotMet};
use crate::federation::{Federation, forks, logs, moment};

/// Requests of strangers that wait for somebody to look at them.
const REQUESTS_MAX: i64 = 50;
/// How long such a request waits: seven days.
const REQUEST_KEPT_MS: i64 = 7 * 24 * 3600 * 1000;
/// Records of an ended peer that are taken out in one transaction.
const PURGED_TOGETHER: u32 = 500;

/// Who answered at an address, before anything was agreed.
#[derive(Debug, Clone)]
pub struct Introduced {
    pub description: Description,
    /// The six words that its administrator reads out.
    pub words: String,
}

/// What became of a message about peering.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Received {
    /// It changed how we stand to each other, or did so before.
    Taken(Relation),
    /// It fits neither what we know nor how we stand to each other.
    Unexpected,
    /// It asks anew for what was not over here: now it is, and the request may be said again.
    EndedUnheard,
    /// As many requests wait as are kept.
    Full,
    /// It is signed by another key than the one that we pinned.
    OtherKey,
}

impl Federation {
    /// Asks an address who is there.
    pub async fn introduce(&self, address: &Address) -> Result<Introduced, FederationError> {
        let identity = self.identity()?;
        if !address.is_acceptable_to(&identity.address) {
            return Err(not_met(address, NotMet::ThisMachine));
        }
        let body = self.ask_who(address).await?;
        let read = Unverified::<Description>::read(&body)?;
        let key = read.claimed().key;
        let description = read
            .verify(&|id| (KeyId::of(id.origin(), &key) == *id).then_some(key))?
            .into_message();
        if description.origin == identity.origin {
            return Err(not_met(address, NotMet::Ourselves));
        }
        if !description.protocols.contains(&PROTOCOL) {
            return Err(not_met(&description.origin, NotMet::Versions));
        }
        let words = crate::federation::identity::words(
            &description.origin,
            &description.key,
            description.recovery.as_ref(),
        );
        Ok(Introduced { description, words })
    }

    /// A person here names an instance whose words were compared: it is asked, or approved if it asked first. Of one that is
    /// known, it is noted where it answers now.
    pub async fn request(&self, introduced: &Introduced) -> Result<Peer, FederationError> {
        let said = &introduced.description;
        let now = self.directory.clock().now_ms();
        // Any key that speaks for it by its own log: for a while two do.
        let keys = self.known().await?;
        let speaks = keys.get(&said.origin).is_some_and(|known| {
            let id = KeyId::of(&said.origin, &said.key);
            known.key(&id).is_some()
        });
        let mut write = self.directory.database().write().await?;
        let known = store::one(&mut *write, said.origin.as_str()).await?;
        if let Some(known) = &known
            && known.relation != Relation::Ended
            && !((speaks || known.key == said.key) && known.recovery == said.recovery)
        {
            return Err(not_met(&said.origin, NotMet::OtherKey));
        }
        if let Some(known) = known.as_ref().filter(|peer| {
            !matches!(peer.relation, Relation::RequestedByThem | Relation::Ended)
                && peer.address != said.address
        }) {
            // The same instance, whose key was compared before, answers elsewhere now.
            let moved = Peer {
                address: said.address.clone(),
                due: now,
                ..known.clone()
            };
            store::keep(&mut write, &moved).await?;
            write.commit().await?;
            self.wake.notify_one();
            return Ok(moved);
        }
        let before = known.as_ref().map_or(Relation::None, |peer| peer.relation);
        if let Some(known) = known.as_ref().filter(|peer| peer.relation.exchanges()) {
            return Ok(known.clone());
        }
        let relation = before
            .after(Who::Us, Action::Request)
            .map_err(|_| not_met(&said.origin, NotMet::Known))?;
        let peer = Peer {
            origin: said.origin.clone(),
            address: said.address.clone(),
            name: said.name.clone(),
            relation,
            key: said.key,
            recovery: said.recovery,
            shares: said.shares.iter().map(ToString::to_string).collect(),
            our_serial: known.as_ref().map_or(0, |peer| peer.our_serial) + 1,
            their_serial: known.as_ref().map_or(0, |peer| peer.their_serial),
            to_say: Some(Action::Request),
            made: known.as_ref().map_or(now, |peer| peer.made),
            changed: now,
            ..Peer::new(said.origin.clone(), said.address.clone(), said.key, now)
        };
        store::keep(&mut write, &peer).await?;
        write.commit().await?;
        self.wake.notify_one();
        Ok(peer)
    }

    /// A person here accepts, suspends or ends.
    pub async fn decide(&self, origin: &str, action: Action) -> Result<Peer, FederationError> {
        let now = self.directory.clock().now_ms();
        let mut write = self.directory.database().write().await?;
        let known = store::one(&mut *write, origin).await?;
        let mut peer = known.ok_or_else(|| FederationError::NoPeer(origin.to_owned()))?;
        peer.relation = peer.relation.after(Who::Us, action).map_err(|_| {
            FederationError::Refused(format!(
                "{origin} is {}: that cannot be done from there",
                said_relation(peer.relation)
            ))
        })?;
        peer.our_serial += 1;
        peer.to_say = Some(action);
        peer.changed = now;
        peer.due = now;
        if action == Action::Accept {
            peer.stopped = String::new();
            // Somebody looked: what was heard in its name counts again only if it is signed again.
            peer.settled = Some(now);
            forks::store::forget_all_heard(&mut write, origin).await?;
        }
        store::keep(&mut write, &peer).await?;
        write.commit().await?;
        self.wake.notify_one();
        if peer.relation == Relation::Ended {
            self.purge(&peer.origin).await?;
        }
        Ok(peer)
    }

    /// Forgets requests that nobody looked at for seven days; how many there were.
    pub async fn forget_old_requests(&self) -> Result<u64, FederationError> {
        let before = self.directory.clock().now_ms() - REQUEST_KEPT_MS;
        let mut write = self.directory.database().write().await?;
        let gone = store::forget_requests(&mut write, before).await?;
        write.commit().await?;
        Ok(gone)
    }

    /// Takes a message that was verified, or a first request that was verified with the key that it carries.
    pub async fn receive_peering(
        &self,
        from: &Origin,
        body: &[u8],
    ) -> Result<Received, FederationError> {
        let identity = self.identity()?;
        let known = self.known().await?;
        let read = Unverified::<Peering>::read(body)?;
        let offered = read.claimed().introduction.as_ref().map(|said| said.key);
        let keys = known.get(from);
        let begins = keys.is_none_or(Known::begins);
        let said = read
            .verify(&|id| {
                let fits = |key: &PublicKey| begins && KeyId::of(id.origin(), key) == *id;
                let own = keys.and_then(|known| known.key(id));
                own.or(offered.filter(fits))
            })?
            .into_message();
        if said.from != *from || said.to != identity.origin {
            return Ok(Received::Unexpected);
        }
        let now = self.directory.clock().now_ms();
        let mut write = self.directory.database().write().await?;
        let peer = store::one(&mut *write, from.as_str()).await?;
        let received = self
            .take_peering(&mut write, (peer, &said), keys, now)
            .await?;
        write.commit().await?;
        self.wake.notify_one();
        if matches!(
            received,
            Received::Taken(Relation::Ended) | Received::EndedUnheard
        ) {
            self.purge(from).await?;
        }
        Ok(received)
    }

    async fn take_peering(
        &self,
        write: &mut Connection,
        (peer, said): (Option<Peer>, &Peering),
        keys: Option<&Known>,
        now: i64,
    ) -> Result<Received, FederationError> {
        let identity = self.identity()?;
        let known = peer.is_some();
        let mut peer = match (peer, &said.introduction) {
            (Some(peer), _) => peer,
            (None, Some(introduction)) if said.action == Action::Request => {
                store::forget_requests(write, now - REQUEST_KEPT_MS).await?;
                if store::requests(write).await? >= REQUESTS_MAX {
                    return Ok(Received::Full);
                }
                let address = introduction.address.clone();
                Peer::new(said.from.clone(), address, introduction.key, now)
            }
            _ => return Ok(Received::Unexpected),
        };
        let begins = matches!(peer.relation, Relation::None | Relation::Ended);
        let shown = said.introduction.as_ref().map(|shown| shown.key);
        if begins && shown.is_some_and(|key| key != peer.key) {
            // Who used this name before counted on its own: its numbers bind nobody else.
            peer.their_serial = 0;
        }
        if known && said.serial <= peer.their_serial {
            // Said again, since our answer was lost; or somebody else says it after them.
            return Ok(Received::Taken(peer.relation));
        }
        if let Some(introduction) = &said.introduction {
            let shown = (introduction.key, introduction.recovery);
            let id = KeyId::of(&said.from, &introduction.key);
            let speaks = keys.is_some_and(|keys| keys.key(&id).is_some());
            let pinned = speaks && peer.recovery == introduction.recovery;
            if !(begins || pinned) {
                return Ok(Received::OtherKey);
            }
            if !introduction.address.is_acceptable_to(&identity.address) {
                return Ok(Received::Unexpected);
            }
            if begins {
                (peer.key, peer.recovery) = shown;
            }
            peer.address = introduction.address.clone();
            peer.shares = introduction
                .shares
                .iter()
                .map(ToString::to_string)
                .collect();
        }
        let Ok(relation) = peer.relation.after(Who::Them, said.action) else {
            if said.action != Action::Request {
                return Ok(Received::Unexpected);
            }
            // It ended what there was, of which we never heard. Said again, the request begins anew, by whichever key it has now.
            peer.relation = Relation::Ended;
            peer.changed = now;
            peer.to_say = None;
            store::keep(write, &peer).await?;
            return Ok(Received::EndedUnheard);
        };
        peer.relation = relation;
        peer.their_serial = said.serial;
        peer.changed = now;
        peer.due = now;
        store::keep(write, &peer).await?;
        Ok(Received::Taken(relation))
    }

    /// The message that is still to be told to a peer, by each key that it may know us by, the likelier one first: who does not
    /// read our log has not heard of a new one, and who begins knows none.
    pub(in crate::federation) fn peering_messages(
        &self,
        peer: &Peer,
        action: Action,
    ) -> Result<Vec<Vec<u8>>, FederationError> {
        let identity = self.identity()?;
        let now = moment(self.directory.clock().now_ms());
        let introduces = matches!(action, Action::Request | Action::Accept);
        let (before, current) = (&identity.request, (&identity.key_id, &identity.key));
        let mut keys = vec![(&before.0, &before.1), current];
        if action == Action::Request {
            keys.reverse();
        }
        keys.dedup_by_key(|(id, _)| id.as_str());
        let message = |(id, key): (&KeyId, &SecretKey)| {
            let message = Peering {
                action,
                from: identity.origin.clone(),
                to: peer.origin.clone(),
                serial: peer.our_serial,
                at: now,
                introduction: introduces.then(|| identity.introduction(key.public())),
            };
            Ok(Signed::make(message, id, key, now)?.bytes().to_vec())
        };
        keys.into_iter().map(message).collect()
    }

    /// Goes on with what was being taken out when a process was killed.
    pub async fn finish_endings(&self) -> Result<(), FederationError> {
        let readers = self.directory.database().readers();
        for peer in self.peers().await? {
            let ended = peer.relation == Relation::Ended;
            if ended && logs::kept(readers, peer.origin.as_str()).await?.is_some() {
                self.purge(&peer.origin).await?;
            }
        }
        Ok(())
    }

    /// Takes out all that a peer owns, in pieces: records, search, history and its log.
    pub(in crate::federation) async fn purge(
        &self,
        origin: &Origin,
    ) -> Result<(), FederationError> {
        let name = origin.as_str();
        loop {
            let mut write = self.directory.database().write().await?;
            let copies = self
                .directory
                .copies_of(&mut write, name, PURGED_TOGETHER)
                .await?;
            let gone: Vec<Mirrored> = copies
                .into_iter()
                .map(|(id, revision)| Mirrored::Gone {
                    id,
                    revision: revision + 1,
                    erased: true,
                })
                .collect();
            if gone.is_empty() {
                logs::store::forget(&mut write, name).await?;
                crate::federation::serve::packed::contents_went(&mut write).await?;
                forks::store::forget(&mut write, origin).await?;
                crate::federation::mirrors::store::forget(&mut write, name).await?;
                crate::federation::refusals::store::forget(&mut write, name).await?;
                crate::federation::places::store::forget(&mut write, name).await?;
                write.commit().await?;
                return Ok(());
            }
            self.directory.mirror(&mut write, name, gone).await?;
            write.commit().await?;
        }
    }
}

fn not_met(who: &impl ToString, why: NotMet) -> FederationError {
    FederationError::NotMet {
        who: who.to_string(),
        why,
    }
}

/// How two instances stand to each other, in a word for the command line.
fn said_relation(relation: Relation) -> &'static str {
    match relation {
        Relation::None => "unknown",
        Relation::RequestedByUs => "asked and has not answered",
        Relation::RequestedByThem => "waiting for your approval",
        Relation::Approved => "approved",
        Relation::SuspendedByUs => "suspended by you",
        Relation::SuspendedByThem => "suspended by them",
        Relation::SuspendedByBoth => "suspended by both",
        Relation::Ended => "ended",
    }
}

impl Peer {
    fn new(origin: Origin, address: Address, key: PublicKey, now: i64) -> Self {
        Self {
            name: origin.to_string(),
            origin,
            address,
            relation: Relation::None,
            key,
            recovery: None,
            shares: Vec::new(),
            our_serial: 0,
            their_serial: 0,
            to_say: None,
            made: now,
            changed: now,
            scheme: None,
            due: now,
            failures: 0,
            fault: String::new(),
            answered: None,
            agreed: None,
            clock_s: None,
            hinted: 0,
            stopped: String::new(),
            head: None,
            tried: None,
            settled: None,
        }
    }
}
