//! The interface `moderation`: what a plugin hands to the people of this instance, and who of them is on duty.

use super::budget::{Answer, clean};
use super::contract::maille::plugin::moderation::{Host, Outcome};
use super::contract::{Error, error};
use super::directory::tried;
use super::grants::Capability;
use super::state::State;
use crate::directory::{DirectoryError, Reader, State as RecordState};
use crate::moderation::{Abuse, DUTY_POSITION, Mode, Moderation, ModerationError, Reason};

impl From<ModerationError> for Error {
    fn from(failure: ModerationError) -> Self {
        match failure {
            ModerationError::Directory(failure) => failure.into(),
            other => error("invalid", other.to_string()),
        }
    }
}

impl State {
    fn moderation(&self) -> Moderation {
        Moderation::new(self.around.directory.clone())
    }
}

impl Host for State {
    async fn submit(&mut self, id: String, contributor: Option<String>) -> Answer<String> {
        tried!(self.check(Capability::Moderation));
        tried!(self.write_once());
        tried!(self.read_once());
        let record = tried!(self.session.get(&id).await);
        let own = &self.around.directory.settings().origin;
        if record.maker != self.plugin.manifest.id || record.origin != *own {
            return Ok(Err(error(
                "denied",
                format!(
                    "the {} {id} was made by another: only its maker hands it over",
                    record.kind
                ),
            )));
        }
        let state = match tried!(self.moderation().mode(&record.kind).await) {
            Mode::Before => RecordState::Draft,
            Mode::After => RecordState::Published,
        };
        let set = self.session.set_state(&id, record.revision, state).await;
        let record = tried!(set);
        let contributor = super::budget::line(contributor.unwrap_or_default());
        self.acts
            .submit(&self.around.directory, &record, &contributor);
        Ok(Ok(state.as_str().to_owned()))
    }

    async fn report(&mut self, id: String, reason: String, text: String) -> Answer<()> {
        tried!(self.check(Capability::Moderation));
        tried!(self.write_once());
        tried!(self.read_once());
        let directory = self.around.directory.clone();
        // As a visitor: nobody reports what nobody sees.
        let found = directory.read(&id, &Reader::visitor()).await;
        let unknown = || DirectoryError::NotFound(format!("there is no published record {id:?}"));
        let record = tried!(tried!(found).ok_or_else(unknown));
        tried!(self.check(Capability::Write(record.kind.clone())));
        if record.origin != directory.settings().origin {
            return Ok(Err(error(
                "denied",
                format!(
                    "the record {id} belongs to {}: lead the visitor there",
                    record.origin
                ),
            )));
        }
        let abuse = reason.parse().unwrap_or(Abuse::Other);
        let pending = self.acts.reports_of(&record.id);
        tried!(self.moderation().takes_report(&record.id, pending).await);
        let plugin = self.plugin.manifest.id.clone();
        self.acts
            .report(&directory, &record, &plugin, (abuse, &clean(text)));
        Ok(Ok(()))
    }

    async fn decision(&mut self, id: String) -> Answer<Option<Outcome>> {
        tried!(self.check(Capability::Moderation));
        tried!(self.read_once());
        let record = tried!(self.session.get(&id).await);
        let own = &self.around.directory.settings().origin;
        if record.maker != self.plugin.manifest.id || record.origin != *own {
            return Ok(Err(error(
                "denied",
                format!("the {} {id} was made by another", record.kind),
            )));
        }
        // A report that comes in moves no position: who asks is told anew each time.
        self.reads.unrepeatable = true;
        let case = tried!(self.moderation().last(&id).await);
        Ok(Ok(case.map(|case| {
            let decision = case.decision.as_ref();
            let reason = decision.and_then(|decision| decision.reason);
            Outcome {
                code: case.state.as_str().to_owned(),
                reason: reason.map(Reason::as_str).unwrap_or_default().to_owned(),
                words: decision
                    .map(|decision| decision.words.clone())
                    .unwrap_or_default(),
                at: decision.map_or(case.made, |decision| decision.at),
            }
        })))
    }

    async fn on_duty(&mut self) -> wasmtime::Result<Option<String>> {
        let (today, midnight) = self.around.today(self.now_ms);
        self.reads.until(midnight);
        self.reads.positions.insert(DUTY_POSITION.to_owned());
        // Each is a question to the database: a guest in a loop gets no answer past its budget of reads.
        if self.read_once().is_err() {
            return Ok(None);
        }
        match self.moderation().on_duty(&today).await {
            Ok(name) => Ok(name),
            Err(error) => {
                tracing::error!(%error, "the roster could not be read");
                self.reads.unrepeatable = true;
                Ok(None)
            }
        }
    }
}
