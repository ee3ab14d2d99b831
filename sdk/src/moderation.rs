//! What people of this instance decide about records that a plugin made for others. Since 1.1.
//!
//! A plugin that lets visitors write hands each new or edited record over in the same call: a new record is published as
//! long as nobody handed it over. Where moderators look before, an edited record is a draft again until they accepted it.
//! `submit` and `report` need the grant `moderation`, and a POST or a task.
//!
//! ```no_run
//! use maille_sdk::serde_json::json;
//! use maille_sdk::{Request, Result, directory, moderation};
//!
//! fn contribute(request: &Request) -> Result<bool> {
//!     let title = request.form("title").unwrap_or_default();
//!     let entry = directory::create("commons.offer", &json!({ "title": title }))?;
//!     let state = moderation::submit(&entry.id, request.contributor().as_deref())?;
//!     Ok(state == "published")
//! }
//! ```

use crate::Result;
use crate::bindings::maille::plugin::moderation;

/// How a record came out of its last round: `code` (`waiting`, `accepted`, `refused`, `kept`, `withdrawn`), `reason` (a code, or
/// empty), the moderator's `words` for the author, and `at`, in milliseconds since 1970.
pub use moderation::Outcome;

/// Hands a record that this plugin made to the moderators; its state comes back: `draft` where they look before, `published`
/// where they look after. `contributor` is who wrote it. Handing it over again, after an edit, puts it before them again.
/// Since 1.1.
///
/// # Errors
/// `denied` without the grant, in a page answered to GET, or for what another made; `not-found`; `exhausted` where too much waits.
pub fn submit(id: &str, contributor: Option<&str>) -> Result<String> {
    Ok(moderation::submit(id, contributor)?)
}

/// A visitor says that a published record is abuse: `spam`, `false`, `offensive`, `private`, `illegal`; any other word is
/// `other`. `text` is cut after 2,000 characters. Nothing is hidden by reports alone. Since 1.1.
///
/// # Errors
/// `denied` without the grant or in a page answered to GET; `not-found`; `exhausted` where too many wait: tell the visitor to
/// telephone.
pub fn report(id: &str, reason: &str, text: &str) -> Result<()> {
    Ok(moderation::report(id, reason, text)?)
}

/// How the last round of a record that this plugin made ended, or that it waits; `None` where it never was before moderators, or
/// longer than a year ago. For its author, once the code held: the words were written for nobody else. Since 1.1.
///
/// # Errors
/// `denied` without the grant or for what another made; `not-found`.
pub fn decision(id: &str) -> Result<Option<Outcome>> {
    Ok(moderation::decision(id)?)
}

/// The public name of who is on duty today, if somebody is. A page that asks is kept until midnight or until the roster
/// changes. Since 1.1.
pub fn on_duty() -> Option<String> {
    moderation::on_duty()
}
