//! "Vos droits et démarches" XML (3.3, tolerant of later editions) to a typed tree. Knows no plugin and no host: every
//! function here is pure.

mod convert;
mod decode;
mod flow;
mod guide;
mod inline;
pub mod markdown;
pub mod model;
mod parts;
pub mod plain;
mod publication;
#[cfg(test)]
mod tests;
mod xml;

use std::collections::BTreeMap;

pub use model::Fiche;
use xml::Element;

/// The largest publication measured is below 1 MiB; a guest has 64 MiB for the tree and what comes of it.
pub const DOCUMENT_BYTES_MAX: usize = 4 * 1024 * 1024;
/// The audiences in the order in which they are offered.
pub const AUDIENCES: [&str; 3] = ["particuliers", "professionnels", "associations"];

/// A document that was read.
#[derive(Debug)]
pub struct Reading {
    /// What it says.
    pub fiche: Fiche,
    /// What was mended, in words.
    pub repairs: Vec<String>,
    /// Elements that the grammar does not know, with how often they came; their content was kept.
    pub unknown: BTreeMap<String, u32>,
}

/// Reads a document. `path` is where it stood, of which only the folder and the file's name matter:
/// `particuliers/F116.xml`. The error is a sentence for the administrator.
pub fn read(bytes: &[u8], path: &str) -> Result<Reading, String> {
    if bytes.len() > DOCUMENT_BYTES_MAX {
        return Err(format!(
            "it has {} bytes; {DOCUMENT_BYTES_MAX} is the limit",
            bytes.len()
        ));
    }
    let (text, mended) = decode::text(bytes)?;
    let (root, mut repairs) = xml::parse(&text)?;
    drop(text);
    repairs.extend(mended);
    let identifier = identifier_of(&root)?;
    if let Some(repair) = name_repair(path, identifier) {
        repairs.push(repair);
    }
    let (audience, repair) = audience_of(&root, path)?;
    repairs.extend(repair);
    let mut converter = convert::Converter::new(audience, &root);
    let fiche = converter.publication(&root, identifier);
    if fiche.title.is_empty() {
        return Err("it has no title".to_owned());
    }
    Ok(Reading {
        fiche,
        repairs,
        unknown: converter.unknown,
    })
}

/// True for `F1234`, `N12` and `R34`.
pub fn is_identifier(text: &str) -> bool {
    text.len() <= 12
        && text.starts_with(['F', 'N', 'R'])
        && text.len() > 1
        && text[1..].bytes().all(|byte| byte.is_ascii_digit())
}

/// One of [`AUDIENCES`] for any of its names.
pub fn audience(name: &str) -> Option<&'static str> {
    match name.trim().to_lowercase().as_str() {
        "particuliers" | "particulier" | "part" => Some(AUDIENCES[0]),
        "professionnels"
        | "professionnels-entreprises"
        | "professionnel"
        | "pro"
        | "entreprises" => Some(AUDIENCES[1]),
        "associations" | "association" | "asso" => Some(AUDIENCES[2]),
        _ => None,
    }
}

fn identifier_of(root: &Element) -> Result<&str, String> {
    if !matches!(root.name.as_str(), "Publication" | "ServiceComplementaire") {
        return Err(format!(
            "its root is <{}>, not <Publication> or <ServiceComplementaire>",
            root.name
        ));
    }
    let identifier = root
        .attribute("ID")
        .ok_or_else(|| format!("its <{}> has no ID", root.name))?;
    if !is_identifier(identifier) {
        return Err(format!(
            "its ID `{identifier}` is not F, N or R and a number"
        ));
    }
    match root.child("dc:identifier").map(inline::words) {
        Some(other) if !other.is_empty() && other != identifier => {
            Err(format!("its ID is {identifier}, its dc:identifier {other}"))
        }
        _ => Ok(identifier),
    }
}

fn name_repair(path: &str, identifier: &str) -> Option<String> {
    let stem = path.rsplit('/').next()?.rsplit_once('.')?.0;
    (is_identifier(stem) && stem != identifier)
        .then(|| format!("the file is called {stem}, the fiche in it {identifier}"))
}

/// The edition to which a document belongs. Its own words decide; the folder settles what they leave open, since a form
/// may serve several audiences and stands in the folder of each.
fn audience_of(root: &Element, path: &str) -> Result<(&'static str, Option<String>), String> {
    let folder = path.rsplit('/').skip(1).find_map(audience);
    let named: Vec<&str> = root
        .all("Audience")
        .filter_map(|element| audience(&inline::words(element)))
        .collect();
    let trail = root
        .child("FilDAriane")
        .and_then(|trail| trail.elements().next())
        .and_then(|level| audience(level.attribute("ID").unwrap_or_default()));
    let address = root.attribute("spUrl").and_then(|url| {
        if url.contains("://entreprendre.") {
            Some(AUDIENCES[1])
        } else {
            url.split('/').find_map(audience)
        }
    });
    let own = trail
        .or(address)
        .or(named.first().and_then(|name| audience(name)));
    match (folder, own) {
        (Some(folder), _) if named.contains(&folder) || trail == Some(folder) => Ok((folder, None)),
        (Some(folder), Some(own)) if folder != own => Ok((
            own,
            Some(format!(
                "it stands in the folder {folder} and is written for {own}"
            )),
        )),
        (_, Some(own)) => Ok((own, None)),
        (Some(folder), None) => Ok((folder, None)),
        (None, None) => Err("it does not say for whom it is, and no folder does".to_owned()),
    }
}
