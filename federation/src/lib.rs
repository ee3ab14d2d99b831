//! The protocol between instances of Maille, as functions over bytes, headers and a time argument.
//!
//! It never opens a database or a file, never reads the clock and never makes random numbers: whoever calls hands them in.
//! Only [`client`] talks to others, over the HTTP client that it is handed. The README beside it tells the whole protocol
//! on two pages.

pub mod actor;
pub mod client;
pub mod digest;
pub mod fediverse;
pub mod fingerprint;
pub mod hash;
pub mod json;
pub mod keys;
pub mod log;
pub mod message;
pub mod moment;
pub mod origin;
pub mod peering;
pub mod proof;
pub mod receipt;
pub mod record;
pub mod signatures;
pub mod snapshot;
pub mod suggestion;
