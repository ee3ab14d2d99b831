//! A decision and its undoing: the record's state and the case in one transaction.

use super::{
    Case, Decision, Moderation, ModerationError, Origin, State, Verdict, WORDS_CHARS_MAX, store,
};
use crate::directory::{self, Author, DirectoryError, Record, Session};
use crate::mail::NewLetter;

impl Moderation {
    /// Decides what waits. `seen` is the record's revision that the person looked at; none takes it as it stands.
    ///
    /// # Errors
    /// [`ModerationError::Decided`] where somebody was faster, `Changed` where the record is another by now.
    pub async fn decide(
        &self,
        reference: &str,
        verdict: &Verdict,
        seen: Option<u64>,
        said: (&str, &str),
    ) -> Result<State, ModerationError> {
        self.decide_and_tell(reference, verdict, seen, (said, None))
            .await
    }

    /// The same, with a letter that is queued in the transaction of the decision: it goes once or not at all.
    ///
    /// # Errors
    /// As [`Self::decide`].
    pub async fn decide_and_tell(
        &self,
        reference: &str,
        verdict: &Verdict,
        seen: Option<u64>,
        ((by, words), letter): ((&str, &str), Option<NewLetter>),
    ) -> Result<State, ModerationError> {
        let case = self.get(reference).await?;
        if case.state != State::Waiting {
            return Err(ModerationError::Decided(case.reference));
        }
        let changed = || ModerationError::Changed(case.reference.clone());
        let record = self.own(&case).await?;
        let revision = record.as_ref().map_or(0, |record| record.revision);
        if seen.is_some_and(|seen| seen != revision) {
            return Err(changed());
        }
        let wanted = match verdict {
            Verdict::Good => directory::State::Published,
            Verdict::Bad(_) => directory::State::Withdrawn,
        };
        let mut session = Session::new(&self.directory, Author::host(by));
        if let Some(letter) = letter {
            session.write_letter(letter);
        }
        let (mut before, mut after) = (String::new(), 0);
        if let Some(record) = record {
            before = record.state.as_str().to_owned();
            let now = session.set_state(&record.id, record.revision, wanted).await;
            after = now.map_err(|error| late(error, &case))?.revision;
        }
        let state = State::after(case.origin, verdict);
        let decision = Decision {
            at: self.directory.clock().now_ms(),
            by: by.to_owned(),
            reason: match verdict {
                Verdict::Good => None,
                Verdict::Bad(reason) => Some(*reason),
            },
            words: words.trim().chars().take(WORDS_CHARS_MAX).collect(),
            before,
            revision: i64::try_from(after).unwrap_or_default(),
        };
        let pending = session.begin_commit().await;
        let mut pending = pending.map_err(|error| late(error, &case))?;
        if !store::decide(pending.connection(), &case, (state, &decision)).await? {
            return Err(ModerationError::Decided(case.reference));
        }
        pending.commit().await?;
        Ok(state)
    }

    /// Takes a decision back: the case waits again, and the record is in the state in which it was, where nobody changed it since.
    pub async fn undo(&self, reference: &str, by: &str) -> Result<(), ModerationError> {
        self.undo_and_tell(reference, by, None).await
    }

    /// The same, with a letter.
    ///
    /// # Errors
    /// As [`Self::undo`].
    pub async fn undo_and_tell(
        &self,
        reference: &str,
        by: &str,
        letter: Option<NewLetter>,
    ) -> Result<(), ModerationError> {
        let case = self.get(reference).await?;
        let changed = || ModerationError::Changed(case.reference.clone());
        let decision = case.decision.as_ref().ok_or_else(changed)?;
        let record = self.own(&case).await?.ok_or_else(changed)?;
        if i64::try_from(record.revision) != Ok(decision.revision) {
            return Err(changed());
        }
        let mut session = Session::new(&self.directory, Author::host(by));
        if let Some(letter) = letter {
            session.write_letter(letter);
        }
        let before = decision.before.parse()?;
        let set = session.set_state(&record.id, record.revision, before).await;
        set.map_err(|error| late(error, &case))?;
        let pending = session.begin_commit().await;
        let mut pending = pending.map_err(|error| late(error, &case))?;
        let connection = pending.connection();
        // It was reported or handed over again since: that case is the one that waits.
        if store::waiting_of(connection, &case.record_id)
            .await?
            .is_some()
            || !store::undo(connection, &case).await?
        {
            return Err(changed());
        }
        pending.commit().await?;
        Ok(())
    }

    async fn own(&self, case: &Case) -> Result<Option<Record>, ModerationError> {
        Ok(self.directory.get(&case.record_id).await?)
    }
}

impl State {
    /// What a verdict makes of a case.
    pub fn after(origin: Origin, verdict: &Verdict) -> Self {
        match (origin, verdict) {
            (Origin::Submitted, Verdict::Good) => Self::Accepted,
            (Origin::Submitted, Verdict::Bad(_)) => Self::Refused,
            (Origin::Reported, Verdict::Good) => Self::Kept,
            (Origin::Reported, Verdict::Bad(_)) => Self::Withdrawn,
        }
    }
}

/// A record that changed between the look and the transaction.
fn late(error: DirectoryError, case: &Case) -> ModerationError {
    match error {
        DirectoryError::Conflict(_) | DirectoryError::NotFound(_) => {
            ModerationError::Changed(case.reference.clone())
        }
        other => other.into(),
    }
}
