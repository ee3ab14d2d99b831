//! When what is exchanged with whom: messages that wait, pulls that are due, hints of what is new here.

use std::collections::HashMap;
use std::sync::PoisonError;
use std::time::Duration;

use maille_federation::client::ClientError;
use maille_federation::hash::Hash;
use maille_federation::log::Checkpoint;
use maille_federation::message::{MessageError, Unverified};
use maille_federation::origin::Origin;

use super::Federation;
use super::error::{FederationError, chain};
use super::logs;
use super::logs::store::OWN;
use super::mirrors;
use super::peers::{Peer, store};
use super::pull::PullError;
use super::verify::PEERING;
use crate::clock::CLOCK_SLACK_MS;

/// The first wait for a peer that does not answer; each one is twice as long.
const FAILED_MS: i64 = 30_000;
/// The longest.
const FAILED_MAX_MS: i64 = 6 * 3600 * 1000;
/// Peers that are asked at once.
const AT_ONCE: usize = 4;
/// Between two hints while many records change.
const BULK_HINT: Duration = Duration::from_secs(60);
/// Entries that a peer was not told of from which on it is many.
const BULK_ENTRIES: u64 = 500;

/// Polls of a log after which a peer is asked what else it tells.
const POLLS_BETWEEN: u64 = 4;

/// When each peer was last asked for something, on the clock that only goes on.
pub(super) type Beside = HashMap<Origin, Duration>;

/// When each peer was last told that there is something new, on the clock that only goes on.
pub(super) type Hints = HashMap<Origin, Duration>;

/// What a tick came to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Exchanged {
    pub pulled: u64,
    pub entries: u64,
}

impl Federation {
    /// Peers with whom something is to be done now.
    pub async fn due(&self) -> Result<Vec<Peer>, FederationError> {
        self.identity()?;
        let now = self.directory.clock().now_ms();
        let kept = logs::kept(self.directory.database().readers(), OWN).await?;
        let seq = kept.map_or(0, |kept| kept.seq);
        let mut peers = self.peers().await?;
        let mut waiting = self.neighbours_to_tell().await?;
        waiting.extend(self.owners_to_tell().await?);
        let to_mirror = self.to_mirror(&peers, now).await?;
        peers.retain(|peer| {
            if !self.may_exchange(&peer.origin) {
                return false;
            }
            let exchanges = peer.relation.exchanges();
            let pulls = exchanges && peer.stopped.is_empty();
            let tells = exchanges && self.may_tell(&peer.origin);
            ((pulls || peer.to_say.is_some()) && is_due(peer.due, now))
                || to_mirror.contains(&peer.origin)
                || (tells && !mirrors::is_away(peer) && self.may_hint(peer, seq))
                || (tells && peer.failures == 0 && waiting.contains(peer.origin.as_str()))
                || (tells && !self.has_asked(peer.origin.as_str()) && peer.failures == 0)
        });
        // Who waits longest comes first: a log without end keeps nobody else waiting for ever.
        peers.sort_by_key(|peer| peer.due);
        peers.truncate(AT_ONCE);
        Ok(peers)
    }

    /// Does what is to be done with one peer, unless it failed here a moment ago.
    pub async fn exchange(&self, peer: &Peer) -> Result<Exchanged, FederationError> {
        if !self.may_exchange(&peer.origin) {
            return Ok(Exchanged::default());
        }
        // On the heap: it is large, and its callers have enough on their stacks.
        let done = Box::pin(self.exchange_now(peer)).await;
        match &done {
            Err(_) => self.exchange_later(&peer.origin),
            Ok(_) => self.may_go_on(&peer.origin),
        }
        done
    }

    async fn exchange_now(&self, peer: &Peer) -> Result<Exchanged, FederationError> {
        let now = self.directory.clock().now_ms();
        if peer.due > now && mirrors::is_away(peer) {
            // It is not even tried before it is due: others are asked.
            self.pull_by_others(&peer.origin).await?;
            return Ok(Exchanged::default());
        }
        if peer.due <= now && peer.to_say.is_some() {
            self.say_what_waits(peer).await?;
        }
        if peer.relation.exchanges() && self.may_tell(&peer.origin) {
            self.tell(peer).await?;
        }
        if peer.relation.exchanges() && peer.name == peer.origin.as_str() && peer.failures == 0 {
            self.learn_name(peer).await?;
        }
        let mut exchanged = Exchanged::default();
        if peer.due <= now && peer.relation.exchanges() && peer.stopped.is_empty() {
            let began = self.directory.clock().passed();
            let mut pulled = self.pull(peer).await;
            exchanged.pulled = 1;
            let whole = pulled.as_ref().is_ok_and(|pulled| !pulled.more);
            if let Ok(pulled) = &pulled {
                exchanged.entries = pulled.entries;
            }
            let affirmed = |pulled: &super::Pulled| pulled.agreed || pulled.entries > 0;
            if pulled.as_ref().is_ok_and(affirmed)
                && let Some(why) = self.judge(peer, now).await?
            {
                pulled = Err(PullError::Stopped(why));
            }
            if whole && self.asks_beside(&peer.origin) {
                self.listen(peer).await?;
                self.learn_list(peer).await?;
            }
            self.note(peer, pulled, began).await?;
            self.pull_by_others(&peer.origin).await?;
        }
        Ok(exchanged)
    }

    /// Whether a peer is asked now what it knows of third parties and who its own peers are: once since this process started, and
    /// then at every fourth poll or so. Both change seldom.
    fn asks_beside(&self, peer: &Origin) -> bool {
        let now = self.directory.clock().passed();
        let pause = Duration::from_secs(self.poll_s.saturating_mul(POLLS_BETWEEN));
        let mut beside = self.beside.lock().unwrap_or_else(PoisonError::into_inner);
        let due = beside.get(peer).is_none_or(|last| now >= *last + pause);
        if due {
            beside.insert(peer.clone(), now);
        }
        due
    }

    /// Somebody wants to know now.
    pub(super) fn ask_beside_again(&self, peer: &Origin) {
        let mut beside = self.beside.lock().unwrap_or_else(PoisonError::into_inner);
        beside.remove(peer);
    }

    /// Says what there is to say, until something is not taken.
    async fn tell(&self, peer: &Peer) -> Result<(), FederationError> {
        self.ask_what_it_knows(peer).await?;
        if self.may_tell(&peer.origin) {
            self.hint(peer).await?;
        }
        if self.may_tell(&peer.origin) {
            self.pass_on(peer).await?;
        }
        if self.may_tell(&peer.origin) {
            self.confirm_erasures(peer).await?;
        }
        Ok(())
    }

    /// Keeps what a pull came to, and when the next one is due.
    async fn note(
        &self,
        peer: &Peer,
        pulled: Result<super::Pulled, PullError>,
        began: Duration,
    ) -> Result<(), FederationError> {
        let now = self.directory.clock().now_ms();
        let origin = peer.origin.as_str();
        let mut write = self.directory.database().write().await?;
        match pulled {
            Ok(pulled) => {
                let due = match (pulled.more, self.wait_since_hint(&peer.origin, began)) {
                    (true, _) => now,
                    // What is news may stand behind what was read.
                    (false, Some(wait)) => now + wait.as_millis() as i64,
                    (false, None) => now + self.poll_ms(&peer.origin, now),
                };
                let agreed = pulled.agreed.then_some(now);
                let learned = (agreed, pulled.clock_s, pulled.scheme);
                store::answered(&mut write, origin, (now, due), learned).await?;
                if let Some(head) = pulled.head.filter(|head| peer.head != Some(*head)) {
                    store::stands(&mut write, origin, head).await?;
                }
            }
            Err(PullError::Failed(error)) => return Err(error),
            Err(PullError::Over) => return Ok(()),
            Err(error @ PullError::Full(_)) => {
                let why = error.to_string();
                tracing::error!(peer = origin, why, "nothing more is pulled from a peer");
                store::failed(&mut write, origin, (now, now + FAILED_MAX_MS), &why).await?;
                store::stop(&mut write, origin, &why).await?;
            }
            Err(PullError::Stopped(why)) => {
                tracing::error!(peer = origin, why, "nothing more is pulled from a peer");
                store::failed(&mut write, origin, (now, now + FAILED_MAX_MS), &why).await?;
                store::stop(&mut write, origin, &why).await?;
            }
            Err(
                error @ (PullError::Asked(_)
                | PullError::Behind { .. }
                | PullError::Unheard { .. }
                | PullError::Moved
                | PullError::Partial
                | PullError::Impostor),
            ) => {
                tracing::info!(peer = origin, %error, "a peer could not be pulled");
                let due = match self.wait_since_hint(&peer.origin, began) {
                    Some(wait) => now + wait.as_millis() as i64,
                    None => now + failed_ms(peer.failures),
                };
                store::failed(&mut write, origin, (now, due), &chain(&error)).await?;
            }
        }
        write.commit().await?;
        Ok(())
    }

    /// Who asked first said its key and its address, and not what people call it.
    async fn learn_name(&self, peer: &Peer) -> Result<(), FederationError> {
        let Ok(there) = self.introduce(&peer.address).await else {
            return Ok(());
        };
        let said = there.description;
        if said.origin == peer.origin && said.key == peer.key && said.name != peer.name {
            let mut write = self.directory.database().write().await?;
            store::rename(&mut write, peer.origin.as_str(), &said.name).await?;
            write.commit().await?;
        }
        Ok(())
    }

    /// Fifteen minutes, give or take a fifth, so that all do not ask at once: another one for each pair and each time.
    pub(super) fn poll_ms(&self, peer: &Origin, now: i64) -> i64 {
        let own = &self.directory.settings().origin;
        let mixed = Hash::of(format!("{own} {peer} {now}").as_bytes());
        let [byte, ..] = *mixed.bytes();
        let base = self.poll_s as i64 * 1000;
        base * 4 / 5 + base * 2 / 5 * i64::from(byte) / 255
    }

    async fn say_what_waits(&self, peer: &Peer) -> Result<(), FederationError> {
        let Some(action) = peer.to_say else {
            return Ok(());
        };
        let mut bodies = self.peering_messages(peer, action)?.into_iter();
        let mut sent = Err(ClientError::Target);
        while sent.as_ref().is_err_and(by_another_key)
            && let Some(body) = bodies.next()
        {
            sent = self.post(peer, PEERING, &body).await;
        }
        let now = self.directory.clock().now_ms();
        let mut write = self.directory.database().write().await?;
        match sent {
            Ok(_) => store::said(&mut write, peer.origin.as_str(), peer.our_serial).await?,
            Err(error) => {
                let due = now + failed_ms(peer.failures);
                let fault = chain(&error);
                store::failed(&mut write, peer.origin.as_str(), (now, due), &fault).await?;
            }
        }
        write.commit().await?;
        Ok(())
    }

    /// Whether a peer may be told now that there is something new.
    fn may_hint(&self, peer: &Peer, seq: u64) -> bool {
        let behind = seq.saturating_sub(peer.hinted);
        if behind == 0 {
            return false;
        }
        let pause = match behind > BULK_ENTRIES {
            true => BULK_HINT,
            false => Duration::from_secs(self.hint_s),
        };
        let hints = self.hints.lock().unwrap_or_else(PoisonError::into_inner);
        hints
            .get(&peer.origin)
            .is_none_or(|last| self.directory.clock().passed() >= *last + pause)
    }

    async fn hint(&self, peer: &Peer) -> Result<(), FederationError> {
        let kept = logs::kept(self.directory.database().readers(), OWN).await?;
        let Some(kept) = kept.filter(|kept| self.may_hint(peer, kept.seq)) else {
            return Ok(());
        };
        self.hints
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(peer.origin.clone(), self.directory.clock().passed());
        // A hint that is lost does no harm: the peer asks by itself.
        let told = self.post(peer, "/federation/hint", &kept.checkpoint).await;
        if let Ok(answer) = told {
            if let Some(said) = answer.checkpoint {
                self.hear_of_ourselves(&peer.origin, said).await?;
            }
            let mut write = self.directory.database().write().await?;
            store::hinted(&mut write, peer.origin.as_str(), kept.seq).await?;
            write.commit().await?;
        }
        Ok(())
    }

    /// A peer says that there is something new: it is asked soon, if that is so. Where it told two histories, what it told here goes
    /// back to it, as a header has it.
    pub async fn receive_hint(
        &self,
        from: &Origin,
        body: &[u8],
    ) -> Result<Option<String>, FederationError> {
        let known = self.known().await?;
        let said = Unverified::<Checkpoint>::read(body)?;
        let by_its_own_key = said.claimed_keys().all(|id| id.origin() == from);
        let said = match said.verify(&|id| known.get(id.origin())?.key(id)) {
            // A new key, of which its log tells: what was hinted at is believed of nobody, it is looked for.
            Err(MessageError::Key(_)) if by_its_own_key => {
                self.ask_after_hint(from).await?;
                return Ok(None);
            }
            said => said?,
        };
        if said.message().origin != *from {
            return Err(FederationError::Refused(
                "a hint speaks of its sender's own log".into(),
            ));
        }
        let contradicts = self.hear(from.as_str(), &said).await?;
        let readers = self.directory.database().readers();
        let kept = logs::kept(readers, from.as_str()).await?;
        let said = said.message();
        let news = kept.is_none_or(|kept| (said.epoch, said.seq) > (kept.epoch, kept.seq));
        if news {
            self.ask_after_hint(from).await?;
        }
        self.what_it_told(from, contradicts).await
    }
}

/// Whether the same may be taken from another key of ours; nothing was said yet by none.
fn by_another_key(error: &ClientError) -> bool {
    match error {
        ClientError::Target => true,
        ClientError::Refused(refused) => {
            let about_the_key = ["proof-key", "key-unknown", "other-key"];
            refused
                .code
                .as_deref()
                .is_some_and(|code| about_the_key.contains(&code))
        }
        _ => false,
    }
}

/// Whether that time has come, or was set by a clock that was wrong: no peer is put off farther.
fn is_due(due: i64, now: i64) -> bool {
    due <= now || due > now + FAILED_MAX_MS + CLOCK_SLACK_MS
}

/// The wait after so many failures.
fn failed_ms(failures: u64) -> i64 {
    let doublings = failures.min(20) as u32;
    FAILED_MS.saturating_mul(1 << doublings).min(FAILED_MAX_MS)
}
