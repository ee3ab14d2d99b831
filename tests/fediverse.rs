//! The fediverse: what its servers read of an instance, what they are told, and what becomes of what they say.

mod command;
mod deliveries;
mod inbox;
mod reads;
mod server;
