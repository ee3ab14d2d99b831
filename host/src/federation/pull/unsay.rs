//! A peer's key was stolen, and its owner begins anew behind the last entry that is good: what was said after it was not said.
//! Records of which a thief spoke go at once, and their revisions count from what the owner said of them before.

use std::collections::HashMap;

use maille_federation::digest::bucket;
use maille_federation::hash::Hash;
use maille_federation::log::{Entry, Place, Subject};

use super::{Pull, PullError};
use crate::database::Connection;
use crate::directory::Mirrored;
use crate::federation::logs::{Word, store};
use crate::federation::serve::packed::contents_went;
use crate::federation::snapshots;

/// Lines that are read, and records that are taken out, at once.
const TOGETHER: u64 = 500;

impl Pull<'_> {
    /// Takes back all that the log says behind this place of an earlier epoch.
    pub(super) async fn unsay(
        &self,
        write: &mut Connection,
        last: &Place,
    ) -> Result<(), PullError> {
        let name = self.peer.origin.as_str();
        let ours = store::line(&mut *write, name, (last.epoch, last.seq)).await?;
        let shared = last.seq == 0 || ours.is_some_and(|line| Hash::of(&line) == last.chain);
        // Where even the last good entry is another here, nothing of that epoch is the owner's.
        let begins = if shared { last.seq } else { 0 };
        let mut touched: HashMap<String, u64> = HashMap::new();
        let place = (last.epoch, last.seq);
        let begun = snapshots::store::begins(&mut *write, name).await?;
        if begun.is_some_and(|begun| place < begun) {
            // The first copy was of a later place: of nothing that came with it is it known who said it.
            let all = store::record_ids(&mut *write, name).await?;
            touched.extend(all.into_iter().map(|id| (id, 0)));
        }
        let epochs = store::epochs(&mut *write, name).await?;
        for &epoch in epochs.iter().filter(|epoch| **epoch >= last.epoch) {
            let after = if epoch == last.epoch { begins } else { 0 };
            self.read(write, (epoch, after, u64::MAX), &mut |id, _| {
                touched.insert(id, 0);
            })
            .await?;
        }
        if touched.is_empty() {
            return Ok(());
        }
        for &epoch in epochs.iter().filter(|epoch| **epoch <= last.epoch) {
            let until = if epoch == last.epoch {
                begins
            } else {
                u64::MAX
            };
            self.read(write, (epoch, 0, until), &mut |id, revision| {
                if let Some(known) = touched.get_mut(&id) {
                    *known = revision;
                }
            })
            .await?;
        }
        tracing::warn!(
            peer = name,
            records = touched.len(),
            "what a stolen key said is taken back"
        );
        let touched: Vec<(String, u64)> = touched.into_iter().collect();
        for some in touched.chunks(TOGETHER as usize) {
            self.take_back(write, some).await?;
        }
        Ok(())
    }

    /// Tells each record of which the entries of an epoch speak, between two places, with its revision, in their order.
    async fn read(
        &self,
        write: &mut Connection,
        (epoch, mut after, until): (u64, u64, u64),
        tell: &mut (dyn FnMut(String, u64) + Send),
    ) -> Result<(), PullError> {
        let name = self.peer.origin.as_str();
        loop {
            let limit = TOGETHER.min(until.saturating_sub(after));
            let lines = store::lines(&mut *write, (name, epoch), (after, limit)).await?;
            if lines.is_empty() {
                return Ok(());
            }
            for (line, _) in lines {
                after += 1;
                if let Ok(entry) = Entry::read(&line)
                    && let Subject::Record(id) = &entry.id
                {
                    tell(id.uuid().to_string(), entry.revision);
                }
            }
        }
    }

    /// Takes records out with all that was said of them, and sets their revisions back.
    async fn take_back(
        &self,
        write: &mut Connection,
        records: &[(String, u64)],
    ) -> Result<(), PullError> {
        let name = self.peer.origin.as_str();
        let ids: Vec<&str> = records.iter().map(|(id, _)| id.as_str()).collect();
        let known = store::words(write, name, &ids).await?;
        let mut gone = Vec::with_capacity(records.len());
        let mut words = Vec::with_capacity(records.len());
        for (id, revision) in records {
            let said = known.get(id).map_or(0, |word| word.revision);
            gone.push(Mirrored::Gone {
                id: id.clone(),
                revision: said.saturating_add(1),
                erased: true,
            });
            let word = Word {
                record: id.clone(),
                revision: *revision,
                hash: None,
                said: None,
                aside: String::new(),
            };
            let place = store::record_id(&self.peer.origin, id);
            words.push((word, place.map_or(0, |id| bucket(&id))));
        }
        let directory = &self.federation.directory;
        directory.mirror(write, name, gone).await?;
        store::erase_contents(write, name, &ids).await?;
        contents_went(write).await?;
        let words: Vec<(&Word, u16)> = words.iter().map(|(word, at)| (word, *at)).collect();
        store::keep_words(write, name, &words).await?;
        Ok(())
    }
}
