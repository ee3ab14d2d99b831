//! Where a record's fields come from: what each source says, what was corrected here, and the content that both make.

mod fold;
pub(super) mod store;
mod take;
mod withdraw;

use std::sync::Arc;

use serde_json::Value;

pub use fold::{Corrections, corrected, differences, fold};
pub use take::{SAID_MAX, Said, Taken, TakenAs};
pub use withdraw::Left;

use super::Directory;
use super::error::DirectoryError;
use crate::database::Connection;

/// A source of a record.
#[derive(Clone, Debug, PartialEq)]
pub struct Source {
    /// Its short name: `hub-lo`.
    pub source: String,
    /// The key of its own record.
    pub key: String,
    /// What it says, whole.
    pub content: Arc<Value>,
    /// When it last said something new, in milliseconds since 1970.
    pub said: i64,
}

/// A value that was corrected here.
#[derive(Clone, Debug, PartialEq)]
pub struct Correction {
    /// A JSON Pointer.
    pub path: String,
    /// The value instead; nothing where it was taken away.
    pub value: Option<Value>,
    /// What the sources said when it was corrected.
    pub said: Option<Value>,
    /// In milliseconds since 1970.
    pub corrected: i64,
    /// An account, or the command line.
    pub corrected_by: String,
}

/// All that is known of where a record comes from.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Provenance {
    /// The most believed first.
    pub sources: Vec<Source>,
    pub corrections: Vec<Correction>,
}

/// Where one field comes from.
#[derive(Clone, Debug, PartialEq)]
pub struct Field {
    /// A JSON Pointer to a value that is no object.
    pub path: String,
    /// What stands in the record; nothing where it was taken away here.
    pub value: Option<Value>,
    /// Short name of the source that says so, and when; nothing for what only stands here.
    pub source: Option<(String, i64)>,
    /// Who corrected it here.
    pub correction: Option<Correction>,
    /// What the source says now, where that is something else.
    pub said_now: Option<Value>,
}

impl Provenance {
    /// Each field of the content that these make, and of what was taken away, in the order of paths.
    pub fn fields(&self) -> Vec<Field> {
        let contents: Vec<&Value> = self.sources.iter().map(|source| &*source.content).collect();
        let said = fold::leaves(&fold(&contents));
        let corrections: Corrections = self
            .corrections
            .iter()
            .map(|correction| (correction.path.clone(), correction.value.clone()))
            .collect();
        let now = fold::leaves(&corrected(fold(&contents), &corrections));
        let mut paths: Vec<&String> = said.keys().chain(now.keys()).collect();
        paths.sort();
        paths.dedup();
        paths
            .into_iter()
            .map(|path| self.field(path, now.get(path), said.get(path)))
            .collect()
    }

    fn field(&self, path: &str, now: Option<&Value>, said: Option<&Value>) -> Field {
        let correction = self.corrections.iter().find(|correction| {
            path.strip_prefix(&correction.path)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        });
        let source = self
            .sources
            .iter()
            .find(|source| source.content.pointer(path).is_some());
        Field {
            path: path.to_owned(),
            value: now.cloned(),
            source: source
                .filter(|_| correction.is_none())
                .map(|source| (source.source.clone(), source.said)),
            correction: correction.cloned(),
            said_now: said.filter(|said| Some(*said) != now).cloned(),
        }
    }
}

/// What must be noted as corrected so that a content stands although the sources say something else.
fn corrections_between(said: &Value, here: &Value, (at, by): (i64, &str)) -> Vec<Correction> {
    differences(said, here)
        .into_iter()
        .map(|(path, value)| Correction {
            said: said.pointer(&path).cloned(),
            path,
            value,
            corrected: at,
            corrected_by: by.to_owned(),
        })
        .collect()
}

/// Notes what a change by people or plugins made different from the sources. A value that was corrected before and stands
/// as it did keeps its day and its author.
pub(super) async fn note_corrections(
    connection: &mut Connection,
    changed: &[(&str, &Value)],
    by: (i64, &str),
) -> Result<(), sqlx::Error> {
    let ids: Vec<&str> = changed.iter().map(|(id, _)| *id).collect();
    let sources = store::sources_of(connection, &ids).await?;
    if sources.is_empty() {
        return Ok(());
    }
    let known = store::corrections_of(connection, &ids).await?;
    for (id, here) in changed {
        let of = sources.iter().filter(|row| row.record_id == *id);
        let of: Vec<&Value> = store::spoken(of)
            .into_iter()
            .map(|row| &*row.source.content)
            .collect();
        if of.is_empty() {
            continue;
        }
        let mut corrections = corrections_between(&fold(&of), here, by);
        for correction in &mut corrections {
            let same = known.iter().find(|(of, one)| {
                of == id && one.path == correction.path && one.value == correction.value
            });
            if let Some((_, same)) = same {
                *correction = same.clone();
            }
        }
        store::replace_corrections(connection, id, &corrections).await?;
    }
    Ok(())
}

impl Directory {
    /// Where a record comes from; empty for one that was written here.
    pub async fn provenance(&self, id: &str) -> Result<Provenance, DirectoryError> {
        let mut readers = self.database.readers().acquire().await?;
        let sources = store::sources_of(&mut readers, &[id]).await?;
        let corrections = store::corrections_of(&mut readers, &[id]).await?;
        Ok(Provenance {
            sources: store::spoken(sources.iter())
                .into_iter()
                .map(|row| row.source.clone())
                .collect(),
            corrections: corrections.into_iter().map(|(_, one)| one).collect(),
        })
    }
}
