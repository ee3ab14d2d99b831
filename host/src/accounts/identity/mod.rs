//! Accounts that a provider vouches for (OpenID Connect). Nobody gets an account by it: one that an administrator made is bound
//! to a person there, by an invitation that the person holds, or once by a verified e-mail address that is the sign-in name.
//! From then on only what the provider gives to nobody else tells who comes.

mod store;

use std::net::IpAddr;

use super::account::{Account, fold_login};
use super::error::AccountError;
use super::secret::{Secret, digest};
use super::{Accounts, store as accounts};
use crate::database::sql::Connection;

/// How long somebody may take at the provider.
pub const AWAY_MS: i64 = 10 * 60 * 1000;

/// Whom a provider says that somebody is.
#[derive(Clone, PartialEq, Eq)]
pub struct Identity {
    /// The provider.
    pub issuer: String,
    /// The person there: no other has ever had it.
    pub subject: String,
    /// An e-mail address that the provider has verified.
    pub email: Option<String>,
}

/// Who a person is stands in no log.
impl std::fmt::Debug for Identity {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Identity(…)")
    }
}

impl Accounts {
    /// Counts somebody who comes back from a provider, and uses up the way back: nothing comes of it a second time.
    pub async fn came_back(&self, state: &str, from: IpAddr) -> Result<(), AccountError> {
        let now = self.clock.now_ms();
        let key = digest(state);
        // The name is another each time, so only the address is counted.
        let counted = self.attempts.begin(&key, from, self.passed_ms());
        counted.map_err(AccountError::TooMany)?;
        let mut write = self.database.write().await?;
        let is_first = store::use_return(&mut write, &key, now + AWAY_MS).await?;
        write.commit().await?;
        match is_first {
            true => Ok(()),
            false => Err(AccountError::Refused),
        }
    }

    /// The account of this person, and whether it was bound to the person just now. Nobody learns whether an account exists:
    /// one that is closed, or is somebody else's, is refused as an unknown person is.
    pub async fn sign_in_by(
        &self,
        identity: &Identity,
        invitation: Option<&str>,
    ) -> Result<(Account, bool), AccountError> {
        let mut write = self.database.write().await?;
        let known = store::account_of(&mut write, identity).await?;
        if let Some(word) = invitation {
            let account = self.invited(&mut write, identity, (word, known)).await?;
            write.commit().await?;
            return Ok((account, true));
        }
        if let Some(id) = known {
            let account = accounts::account_in(&mut write, &id).await?;
            return Ok((open(account)?, false));
        }
        let login = identity.email.as_deref().map(fold_login);
        let login = login.ok_or(AccountError::Refused)?;
        let found = store::account_named(&mut write, &login).await?;
        let found = match found {
            Some(id) => accounts::account_in(&mut write, &id).await?,
            None => None,
        };
        let account = open(found)?;
        // Somebody else at the provider may have an address that was another's.
        if store::is_bound(&mut write, &account.id, &identity.issuer).await? {
            return Err(AccountError::Refused);
        }
        self.bind(&mut write, identity, &account).await?;
        write.commit().await?;
        Ok((account, true))
    }

    /// The account of an invitation that its holder opens by the provider; whoever it was bound to before is not any more.
    async fn invited(
        &self,
        write: &mut Connection,
        identity: &Identity,
        (word, known): (&str, Option<String>),
    ) -> Result<Account, AccountError> {
        let now = self.clock.now_ms();
        let id = accounts::use_link(write, &digest(word), now).await?;
        let id = id.flatten().ok_or(AccountError::Link)?;
        let account = open(accounts::account_in(write, &id).await?)?;
        if known.is_some_and(|known| known != account.id) {
            return Err(AccountError::Refused);
        }
        store::unbind(write, &account.id, &identity.issuer).await?;
        accounts::delete_sessions_of(write, &account.id).await?;
        self.bind(write, identity, &account).await?;
        Ok(account)
    }

    async fn bind(
        &self,
        write: &mut Connection,
        identity: &Identity,
        account: &Account,
    ) -> Result<(), AccountError> {
        let now = self.clock.now_ms();
        Ok(store::bind(write, identity, &account.id, now).await?)
    }

    /// Keeps what the provider said beside the session of this word, as long as that stands.
    pub async fn keep_proof(&self, word: &str, proof: &str) -> Result<(), AccountError> {
        let mut write = self.database.write().await?;
        store::insert_proof(&mut write, &digest(word), proof).await?;
        write.commit().await?;
        Ok(())
    }

    /// Ends the session of this word. Where it began at a provider, a word comes back with which its owner can end that one too.
    pub async fn leave(&self, word: &str) -> Result<Option<Secret>, AccountError> {
        let mut write = self.database.write().await?;
        let proof = store::proof(&mut write, &digest(word)).await?;
        accounts::delete_session(&mut write, &digest(word)).await?;
        let mut farewell = None;
        if let Some(proof) = proof {
            let secret = Secret::new();
            let expires = self.clock.now_ms() + AWAY_MS;
            store::insert_farewell(&mut write, &secret.digest(), &proof, expires).await?;
            farewell = Some(secret);
        }
        write.commit().await?;
        Ok(farewell)
    }

    /// What the provider said to somebody who has left here, once.
    pub async fn farewell(&self, word: &str) -> Result<Option<String>, AccountError> {
        let now = self.clock.now_ms();
        let mut write = self.database.write().await?;
        let proof = store::take_farewell(&mut write, &digest(word), now).await?;
        write.commit().await?;
        Ok(proof)
    }

    /// Forgets ways back and farewells whose time is over.
    pub async fn sweep_identities(&self) -> Result<(), AccountError> {
        let mut write = self.database.write().await?;
        store::sweep(&mut write, self.clock.now_ms()).await?;
        write.commit().await?;
        Ok(())
    }
}

fn open(account: Option<Account>) -> Result<Account, AccountError> {
    let account = account.filter(|account| account.disabled.is_none());
    account.ok_or(AccountError::Refused)
}
