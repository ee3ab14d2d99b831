//! A record: the envelope that never changes around a content that fits its kind. Also the bounds of both.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use serde_json::Value;
use uuid::{NoContext, Timestamp, Uuid};

use super::error::DirectoryError;
use super::index::Indexed;

/// The largest fiche of Service-Public is 300 KiB; a record is read whole and shown on one page.
pub const CONTENT_BYTES_MAX: usize = 1 << 20;
/// An external id, a slug or an address.
pub const KEY_BYTES_MAX: usize = 256;
/// serde_json stops at 128; recursive walks of ours stay far from a stack's end.
pub const CONTENT_DEPTH_MAX: usize = 64;

/// The maker of what the administration itself writes.
pub const HOST: &str = "host";

/// What the directory holds, as its readers get it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// A UUID of version 7, which sorts by time.
    pub id: String,
    /// The name that its maker gave it, unique for one maker and kind.
    pub key: Option<String>,
    /// `place`, `agenda.event`…
    pub kind: String,
    /// The name of the instance where it was born.
    pub origin: String,
    /// The plugin that made it, or `host`.
    pub maker: String,
    /// From 1, one more with each change.
    pub revision: u64,
    /// Who may see it.
    pub state: State,
    /// Milliseconds since 1970.
    pub created: i64,
    /// Milliseconds since 1970.
    pub updated: i64,
    /// Compact JSON.
    pub content: String,
}

/// Only what is published reaches visitors, peers, feeds and other makers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum State {
    Draft,
    Published,
    Withdrawn,
}

impl State {
    /// The word of the contract and of the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Published => "published",
            Self::Withdrawn => "withdrawn",
        }
    }
}

impl fmt::Display for State {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

impl FromStr for State {
    type Err = DirectoryError;

    fn from_str(word: &str) -> Result<Self, DirectoryError> {
        match word {
            "draft" => Ok(Self::Draft),
            "published" => Ok(Self::Published),
            "withdrawn" => Ok(Self::Withdrawn),
            _ => Err(DirectoryError::Invalid(format!(
                "the state {:?} is unknown: use `draft`, `published` or `withdrawn`",
                word.chars().take(40).collect::<String>()
            ))),
        }
    }
}

/// A JSON object that was found to fit its kind; made by [`super::Kind::check`] alone.
#[derive(Clone, Debug)]
pub struct Content {
    pub(super) kind: String,
    pub(super) value: Arc<Value>,
    pub(super) text: String,
    /// What search will keep of it, where somebody read it ahead of the transaction.
    pub(super) ahead: Option<Arc<Indexed>>,
}

impl Content {
    /// The kind that it fits.
    pub fn kind(&self) -> &str {
        &self.kind
    }

    /// The content itself.
    pub fn value(&self) -> &Value {
        &self.value
    }
}

/// A new id: version 7, so that ids sort by the time at which they were made.
pub(crate) fn new_id(now_ms: i64) -> String {
    let ms = u64::try_from(now_ms).unwrap_or_default();
    let nanoseconds = u32::try_from(ms % 1_000).unwrap_or_default() * 1_000_000;
    Uuid::new_v7(Timestamp::from_unix(NoContext, ms / 1_000, nanoseconds)).to_string()
}

/// Keys are shown in addresses and compared byte by byte.
pub(crate) fn check_key(key: &str) -> Result<(), DirectoryError> {
    if key.is_empty() {
        return Err(DirectoryError::Invalid(
            "the key is empty: give an id or a slug, or use `create`".into(),
        ));
    }
    if key.len() > KEY_BYTES_MAX {
        return Err(DirectoryError::Exhausted(format!(
            "the key has {} bytes, at most {KEY_BYTES_MAX} are kept: shorten it or use a digest",
            key.len()
        )));
    }
    if key.chars().any(char::is_control) {
        return Err(DirectoryError::Invalid(format!(
            "the key {key:?} holds a control character: remove it"
        )));
    }
    Ok(())
}

/// Whether arrays and objects are nested in each other deeper than `depth_max`.
pub(crate) fn deeper_than(value: &Value, depth_max: usize) -> bool {
    match value {
        Value::Array(items) => {
            depth_max == 0 || items.iter().any(|item| deeper_than(item, depth_max - 1))
        }
        Value::Object(fields) => {
            depth_max == 0
                || fields
                    .values()
                    .any(|field| deeper_than(field, depth_max - 1))
        }
        _ => false,
    }
}
