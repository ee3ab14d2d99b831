//! Procedures: the guide to the administration's procedures, with the department's own steps and offices beside them.

pub mod fiche;
pub mod import;
pub mod labels;
pub mod record;
