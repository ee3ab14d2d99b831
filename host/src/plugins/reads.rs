//! What a call read: as long as none of it would answer otherwise, the page that it made stands.

use std::collections::{BTreeMap, BTreeSet};

/// What a call read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reads {
    /// Names of positions: `kind:place`, `storage:agenda`, `documents:agenda`.
    pub positions: BTreeSet<String>,
    /// Names of the query parameters that it asked for.
    pub query: BTreeSet<String>,
    /// Milliseconds since 1970 at which a clock that it asked would answer otherwise.
    pub until: Option<i64>,
    /// Names of the file fields that it asked for: the others are not kept.
    pub files: BTreeSet<String>,
    /// It asked who is signed in. What was answered to nobody is kept for nobody who is.
    pub person: bool,
    /// It read what cannot be told again: random numbers, the network.
    pub unrepeatable: bool,
}

impl Reads {
    /// Notes a position.
    pub fn position(&mut self, kind: &str, name: &str) {
        self.positions.insert(format!("{kind}:{name}"));
    }

    /// Notes that any change may change the answer.
    pub fn anything(&mut self) {
        self.positions
            .insert(crate::directory::journal::ALL.to_owned());
    }

    /// Notes that the answer may change at this moment.
    pub fn until(&mut self, moment: i64) {
        self.until = Some(self.until.map_or(moment, |known| known.min(moment)));
    }

    /// True where nothing that was read has changed between two looks at the positions.
    pub fn stand(
        &self,
        then: &BTreeMap<String, i64>,
        now: &BTreeMap<String, i64>,
        now_ms: i64,
    ) -> bool {
        !self.unrepeatable
            && self.until.is_none_or(|until| now_ms < until)
            && self
                .positions
                .iter()
                .all(|name| then.get(name) == now.get(name))
    }
}
