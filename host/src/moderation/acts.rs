//! What a plugin's call hands over: kept in memory until it returns, written in its transaction.

use super::{
    Abuse, CONTRIBUTOR_CHARS_MAX, Moderation, ModerationError, Origin, REPORTS_MAX,
    REPORTS_OF_RECORD_MAX, TEXT_CHARS_MAX, WAITING_MAX, store,
};
use crate::codes::readable_code;
use crate::database::Connection;
use crate::directory::{Directory, DirectoryError, Record};

/// What one call handed over and reported.
#[derive(Debug, Default)]
pub struct Acts {
    submitted: Vec<About>,
    reported: Vec<(About, Abuse, String)>,
}

/// The record, and who wrote it.
#[derive(Debug)]
pub(super) struct About {
    pub record_id: String,
    pub plugin: String,
    pub kind: String,
    pub title: String,
    pub contributor: String,
    pub origin: Origin,
}

fn full(what: &str) -> DirectoryError {
    DirectoryError::Exhausted(format!(
        "so many {what} wait for moderators that no more are taken: say to the visitor to telephone"
    ))
}

impl Acts {
    /// Whether there is nothing to write.
    pub fn is_empty(&self) -> bool {
        self.submitted.is_empty() && self.reported.is_empty()
    }

    /// Hands a record over; the same twice is once.
    pub fn submit(&mut self, directory: &Directory, record: &Record, contributor: &str) {
        let mut about = about(directory, record, Origin::Submitted);
        about.contributor = contributor.chars().take(CONTRIBUTOR_CHARS_MAX).collect();
        self.submitted.retain(|one| one.record_id != record.id);
        self.submitted.push(about);
    }

    /// A visitor reports a record; the plugin on whose page that is stands as `plugin`.
    pub fn report(
        &mut self,
        directory: &Directory,
        record: &Record,
        plugin: &str,
        (abuse, text): (Abuse, &str),
    ) {
        let mut about = about(directory, record, Origin::Reported);
        about.plugin = plugin.to_owned();
        let text = text.trim().chars().take(TEXT_CHARS_MAX).collect();
        self.reported.push((about, abuse, text));
    }

    /// Reports of this record so far.
    pub fn reports_of(&self, record_id: &str) -> usize {
        let of = |(about, ..): &&(About, Abuse, String)| about.record_id == record_id;
        self.reported.iter().filter(of).count()
    }

    /// Writes all of it beside the call's own changes, at this moment; past a bound none of the call is kept.
    pub async fn write(
        &self,
        connection: &mut Connection,
        now_ms: i64,
    ) -> Result<(), DirectoryError> {
        for about in &self.submitted {
            if store::join(connection, about).await?.is_none() {
                if store::count_waiting(connection).await? >= WAITING_MAX {
                    return Err(full("records"));
                }
                open(connection, about, now_ms).await?;
            }
        }
        for (about, abuse, text) in &self.reported {
            let (all, of_record) = store::count_reports(&mut *connection, &about.record_id).await?;
            if all >= REPORTS_MAX || of_record >= REPORTS_OF_RECORD_MAX {
                return Err(full("reports"));
            }
            let number = match store::waiting_of(connection, &about.record_id).await? {
                Some(number) => number,
                None => open(connection, about, now_ms).await?,
            };
            if !store::same_report(connection, number, (*abuse, text)).await? {
                store::add_report(connection, number, (*abuse, text), now_ms).await?;
            }
        }
        Ok(())
    }
}

async fn open(
    connection: &mut Connection,
    about: &About,
    now_ms: i64,
) -> Result<i64, DirectoryError> {
    let reference = readable_code(uuid::Uuid::now_v7().as_u64_pair().1);
    Ok(store::open(connection, about, (&reference, now_ms)).await?)
}

fn about(directory: &Directory, record: &Record, origin: Origin) -> About {
    let content = serde_json::from_str(&record.content).unwrap_or_default();
    let kind = directory.kinds().get(&record.kind);
    About {
        record_id: record.id.clone(),
        plugin: record.maker.clone(),
        kind: record.kind.clone(),
        title: kind.map(|kind| kind.title(&content)).unwrap_or_default(),
        contributor: String::new(),
        origin,
    }
}

impl Moderation {
    /// Says early what the commit would refuse: whether a record takes one report more, beside `pending` of the same call.
    pub async fn takes_report(
        &self,
        record_id: &str,
        pending: usize,
    ) -> Result<(), ModerationError> {
        let readers = self.directory.database().readers();
        let (all, of_record) = store::count_reports(readers, record_id).await?;
        let pending = i64::try_from(pending).unwrap_or(i64::MAX);
        let more = |count: i64| count.saturating_add(pending);
        if more(all) >= REPORTS_MAX || more(of_record) >= REPORTS_OF_RECORD_MAX {
            return Err(full("reports").into());
        }
        Ok(())
    }
}
