//! Letters by e-mail: queued in the transaction of what they tell, sent by a job, tried again for a day. What was sent keeps
//! no words; addresses and words never reach a log.

mod address;
mod send;
mod store;

pub use address::Address;
pub use send::{MailError, Mailer, NotTaken};

use crate::clock::{CLOCK_SLACK_MS, Clock};
use crate::database::sql::Connection;
use crate::database::{Database, DatabaseError};

/// Hours for which a letter is kept that went or was given up, without its words; one that does not go is tried for as long.
pub const KEPT_HOURS: i64 = 24;
const MINUTE_MS: i64 = 60 * 1000;
const HOUR_MS: i64 = 60 * MINUTE_MS;
const DAY_MS: i64 = KEPT_HOURS * HOUR_MS;
/// A letter that did not go by then is given up.
const TRIED_MS: i64 = DAY_MS;
/// The longest time between two tries.
const BACKOFF_MAX_MS: i64 = 4 * HOUR_MS;
/// Letters of one plugin in an hour.
pub const OF_PLUGIN_MAX: u64 = 100;
/// Letters of plugins to one address in a day.
pub const TO_ADDRESS_MAX: u64 = 10;
/// Characters of a subject: one line.
pub const SUBJECT_CHARS_MAX: usize = 150;
/// Characters of a letter.
pub const TEXT_CHARS_MAX: usize = 10_000;
/// Letters that are sent one after the other.
const BATCH: i64 = 20;

/// A letter to be queued.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewLetter {
    /// Whose it is; empty for the host's own.
    pub plugin: String,
    /// To whom: one that [`Address::read`] made.
    pub address: String,
    /// The language of what the host adds.
    pub language: String,
    /// One line.
    pub subject: String,
    /// Plain text.
    pub text: String,
}

/// A letter that waits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    /// Unique, also the name under which mail servers know it.
    pub id: String,
    /// What it says.
    pub new: NewLetter,
    /// When it was queued, in milliseconds.
    pub made: i64,
    /// How often it was tried.
    pub tries: i64,
}

/// Queues a letter in a transaction.
pub async fn queue(
    connection: &mut Connection,
    letter: &NewLetter,
    now_ms: i64,
) -> Result<(), sqlx::Error> {
    let id = uuid::Uuid::now_v7().to_string();
    store::insert(connection, &id, letter, now_ms).await
}

/// Forgets every letter to an address.
pub async fn forget(connection: &mut Connection, address: &str) -> Result<(), sqlx::Error> {
    store::delete_to(connection, address).await
}

/// The letters of an instance. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Letters {
    database: Database,
    clock: Clock,
}

impl Letters {
    /// Over an open database.
    pub fn new(database: Database, clock: Clock) -> Self {
        Self { database, clock }
    }

    /// Queues a letter of the host's own.
    pub async fn post(&self, letter: &NewLetter) -> Result<(), DatabaseError> {
        let mut write = self.database.write().await?;
        queue(&mut write, letter, self.clock.now_ms()).await?;
        Ok(write.commit().await?)
    }

    /// Letters of this plugin in the last hour.
    pub async fn of_plugin(&self, plugin: &str) -> Result<u64, DatabaseError> {
        let since = self.clock.now_ms() - HOUR_MS;
        Ok(store::count_of_plugin(&self.database, plugin, since).await?)
    }

    /// Letters of plugins to this address in the last day.
    pub async fn to_address(&self, address: &str) -> Result<u64, DatabaseError> {
        let since = self.clock.now_ms() - DAY_MS;
        Ok(store::count_to(&self.database, address, since).await?)
    }

    /// Those that are due, the oldest first; also those that a clock that was wrong put off farther than any is.
    pub async fn due(&self) -> Result<Vec<Letter>, DatabaseError> {
        let now = self.clock.now_ms();
        let wrong = now + BACKOFF_MAX_MS + CLOCK_SLACK_MS;
        Ok(store::due(&self.database, (now, wrong), BATCH).await?)
    }

    /// It went: its words are forgotten.
    pub async fn sent(&self, letter: &Letter) -> Result<(), DatabaseError> {
        self.end(letter).await
    }

    /// It did not go: tried again later, or given up; true where it was given up.
    pub async fn failed(&self, letter: &Letter) -> Result<bool, DatabaseError> {
        let now = self.clock.now_ms();
        let due = now + backoff(letter.tries);
        if due > letter.made + TRIED_MS {
            self.end(letter).await?;
            return Ok(true);
        }
        let mut write = self.database.write().await?;
        store::postpone(&mut write, &letter.id, due).await?;
        write.commit().await?;
        Ok(false)
    }

    /// Forgets what is counted no more.
    pub async fn sweep(&self) -> Result<(), DatabaseError> {
        let before = self.clock.now_ms() - DAY_MS;
        let mut write = self.database.write().await?;
        store::delete_ended(&mut write, before).await?;
        Ok(write.commit().await?)
    }

    async fn end(&self, letter: &Letter) -> Result<(), DatabaseError> {
        let mut write = self.database.write().await?;
        store::end(&mut write, &letter.id).await?;
        Ok(write.commit().await?)
    }
}

/// One minute, two, four, up to [`BACKOFF_MAX_MS`].
fn backoff(tries: i64) -> i64 {
    let doublings = u32::try_from(tries.clamp(0, 20)).unwrap_or_default();
    (MINUTE_MS << doublings).min(BACKOFF_MAX_MS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tries_grow_rarer_and_end() {
        assert_eq!(backoff(0), MINUTE_MS);
        assert_eq!(backoff(3), 8 * MINUTE_MS);
        assert_eq!(backoff(i64::MAX), BACKOFF_MAX_MS);
    }
}
