//! A new key in the place of ours: said in the log, signed by both. What the old one signed holds for ever; it ends thirty days later.

use maille_federation::hash::Hash;
use maille_federation::keys::{Position, PublicKey, SecretKey};
use maille_federation::log::{
    Change, KeyAction, KeyStatement, LogError, Op, PAGE_ENTRIES, Subject,
};
use maille_federation::message::{Signed, Unverified};
use maille_federation::origin::KeyId;

use super::error::FederationError;
use super::identity::Identity;
use super::logs::store::OWN;
use super::logs::{self, Ledger, Line};
use super::publish::checkpoint;
use super::{Federation, moment};

/// The kind of an entry about a key.
const KIND: &str = "key";

impl Federation {
    /// Makes a new key and says so in the log; it signs from the next start on. The six words change with it: who pinned the old one
    /// follows by itself.
    pub async fn rotate_key(&self) -> Result<KeyId, FederationError> {
        let identity = self.identity()?;
        let next = identity.make_next()?;
        let id = KeyId::of(&identity.origin, &next.public());
        let statement = self.statement(identity, KeyAction::Add, next.public());
        let now = moment(self.directory.clock().now_ms());
        let keys: [(&KeyId, &SecretKey); 2] = [(&identity.key_id, &identity.key), (&id, &next)];
        let statement = Signed::make_by_all(statement, &keys, now)?;
        self.say_of_key(identity, &id, 1, &statement).await?;
        Identity::take_next(&identity.folder)?;
        Ok(id)
    }

    /// Ends the key before, once it has held for thirty days beside the new one.
    pub async fn end_outlived_key(&self) -> Result<bool, FederationError> {
        let identity = self.identity()?;
        let Some(old) = identity.outlived(self.directory.clock())? else {
            return Ok(false);
        };
        let id = KeyId::of(&identity.origin, &old);
        // A process that was started before the rotation signs with the old one still.
        if id == identity.key_id {
            return Ok(false);
        }
        let statement = self.statement(identity, KeyAction::End, old);
        let now = moment(self.directory.clock().now_ms());
        let statement = identity.sign(statement, now)?;
        self.say_of_key(identity, &id, 2, &statement).await?;
        identity.forget_previous()?;
        Ok(true)
    }

    fn statement(&self, identity: &Identity, action: KeyAction, key: PublicKey) -> KeyStatement {
        KeyStatement {
            origin: identity.origin.clone(),
            action,
            key,
            at: moment(self.directory.clock().now_ms()),
            from: None,
        }
    }

    /// Appends a statement to our log.
    async fn say_of_key(
        &self,
        identity: &Identity,
        id: &KeyId,
        revision: u64,
        statement: &Signed<KeyStatement>,
    ) -> Result<(), FederationError> {
        let at = self.directory.clock().now_ms();
        let mut write = self.directory.database().write().await?;
        let kept = logs::kept(&mut *write, OWN).await?.ok_or_else(|| {
            FederationError::Refused(
                "this instance has published nothing yet: start it once, then change its key"
                    .into(),
            )
        })?;
        let mut ledger = Ledger::open(&mut write, (OWN, &identity.origin), kept, &[]).await?;
        append_statement(&mut ledger, (id, revision), statement, at)?;
        ledger.flush(&mut write, at).await?;
        let seal = checkpoint(&ledger.kept, identity, at)?;
        if ledger.kept.seq.is_multiple_of(PAGE_ENTRIES) {
            ledger.seal(&mut write, seal.bytes()).await?;
        }
        ledger.kept.checkpoint = seal.bytes().to_vec();
        ledger.close(&mut write).await?;
        write.commit().await?;
        self.wake.notify_one();
        Ok(())
    }
}

/// Writes a statement behind the last line, once it was found to change the keys as it says.
pub(super) fn append_statement(
    ledger: &mut Ledger,
    (id, revision): (&KeyId, u64),
    statement: &Signed<KeyStatement>,
    at: i64,
) -> Result<(), FederationError> {
    let hash: Hash = statement.hash();
    let change = Change {
        op: Op::Key,
        id: Subject::Key(id.clone()),
        revision,
        hash: Some(hash),
        at: moment(at),
        kind: KIND.parse().map_err(|_| LogError::Form("no such kind"))?,
    };
    let (entry, bytes) = ledger.head().append(change)?;
    let position = Position {
        epoch: ledger.kept.epoch,
        seq: entry.seq,
    };
    let read = Unverified::<KeyStatement>::read(statement.bytes())?;
    KeyStatement::apply(read, &mut ledger.kept.keys, position).map_err(|cause| LogError::Key {
        seq: position.seq,
        cause,
    })?;
    ledger.take(Line { entry, bytes }, None, "");
    ledger.take_content("", hash, statement.bytes().to_vec());
    Ok(())
}
