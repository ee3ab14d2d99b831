//! The keys of one origin, and from where to where in its log each of them speaks for it.
//!
//! Order in the log decides, never a clock: whoever holds a retired key cannot date a proof back.

use serde::{Deserialize, Serialize};

use super::{KeyHistory, KeySpan, PublicKey};
use crate::message::Signed;
use crate::moment::Moment;
use crate::origin::{KeyId, Origin};

/// Keys that one origin may have had: a rotation a year for sixty years.
pub(super) const KEYS_MAX: usize = 64;

/// A place in an origin's history. Epochs are counted from 1, entries of an epoch from 1; 0 is before the first entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Position {
    pub epoch: u64,
    pub seq: u64,
}

/// Why the keys of an origin do not change as was said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RingError {
    #[error("the key is the origin's already, or was")]
    Known,
    #[error("the origin has no such key that still holds")]
    Unknown,
    #[error("an origin has at most {KEYS_MAX} keys in its life")]
    Full,
    #[error("the origin would be left without a key")]
    Last,
}

/// One key and the positions at which it speaks: from the first, up to the second, which is not its own any more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Held {
    id: KeyId,
    key: PublicKey,
    from: Position,
    until: Option<Position>,
    /// The recovery key brought it: it does not fall with those that a revoked key brought.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    vouched: bool,
    /// It was taken away by the recovery key, and did not end by itself.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    revoked: bool,
}

/// The keys of one origin.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Keyring {
    origin: Origin,
    held: Vec<Held>,
    recovery: Option<PublicKey>,
}

impl Keyring {
    /// What is pinned at the handshake: one key, and the key of last resort if there is one.
    pub fn pinned(origin: Origin, key: PublicKey, recovery: Option<PublicKey>) -> Keyring {
        let from = Position { epoch: 0, seq: 0 };
        let held = vec![Held {
            id: KeyId::of(&origin, &key),
            key,
            from,
            until: None,
            vouched: false,
            revoked: false,
        }];
        Keyring {
            origin,
            held,
            recovery,
        }
    }

    /// What a newcomer holds that pinned `key` and was told all keys by it. `None` unless that very key signed and speaks.
    pub fn told(
        history: &Signed<KeyHistory>,
        key: PublicKey,
        recovery: Option<PublicKey>,
    ) -> Option<Keyring> {
        let said = history.message();
        let id = KeyId::of(&said.origin, &key);
        let held = said.keys.iter().map(|span| Held {
            id: KeyId::of(&said.origin, &span.key),
            key: span.key,
            from: span.from,
            until: span.until,
            vouched: span.vouched,
            revoked: span.revoked,
        });
        let ring = Keyring {
            origin: said.origin.clone(),
            held: held.collect(),
            recovery,
        };
        let by_it = history.signed_by().contains(&id) && ring.current(&id) == Some(key);
        let apart = recovery.is_none_or(|key| ring.held.iter().all(|held| held.key != key));
        (by_it && apart).then_some(ring)
    }

    /// All keys, to be signed and told to newcomers.
    pub fn history(&self, at: Moment) -> KeyHistory {
        let span = |held: &Held| KeySpan {
            key: held.key,
            from: held.from,
            until: held.until,
            vouched: held.vouched,
            revoked: held.revoked,
        };
        KeyHistory {
            origin: self.origin.clone(),
            at,
            keys: self.held.iter().map(span).collect(),
        }
    }

    /// Whose keys they are.
    pub fn origin(&self) -> &Origin {
        &self.origin
    }

    /// The key of this name if it speaks at `position`.
    pub fn at(&self, id: &KeyId, position: Position) -> Option<PublicKey> {
        let speaks =
            |held: &&Held| held.from <= position && held.until.is_none_or(|until| position < until);
        self.named(id).filter(speaks).map(|held| held.key)
    }

    /// The key of this name if it has not ended: for requests and checkpoints, which are of now.
    pub fn current(&self, id: &KeyId) -> Option<PublicKey> {
        let lasts = |held: &&Held| held.until.is_none();
        self.named(id).filter(lasts).map(|held| held.key)
    }

    /// The key of this name, ended or not: for what was verified when it was kept.
    pub fn ever(&self, id: &KeyId) -> Option<PublicKey> {
        self.named(id).map(|held| held.key)
    }

    /// The key of this name if it speaks anywhere from the first of two positions up to the second: for records of a snapshot,
    /// of which it is not known where they were logged.
    pub fn between(&self, id: &KeyId, first: Position, last: Position) -> Option<PublicKey> {
        let speaks =
            |held: &&Held| held.from <= last && held.until.is_none_or(|until| first < until);
        self.named(id).filter(speaks).map(|held| held.key)
    }

    /// Whether the recovery key took the key of this name away.
    pub fn revoked(&self, id: &KeyId) -> bool {
        self.named(id).is_some_and(|held| held.revoked)
    }

    /// All keys that have not ended.
    pub fn lasting(&self) -> impl Iterator<Item = PublicKey> {
        let lasting = self.held.iter().filter(|held| held.until.is_none());
        lasting.map(|held| held.key)
    }

    /// The key of this name if it may open an epoch: one that speaks there, or the recovery key, for an epoch that begins with a
    /// revocation.
    pub fn opens(&self, id: &KeyId, epoch: u64) -> Option<PublicKey> {
        let opening = Position { epoch, seq: 0 };
        self.at(id, opening).or_else(|| self.recovery(id))
    }

    /// The key that only takes others away, if `id` is its name.
    pub fn recovery(&self, id: &KeyId) -> Option<PublicKey> {
        self.recovery
            .filter(|key| KeyId::of(&self.origin, key) == *id)
    }

    /// Takes a key in; it speaks from `position` on.
    pub fn add(&mut self, key: PublicKey, position: Position) -> Result<(), RingError> {
        // Who was told all keys reads the same again where it stands in the log.
        let told = |held: &Held| held.key == key && held.from == position;
        if self.held.iter().any(told) {
            return Ok(());
        }
        if self.recovery == Some(key) || self.held.iter().any(|held| held.key == key) {
            return Err(RingError::Known);
        }
        if self.held.len() == KEYS_MAX {
            return Err(RingError::Full);
        }
        self.held.push(Held {
            id: KeyId::of(&self.origin, &key),
            key,
            from: position,
            until: None,
            vouched: false,
            revoked: false,
        });
        Ok(())
    }

    /// Notes that the recovery key brought this key.
    pub fn vouch(&mut self, key: PublicKey) {
        if let Some(held) = self.held.iter_mut().find(|held| held.key == key) {
            held.vouched = true;
        }
    }

    /// Takes a key away from `from` on, as a statement at `position` says, and with it all that came between the two: whoever
    /// had the key may have brought them. Those that the recovery key brought stay.
    pub fn revoke(
        &mut self,
        key: PublicKey,
        from: Position,
        position: Position,
    ) -> Result<(), RingError> {
        self.end(key, from, false)?;
        for held in &mut self.held {
            let brought = held.from >= from && held.from < position && !held.vouched;
            if brought && held.key != key {
                held.until = Some(held.from);
            }
            held.revoked |= brought || held.key == key;
        }
        Ok(())
    }

    /// Ends a key: at `position` it does not speak any more. An earlier end replaces a later one. `leave_one` refuses to
    /// end the last key, which only a key of last resort may do.
    pub fn end(
        &mut self,
        key: PublicKey,
        position: Position,
        leave_one: bool,
    ) -> Result<(), RingError> {
        let told = |held: &Held| held.key == key && held.until == Some(position);
        if self.held.iter().any(told) {
            return Ok(());
        }
        let others = self
            .held
            .iter()
            .filter(|held| held.key != key && held.until.is_none());
        if leave_one && others.count() == 0 {
            return Err(RingError::Last);
        }
        let held = self.held.iter_mut().find(|held| held.key == key);
        let held = held.ok_or(RingError::Unknown)?;
        if held.until.is_some_and(|until| until <= position) {
            return Err(RingError::Unknown);
        }
        held.until = Some(position);
        Ok(())
    }

    /// Names are compared as texts: a key of another origin has another name.
    fn named(&self, id: &KeyId) -> Option<&Held> {
        self.held.iter().find(|held| held.id == *id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keys::SecretKey;

    fn key(seed: u8) -> PublicKey {
        SecretKey::from_seed(&[seed; 32]).public()
    }

    fn position(seq: u64) -> Position {
        Position { epoch: 1, seq }
    }

    #[test]
    fn a_retired_key_speaks_for_what_was_logged_before_its_end() {
        let origin: Origin = "creuse.example".parse().unwrap();
        let (old, new, last) = (key(1), key(2), key(3));
        let mut ring = Keyring::pinned(origin.clone(), old, Some(last));
        let id = |key| KeyId::of(&origin, &key);
        assert_eq!(ring.end(old, position(9), true), Err(RingError::Last));
        ring.add(new, position(10)).unwrap();
        assert_eq!(ring.add(new, position(11)), Err(RingError::Known));
        assert_eq!(ring.add(last, position(11)), Err(RingError::Known));
        ring.end(old, position(20), true).unwrap();
        assert_eq!(ring.at(&id(old), position(19)), Some(old));
        assert_eq!(ring.at(&id(old), position(20)), None);
        assert_eq!(ring.at(&id(new), position(9)), None);
        assert_eq!(ring.at(&id(new), position(10)), Some(new));
        assert_eq!(ring.current(&id(old)), None);
        assert_eq!(ring.ever(&id(old)), Some(old));
        assert_eq!(ring.end(old, position(21), true), Err(RingError::Unknown));
        // Told before, and read again where it stands in the log.
        let told = ring.clone();
        assert_eq!(ring.add(new, position(10)), Ok(()));
        assert_eq!(ring.end(old, position(20), true), Ok(()));
        assert_eq!(ring, told);
        ring.end(old, position(5), false).unwrap();
        assert_eq!(ring.at(&id(old), position(7)), None, "revoked further back");
        assert_eq!(ring.at(&id(key(9)), position(1)), None);
        let elsewhere = KeyId::of(&"other.example".parse().unwrap(), &new);
        assert_eq!(
            ring.current(&elsewhere),
            None,
            "our key under another's name"
        );
        assert_eq!(ring.recovery(&id(last)), Some(last));
        assert_eq!(ring.current(&id(last)), None, "it signs nothing else");
    }

    #[test]
    fn a_newcomer_is_told_all_keys_by_the_one_that_it_pinned() {
        let origin: Origin = "creuse.example".parse().unwrap();
        let mut ring = Keyring::pinned(origin.clone(), key(1), Some(key(3)));
        ring.add(key(2), position(10)).unwrap();
        ring.end(key(1), position(20), true).unwrap();
        let now = Moment::from_unix(0);
        let signed = |seed: u8| {
            let secret = SecretKey::from_seed(&[seed; 32]);
            let id = KeyId::of(&origin, &secret.public());
            Signed::make(ring.history(now), &id, &secret, now).unwrap()
        };
        assert_eq!(
            Keyring::told(&signed(2), key(2), Some(key(3))),
            Some(ring.clone())
        );
        assert_eq!(
            Keyring::told(&signed(1), key(1), None),
            None,
            "its own end is in it"
        );
        assert_eq!(
            Keyring::told(&signed(4), key(4), None),
            None,
            "not one of them"
        );
        assert_eq!(
            Keyring::told(&signed(2), key(1), None),
            None,
            "not the pinned one"
        );
        assert_eq!(Keyring::told(&signed(2), key(2), Some(key(1))), None);
        let mut twice = ring.history(now);
        twice.keys.push(twice.keys[0].clone());
        let secret = SecretKey::from_seed(&[2; 32]);
        let id = KeyId::of(&origin, &key(2));
        assert!(Signed::make(twice, &id, &secret, now).is_err());
    }
}
