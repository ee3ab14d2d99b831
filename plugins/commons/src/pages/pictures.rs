//! The picture of a thing: one, sent with the form, shown on its page and told in its feeds. The host reads it and asks whose it is.

use std::collections::HashMap;

use maille_sdk::directory::Entry;
use maille_sdk::images::{self, Picture};
use maille_sdk::{Field, Reply, Request, Result};

use super::say;

/// The form's field.
const FIELD: &str = "photo";

/// What stands in the form: what came with it, else what is there.
pub fn sent(request: &Request) -> Option<String> {
    request.image(FIELD)
}

/// The picture that a record has.
pub fn of(entry: &Entry) -> Result<Option<String>> {
    Ok(images::of(&entry.id)?.pop().map(|picture| picture.name))
}

/// The form's field for it.
pub fn field(name: Option<&str>) -> Field {
    Field::image(FIELD, &say("form-photo", &[]))
        .value(name)
        .optional()
}

/// Makes what came with the form the record's only picture; what was taken out is erased.
pub fn keep(id: &str, request: &Request) -> Result<()> {
    let wanted = sent(request);
    for picture in images::of(id)? {
        if wanted.as_ref() != Some(&picture.name) {
            images::detach(id, &picture.name)?;
        }
    }
    match wanted {
        Some(name) => images::attach(id, &name),
        None => Ok(()),
    }
}

/// Shows it.
pub fn show(entry: &Entry, reply: &mut Reply) -> Result<()> {
    for picture in images::of(&entry.id)? {
        reply.picture(&picture.name);
    }
    Ok(())
}

/// A picture as open data tells it.
#[derive(Debug, Clone, Default)]
pub struct Told {
    /// Its whole address.
    pub url: String,
    /// What it shows.
    pub alternative: String,
    /// Who made it; empty where its sender gave no name.
    pub credit: String,
    /// The licence's address; empty where others have to ask.
    pub licence: &'static str,
    /// Such as `image/jpeg`.
    pub content_type: String,
    /// Pixels.
    pub size: (u32, u32),
    /// Bytes.
    pub bytes: u64,
}

/// The pictures of these records, by the record's id; of records of others there are none here.
pub fn told(entries: &[String], root: &str) -> Result<HashMap<String, Told>> {
    let found = images::attached(entries)?.into_iter();
    let told = |picture: Picture| Told {
        url: format!("{root}{}", picture.path),
        alternative: picture.alternative,
        credit: picture.credit,
        licence: licence(&picture.rights),
        content_type: picture.content_type,
        size: (picture.width, picture.height),
        bytes: picture.bytes,
    };
    Ok(found.map(|(id, picture)| (id, told(picture))).collect())
}

/// A code of the contract; one that is not known gives nothing away.
fn licence(rights: &str) -> &'static str {
    match rights {
        "open" => "https://www.etalab.gouv.fr/licence-ouverte-open-licence/",
        "by-sa" => "https://creativecommons.org/licenses/by-sa/4.0/",
        _ => "",
    }
}
