//! The times that plugins say of records, in the transaction of a batch: of what was said before, only what differs is written. Never
//! decides who may say them: that is the world's.

use std::collections::BTreeSet;

use super::Directory;
use super::change::Change;
use super::commit::parsed;
use super::error::DirectoryError;
use super::index::store::{said_times, say_times};
use super::index::{Said, Time, times_of};
use super::store::numbered;
use super::world::World;
use crate::database::Connection;

/// Reads what was said before of the records that are spoken of.
pub(super) async fn load(
    connection: &mut Connection,
    changes: &[Change],
    world: &mut World,
) -> Result<(), DirectoryError> {
    let spoken_of = changes.iter().filter_map(|change| match change {
        Change::SetOccurrences { id, .. } => Some(id.as_str()),
        _ => None,
    });
    let ids: BTreeSet<&str> = spoken_of.collect();
    let ids: Vec<&str> = ids.into_iter().collect();
    let numbers = numbered(connection, &ids).await?;
    let all: Vec<i64> = numbers.values().copied().collect();
    let mut said = said_times(connection, &all).await?;
    for id in ids {
        let number = numbers.get(id);
        let before = number.and_then(|number| said.remove(number));
        let slot = world.slots.entry(id.to_owned()).or_default();
        slot.said_before = Some(before.unwrap_or_default());
    }
    Ok(())
}

impl Directory {
    /// Writes what the batch says; the kinds of those records come back.
    pub(super) async fn write_said(
        &self,
        connection: &mut Connection,
        world: &World,
    ) -> Result<BTreeSet<String>, DirectoryError> {
        let spoken_of = world.slots.values().filter_map(|slot| {
            let (record, times) = (slot.now.as_ref()?, slot.said.as_deref()?);
            Some((slot, record, times))
        });
        let spoken_of: Vec<_> = spoken_of.collect();
        let ids: Vec<&str> = spoken_of
            .iter()
            .map(|(_, record, _)| record.id.as_str())
            .collect();
        let numbers = numbered(connection, &ids).await?;
        let mut said = Vec::with_capacity(spoken_of.len());
        for (slot, record, times) in &spoken_of {
            let (Some(kind), Some(number)) =
                (self.kinds.get(&record.kind), numbers.get(&record.id))
            else {
                continue;
            };
            let read = times_of(&kind, &parsed(record), &self.settings.zone);
            // Said times are as public as the start that the kind declares; without one they are.
            let public = read.first().is_none_or(|time| time.public);
            let span = |&(starts, ends): &(i64, i64)| Time {
                starts,
                ends,
                public,
            };
            said.push(Said {
                number: *number,
                // Of a record that was gone in between nothing is there any more.
                before: match slot.before.is_some() && slot.tombstone.is_none() {
                    true => slot.said_before.as_deref().unwrap_or_default(),
                    false => &[],
                },
                // An empty list gives the record back the times of its content.
                by_plugin: !times.is_empty(),
                public,
                times: match times.is_empty() {
                    true => read,
                    false => times.iter().map(span).collect(),
                },
            });
        }
        say_times(connection, &said).await?;
        Ok(spoken_of
            .into_iter()
            .map(|(_, record, _)| record.kind.clone())
            .collect())
    }
}
