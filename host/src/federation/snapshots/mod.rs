//! Snapshots in the database: what lived in a log at one place. Our own is given out part by part while the log goes on; a peer's is
//! read part by part, and nothing of it is shown before all of it was found to have the root that its owner signed.

pub(super) mod store;

use maille_federation::hash::Hash;

/// What became of a snapshot so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    /// It is our own.
    Given,
    /// Parts of it are read.
    Reading,
    /// All was read, and has its root; it is being shown.
    Whole,
    /// All is shown: the copy of the log begins there.
    Taken,
}

impl State {
    const ALL: [(&'static str, State); 4] = [
        ("given", State::Given),
        ("reading", State::Reading),
        ("whole", State::Whole),
        ("taken", State::Taken),
    ];

    fn word(self) -> &'static str {
        let found = Self::ALL.iter().find(|(_, state)| *state == self);
        found.map_or("", |(word, _)| word)
    }

    fn of(word: &str) -> Option<State> {
        let found = Self::ALL.iter().find(|(known, _)| *known == word);
        found.map(|(_, state)| *state)
    }
}

/// Where a snapshot is, and how far it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Snapshot {
    pub epoch: u64,
    pub seq: u64,
    /// The owner's signed words for this place.
    pub checkpoint: Vec<u8>,
    /// 0 before the first one was read.
    pub parts: u64,
    /// The next one.
    pub part: u64,
    /// How many were read.
    pub records: u64,
    pub state: State,
    /// The id of the last record that was read, or shown; empty before the first.
    pub last: String,
}

/// A record of a peer's snapshot: its id without its origin, its revision and the hash of its signed bytes.
pub(super) type Item = (String, u64, Hash);
