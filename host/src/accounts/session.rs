//! Sessions, kept here and not in the browser: the browser holds a random word, the database its digest. A session ends
//! at sign-out, when it was not used for two hours, and after twelve in any case. Of the device only its kind is kept, of
//! the network nothing.

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

/// Characters of a session's handle.
const HANDLE_CHARS: usize = 24;

/// What somebody signed in with, as coarse as a person would say it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Device {
    /// Fits into a hand.
    Telephone,
    /// Larger, and touched.
    Tablet,
    /// With a keyboard.
    Computer,
    /// It did not say, or is none of these.
    Unknown,
}

impl Device {
    const ALL: [Self; 4] = [Self::Telephone, Self::Tablet, Self::Computer, Self::Unknown];

    /// What a browser says of itself: a guess, which decides nothing.
    pub fn of(user_agent: &str) -> Self {
        let says = |word: &str| user_agent.contains(word);
        if says("iPad") || says("Tablet") || (says("Android") && !says("Mobile")) {
            Self::Tablet
        } else if says("Mobile") || says("iPhone") || says("Android") {
            Self::Telephone
        } else if says("Windows") || says("Macintosh") || says("X11") || says("CrOS") {
            Self::Computer
        } else {
            Self::Unknown
        }
    }

    /// The word of the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Telephone => "telephone",
            Self::Tablet => "tablet",
            Self::Computer => "computer",
            Self::Unknown => "",
        }
    }

    pub(super) fn read(word: &str) -> Self {
        let found = Self::ALL.into_iter().find(|one| one.as_str() == word);
        found.unwrap_or(Self::Unknown)
    }
}

/// A session as its owner sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// Names it in addresses and opens nothing.
    pub handle: String,
    /// In milliseconds since 1970, like the next.
    pub begun: i64,
    /// The last use, within a minute.
    pub seen: i64,
    /// What with.
    pub device: Device,
    /// Whether it is the one that asks.
    pub own: bool,
}

/// A digest of the digest: what stands in a page finds a session and cannot be made one.
fn handle(kept: &str) -> String {
    let mut handle = digest(kept);
    handle.truncate(HANDLE_CHARS);
    handle
}

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
        device: Device,
    ) -> Result<Secret, AccountError> {
        let secret = Secret::new();
        let now = self.clock.now_ms();
        let mut write = self.database.write().await?;
        if let Some(before) = before {
            store::delete_session(&mut write, &digest(before)).await?;
        }
        let begun = (account.id.as_str(), now, device);
        store::insert_session(&mut write, &secret.digest(), begun).await?;
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

    /// The sessions of an account that stand, the last used first; `word` is that of the browser that asks.
    pub async fn sessions(&self, id: &str, word: &str) -> Result<Vec<Session>, AccountError> {
        let own = digest(word);
        let now = self.clock.now_ms();
        let after = (now - ABSOLUTE_MS, now - IDLE_MS);
        let mut readers = self.database.readers().acquire().await?;
        let kept = store::sessions(&mut readers, id, after).await?;
        let shown = kept.into_iter().map(|kept| Session {
            handle: handle(&kept.digest),
            begun: kept.begun,
            seen: kept.seen,
            device: Device::read(&kept.device),
            own: kept.digest == own,
        });
        Ok(shown.collect())
    }

    /// Ends one session of this account. Somebody else's, or one that is over, is unknown.
    pub async fn end_one(&self, id: &str, handle_of: &str) -> Result<(), AccountError> {
        let mut write = self.database.write().await?;
        let kept = store::sessions(&mut write, id, (i64::MIN, i64::MIN)).await?;
        let found = kept.iter().find(|kept| handle(&kept.digest) == handle_of);
        let found = found.ok_or(AccountError::Unknown)?;
        store::delete_session(&mut write, &found.digest).await?;
        write.commit().await?;
        Ok(())
    }

    /// Ends every session of an account but the one with this word; how many there were.
    pub async fn end_others(&self, id: &str, word: &str) -> Result<u64, AccountError> {
        let mut write = self.database.write().await?;
        let ended = store::delete_other_sessions(&mut write, id, &digest(word)).await?;
        write.commit().await?;
        Ok(ended)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_device_is_told_as_people_would() {
        for (says, is) in [
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Firefox/140.0",
                Device::Computer,
            ),
            (
                "Mozilla/5.0 (X11; Linux x86_64; rv:140.0)",
                Device::Computer,
            ),
            (
                "Mozilla/5.0 (Linux; Android 6.0) Chrome/90 Mobile Safari",
                Device::Telephone,
            ),
            (
                "Mozilla/5.0 (Linux; Android 9; SM-T510) Chrome/90 Safari",
                Device::Tablet,
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 12_0 like Mac OS X)",
                Device::Telephone,
            ),
            (
                "Mozilla/5.0 (iPad; CPU OS 12_0 like Mac OS X) Mobile",
                Device::Tablet,
            ),
            ("curl/8", Device::Unknown),
            ("", Device::Unknown),
        ] {
            assert_eq!(Device::of(says), is, "{says}");
            assert_eq!(Device::read(is.as_str()), is);
        }
    }
}
