//! The server of a Maille instance and its command line.

pub mod plugins;
pub mod web;
