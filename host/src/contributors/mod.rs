//! Visitors without an account who contribute through a plugin's form: each proves with a code that it is the same as before. Codes
//! are printed by a mediator or sent by mail; what is kept of one is its digest. A plugin knows a contributor by a name of its
//! own, never by address or code.

mod bounds;
mod code;
mod known;
mod names;
mod store;

#[cfg(test)]
mod tests;

use std::sync::Arc;

use tokio::sync::OnceCell;

pub use bounds::{Bounds, Wait};
pub use code::Code;
pub use known::{Checked, Contributor, ContributorError, Made, Printed};

use self::names::Key;
use crate::accounts::Secret;
use crate::clock::Clock;
use crate::database::{Connection, Database};
use crate::mail::{Address, NewLetter};

const DAY_MS: i64 = 24 * 60 * 60 * 1000;
/// Days for which a code holds after it was last used, or made: eighteen months.
pub const CODE_DAYS: i64 = 548;
/// Days for which a code that was sent by mail waits for its first use: somebody else may have typed the address.
pub const MAILED_DAYS: i64 = 7;
/// Days for which somebody still reads that a code is too old, and not that it never was.
const OVER_DAYS: i64 = 30;
/// Codes that one page prints.
pub const PRINTED_MAX: u32 = 50;
/// Printed codes that are listed, the newest first.
pub const LISTED_MAX: u32 = 500;
/// Characters of what a printed code is for.
pub const PURPOSE_CHARS_MAX: usize = 100;
/// The key's name in the database.
const KEY: &str = "contributors";

/// The contributors of one instance. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Contributors {
    database: Database,
    clock: Clock,
    key: Arc<OnceCell<Key>>,
}

impl Contributors {
    /// Over an open database.
    pub fn new(database: Database, clock: Clock) -> Self {
        Self {
            database,
            clock,
            key: Arc::default(),
        }
    }

    /// Looks at a code that somebody typed for this plugin, and notes its use where it holds.
    pub async fn check(&self, typed: &str, plugin: &str) -> Result<Checked, ContributorError> {
        let Some(code) = Code::read(typed) else {
            return Ok(Checked::Wrong);
        };
        let digest = code.digest();
        let now = self.clock.now_ms();
        // Without a write first: guesses wait for nobody and keep nobody waiting.
        let mut readers = self.database.readers().acquire().await?;
        let found = store::code(&mut readers, &digest).await?;
        drop(readers);
        if let Some(refused) = refused(found.as_ref(), now) {
            return Ok(refused);
        }
        let key = self.key().await?;
        let mut write = self.database.write().await?;
        let found = store::code(&mut write, &digest).await?;
        if let Some(refused) = refused(found.as_ref(), now) {
            return Ok(refused);
        }
        let Some(found) = found else {
            return Ok(Checked::Wrong);
        };
        let id = found.contributor;
        if found.used.is_none() {
            // Whoever asks for a code in somebody's name ends nobody's: the one before goes when this one is used.
            store::delete_other_codes(&mut write, &id, &digest).await?;
        }
        store::use_code(&mut write, &digest, (now, now + CODE_DAYS * DAY_MS)).await?;
        store::use_contributor(&mut write, &id, now).await?;
        let name = key.name(plugin, &id);
        store::keep_name(&mut write, (plugin, &name), &id).await?;
        write.commit().await?;
        Ok(Checked::Right(Contributor { id, name }))
    }

    /// The name by which this plugin alone knows somebody who is signed in; it leads back to nobody.
    pub async fn account_name(
        &self,
        plugin: &str,
        account: &str,
    ) -> Result<String, ContributorError> {
        Ok(self.key().await?.account(plugin, account))
    }

    /// What shows for an hour that the contributor's code held for this plugin, so that a form with something to mend does
    /// not ask again.
    pub async fn proof(&self, plugin: &str, contributor: &str) -> Result<String, ContributorError> {
        let key = self.key().await?;
        Ok(key.proof(plugin, contributor, self.clock.now_ms()))
    }

    /// The contributor whom a proof speaks of, if it holds and nobody took the code back since.
    pub async fn proven(
        &self,
        plugin: &str,
        proof: &str,
    ) -> Result<Option<Contributor>, ContributorError> {
        let key = self.key().await?;
        let Some(id) = key.proven(plugin, proof, self.clock.now_ms()) else {
            return Ok(None);
        };
        let mut readers = self.database.readers().acquire().await?;
        let stands = store::stands(&mut readers, &id).await?;
        let name = key.name(plugin, &id);
        Ok(stands.then_some(Contributor { id, name }))
    }

    /// Makes a code for an address and queues the letter that `write` makes of it. The same address is the same contributor,
    /// whose code before holds until the new one is used.
    pub async fn mail(
        &self,
        address: &Address,
        language: &str,
        letter: impl FnOnce(&Made) -> (String, String),
    ) -> Result<(), ContributorError> {
        let made = self.made(MAILED_DAYS);
        let now = self.clock.now_ms();
        let (subject, text) = letter(&made);
        let mut write = self.database.write().await?;
        let known = store::by_address(&mut write, address.as_str()).await?;
        let id = match known {
            Some(id) => {
                store::delete_unused_codes(&mut write, &id).await?;
                store::set_language(&mut write, &id, language).await?;
                id
            }
            None => {
                let id = new_id();
                let of = (Some(address.as_str()), language);
                store::insert(&mut write, &id, of, ("", ""), now).await?;
                id
            }
        };
        store::insert_code(&mut write, &made.code.digest(), &id, (now, made.expires)).await?;
        let letter = NewLetter {
            plugin: String::new(),
            address: address.as_str().to_owned(),
            language: language.to_owned(),
            subject,
            text,
        };
        crate::mail::queue(&mut write, &letter, now).await?;
        write.commit().await?;
        Ok(())
    }

    /// Makes codes that somebody prints; at most [`PRINTED_MAX`].
    pub async fn print(
        &self,
        count: u32,
        by: &str,
        (purpose, language): (&str, &str),
    ) -> Result<Vec<Made>, ContributorError> {
        let now = self.clock.now_ms();
        let purpose: String = purpose.chars().take(PURPOSE_CHARS_MAX).collect();
        let made: Vec<Made> = (0..count.min(PRINTED_MAX))
            .map(|_| self.made(CODE_DAYS))
            .collect();
        let mut write = self.database.write().await?;
        for one in &made {
            let id = new_id();
            store::insert(&mut write, &id, (None, language), (by, &purpose), now).await?;
            store::insert_code(&mut write, &one.code.digest(), &id, (now, one.expires)).await?;
        }
        write.commit().await?;
        Ok(made)
    }

    /// Printed codes, the newest first, at most [`LISTED_MAX`].
    pub async fn printed(&self) -> Result<Vec<Printed>, ContributorError> {
        let listed = store::printed(&self.database, i64::from(LISTED_MAX)).await?;
        Ok(listed)
    }

    /// Takes a printed code back; false where there is none, or it was taken back before.
    pub async fn revoke(&self, id: &str) -> Result<bool, ContributorError> {
        let mut write = self.database.write().await?;
        let revoked = store::revoke(&mut write, id, self.clock.now_ms()).await?;
        write.commit().await?;
        Ok(revoked)
    }

    /// Erases the contributor of an address: the address, its codes, the letters that wait for it. What it wrote through plugins is
    /// theirs to erase, by a name that leads to nobody any more. False where there is none.
    pub async fn erase(&self, address: &Address) -> Result<bool, ContributorError> {
        let mut write = self.database.write().await?;
        let Some(id) = store::by_address(&mut write, address.as_str()).await? else {
            return Ok(false);
        };
        store::erase(&mut write, &id).await?;
        crate::mail::forget(&mut write, address.as_str()).await?;
        write.commit().await?;
        Ok(true)
    }

    /// Where a plugin's contributor gets letters, and in which language.
    pub async fn address(
        &self,
        plugin: &str,
        name: &str,
    ) -> Result<Option<(String, String)>, ContributorError> {
        Ok(store::address(&self.database, plugin, name).await?)
    }

    /// Erases codes that ended long ago, and contributors who have none left; how many of these.
    pub async fn sweep(&self) -> Result<u64, ContributorError> {
        let before = self.clock.now_ms() - OVER_DAYS * DAY_MS;
        let mut write = self.database.write().await?;
        let erased = store::sweep(&mut write, before).await?;
        write.commit().await?;
        Ok(erased)
    }

    fn made(&self, days: i64) -> Made {
        Made {
            code: Code::new(),
            expires: self.clock.now_ms() + days * DAY_MS,
        }
    }

    /// The instance's key, made at its first use.
    async fn key(&self) -> Result<&Key, ContributorError> {
        let make = async || -> Result<Key, ContributorError> {
            let mut write: crate::database::Write = self.database.write().await?;
            let connection: &mut Connection = &mut write;
            store::make_key(connection, KEY, Secret::new().as_str()).await?;
            let words = store::key(connection, KEY).await?;
            write.commit().await?;
            Ok(Key::new(&words))
        };
        self.key.get_or_try_init(make).await
    }
}

/// Why a code does not hold; nothing where it does.
fn refused(found: Option<&store::Kept>, now: i64) -> Option<Checked> {
    match found {
        None => Some(Checked::Wrong),
        Some(found) if found.revoked => Some(Checked::Revoked),
        Some(found) if found.expires <= now => Some(Checked::Expired),
        Some(_) => None,
    }
}

fn new_id() -> String {
    uuid::Uuid::now_v7().to_string()
}
