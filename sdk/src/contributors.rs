//! Visitors without an account who proved themselves with a code of the host's: see [`crate::reply::Form::contributed`].

use crate::Result;
use crate::bindings::maille::plugin::contributors;

/// Writes a letter to a contributor who left an e-mail address: one line of subject, plain text. It is queued with the call's
/// transaction. False where there is no address or this instance sends no mail. Needs the grant `contributors`. Since 1.1.
pub fn write(contributor: &str, subject: &str, text: &str) -> Result<bool> {
    Ok(contributors::write(contributor, subject, text)?)
}
