//! How much the instance is used: sums of pages, searches and contributions by day, counted in memory and added to the database
//! now and then. Nobody is followed: no address, no cookie and no identifier comes in here, and whoever is signed in is not
//! counted. What somebody searched is kept only where nothing was found and where it is short and made of letters, and is
//! shown only once it was searched several times.

mod store;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Span, ToSpan as _};

use crate::clock::Clock;
use crate::database::{Database, DatabaseError};

/// Sums are kept so long, in days: the 25 months that the CNIL allows for measuring an audience without consent.
pub const KEPT_DAYS: i64 = 760;
/// What was searched and not found is kept so long, in days.
pub const WORDS_KEPT_DAYS: i64 = 90;
/// What was searched less often is shown to nobody: it may be about one person.
pub const WORD_TIMES_MIN: u64 = 3;
/// Different words of one day that are kept: a stranger cannot fill the disk with more.
const WORDS_OF_A_DAY_MAX: u64 = 500;
/// Characters and words of what is kept.
const WORD_CHARS: std::ops::RangeInclusive<usize> = 3..=60;
const WORDS_MAX: usize = 6;
/// Before a plugin's id.
pub const PLUGIN_PAGE: &str = "plugin:";
/// Different sums that wait for the database.
const PENDING_MAX: usize = 2_000;

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Figure {
    /// A page that somebody opened.
    Page,
    /// A search.
    Search,
    /// A search that found nothing.
    FoundNothing,
    /// What was searched and not found.
    Word,
    /// Something that a visitor contributed.
    Contribution,
}

impl Figure {
    /// As the database has it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Page => "page",
            Self::Search => "search",
            Self::FoundNothing => "found-nothing",
            Self::Word => "word",
            Self::Contribution => "contribution",
        }
    }
}

/// The name under which a plugin's pages are counted.
pub fn plugin_page(id: &str) -> String {
    format!("{PLUGIN_PAGE}{id}")
}

/// A sum of a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sum {
    /// Such as `2026-11-23`.
    pub day: String,
    /// The word of a [`Figure`].
    pub figure: String,
    /// Of which page, or of which service.
    pub name: String,
    /// How often.
    pub count: u64,
}

type Sums = BTreeMap<(Date, Figure, String), u64>;

/// The statistics of an instance. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Statistics {
    database: Database,
    clock: Clock,
    zone: TimeZone,
    pending: Arc<Mutex<Sums>>,
}

impl Statistics {
    /// Over an open database; days are those of this time zone.
    pub fn new(database: Database, clock: Clock, zone: TimeZone) -> Self {
        Self {
            database,
            clock,
            zone,
            pending: Arc::default(),
        }
    }

    /// Somebody opened a page.
    pub fn page(&self, name: &str) {
        self.count(Figure::Page, name);
    }

    /// Somebody searched: by these words, if by any.
    pub fn search(&self, name: &str, words: &str, found: u64) {
        self.count(Figure::Search, name);
        if found == 0 {
            self.count(Figure::FoundNothing, name);
            if let Some(words) = harmless(words) {
                self.count(Figure::Word, &words);
            }
        }
    }

    /// A visitor contributed something.
    pub fn contribution(&self, name: &str) {
        self.count(Figure::Contribution, name);
    }

    fn count(&self, figure: Figure, name: &str) {
        let key = (self.today(), figure, name.to_owned());
        let mut pending = self.lock();
        if pending.len() < PENDING_MAX || pending.contains_key(&key) {
            *pending.entry(key).or_default() += 1;
        }
    }

    /// The date here.
    pub fn today(&self) -> Date {
        self.clock.today(&self.zone)
    }

    /// Adds what was counted to the database. Where that fails it is tried again with what comes.
    pub async fn flush(&self) -> Result<(), DatabaseError> {
        let taken = std::mem::take(&mut *self.lock());
        if taken.is_empty() {
            return Ok(());
        }
        let done = self.add(&taken).await;
        if done.is_err() {
            let mut pending = self.lock();
            for (key, count) in taken {
                *pending.entry(key).or_default() += count;
            }
        }
        done
    }

    async fn add(&self, sums: &Sums) -> Result<(), DatabaseError> {
        let mut write = self.database.write().await?;
        let mut room = store::words_of(&mut write, &self.today().to_string()).await?;
        let mut kept = Sums::new();
        for (key, count) in sums {
            if key.1 == Figure::Word {
                room += 1;
                if room > WORDS_OF_A_DAY_MAX {
                    continue;
                }
            }
            kept.insert(key.clone(), *count);
        }
        store::add(&mut write, &kept).await?;
        write.commit().await?;
        Ok(())
    }

    /// Sums from one day to another, both included, the oldest first.
    pub async fn between(&self, first: Date, last: Date) -> Result<Vec<Sum>, DatabaseError> {
        let days = (first.to_string(), last.to_string());
        store::between(&self.database, (&days.0, &days.1)).await
    }

    /// What was searched several times and not found, the most frequent first.
    pub async fn words(
        &self,
        (first, last): (Date, Date),
        limit: u32,
    ) -> Result<Vec<(String, u64)>, DatabaseError> {
        let days = (first.to_string(), last.to_string());
        store::words(&self.database, (&days.0, &days.1), (WORD_TIMES_MIN, limit)).await
    }

    /// Forgets what was kept long enough; how many sums.
    pub async fn sweep(&self) -> Result<u64, DatabaseError> {
        let before = |days: i64| {
            let span: Span = days.days();
            let day = self.today().checked_sub(span).unwrap_or(Date::MIN);
            day.to_string()
        };
        let mut write = self.database.write().await?;
        let ends = (before(KEPT_DAYS), before(WORDS_KEPT_DAYS));
        let gone = store::forget(&mut write, (&ends.0, &ends.1)).await?;
        write.commit().await?;
        Ok(gone)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Sums> {
        self.pending.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What was typed, in one spelling, if it says nothing but words: no number, no address, nothing long.
fn harmless(typed: &str) -> Option<String> {
    let words: Vec<String> = typed.split_whitespace().map(str::to_lowercase).collect();
    let joined = words.join(" ");
    let letter = |sign: char| sign.is_alphabetic() && !sign.is_numeric();
    let plain = |sign: char| letter(sign) || matches!(sign, ' ' | '-' | '\'' | '’');
    let fits = WORD_CHARS.contains(&joined.chars().count()) && words.len() <= WORDS_MAX;
    (fits && joined.chars().all(plain)).then_some(joined)
}
