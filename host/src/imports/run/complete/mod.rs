//! The end of an import whose file is the whole of what its source says: what the file no longer holds is withdrawn, some at a
//! time, each told in the report. A file of which much is missing is a broken file more often than a true one: then nothing goes
//! before a person says so. One that was killed goes on: what is withdrawn already is no longer looked for.

mod store;

use serde_json::Value;

use super::super::reading::departments;
use super::{Counts, Import, ImportError, Line, Outcome, Remark, What};
use crate::directory::provenance::Left;

/// Withdrawn in one transaction.
const RECORDS_MAX: i64 = 500;
/// Lines of what is not in the file stand behind all of its own.
pub const NOT_IN_FILE: u64 = 1 << 40;
/// Not more than one of so many goes unless a person says so.
const SHARE: u64 = 3;

/// Whether a file is the whole of what its source says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Complete {
    /// It says nothing of what it does not hold.
    #[default]
    No,
    /// What it does not hold goes, unless that is more than a third.
    Yes,
    /// However many go.
    Many,
}

impl Complete {
    /// As the database has it.
    pub(in crate::imports) fn number(self) -> i64 {
        match self {
            Self::No => 0,
            Self::Yes => 1,
            Self::Many => 2,
        }
    }

    pub(in crate::imports) fn of(number: i64) -> Self {
        match number {
            0 => Self::No,
            1 => Self::Yes,
            _ => Self::Many,
        }
    }
}

/// What a source said and its file no longer holds.
#[derive(Clone, Debug)]
struct Absent {
    kind: String,
    key: String,
    content: Value,
}

impl Absent {
    fn name(&self) -> &str {
        let name = self.content.get("name").or(self.content.get("title"));
        name.and_then(Value::as_str).unwrap_or(&self.key)
    }

    /// As the source calls it.
    fn id(&self) -> &str {
        self.key.split_once(':').map_or(&self.key, |(_, id)| id)
    }
}

impl Import {
    /// Withdraws the next of what the file does not hold; nothing when there is no more.
    pub(super) async fn withdraw(&mut self) -> Result<Option<Vec<Line>>, ImportError> {
        if !self.looked {
            self.spare().await?;
            self.check_share().await?;
            self.looked = true;
        }
        let readers = self.directory.database().readers();
        let after = (String::new(), String::new());
        let absent = store::absent(readers, self.run.number, &after, RECORDS_MAX).await?;
        if absent.is_empty() {
            return Ok(None);
        }
        let names: Vec<(String, String)> = absent
            .iter()
            .map(|one| (one.kind.clone(), one.key.clone()))
            .collect();
        let by = format!("import {}", self.run.source);
        let (mut pending, left) = self.directory.withdraw_said(&by, &names).await?;
        let mut run = self.run.clone();
        run.alive = self.now_ms();
        let mut lines = Vec::new();
        for (one, left) in absent.iter().zip(left) {
            let key = match left {
                Left::Withdrawn => "import-withdrawn",
                Left::Facts => "import-facts-gone",
                Left::Nothing => continue,
            };
            let line = Line {
                row: NOT_IN_FILE + run.counts.withdrawn,
                outcome: Outcome::Withdrawn,
                subject: one.name().to_owned(),
                remarks: vec![Remark::new("", &one.key, What::new(key))],
            };
            run.counts.add(&line);
            lines.push(line);
        }
        super::store::write_lines(pending.connection(), run.number, &lines).await?;
        super::store::write_progress(pending.connection(), &run, self.run.alive).await?;
        pending.commit().await?;
        self.run = run;
        Ok(Some(lines))
    }

    /// Leaves alone what the file speaks of in a row that was refused, and what stands in another département than the one that
    /// was asked for: of those this import tells nothing.
    async fn spare(&self) -> Result<(), ImportError> {
        let run = &self.run;
        if run.counts.refused == 0 && run.department.is_empty() {
            return Ok(());
        }
        let database = self.directory.database();
        let mut after = (String::new(), String::new());
        loop {
            let page = store::absent(database.readers(), run.number, &after, RECORDS_MAX).await?;
            let Some(last) = page.last() else {
                return Ok(());
            };
            after = (last.kind.clone(), last.key.clone());
            let mut write = database
                .write()
                .await
                .map_err(crate::directory::DirectoryError::from)?;
            let named = page.iter().flat_map(|one| [one.name(), one.id()]).collect();
            let refused = store::refused(&mut write, run.number, named).await?;
            let spared = page.iter().filter(|one| {
                let elsewhere = !run.department.is_empty() && {
                    let known = departments(&one.content);
                    !known.is_empty() && !known.contains(&run.department)
                };
                elsewhere || refused.contains(one.name()) || refused.contains(one.id())
            });
            for one in spared {
                store::spare(&mut write, run.number, (&one.kind, &one.key)).await?;
            }
            write
                .commit()
                .await
                .map_err(crate::directory::DirectoryError::from)?;
        }
    }

    async fn check_share(&self) -> Result<(), ImportError> {
        let readers = self.directory.database().readers();
        let (absent, all) = store::count(readers, self.run.number).await?;
        if self.run.complete == Complete::Many || absent * SHARE <= all {
            return Ok(());
        }
        let what = What::new("import-too-many-gone")
            .with("count", absent)
            .with("all", all);
        let failure = serde_json::json!(what).to_string();
        let (database, now) = (self.directory.database(), self.now_ms());
        super::store::end(database, &self.run, now, Some(&failure)).await?;
        Err(ImportError::TooManyGone { absent, all })
    }
}

impl Counts {
    /// What was read of the file itself.
    pub fn of_file(&self) -> u64 {
        self.taken + self.changed + self.unchanged
    }
}
