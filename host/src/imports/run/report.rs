//! The report of an import: what became of each row, and how many of each.

use super::{Fate, Remark, Row, outcome_of, refusal};
use crate::directory::DirectoryError;
use crate::directory::provenance::TakenAs;

/// What became of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Outcome {
    Taken,
    Changed,
    Unchanged,
    Refused,
    Skipped,
    /// Not in the file, which is whole: what its source said went.
    Withdrawn,
}

impl Outcome {
    /// In the order in which reports tell them.
    pub const ALL: [Self; 6] = [
        Self::Taken,
        Self::Changed,
        Self::Unchanged,
        Self::Refused,
        Self::Skipped,
        Self::Withdrawn,
    ];

    /// The word of the database and of the CSV.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Taken => "taken",
            Self::Changed => "changed",
            Self::Unchanged => "unchanged",
            Self::Refused => "refused",
            Self::Skipped => "skipped",
            Self::Withdrawn => "withdrawn",
        }
    }
}

/// A row of the report.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// The line of a table, or the item of a list, from 1.
    pub row: u64,
    pub outcome: Outcome,
    /// Its id or its name.
    pub subject: String,
    /// What was repaired, or why it was not taken.
    pub remarks: Vec<Remark>,
}

impl Line {
    pub(super) fn of(
        row: &Row,
        outcomes: &[Result<TakenAs, DirectoryError>],
        refused: Option<&DirectoryError>,
    ) -> Self {
        let (outcome, remarks) = match (&row.fate, refused) {
            (Fate::Refused { why }, _) => (Outcome::Refused, why.clone()),
            (Fate::Skipped { why }, _) => (Outcome::Skipped, vec![why.clone()]),
            (Fate::Taken { .. }, Some(error)) => (Outcome::Refused, vec![refusal(error)]),
            (Fate::Taken { repairs, .. }, None) => (outcome_of(outcomes), repairs.clone()),
        };
        Self {
            row: row.number,
            outcome,
            subject: row.subject.clone(),
            remarks,
        }
    }

    /// Of a row that gave nothing; nothing where it gave something.
    pub(crate) fn of_nothing(row: &Row) -> Option<Self> {
        match row.fate {
            Fate::Taken { .. } => None,
            _ => Some(Self::of(row, &[], None)),
        }
    }

    /// Whether a value was repaired on the way in.
    pub fn repaired(&self) -> bool {
        !self.remarks.is_empty()
            && matches!(
                self.outcome,
                Outcome::Taken | Outcome::Changed | Outcome::Unchanged
            )
    }
}

/// How many rows of each outcome; those repaired stand in one of the others as well.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    pub taken: u64,
    pub changed: u64,
    pub unchanged: u64,
    pub refused: u64,
    pub skipped: u64,
    pub repaired: u64,
    /// Of no row: see [`Outcome::Withdrawn`].
    pub withdrawn: u64,
}

impl Counts {
    /// Counts a line.
    pub fn add(&mut self, line: &Line) {
        *match line.outcome {
            Outcome::Taken => &mut self.taken,
            Outcome::Changed => &mut self.changed,
            Outcome::Unchanged => &mut self.unchanged,
            Outcome::Refused => &mut self.refused,
            Outcome::Skipped => &mut self.skipped,
            Outcome::Withdrawn => &mut self.withdrawn,
        } += 1;
        self.repaired += u64::from(line.repaired());
    }

    /// How many of one outcome.
    pub fn of(&self, outcome: Outcome) -> u64 {
        match outcome {
            Outcome::Taken => self.taken,
            Outcome::Changed => self.changed,
            Outcome::Unchanged => self.unchanged,
            Outcome::Refused => self.refused,
            Outcome::Skipped => self.skipped,
            Outcome::Withdrawn => self.withdrawn,
        }
    }
}
