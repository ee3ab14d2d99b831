//! What visitors reach.

pub mod comfort;
pub mod locale;
pub mod render;
