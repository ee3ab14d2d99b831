//! What a source no longer holds: a record that it alone spoke of is withdrawn, one that others speak of too loses what it said.
//! Nothing is deleted, corrections and decisions made here stay, and the record comes back with its source.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde_json::Value;

use super::super::change::{Batch, Change, Pending};
use super::super::error::DirectoryError;
use super::super::reader::Author;
use super::super::record::{Record, State};
use super::super::{Directory, store as records};
use super::store::{self, SourceRow};
use super::take::{Listed, change, is_listed};
use super::{Corrections, corrected, fold};

/// What became of a record that its source no longer holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Left {
    /// It was withdrawn.
    Withdrawn,
    /// Others speak of it: it lost what this source said.
    Facts,
    /// It had been withdrawn or deleted here before: it stays so.
    Nothing,
}

impl Directory {
    /// Withdraws what sources no longer hold, each by its kind and key, in the transaction that comes back; what became of each, in
    /// their order. `by` is named in the history.
    pub async fn withdraw_said(
        &self,
        by: &str,
        absent: &[(String, String)],
    ) -> Result<(Pending, Vec<Left>), DirectoryError> {
        let mut write = self.database.write().await?;
        let own = &self.settings.origin;
        let mut owners: HashMap<&(String, String), String> = HashMap::new();
        let kinds: BTreeSet<&str> = absent.iter().map(|(kind, _)| kind.as_str()).collect();
        for kind in kinds {
            let of = absent.iter().filter(|(one, _)| one == kind);
            let keys: Vec<&str> = of.map(|(_, key)| key.as_str()).collect();
            let found = store::records_by_source_key(&mut write, kind, &keys).await?;
            let found: HashMap<String, String> = found.into_iter().collect();
            for name in absent.iter().filter(|(one, _)| one == kind) {
                owners.extend(found.get(&name.1).map(|id| (name, id.clone())));
            }
        }
        let ids: BTreeSet<&str> = owners.values().map(String::as_str).collect();
        let ids: Vec<&str> = ids.into_iter().collect();
        let mut sources: BTreeMap<String, Vec<SourceRow>> = BTreeMap::new();
        for row in store::sources_of(&mut write, &ids).await? {
            sources.entry(row.record_id.clone()).or_default().push(row);
        }
        let mut corrections: HashMap<String, Corrections> = HashMap::new();
        for (id, one) in store::corrections_of(&mut write, &ids).await? {
            let of = corrections.entry(id).or_default();
            of.insert(one.path, one.value);
        }
        let found = records::records_by_ids(&mut write, &ids, own).await?;
        let mut known: HashMap<String, Record> = found
            .into_iter()
            .map(|record| (record.id.clone(), record))
            .collect();
        let mut changes = Vec::new();
        let mut left: HashMap<String, (Left, i64)> = HashMap::new();
        for (id, rows) in &mut sources {
            let before = is_listed(rows);
            for row in rows.iter_mut() {
                let name = (row.kind.clone(), row.source.key.clone());
                if owners.contains_key(&name) {
                    row.gone = row.gone.or(Some(0));
                }
            }
            let of = corrections.remove(id).unwrap_or_default();
            let one = match known.remove(id).filter(|record| record.origin == *own) {
                None => (Left::Nothing, 0),
                Some(record) => self.leave(&mut changes, record, (rows, before), &of),
            };
            left.insert(id.clone(), one);
        }
        let batch = Batch {
            changes,
            ..Batch::default()
        };
        let author = Author::host(by);
        let committed = self.write_batch(&mut write, &batch, &author, false).await?;
        let mut outcomes = Vec::with_capacity(absent.len());
        for name in absent {
            let of = owners.get(name).and_then(|id| left.get(id));
            let (outcome, revision) = of.copied().unwrap_or((Left::Nothing, 0));
            store::mark_gone(&mut write, (&name.0, &name.1), revision).await?;
            outcomes.push(outcome);
        }
        Ok((Pending::new(write, committed), outcomes))
    }

    /// Plans what one record becomes; the revision that a withdrawal makes comes with it, else 0.
    fn leave(
        &self,
        changes: &mut Vec<Change>,
        record: Record,
        (rows, before): (&[SourceRow], bool),
        corrections: &Corrections,
    ) -> (Left, i64) {
        let others: Vec<&Value> = rows
            .iter()
            .filter(|row| row.gone.is_none())
            .map(|row| &*row.source.content)
            .collect();
        if others.is_empty() {
            if record.state == State::Withdrawn {
                return (Left::Nothing, 0);
            }
            let revision = record.revision as i64 + 1;
            changes.push(Change::SetState {
                id: record.id,
                expected: record.revision,
                state: State::Withdrawn,
            });
            return (Left::Withdrawn, revision);
        }
        let content = corrected(fold(&others), corrections);
        // What is left fits by itself, unless a correction stood on what goes: then the record stays whole.
        let Ok(content) = self.check(&record.kind, &content.to_string()) else {
            return (Left::Nothing, 0);
        };
        let listed = Listed {
            before: Some(before),
            now: is_listed(rows),
            returns: false,
        };
        change(changes, record, content, listed);
        (Left::Facts, 0)
    }
}
