//! The lines between instances: which are cut, and how many requests went over each.

use std::collections::BTreeMap;

use super::network::Weather;
use super::world::{START_MS, World};

/// Requests to whom nobody reaches, in an hour.
const IN_VAIN_MAX: u64 = 50;

impl World {
    pub fn cut(&self, from: usize, to: usize, ms: i64) {
        self.inside(|inside| inside.cuts.insert((from, to), inside.now + ms));
    }

    pub fn is_cut(&self, from: usize, to: usize) -> bool {
        self.inside(|inside| {
            let until = inside.cuts.get(&(from, to)).copied();
            until.is_some_and(|until| until > inside.now)
        })
    }

    /// All lines hold again, and nobody is about to die.
    pub fn mend(&self) {
        self.inside(|inside| {
            inside.cuts.clear();
            inside.doomed.clear();
            inside.weather = Weather::default();
        });
    }

    pub fn count(&self, from: usize, to: usize) {
        self.inside(|inside| *inside.counts.entry((from, to)).or_default() += 1);
    }

    /// Asks on a line that is cut: whoever is away is asked now and then, not without end.
    pub fn count_in_vain(&self, from: usize, to: usize) {
        let count = self.inside(|inside| {
            let hour = (inside.now - START_MS) / 3_600_000;
            let count = inside.in_vain_asked.entry((from, to, hour)).or_default();
            *count += 1;
            *count
        });
        if count == IN_VAIN_MAX {
            let names = (self.short(from), self.short(to));
            self.violated(&format!(
                "{} asks {} without end, which is away",
                names.0, names.1
            ));
        }
    }

    /// Requests on each line since the last look.
    pub fn counts(&self) -> BTreeMap<(usize, usize), u64> {
        self.inside(|inside| std::mem::take(&mut inside.counts))
    }
}
