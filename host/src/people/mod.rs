//! What this instance knows of one person: found by e-mail address or by name, exported, erased. Erased ids and salted digests go to
//! a list beside the backups, so that a backup that is restored later forgets the same (`list.rs`). It finds what the host keeps,
//! and words as they stand in what plugins keep for themselves; what a plugin packs in a way of its own nobody else can read.

mod erase;
mod export;
mod list;
mod store;
mod wanted;

use crate::accounts::AccountError;
use crate::app::App;
use crate::database::DatabaseError;
use crate::federation::FederationError;

pub use erase::{Erased, erase, erase_listed};
pub use export::export;
pub use list::{Entry, FILE, keep, read, write};
pub use wanted::{WANTED_CHARS_MAX, WANTED_CHARS_MIN, Wanted};

/// Things, at most, that one question names.
pub const FOUND_MAX: usize = 500;

/// Why nothing was found or erased.
#[derive(Debug, thiserror::Error)]
pub enum PersonError {
    /// Nobody could administer any more.
    #[error("this is the last account that administers: make another one first")]
    LastAdministrator,
    /// The list of erasures cannot be read or written: nothing was erased.
    #[error("the list of erasures {path} cannot be read or written")]
    List {
        /// Where.
        path: std::path::PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    #[error(transparent)]
    Database(#[from] DatabaseError),
    #[error(transparent)]
    Account(#[from] AccountError),
    #[error(transparent)]
    Federation(#[from] FederationError),
}

impl From<sqlx::Error> for PersonError {
    fn from(error: sqlx::Error) -> Self {
        Self::Database(error.into())
    }
}

/// What was found, each with the reference by which it is erased.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// `account:…`, `contributor:…`, `suggestion:…`, `report:…`, `record:…`, `history:…`, `letter:…`, `storage:PLUGIN/KEY`.
    pub reference: String,
    pub what: What,
    /// What people call it.
    pub title: String,
    /// Everything that is kept of it: field and text.
    pub fields: Vec<(&'static str, String)>,
    /// It is of the person and of nothing else, so that it is erased unless somebody says otherwise.
    pub is_theirs: bool,
}

/// All that was found of a person.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Findings {
    /// In the order of [`What`], at most [`FOUND_MAX`].
    pub all: Vec<Found>,
    /// Something else names the person too: what was found goes first, or the question is narrowed.
    pub more: bool,
}

/// Where something was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum What {
    Account,
    Contributor,
    Letter,
    Suggestion,
    Report,
    Record,
    /// Replaced revisions of a record that speaks of the person no more.
    History,
    /// What a plugin keeps for itself.
    Storage,
    /// Another instance's record, which is its owner's to erase.
    Copy,
}

impl What {
    /// The first half of a reference.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Account => "account",
            Self::Contributor => "contributor",
            Self::Letter => "letter",
            Self::Suggestion => "suggestion",
            Self::Report => "report",
            Self::Record => "record",
            Self::History => "history",
            Self::Storage => "storage",
            Self::Copy => "copy",
        }
    }
}

/// Everything that names a person, in the order of [`What`].
pub async fn find(app: &App, wanted: &Wanted) -> Result<Findings, PersonError> {
    let database = app.directory.database();
    let mut found = Vec::new();
    for row in store::accounts(database).await? {
        if wanted.is_in(&row.login) || wanted.is_in(&row.name) {
            found.push(Found {
                reference: format!("account:{}", row.id),
                what: What::Account,
                title: row.name.clone(),
                fields: vec![("name", row.name), ("login", row.login), ("role", row.role)],
                is_theirs: true,
            });
        }
    }
    let mut words = vec![wanted.clone()];
    if let Some(address) = wanted.address() {
        if let Some(row) = store::contributor(database, &address).await? {
            // The names by which plugins know them: what they wrote through a plugin says one of these.
            words.extend(row.names.iter().map(|(_, name)| Wanted::exact(name)));
            let names: Vec<String> = row.names.into_iter().map(|(plugin, _)| plugin).collect();
            found.push(Found {
                reference: format!("contributor:{}", row.id),
                what: What::Contributor,
                title: address.clone(),
                fields: vec![
                    ("address", address.clone()),
                    ("language", row.language),
                    ("plugins", names.join(", ")),
                ],
                is_theirs: true,
            });
        }
        let letters = store::letters(database, &address).await?;
        found.extend(letters.into_iter().map(|(id, subject, text)| Found {
            reference: format!("letter:{id}"),
            what: What::Letter,
            title: subject,
            fields: vec![("address", address.clone()), ("text", text)],
            is_theirs: true,
        }));
    }
    for row in store::suggestions(database).await? {
        let texts = [&row.text, &row.contact, &row.note];
        if texts.iter().any(|text| wanted.is_in(text)) {
            found.push(Found {
                is_theirs: wanted.is_in(&row.contact),
                reference: format!("suggestion:{}", row.reference),
                what: What::Suggestion,
                title: row.title,
                fields: vec![
                    ("text", row.text),
                    ("contact", row.contact),
                    ("note", row.note),
                ],
            });
        }
    }
    for (number, text) in store::reports(database).await? {
        if wanted.is_in(&text) {
            found.push(Found {
                reference: format!("report:{number}"),
                what: What::Report,
                title: String::new(),
                fields: vec![("text", text)],
                is_theirs: false,
            });
        }
    }
    let more = records(app, &words, &mut found).await? || storage(app, &words, &mut found).await?;
    found.sort_by(|one, other| (one.what, &one.reference).cmp(&(other.what, &other.reference)));
    Ok(Findings { all: found, more })
}

/// What plugins keep that holds one of these words; true where there is more.
async fn storage(app: &App, words: &[Wanted], found: &mut Vec<Found>) -> Result<bool, PersonError> {
    for shelf in [store::Shelf::Now, store::Shelf::Before] {
        if shelved(app, shelf, words, found).await? {
            return Ok(true);
        }
    }
    Ok(false)
}

async fn shelved(
    app: &App,
    shelf: store::Shelf,
    words: &[Wanted],
    found: &mut Vec<Found>,
) -> Result<bool, PersonError> {
    let database = app.directory.database();
    let mut place = (String::new(), String::new());
    loop {
        let rows = store::storage(database, shelf, &place).await?;
        let Some((plugin, key, _)) = rows.last() else {
            return Ok(false);
        };
        place = (plugin.clone(), key.clone());
        for (plugin, key, value) in rows {
            let text = String::from_utf8_lossy(&value).into_owned();
            if !words
                .iter()
                .any(|wanted| wanted.is_in(&text) || wanted.is_in(&key))
            {
                continue;
            }
            let reference = format!("storage:{plugin}/{key}");
            // A copy of what is found already goes with it.
            if found.iter().any(|one| one.reference == reference) {
                continue;
            }
            if found.len() >= FOUND_MAX {
                return Ok(true);
            }
            found.push(Found {
                reference,
                what: What::Storage,
                title: format!("{plugin}, {key}"),
                // It may be of everybody.
                is_theirs: false,
                fields: vec![("plugin", plugin), ("key", key), ("text", text)],
            });
        }
    }
}

/// Records, and revisions of records, that hold one of these words; true where there is more.
async fn records(app: &App, words: &[Wanted], found: &mut Vec<Found>) -> Result<bool, PersonError> {
    let database = app.directory.database();
    let names = |content: &str| words.iter().any(|wanted| wanted.is_in(content));
    let written = |content: &str| words.iter().skip(1).any(|wanted| wanted.is_in(content));
    let mut after = 0;
    let mut seen = std::collections::BTreeSet::new();
    loop {
        let rows = store::records(database, after).await?;
        let Some(last) = rows.last() else { break };
        after = last.number;
        for row in rows.into_iter().filter(|row| names(&row.content)) {
            if found.len() >= FOUND_MAX {
                return Ok(true);
            }
            // The origin of our own records is kept empty.
            let is_own = row.origin.is_empty();
            let what = if is_own { What::Record } else { What::Copy };
            seen.insert(row.id.clone());
            found.push(Found {
                reference: format!("{}:{}", what.as_str(), row.id),
                what,
                title: row.name,
                // A professional is a person; what a contributor wrote is theirs. A place that names somebody is not.
                is_theirs: is_own && (row.kind == "professional" || written(&row.content)),
                fields: vec![
                    ("kind", row.kind),
                    (
                        "origin",
                        match is_own {
                            true => app.config.instance.origin.clone(),
                            false => row.origin,
                        },
                    ),
                    ("content", row.content),
                ],
            });
        }
    }
    let mut place = (String::new(), 0);
    loop {
        let rows = store::history(database, &place).await?;
        let Some(last) = rows.last() else {
            return Ok(false);
        };
        place = (last.id.clone(), last.revision);
        for row in rows.into_iter().filter(|row| names(&row.content)) {
            if found.len() >= FOUND_MAX {
                return Ok(true);
            }
            // The revisions of a record that is found go with it, and stand beside it in the export.
            found.push(Found {
                reference: format!("history:{}/{}", row.id, row.revision),
                what: What::History,
                title: row.kind.clone(),
                is_theirs: !seen.contains(&row.id),
                fields: vec![("kind", row.kind), ("content", row.content)],
            });
        }
    }
}
