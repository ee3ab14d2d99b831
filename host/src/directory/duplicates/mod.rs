//! Records that may be one thing: found by what they share, scored and explained, and decided by a person. It merges nothing by
//! itself, and forgets no decision.

mod find;
mod likeness;
mod merge;
mod score;
pub(super) mod store;

pub use find::Looked;
pub use likeness::Likeness;
pub use merge::Merge;
pub use score::{ASKED_MIN, Compared, Evidence, SCORE_MAX, Score, Verdict, compare};

use std::collections::HashMap;

use super::Directory;
use super::error::{DirectoryError, no_such_record};
use super::reader::Reader;
use super::record::Record;

/// The kinds whose records are compared: a service is offered at many places, a professional is no thing.
pub const COMPARED_KINDS: [&str; 2] = ["place", "organisation"];
/// Pairs or merges listed at once.
pub const LISTED_MAX: u32 = 200;

/// A pair to look at.
#[derive(Clone, Debug, PartialEq)]
pub struct Candidate {
    pub first: Record,
    pub second: Record,
    /// 50 to 100, as it was when they were compared.
    pub score: i64,
}

/// Where a list of pairs goes on: after this score and these ids.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct After {
    pub score: i64,
    pub first_id: String,
    pub second_id: String,
}

impl Candidate {
    /// Where the list goes on after this one.
    pub fn place(&self) -> After {
        After {
            score: self.score,
            first_id: self.first.id.clone(),
            second_id: self.second.id.clone(),
        }
    }
}

/// Two ids in the order in which they are kept.
fn ordered<'a>(one: &'a str, other: &'a str) -> (&'a str, &'a str) {
    if one <= other {
        (one, other)
    } else {
        (other, one)
    }
}

impl Directory {
    /// Pairs that nobody decided yet, the most alike first; at most [`LISTED_MAX`].
    pub async fn duplicates(
        &self,
        after: Option<&After>,
        limit: u32,
    ) -> Result<Vec<Candidate>, DirectoryError> {
        let mut readers = self.database.readers().acquire().await?;
        let limit = i64::from(limit.min(LISTED_MAX));
        let pairs = store::candidates(&mut readers, after, limit).await?;
        let mut found = Vec::with_capacity(pairs.len());
        for (first, second, score) in pairs {
            let ids = [first.as_str(), second.as_str()];
            let mut records =
                super::store::records_by_ids(&mut readers, &ids, &self.settings.origin).await?;
            records.sort_by(|a, b| a.id.cmp(&b.id));
            // Where one of them was deleted a moment ago, the pair goes with the next look.
            if let Ok([first, second]) = <[Record; 2]>::try_from(records) {
                found.push(Candidate {
                    first,
                    second,
                    score,
                });
            }
        }
        Ok(found)
    }

    /// How many pairs wait for a decision.
    pub async fn duplicates_waiting(&self) -> Result<u64, DirectoryError> {
        Ok(store::count(self.database.readers()).await?)
    }

    /// Compares two records anew, whether or not they were found to be alike.
    pub async fn compare(
        &self,
        one: &str,
        other: &str,
    ) -> Result<(Record, Record, Score), DirectoryError> {
        let (first, second) = ordered(one, other);
        let first = self
            .get(first)
            .await?
            .ok_or_else(|| no_such_record(first))?;
        let second = self
            .get(second)
            .await?
            .ok_or_else(|| no_such_record(second))?;
        let of = |record: &Record| Likeness::of(&super::commit::parsed(record));
        let score = compare(&of(&first), &of(&second));
        Ok((first, second, score))
    }

    /// Notes that two records are two things: they are never asked about again.
    pub async fn call_different(
        &self,
        one: &str,
        other: &str,
        by: &str,
    ) -> Result<(), DirectoryError> {
        if one == other {
            return Err(DirectoryError::Invalid(
                "a record is not different from itself: name two".into(),
            ));
        }
        for id in [one, other] {
            self.get(id).await?.ok_or_else(|| no_such_record(id))?;
        }
        let mut write = self.database.write().await?;
        store::keep_different(&mut write, ordered(one, other), (self.clock.now_ms(), by)).await?;
        Ok(write.commit().await?)
    }

    /// Takes back that two records are different: they are compared again.
    pub async fn call_undecided(&self, one: &str, other: &str) -> Result<(), DirectoryError> {
        let mut write = self.database.write().await?;
        store::forget_different(&mut write, ordered(one, other)).await?;
        find::compare_again(self, &mut write, &[one, other]).await?;
        Ok(write.commit().await?)
    }

    /// Pairs that somebody found to be different, the latest first, with when and by whom; at most [`LISTED_MAX`].
    pub async fn called_different(
        &self,
        limit: u32,
    ) -> Result<Vec<(String, String, i64, String)>, DirectoryError> {
        let limit = i64::from(limit.min(LISTED_MAX));
        Ok(store::different(self.database.readers(), limit).await?)
    }

    /// Where the id of a merged record leads now.
    pub async fn merged_into(&self, id: &str) -> Result<Option<String>, DirectoryError> {
        Ok(store::merged_into(self.database.readers(), id).await?)
    }

    /// Of merged records of a kind, the key that each had and the key of the record to which it leads now: what others wrote down
    /// still names the one that is gone.
    pub async fn merged_keys(&self, kind: &str) -> Result<HashMap<String, String>, DirectoryError> {
        let readers = self.database.readers();
        let mut keys = HashMap::new();
        for (id, key) in store::merged_keys(readers, kind).await? {
            let Some(into) = store::merged_into(readers, &id).await? else {
                continue;
            };
            let kept = self.get(&into).await?.and_then(|record| record.key);
            keys.extend(kept.map(|kept| (key, kept)));
        }
        Ok(keys)
    }

    /// The record as a reader may see it, or the one into which it went.
    pub async fn read_or_merged(
        &self,
        id: &str,
        reader: &Reader,
    ) -> Result<Option<Record>, DirectoryError> {
        if let Some(record) = self.read(id, reader).await? {
            return Ok(Some(record));
        }
        match self.merged_into(id).await? {
            Some(into) => self.read(&into, reader).await,
            None => Ok(None),
        }
    }

    /// What was merged, the latest first; at most [`LISTED_MAX`].
    pub async fn merges(&self, limit: u32) -> Result<Vec<Merge>, DirectoryError> {
        let limit = i64::from(limit.min(LISTED_MAX));
        Ok(store::merges(self.database.readers(), limit).await?)
    }
}
