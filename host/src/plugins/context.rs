//! The interface `context`: time, settings, translations, log and report.

use super::contract::maille::plugin::context::Host;
use super::state::{State, next_minute};

/// Bytes of a translated sentence's arguments.
const ARGUMENT_BYTES_MAX: usize = 10_000;

impl Host for State {
    fn now(&mut self) -> wasmtime::Result<i64> {
        self.reads.until(next_minute(self.now_ms));
        Ok(self.now_ms)
    }

    fn today(&mut self) -> wasmtime::Result<String> {
        let (today, midnight) = self.around.today(self.now_ms);
        self.reads.until(midnight);
        Ok(today)
    }

    fn time_zone(&mut self) -> wasmtime::Result<String> {
        let name = self.around.zone.iana_name();
        Ok(name.unwrap_or("UTC").to_owned())
    }

    fn origin(&mut self) -> wasmtime::Result<String> {
        Ok(self.around.directory.settings().origin.clone())
    }

    fn settings(&mut self) -> wasmtime::Result<String> {
        Ok(State::settings(self))
    }

    fn translate(
        &mut self,
        key: String,
        arguments: Vec<(String, String)>,
    ) -> wasmtime::Result<String> {
        if arguments
            .iter()
            .map(|(name, value)| name.len() + value.len())
            .sum::<usize>()
            > ARGUMENT_BYTES_MAX
        {
            return Ok(key);
        }
        match self
            .plugin
            .translations
            .say(&self.request.locale, &key, &arguments)
        {
            Some(sentence) => Ok(sentence),
            None => {
                self.said.log(
                    "warning",
                    format!("translations/fr.ftl has no sentence `{key}`"),
                );
                Ok(key)
            }
        }
    }

    fn log(&mut self, level: String, message: String) -> wasmtime::Result<()> {
        let known = ["debug", "info", "warning", "error"].contains(&level.as_str());
        let level = if known { &level } else { "info" };
        self.said.log_of_guest(level, message);
        Ok(())
    }

    fn report(
        &mut self,
        outcome: String,
        subject: String,
        message: String,
    ) -> wasmtime::Result<()> {
        let known =
            ["taken", "changed", "unchanged", "repaired", "refused"].contains(&outcome.as_str());
        let outcome = if known { outcome } else { "taken".to_owned() };
        self.said.report(
            outcome,
            super::budget::line(subject),
            super::budget::line(message),
        );
        Ok(())
    }
}
