//! The formats by the names that people type, and what every import is told.

use std::str::FromStr;

use jiff::civil::Date;

use super::mapped::Mapping;

/// A shape of files.
#[derive(Clone, Debug)]
pub enum Format {
    /// The national CSV of places of digital mediation, v1.0.2.
    MediationNumerique,
    /// JSON of data·inclusion, v1 and v0: structures and services.
    DataInclusion,
    /// The DILA's local public services: the GeoJSON of 2017 and today's JSON.
    LocalServices,
    /// GeoJSON of France Services houses.
    FranceServices,
    /// JSON of OpenAgenda: an agenda or single events.
    OpenAgenda,
    /// INSEE's communes, which are no records: read them with [`super::communes`].
    Communes,
    /// Any producer's table or JSON, by a mapping.
    Mapped(Mapping),
}

impl Format {
    /// The names that [`Format::from_str`] knows; `mapped` needs its mapping beside.
    pub const NAMES: [&'static str; 7] = [
        "mediation-numerique",
        "data-inclusion",
        "local-services",
        "france-services",
        "openagenda",
        "communes",
        "mapped",
    ];

    /// The name that people type.
    pub fn name(&self) -> &'static str {
        match self {
            Self::MediationNumerique => "mediation-numerique",
            Self::DataInclusion => "data-inclusion",
            Self::LocalServices => "local-services",
            Self::FranceServices => "france-services",
            Self::OpenAgenda => "openagenda",
            Self::Communes => "communes",
            Self::Mapped(_) => "mapped",
        }
    }
}

/// A format of no such name: the sentence names those that there are.
#[derive(Debug, thiserror::Error)]
pub enum UnknownFormat {
    #[error("there is no format {0:?}: use {list}", list = Format::NAMES.join(", "))]
    Name(String),
    #[error("the format `mapped` needs a mapping: name one, or the path of its file")]
    Mapping,
}

impl FromStr for Format {
    type Err = UnknownFormat;

    fn from_str(name: &str) -> Result<Self, UnknownFormat> {
        Ok(match name {
            "mediation-numerique" => Self::MediationNumerique,
            "data-inclusion" => Self::DataInclusion,
            "local-services" => Self::LocalServices,
            "france-services" => Self::FranceServices,
            "openagenda" => Self::OpenAgenda,
            "communes" => Self::Communes,
            "mapped" => return Err(UnknownFormat::Mapping),
            _ => return Err(UnknownFormat::Name(name.chars().take(60).collect())),
        })
    }
}

/// What every import is told beside the file.
#[derive(Clone, Debug)]
pub struct Options {
    /// Whose file it is, for keys and for the provenance of records; what the format or the file says otherwise.
    pub source_name: Option<String>,
    /// Where it was fetched, for the provenance of records.
    pub source_url: Option<String>,
    /// By which day a date lies in the future.
    pub today: Date,
    /// Takes only what stands in this département: `49`, `2A`, `974`.
    pub department: Option<String>,
}

impl Options {
    /// Of the whole file, whose source the format or the file names.
    pub fn new(today: Date) -> Self {
        Self {
            source_name: None,
            source_url: None,
            today,
            department: None,
        }
    }
}
