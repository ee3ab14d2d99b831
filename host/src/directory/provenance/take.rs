//! Takes what a source says: makes records, changes them where the source says something new, and leaves every local
//! correction and deletion as it is.

use std::collections::{BTreeMap, HashMap, HashSet};

use serde_json::Value;

use super::super::change::{Batch, Change, Pending};
use super::super::error::DirectoryError;
use super::super::reader::Author;
use super::super::record::{Content, HOST, Record, State, check_key};
use super::super::world::World;
use super::super::{Directory, history, store as records};
use super::store::{self, SourceRow};
use super::{Correction, Corrections, Source, corrections_between, fold};
use crate::database::Connection;

/// Items taken in one transaction.
pub const SAID_MAX: usize = 2_000;

/// What a source says of one thing.
#[derive(Clone, Debug)]
pub struct Said {
    /// The source's short name: `hub-lo`.
    pub source: String,
    /// The name that the source gives it, unique among all sources for its kind: `hub-lo:12`.
    pub key: String,
    /// Found to fit its kind.
    pub content: Content,
    /// Whether the source shows it to everybody; a new record that it does not show begins as a draft.
    pub listed: bool,
}

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TakenAs {
    /// A new record.
    New,
    /// The source says something new.
    Changed,
    /// The source says what it said before.
    Unchanged,
    /// The record was deleted here: it stays away.
    DeletedHere,
}

/// What became of each item, and why some were refused.
#[derive(Debug, Default)]
pub struct Taken {
    /// One for each item, in order.
    pub outcomes: Vec<Result<TakenAs, DirectoryError>>,
}

/// All that is known before.
#[derive(Default)]
struct Known {
    /// Of each key of each kind, its record.
    owners: HashMap<(String, String), String>,
    records: HashMap<String, Record>,
    deleted: HashSet<String>,
    sources: HashMap<String, Vec<SourceRow>>,
    corrections: HashMap<String, Corrections>,
}

/// What is to be written.
#[derive(Default)]
struct Plan {
    changes: Vec<Change>,
    rows: Vec<SourceRow>,
    seen: BTreeMap<String, Vec<String>>,
    corrections: Vec<(String, Vec<Correction>)>,
}

impl Directory {
    /// Takes what a source says, in the transaction that comes back: nothing is kept before it is committed. `by` is named in the
    /// history, `seen` is the number of the import; at most [`SAID_MAX`] items.
    pub async fn take(
        &self,
        by: &str,
        said: &[Said],
        seen: i64,
    ) -> Result<(Pending, Taken), DirectoryError> {
        if said.len() > SAID_MAX {
            return Err(DirectoryError::Exhausted(format!(
                "{} items are given at once, at most {SAID_MAX} are taken",
                said.len()
            )));
        }
        let author = Author::host(by);
        let mut write = self.database.write().await?;
        let at = self.clock.now_ms();
        let mut known = self.known(&mut write, said).await?;
        let read: Vec<Record> = known.records.values().cloned().collect();
        let mut plan = Plan::default();
        let mut taken = Taken::default();
        for item in said {
            let outcome = self.plan(&mut known, &mut plan, item, seen);
            taken.outcomes.push(outcome);
        }
        let batch = Batch {
            changes: plan.changes,
            ..Batch::default()
        };
        // What the plan looked at is all that its changes touch: it is not read twice.
        let mut world = World::default();
        for record in read {
            world.load(record, &author);
        }
        let committed = self
            .write_loaded(&mut write, world, &batch, (&author, at, false))
            .await?;
        store::write_sources(&mut write, &plan.rows).await?;
        for (id, corrections) in &plan.corrections {
            store::replace_corrections(&mut write, id, corrections).await?;
        }
        for (kind, keys) in &plan.seen {
            let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
            store::mark_seen(&mut write, (kind, &keys), seen).await?;
        }
        Ok((Pending::new(write, committed), taken))
    }

    async fn known(
        &self,
        connection: &mut Connection,
        said: &[Said],
    ) -> Result<Known, DirectoryError> {
        let own = &self.settings.origin;
        let mut known = Known::default();
        let mut keys: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for item in said {
            keys.entry(item.content.kind()).or_default().push(&item.key);
        }
        for (kind, keys) in keys {
            let named = (HOST, kind);
            for record in records::records_by_keys(connection, named, &keys, own).await? {
                let key = record.key.clone().unwrap_or_default();
                known
                    .owners
                    .insert((kind.to_owned(), key), record.id.clone());
                known.records.insert(record.id.clone(), record);
            }
            for (key, id) in store::records_by_source_key(connection, kind, &keys).await? {
                known.owners.insert((kind.to_owned(), key), id);
            }
        }
        let ids: Vec<String> = known.owners.values().cloned().collect();
        let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
        let others: Vec<&str> = ids
            .iter()
            .filter(|id| !known.records.contains_key(**id))
            .copied()
            .collect();
        for record in records::records_by_ids(connection, &others, own).await? {
            known.records.insert(record.id.clone(), record);
        }
        for (id, _) in history::store::tombstones(connection, &ids).await? {
            known.deleted.insert(id);
        }
        for row in store::sources_of(connection, &ids).await? {
            known
                .sources
                .entry(row.record_id.clone())
                .or_default()
                .push(row);
        }
        for (id, correction) in store::corrections_of(connection, &ids).await? {
            known
                .corrections
                .entry(id)
                .or_default()
                .insert(correction.path, correction.value);
        }
        Ok(known)
    }

    /// Adds to the plan what one item makes.
    fn plan(
        &self,
        known: &mut Known,
        plan: &mut Plan,
        item: &Said,
        seen: i64,
    ) -> Result<TakenAs, DirectoryError> {
        check_key(&item.key)?;
        let kind = item.content.kind().to_owned();
        let name = (kind.clone(), item.key.clone());
        let id = known.owners.get(&name).cloned();
        let deleted = id.as_ref().is_some_and(|id| known.deleted.contains(id));
        let row = SourceRow {
            record_id: id.clone().unwrap_or_else(|| self.new_id()),
            kind: kind.clone(),
            rank: 0,
            listed: item.listed,
            seen,
            gone: None,
            source: Source {
                source: item.source.clone(),
                key: item.key.clone(),
                content: item.content.value.clone(),
                said: self.clock.now_ms(),
            },
        };
        let rows = known.sources.entry(row.record_id.clone()).or_default();
        let before = rows
            .iter()
            .position(|one| one.kind == kind && one.source.key == item.key);
        if let Some(at) = before {
            let old = &mut rows[at];
            if old.seen == seen {
                return Err(DirectoryError::Conflict(format!(
                    "the id {:?} stands twice in the file: the first is taken",
                    item.key
                )));
            }
            let same = old.source.content == row.source.content && old.listed == row.listed;
            if same && old.gone.is_none() {
                old.seen = seen;
                plan.seen.entry(kind).or_default().push(item.key.clone());
                return Ok(if deleted {
                    TakenAs::DeletedHere
                } else {
                    TakenAs::Unchanged
                });
            }
        }
        let was_listed = (!rows.is_empty()).then(|| is_listed(rows));
        let left_at: Vec<i64> = rows.iter().filter_map(|row| row.gone).collect();
        let row = SourceRow {
            rank: before.map_or(0, |at| rows[at].rank),
            ..row
        };
        let mut next = rows.clone();
        match before {
            Some(at) => next[at] = row.clone(),
            None => next.push(row.clone()),
        }
        if deleted {
            *rows = next;
            plan.rows.push(row);
            return Ok(TakenAs::DeletedHere);
        }
        let none = Corrections::new();
        let corrections = known.corrections.get(&row.record_id).unwrap_or(&none);
        let spoken = store::spoken(next.iter());
        let content = match spoken.as_slice() {
            // The source alone speaks: what it says was checked, and read for the search.
            [one]
                if std::ptr::eq(&*one.source.content, item.content.value())
                    && corrections.is_empty() =>
            {
                item.content.clone()
            }
            spoken => {
                let contents: Vec<&Value> = spoken.iter().map(|row| &*row.source.content).collect();
                let content = fold::corrected(fold(&contents), corrections);
                self.check(&kind, &content.to_string())?
            }
        };
        *rows = next;
        known.owners.insert(name, row.record_id.clone());
        let outcome = match known.records.get(&row.record_id).cloned() {
            None => {
                self.make(plan, &row, (&item.key, content));
                TakenAs::New
            }
            // Written here before the source came: what stands here is a correction of all that it says.
            Some(record) if rows.len() == 1 && before.is_none() => {
                let here: Value = serde_json::from_str(&record.content).unwrap_or_default();
                let kept = corrections_between(&row.source.content, &here, (record.updated, HOST));
                plan.corrections.push((record.id, kept));
                TakenAs::Unchanged
            }
            Some(record) => {
                // Withdrawn with its source and untouched since: it comes back with it.
                let returns =
                    record.state == State::Withdrawn && left_at.contains(&(record.revision as i64));
                let listed = Listed {
                    before: was_listed,
                    now: is_listed(rows),
                    returns,
                };
                let now = change(&mut plan.changes, record, content, listed);
                // Another row of the file may speak of the same record.
                known.records.insert(now.id.clone(), now);
                TakenAs::Changed
            }
        };
        plan.rows.push(row);
        Ok(outcome)
    }

    fn make(&self, plan: &mut Plan, row: &SourceRow, (key, content): (&str, Content)) {
        plan.changes.push(Change::Put {
            id: row.record_id.clone(),
            key: key.to_owned(),
            content,
            expected: Some(0),
        });
        if !row.listed {
            plan.changes.push(Change::SetState {
                id: row.record_id.clone(),
                expected: 1,
                state: State::Draft,
            });
        }
    }
}

/// A record of several sources is shown as long as one of them shows it.
pub(super) fn is_listed(rows: &[SourceRow]) -> bool {
    let spoken = store::spoken(rows.iter());
    spoken.into_iter().any(|row| row.listed)
}

/// Whether the sources of a record show it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Listed {
    /// Nothing where it had none.
    pub before: Option<bool>,
    pub now: bool,
    /// Whether it comes back with a source that had left it.
    pub returns: bool,
}

/// A record whose state is still what its source wanted follows the source; one that was published or withdrawn here stays.
/// The record comes back as it stands then.
pub(super) fn change(
    changes: &mut Vec<Change>,
    record: Record,
    content: Content,
    listed: Listed,
) -> Record {
    let state = |listed| {
        if listed {
            State::Published
        } else {
            State::Draft
        }
    };
    let same = record.content == content.text
        || serde_json::from_str::<Value>(&record.content).ok().as_ref() == Some(content.value());
    let mut now = record;
    let follows = listed
        .before
        .is_some_and(|before| before != listed.now && now.state == state(before));
    let expected = now.revision;
    if !same {
        now.revision += 1;
        now.content.clone_from(&content.text);
    }
    changes.push(Change::Update {
        id: now.id.clone(),
        expected,
        content,
    });
    if (follows || listed.returns) && now.state != state(listed.now) {
        changes.push(Change::SetState {
            id: now.id.clone(),
            expected: now.revision,
            state: state(listed.now),
        });
        now.state = state(listed.now);
        now.revision += 1;
    }
    now
}
