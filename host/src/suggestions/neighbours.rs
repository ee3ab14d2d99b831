//! What is said of a neighbour's record goes to its owner; what neighbours pass on waits here like everything else.

use std::collections::BTreeSet;

use super::{
    Said, State, Suggestion, SuggestionError, Suggestions, WAITING_MAX, WAITING_OF_RECORD_MAX,
    store,
};
use crate::database::DatabaseError;

/// Suggestions or answers that are passed on in one go.
const PASSED_TOGETHER: i64 = 20;

/// What became of something that is to be passed on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Passed {
    /// The owner has it.
    ToOwner,
    /// The neighbour where it was said knows what was decided.
    Back,
    /// They do not take it.
    Lost,
}

impl Passed {
    fn as_str(self) -> &'static str {
        match self {
            Self::ToOwner => "owner",
            Self::Back => "back",
            Self::Lost => "lost",
        }
    }
}

impl Suggestions {
    /// Owners and neighbours to whom something is to be passed on.
    pub async fn neighbours_to_tell(&self) -> Result<BTreeSet<String>, SuggestionError> {
        Ok(store::neighbours_to_tell(self.database.readers())
            .await?
            .into_iter()
            .collect())
    }

    /// What was said here of this owner's records, and was not told to it.
    pub async fn for_owner(&self, owner: &str) -> Result<Vec<Suggestion>, SuggestionError> {
        Ok(store::for_owner(self.database.readers(), owner, PASSED_TOGETHER).await?)
    }

    /// What this neighbour passed on and was decided here since, with the reference that it knows.
    pub async fn answers_for(
        &self,
        origin: &str,
    ) -> Result<Vec<(Suggestion, String)>, SuggestionError> {
        Ok(store::answers_for(self.database.readers(), origin, PASSED_TOGETHER).await?)
    }

    /// Notes that something was passed on.
    pub async fn pass(&self, reference: &str, how: Passed) -> Result<(), SuggestionError> {
        let mut write = self.database.write().await?;
        store::pass(&mut write, reference, how.as_str()).await?;
        Ok(write.commit().await.map_err(DatabaseError::from)?)
    }

    /// Keeps what a neighbour passed on; the same again is kept once.
    pub async fn receive(
        &self,
        said: &Said,
        (origin, their_reference): (&str, &str),
    ) -> Result<(), SuggestionError> {
        let mut write = self.database.write().await?;
        if store::is_known(&mut write, origin, their_reference).await? {
            return Ok(());
        }
        let (all, of_record) = store::waiting(&mut write, &said.record_id).await?;
        if all >= WAITING_MAX || of_record >= WAITING_OF_RECORD_MAX {
            return Err(SuggestionError::Full);
        }
        store::insert(&mut write, said, self.clock.now_ms()).await?;
        store::came_from(&mut write, &said.reference, (origin, their_reference)).await?;
        Ok(write.commit().await.map_err(DatabaseError::from)?)
    }

    /// Takes an owner's answer. One that was decided here meanwhile stays as it is.
    pub async fn answered(
        &self,
        (owner, record_id): (&str, &str),
        reference: &str,
        (state, note): (State, &str),
    ) -> Result<(), SuggestionError> {
        let known = self.get(reference).await?;
        let known = known.filter(|known| known.said.record_id == record_id);
        if known.is_none() {
            return Err(SuggestionError::NotFound(reference.to_owned()));
        }
        match self.decide(reference, state, (owner, note)).await {
            Err(SuggestionError::Decided(_)) => Ok(()),
            decided => decided,
        }
    }
}
