//! The task `import`: Communecter's exports that the administrator handed over, one record for each thing. The same file again
//! changes nothing; each thing has its line in the report.

pub mod element;
mod read;
mod run;
pub mod terms;

pub use run::import;

use maille_sdk::context;

/// A remark for the report: the key of a sentence, and its arguments.
pub type Remark = (&'static str, Vec<(&'static str, String)>);

/// A sentence with its arguments.
pub fn said(key: &str, arguments: &[(&'static str, String)]) -> String {
    let arguments: Vec<(&str, &str)> = arguments
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    context::translate(key, &arguments)
}
