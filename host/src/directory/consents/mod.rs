//! Consents that end: whoever's has ended is withdrawn, with an entry of the journal, so that every page that was kept and
//! every reader that follows hears of it. Searches and reads leave such a record out from the first minute of the day after.
//! Nothing is deleted: who consents again is published again, by a person.

mod store;

use jiff::ToSpan as _;
use jiff::civil::Date;

use super::change::{Batch, Change};
use super::commit::parsed;
use super::error::DirectoryError;
use super::reader::Author;
use super::record::State;
use super::{Directory, store as records};

/// Who is named in the history.
pub const CONSENT_ENDED: &str = "consent ended";
/// Withdrawn in one transaction.
const RECORDS_MAX: i64 = 500;

/// A published record whose consent ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ending {
    pub id: String,
    pub kind: String,
    /// The record's title.
    pub name: String,
    /// The last day.
    pub until: Date,
}

impl Directory {
    /// Withdraws what is published although its consent ended before today; how many comes back. Records of other instances
    /// are theirs to withdraw: nobody sees them here either.
    pub async fn end_consents(&self) -> Result<u64, DirectoryError> {
        let mut total = 0;
        loop {
            let ended = self.consents_until(None, RECORDS_MAX).await?;
            let some = self.withdraw_ended(&ended).await?;
            total += some;
            if some == 0 {
                return Ok(total);
            }
        }
    }

    /// Published records whose consent ends within so many days, the first to end first; at most `limit`.
    pub async fn consents_ending(
        &self,
        days: i32,
        limit: i64,
    ) -> Result<Vec<Ending>, DirectoryError> {
        let last = self.today().saturating_add(days.days());
        self.consents_until(Some(last), limit).await
    }

    /// Those that end from today until a day; those that ended where no day is given.
    async fn consents_until(
        &self,
        last: Option<Date>,
        limit: i64,
    ) -> Result<Vec<Ending>, DirectoryError> {
        let today = self.today();
        let days = match last {
            None => (
                String::new(),
                today.yesterday().unwrap_or(today).to_string(),
            ),
            Some(last) => (today.to_string(), last.to_string()),
        };
        let readers = self.database.readers();
        let rows = store::ending(readers, (&days.0, &days.1), limit).await?;
        let endings = rows.into_iter().filter_map(|(id, kind, content, until)| {
            let content = serde_json::from_str(&content).unwrap_or_default();
            Some(Ending {
                name: self.kinds.get(&kind)?.title(&content),
                until: until.parse().ok()?,
                id,
                kind,
            })
        });
        Ok(endings.collect())
    }

    async fn withdraw_ended(&self, ended: &[Ending]) -> Result<u64, DirectoryError> {
        if ended.is_empty() {
            return Ok(0);
        }
        let today = self.today();
        let own = &self.settings.origin;
        let ids: Vec<&str> = ended.iter().map(|one| one.id.as_str()).collect();
        let mut write = self.database.write().await?;
        // Looked at again: somebody may have renewed one since.
        let records = records::records_by_ids(&mut write, &ids, own).await?;
        let changes = records.into_iter().filter_map(|record| {
            let kind = self.kinds.get(&record.kind)?;
            let until = kind.listed_until(&parsed(&record))?;
            let ours = record.origin == *own && record.state == State::Published;
            (ours && until < today).then_some(Change::SetState {
                id: record.id,
                expected: record.revision,
                state: State::Withdrawn,
            })
        });
        let batch = Batch {
            changes: changes.collect(),
            ..Batch::default()
        };
        let count = batch.changes.len() as u64;
        if count > 0 {
            let author = Author::host(CONSENT_ENDED);
            self.write_batch(&mut write, &batch, &author, false).await?;
            write.commit().await?;
        }
        Ok(count)
    }
}
