//! What visitors say is wrong with a record, without an account: it waits for a person to decide. It never changes a
//! record itself, and forgets how to reach the visitor once that is of no more use.

mod neighbours;
mod store;

#[cfg(test)]
mod tests;

use std::fmt;
use std::str::FromStr;

pub use neighbours::Passed;

use crate::clock::Clock;
use crate::database::{Database, DatabaseError};

/// Characters of what a visitor says; a page of text.
pub const TEXT_CHARS_MAX: usize = 2_000;
/// Characters of an e-mail address or a telephone number.
pub const CONTACT_CHARS_MAX: usize = 200;
/// Characters of what is noted with a decision.
pub const NOTE_CHARS_MAX: usize = 2_000;
/// Suggestions listed at once.
pub const LISTED_MAX: u32 = 200;
/// Days after the decision for which a visitor can still be asked or answered; the form says the same number.
pub const CONTACT_DAYS: i64 = 30;
/// Days after which a visitor's contact is erased even where nobody decided.
pub const CONTACT_DAYS_MAX: i64 = 365;
/// Days for which a decided suggestion is kept at all.
pub const KEPT_DAYS: i64 = 365;
/// Nobody reads through more that waits: a flood is turned away, and the telephone stays.
const WAITING_MAX: i64 = 5_000;
/// One record that everybody speaks of leaves room for the others.
const WAITING_OF_RECORD_MAX: i64 = 50;
const DAY_MS: i64 = 24 * 60 * 60 * 1_000;

/// Why nothing was kept or decided.
#[derive(Debug, thiserror::Error)]
pub enum SuggestionError {
    /// Past a bound that keeps floods away.
    #[error(
        "so many suggestions wait that no more are taken: decide some with `maille suggestions`"
    )]
    Full,
    /// No such reference.
    #[error("there is no suggestion {0:?}: `maille suggestions list` shows those that are there")]
    NotFound(String),
    /// Somebody was faster.
    #[error("the suggestion {0} is decided already")]
    Decided(String),
    /// The database.
    #[error("the suggestions could not be read or written")]
    Database(#[from] DatabaseError),
}

impl From<sqlx::Error> for SuggestionError {
    fn from(error: sqlx::Error) -> Self {
        Self::Database(error.into())
    }
}

/// A closed list of words, as the database and the forms hold them.
macro_rules! words {
    ($(#[$about:meta])* $name:ident { $($(#[$one:meta])* $value:ident => $word:literal),+ $(,)? }) => {
        $(#[$about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum $name { $($(#[$one])* $value),+ }

        impl $name {
            /// Every value, in the order in which people read them.
            pub const ALL: &'static [Self] = &[$(Self::$value),+];

            /// The value's word.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$value => $word),+ }
            }
        }

        impl FromStr for $name {
            type Err = UnknownWord;

            fn from_str(word: &str) -> Result<Self, UnknownWord> {
                Self::ALL.iter().copied().find(|value| value.as_str() == word).ok_or(UnknownWord)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str(self.as_str())
            }
        }
    };
}

pub(crate) use words;

/// A word that is not on the list.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("this word is not on the list")]
pub struct UnknownWord;

words!(
    /// What is wrong.
    Subject {
        /// The opening hours.
        Hours => "hours",
        /// The telephone number.
        Telephone => "telephone",
        /// The address.
        Address => "address",
        /// The place is gone for good.
        Closed => "closed",
        /// Something else, said in words.
        Other => "other",
    }
);
words!(
    /// Whether somebody decided, and how.
    State {
        /// It waits.
        New => "new",
        /// It was right.
        Accepted => "accepted",
        /// It was not.
        Refused => "refused",
    }
);

/// What a visitor says, checked by who asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// A code that can be read out, not used before.
    pub reference: String,
    pub record_id: String,
    pub kind: String,
    pub title: String,
    /// The record's revision that the visitor saw.
    pub revision: u64,
    pub subject: Subject,
    /// At most [`TEXT_CHARS_MAX`]; may be empty.
    pub text: String,
    /// At most [`CONTACT_CHARS_MAX`]; empty where none was given.
    pub contact: String,
}

/// What was kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suggestion {
    /// For the page after; it says nothing else.
    pub number: i64,
    pub said: Said,
    /// Milliseconds since 1970.
    pub made: i64,
    pub state: State,
    pub decision: Option<Decision>,
}

/// Who decided, when and why.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Decision {
    /// Milliseconds since 1970.
    pub at: i64,
    pub by: String,
    pub note: String,
}

/// What old suggestions lost.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Forgotten {
    pub contacts: u64,
    pub suggestions: u64,
}

/// The suggestions of an instance. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Suggestions {
    database: Database,
    clock: Clock,
}

impl Suggestions {
    /// Over an open database.
    pub fn new(database: Database, clock: Clock) -> Self {
        Self { database, clock }
    }

    /// Keeps what a visitor says; the same said twice is kept once. Gives the reference under which it stands.
    pub async fn make(&self, said: &Said) -> Result<String, SuggestionError> {
        let mut write = self.database.write().await?;
        if let Some(reference) = store::same_waiting(&mut write, said).await? {
            return Ok(reference);
        }
        let (all, of_record) = store::waiting(&mut write, &said.record_id).await?;
        if all >= WAITING_MAX || of_record >= WAITING_OF_RECORD_MAX {
            return Err(SuggestionError::Full);
        }
        store::insert(&mut write, said, self.clock.now_ms()).await?;
        write.commit().await.map_err(DatabaseError::from)?;
        Ok(said.reference.clone())
    }

    /// The suggestion with this reference, however it is typed.
    pub async fn get(&self, reference: &str) -> Result<Option<Suggestion>, SuggestionError> {
        let reference = written(reference);
        Ok(store::by_reference(self.database.readers(), &reference).await?)
    }

    /// Those in a state, or in any, the oldest first, after a number; at most [`LISTED_MAX`].
    pub async fn list(
        &self,
        state: Option<State>,
        after: i64,
        limit: u32,
    ) -> Result<Vec<Suggestion>, SuggestionError> {
        let limit = i64::from(limit.min(LISTED_MAX));
        Ok(store::list(self.database.readers(), state, after, limit).await?)
    }

    /// How many wait for a decision.
    pub async fn count_new(&self) -> Result<u64, SuggestionError> {
        Ok(store::count_new(self.database.readers()).await?)
    }

    /// Accepts or refuses what waits; correcting the record is an act of its own.
    pub async fn decide(
        &self,
        reference: &str,
        state: State,
        (by, note): (&str, &str),
    ) -> Result<(), SuggestionError> {
        let reference = written(reference);
        let note: String = note.chars().take(NOTE_CHARS_MAX).collect();
        let decision = Decision {
            at: self.clock.now_ms(),
            by: by.to_owned(),
            note,
        };
        let mut write = self.database.write().await?;
        if store::decide(&mut write, &reference, state, &decision).await? {
            write.commit().await.map_err(DatabaseError::from)?;
            return Ok(());
        }
        drop(write);
        Err(match self.get(&reference).await? {
            Some(_) => SuggestionError::Decided(reference),
            None => SuggestionError::NotFound(reference),
        })
    }

    /// Erases how to reach visitors, and decided suggestions, once their time is over. May be tried again at any time.
    pub async fn forget_old(&self) -> Result<Forgotten, SuggestionError> {
        let before = |days: i64| self.clock.now_ms().saturating_sub(days * DAY_MS);
        let mut write = self.database.write().await?;
        let forgotten = Forgotten {
            contacts: store::erase_contacts(
                &mut write,
                before(CONTACT_DAYS),
                before(CONTACT_DAYS_MAX),
            )
            .await?,
            suggestions: store::delete_decided(&mut write, before(KEPT_DAYS)).await?,
        };
        write.commit().await.map_err(DatabaseError::from)?;
        Ok(forgotten)
    }
}

/// `k7qf 3mzd` is `K7QF-3MZD`.
fn written(reference: &str) -> String {
    let letters: Vec<char> = reference
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .take(20)
        .map(|letter| letter.to_ascii_uppercase())
        .collect();
    let parts: Vec<String> = letters
        .chunks(4)
        .map(|part| part.iter().collect())
        .collect();
    parts.join("-")
}
