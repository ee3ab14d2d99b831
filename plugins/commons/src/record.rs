//! What this plugin keeps, as records of its own kinds.

use serde::{Deserialize, Serialize};

/// Kinds of this plugin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// What somebody gives, lends, helps with or looks for.
    Offer,
    /// An association or a collective, as its people present it.
    Group,
    /// What people undertake together.
    Project,
    /// A place that everybody may use.
    Point,
    /// What is proposed to an institution.
    Proposal,
}

impl Kind {
    /// In the order in which people read them.
    pub const ALL: [Self; 5] = [
        Self::Offer,
        Self::Group,
        Self::Project,
        Self::Point,
        Self::Proposal,
    ];

    /// The kind's name in the directory.
    pub fn name(self) -> &'static str {
        match self {
            Self::Offer => "commons.offer",
            Self::Group => "commons.group",
            Self::Project => "commons.project",
            Self::Point => "commons.point",
            Self::Proposal => "commons.proposal",
        }
    }

    /// Its word in addresses.
    pub fn word(self) -> &'static str {
        match self {
            Self::Offer => "annonces",
            Self::Group => "organisations",
            Self::Project => "projets",
            Self::Point => "lieux",
            Self::Proposal => "propositions",
        }
    }

    /// The kind of this name in the directory.
    pub fn of(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// The kind of this word in addresses.
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }
}

/// What people may do with a thing or an hour: codes of `commons.offer`. Forms offer the first four.
pub const WAYS: [&str; 8] = [
    "give", "lend", "help", "look-for", "offer", "sell", "rent", "hire",
];

/// Codes of themes, in the order of forms.
pub const THEMES: [&str; 15] = [
    "solidarity",
    "food",
    "gardening",
    "repair",
    "digital",
    "learning",
    "children",
    "housing",
    "mobility",
    "clothing",
    "leisure",
    "environment",
    "animals",
    "work",
    "other",
];

/// The content of a record of any of the kinds: each has some of the fields.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Item {
    /// In a few words.
    pub name: String,
    /// Plain text.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub description: String,
    /// Codes of [`THEMES`].
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub themes: Vec<String>,
    /// Words of its author's own.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub keywords: Vec<String>,
    /// A code of [`WAYS`]; of offers alone.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub way: String,
    /// Of offers alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub price: Option<Price>,
    /// Of projects alone.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub status: String,
    /// Who carries a project.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub organisation: String,
    /// A date; of projects alone.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub starts: String,
    /// A date; of projects alone.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub ends: String,
    /// Of points alone.
    #[serde(rename = "type", skip_serializing_if = "String::is_empty")]
    pub sort: String,
    /// To whom a proposal is addressed.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub institution: String,
    /// What it answers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub answer: Option<Answer>,
    /// Where.
    #[serde(skip_serializing_if = "Address::is_empty")]
    pub address: Address,
    /// Degrees.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub latitude: Option<f64>,
    /// Degrees.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub longitude: Option<f64>,
    /// How to reach its author.
    #[serde(skip_serializing_if = "Contact::is_empty")]
    pub contact: Contact,
    /// `https://…`
    #[serde(skip_serializing_if = "String::is_empty")]
    pub website: String,
    /// The last day on which it is shown.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub valid_until: String,
    /// Where it comes from.
    #[serde(skip_serializing_if = "Source::is_empty")]
    pub source: Source,
    /// Who wrote it; for this plugin alone.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub contributor: String,
    /// The day on which its author was told that it ends; for this plugin alone.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub reminded: String,
}

/// What it costs.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Price {
    /// In the currency.
    pub amount: f64,
    /// `€`, `Ğ1`…
    #[serde(skip_serializing_if = "String::is_empty")]
    pub currency: String,
}

/// A postal address.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Address {
    /// Number and street.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub street: String,
    /// Five digits.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub postal_code: String,
    /// The commune's name.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub municipality: String,
    /// The commune's code.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub insee_code: String,
}

impl Address {
    fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// In one line.
    pub fn line(&self) -> String {
        let town = [self.postal_code.as_str(), self.municipality.as_str()];
        let town: Vec<&str> = town.into_iter().filter(|part| !part.is_empty()).collect();
        let parts = [self.street.clone(), town.join(" ")];
        let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        parts.join(", ")
    }
}

/// How to reach somebody, as that one wants everybody to know it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Contact {
    /// A first name, or a group's name.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// A number.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub telephone: String,
    /// An address.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub email: String,
}

impl Contact {
    /// Nothing is said.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// What an institution says to a proposal.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Answer {
    /// `studied`, `accepted`, `refused` or `done`.
    pub outcome: String,
    /// In its own words.
    pub text: String,
    /// By office.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub by: String,
    /// A date.
    pub date: String,
}

/// Where something was taken from.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Source {
    /// `Communecter`.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// Its name there.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub id: String,
    /// The date that the source gives.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub updated: String,
}

impl Source {
    /// It was written here.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}
