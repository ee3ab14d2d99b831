//! Fuzz targets: each parser that reads strangers' bytes. A target never asserts that bytes are good or bad; it fails where a parser
//! panics, or breaks a promise that holds for all bytes (what is canonical is written as it was read, a picture has its bounds).

mod calendars;
mod federation;
mod files;

/// What is run on bytes.
pub type Run = fn(&[u8]);

/// One parser.
#[derive(Debug, Clone, Copy)]
pub struct Target {
    /// Also the folder of its seeds.
    pub name: &'static str,
    /// Fails by a panic.
    pub run: Run,
    /// What the format is made of: mutations put these in.
    pub tokens: &'static [&'static str],
}

/// All of them.
pub const TARGETS: &[Target] = &[
    federation::JSON,
    federation::MESSAGES,
    federation::LOG,
    federation::FEDIVERSE,
    federation::REQUESTS,
    files::MEDIATION_NUMERIQUE,
    files::DATA_INCLUSION,
    files::LOCAL_SERVICES,
    files::FRANCE_SERVICES,
    files::OPENAGENDA,
    files::COMMUNES,
    files::MAPPED,
    files::MAPPING,
    files::IMAGE,
    files::COMPONENT,
    calendars::CALENDAR,
];
