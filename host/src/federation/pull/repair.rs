//! Where both do not hold the same: down the two trees, and what differs is fetched.

use maille_federation::client::ClientError;
use maille_federation::digest::{Answer, Difference, DigestError, Item, Walk};
use maille_federation::hash::Hash;
use maille_federation::json::RECORD_BYTES_MAX;
use maille_federation::message::Unverified;
use maille_federation::record::Record;

use super::apply::copy;
use super::{Pull, PullError};
use crate::directory::{Aside, Mirrored};
use crate::federation::error::chain;
use crate::federation::logs::{self, Kept, Word, store};

impl Pull<'_> {
    /// Walks down to what differs and mends it. Nothing is taken out before the root was compared again.
    pub(super) async fn repair(
        &self,
        kept: &Kept,
        (their_root, count): (Hash, u64),
    ) -> Result<(), PullError> {
        let origin = self.peer.origin.clone();
        // The hashes may be what is damaged, and not what they were made of.
        let mut write = self.federation.directory.database().write().await?;
        let made = logs::rebuild(&mut write, (origin.as_str(), &origin)).await?;
        match made.as_ref().map(|made| made.root) == Some(kept.root) {
            // Nothing is written while the peer is asked, least of all by ourselves.
            true => drop(write),
            false => write.commit().await?,
        }
        if let Some(made) = made.filter(|made| made.root == their_root) {
            if made.living != count {
                return Err(lies());
            }
            self.note(|done| done.agreed = true);
            return Ok(());
        }
        let found = self.walk(kept, their_root).await?;
        tracing::warn!(
            peer = %origin,
            other = found.fetch.len(),
            surplus = found.surplus.len(),
            "a copy differs from what its owner holds, and is mended"
        );
        let mut now = kept.clone();
        for item in &found.fetch {
            let id = item.id.uuid().to_string();
            let word = Word {
                record: id,
                revision: item.revision,
                hash: Some(item.hash),
                said: None,
                aside: String::new(),
            };
            now = self.put_word(word).await?.unwrap_or(now);
            self.fetch(item.hash).await?;
        }
        if !found.surplus.is_empty() {
            let path = format!("/federation/log/{}/tail/{}", kept.epoch, kept.seq);
            let again = self.get(&path).await?.checkpoint;
            let again = again.map(|said| said.verify(&|id| kept.keys.current(id)));
            if again.transpose()?.map(|said| said.message().root) != Some(their_root) {
                return Err(PullError::Moved);
            }
            for id in found.surplus {
                now = self.take_out(&id.uuid().to_string()).await?.unwrap_or(now);
            }
        }
        if now.root == their_root && now.living == count {
            self.note(|done| done.agreed = true);
            return Ok(());
        }
        Err(lies())
    }

    /// All that differs.
    async fn walk(&self, kept: &Kept, their_root: Hash) -> Result<Difference, PullError> {
        let origin = self.peer.origin.clone();
        let log = (origin.as_str(), &origin);
        let database = self.federation.directory.database().clone();
        let mut reader = database.snapshot().await?;
        let tree = logs::tree(&mut reader, origin.as_str()).await?;
        drop(reader);
        let mut walk = Walk::new(&origin, &tree, their_root);
        let mut all = Difference::default();
        while let Some(prefix) = walk.question() {
            let (epoch, level) = (kept.epoch, prefix.level());
            let path = format!("/federation/digest/{epoch}/{level}/{prefix}");
            let sent = self.get(&path).await?;
            let answer = Answer::read(&sent.body).map_err(told)?;
            let mut ours: Vec<Item> = Vec::new();
            if let Some(number) = prefix.bucket() {
                let mut reader = database.snapshot().await?;
                ours = logs::bucket_items(&mut reader, log, number).await?;
            }
            match walk.answer(answer, &|_| ours.clone()) {
                Ok(found) => {
                    let found = found.unwrap_or_default();
                    all.fetch.extend(found.fetch);
                    all.surplus.extend(found.surplus);
                }
                // The next pull begins with what is new, and not at once: somebody may say so for ever.
                Err(DigestError::Moved) => return Err(PullError::Moved),
                Err(error) => return Err(told(error)),
            }
        }
        Ok(all)
    }

    async fn put_word(&self, word: Word) -> Result<Option<Kept>, PullError> {
        let origin = &self.peer.origin;
        let mut write = self.federation.directory.database().write().await?;
        let log = (origin.as_str(), origin);
        let kept = logs::correct(&mut write, log, &[word]).await?;
        write.commit().await?;
        Ok(kept)
    }

    /// Takes out a copy that its owner does not hold.
    async fn take_out(&self, id: &str) -> Result<Option<Kept>, PullError> {
        let origin = &self.peer.origin;
        let directory = &self.federation.directory;
        let mut write = directory.database().write().await?;
        let words = store::words(&mut write, origin.as_str(), &[id]).await?;
        let Some(word) = words.get(id).cloned() else {
            return Ok(None);
        };
        let gone = Mirrored::Gone {
            id: id.to_owned(),
            revision: word.revision + 1,
            erased: false,
        };
        directory
            .mirror(&mut write, origin.as_str(), vec![gone])
            .await?;
        let word = Word { hash: None, ..word };
        let log = (origin.as_str(), origin);
        let kept = logs::correct(&mut write, log, &[word]).await?;
        write.commit().await?;
        Ok(kept)
    }

    /// Gets a record by its hash and keeps it where it is the last word on it.
    pub(super) async fn fetch(&self, hash: Hash) -> Result<bool, PullError> {
        let sent = self.get(&format!("/federation/contents/{hash}")).await;
        let sent = match sent {
            Ok(sent) => sent,
            // Superseded or erased meanwhile: a later entry tells.
            Err(PullError::Asked(ClientError::Refused(refused))) if refused.status == 404 => {
                return Ok(false);
            }
            Err(error) => return Err(error),
        };
        if sent.body.len() > RECORD_BYTES_MAX || Hash::of(&sent.body) != hash {
            return Err(PullError::Stopped(
                "content: it sends another record than was asked for".into(),
            ));
        }
        let directory = &self.federation.directory;
        let origin = &self.peer.origin;
        let mut write = directory.database().write().await?;
        self.still_exchanges(&mut write).await?;
        let Some(kept) = logs::kept(&mut *write, origin.as_str()).await? else {
            return Ok(false);
        };
        let record = Unverified::<Record>::read(&sent.body)?.verify(&|id| kept.keys.ever(id))?;
        let said = record.message();
        let id = said.id.uuid().to_string();
        let words = store::words(&mut write, origin.as_str(), &[&id]).await?;
        let last = words.get(&id).filter(|word| word.hash == Some(hash));
        let Some(word) = last.cloned() else {
            return Ok(false);
        };
        let bytes = record.bytes().to_vec();
        store::keep_contents(&mut write, origin.as_str(), &[(id, hash, bytes)]).await?;
        let change = Mirrored::Put(copy(said));
        let fates = directory
            .mirror(&mut write, origin.as_str(), vec![change])
            .await?;
        let aside = fates.into_iter().flatten().next();
        let word = Word {
            aside: aside.map_or("", Aside::as_str).to_owned(),
            ..word
        };
        let bucket = maille_federation::digest::bucket(&said.id);
        store::keep_words(&mut write, origin.as_str(), &[(&word, bucket)]).await?;
        write.commit().await?;
        Ok(true)
    }
}

fn lies() -> PullError {
    PullError::Stopped("root: it says that it holds other records than its own log tells".into())
}

fn told(error: DigestError) -> PullError {
    PullError::Stopped(format!("digest: {}", chain(&error)))
}
