//! What the import keeps beside the records: indexes, home entries and the words of variables. Read once in a step,
//! written at its end.

use std::collections::{BTreeMap, BTreeSet};

use maille_sdk::{Result, storage};

use super::home::{self, Home};
use super::index::{self, Index};
use crate::fiche::AUDIENCES;
use crate::labels::Words;

/// One audience's shelf.
#[derive(Debug, Default)]
struct Board {
    index: Index,
    home: Home,
    /// Words of a variable, with the guided search that gave them.
    variables: BTreeMap<String, (String, String)>,
}

/// The boards that a step has touched.
#[derive(Debug, Default)]
pub struct Shelf {
    boards: BTreeMap<&'static str, Board>,
    /// Values written so far in this step.
    pub writes: usize,
}

/// Fiches to which one guided search leads: some dozens are the most that was measured.
const TARGETS_MAX: usize = 300;
/// Variables of an audience: 641 were counted in all.
const VARIABLES_MAX: usize = 5_000;

/// Where the words of variables stand that the guided searches give for one fiche.
pub fn labels_prefix(target: &str) -> String {
    format!("labels/{target}/")
}

/// Where the words of variables stand that guided searches of an audience give for any fiche.
pub fn variables_key(audience: &str) -> String {
    format!("variables/{audience}")
}

/// Where the fiches stand to which a guided search leads.
fn targets_key(guide: &str) -> String {
    format!("targets/{guide}")
}

impl Shelf {
    fn board(&mut self, audience: &'static str) -> Result<&mut Board> {
        if !self.boards.contains_key(audience) {
            let board = Board {
                index: Index::parse(&storage::get(&index::key(audience))?.unwrap_or_default()),
                home: storage::get_json(&home::key(audience))?.unwrap_or_default(),
                variables: storage::get_json(&variables_key(audience))?.unwrap_or_default(),
            };
            self.boards.insert(audience, board);
        }
        Ok(self.boards.entry(audience).or_default())
    }

    /// The index of an audience.
    pub fn index(&mut self, audience: &'static str) -> Result<&mut Index> {
        Ok(&mut self.board(audience)?.index)
    }

    /// The home entries of an audience.
    pub fn home(&mut self, audience: &'static str) -> Result<&mut Home> {
        Ok(&mut self.board(audience)?.home)
    }

    /// Keeps what a guided search says of variables, for each fiche that it leads to; what it said before is forgotten.
    pub fn guide(
        &mut self,
        audience: &'static str,
        id: &str,
        targets: &BTreeMap<String, Words>,
    ) -> Result<()> {
        let guide = format!("{audience}/{id}");
        let full = |target: &str| {
            if target.contains('/') {
                target.to_owned()
            } else {
                format!("{audience}/{target}")
            }
        };
        let now: BTreeSet<String> = targets
            .keys()
            .take(TARGETS_MAX)
            .map(|target| full(target))
            .collect();
        let before: BTreeSet<String> = storage::get_json(&targets_key(&guide))?.unwrap_or_default();
        for target in before.difference(&now) {
            storage::delete(&format!("{}{id}", labels_prefix(target)))?;
        }
        self.writes += now.len() + 1;
        for (target, words) in targets.iter().take(TARGETS_MAX) {
            storage::set_json(&format!("{}{id}", labels_prefix(&full(target))), words)?;
        }
        if now != before {
            storage::set_json(&targets_key(&guide), &now)?;
        }
        let variables = &mut self.board(audience)?.variables;
        variables.retain(|_, (_, giver)| giver != id);
        for (variable, words) in targets.values().flatten() {
            if variables.len() >= VARIABLES_MAX {
                break;
            }
            let known = variables
                .entry(variable.clone())
                .or_insert_with(|| (words.clone(), id.to_owned()));
            // Whatever the order of the documents, the same guided search wins.
            if id < known.1.as_str() {
                *known = (words.clone(), id.to_owned());
            }
        }
        Ok(())
    }

    /// Writes every board back.
    pub fn save(&self) -> Result<()> {
        for (audience, board) in &self.boards {
            storage::set(&index::key(audience), &board.index.bytes())?;
            storage::set_json(&home::key(audience), &board.home)?;
            storage::set_json(&variables_key(audience), &board.variables)?;
        }
        Ok(())
    }
}

/// The audience's own name for the one that a text names.
pub fn own(audience: &str) -> &'static str {
    AUDIENCES
        .iter()
        .find(|own| **own == audience)
        .copied()
        .unwrap_or(AUDIENCES[0])
}
