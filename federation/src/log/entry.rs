//! One entry of a log, and its line.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::LogError;
use crate::hash::Hash;
use crate::json;
use crate::moment::Moment;
use crate::origin::{KeyId, NameError, Origin, RecordId};
use crate::record::{INTEGER_MAX, Kind};

/// Bytes of an entry's line: two names of 300 and two hashes leave room.
const ENTRY_BYTES_MAX: usize = 2048;

/// What happened to the subject.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Op {
    /// A new revision of a record; its content is the signed record.
    Put,
    /// The record is withdrawn. No content; a lower revision never revives it.
    Delete,
    /// The record is erased: mirrors purge rows, indexes, caches, media and kept pages, and send a receipt.
    Erase,
    /// A key comes or goes; its content is a signed key statement.
    Key,
}

/// Of what an entry speaks.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Subject {
    Record(RecordId),
    Key(KeyId),
}

impl Subject {
    /// Whose record or key it is.
    pub fn origin(&self) -> &Origin {
        match self {
            Subject::Record(id) => id.origin(),
            Subject::Key(id) => id.origin(),
        }
    }
}

impl fmt::Display for Subject {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Subject::Record(id) => id.fmt(formatter),
            Subject::Key(id) => id.fmt(formatter),
        }
    }
}

impl TryFrom<String> for Subject {
    type Error = NameError;

    /// A key's name has a fragment, a record's never has.
    fn try_from(text: String) -> Result<Subject, NameError> {
        match text.contains('#') {
            true => text.parse().map(Subject::Key),
            false => text.parse().map(Subject::Record),
        }
    }
}

impl From<Subject> for String {
    fn from(subject: Subject) -> String {
        subject.to_string()
    }
}

/// An entry. Its canonical form is one line of a page, and what the next entry's `prev` hashes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// From 1, without a gap.
    pub seq: u64,
    /// The hash of the entry before, or of the opening.
    pub prev: Hash,
    pub op: Op,
    pub id: Subject,
    /// Of the record, from 1, higher at each entry of it; of keys, which statement it is.
    pub revision: u64,
    /// The hash of the content's bytes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hash: Option<Hash>,
    pub at: Moment,
    /// The record's kind; `key` of a key.
    pub kind: Kind,
}

impl Entry {
    /// Reads an entry's line, without its line end.
    pub fn read(line: &[u8]) -> Result<Entry, String> {
        let value = json::read_canonical(line, ENTRY_BYTES_MAX).map_err(|e| e.to_string())?;
        let entry: Entry = json::shaped(value).map_err(|error| error.to_string())?;
        entry.check().map_err(str::to_owned)?;
        Ok(entry)
    }

    /// The entry's canonical form.
    pub fn line(&self) -> Result<Vec<u8>, LogError> {
        let seq = self.seq;
        self.check().map_err(|cause| LogError::Entry {
            seq,
            cause: cause.to_owned(),
        })?;
        json::canonical(self).map_err(|error| LogError::Entry {
            seq,
            cause: error.to_string(),
        })
    }

    fn check(&self) -> Result<(), &'static str> {
        let numbers = [self.seq, self.revision];
        if !numbers
            .iter()
            .all(|number| (1..=INTEGER_MAX).contains(number))
        {
            return Err("numbers are 1 or more");
        }
        match (self.op, &self.id, self.hash) {
            (Op::Put, Subject::Record(_), Some(_))
            | (Op::Delete | Op::Erase, Subject::Record(_), None) => Ok(()),
            (Op::Key, Subject::Key(_), Some(_)) if self.kind.as_str() == "key" => Ok(()),
            _ => Err("a put has a record and a hash, a removal no hash, a key a key and a hash"),
        }
    }
}
