//! The interface `contributors`: letters to visitors whose code held, whom the plugin knows by its own names alone.

use super::budget::{Answer, clean};
use super::contract::maille::plugin::contributors::Host;
use super::contract::{Error, error};
use super::directory::tried;
use super::grants::Capability;
use super::state::State;
use crate::mail::{NewLetter, OF_PLUGIN_MAX, SUBJECT_CHARS_MAX, TEXT_CHARS_MAX, TO_ADDRESS_MAX};

impl Host for State {
    async fn write(&mut self, contributor: String, subject: String, text: String) -> Answer<bool> {
        tried!(self.check(Capability::Contributors));
        tried!(self.write_once());
        tried!(self.write_bytes(subject.len() + text.len()));
        let (subject, text) = tried!(fits(subject, text));
        let around = self.around.clone();
        let Some(mail) = &around.mail else {
            return Ok(Ok(false));
        };
        let plugin = self.plugin.manifest.id.clone();
        let found = mail.contributors.address(&plugin, &contributor).await;
        let Some((address, language)) = tried!(found.map_err(unavailable)) else {
            return Ok(Ok(false));
        };
        let waiting = self.session.letters();
        let here = waiting.len() as u64;
        let of_plugin = tried!(mail.letters.of_plugin(&plugin).await.map_err(unavailable));
        if of_plugin + here >= OF_PLUGIN_MAX {
            return Ok(Err(error(
                "exhausted",
                format!("more than {OF_PLUGIN_MAX} letters in one hour: write the others later"),
            )));
        }
        let here = waiting.iter().filter(|letter| letter.address == address);
        let here = here.count() as u64;
        let to_address = tried!(mail.letters.to_address(&address).await.map_err(unavailable));
        if to_address + here >= TO_ADDRESS_MAX {
            return Ok(Err(error(
                "exhausted",
                format!(
                    "more than {TO_ADDRESS_MAX} letters to one person in one day: say it in one"
                ),
            )));
        }
        self.session.write_letter(NewLetter {
            plugin,
            address,
            language,
            subject,
            text,
        });
        Ok(Ok(true))
    }
}

/// A subject is one line; what stands in neither is taken out or refused.
fn fits(subject: String, text: String) -> Result<(String, String), Error> {
    if subject.chars().any(char::is_control) {
        return Err(error(
            "invalid",
            "a letter's subject is one line, without control characters",
        ));
    }
    let (subject, text) = (clean(subject.trim().to_owned()), clean(text));
    let long = subject.chars().count() > SUBJECT_CHARS_MAX || text.chars().count() > TEXT_CHARS_MAX;
    if subject.is_empty() || text.trim().is_empty() || long {
        return Err(error(
            "invalid",
            format!(
                "a letter has a subject of {SUBJECT_CHARS_MAX} characters and a text of {TEXT_CHARS_MAX} at most, and neither is empty"
            ),
        ));
    }
    Ok((subject, text))
}

fn unavailable(failure: impl std::error::Error) -> Error {
    // What the database says in detail is for the host's own log.
    tracing::error!(error = %failure, "a letter of a plugin could not be queued");
    error(
        "unavailable",
        "letters cannot be queued now: try again later",
    )
}
