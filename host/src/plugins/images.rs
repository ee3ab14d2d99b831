//! The interface `images`: pictures that came with a plugin's forms, and the records that they belong to.

use super::Surroundings;
use super::budget::Answer;
use super::contract::maille::plugin::images::{Host, Picture};
use super::contract::{Error, error};
use super::directory::tried;
use super::grants::Capability;
use super::page::{self, Block, Content, Field, IMAGE, Page};
use super::reads::Reads;
use super::state::State;
use crate::database::DatabaseError;
use crate::directory::{DirectoryError, Reader};
use crate::images::{self, ASKED_MAX, Image, Said};

/// Pictures that one page shows, and fields for them.
const SHOWN_MAX: usize = 100;
/// The path below a plugin's root at which its pictures are answered.
pub const PATH: &str = "/~image/";

fn unavailable(failure: DatabaseError) -> Error {
    // What the database says in detail is for the host's own log.
    tracing::error!(error = %failure, "pictures failed a plugin");
    error(
        "unavailable",
        "pictures cannot be read now: try again later",
    )
}

impl State {
    /// The picture, where this plugin's record may have it.
    async fn picture(&mut self, id: &str, name: &str) -> Result<Image, Error> {
        self.check(Capability::Images)?;
        self.write_once()?;
        self.read_once()?;
        let record = self.session.get(id).await?;
        let own = &self.around.directory.settings().origin;
        if record.maker != self.plugin.manifest.id || record.origin != *own {
            return Err(error(
                "denied",
                format!(
                    "the {} {id} was made by another: only its maker gives it pictures",
                    record.kind
                ),
            ));
        }
        let plugin = &self.plugin.manifest.id;
        let found = self.around.images.get(plugin, name).await;
        let image = found.map_err(unavailable)?.ok_or_else(|| {
            let name: String = name.chars().take(64).collect();
            error("not-found", format!("there is no picture {name:?}"))
        })?;
        if image.record_id.as_ref().is_some_and(|other| other != id) {
            return Err(error(
                "denied",
                format!("the picture {name} belongs to another record"),
            ));
        }
        Ok(image)
    }
}

impl Host for State {
    async fn attach(&mut self, id: String, name: String) -> Answer<()> {
        let image = tried!(self.picture(&id, &name).await);
        let mut sent = self.request.images.iter();
        let Some(said) = sent
            .find(|sent| sent.name == name)
            .map(|sent| sent.said.clone())
        else {
            return Ok(Err(error(
                "denied",
                format!(
                    "the picture {name} did not come with this request: take it from `request.image`"
                ),
            )));
        };
        self.pictures.attach(id, image.name, said);
        Ok(Ok(()))
    }

    async fn detach(&mut self, id: String, name: String) -> Answer<()> {
        let image = tried!(self.picture(&id, &name).await);
        if image.record_id.is_none() {
            return Ok(Err(error(
                "not-found",
                format!("the picture {name} belongs to no record"),
            )));
        }
        self.pictures.detach(id, image.name);
        Ok(Ok(()))
    }

    async fn attached(&mut self, ids: Vec<String>) -> Answer<Vec<(String, Picture)>> {
        tried!(self.check(Capability::Images));
        tried!(self.read_once());
        if ids.len() > ASKED_MAX {
            return Ok(Err(error(
                "invalid",
                format!("the pictures of {ASKED_MAX} records at most"),
            )));
        }
        let plugin = self.plugin.manifest.id.clone();
        self.reads.positions.insert(images::position(&plugin));
        let found = self.around.images.of_records(&plugin, &ids).await;
        let mut found = tried!(found.map_err(unavailable));
        let mut pictures = Vec::new();
        // In the order in which they were asked for; a record asked for twice has its pictures once.
        for id in ids {
            let images = found.remove(&id).unwrap_or_default();
            pictures.extend(images.into_iter().map(|image| (id.clone(), told(image))));
        }
        Ok(Ok(pictures))
    }
}

fn told(image: Image) -> Picture {
    let said = image.said;
    let rights = said.as_ref().map(|said| said.rights.as_str());
    let (rights, said) = (rights.unwrap_or_default(), said.as_ref());
    Picture {
        path: format!("{PATH}{}", image.name),
        alternative: said
            .map(|said| said.alternative.clone())
            .unwrap_or_default(),
        rights: rights.to_owned(),
        credit: said.map(|said| said.credit.clone()).unwrap_or_default(),
        content_type: image.format.as_str().to_owned(),
        width: image.width,
        height: image.height,
        bytes: image.size,
        name: image.name,
    }
}

/// Looks up the pictures that a page shows, and what is said of those that stand in its forms.
pub(super) async fn fill(
    around: &Surroundings,
    plugin: &str,
    page: &mut Page,
    reads: &mut Reads,
) -> Result<(), DirectoryError> {
    let mut wanted = Vec::new();
    collect(&mut page.blocks, &mut wanted);
    if wanted.is_empty() {
        return Ok(());
    }
    reads.positions.insert(images::position(plugin));
    for (count, wanted) in wanted.into_iter().enumerate() {
        match wanted {
            Wanted::Picture(picture) => {
                let name = picture.take().map(|picture| picture.name);
                if count < SHOWN_MAX {
                    *picture = shown(around, (plugin, &name.unwrap_or_default()), reads).await?;
                }
            }
            Wanted::Field(field) => {
                let name = field.value.clone().unwrap_or_default();
                field.said = match count < SHOWN_MAX {
                    true => around.images.get(plugin, &name).await?.and_then(said),
                    false => None,
                };
            }
        }
    }
    Ok(())
}

fn said(image: Image) -> Option<Said> {
    image.said
}

/// One of a published record.
async fn shown(
    around: &Surroundings,
    (plugin, name): (&str, &str),
    reads: &mut Reads,
) -> Result<Option<page::Picture>, DirectoryError> {
    let Some(image) = around.images.get(plugin, name).await? else {
        return Ok(None);
    };
    let Some(id) = &image.record_id else {
        return Ok(None);
    };
    let record = around.directory.read(id, &Reader::visitor()).await?;
    match &record {
        Some(record) => reads.position("kind", &record.kind),
        None => reads.anything(),
    }
    Ok(record.map(|_| page::Picture {
        name: image.name,
        width: image.width,
        height: image.height,
        said: image.said,
    }))
}

enum Wanted<'a> {
    Picture(&'a mut Option<page::Picture>),
    Field(&'a mut Field),
}

fn collect<'a>(blocks: &'a mut [Block], found: &mut Vec<Wanted<'a>>) {
    for block in blocks {
        match &mut block.content {
            Content::Section { blocks, .. } => collect(blocks, found),
            Content::Alternatives { cases, .. } => {
                for case in cases {
                    collect(&mut case.blocks, found);
                }
            }
            Content::Picture(picture) => found.push(Wanted::Picture(picture)),
            Content::Form(form) => {
                let fields = form.fields.iter_mut().filter(|field| field.kind == IMAGE);
                found.extend(fields.map(Wanted::Field));
            }
            _ => {}
        }
    }
}
