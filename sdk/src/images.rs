//! Pictures that visitors send with this plugin's forms. Since 1.1.
//!
//! A form asks with [`crate::Field::image`]. The host reads the file before the plugin is called: scaled down, written anew without
//! metadata, with what it shows and whether others may use it; what is wrong it says itself, with all that was typed. The plugin
//! gives the picture to a record of its own in the same call; it is seen while that record is published, and erased with it.
//! Needs the grant `images`, written as a size such as `images = "64 MiB"`.
//!
//! ```no_run
//! use maille_sdk::serde_json::json;
//! use maille_sdk::{Reply, Request, Result, directory, images};
//!
//! fn publish(request: &Request) -> Result<()> {
//!     let entry = directory::create("commons.offer", &json!({ "name": "Poussette", "way": "give" }))?;
//!     if let Some(picture) = request.image("photo") {
//!         images::attach(&entry.id, &picture)?;
//!     }
//!     Ok(())
//! }
//!
//! fn show(id: &str, reply: &mut Reply) -> Result<()> {
//!     for picture in images::of(id)? {
//!         reply.picture(&picture.name);
//!     }
//!     Ok(())
//! }
//! ```

use crate::Result;
use crate::bindings::maille::plugin::images;

/// A picture of a record: `name` for this plugin, `path` below its own root, what it shows (`alternative`), whether others may use
/// it (`rights`: `open`, `by-sa` or `allowed`), who made it (`credit`, or empty), its type and size.
pub use images::Picture;

/// Gives the picture that came with this request to a record that this plugin made, with what was said of it; one that the record has
/// already is only described anew. What was attached in this call [`attached`] tells from the next one on. Since 1.1.
///
/// # Errors
/// `denied` without the grant, in a page answered to GET, for what another made, or where another record has the picture;
/// `not-found`; `exhausted` past ten pictures of one record.
pub fn attach(id: &str, name: &str) -> Result<()> {
    Ok(images::attach(id, name)?)
}

/// Erases a picture of a record that this plugin made. Since 1.1.
///
/// # Errors
/// As [`attach`].
pub fn detach(id: &str, name: &str) -> Result<()> {
    Ok(images::detach(id, name)?)
}

/// The pictures of one record, the oldest first. Since 1.1.
///
/// # Errors
/// `denied` without the grant.
pub fn of(id: &str) -> Result<Vec<Picture>> {
    let found = attached(&[id.to_owned()])?;
    Ok(found.into_iter().map(|(_, picture)| picture).collect())
}

/// The pictures of these records with the id of each, in their order; at most 1,000 records, in one read. Since 1.1.
///
/// # Errors
/// `denied` without the grant; `invalid` past the bound.
pub fn attached(ids: &[String]) -> Result<Vec<(String, Picture)>> {
    Ok(images::attached(ids)?)
}
