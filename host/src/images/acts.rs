//! What a plugin's call does with pictures: kept in memory until it returns, written in its transaction.

use super::{OF_RECORD_MAX, Said, announce, store};
use crate::database::Connection;
use crate::directory::DirectoryError;

/// What one call gave to records and took from them, in its order.
#[derive(Debug)]
pub struct Acts {
    plugin: String,
    acts: Vec<Act>,
}

#[derive(Debug)]
enum Act {
    Attach {
        record: String,
        name: String,
        said: Said,
    },
    Detach {
        record: String,
        name: String,
    },
}

impl Acts {
    /// Of a plugin's call.
    pub fn of(plugin: &str) -> Self {
        Self {
            plugin: plugin.to_owned(),
            acts: Vec::new(),
        }
    }

    /// Whether there is nothing to write.
    pub fn is_empty(&self) -> bool {
        self.acts.is_empty()
    }

    /// Gives a picture to a record.
    pub fn attach(&mut self, record: String, name: String, said: Said) {
        self.acts.push(Act::Attach { record, name, said });
    }

    /// Erases a record's picture.
    pub fn detach(&mut self, record: String, name: String) {
        self.acts.push(Act::Detach { record, name });
    }

    /// Writes all of it beside the call's own changes; where one is not possible, none of the call is kept.
    pub async fn write(&self, connection: &mut Connection) -> Result<(), DirectoryError> {
        for act in &self.acts {
            let (name, done) = match act {
                Act::Attach { record, name, said } => {
                    let of = (self.plugin.as_str(), name.as_str());
                    let done = store::attach(connection, of, record, said).await?;
                    if store::count(connection, record).await? > OF_RECORD_MAX as u64 {
                        return Err(DirectoryError::Exhausted(format!(
                            "more than {OF_RECORD_MAX} pictures of one record: take one out first"
                        )));
                    }
                    (name, done)
                }
                Act::Detach { record, name } => {
                    let of = (self.plugin.as_str(), name.as_str());
                    (name, store::erase(connection, of, record).await?)
                }
            };
            if !done {
                return Err(DirectoryError::Conflict(format!(
                    "the picture {name} changed in the meantime: read again"
                )));
            }
        }
        if !self.acts.is_empty() {
            announce(connection, &self.plugin).await?;
        }
        Ok(())
    }
}
