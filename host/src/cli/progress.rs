//! How far a task has come: a bar on a terminal, lines elsewhere.

use std::collections::BTreeMap;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

use crate::plugins::{ReportLine, Step};

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
        self.memory = self.memory.max(step.memory);
        for line in &step.report {
            *self.counts.entry(line.outcome.clone()).or_default() += 1;
            if line.outcome == "refused" || line.outcome == "repaired" {
                self.told.push(line.clone());
            }
        }
    }

    /// Ends with the report: what was refused and repaired by name, everything counted.
    pub fn finish(self, message: &str) {
        self.bar.finish_and_clear();
        for line in &self.told {
            println!("{}: {}: {}", line.outcome, line.subject, line.message);
        }
        let counts: Vec<String> = ["taken", "changed", "unchanged", "repaired", "refused"]
            .iter()
            .filter_map(|outcome| Some(format!("{} {outcome}", self.counts.get(*outcome)?)))
            .collect();
        if !counts.is_empty() {
            println!("{}", counts.join(", "));
        }
        println!("{message}");
        println!("(the guest's memory: {} KiB at most)", self.memory / 1024);
    }
}
