//! Writes a plugin for Maille: one trait, one macro.
//!
//! A plugin describes pages, works on tasks and follows changes; the instance that runs it writes the HTML, keeps the
//! records and asks its administrator what the plugin may reach. This crate never hides a cost: each call on a
//! [`Reply`] or in [`directory`] is one call to the host.
//!
//! ```
//! use maille_sdk::{Plugin, Reply, Request, Result};
//!
//! #[derive(Default)]
//! struct Hello;
//!
//! impl Plugin for Hello {
//!     fn answer(&self, request: &Request, reply: &mut Reply) -> Result<()> {
//!         match request.path().as_str() {
//!             "/" => reply.title("Bonjour").lead("Une première page."),
//!             _ => reply.not_found(),
//!         };
//!         Ok(())
//!     }
//! }
//!
//! # #[cfg(target_family = "wasm")]
//! maille_sdk::plugin!(Hello);
//! # fn main() {}
//! ```

/// The examples of the reference are compiled with those of this crate.
#[cfg(doctest)]
#[doc = include_str!("../REFERENCE.md")]
mod reference {}

// The generated code names this crate by its own name, here as in plugins.
extern crate self as maille_sdk;

pub mod context;
pub mod contributors;
pub mod directory;
pub mod documents;
mod error;
pub mod http;
pub mod images;
pub mod moderation;
mod plugin;
pub mod reply;
mod request;
pub mod storage;
pub mod territory;

pub use error::{Code, Error, OrNone, Result};
pub use plugin::{Plugin, Progress};
pub use reply::{Field, Reply, Tone};
pub use request::Request;
/// JSON for record contents, in the version that this crate uses.
pub use serde_json;

/// What `wit-bindgen` makes of the contract. Use the modules above; this one is public for [`plugin!`] alone.
#[doc(hidden)]
pub mod bindings {
    wit_bindgen::generate!({
        path: "wit",
        world: "plugin",
        pub_export_macro: true,
        default_bindings_module: "maille_sdk::bindings",
        runtime_path: "maille_sdk::bindings::rt",
    });
    pub use wit_bindgen::rt;
}
