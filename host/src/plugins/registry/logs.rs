//! What plugins say, gathered in memory and written together: a visitor's request never waits for it, and a plugin that
//! talks without end fills neither memory nor disk.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use super::super::say::Line;
use super::super::{Plugins, Surroundings};
use super::store::{self, LogLine};
use crate::database::DatabaseError;

const HOUR_MS: i64 = 3_600_000;

/// Lines that wait to be written.
#[derive(Debug, Default)]
pub struct Logs {
    inner: Mutex<Inner>,
}

#[derive(Debug, Default)]
struct Inner {
    waiting: Vec<LogLine>,
    /// The hour, the bytes said in it, and the lines dropped.
    said: HashMap<String, (i64, u64, u64)>,
}

impl Logs {
    /// Keeps what fits into the plugin's hour.
    pub fn keep(
        &self,
        around: &Surroundings,
        plugin: &str,
        (call, request): (&str, &str),
        lines: Vec<Line>,
    ) {
        if lines.is_empty() {
            return;
        }
        let now_ms = around.directory.clock().now_ms();
        let hour = now_ms.div_euclid(HOUR_MS);
        let mut inner = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        for line in lines {
            let bytes = (line.message.len() + call.len() + 100) as u64;
            let said = inner.said.entry(plugin.to_owned()).or_insert((hour, 0, 0));
            if said.0 != hour {
                *said = (hour, 0, 0);
            }
            if said.1.saturating_add(bytes) > around.bounds.log_hour_bytes {
                said.2 += 1;
                continue;
            }
            said.1 += bytes;
            inner.waiting.push(LogLine {
                plugin: plugin.to_owned(),
                at: now_ms,
                level: line.level,
                call: call.chars().take(200).collect(),
                request: request.to_owned(),
                message: line.message,
            });
        }
    }

    fn take(&self) -> Vec<LogLine> {
        std::mem::take(
            &mut self
                .inner
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .waiting,
        )
    }
}

impl Plugins {
    /// Writes what plugins said since the last time.
    pub async fn write_logs(&self) -> Result<(), DatabaseError> {
        let lines = self.inner.logs.take();
        if lines.is_empty() {
            return Ok(());
        }
        store::add_log(self.inner.around.directory.database(), &lines).await
    }
}
