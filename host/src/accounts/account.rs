//! An account: a person's name, what is typed at sign-in, a role. The last administrator stays one.

use std::net::IpAddr;

use unicode_normalization::UnicodeNormalization as _;
use uuid::{NoContext, Timestamp, Uuid};

use super::error::{AccountError, Field, PasswordFault};
use super::role::Role;
use super::{Accounts, password, store};
use crate::mail::Address;

/// Characters of a name.
pub const NAME_CHARS_MAX: usize = 100;
/// Characters of a sign-in name: the longest address of an e-mail (RFC 5321) fits.
pub const LOGIN_CHARS_MAX: usize = 254;
/// Accounts listed at once; a département has some hundreds.
const LISTED_MAX: i64 = 1_000;

/// An account, without its password.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// A UUID.
    pub id: String,
    /// As people read it: it stands in the history of what they changed.
    pub name: String,
    /// What is typed at sign-in, folded.
    pub login: String,
    /// What it may do.
    pub role: Role,
    /// Whether its first link was used.
    pub has_password: bool,
    /// In milliseconds since 1970, like the next two.
    pub created: i64,
    /// The last time.
    pub signed_in: Option<i64>,
    /// Since when it opens nothing.
    pub disabled: Option<i64>,
}

impl Account {
    /// Whether somebody can come in with it: by its password, or as the person to whom a provider bound it.
    pub fn is_active(&self) -> bool {
        self.disabled.is_none() && (self.has_password || self.signed_in.is_some())
    }

    /// Where letters to its owner go: the sign-in name, where it is an address.
    pub fn address(&self) -> Option<Address> {
        Address::read(&self.login)
    }
}

/// An account to make.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewAccount {
    /// As typed.
    pub name: String,
    /// As typed.
    pub login: String,
}

impl NewAccount {
    /// With spaces and spellings made one, or what does not fit.
    pub(super) fn checked(&self) -> Result<Self, AccountError> {
        let name = self.name.split_whitespace().collect::<Vec<_>>().join(" ");
        let fits = (1..=NAME_CHARS_MAX).contains(&name.chars().count());
        if !fits || name.contains(is_disguise) {
            return Err(AccountError::Field(Field::Name));
        }
        let login = fold_login(&self.login);
        let fits = (1..=LOGIN_CHARS_MAX).contains(&login.chars().count());
        let strange = |one: char| one.is_whitespace() || is_disguise(one);
        if !fits || login.contains(strange) {
            return Err(AccountError::Field(Field::Login));
        }
        Ok(Self { name, login })
    }
}

/// Controls, and what changes the order in which people see letters.
fn is_disguise(one: char) -> bool {
    one.is_control()
        || matches!(one, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{61c}' | '\u{feff}')
}

/// A sign-in name in one spelling: no spaces around, no capitals, one form of each letter.
pub(super) fn fold_login(login: &str) -> String {
    let folded = login.trim().nfkc().flat_map(char::to_lowercase);
    folded.nfkc().take(LOGIN_CHARS_MAX + 1).collect()
}

impl Accounts {
    /// Every account, by name.
    pub async fn list(&self) -> Result<Vec<Account>, AccountError> {
        Ok(store::accounts(&self.database, LISTED_MAX).await?)
    }

    /// One account.
    pub async fn get(&self, id: &str) -> Result<Account, AccountError> {
        let found = store::account(&self.database, id).await?;
        found.ok_or(AccountError::Unknown)
    }

    /// The account with this sign-in name.
    pub async fn by_login(&self, login: &str) -> Result<Account, AccountError> {
        let found = store::account_by_login(&self.database, &fold_login(login)).await?;
        Ok(found.ok_or(AccountError::Unknown)?.0)
    }

    /// Whether somebody can administer.
    pub async fn has_administrator(&self) -> Result<bool, AccountError> {
        let mut write = self.database.readers().acquire().await?;
        Ok(store::administrators(&mut write, "").await? > 0)
    }

    /// Who comes with this name and password. A wrong name, a wrong password and a disabled account are one answer, and
    /// take one time.
    pub async fn sign_in(
        &self,
        login: &str,
        password: &str,
        from: IpAddr,
    ) -> Result<Account, AccountError> {
        let login = fold_login(login);
        let now = self.passed_ms();
        self.attempts
            .begin(&login, from, now)
            .map_err(AccountError::TooMany)?;
        let found = store::account_by_login(&self.database, &login).await?;
        let hash = found
            .as_ref()
            .filter(|(account, _)| account.is_active())
            .and_then(|(_, hash)| hash.clone());
        let is = self.hashing.is(password, hash).await?;
        match found.filter(|_| is) {
            Some((account, _)) => {
                self.attempts.succeeded(&login, from, now);
                Ok(account)
            }
            None => Err(AccountError::Refused),
        }
    }

    /// Milliseconds that count attempts: they go on where the clock is set back, so nobody is locked out by that.
    pub(super) fn passed_ms(&self) -> i64 {
        i64::try_from(self.clock.passed().as_millis()).unwrap_or(i64::MAX)
    }

    /// A link let this account's owner choose a password here: strangers who try the name lock nobody out from here.
    pub fn came_in(&self, account: &Account, from: IpAddr) {
        let now = self.passed_ms();
        self.attempts.succeeded(&account.login, from, now);
    }

    /// Gives another role; its sessions end, so that nobody goes on with a page of the role before.
    pub async fn change_role(&self, id: &str, role: Role) -> Result<(), AccountError> {
        let mut write = self.database.write().await?;
        let before = store::account_in(&mut write, id).await?;
        if before.is_some_and(|account| account.role == role) {
            return Ok(());
        }
        if role != Role::Administrator {
            keep_an_administrator(&mut write, id).await?;
        }
        store::set_role(&mut write, id, role).await?;
        store::delete_sessions_of(&mut write, id).await?;
        write.commit().await?;
        Ok(())
    }

    /// Lets an account open nothing any more: its sessions and links end.
    pub async fn disable(&self, id: &str) -> Result<(), AccountError> {
        let mut write = self.database.write().await?;
        keep_an_administrator(&mut write, id).await?;
        store::set_disabled(&mut write, id, Some(self.clock.now_ms())).await?;
        store::delete_sessions_of(&mut write, id).await?;
        store::delete_links_of(&mut write, Some(id)).await?;
        write.commit().await?;
        Ok(())
    }

    /// Lets it open again what it did, with its old password.
    pub async fn enable(&self, id: &str) -> Result<(), AccountError> {
        let mut write = self.database.write().await?;
        store::set_disabled(&mut write, id, None).await?;
        write.commit().await?;
        Ok(())
    }

    pub(super) fn check_password(
        &self,
        password: &str,
        account: &NewAccount,
    ) -> Result<(), PasswordFault> {
        let before_at = account.login.split('@').next().unwrap_or_default();
        let names = [&account.name, &account.login, before_at, &self.instance];
        password::check(password, &names)
    }

    pub(super) fn new_account(&self, new: &NewAccount, role: Role) -> Account {
        let now = self.clock.now_ms();
        Account {
            id: id(now),
            name: new.name.clone(),
            login: new.login.clone(),
            role,
            has_password: false,
            created: now,
            signed_in: None,
            disabled: None,
        }
    }
}

/// Refuses what would leave nobody to administer.
async fn keep_an_administrator(
    connection: &mut crate::database::sql::Connection,
    id: &str,
) -> Result<(), AccountError> {
    let account = store::account_in(connection, id).await?;
    let account = account.ok_or(AccountError::Unknown)?;
    let is_one = account.role == Role::Administrator && account.is_active();
    if is_one && store::administrators(connection, id).await? == 0 {
        return Err(AccountError::LastAdministrator);
    }
    Ok(())
}

/// A UUID of version 7 at this moment of the instance's clock.
fn id(now_ms: i64) -> String {
    let ms = u64::try_from(now_ms).unwrap_or_default();
    let nanos = u32::try_from(ms % 1000).unwrap_or_default() * 1_000_000;
    Uuid::new_v7(Timestamp::from_unix(NoContext, ms / 1000, nanos)).to_string()
}
