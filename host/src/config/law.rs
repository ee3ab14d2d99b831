//! What the law asks an instance to say of itself: who publishes, who hosts, whom to ask about personal data, and how far it is
//! accessible.

use serde::{Deserialize, Serialize};

/// The legal notice, and whom to ask about personal data.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Legal {
    /// Who publishes; the département where it is empty.
    pub publisher: Option<String>,
    /// The "directeur ou directrice de la publication".
    pub director: Option<String>,
    /// Who hosts: name, address, telephone.
    pub host: Option<String>,
    /// How to reach the data protection officer (DPO).
    pub data_protection: Option<String>,
}

/// The declaration of accessibility.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Accessibility {
    /// The e-mail address for who cannot use a page; that of the instance where it is empty.
    pub contact: Option<String>,
    /// The multi-year plan, one line a year: `2027 : audit par un tiers`.
    pub plan: Vec<String>,
    /// The day on which the declaration was made: `2026-11-23`.
    pub declared: Option<String>,
    /// What an audit found, criterion by criterion.
    pub verdicts: Vec<OwnVerdict>,
}

/// `[[accessibility.verdicts]]`: a line of an audit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OwnVerdict {
    /// Of the RGAA 4.1.2: `8.3`.
    pub criterion: String,
    /// Whether the pages meet it.
    pub verdict: Verdict,
    /// Who looked.
    pub by: String,
    /// The day: `2026-11-23`.
    pub date: String,
}

/// Whether the pages meet a criterion.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// They do.
    Compliant,
    /// They do not.
    NotCompliant,
    /// It speaks of what they do not hold.
    NotApplicable,
}
