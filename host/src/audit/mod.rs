//! Who did what on this instance: appended, never changed. Each entry's digest hashes what it says together with a salt of its
//! own, and a chain runs over the digests: an entry that was changed, taken out or put in between is found, and a person's words
//! can be erased, salt and all, without breaking it. It never holds what a form's secret fields said, nor an address of a network.

mod store;

#[cfg(test)]
mod tests;

use rand::TryRng as _;
use rand::rngs::SysRng;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::clock::Clock;
use crate::database::{Database, DatabaseError};

/// Entries are kept so long, in days: the year that the CNIL recommends at most for logs (deliberation 2021-122).
pub const KEPT_DAYS: i64 = 365;
/// Characters of an entry's details.
pub const DETAILS_CHARS_MAX: usize = 500;
/// Before the first entry.
const NOTHING: [u8; 32] = [0; 32];
const DAY_MS: i64 = 24 * 60 * 60 * 1_000;

/// Who did it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Who {
    /// Somebody with an account: its id, and the name that it had.
    Person {
        /// The account.
        id: String,
        /// The name.
        name: String,
    },
    /// Whoever works on the machine itself, by the command line.
    Machine,
}

/// What was done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said {
    /// Who did it.
    pub who: Who,
    /// The account that it was done to, if it was one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<String>,
    /// To what, as people call it: a name, an id.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub object: String,
    /// What else there is to say, such as the role that was given.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub details: String,
    /// It was asked for and refused, since the right lacked.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub denied: bool,
}

impl Said {
    /// This person did it.
    pub fn by(who: Who) -> Self {
        Self {
            who,
            account: None,
            object: String::new(),
            details: String::new(),
            denied: false,
        }
    }
}

/// An entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// From 1, without gaps.
    pub number: i64,
    /// Milliseconds since 1970.
    pub at: i64,
    /// The word of the act: a key of the translations follows from it.
    pub act: String,
    /// Nothing once it was erased.
    pub said: Option<Said>,
}

/// Whether the chain holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// So many entries, each as it was written.
    Whole(u64),
    /// The first entry that is not what it was, or that does not follow the one before.
    Broken(i64),
}

/// The journal of acts. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Audit {
    database: Database,
    clock: Clock,
}

impl Audit {
    /// Over an open database.
    pub fn new(database: Database, clock: Clock) -> Self {
        Self { database, clock }
    }

    /// Appends an entry.
    pub async fn note(&self, act: &str, mut said: Said) -> Result<(), DatabaseError> {
        said.object = bounded(&said.object);
        said.details = bounded(&said.details);
        let mut salt = [0; 32];
        SysRng
            .try_fill_bytes(&mut salt)
            .expect("the system gives random bytes");
        let at = self.clock.now_ms();
        let said = serde_json::to_string(&said).unwrap_or_default();
        let mut write = self.database.write().await?;
        let (number, before) = store::last(&mut write)
            .await?
            .unwrap_or((0, NOTHING.to_vec()));
        let number = number + 1;
        let digest = digest(&salt, (number, at, act), &said);
        let row = store::Row {
            number,
            at,
            act: act.to_owned(),
            said: Some(said),
            salt: Some(salt.to_vec()),
            digest: digest.to_vec(),
            chain: chain(&before, &digest).to_vec(),
            before,
        };
        store::append(&mut write, &row).await?;
        write.commit().await?;
        Ok(())
    }

    /// Entries before a number, the newest first.
    pub async fn before(&self, number: i64, limit: u32) -> Result<Vec<Entry>, DatabaseError> {
        let rows = store::rows_before(&self.database, number, limit).await?;
        Ok(rows.into_iter().map(entry).collect())
    }

    /// Looks whether each entry is what it was and follows the one before. The oldest that is kept is believed about what went
    /// before it.
    pub async fn check(&self) -> Result<Verdict, DatabaseError> {
        const STEP: u32 = 1_000;
        let (mut seen, mut after) = (0, 0);
        let mut last: Option<(i64, Vec<u8>)> = None;
        loop {
            let rows = store::rows_after(&self.database, after, STEP).await?;
            let Some(end) = rows.last().map(|row| row.number) else {
                return Ok(Verdict::Whole(seen));
            };
            for row in rows {
                let follows = last
                    .as_ref()
                    .is_none_or(|(number, chain)| row.number == number + 1 && row.before == *chain);
                let digest_holds = match (&row.salt, &row.said) {
                    (Some(salt), Some(said)) => {
                        row.digest == digest(salt, (row.number, row.at, &row.act), said)
                    }
                    // Erased: both went together, and the digest alone stands for them.
                    (None, None) => true,
                    _ => false,
                };
                let chain_holds = row.chain == chain(&row.before, &row.digest);
                if !(follows && digest_holds && chain_holds) {
                    return Ok(Verdict::Broken(row.number));
                }
                last = Some((row.number, row.chain));
                seen += 1;
            }
            after = end;
        }
    }

    /// Erases what entries say of an account: what it did, and what was done to it. Returns how many.
    pub async fn erase(&self, account: &str) -> Result<u64, DatabaseError> {
        const STEP: u32 = 1_000;
        let (mut erased, mut after) = (0, 0);
        loop {
            let rows = store::rows_after(&self.database, after, STEP).await?;
            let Some(end) = rows.last().map(|row| row.number) else {
                return Ok(erased);
            };
            let of: Vec<i64> = rows
                .into_iter()
                .map(entry)
                .filter(|entry| entry.said.as_ref().is_some_and(|said| said.is_of(account)))
                .map(|entry| entry.number)
                .collect();
            erased += of.len() as u64;
            store::erase(&self.database, &of).await?;
            after = end;
        }
    }

    /// Lets entries go that are older than they are kept. Returns how many.
    pub async fn sweep(&self) -> Result<u64, DatabaseError> {
        store::forget_before(&self.database, self.clock.now_ms() - KEPT_DAYS * DAY_MS).await
    }
}

impl Said {
    fn is_of(&self, account: &str) -> bool {
        let by = matches!(&self.who, Who::Person { id, .. } if id == account);
        by || self.account.as_deref() == Some(account)
    }
}

fn entry(row: store::Row) -> Entry {
    Entry {
        number: row.number,
        at: row.at,
        act: row.act,
        said: row.said.and_then(|said| serde_json::from_str(&said).ok()),
    }
}

/// Without line ends and control characters, and not without end.
fn bounded(text: &str) -> String {
    let plain = text
        .chars()
        .map(|one| if one.is_control() { ' ' } else { one });
    plain.take(DETAILS_CHARS_MAX).collect()
}

/// SHA-256 over salt, number, time, act and words, each with its length.
fn digest(salt: &[u8], (number, at, act): (i64, i64, &str), said: &str) -> [u8; 32] {
    let mut hash = Sha256::new();
    let (number, at) = (number.to_be_bytes(), at.to_be_bytes());
    for part in [salt, &number, &at, act.as_bytes(), said.as_bytes()] {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    hash.finalize().into()
}

/// SHA-256 over the chain before and an entry's digest.
fn chain(before: &[u8], digest: &[u8]) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(before);
    hash.update(digest);
    hash.finalize().into()
}
