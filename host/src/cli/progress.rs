//! How far a task has come: a bar on a terminal, lines elsewhere.

use std::collections::BTreeMap;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

use super::words::say;
use crate::plugins::{ReportLine, Step};

/// What a line of a report is called.
const NAMED: [(&str, &str); 2] = [
    ("refused", "cli-report-refused"),
    ("repaired", "cli-report-repaired"),
];
/// How many came of it, in the order in which they are told.
const COUNTED: [(&str, &str); 5] = [
    ("taken", "cli-report-taken"),
    ("changed", "cli-report-changed"),
    ("unchanged", "cli-report-unchanged"),
    ("repaired", "cli-report-repaired-count"),
    ("refused", "cli-report-refused-count"),
];

/// Shows the steps of a task and gathers its report.
pub struct Progress {
    bar: ProgressBar,
    counts: BTreeMap<String, u64>,
    told: Vec<ReportLine>,
    memory: u64,
}

impl Progress {
    /// Begins.
    pub fn new() -> Self {
        let style = ProgressStyle::with_template("{bar:30} {pos}/{len} {elapsed} {msg}");
        let bar = ProgressBar::new(0);
        if let Ok(style) = style {
            bar.set_style(style);
        }
        bar.enable_steady_tick(Duration::from_millis(200));
        Self {
            bar,
            counts: BTreeMap::new(),
            told: Vec::new(),
            memory: 0,
        }
    }

    /// Takes in one step.
    pub fn step(&mut self, step: &Step) {
        if let Some(total) = step.total {
            self.bar.set_length(total);
        }
        self.bar.set_position(step.done);
        self.bar.set_message(step.message.clone());
        self.memory = self.memory.max(step.cost.memory);
        for line in &step.report {
            *self.counts.entry(line.outcome.clone()).or_default() += 1;
            if NAMED.iter().any(|(outcome, _)| line.outcome == *outcome) {
                self.told.push(line.clone());
            }
        }
    }

    /// Ends with the report: what was refused and repaired by name, everything counted.
    pub fn finish(self, message: &str) {
        self.bar.finish_and_clear();
        for line in &self.told {
            let named = NAMED.iter().find(|(outcome, _)| line.outcome == *outcome);
            let outcome = named.map_or_else(String::new, |(_, key)| say(key, &[]));
            println!("{outcome}\t{}\t{}", line.subject, line.message);
        }
        let counts: Vec<String> = COUNTED
            .iter()
            .filter_map(|(outcome, key)| {
                let count = self.counts.get(*outcome)?;
                Some(say(key, &[("count", count)]))
            })
            .collect();
        if !counts.is_empty() {
            println!("{}", counts.join(", "));
        }
        println!("{message}");
        let size = self.memory / 1024;
        println!("{}", say("cli-report-memory", &[("size", &size)]));
    }
}
