//! The tasks: takes documents that the administrator handed over, or fetches the official archives, and keeps each
//! fiche as a record. Never touches a record that it did not make.

pub mod archive;
pub mod home;
pub mod index;
pub mod run;
pub mod shelf;
mod step;
mod take;

use maille_sdk::{Error, OrNone, Progress, Result, context, documents, http, storage};
use serde::Deserialize;

/// Settings that this module reads.
#[derive(Debug, Deserialize)]
#[serde(default)]
struct Settings {
    /// Where the archives are; `{audience}` stands for `part`, `pro` or `asso`.
    source_base: String,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            source_base: OFFICIAL_ADDRESS.to_owned(),
        }
    }
}

const OFFICIAL_ADDRESS: &str =
    "https://lecomarquage.service-public.gouv.fr/vdd/3.3/{audience}/zip/vosdroits-latest.zip";
/// The archive's own name of an audience, and ours.
const ARCHIVES: [(&str, &str); 3] = [
    ("part", "particuliers"),
    ("pro", "professionnels"),
    ("asso", "associations"),
];
/// How many archives this fetch has brought.
const FETCHED: &str = "fetch";

/// One step of the task `import`.
pub fn import() -> Result<Progress> {
    step::step()
}

/// One step of the task `fetch`: an archive, or a step of the import that follows.
pub fn fetch() -> Result<Progress> {
    let fetched: usize = storage::get_json(FETCHED)?.unwrap_or(0);
    let Some((remote, audience)) = ARCHIVES.get(fetched) else {
        let progress = step::step()?;
        if progress.finished {
            storage::delete(FETCHED)?;
        }
        return Ok(progress);
    };
    let settings: Settings = context::settings()?;
    let url = settings.source_base.replace("{audience}", remote);
    let (document, before) = places(audience)?;
    let bytes = http::get(&url)
        .save(&document)
        .map_err(|error| explained(&url, error))?;
    // A page of an error saved as an archive would only be refused later, with a reason that helps nobody.
    if archive::open(documents::Reader::open(&document)?).is_err() {
        documents::delete(&document)?;
        return Err(Error::invalid(context::translate(
            "import-not-an-archive",
            &[("url", &url), ("bytes", &bytes.to_string())],
        )));
    }
    if let Some(before) = before {
        documents::delete(&before).or_none()?;
    }
    storage::set_json(&place_key(audience), &document)?;
    storage::set_json(FETCHED, &(fetched + 1))?;
    let megabytes = format!("{:.1}", bytes as f64 / 1e6);
    let message = context::translate(
        "import-fetched",
        &[("audience", audience), ("megabytes", &megabytes)],
    );
    Ok(Progress::going(fetched as u64 + 1, None, message))
}

/// Where the next archive of an audience goes, and where the last good one stands: it stays until the next is good too.
fn places(audience: &str) -> Result<(String, Option<String>)> {
    let before: Option<String> = storage::get_json(&place_key(audience))?;
    let next = ["a", "b"]
        .map(|place| format!("fetched/{audience}/{place}/vosdroits-latest.zip"))
        .into_iter()
        .find(|next| before.as_ref() != Some(next))
        .unwrap_or_default();
    Ok((next, before))
}

fn place_key(audience: &str) -> String {
    format!("fetched/{audience}")
}

fn explained(url: &str, error: Error) -> Error {
    Error {
        message: context::translate(
            "import-not-fetched",
            &[("url", url), ("cause", &error.message)],
        ),
        code: error.code,
    }
}
