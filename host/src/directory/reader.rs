//! Who reads and who writes, with what they were granted. Grants themselves are looked up by the caller; what a
//! maker owns and what others may see of it is decided here.

use std::collections::BTreeSet;

use super::record::{HOST, Record, State};

/// For which kinds something was granted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Kinds {
    /// For no kind.
    #[default]
    None,
    /// For these.
    Only(BTreeSet<String>),
    /// For every kind, those of tomorrow too.
    All,
}

impl Kinds {
    /// These kinds.
    pub fn only<'a>(kinds: impl IntoIterator<Item = &'a str>) -> Self {
        Self::Only(kinds.into_iter().map(str::to_owned).collect())
    }

    /// Whether this kind is among them.
    pub fn holds(&self, kind: &str) -> bool {
        match self {
            Self::None => false,
            Self::Only(kinds) => kinds.contains(kind),
            Self::All => true,
        }
    }
}

/// A reader: a visitor, a plugin or the administration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reader {
    /// The plugin, `host`, or empty for a visitor.
    pub maker: String,
    /// What it may read at all.
    pub kinds: Kinds,
    /// Where it sees the private fields of records that others made.
    pub private: Kinds,
    /// Where it sees what others have not published.
    pub drafts: Kinds,
}

impl Reader {
    /// Anybody: what is published, in its public projection.
    pub fn visitor() -> Self {
        Self {
            maker: String::new(),
            kinds: Kinds::All,
            private: Kinds::None,
            drafts: Kinds::None,
        }
    }

    /// A plugin that may read these kinds; its own records and kinds it sees whole.
    pub fn plugin(id: &str, kinds: Kinds) -> Self {
        Self {
            maker: id.to_owned(),
            kinds,
            private: Kinds::None,
            drafts: Kinds::None,
        }
    }

    /// The administration: everything.
    pub fn host() -> Self {
        Self {
            maker: HOST.to_owned(),
            kinds: Kinds::All,
            private: Kinds::All,
            drafts: Kinds::All,
        }
    }

    /// With the private fields of these kinds.
    pub fn with_private(mut self, kinds: Kinds) -> Self {
        self.private = kinds;
        self
    }

    /// Whether it may ask for this kind at all: a plugin always may for the kinds that it declares.
    pub fn may_read(&self, kind: &str) -> bool {
        self.declares(kind) || self.kinds.holds(kind)
    }

    /// Whether it sees the fields of this kind that are not public, whoever made the record.
    pub fn sees_private(&self, kind: &str) -> bool {
        self.declares(kind) || self.private.holds(kind)
    }

    /// Whether this record exists for it.
    pub fn sees(&self, record: &Record) -> bool {
        self.made(record)
            || (self.may_read(&record.kind)
                && (record.state == State::Published || self.drafts.holds(&record.kind)))
    }

    /// Whether it sees this record whole rather than in its public projection.
    pub fn sees_whole(&self, record: &Record) -> bool {
        self.made(record) || self.sees_private(&record.kind)
    }

    fn made(&self, record: &Record) -> bool {
        !self.maker.is_empty() && record.maker == self.maker
    }

    /// Kinds of a plugin are named `plugin-id.kind`.
    pub(super) fn declares(&self, kind: &str) -> bool {
        let declarer = kind.split_once('.').map(|(plugin, _)| plugin);
        !self.maker.is_empty() && declarer == Some(self.maker.as_str())
    }
}

/// Who writes: what it makes is its own, and it reads what it wrote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Author {
    pub reader: Reader,
    /// Where it may change what other makers of this instance made.
    pub edit_others: Kinds,
    /// Of which it may say when records take place, whoever made them and wherever they come from.
    pub times: Kinds,
    /// Named in the history: the maker, or an account of the administration.
    pub name: String,
}

impl Author {
    /// A plugin that changes only what it made.
    pub fn plugin(reader: Reader) -> Self {
        Self {
            name: reader.maker.clone(),
            reader,
            edit_others: Kinds::None,
            times: Kinds::None,
        }
    }

    /// The administration, in the name of an account; it may change every record of this instance.
    pub fn host(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            reader: Reader::host(),
            edit_others: Kinds::All,
            times: Kinds::All,
        }
    }

    /// The plugin id or `host`, under which records are made.
    pub fn maker(&self) -> &str {
        &self.reader.maker
    }

    /// Whether it may change a record of this instance that `maker` made.
    pub fn may_change(&self, maker: &str, kind: &str) -> bool {
        maker == self.maker() || self.edit_others.holds(kind)
    }
}
