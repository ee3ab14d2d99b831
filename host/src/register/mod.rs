//! The register of processing (GDPR, article 30): what this instance does with personal data, each activity of the host with the
//! terms that the deleting code itself goes by, and what each installed plugin declares. Which words say it stands with the pages.

use crate::accounts::{ABSOLUTE_MS, IDLE_MS};
use crate::app::App;
use crate::audit;
use crate::contributors::{CODE_DAYS, MAILED_DAYS};
use crate::mail;
use crate::moderation;
use crate::plugins::manifest::Purpose;
use crate::retention;
use crate::statistics;
use crate::suggestions;

const HOUR_MS: i64 = 60 * 60 * 1_000;
const HOURS_OF_DAY: u64 = 24;

/// What the host itself does with personal data, in the order in which people read it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Activity {
    Accounts,
    Sessions,
    Acts,
    Contributors,
    Letters,
    Suggestions,
    Moderation,
    Professionals,
    Histories,
    Imports,
    PluginLogs,
    Peers,
    Followers,
    Statistics,
    Backups,
}

/// Why it may be done (GDPR, article 6).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Basis {
    /// 6(1)(e).
    PublicTask,
    /// 6(1)(a).
    Consent,
    /// 6(1)(c), and 32: what was done must be known.
    Security,
}

/// Who sees the data besides the person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Recipients {
    /// Administrators, and auditors where something is only read.
    Administrators,
    /// The team: mediators and administrators.
    Team,
    /// Everybody, for what is published.
    Everybody,
    /// Everybody, and the instances with which records are exchanged.
    Peers,
}

/// A line of the register that the host answers for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnLine {
    pub activity: Activity,
    pub basis: Basis,
    pub recipients: Recipients,
    /// Numbers of the sentence that says the term, by name.
    pub terms: Vec<(&'static str, i64)>,
}

/// What a plugin declares.
#[derive(Debug, Clone, PartialEq)]
pub struct PluginLines {
    /// Its id.
    pub id: String,
    /// Its name by language.
    pub name: crate::plugins::manifest::Words,
    /// Nothing where its manifest says nothing: it is said so.
    pub purposes: Vec<Purpose>,
}

/// The whole register.
#[derive(Debug, Clone, PartialEq)]
pub struct Register {
    pub own: Vec<OwnLine>,
    pub plugins: Vec<PluginLines>,
}

impl Activity {
    /// In the order in which people read them.
    pub const ALL: [Self; 15] = [
        Self::Accounts,
        Self::Sessions,
        Self::Acts,
        Self::Contributors,
        Self::Letters,
        Self::Suggestions,
        Self::Moderation,
        Self::Professionals,
        Self::Histories,
        Self::Imports,
        Self::PluginLogs,
        Self::Peers,
        Self::Followers,
        Self::Statistics,
        Self::Backups,
    ];

    /// The word of files.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Accounts => "accounts",
            Self::Sessions => "sessions",
            Self::Acts => "acts",
            Self::Contributors => "contributors",
            Self::Letters => "letters",
            Self::Suggestions => "suggestions",
            Self::Moderation => "moderation",
            Self::Professionals => "professionals",
            Self::Histories => "histories",
            Self::Imports => "imports",
            Self::PluginLogs => "plugin-logs",
            Self::Peers => "peers",
            Self::Followers => "followers",
            Self::Statistics => "statistics",
            Self::Backups => "backups",
        }
    }

    fn basis(self) -> Basis {
        match self {
            Self::Contributors | Self::Letters | Self::Professionals => Basis::Consent,
            Self::Sessions | Self::Acts | Self::PluginLogs | Self::Backups => Basis::Security,
            _ => Basis::PublicTask,
        }
    }

    fn recipients(self) -> Recipients {
        match self {
            Self::Suggestions | Self::Moderation | Self::Contributors | Self::Histories => {
                Recipients::Team
            }
            Self::Professionals => Recipients::Everybody,
            Self::Peers => Recipients::Peers,
            _ => Recipients::Administrators,
        }
    }

    /// From the constants that the deleting code goes by, and from the configuration.
    fn terms(self, app: &App) -> Vec<(&'static str, i64)> {
        match self {
            Self::Accounts => vec![("days", retention::CLOSED_ACCOUNT_DAYS)],
            Self::Sessions => vec![
                ("idle", IDLE_MS / HOUR_MS),
                ("hours", ABSOLUTE_MS / HOUR_MS),
            ],
            Self::Acts => vec![("days", audit::KEPT_DAYS)],
            Self::Contributors => vec![("days", CODE_DAYS), ("unused", MAILED_DAYS)],
            Self::Letters => vec![("hours", mail::KEPT_HOURS)],
            Self::Suggestions => vec![
                ("contact", suggestions::CONTACT_DAYS),
                ("longest", suggestions::CONTACT_DAYS_MAX),
                ("days", suggestions::KEPT_DAYS),
            ],
            Self::Moderation => vec![
                ("days", moderation::KEPT_DAYS),
                ("duty", retention::PAST_DUTY_DAYS),
            ],
            Self::Professionals | Self::Histories => vec![("days", retention::HISTORY_DAYS)],
            Self::Imports => vec![("days", retention::IMPORT_DAYS)],
            Self::PluginLogs => vec![
                ("days", retention::PLUGIN_LOG_DAYS),
                ("reports", retention::PLUGIN_RUN_DAYS),
                ("before", retention::PLUGIN_BEFORE_DAYS),
            ],
            Self::Peers | Self::Followers => Vec::new(),
            Self::Statistics => vec![
                ("words", statistics::WORDS_KEPT_DAYS),
                ("days", statistics::KEPT_DAYS),
            ],
            Self::Backups => {
                let backup = &app.config.backup;
                let hours = u64::from(backup.every_h) * u64::from(backup.keep);
                let days = i64::try_from(hours.div_ceil(HOURS_OF_DAY)).unwrap_or(i64::MAX);
                vec![("days", days)]
            }
        }
    }
}

/// The register of an instance as it is now.
pub fn of(app: &App) -> Register {
    let own = Activity::ALL.map(|activity| OwnLine {
        activity,
        basis: activity.basis(),
        recipients: activity.recipients(),
        terms: activity.terms(app),
    });
    let installed = app.plugins.installed();
    let plugins = installed.values().map(|plugin| PluginLines {
        id: plugin.manifest.id.clone(),
        name: plugin.manifest.name.clone(),
        purposes: plugin.manifest.purposes.clone(),
    });
    Register {
        own: own.to_vec(),
        plugins: plugins.collect(),
    }
}
