//! One-time links: the one that makes the first administrator, and those that let a person choose a password. Each opens
//! once, within three days; a new one ends the earlier.

use super::account::{Account, NewAccount, fold_login};
use super::error::AccountError;
use super::role::Role;
use super::secret::{Secret, digest};
use super::{Accounts, store};
use crate::mail::{self, NewLetter};

/// How long a link opens: over a weekend.
pub const LINK_MS: i64 = 72 * 60 * 60 * 1000;
/// How long one opens that anybody can ask for.
pub const FORGOTTEN_MS: i64 = 60 * 60 * 1000;
/// An account gets at most one letter in this time, whoever asks.
pub const FORGOTTEN_PAUSE_MS: i64 = 15 * 60 * 1000;

/// What a link opens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Opened {
    /// Makes the first administrator.
    First,
    /// Sets this account's password.
    Password(Account),
}

impl Accounts {
    /// A link that makes the first administrator; nothing where there is one already.
    pub async fn first_link(&self) -> Result<Option<Secret>, AccountError> {
        let mut write = self.database.write().await?;
        if store::administrators(&mut write, "").await? > 0 {
            return Ok(None);
        }
        let secret = self.write_link(&mut write, None, LINK_MS).await?;
        write.commit().await?;
        Ok(Some(secret))
    }

    /// A link with which an account's owner chooses a password.
    pub async fn link(&self, id: &str) -> Result<Secret, AccountError> {
        let mut write = self.database.write().await?;
        let account = store::account_in(&mut write, id).await?;
        let account = account.filter(|account| account.disabled.is_none());
        let account = account.ok_or(AccountError::Unknown)?;
        let secret = self
            .write_link(&mut write, Some(&account.id), LINK_MS)
            .await?;
        write.commit().await?;
        Ok(secret)
    }

    /// Queues the letter that `letter` makes of a new link for whoever has this sign-in name, if it is an address and the
    /// account open; true where it did. A link made a short while ago stands, so that nobody fills a mailbox, nor ends
    /// again and again the link that its owner is about to use. Whoever calls this tells nobody what came of it.
    pub async fn forgotten(
        &self,
        login: &str,
        letter: impl FnOnce(&Account, &Secret) -> NewLetter,
    ) -> Result<bool, AccountError> {
        let login = fold_login(login);
        let Some((account, _)) = store::account_by_login(&self.database, &login).await? else {
            return Ok(false);
        };
        // Who comes by a provider alone has no password to forget.
        if !account.is_active() || !account.has_password || account.address().is_none() {
            return Ok(false);
        }
        let now = self.clock.now_ms();
        let mut write = self.database.write().await?;
        if store::has_link_since(&mut write, &account.id, now - FORGOTTEN_PAUSE_MS).await? {
            return Ok(false);
        }
        let secret = self
            .write_link(&mut write, Some(&account.id), FORGOTTEN_MS)
            .await?;
        mail::queue(&mut write, &letter(&account, &secret), now).await?;
        write.commit().await?;
        Ok(true)
    }

    /// Takes back an account's links: an invitation that went to the wrong person opens nothing.
    pub async fn withdraw_links(&self, id: &str) -> Result<(), AccountError> {
        let mut write = self.database.write().await?;
        store::delete_links_of(&mut write, Some(id)).await?;
        write.commit().await?;
        Ok(())
    }

    /// Makes an account, and the link with which its owner chooses a password.
    pub async fn invite(
        &self,
        new: &NewAccount,
        role: Role,
    ) -> Result<(Account, Secret), AccountError> {
        let account = self.new_account(&new.checked()?, role);
        let mut write = self.database.write().await?;
        store::insert(&mut write, &account, None).await?;
        let secret = self
            .write_link(&mut write, Some(&account.id), LINK_MS)
            .await?;
        write.commit().await?;
        Ok((account, secret))
    }

    async fn write_link(
        &self,
        connection: &mut crate::database::sql::Connection,
        account: Option<&str>,
        open_ms: i64,
    ) -> Result<Secret, AccountError> {
        let secret = Secret::new();
        let now = self.clock.now_ms();
        store::delete_links_of(connection, account).await?;
        store::insert_link(connection, &secret.digest(), account, (now, now + open_ms)).await?;
        Ok(secret)
    }

    /// What a link would open; nothing for one that was used, is too old, was replaced or never was.
    pub async fn opened_by(&self, word: &str) -> Result<Opened, AccountError> {
        let now = self.clock.now_ms();
        let mut readers = self.database.readers().acquire().await?;
        let found = store::link(&mut readers, &digest(word), now).await?;
        match found.ok_or(AccountError::Link)? {
            Some(id) => {
                let account = store::account_in(&mut readers, &id).await?;
                Ok(Opened::Password(account.ok_or(AccountError::Link)?))
            }
            None if store::administrators(&mut readers, "").await? > 0 => Err(AccountError::Link),
            None => Ok(Opened::First),
        }
    }

    /// Uses the first link: makes the administrator.
    pub async fn make_first(
        &self,
        word: &str,
        new: &NewAccount,
        password: &str,
    ) -> Result<Account, AccountError> {
        let new = new.checked()?;
        self.check_password(password, &new)
            .map_err(AccountError::Password)?;
        // Before the costly hash: a stranger without a link costs nothing.
        self.opened_by(word).await?;
        let hash = self.hashing.hash(password).await?;
        let account = Account {
            has_password: true,
            ..self.new_account(&new, Role::Administrator)
        };
        let mut write = self.database.write().await?;
        let used = store::use_link(&mut write, &digest(word), account.created).await?;
        if used != Some(None) || store::administrators(&mut write, "").await? > 0 {
            return Err(AccountError::Link);
        }
        store::insert(&mut write, &account, Some(&hash)).await?;
        write.commit().await?;
        Ok(account)
    }

    /// Uses an account's link: sets its password, and ends every session begun with the one before.
    pub async fn set_password(&self, word: &str, password: &str) -> Result<Account, AccountError> {
        let Opened::Password(account) = self.opened_by(word).await? else {
            return Err(AccountError::Link);
        };
        let named = NewAccount {
            name: account.name.clone(),
            login: account.login.clone(),
        };
        self.check_password(password, &named)
            .map_err(AccountError::Password)?;
        let hash = self.hashing.hash(password).await?;
        let mut write = self.database.write().await?;
        let used = store::use_link(&mut write, &digest(word), self.clock.now_ms()).await?;
        if used != Some(Some(account.id.clone())) {
            return Err(AccountError::Link);
        }
        store::set_password(&mut write, &account.id, &hash).await?;
        store::delete_sessions_of(&mut write, &account.id).await?;
        write.commit().await?;
        Ok(Account {
            has_password: true,
            ..account
        })
    }
}
