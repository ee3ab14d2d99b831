//! What stands behind the place up to which a log was read: asked for, verified, not yet written.

use maille_federation::client::ClientError;
use maille_federation::hash::Hash;
use maille_federation::keys::Keyring;
use maille_federation::log::{
    Advance, Batch, Checkpoint, Contents, ForkEvidence, Frame, Head, LogError,
};
use maille_federation::message::{MessageError, Signed, Unverified};

use super::{Pull, PullError};
use crate::federation::forks;
use crate::federation::logs::Kept;
use crate::federation::serve::tag;

/// What the next question brought.
pub(super) enum Next {
    /// Entries that follow, verified.
    Contents(Box<Contents>, Vec<Vec<u8>>),
    /// Nothing new; where the peer stands, if it says so.
    Nothing(Option<Signed<Checkpoint>>),
    /// A later epoch, of which a key speaks that is not known yet: how it began will tell.
    Later(u64),
}

impl Pull<'_> {
    /// The entries that follow: a closed page with all parts of its contents, or the tail.
    pub(super) async fn next(&self, kept: &Kept) -> Result<Next, PullError> {
        let head = kept.head(&self.peer.origin);
        let epoch = kept.epoch;
        let path = format!("/federation/log/{epoch}/tail/{}", kept.seq);
        let tag = tag_of_nothing(&head);
        let (said, sent) = match self.get_changed(&path, tag.as_deref()).await {
            Ok(mut answer) => (answer.checkpoint.take(), Some(answer)),
            // It stands elsewhere, and says where.
            Err(PullError::Asked(ClientError::Refused(refused))) if refused.status == 409 => {
                (refused.checkpoint, None)
            }
            Err(error) => return Err(error),
        };
        let later = said.as_ref().map(|said| said.claimed().epoch);
        let later = later.filter(|epoch| *epoch > kept.epoch);
        let theirs = said.map(|said| self.theirs(said, kept)).transpose();
        if let Ok(Some(theirs)) = &theirs {
            let said = theirs.message();
            self.note(|done| done.head = Some((said.epoch, said.seq)));
        }
        let Some(sent) = sent else {
            return match (theirs, later) {
                (Err(MessageError::Key(id)), _) if kept.keys.revoked(&id) => {
                    Err(PullError::Impostor)
                }
                (Err(MessageError::Key(_)), Some(epoch)) => Ok(Next::Later(epoch)),
                (theirs, _) => Ok(Next::Nothing(theirs?)),
            };
        };
        if sent.is_unchanged() {
            return Ok(Next::Nothing(theirs?));
        }
        self.reads(kept, &sent.body).await?;
        let batch = Batch::read(&sent.body)?;
        if self.via.is_some() && batch.frame.after > kept.seq {
            return Err(PullError::Partial);
        }
        let advance = match head.advance(&batch) {
            Ok(advance) => advance,
            Err(error) => {
                // Where its owner signed it, it is another history than the one before.
                if let (LogError::Chain { .. }, Some((evidence, theirs))) =
                    (&error, forks::fork_in(kept, &batch))
                {
                    self.keep_fork(&evidence, &theirs).await?;
                }
                return Err(error.into());
            }
        };
        if batch.entries.is_empty() {
            return Ok(Next::Nothing(theirs?));
        }
        // Who signed them may be a key that these very entries bring.
        if let Err(error) = theirs
            && !matches!(error, MessageError::Key(_))
        {
            return Err(error.into());
        }
        let lines = batch.entries.iter().map(|line| line.to_vec()).collect();
        let contents: Vec<Vec<u8>> = batch.contents.iter().map(|line| line.to_vec()).collect();
        let contents = verify(advance, contents, kept.keys.clone()).await?;
        Ok(Next::Contents(Box::new(contents), lines))
    }

    /// Keeps the proof of two histories, which its owner told itself. What a mirror shows is another matter: it may be the truth of
    /// a restored backup, so the owner is asked when it comes back.
    pub(super) async fn keep_fork(
        &self,
        evidence: &ForkEvidence,
        theirs: &Signed<Checkpoint>,
    ) -> Result<(), PullError> {
        match self.via {
            None => {
                let owner = self.peer.origin.as_str();
                self.federation.keep_fork(owner, evidence).await?;
                Ok(())
            }
            Some(mirror) => {
                let mirror = mirror.origin.as_str();
                self.federation.hear(mirror, theirs).await?;
                Err(PullError::Moved)
            }
        }
    }

    /// The peer's own words of where its log stands. A key that came later may have signed them: then the log tells first.
    pub(super) fn theirs(
        &self,
        said: Unverified<Checkpoint>,
        kept: &Kept,
    ) -> Result<Signed<Checkpoint>, MessageError> {
        let found = said.claimed().origin.clone();
        match found == self.peer.origin {
            true => said.verify(&|id| kept.keys.current(id)),
            false => Err(MessageError::Signer {
                owner: self.peer.origin.clone(),
                found,
            }),
        }
    }
}

/// The tag of an answer that has nothing behind this place: its body is known before it is asked for, so that who has nothing new
/// need not send it.
fn tag_of_nothing(head: &Head) -> Option<String> {
    let frame = Frame {
        origin: head.origin.clone(),
        epoch: head.epoch,
        after: head.seq,
        entries: 0,
        contents: 0,
        part: 0,
        parts: 1,
    };
    let body = Batch::write(&frame, &[], None, &[]).ok()?;
    Some(tag(&Hash::of(&body)))
}

/// Verifies contents beside the runtime's own threads: a page is hundreds of signatures.
async fn verify(
    advance: Advance,
    contents: Vec<Vec<u8>>,
    keys: Keyring,
) -> Result<Contents, PullError> {
    let verified = tokio::task::spawn_blocking(move || {
        let contents: Vec<&[u8]> = contents.iter().map(Vec::as_slice).collect();
        advance.read_contents(&contents, &keys)
    });
    match verified.await {
        Ok(contents) => Ok(contents?),
        Err(_) => Err(PullError::Stopped("a page broke its reader".into())),
    }
}
