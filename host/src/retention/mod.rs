//! How long is kept what no module of its own lets go, and the note of each sweep: `maille doctor` says when one did not come
//! round. The register of processing says the same terms, from the same constants.

mod store;

#[cfg(test)]
mod tests;

use crate::clock::Clock;
use crate::database::{Database, DatabaseError};

/// Replaced revisions of records: two years, in which a mistake of a whole season is still found.
pub const HISTORY_DAYS: i64 = 730;
/// An account after it was closed.
pub const CLOSED_ACCOUNT_DAYS: i64 = 365;
/// What plugins wrote to their log.
pub const PLUGIN_LOG_DAYS: i64 = 90;
/// The lines of the reports of plugins' tasks.
pub const PLUGIN_RUN_DAYS: i64 = 365;
/// Days for which a copy is kept of what a plugin kept before its version in use.
pub const PLUGIN_BEFORE_DAYS: i64 = 30;
/// The lines of the reports of imports, and who began them.
pub const IMPORT_DAYS: i64 = 365;
/// Days of duty that are over.
pub const PAST_DUTY_DAYS: i64 = 365;
/// A sweep that is later than this is told.
pub const LATE_MS: i64 = 2 * DAY_MS;
const DAY_MS: i64 = 24 * 60 * 60 * 1_000;

/// The sweeps, each of which notes that it came round.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sweep {
    /// What stands here.
    Retention,
    /// Sessions, links, the journal of acts.
    Sessions,
    /// Suggestions, cases, pictures.
    Contacts,
    /// Letters and codes of contributors.
    Letters,
}

impl Sweep {
    /// Every one.
    pub const ALL: [Self; 4] = [
        Self::Retention,
        Self::Sessions,
        Self::Contacts,
        Self::Letters,
    ];

    /// Its name in the database and in the doctor's words.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Retention => "retention",
            Self::Sessions => "sweep-sessions",
            Self::Contacts => "forget-contacts",
            Self::Letters => "mail-sweep",
        }
    }
}

/// What went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Gone {
    pub revisions: u64,
    pub accounts: u64,
    pub log_lines: u64,
    pub task_lines: u64,
    pub import_lines: u64,
    pub duties: u64,
    /// Plugins whose copy for a roll-back went.
    pub copies: u64,
    /// Names of who merged records, or found them to be different.
    pub deciders: u64,
}

/// The terms at work. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Retention {
    database: Database,
    clock: Clock,
}

impl Retention {
    /// Over an open database.
    pub fn new(database: Database, clock: Clock) -> Self {
        Self { database, clock }
    }

    /// Lets everything go whose time is over. May be tried again at any time.
    pub async fn sweep(&self) -> Result<Gone, DatabaseError> {
        let now = self.clock.now_ms();
        let before = |days: i64| now.saturating_sub(days * DAY_MS);
        let day = jiff::Timestamp::from_millisecond(before(PAST_DUTY_DAYS)).unwrap_or_default();
        let mut write = self.database.write().await?;
        let gone = Gone {
            revisions: store::delete_history(&mut write, before(HISTORY_DAYS)).await?,
            accounts: store::delete_closed(&mut write, before(CLOSED_ACCOUNT_DAYS)).await?,
            log_lines: store::delete_log(&mut write, before(PLUGIN_LOG_DAYS)).await?,
            copies: store::delete_before(&mut write, before(PLUGIN_BEFORE_DAYS)).await?,
            task_lines: store::delete_reports(&mut write, before(PLUGIN_RUN_DAYS)).await?,
            import_lines: store::delete_imported(&mut write, before(IMPORT_DAYS)).await?,
            deciders: store::forget_deciders(&mut write, before(HISTORY_DAYS)).await?,
            duties: store::delete_duties(&mut write, &day.strftime("%F").to_string()).await?,
        };
        write.commit().await?;
        Ok(gone)
    }

    /// Notes that a sweep came round.
    pub async fn note(&self, sweep: Sweep) -> Result<(), DatabaseError> {
        let mut write = self.database.write().await?;
        store::note(&mut write, sweep.as_str(), self.clock.now_ms()).await?;
        Ok(write.commit().await?)
    }

    /// The sweeps that are late, each with the time at which it last came round: nothing where it never did.
    pub async fn late(&self) -> Result<Vec<(Sweep, Option<i64>)>, DatabaseError> {
        let noted = store::noted(&self.database).await?;
        let now = self.clock.now_ms();
        let at = |sweep: Sweep| noted.iter().find(|(name, _)| name == sweep.as_str());
        let late = Sweep::ALL.into_iter().filter_map(|sweep| {
            let last = at(sweep).map(|(_, at)| *at);
            let is_late = last.is_none_or(|at| now - at > LATE_MS);
            is_late.then_some((sweep, last))
        });
        Ok(late.collect())
    }
}
