//! Two records become one, and two again. The one that stays takes what it lacks from the other, its sources too, so that the
//! next import of either speaks of it; the other leaves its id, which leads to the one that stayed.

use serde_json::{Map, Value, json};

use super::super::change::{Batch, Change, Outcome};
use super::super::commit::parsed;
use super::super::error::{DirectoryError, no_such_record};
use super::super::provenance::{self, Corrections, corrected, differences, fold};
use super::super::reader::Author;
use super::super::record::{Record, State};
use super::super::{Directory, store as records};
use super::{COMPARED_KINDS, find, store};
use crate::database::Connection;

/// A merge that can be undone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Merge {
    pub gone_id: String,
    pub kept_id: String,
    pub kind: String,
    /// Milliseconds since 1970.
    pub merged: i64,
    pub merged_by: String,
    /// The name of the record that is gone.
    pub gone_name: String,
}

/// With all that brings it back.
#[derive(Clone, Debug)]
pub struct Stored {
    pub merge: Merge,
    pub gone: Value,
    pub kept: Value,
    pub sources: Value,
}

impl Directory {
    /// Merges `gone` into `kept`, each at the revision that the person saw; `by` is named in the history. Fails with
    /// `Conflict` where one of them changed, `Invalid` where they are no two records of one compared kind.
    pub async fn merge(
        &self,
        kept: (&str, u64),
        gone: (&str, u64),
        by: &str,
    ) -> Result<Outcome, DirectoryError> {
        let mut write = self.database.write().await?;
        let (kept_record, gone_record) = self.pair(&mut write, kept.0, gone.0).await?;
        let before = parsed(&kept_record);
        let after = fold(&[&before, &parsed(&gone_record)]);
        let content = self.check(&kept_record.kind, &after.to_string())?;
        let sources_before = provenance::store::sources_of(&mut write, &[kept.0, gone.0]).await?;
        let corrections_before = corrections_of(&mut write, kept.0).await?;
        let changes = vec![
            Change::Update {
                id: kept.0.to_owned(),
                expected: kept.1,
                content,
            },
            Change::Delete {
                id: gone.0.to_owned(),
                expected: gone.1,
            },
        ];
        let author = Author::host(by);
        let batch = Batch {
            changes,
            ..Batch::default()
        };
        let committed = self.write_batch(&mut write, &batch, &author, false).await?;
        let ranks = sources_before
            .iter()
            .filter(|row| row.record_id == kept.0)
            .map(|row| row.rank);
        let behind = ranks.max().map_or(0, |rank| rank + 1);
        let moved: Vec<(&str, i64)> = sources_before
            .iter()
            .filter(|row| row.record_id == gone.0)
            .map(|row| (row.source.key.as_str(), row.rank))
            .collect();
        for (key, rank) in &moved {
            provenance::store::move_source(
                &mut write,
                (&kept_record.kind, key),
                (kept.0, behind + rank),
            )
            .await?;
        }
        let at = self.clock.now_ms();
        provenance::note_corrections(&mut write, &[(kept.0, &after)], (at, by)).await?;
        let corrections_after = corrections_of(&mut write, kept.0).await?;
        let stored = Stored {
            merge: Merge {
                gone_id: gone.0.to_owned(),
                kept_id: kept.0.to_owned(),
                kind: kept_record.kind.clone(),
                merged: at,
                merged_by: by.to_owned(),
                gone_name: String::new(),
            },
            gone: kept_aside(&gone_record),
            kept: json!({
                "before": before,
                "after": after,
                "corrections_before": written(&corrections_before),
                "corrections_after": written(&corrections_after),
            }),
            sources: json!(moved),
        };
        store::keep_merge(&mut write, &stored).await?;
        store::different_moves(&mut write, (gone.0, kept.0)).await?;
        find::compare_again(self, &mut write, &[kept.0, gone.0]).await?;
        write.commit().await?;
        committed
            .outcomes
            .into_iter()
            .next()
            .ok_or_else(|| no_such_record(kept.0))
    }

    /// Takes a merge back: what changed since on the record that stayed stays there. Fails with `Conflict` where that record
    /// was itself merged or deleted since.
    pub async fn undo_merge(&self, gone: &str, by: &str) -> Result<(), DirectoryError> {
        let mut write = self.database.write().await?;
        let stored = store::merge(&mut write, gone)
            .await?
            .ok_or_else(|| no_such_record(gone))?;
        let kept_id = stored.merge.kept_id.clone();
        let own = &self.settings.origin;
        let found = records::records_by_ids(&mut write, &[&kept_id], own).await?;
        let kept = found.into_iter().next().ok_or_else(|| {
            DirectoryError::Conflict(format!(
                "the record {kept_id}, into which it went, was itself merged or deleted since: undo that first"
            ))
        })?;
        let moved: Vec<(String, i64)> =
            serde_json::from_value(stored.sources.clone()).unwrap_or_default();
        let rows = provenance::store::sources_of(&mut write, &[&kept_id]).await?;
        let (back, stays): (Vec<_>, Vec<_>) = rows
            .into_iter()
            .partition(|row| moved.iter().any(|(key, _)| *key == row.source.key));
        let said = |rows: &[provenance::store::SourceRow]| {
            let spoken = provenance::store::spoken(rows.iter()).into_iter();
            fold(&spoken.map(|row| &*row.source.content).collect::<Vec<_>>())
        };
        let corrections = corrections_of(&mut write, &kept_id).await?;
        let kept_now = if stays.is_empty() {
            let since = differences(&stored.kept["after"], &parsed(&kept));
            corrected(stored.kept["before"].clone(), &since)
        } else {
            corrected(said(&stays), &since_the_merge(&stored.kept, corrections))
        };
        let gone_now = if back.is_empty() {
            stored.gone["content"].clone()
        } else {
            corrected(said(&back), &corrections_of(&mut write, gone).await?)
        };
        let kept_content = self.check(&kept.kind, &kept_now.to_string())?;
        let gone_content = self.check(&kept.kind, &gone_now.to_string())?;
        let changes = vec![
            Change::Update {
                id: kept_id.clone(),
                expected: kept.revision,
                content: kept_content,
            },
            Change::Restore {
                record: brought_back(&stored, own),
                content: gone_content,
            },
        ];
        let batch = Batch {
            changes,
            ..Batch::default()
        };
        self.write_batch(&mut write, &batch, &Author::host(by), false)
            .await?;
        for (key, rank) in &moved {
            provenance::store::move_source(&mut write, (&kept.kind, key), (gone, *rank)).await?;
        }
        let at = self.clock.now_ms();
        if stays.is_empty() {
            provenance::store::replace_corrections(&mut write, &kept_id, &[]).await?;
        }
        let changed = [(kept_id.as_str(), &kept_now), (gone, &gone_now)];
        provenance::note_corrections(&mut write, &changed, (at, by)).await?;
        store::forget_merge(&mut write, gone).await?;
        find::compare_again(self, &mut write, &[&kept_id, gone]).await?;
        Ok(write.commit().await?)
    }

    async fn pair(
        &self,
        connection: &mut Connection,
        kept: &str,
        gone: &str,
    ) -> Result<(Record, Record), DirectoryError> {
        let found =
            records::records_by_ids(connection, &[kept, gone], &self.settings.origin).await?;
        let one = |id: &str| {
            found
                .iter()
                .find(|record| record.id == id)
                .cloned()
                .ok_or_else(|| no_such_record(id))
        };
        let (kept, gone) = (one(kept)?, one(gone)?);
        if kept.id == gone.id {
            return Err(DirectoryError::Invalid(
                "a record is not merged into itself: name two".into(),
            ));
        }
        if kept.kind != gone.kind || !COMPARED_KINDS.contains(&kept.kind.as_str()) {
            return Err(DirectoryError::Invalid(format!(
                "a {} and a {} are not merged: only two places or two organisations are",
                kept.kind, gone.kind
            )));
        }
        Ok((kept, gone))
    }
}

fn kept_aside(record: &Record) -> Value {
    json!({
        "key": record.key,
        "maker": record.maker,
        "state": record.state.as_str(),
        "created": record.created,
        "content": parsed(record),
    })
}

fn brought_back(stored: &Stored, own: &str) -> Record {
    let gone = &stored.gone;
    Record {
        id: stored.merge.gone_id.clone(),
        key: gone["key"].as_str().map(str::to_owned),
        kind: stored.merge.kind.clone(),
        origin: own.to_owned(),
        maker: gone["maker"].as_str().unwrap_or_default().to_owned(),
        revision: 0,
        state: gone["state"]
            .as_str()
            .and_then(|word| word.parse().ok())
            .unwrap_or(State::Draft),
        created: gone["created"].as_i64().unwrap_or_default(),
        updated: 0,
        content: String::new(),
    }
}

async fn corrections_of(
    connection: &mut Connection,
    id: &str,
) -> Result<Corrections, DirectoryError> {
    let rows = provenance::store::corrections_of(connection, &[id]).await?;
    Ok(rows
        .into_iter()
        .map(|(_, one)| (one.path, one.value))
        .collect())
}

/// A value that was taken away is written as an empty list, which no value is.
fn written(corrections: &Corrections) -> Value {
    let fields: Map<String, Value> = corrections
        .iter()
        .map(|(path, value)| (path.clone(), Value::from_iter(value.clone())))
        .collect();
    Value::Object(fields)
}

fn read(written: &Value) -> Corrections {
    let fields = written.as_object().into_iter().flatten();
    fields
        .map(|(path, value)| {
            (
                path.clone(),
                value.as_array().and_then(|list| list.first()).cloned(),
            )
        })
        .collect()
}

/// What was corrected before the merge and since, without what the merge itself made different.
fn since_the_merge(kept: &Value, now: Corrections) -> Corrections {
    let (before, after) = (
        read(&kept["corrections_before"]),
        read(&kept["corrections_after"]),
    );
    let mut corrections = before;
    for path in after.keys().filter(|path| !now.contains_key(*path)) {
        corrections.remove(path);
    }
    corrections.extend(
        now.into_iter()
            .filter(|(path, value)| after.get(path) != Some(value)),
    );
    corrections
}
