//! What a guest says to its author and administrator: log lines, what it prints, and the lines of a task's report.

use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

use tokio::io::AsyncWrite;
use wasmtime_wasi::cli::{IsTerminal, StdoutStream};

/// Lines of a report in one step; more are counted only.
const REPORT_LINES_MAX: usize = 20_000;
/// Characters of a subject or message in a report.
const REPORT_TEXT_MAX: usize = 1_000;

/// A line of the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// `debug`, `info`, `warning` or `error`.
    pub level: String,
    /// What was said.
    pub message: String,
    /// The host's own word on what the guest did, such as a code that it does not know.
    pub by_host: bool,
}

/// A line of a task's report.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct ReportLine {
    /// `taken`, `changed`, `unchanged`, `repaired` or `refused`.
    pub outcome: String,
    /// What it speaks of.
    pub subject: String,
    /// Why.
    pub message: String,
}

/// What a guest said during one call.
#[derive(Debug, Clone)]
pub struct Said {
    log: Arc<Mutex<Log>>,
    /// The lines of the report.
    pub report: Vec<ReportLine>,
    /// Lines of the report that were too many.
    pub report_dropped: u64,
}

#[derive(Debug, Default)]
struct Log {
    lines: Vec<Line>,
    printed: Vec<u8>,
    left: u64,
    dropped: u64,
}

impl Said {
    /// With `bytes` for the log.
    pub fn new(bytes: u64) -> Self {
        let log = Log {
            left: bytes,
            ..Log::default()
        };
        Self {
            log: Arc::new(Mutex::new(log)),
            report: Vec::new(),
            report_dropped: 0,
        }
    }

    /// Adds the host's own word to the log.
    pub fn log(&self, level: &str, message: String) {
        self.add(level, message, true);
    }

    /// Adds what the guest itself says to the log.
    pub fn log_of_guest(&self, level: &str, message: String) {
        self.add(level, message, false);
    }

    /// Adds a line; what does not fit is counted.
    fn add(&self, level: &str, message: String, by_host: bool) {
        // It is read on a terminal: no escape sequence passes.
        let message = super::budget::clean(message);
        let mut log = self.lock();
        let bytes = message.len() as u64 + 32;
        if log.left < bytes {
            log.left = 0;
            log.dropped += 1;
        } else {
            log.left -= bytes;
            log.lines.push(Line {
                level: level.to_owned(),
                message,
                by_host,
            });
        }
    }

    /// Adds a line to the report.
    pub fn report(&mut self, outcome: String, subject: String, message: String) {
        if self.report.len() >= REPORT_LINES_MAX {
            self.report_dropped += 1;
            return;
        }
        let cut = |text: String| {
            let text = super::budget::clean(text);
            text.chars().take(REPORT_TEXT_MAX).collect()
        };
        self.report.push(ReportLine {
            outcome,
            subject: cut(subject),
            message: cut(message),
        });
    }

    /// Where the guest's standard output and errors go.
    pub fn stream(&self) -> Printed {
        Printed(self.log.clone())
    }

    /// The log's lines, what was printed among them at the end.
    pub fn lines(&self) -> Vec<Line> {
        let mut log = self.lock();
        let printed = String::from_utf8_lossy(&std::mem::take(&mut log.printed))
            .trim_end()
            .to_owned();
        let mut lines = std::mem::take(&mut log.lines);
        let printed = super::budget::clean(printed);
        if !printed.is_empty() {
            let level = if printed.contains("panicked at") {
                "error"
            } else {
                "info"
            };
            lines.push(Line {
                level: level.to_owned(),
                message: printed,
                by_host: false,
            });
        }
        if log.dropped > 0 {
            lines.push(Line {
                level: "warning".into(),
                message: format!(
                    "{} more lines were dropped: a call may log 64 KiB",
                    log.dropped
                ),
                by_host: true,
            });
        }
        lines
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Log> {
        self.log.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Keeps what fits and drops the rest: a guest that prints without end harms nobody and is told nothing.
#[derive(Clone)]
pub struct Printed(Arc<Mutex<Log>>);

impl IsTerminal for Printed {
    fn is_terminal(&self) -> bool {
        false
    }
}

impl StdoutStream for Printed {
    fn async_stream(&self) -> Box<dyn AsyncWrite + Send + Sync> {
        Box::new(self.clone())
    }
}

impl AsyncWrite for Printed {
    fn poll_write(
        self: Pin<&mut Self>,
        _: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<std::io::Result<usize>> {
        let mut log = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let fits = usize::try_from(log.left)
            .unwrap_or(usize::MAX)
            .min(bytes.len());
        log.printed.extend_from_slice(&bytes[..fits]);
        log.left -= fits as u64;
        log.dropped += u64::from(fits < bytes.len());
        Poll::Ready(Ok(bytes.len()))
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        Poll::Ready(Ok(()))
    }
}
