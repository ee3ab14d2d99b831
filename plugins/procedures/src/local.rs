//! What the department adds: its own steps, summaries in plain language, and the offices that help. The import writes
//! none of these records.

use maille_sdk::directory::{Entry, Search};
use maille_sdk::{Code, Result, context};
use serde::Deserialize;

use crate::record::{Procedure, pivots};

/// A step of the department's own.
pub const STEP: &str = "procedures.local-step";
/// A summary in plain language.
pub const SUMMARY: &str = "procedures.summary";
/// An office for a fiche, or for a code of local offices.
pub const OFFICE: &str = "procedures.local-office";
/// Places on a page; more would hide the fiche below them.
const PLACES_MAX: usize = 6;

/// A step of the department's own.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default)]
pub struct Step {
    /// `particuliers`…; every audience where it is empty.
    pub audience: String,
    /// `before`, `step` or `after`.
    pub position: String,
    /// Among the steps of its position.
    pub order: i64,
    /// Plain words.
    pub title: String,
    /// Markdown.
    pub text: String,
    /// Below the text.
    pub links: Vec<Link>,
    /// The last day on which it holds.
    pub valid_until: String,
}

/// A link of a local step.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default)]
pub struct Link {
    /// Plain words.
    pub label: String,
    /// An address.
    pub url: String,
}

/// A summary in plain language.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default)]
pub struct Summary {
    /// `particuliers`…; every audience where it is empty.
    pub audience: String,
    /// Markdown.
    pub text: String,
    /// Who wrote it.
    pub author: String,
    /// `2024-11-05`.
    pub date: String,
    /// `fr`, `fr-simple`, `en`…
    pub language: String,
}

/// An office that no record `place` stands for.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default)]
pub struct Office {
    /// Plain words.
    pub name: String,
    /// Markdown.
    pub text: String,
    /// As people dial it.
    pub telephone: String,
    /// Its own address.
    pub email: String,
    /// Lines.
    pub address: Vec<String>,
    /// OpenStreetMap's form.
    pub opening_hours: String,
    /// An address.
    pub website: String,
}

/// Everything local on a page.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Local {
    /// In order.
    pub steps: Vec<Step>,
    /// In plain language.
    pub summaries: Vec<Summary>,
    /// Offices without a record of their own.
    pub offices: Vec<Office>,
    /// Ids of records `place`.
    pub places: Vec<String>,
}

impl Local {
    /// The steps of one position.
    pub fn at<'a>(&'a self, position: &'a str) -> impl Iterator<Item = &'a Step> {
        self.steps.iter().filter(move |step| {
            let own = if step.position.is_empty() {
                "step"
            } else {
                &step.position
            };
            own == position
        })
    }

    /// True where somebody near helps.
    pub fn helps(&self) -> bool {
        !self.places.is_empty() || !self.offices.is_empty()
    }
}

/// What the department says of a fiche: three searches at most.
pub fn load(procedure: &Procedure, audience: &str, municipality: Option<&str>) -> Result<Local> {
    let mut local = Local::default();
    let own = Search::of([STEP, SUMMARY, OFFICE])
        .where_any("/fiche", [procedure.identifier.as_str()])
        .run(60)?;
    for entry in &own.entries {
        sort_in(entry, &mut local)?;
    }
    let suits = |named: &str| named.is_empty() || named == audience;
    local.steps.retain(|step| suits(&step.audience));
    local.summaries.retain(|summary| suits(&summary.audience));
    forget_past(&mut local.steps);
    local.steps.sort_by_key(|step| step.order);
    let pivots = pivots(&procedure.body);
    if !pivots.is_empty() {
        let codes = || pivots.iter().map(String::as_str);
        for entry in allowed(Search::of([OFFICE]).where_any("/pivot", codes()).run(10))? {
            sort_in(&entry, &mut local)?;
        }
        local.places = places(
            allowed(
                Search::of(["place"])
                    .where_any("/local_service_types", codes())
                    .run(24),
            )?,
            municipality,
        );
    }
    Ok(local)
}

/// Without the grant to read a kind the page goes on without it.
fn allowed(found: Result<maille_sdk::directory::Found>) -> Result<Vec<Entry>> {
    match found {
        Ok(found) => Ok(found.entries),
        Err(error) if error.code == Code::Denied => Ok(Vec::new()),
        Err(error) => Err(error),
    }
}

fn sort_in(entry: &Entry, local: &mut Local) -> Result<()> {
    match entry.kind.as_str() {
        STEP => local.steps.push(entry.read()?),
        SUMMARY => local.summaries.push(entry.read()?),
        _ => {
            let office = entry.read()?;
            if !local.offices.contains(&office) {
                local.offices.push(office);
            }
        }
    }
    Ok(())
}

/// Asks for the day only where a step has a last one: a page that asks is kept until midnight alone.
fn forget_past(steps: &mut Vec<Step>) {
    if steps.iter().any(|step| !step.valid_until.is_empty()) {
        let today = context::today();
        steps.retain(|step| step.valid_until.is_empty() || step.valid_until >= today);
    }
}

/// The visitor's own commune first.
fn places(mut entries: Vec<Entry>, municipality: Option<&str>) -> Vec<String> {
    #[derive(Deserialize)]
    struct Place {
        #[serde(default)]
        address: Address,
    }
    #[derive(Default, Deserialize)]
    struct Address {
        #[serde(default)]
        insee_code: String,
    }
    if let Some(municipality) = municipality {
        entries.sort_by_key(|entry| {
            let own = entry
                .read::<Place>()
                .is_ok_and(|place| place.address.insee_code == municipality);
            !own
        });
    }
    entries
        .into_iter()
        .take(PLACES_MAX)
        .map(|entry| entry.id)
        .collect()
}
