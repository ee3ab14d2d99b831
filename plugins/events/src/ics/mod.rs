//! iCalendar (RFC 5545) in and out. Knows nothing of records and pages.

pub mod entry;
pub mod lines;
pub mod moment;
pub mod scan;
pub mod timezone;
pub mod windows;
pub mod write;
pub mod zone;
