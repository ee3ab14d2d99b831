//! Looks for pairs along the journal: each record that changed is compared with those that share a word with it, and with no
//! others, so that one more record costs the same in a large directory as in a small one.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::super::commit::parsed;
use super::super::record::{Record, State};
use super::super::{Directory, DirectoryError, store as records};
use super::likeness::Likeness;
use super::score::{ASKED_MIN, compare};
use super::{COMPARED_KINDS, ordered, store};
use crate::database::Connection;

/// Entries of the journal looked at in one transaction.
const ENTRIES: u32 = 200;
/// A word that more records share tells nothing: a call centre's number, a network's address.
const SHARED_MAX: i64 = 40;

/// What one look saw.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Looked {
    /// Entries of the journal; 0 when there is nothing new.
    pub entries: u64,
    /// Where the journal was read to.
    pub seq: i64,
}

impl Directory {
    /// Looks at what changed since the last look, a bounded piece at a time.
    pub async fn look_for_duplicates(&self) -> Result<Looked, DirectoryError> {
        let readers = self.database.readers();
        let seq = store::read_to(readers).await?;
        let kinds = COMPARED_KINDS.map(str::to_owned);
        let entries = self.entries_after(seq, &kinds, ENTRIES).await?;
        let Some(last) = entries.last().map(|entry| entry.seq) else {
            return Ok(Looked { entries: 0, seq });
        };
        let ids: BTreeSet<&str> = entries
            .iter()
            .map(|entry| entry.record_id.as_str())
            .collect();
        let ids: Vec<&str> = ids.into_iter().collect();
        let mut write = self.database.write().await?;
        // Another process may have looked at the same entries: the same is written again.
        compare_again(self, &mut write, &ids).await?;
        store::keep_read_to(&mut write, last).await?;
        write.commit().await?;
        Ok(Looked {
            entries: entries.len() as u64,
            seq: last,
        })
    }

    /// Looks until nothing is new; `told` hears how far it came.
    pub async fn look_for_all_duplicates(
        &self,
        mut told: impl FnMut(Looked),
    ) -> Result<(), DirectoryError> {
        loop {
            let looked = self.look_for_duplicates().await?;
            told(looked);
            if looked.entries == 0 {
                return Ok(());
            }
        }
    }
}

/// Compares these records with all that share a word with them.
pub(super) async fn compare_again(
    directory: &Directory,
    connection: &mut Connection,
    ids: &[&str],
) -> Result<(), DirectoryError> {
    let own = &directory.settings.origin;
    store::forget(connection, ids).await?;
    let mut by_kind: BTreeMap<String, Vec<Record>> = BTreeMap::new();
    for record in records::records_by_ids(connection, ids, own).await? {
        // What was withdrawn stands in no list; what another instance owns is merged there.
        if record.state != State::Withdrawn
            && record.origin == *own
            && COMPARED_KINDS.contains(&record.kind.as_str())
        {
            by_kind.entry(record.kind.clone()).or_default().push(record);
        }
    }
    for (kind, changed) in by_kind {
        compare_kind(directory, connection, (&kind, &changed)).await?;
    }
    Ok(())
}

async fn compare_kind(
    directory: &Directory,
    connection: &mut Connection,
    (kind, changed): (&str, &[Record]),
) -> Result<(), DirectoryError> {
    let mut known: HashMap<String, Likeness> = HashMap::new();
    let mut kept: Vec<(String, &str)> = Vec::new();
    let mut looked: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for record in changed {
        let likeness = Likeness::of(&parsed(record));
        let (words, wanted) = likeness.words();
        kept.extend(words.into_iter().map(|word| (word, record.id.as_str())));
        for word in wanted {
            looked.entry(word).or_default().push(&record.id);
        }
        known.insert(record.id.clone(), likeness);
    }
    store::remember(connection, kind, &kept).await?;
    let words: Vec<&str> = looked.keys().map(String::as_str).collect();
    let mut pairs: BTreeSet<(String, String)> = BTreeSet::new();
    for (word, other) in store::sharing(connection, (kind, &words), SHARED_MAX).await? {
        for id in looked
            .get(&word)
            .into_iter()
            .flatten()
            .filter(|id| **id != other)
        {
            let (first, second) = ordered(id, &other);
            pairs.insert((first.to_owned(), second.to_owned()));
        }
    }
    let others: BTreeSet<&str> = pairs
        .iter()
        .flat_map(|(first, second)| [first.as_str(), second.as_str()])
        .filter(|id| !known.contains_key(*id))
        .collect();
    let others: Vec<&str> = others.into_iter().collect();
    for record in records::records_by_ids(connection, &others, &directory.settings.origin).await? {
        known.insert(record.id.clone(), Likeness::of(&parsed(&record)));
    }
    let scored = pairs.iter().filter_map(|(first, second)| {
        let score = compare(known.get(first)?, known.get(second)?).score;
        (score >= ASKED_MIN).then_some((first.as_str(), second.as_str(), score))
    });
    let scored: Vec<(&str, &str, i64)> = scored.collect();
    store::keep_candidates(connection, (kind, directory.clock.now_ms()), &scored).await?;
    Ok(())
}
