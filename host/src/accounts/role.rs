//! What people are here for, and what each role may do: the one table of rights. A right is asked for by name where it is
//! needed; nothing else decides.

use std::fmt;
use std::str::FromStr;

/// What an account is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Role {
    /// Whoever reads, with or without an account.
    Visitor,
    /// An organisation of the territory that takes part.
    Partner,
    /// Who helps people, and keeps the directory right.
    Mediator,
    /// Who looks at everything and changes nothing.
    Auditor,
    /// Who runs the instance.
    Administrator,
}

/// Something that not everybody may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Capability {
    /// Enter the administration.
    Enter,
    /// Read whole records: private fields, drafts.
    ReadPrivate,
    /// Write and correct records.
    EditRecords,
    /// Delete records for good.
    DeleteRecords,
    /// Say whether two records are one.
    DecideDuplicates,
    /// Accept or refuse what others suggest.
    Moderate,
    /// Read the reports of imports.
    ReadImports,
    /// Import files.
    Import,
    /// Read how the instance fares.
    ReadState,
    /// Install plugins and grant them rights.
    ManagePlugins,
    /// Make accounts and give roles.
    ManageAccounts,
    /// Look at the instances with which records are exchanged.
    ReadPeers,
    /// Ask, approve, suspend and end them.
    ManagePeers,
    /// Read who did what.
    ReadAudit,
}

impl Role {
    /// From the one that may least.
    pub const ALL: [Self; 5] = [
        Self::Visitor,
        Self::Partner,
        Self::Mediator,
        Self::Auditor,
        Self::Administrator,
    ];

    /// What the role may do: the table of rights.
    pub fn capabilities(self) -> &'static [Capability] {
        use Capability::*;
        match self {
            Self::Visitor => &[],
            Self::Partner => &[Enter],
            Self::Mediator => &[
                Enter,
                ReadPrivate,
                EditRecords,
                DecideDuplicates,
                Moderate,
                ReadImports,
            ],
            Self::Auditor => &[
                Enter,
                ReadPrivate,
                ReadImports,
                ReadState,
                ReadPeers,
                ReadAudit,
            ],
            Self::Administrator => &Capability::ALL,
        }
    }

    /// Whether the role may do this.
    pub fn may(self, capability: Capability) -> bool {
        self.capabilities().contains(&capability)
    }

    /// The word of the database, of forms and of the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Visitor => "visitor",
            Self::Partner => "partner",
            Self::Mediator => "mediator",
            Self::Auditor => "auditor",
            Self::Administrator => "administrator",
        }
    }
}

impl Capability {
    /// In the order in which people read them.
    pub const ALL: [Self; 14] = [
        Self::Enter,
        Self::ReadPrivate,
        Self::EditRecords,
        Self::DeleteRecords,
        Self::DecideDuplicates,
        Self::Moderate,
        Self::ReadImports,
        Self::Import,
        Self::ReadState,
        Self::ManagePlugins,
        Self::ManageAccounts,
        Self::ReadPeers,
        Self::ManagePeers,
        Self::ReadAudit,
    ];
}

/// A role of no such name.
#[derive(Debug, thiserror::Error)]
#[error("there is no role `{0}`")]
pub struct UnknownRole(pub String);

impl FromStr for Role {
    type Err = UnknownRole;

    fn from_str(word: &str) -> Result<Self, UnknownRole> {
        let found = Self::ALL.into_iter().find(|role| role.as_str() == word);
        found.ok_or_else(|| UnknownRole(word.chars().take(60).collect()))
    }
}

impl fmt::Display for Role {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_of_roles_are_read_again() {
        for role in Role::ALL {
            assert_eq!(role.as_str().parse::<Role>().unwrap(), role);
        }
        assert!("Administrator".parse::<Role>().is_err());
    }

    #[test]
    fn a_visitor_may_nothing_and_an_administrator_everything() {
        for capability in Capability::ALL {
            assert!(!Role::Visitor.may(capability));
            assert!(Role::Administrator.may(capability));
        }
    }

    #[test]
    fn who_only_looks_changes_nothing() {
        use Capability::*;
        for change in [
            EditRecords,
            DeleteRecords,
            DecideDuplicates,
            Moderate,
            Import,
            ManagePlugins,
            ManageAccounts,
            ManagePeers,
        ] {
            assert!(!Role::Auditor.may(change), "{change:?}");
        }
    }
}
