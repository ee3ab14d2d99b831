//! A fiche as a record of the core kind `procedure`, and back. The record's key is audience and identifier, since some
//! identifiers stand in two editions: `particuliers/F1234`.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::fiche::model::{Block, Body, Step};
use crate::fiche::{AUDIENCES, Fiche, plain};

/// The core kind.
pub const KIND: &str = "procedure";
/// A record's content may have 1 MiB; the host counts what it writes itself.
pub const CONTENT_BYTES_MAX: usize = 1024 * 1024 - 1024;

/// How deep a record's JSON may be nested: the host takes 64; real fiches stay below 35.
pub const CONTENT_DEPTH_MAX: usize = 60;

const OFFICIAL_PUBLISHER: &str = "Direction de l'information légale et administrative";
const OFFICIAL_NAME: &str = "Service-Public.fr / DILA";
const OFFICIAL_LICENCE: &str = "Licence Ouverte 2.0";

/// The content of a `procedure`.
#[derive(Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Procedure {
    /// `F1234`.
    pub identifier: String,
    /// The kind's code for the audience: `individuals`.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub audience: String,
    /// As written.
    pub title: String,
    /// `Fiche d'information`, `Dossier`…
    #[serde(rename = "type")]
    pub kind: String,
    /// Themes in words.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub subject: String,
    /// One or two sentences.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub description: String,
    /// The first theme.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub theme: Option<Named>,
    /// From the theme down to the fiche.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub trail: Vec<Named>,
    /// `2024-11-05`.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub updated: String,
    /// Words for the search.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub text: String,
    /// Abbreviations and numbers of forms.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub keywords: Vec<String>,
    /// Kinds of local offices that the fiche names.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub local_service_types: Vec<String>,
    /// What stands on the page.
    pub body: Body,
    /// Where it comes from.
    pub source: Source,
}

/// A node.
#[derive(Debug, Default, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Named {
    /// `N19812`.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub identifier: String,
    /// Its name.
    pub title: String,
}

/// Where a fiche comes from, as its licence demands.
#[derive(Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Source {
    /// In words.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// The fiche at its publisher's.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub url: String,
    /// The licence.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub licence: String,
}

impl From<Step> for Named {
    fn from(step: Step) -> Self {
        Self {
            identifier: step.id,
            title: step.title,
        }
    }
}

impl Procedure {
    /// The record of a fiche.
    pub fn new(fiche: Fiche) -> Self {
        let text = plain::text(&fiche.body);
        let official = fiche
            .publisher
            .replace('’', "'")
            .starts_with(OFFICIAL_PUBLISHER);
        Self {
            identifier: fiche.identifier,
            audience: code(&fiche.audience).to_owned(),
            title: cut(fiche.title, 1_000),
            kind: cut(fiche.kind, 200),
            subject: cut(fiche.subject, 1_000),
            description: cut(fiche.description, 20_000),
            theme: (!fiche.theme.title.is_empty()).then(|| fiche.theme.into()),
            trail: fiche.trail.into_iter().map(Into::into).take(20).collect(),
            updated: fiche.updated,
            text,
            keywords: keywords(&fiche.body),
            local_service_types: pivots(&fiche.body).into_iter().take(100).collect(),
            body: fiche.body,
            source: Source {
                name: if official {
                    OFFICIAL_NAME.to_owned()
                } else {
                    cut(fiche.publisher, 300)
                },
                url: cut(fiche.address, 2_000),
                licence: if fiche.licence.is_empty() && official {
                    OFFICIAL_LICENCE.to_owned()
                } else {
                    cut(fiche.licence, 200)
                },
            },
        }
    }

    /// The audience's name in addresses: `particuliers`.
    pub fn audience_name(&self) -> &'static str {
        match self.audience.as_str() {
            "professionals" => AUDIENCES[1],
            "associations" => AUDIENCES[2],
            _ => AUDIENCES[0],
        }
    }
}

/// How deep the brackets of a JSON text are nested. The host takes no more than 64 levels.
pub fn json_depth(json: &[u8]) -> usize {
    let (mut depth, mut deepest, mut quoted, mut escaped) = (0_usize, 0, false, false);
    for byte in json {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            b'{' | b'[' if !quoted => {
                depth += 1;
                deepest = deepest.max(depth);
            }
            b'}' | b']' if !quoted => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    deepest
}

/// The core kind's code for an audience.
pub fn code(audience: &str) -> &'static str {
    match audience {
        "professionnels" => "professionals",
        "associations" => "associations",
        _ => "individuals",
    }
}

fn cut(mut text: String, letters: usize) -> String {
    if let Some((end, _)) = text.char_indices().nth(letters) {
        text.truncate(end);
    }
    text
}

fn keywords(body: &Body) -> Vec<String> {
    let mut words: Vec<String> = body
        .abbreviations
        .iter()
        .map(|abbreviation| abbreviation.term.clone())
        .collect();
    words.extend([body.cerfa.clone(), body.number.clone()]);
    words.extend(body.services.iter().map(|service| service.cerfa.clone()));
    words.retain(|word| !word.is_empty());
    words.dedup();
    words
        .into_iter()
        .map(|word| cut(word, 200))
        .take(100)
        .collect()
}

/// Every code of a local office in a body.
pub fn pivots(body: &Body) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    keep(&body.pivot, &mut found);
    each_block(body, &mut |block| match block {
        Block::Office(office) => keep(&office.pivot, &mut found),
        Block::Service(service) => keep(&service.pivot, &mut found),
        _ => {}
    });
    body.offices
        .iter()
        .for_each(|office| keep(&office.pivot, &mut found));
    body.services
        .iter()
        .for_each(|service| keep(&service.pivot, &mut found));
    found
}

/// Some pivots are free text ("Onac"): only codes lead to places.
fn keep(pivot: &str, found: &mut BTreeSet<String>) {
    let is_code = pivot
        .bytes()
        .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_');
    if !pivot.is_empty() && pivot.len() <= 100 && is_code {
        found.insert(pivot.to_owned());
    }
}

/// Calls `visit` with each block of a body, however deep.
pub fn each_block<'a>(body: &'a Body, visit: &mut impl FnMut(&'a Block)) {
    blocks(&body.introduction, visit);
    blocks(&body.blocks, visit);
    body.warnings
        .iter()
        .for_each(|notice| blocks(&notice.blocks, visit));
    body.definitions
        .iter()
        .chain(&body.abbreviations)
        .for_each(|definition| blocks(&definition.blocks, visit));
    body.offices
        .iter()
        .for_each(|office| blocks(&office.blocks, visit));
    body.services
        .iter()
        .for_each(|service| blocks(&service.blocks, visit));
}

fn blocks<'a>(all: &'a [Block], visit: &mut impl FnMut(&'a Block)) {
    for block in all {
        visit(block);
        match block {
            Block::Paragraph(_) | Block::Picture(_) => {}
            Block::List(list) => list
                .items
                .iter()
                .for_each(|item| blocks(&item.blocks, visit)),
            Block::Section(section) => blocks(&section.blocks, visit),
            Block::Cases(cases) => cases
                .cases
                .iter()
                .for_each(|case| blocks(&case.blocks, visit)),
            Block::Table(table) => {
                table
                    .rows
                    .iter()
                    .flat_map(|row| &row.cells)
                    .for_each(|cell| blocks(&cell.blocks, visit));
            }
            Block::Notice(notice) => blocks(&notice.blocks, visit),
            Block::Office(office) => blocks(&office.blocks, visit),
            Block::Service(service) => blocks(&service.blocks, visit),
            Block::Conditional(item) => blocks(&item.blocks, visit),
            Block::Comment(comment) => blocks(&comment.blocks, visit),
        }
    }
}
