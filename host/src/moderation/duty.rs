//! Who is on duty: days of one account, under the name that visitors read.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::{Moderation, ModerationError, store};
use crate::database::DatabaseError;
use crate::directory::journal::store::bump;

/// The position that moves with the roster; pages that named who is on duty are dropped with it.
pub const POSITION: &str = "moderation:duty";
/// Days ahead of which gaps are told.
pub const GAP_DAYS: i64 = 14;
/// Days that one entry spans at most.
const SPAN_DAYS_MAX: i32 = 366;
/// Characters of the public name.
pub(super) const NAME_CHARS_MAX: usize = 80;

/// Days of one person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Duty {
    pub number: i64,
    pub first: Date,
    pub last: Date,
    pub account_id: String,
    /// As visitors read it.
    pub name: String,
}

/// Why days were not kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DutyFault {
    /// The last day is before the first, or the span is longer than a year.
    Order,
    /// Somebody is on duty on one of these days already.
    Taken,
    /// No name, or one that is too long.
    Name,
    /// No account that may decide.
    Account,
}

impl Moderation {
    /// The public name of who is on duty on a day, such as `2026-11-22`.
    pub async fn on_duty(&self, day: &str) -> Result<Option<String>, ModerationError> {
        Ok(store::on_duty(self.directory.database().readers(), day).await?)
    }

    /// The days that are not over, in order.
    pub async fn roster(&self) -> Result<Vec<Duty>, ModerationError> {
        let today = self.directory.today().to_string();
        Ok(store::roster(self.directory.database().readers(), &today).await?)
    }

    /// The days of the next two weeks on which nobody is on duty: first and last of each gap, both included.
    pub fn gaps(&self, roster: &[Duty]) -> Vec<(Date, Date)> {
        let mut gaps: Vec<(Date, Date)> = Vec::new();
        let mut day = self.directory.today();
        for _ in 0..GAP_DAYS {
            let held = roster
                .iter()
                .any(|duty| duty.first <= day && day <= duty.last);
            let Ok(tomorrow) = day.tomorrow() else { break };
            match gaps.last_mut() {
                Some((_, last)) if !held && last.tomorrow().ok() == Some(day) => *last = day,
                _ if !held => gaps.push((day, day)),
                _ => {}
            }
            day = tomorrow;
        }
        gaps
    }

    /// Puts an account on duty from a day to another, both included.
    pub async fn add_duty(
        &self,
        (first, last): (Date, Date),
        (account_id, name): (&str, &str),
    ) -> Result<(), ModerationError> {
        let fault = |fault| Err(ModerationError::Duty(fault));
        let days = first.until(last).map_or(i32::MAX, |span| span.get_days());
        if last < first || days >= SPAN_DAYS_MAX {
            return fault(DutyFault::Order);
        }
        let name = name.trim();
        if name.is_empty() || name.chars().count() > NAME_CHARS_MAX {
            return fault(DutyFault::Name);
        }
        let mut write = self.directory.database().write().await?;
        let days = (first.to_string(), last.to_string());
        if store::is_taken(&mut write, (&days.0, &days.1)).await? {
            return fault(DutyFault::Taken);
        }
        store::add_duty(&mut write, (&days.0, &days.1), (account_id, name)).await?;
        bump(&mut write, &BTreeSet::from([POSITION.to_owned()])).await?;
        Ok(write.commit().await.map_err(DatabaseError::from)?)
    }

    /// Takes days off the roster; nothing happens where they are gone.
    pub async fn remove_duty(&self, number: i64) -> Result<(), ModerationError> {
        let mut write = self.directory.database().write().await?;
        store::remove_duty(&mut write, number).await?;
        bump(&mut write, &BTreeSet::from([POSITION.to_owned()])).await?;
        Ok(write.commit().await.map_err(DatabaseError::from)?)
    }
}
