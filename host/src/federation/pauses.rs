//! Whoever does not take what it is told is told again later, and less and less often: one that is away, or whose clock is wrong,
//! costs a few tries an hour. In memory, a line for each peer.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use maille_federation::client::{Answer, ClientError};
use maille_federation::origin::Origin;

use super::Federation;

/// The longest pause: a peer that is there again asks by itself as often.
const PAUSE_MAX: Duration = Duration::from_secs(15 * 60);

/// Until when a peer is told nothing, on the clock that only goes on, and how often it took nothing since it last did.
#[derive(Debug, Default)]
pub(super) struct Pause {
    until: Duration,
    failures: u32,
}

/// The peers that took nothing lately.
pub(super) type Pauses = HashMap<Origin, Pause>;

impl Federation {
    /// Whether a peer may be told something now.
    pub(super) fn may_tell(&self, origin: &Origin) -> bool {
        let pauses = self.pauses.lock().unwrap_or_else(PoisonError::into_inner);
        let pause = pauses.get(origin);
        pause.is_none_or(|pause| self.directory.clock().passed() >= pause.until)
    }

    /// A peer took what it was told, or was heard of: nothing keeps it from being told more.
    pub(super) fn may_be_told(&self, origin: &Origin) {
        let mut pauses = self.pauses.lock().unwrap_or_else(PoisonError::into_inner);
        pauses.remove(origin);
    }

    /// A peer was told something, or asked what it knows: whether it took it decides when the next try is.
    pub(super) fn note_told(&self, origin: &Origin, told: &Result<Answer, ClientError>) {
        match told {
            Err(error) if !is_final(error) => self.tell_later(origin),
            _ => self.may_be_told(origin),
        }
    }

    /// A peer did not take what it was told.
    pub(super) fn tell_later(&self, origin: &Origin) {
        self.later(&self.pauses, origin);
    }

    /// What was exchanged with a peer could not be kept here (a full disk, most likely). That is no fault of its own, and asking it for
    /// the same again and again would only use up what it gives us in a day.
    pub(super) fn exchange_later(&self, origin: &Origin) {
        self.later(&self.not_kept, origin);
    }

    /// Whether what is exchanged with a peer could be kept, as far as the last try tells.
    pub(super) fn may_exchange(&self, origin: &Origin) -> bool {
        let pauses = self.not_kept.lock().unwrap_or_else(PoisonError::into_inner);
        let pause = pauses.get(origin);
        pause.is_none_or(|pause| self.directory.clock().passed() >= pause.until)
    }

    /// What was exchanged with a peer was kept.
    pub(super) fn may_go_on(&self, origin: &Origin) {
        let mut pauses = self.not_kept.lock().unwrap_or_else(PoisonError::into_inner);
        pauses.remove(origin);
    }

    fn later(&self, pauses: &Mutex<Pauses>, origin: &Origin) {
        let mut pauses = pauses.lock().unwrap_or_else(PoisonError::into_inner);
        let pause = pauses.entry(origin.clone()).or_default();
        let wait =
            Duration::from_secs(self.hint_s.max(1)).saturating_mul(1 << pause.failures.min(20));
        pause.until = self.directory.clock().passed() + wait.min(PAUSE_MAX);
        pause.failures = pause.failures.saturating_add(1);
    }
}

/// Whether it answered, and saying the same again would change nothing.
pub(super) fn is_final(error: &ClientError) -> bool {
    matches!(error, ClientError::Refused(refused) if matches!(refused.status, 400 | 404 | 413))
}
