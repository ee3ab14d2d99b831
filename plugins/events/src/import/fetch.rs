//! The task `fetch`: the calendars at the addresses that the administrator chose, each into a document of its own, and then an
//! import. What cannot be fetched is said, and what was read of it before stays.

use maille_sdk::context::{self, Outcome};
use maille_sdk::{Progress, Result, documents, http, storage};
use serde::Deserialize;

use super::group::digest;
use super::said;
use crate::record::cut;

/// How many addresses this fetch has asked.
const KEY: &str = "fetch";
/// Calendars that are followed.
const ADDRESSES_MAX: usize = 100;
/// Where fetched documents stand.
const FOLDER: &str = "fetched/";

/// Settings that this module reads.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Settings {
    addresses: String,
}

/// One step: an address, or a step of the import that follows.
pub fn fetch() -> Result<Progress> {
    let settings: Settings = context::settings()?;
    let addresses = addresses(&settings.addresses);
    let asked: usize = storage::get_json(KEY)?.unwrap_or(0);
    if asked == 0 {
        forget(&addresses)?;
    }
    let Some(address) = addresses.get(asked) else {
        let progress = super::import()?;
        if progress.finished {
            storage::delete(KEY)?;
        }
        return Ok(progress);
    };
    storage::set_json(KEY, &(asked + 1))?;
    let message = match http::get(address).save(&document(address)) {
        Ok(bytes) => said(
            "fetched",
            &[("address", address.clone()), ("bytes", bytes.to_string())],
        ),
        Err(error) => {
            let message = said("not-fetched", &[("cause", error.message)]);
            context::report(Outcome::Refused, address, &message);
            message
        }
    };
    Ok(Progress::going(asked as u64 + 1, None, message))
}

/// Each address once; `webcal` is another name for `https`.
fn addresses(text: &str) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for address in text.split_whitespace() {
        let address = match address
            .strip_prefix("webcal://")
            .or(address.strip_prefix("webcals://"))
        {
            Some(rest) => format!("https://{rest}"),
            None => address.to_owned(),
        };
        if !all.contains(&address) && all.len() < ADDRESSES_MAX {
            all.push(address);
        }
    }
    all
}

/// The document of an address: the host for people, a digest to tell two of one host.
fn document(address: &str) -> String {
    let host = address.split('/').nth(2).unwrap_or_default();
    let plain: String = host
        .chars()
        .filter(|letter| letter.is_ascii_alphanumeric() || matches!(letter, '.' | '-'))
        .collect();
    format!(
        "{FOLDER}{}-{}.ics",
        cut(&plain, 60),
        cut(&digest(address), 8)
    )
}

/// Notes what was fetched from addresses that are no longer chosen: the import that follows takes leave of it.
fn forget(addresses: &[String]) -> Result<()> {
    let chosen: Vec<String> = addresses.iter().map(|address| document(address)).collect();
    let fetched = documents::names(FOLDER, None, 2 * ADDRESSES_MAX as u32)?;
    let gone: Vec<String> = fetched
        .into_iter()
        .filter(|name| !chosen.contains(name))
        .collect();
    super::leave::begin(&gone)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_address_has_one_document() {
        let all =
            addresses("webcal://a.example/x.ics\n https://a.example/x.ics https://a.example/y.ics");
        assert_eq!(all, ["https://a.example/x.ics", "https://a.example/y.ics"]);
        assert_ne!(document(&all[0]), document(&all[1]));
        assert!(document("https://a.example/../../x").starts_with("fetched/a.example-"));
    }
}
