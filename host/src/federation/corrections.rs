//! What is said here of a neighbour's record is told to its owner, and what the owner decides comes back.

use std::collections::BTreeSet;

use maille_federation::client::ClientError;
use maille_federation::message::Unverified;
use maille_federation::origin::Origin;
use maille_federation::suggestion::{
    Decision, Suggestion as Told, TEXT_CHARACTERS_MAX, Topic, Verdict,
};

use super::error::FederationError;
use super::logs;
use super::logs::store::record_id;
use super::peers::Peer;
use super::{Federation, moment};
use crate::codes::readable_code;
use crate::suggestions::{Passed, Said, State, Subject, SuggestionError, Suggestions};

const SUGGESTIONS: &str = "/federation/suggestions";
const DECISIONS: &str = "/federation/decisions";

/// What became of a suggestion or an answer that arrived.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Heard {
    Taken,
    /// There is no such record, or no such suggestion.
    Unknown,
    /// As many wait as are kept.
    Full,
}

impl Federation {
    fn suggestions(&self) -> Suggestions {
        let database = self.directory.database().clone();
        Suggestions::new(database, self.directory.clock().clone())
    }

    /// Neighbours to whom something is to be passed on.
    pub(super) async fn neighbours_to_tell(&self) -> Result<BTreeSet<String>, FederationError> {
        Ok(self.suggestions().neighbours_to_tell().await?)
    }

    /// Passes on to a neighbour what it should know.
    pub(super) async fn pass_on(&self, peer: &Peer) -> Result<(), FederationError> {
        let suggestions = self.suggestions();
        for said in suggestions.for_owner(peer.origin.as_str()).await? {
            let told = self.told(peer, &said.said, said.made)?;
            let how = match told {
                Some(body) => match self.post(peer, SUGGESTIONS, &body).await {
                    Ok(_) => Passed::ToOwner,
                    Err(ClientError::Refused(refused)) if is_final(refused.status) => Passed::Lost,
                    // It is told when it answers.
                    Err(_) => return Ok(()),
                },
                None => Passed::Lost,
            };
            suggestions.pass(&said.said.reference, how).await?;
        }
        for (said, their_reference) in suggestions.answers_for(peer.origin.as_str()).await? {
            let body = self.decision(&said.said, &their_reference, (said.state, &said.decision))?;
            let how = match body {
                Some(body) => match self.post(peer, DECISIONS, &body).await {
                    Ok(_) => Passed::Back,
                    Err(ClientError::Refused(refused)) if is_final(refused.status) => Passed::Lost,
                    Err(_) => return Ok(()),
                },
                None => Passed::Lost,
            };
            suggestions.pass(&said.said.reference, how).await?;
        }
        Ok(())
    }

    /// A visitor's words for the owner; how to reach the visitor stays here.
    fn told(
        &self,
        peer: &Peer,
        said: &Said,
        made: i64,
    ) -> Result<Option<Vec<u8>>, FederationError> {
        let identity = self.identity()?;
        let Some(id) = record_id(&peer.origin, &said.record_id) else {
            return Ok(None);
        };
        let told = Told {
            from: identity.origin.clone(),
            reference: said.reference.clone(),
            id,
            revision: said.revision.max(1),
            topic: topic(said.subject),
            text: shortened(&said.text),
            at: moment(made),
        };
        let now = moment(self.directory.clock().now_ms());
        Ok(identity
            .sign(told, now)
            .ok()
            .map(|told| told.bytes().to_vec()))
    }

    fn decision(
        &self,
        said: &Said,
        their_reference: &str,
        (state, decision): (State, &Option<crate::suggestions::Decision>),
    ) -> Result<Option<Vec<u8>>, FederationError> {
        let identity = self.identity()?;
        let Some(id) = record_id(&identity.origin, &said.record_id) else {
            return Ok(None);
        };
        let now = moment(self.directory.clock().now_ms());
        let note = decision.as_ref().map_or("", |decision| &decision.note);
        let decision = Decision {
            from: identity.origin.clone(),
            reference: their_reference.to_owned(),
            id,
            verdict: match state {
                State::Accepted => Verdict::Accepted,
                State::New | State::Refused => Verdict::Refused,
            },
            note: shortened(note),
            at: now,
        };
        Ok(identity
            .sign(decision, now)
            .ok()
            .map(|said| said.bytes().to_vec()))
    }

    /// A neighbour passes on what somebody said there of a record of ours.
    pub async fn receive_suggestion(
        &self,
        from: &Origin,
        body: &[u8],
    ) -> Result<Heard, FederationError> {
        let identity = self.identity()?;
        let known = self.known().await?;
        let told = Unverified::<Told>::read(body)?;
        let told = told
            .verify(&|id| known.get(id.origin())?.key(id))?
            .into_message();
        if told.from != *from || *told.id.origin() != identity.origin {
            return Ok(Heard::Unknown);
        }
        let id = told.id.uuid().to_string();
        let Some(record) = self.directory.get(&id).await? else {
            return Ok(Heard::Unknown);
        };
        let kind = self.directory.kinds().get(&record.kind);
        let content = serde_json::from_str(&record.content).unwrap_or_default();
        let said = Said {
            // Forty random bits in letters that can be read out.
            reference: readable_code(uuid::Uuid::now_v7().as_u64_pair().1),
            record_id: id,
            kind: record.kind.clone(),
            title: kind.map_or_else(String::new, |kind| kind.title(&content)),
            revision: told.revision,
            subject: subject(told.topic),
            text: told.text.clone(),
            contact: String::new(),
        };
        let names = (from.as_str(), told.reference.as_str());
        match self.suggestions().receive(&said, names).await {
            Ok(()) => Ok(Heard::Taken),
            Err(SuggestionError::Full) => Ok(Heard::Full),
            Err(error) => Err(error.into()),
        }
    }

    /// The owner of a record answers what was passed on to it.
    pub async fn receive_decision(
        &self,
        from: &Origin,
        body: &[u8],
    ) -> Result<Heard, FederationError> {
        let known = self.known().await?;
        let told = Unverified::<Decision>::read(body)?;
        let told = told
            .verify(&|id| known.get(id.origin())?.key(id))?
            .into_message();
        if told.from != *from {
            return Ok(Heard::Unknown);
        }
        let state = match told.verdict {
            Verdict::Accepted => State::Accepted,
            Verdict::Refused => State::Refused,
        };
        let id = told.id.uuid().to_string();
        // Whose record it is stands in the log of which we hold a copy, also once it is gone: nobody decides for another owner.
        let mut reader = self.directory.database().snapshot().await?;
        let words = logs::store::words(&mut reader, from.as_str(), &[&id]).await?;
        drop(reader);
        if words.is_empty() {
            return Ok(Heard::Unknown);
        }
        let record = (from.as_str(), id.as_str());
        match self
            .suggestions()
            .answered(record, &told.reference, (state, &told.note))
            .await
        {
            Ok(()) => Ok(Heard::Taken),
            Err(SuggestionError::NotFound(_)) => Ok(Heard::Unknown),
            Err(error) => Err(error.into()),
        }
    }
}

/// Whether asking again would change nothing.
fn is_final(status: u16) -> bool {
    matches!(status, 400 | 404 | 413)
}

fn shortened(text: &str) -> String {
    text.chars().take(TEXT_CHARACTERS_MAX).collect()
}

fn topic(subject: Subject) -> Topic {
    match subject {
        Subject::Hours => Topic::Hours,
        Subject::Telephone => Topic::Telephone,
        Subject::Address => Topic::Address,
        Subject::Closed => Topic::Closed,
        Subject::Other => Topic::Other,
    }
}

fn subject(topic: Topic) -> Subject {
    match topic {
        Topic::Hours => Subject::Hours,
        Topic::Telephone => Subject::Telephone,
        Topic::Address => Subject::Address,
        Topic::Closed => Subject::Closed,
        Topic::Other => Subject::Other,
    }
}
