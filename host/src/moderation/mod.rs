//! What people of this instance decide about records that plugins make for others: cases that wait, what visitors report, and
//! who is on duty. A plugin's call hands over in its own transaction; a decision changes the record in the same one that keeps it.

mod acts;
mod decide;
mod duty;
mod store;

#[cfg(test)]
mod tests;

use std::fmt;
use std::str::FromStr;

pub use acts::Acts;
pub use duty::{Duty, DutyFault, GAP_DAYS, POSITION as DUTY_POSITION};

use crate::database::DatabaseError;
use crate::directory::{Directory, DirectoryError};
use crate::suggestions::{UnknownWord, words};

/// Characters of what a visitor reports; a page of text.
pub const TEXT_CHARS_MAX: usize = 2_000;
/// Characters of what is said with a decision.
pub const WORDS_CHARS_MAX: usize = 2_000;
/// Characters of the name under which a plugin knows a contributor.
pub const CONTRIBUTOR_CHARS_MAX: usize = 200;
/// Cases listed at once.
pub const LISTED_MAX: u32 = 200;
/// Days for which a decided case is kept.
pub const KEPT_DAYS: i64 = 365;
/// Days after which a case that waits is spoken of.
pub const LATE_DAYS: i64 = 7;
/// Nobody reads through more that waits.
const WAITING_MAX: i64 = 5_000;
/// Reports of cases that wait, in all and of one record.
const REPORTS_MAX: i64 = 5_000;
const REPORTS_OF_RECORD_MAX: i64 = 50;
const DAY_MS: i64 = 24 * 60 * 60 * 1_000;

/// Why nothing was kept or decided.
#[derive(Debug, thiserror::Error)]
pub enum ModerationError {
    /// No such reference.
    #[error("there is no case {0:?}: `maille moderation list` shows those that are there")]
    NotFound(String),
    /// Somebody was faster.
    #[error("the case {0} is decided already")]
    Decided(String),
    /// The record is not the one that was looked at, or cannot go back to what it was.
    #[error("the record of the case {0} changed in the meantime: look at it again")]
    Changed(String),
    /// This verdict is not for this case: a refusal needs a reason, and only what was handed over is accepted.
    #[error("this decision is not one for the case {0}")]
    Unfit(String),
    /// The days of a duty.
    #[error("these days cannot be kept")]
    Duty(DutyFault),
    /// The directory.
    #[error(transparent)]
    Directory(#[from] DirectoryError),
}

impl From<DatabaseError> for ModerationError {
    fn from(error: DatabaseError) -> Self {
        Self::Directory(error.into())
    }
}

impl From<sqlx::Error> for ModerationError {
    fn from(error: sqlx::Error) -> Self {
        Self::Directory(error.into())
    }
}

words!(
    /// Whether moderators look before or after a record is published.
    Mode {
        /// A draft until somebody accepted it.
        Before => "before",
        /// Published at once.
        After => "after",
    }
);
words!(
    /// How a record came before moderators.
    Origin {
        /// Its plugin handed it over.
        Submitted => "submitted",
        /// Visitors reported it.
        Reported => "reported",
    }
);
words!(
    /// Whether somebody decided, and how.
    State {
        /// It waits.
        Waiting => "waiting",
        /// What was handed over is published.
        Accepted => "accepted",
        /// What was handed over is withdrawn.
        Refused => "refused",
        /// What was reported stays.
        Kept => "kept",
        /// What was reported is withdrawn.
        Withdrawn => "withdrawn",
    }
);
words!(
    /// What visitors say is wrong.
    Abuse {
        /// Advertising.
        Spam => "spam",
        /// It is not true.
        False => "false",
        /// It hurts.
        Offensive => "offensive",
        /// It tells what is nobody's business.
        Private => "private",
        /// The law forbids it.
        Illegal => "illegal",
        /// Something else.
        Other => "other",
    }
);
words!(
    /// Why something is refused or withdrawn.
    Reason {
        /// Not what this place is for.
        Subject => "subject",
        /// Too little is said to be of use.
        Incomplete => "incomplete",
        /// It stands here already.
        Double => "double",
        /// It is not true, or no longer.
        False => "false",
        /// Advertising.
        Spam => "spam",
        /// It hurts.
        Offensive => "offensive",
        /// It tells somebody's private matters.
        Private => "private",
        /// The law forbids it.
        Illegal => "illegal",
        /// Something else, said in words.
        Other => "other",
    }
);

/// What a moderator decides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It is published, or stays so.
    Good,
    /// It is withdrawn, for this reason.
    Bad(Reason),
}

/// One round of a record before the moderators.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Case {
    /// For the page after; it says nothing else.
    pub number: i64,
    /// A code that can be read out.
    pub reference: String,
    pub record_id: String,
    pub plugin: String,
    pub kind: String,
    pub title: String,
    /// Opaque; empty where the plugin said none.
    pub contributor: String,
    pub origin: Origin,
    /// Milliseconds since 1970.
    pub made: i64,
    pub state: State,
    pub decision: Option<Decision>,
    /// How many reports came.
    pub reports: u64,
}

/// Who decided, when, why and with which words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// Milliseconds since 1970.
    pub at: i64,
    pub by: String,
    pub reason: Option<Reason>,
    pub words: String,
    /// The record's state before, and its revision after.
    before: String,
    revision: i64,
}

/// What one visitor said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    pub reason: Abuse,
    pub text: String,
    /// Milliseconds since 1970.
    pub made: i64,
}

/// What waits, in numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Waiting {
    pub cases: u64,
    /// Those that wait for more than [`LATE_DAYS`].
    pub late: u64,
}

/// The moderation of an instance. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Moderation {
    directory: Directory,
}

impl Moderation {
    /// Over an open directory.
    pub fn new(directory: Directory) -> Self {
        Self { directory }
    }

    /// When moderators look at this kind's records.
    pub async fn mode(&self, kind: &str) -> Result<Mode, ModerationError> {
        let mode = store::mode(self.directory.database().readers(), kind).await?;
        Ok(mode.unwrap_or(Mode::Before))
    }

    /// Every choice that was made.
    pub async fn modes(&self) -> Result<Vec<(String, Mode)>, ModerationError> {
        Ok(store::modes(self.directory.database().readers()).await?)
    }

    /// Chooses for a kind, for what is handed over from now on.
    pub async fn set_mode(&self, kind: &str, mode: Mode) -> Result<(), ModerationError> {
        let mut write = self.directory.database().write().await?;
        store::set_mode(&mut write, kind, mode).await?;
        Ok(write.commit().await.map_err(DatabaseError::from)?)
    }

    /// The case with this reference, however it is typed.
    pub async fn get(&self, reference: &str) -> Result<Case, ModerationError> {
        let readers = self.directory.database().readers();
        let found = store::by_reference(readers, &written(reference)).await?;
        found.ok_or_else(|| ModerationError::NotFound(reference.chars().take(20).collect()))
    }

    /// Those that wait, the oldest first, after a number; at most [`LISTED_MAX`].
    pub async fn waiting(&self, after: i64, limit: u32) -> Result<Vec<Case>, ModerationError> {
        let readers = self.directory.database().readers();
        let limit = i64::from(limit.min(LISTED_MAX));
        Ok(store::waiting(readers, after, limit).await?)
    }

    /// Those that were decided, the newest decision first, `skip` of them left out; at most [`LISTED_MAX`].
    pub async fn decided(&self, skip: u32, limit: u32) -> Result<Vec<Case>, ModerationError> {
        let readers = self.directory.database().readers();
        let limit = i64::from(limit.min(LISTED_MAX));
        Ok(store::decided(readers, i64::from(skip), limit).await?)
    }

    /// Other cases of the same contributor, the newest first.
    pub async fn of_contributor(&self, case: &Case) -> Result<Vec<Case>, ModerationError> {
        if case.contributor.is_empty() {
            return Ok(Vec::new());
        }
        let readers = self.directory.database().readers();
        let found = store::of_contributor(readers, (&case.plugin, &case.contributor)).await?;
        let others = found.into_iter().filter(|one| one.number != case.number);
        Ok(others.collect())
    }

    /// The last round of a record: what was handed over, or what was decided after reports.
    pub async fn last(&self, record_id: &str) -> Result<Option<Case>, ModerationError> {
        let readers = self.directory.database().readers();
        Ok(store::last(readers, record_id).await?)
    }

    /// Who wrote the record, also where it was only reported this time: its plugin, and the name by which that knows its author.
    pub async fn author(&self, case: &Case) -> Result<Option<(String, String)>, ModerationError> {
        let readers = self.directory.database().readers();
        Ok(store::author(readers, &case.record_id).await?)
    }

    /// What visitors said, the oldest first.
    pub async fn reports(&self, case: &Case) -> Result<Vec<Report>, ModerationError> {
        Ok(store::reports(self.directory.database().readers(), case.number).await?)
    }

    /// How much waits.
    pub async fn count(&self) -> Result<Waiting, ModerationError> {
        let before = self.directory.clock().now_ms() - LATE_DAYS * DAY_MS;
        let (cases, late) = store::count(self.directory.database().readers(), before).await?;
        Ok(Waiting { cases, late })
    }

    /// Forgets what was decided long ago, cases whose record was deleted for good, and duties long over. May be tried again
    /// at any time.
    pub async fn forget_old(&self) -> Result<u64, ModerationError> {
        let before = self.directory.clock().now_ms() - KEPT_DAYS * DAY_MS;
        let mut write = self.directory.database().write().await?;
        let forgotten = store::forget(&mut write, before).await?;
        let day = self.directory.today() - jiff::Span::new().days(KEPT_DAYS);
        store::forget_duties(&mut write, &day.to_string()).await?;
        write.commit().await.map_err(DatabaseError::from)?;
        Ok(forgotten)
    }
}

/// `k7qf 3mzd` is `K7QF-3MZD`.
fn written(reference: &str) -> String {
    let letters = reference.chars().filter(char::is_ascii_alphanumeric);
    let letters: String = letters
        .take(8)
        .map(|letter| letter.to_ascii_uppercase())
        .collect();
    match letters.split_at_checked(4) {
        Some((first, second)) => format!("{first}-{second}"),
        None => letters,
    }
}
