//! What the home page shows of an audience, kept ready in the storage: it reads no record.

use serde::{Deserialize, Serialize};

use crate::record::Procedure;

/// What changed lately.
const LATEST_MAX: usize = 12;
/// More themes, guides or events of life than a page can offer would be a mistake of the source.
const LIST_MAX: usize = 200;

/// The entries of a home page.
#[derive(Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Home {
    /// Themes.
    pub themes: Vec<Entry>,
    /// "What to do if…".
    pub life_events: Vec<Entry>,
    /// Guided searches.
    pub guides: Vec<Entry>,
    /// The newest first.
    pub latest: Vec<Entry>,
}

/// A link of a home page.
#[derive(Debug, Default, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Entry {
    /// `F1234`.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Its description, where it says more.
    pub description: String,
    /// `2024-11-05`.
    pub updated: String,
}

/// Where the home entries of an audience stand in the storage.
pub fn key(audience: &str) -> String {
    format!("home/{audience}")
}

impl Home {
    /// Takes a fiche into the lists where it belongs, and out of those where it no longer does.
    pub fn take(&mut self, procedure: &Procedure) {
        self.remove(&procedure.identifier);
        let describes = procedure.description != procedure.title;
        let entry = Entry {
            id: procedure.identifier.clone(),
            title: cut(&procedure.title),
            description: if describes {
                cut(&procedure.description)
            } else {
                String::new()
            },
            updated: procedure.updated.clone(),
        };
        let list = match procedure.kind.as_str() {
            "Theme" => Some(&mut self.themes),
            "Recherche guidée" => Some(&mut self.guides),
            kind if kind.starts_with("Fiche Comment faire si") => Some(&mut self.life_events),
            _ => None,
        };
        if let Some(list) = list {
            list.push(entry.clone());
            list.sort_by_key(|entry| sorting(&entry.title));
            list.truncate(LIST_MAX);
        }
        if procedure.kind.starts_with("Fiche") && !entry.updated.is_empty() {
            self.latest.push(entry);
            self.latest.sort_by(|one, other| {
                other
                    .updated
                    .cmp(&one.updated)
                    .then_with(|| one.id.cmp(&other.id))
            });
            self.latest.truncate(LATEST_MAX);
        }
    }

    /// Forgets a fiche.
    pub fn remove(&mut self, identifier: &str) {
        for list in [
            &mut self.themes,
            &mut self.life_events,
            &mut self.guides,
            &mut self.latest,
        ] {
            list.retain(|entry| entry.id != identifier);
        }
    }
}

/// Enough for a card; the whole list must fit one value of the storage.
fn cut(text: &str) -> String {
    const LETTERS_MAX: usize = 300;
    match text.char_indices().nth(LETTERS_MAX) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// French readers expect `É` beside `E`.
fn sorting(title: &str) -> String {
    title
        .to_lowercase()
        .chars()
        .map(|letter| match letter {
            'é' | 'è' | 'ê' | 'ë' => 'e',
            'à' | 'â' => 'a',
            'î' | 'ï' => 'i',
            'ô' => 'o',
            'ù' | 'û' => 'u',
            'ç' => 'c',
            letter => letter,
        })
        .collect()
}
