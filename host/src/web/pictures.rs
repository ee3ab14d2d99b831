//! Pictures of plugins' forms: what was sent is read, and what is said of it looked at, before the plugin is called. A form with a
//! picture that is not taken comes back with all that was typed, and with the pictures that were.

use std::net::IpAddr;

use super::error::WebError;
use super::forms::Sent;
use super::render::{
    PICTURE_ALTERNATIVE, PICTURE_CREDIT, PICTURE_DROP, PICTURE_KEPT, PICTURE_PEOPLE,
    PICTURE_RIGHTS, PictureFault, Pictured,
};
use crate::app::App;
use crate::images::{ALTERNATIVE_CHARS_MAX, CREDIT_CHARS_MAX, Fault, OF_FORM_MAX, Rights, Said};
use crate::plugins::grants::Capability;
use crate::plugins::{Loaded, SentImage};

/// Bytes of a field's name; plugins have shorter ones.
const NAME_BYTES_MAX: usize = 100;

/// Reads the pictures of a form, the files out of `sent` first.
pub async fn look(
    app: &App,
    plugin: &Loaded,
    network: IpAddr,
    sent: &mut Sent,
) -> Result<Vec<Pictured>, WebError> {
    if !plugin.grants.allows(&Capability::Images) {
        return Ok(Vec::new());
    }
    let mut found = Vec::new();
    let mut files = std::mem::take(&mut sent.pictures);
    for field in fields(sent, &files) {
        let at = files.iter().position(|(name, _)| *name == field);
        let file = at.map(|at| files.swap_remove(at).1);
        found.push(one(app, plugin, network, (sent, &field, file)).await?);
    }
    sent.room = None;
    Ok(found)
}

/// A form says of each of its fields for pictures what it shows, were it nothing.
fn fields(sent: &Sent, files: &[(String, Result<Vec<u8>, Fault>)]) -> Vec<String> {
    let named = sent.own_of(PICTURE_ALTERNATIVE).into_iter();
    let named = named.chain(sent.own_of(PICTURE_KEPT));
    let mut names: Vec<String> = Vec::new();
    for name in named.chain(files.iter().map(|(name, _)| name.as_str())) {
        let is_new = !names.iter().any(|known| known == name);
        if is_new && !name.is_empty() && name.len() <= NAME_BYTES_MAX && names.len() < OF_FORM_MAX {
            names.push(name.to_owned());
        }
    }
    names
}

async fn one(
    app: &App,
    plugin: &Loaded,
    network: IpAddr,
    (sent, field, file): (&Sent, &str, Option<Result<Vec<u8>, Fault>>),
) -> Result<Pictured, WebError> {
    let own = |prefix: &str| sent.own(&format!("{prefix}{field}")).unwrap_or_default();
    let id = plugin.manifest.id.as_str();
    let mut pictured = Pictured {
        field: field.to_owned(),
        alternative: clean(own(PICTURE_ALTERNATIVE)),
        rights: own(PICTURE_RIGHTS).parse::<Rights>().ok(),
        credit: clean(own(PICTURE_CREDIT)),
        people: !own(PICTURE_PEOPLE).is_empty(),
        ..Pictured::default()
    };
    let dropped = !own(PICTURE_DROP).is_empty();
    match file {
        Some(Err(fault)) => pictured.faults.push(PictureFault::File(fault)),
        Some(Ok(bytes)) => {
            let bounds = (id, plugin.manifest.images_bytes());
            match app.images.take(bounds, network, bytes).await? {
                Ok(name) => pictured.kept = Some(name),
                Err(fault) => pictured.faults.push(PictureFault::File(fault)),
            }
        }
        None if dropped => return Ok(Pictured::none(field)),
        None => {
            let name = own(PICTURE_KEPT);
            match app.images.get(id, name).await? {
                Some(image) => pictured.kept = Some(image.name),
                None if !name.is_empty() => {
                    pictured.faults.push(PictureFault::File(Fault::Gone));
                }
                None if !pictured.alternative.is_empty() => {
                    pictured.faults.push(PictureFault::NoFile);
                }
                None => return Ok(pictured),
            }
        }
    }
    check(&mut pictured);
    Ok(pictured)
}

fn check(pictured: &mut Pictured) {
    let long = |text: &str, letters: usize| text.chars().count() > letters;
    let mut faults = Vec::new();
    if pictured.alternative.is_empty() {
        faults.push(PictureFault::NoAlternative);
    } else if long(&pictured.alternative, ALTERNATIVE_CHARS_MAX) {
        faults.push(PictureFault::LongAlternative);
    }
    match pictured.rights {
        None => faults.push(PictureFault::NoRights),
        Some(Rights::Allowed) if pictured.credit.is_empty() => faults.push(PictureFault::NoCredit),
        Some(_) if long(&pictured.credit, CREDIT_CHARS_MAX) => {
            faults.push(PictureFault::LongCredit);
        }
        Some(_) => {}
    }
    if !pictured.people {
        faults.push(PictureFault::NoPeople);
    }
    pictured.faults.extend(faults);
}

fn clean(text: &str) -> String {
    let text = super::render::clean(text);
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What the plugin is called with, where there is a picture.
pub fn sent(pictured: &Pictured) -> Option<SentImage> {
    Some(SentImage {
        field: pictured.field.clone(),
        name: pictured.kept.clone()?,
        said: Said {
            alternative: pictured.alternative.clone(),
            rights: pictured.rights?,
            credit: pictured.credit.clone(),
        },
    })
}
