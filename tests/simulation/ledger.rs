//! What an instance was told to keep, and took: all of it must be there at the end, with it and with its peers.

use std::collections::{BTreeMap, BTreeSet};

/// What a record may be called; nothing where it is not to be seen.
pub type Shown = Option<String>;

/// One record.
#[derive(Debug, Clone)]
pub struct Known {
    /// A short name that is the same in each run.
    pub label: String,
    pub key: String,
    /// What it may be called at the end. More than one only where a restored backup and a later change disagree.
    pub allowed: BTreeSet<Shown>,
    /// All that it was ever called.
    pub ever: BTreeSet<String>,
    pub erased: bool,
    pub deleted: bool,
}

/// What was lost with a backup, and what the backup said instead.
#[derive(Debug, Clone)]
pub struct Lost {
    pub peers_say: Shown,
    pub backup_says: Shown,
}

#[derive(Debug, Clone, Default)]
pub struct Ledger {
    pub records: BTreeMap<String, Known>,
    pub lost: BTreeMap<String, Lost>,
    /// Keys of records that were deleted, which others may bear.
    pub free_keys: Vec<String>,
    made: u64,
    versions: u64,
}

impl Ledger {
    /// The next label and key; a key that is free again half of the time where `again`.
    pub fn next_name(&mut self, again: bool) -> (String, String) {
        self.made += 1;
        let label = format!("r{}", self.made);
        let free = if again { self.free_keys.pop() } else { None };
        (label.clone(), free.unwrap_or_else(|| format!("k-{label}")))
    }

    /// What a record is called in its next version.
    pub fn next_title(&mut self, owner: &str, label: &str) -> String {
        self.versions += 1;
        format!("{owner} {label} v{}", self.versions)
    }

    /// A change was taken.
    pub fn took(&mut self, id: &str, label: &str, key: &str, shown: Shown) {
        let known = self.records.entry(id.to_owned()).or_insert_with(|| Known {
            label: label.to_owned(),
            key: key.to_owned(),
            allowed: BTreeSet::new(),
            ever: BTreeSet::new(),
            erased: false,
            deleted: false,
        });
        known.ever.extend(shown.clone());
        known.allowed = BTreeSet::from([shown]);
        // What comes back from peers may come after a change that was made meanwhile.
        if let Some(lost) = self.lost.get(id) {
            known.allowed.insert(lost.peers_say.clone());
        }
    }

    /// Records that may be changed now: neither gone nor of uncertain fate.
    pub fn living(&self) -> Vec<String> {
        let living = self.records.iter().filter(|(_, known)| !known.deleted);
        living.map(|(id, _)| id.clone()).collect()
    }

    /// Another instance loses what it held: what was to come back from it may not.
    pub fn holders_may_have_lost(&mut self) {
        for (id, lost) in &self.lost {
            if let Some(known) = self.records.get_mut(id) {
                known.allowed.insert(lost.backup_says.clone());
            }
        }
    }
}
