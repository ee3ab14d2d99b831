//! Cases, decisions and days.
