//! How far the pages are accessible, by criterion of the RGAA 4.1.2: a table of verdicts that the project keeps
//! (`host/accessibility/verdicts.toml`), those of an instance's own audit over it, and the state that the law asks to declare. What nobody
//! looked at is never counted as good.

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use crate::config::{Accessibility, Verdict};

/// The project's own table.
const TABLE: &str = include_str!("../../accessibility/verdicts.toml");
/// How many criteria each of the 13 themes has: RGAA 4.1.2, published by the DINUM.
pub const CRITERIA: [u32; 13] = [9, 2, 3, 13, 8, 2, 5, 10, 4, 14, 13, 11, 12];
/// From this share of the applicable criteria on a site may be called partly compliant.
const PARTIAL_PERCENT: u32 = 50;

/// What shows a verdict.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ShownBy {
    /// An automatic check of the project: `axe`, `nu`, `templates`.
    Check(String),
    /// Somebody, by name.
    Person(String),
}

/// A verdict with what shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judged {
    /// Whether the pages meet it.
    pub verdict: Verdict,
    /// What shows it.
    pub by: ShownBy,
    /// The day: `2026-11-23`.
    pub date: String,
}

/// What the law asks to declare (décret n° 2019-768).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum State {
    /// No audit looked at every criterion, or less than half of those that apply are met.
    #[default]
    NotCompliant,
    /// At least half of them.
    Partial,
    /// All of them.
    Whole,
}

/// A theme's counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    pub compliant: u32,
    pub not_compliant: u32,
    pub not_applicable: u32,
    /// Nobody looked.
    pub unknown: u32,
}

/// Every verdict that is known, by theme and criterion.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Table {
    judged: BTreeMap<(u32, u32), Judged>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    verdicts: Vec<Line>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    criteria: Vec<String>,
    verdict: Verdict,
    by: String,
    who: Option<String>,
    date: String,
}

static OWN: LazyLock<Table> = LazyLock::new(|| {
    let file: File = toml::from_str(TABLE).expect("a test reads this table");
    let mut table = Table::default();
    for line in file.verdicts {
        let by = match line.who {
            Some(who) => ShownBy::Person(who),
            None => ShownBy::Check(line.by),
        };
        let judged = Judged {
            verdict: line.verdict,
            by,
            date: line.date,
        };
        let places = line.criteria.iter().filter_map(|text| criterion(text));
        table
            .judged
            .extend(places.map(|place| (place, judged.clone())));
    }
    table
});

impl Table {
    /// The project's verdicts, and over them those that an instance had somebody find.
    pub fn of(config: &Accessibility) -> Self {
        let mut table = OWN.clone();
        for own in &config.verdicts {
            let Some(place) = criterion(&own.criterion) else {
                tracing::warn!(criterion = own.criterion, "the RGAA has no such criterion");
                continue;
            };
            let judged = Judged {
                verdict: own.verdict,
                by: ShownBy::Person(own.by.clone()),
                date: own.date.clone(),
            };
            table.judged.insert(place, judged);
        }
        table
    }

    /// Verdicts in order, each with its criterion: `8.3`.
    pub fn judged(&self) -> impl Iterator<Item = (String, &Judged)> {
        self.judged
            .iter()
            .map(|((theme, number), judged)| (format!("{theme}.{number}"), judged))
    }

    /// The counts of a theme, from 1 to 13.
    pub fn counts(&self, theme: u32) -> Counts {
        let mut counts = Counts::default();
        let all = CRITERIA.get((theme as usize).wrapping_sub(1)).copied();
        for number in 1..=all.unwrap_or(0) {
            match self.judged.get(&(theme, number)).map(|one| one.verdict) {
                Some(Verdict::Compliant) => counts.compliant += 1,
                Some(Verdict::NotCompliant) => counts.not_compliant += 1,
                Some(Verdict::NotApplicable) => counts.not_applicable += 1,
                None => counts.unknown += 1,
            }
        }
        counts
    }

    /// The counts of all themes.
    pub fn total(&self) -> Counts {
        (1..=13)
            .map(|theme| self.counts(theme))
            .fold(Counts::default(), |sum, one| Counts {
                compliant: sum.compliant + one.compliant,
                not_compliant: sum.not_compliant + one.not_compliant,
                not_applicable: sum.not_applicable + one.not_applicable,
                unknown: sum.unknown + one.unknown,
            })
    }

    /// What is declared. Without a verdict for each criterion there was no audit, and a site without one is not compliant.
    pub fn state(&self) -> State {
        let total = self.total();
        match (total.unknown, self.percent()) {
            (0, Some(100)) => State::Whole,
            (0, Some(percent)) if percent >= PARTIAL_PERCENT => State::Partial,
            _ => State::NotCompliant,
        }
    }

    /// Of the criteria that apply, how many in a hundred are met; nothing where an audit lacks. Never rounded up.
    pub fn percent(&self) -> Option<u32> {
        let total = self.total();
        let applicable = total.compliant + total.not_compliant;
        (total.unknown == 0 && applicable > 0).then(|| total.compliant * 100 / applicable)
    }
}

/// `8.3` is the third criterion of the eighth theme.
fn criterion(text: &str) -> Option<(u32, u32)> {
    let (theme, number) = text.split_once('.')?;
    let (theme, number): (u32, u32) = (theme.parse().ok()?, number.parse().ok()?);
    let all = CRITERIA.get((theme as usize).checked_sub(1)?)?;
    (1..=*all).contains(&number).then_some((theme, number))
}
