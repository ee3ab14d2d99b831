//! Sessions, kept here and not in the browser: the browser holds a random word, the database its digest. A session ends
//! at sign-out, when it was not used for two hours, and after twelve in any case.

use super::account::Account;
use super::error::AccountError;
use super::role::Capability;
use super::secret::{Secret, digest};
use super::{Accounts, store};

/// Without a request.
pub const IDLE_MS: i64 = 2 * 60 * 60 * 1000;
/// A day of work.
pub const ABSOLUTE_MS: i64 = 12 * 60 * 60 * 1000;
/// A session's last use is written at most this often: a page of a signed-in person is no write.
const SEEN_MS: i64 = 60 * 1000;

/// A person who is signed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signed {
    /// The account, as it is at this moment.
    pub account: Account,
}

impl Signed {
    /// Whether the person may do this.
    pub fn has(&self, capability: Capability) -> bool {
        self.account.role.may(capability)
    }
}

impl Accounts {
    /// Begins a session with a word of its own; the one that this browser had before ends.
    pub async fn begin_session(
        &self,
        account: &Account,
        before: Option<&str>,
    ) -> Result<Secret, AccountError> {
        let secret = Secret::new();
        let now = self.clock.now_ms();
        let mut write = self.database.write().await?;
        if let Some(before) = before {
            store::delete_session(&mut write, &digest(before)).await?;
        }
        store::insert_session(&mut write, &secret.digest(), &account.id, now).await?;
        store::set_signed_in(&mut write, &account.id, now).await?;
        write.commit().await?;
        Ok(secret)
    }

    /// Who holds this word, if its session stands.
    pub async fn signed(&self, word: &str) -> Result<Option<Signed>, AccountError> {
        let now = self.clock.now_ms();
        let digest = digest(word);
        let after = (now - ABSOLUTE_MS, now - IDLE_MS);
        let Some((account, seen)) = store::session(&self.database, &digest, after).await? else {
            return Ok(None);
        };
        if now - seen >= SEEN_MS {
            let mut write = self.database.write().await?;
            store::mark_seen(&mut write, &digest, now).await?;
            write.commit().await?;
        }
        Ok(Some(Signed { account }))
    }

    /// Ends the session of this word.
    pub async fn end_session(&self, word: &str) -> Result<(), AccountError> {
        let mut write = self.database.write().await?;
        store::delete_session(&mut write, &digest(word)).await?;
        write.commit().await?;
        Ok(())
    }

    /// Ends every session of an account; how many there were.
    pub async fn end_sessions(&self, id: &str) -> Result<u64, AccountError> {
        let mut write = self.database.write().await?;
        let ended = store::delete_sessions_of(&mut write, id).await?;
        write.commit().await?;
        Ok(ended)
    }

    /// Ends every session and every link of everybody; how many there were.
    pub async fn end_all(&self) -> Result<u64, AccountError> {
        let mut write = self.database.write().await?;
        let ended = store::sweep(&mut write, (i64::MAX, i64::MAX), i64::MAX).await?;
        write.commit().await?;
        Ok(ended)
    }

    /// How many sessions an account has at this moment.
    pub async fn sessions_of(&self, id: &str) -> Result<u64, AccountError> {
        let now = self.clock.now_ms();
        let after = (now - ABSOLUTE_MS, now - IDLE_MS);
        Ok(store::count_sessions(&self.database, id, after).await?)
    }

    /// Forgets sessions and links whose time is over; how many there were.
    pub async fn sweep(&self) -> Result<u64, AccountError> {
        let now = self.clock.now_ms();
        let mut write = self.database.write().await?;
        let after = (now - ABSOLUTE_MS, now - IDLE_MS);
        let swept = store::sweep(&mut write, after, now).await?;
        write.commit().await?;
        Ok(swept)
    }
}
