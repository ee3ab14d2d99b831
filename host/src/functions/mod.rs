//! Who does what: the functions that published professionals, services and places name, by trade and by territory. Counted
//! at each question from what the search knows of records, and kept nowhere.

mod store;

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use crate::config::FunctionChoice;
use crate::database::{Database, DatabaseError};
use crate::directory::vocabulary;

/// The vocabularies that professionals and services take these codes from.
pub const FUNCTIONS: &str = "functions";
pub const TRADES: &str = "trades";
/// Groups of communes, or communes, of one table: a region has fewer.
const AREAS_MAX: i64 = 600;

/// A function as this instance shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Function {
    /// A term of the vocabulary.
    pub code: &'static str,
    /// The instance's own words, by language.
    labels: BTreeMap<String, String>,
}

impl Function {
    /// In a language; the instance's own words first.
    pub fn label(&self, locale: &str) -> &str {
        let french = || self.labels.get("fr").filter(|_| locale.starts_with("fr"));
        let own = self.labels.get(locale).or_else(french);
        let known = || vocabulary::label(FUNCTIONS, self.code, locale).unwrap_or(self.code);
        own.map_or_else(known, String::as_str)
    }
}

/// A choice in the configuration that cannot be made.
#[derive(Debug, thiserror::Error)]
#[error("`[[functions]]` in maille.toml: there is no function `{code}`{}", nearest.as_ref().map(|code| format!("; did you mean `{code}`?")).unwrap_or_else(|| ": write a code of the vocabulary `functions`".into()))]
pub struct UnknownFunction {
    code: String,
    nearest: Option<String>,
}

/// The functions that this instance counts, in its order: all of the vocabulary where it chose none.
pub fn chosen(choices: &[FunctionChoice]) -> Result<Vec<Function>, UnknownFunction> {
    let vocabulary = vocabulary::get(FUNCTIONS);
    let terms = vocabulary.map_or(&[][..], |vocabulary| vocabulary.terms());
    if choices.is_empty() {
        let all = terms.iter().map(|term| Function {
            code: &term.code,
            labels: BTreeMap::new(),
        });
        return Ok(all.collect());
    }
    let one = |choice: &FunctionChoice| {
        let term = terms.iter().find(|term| term.code == choice.code);
        let near = || {
            vocabulary?
                .nearest(&choice.code, 1)
                .first()
                .map(|term| term.code.clone())
        };
        let term = term.ok_or_else(|| UnknownFunction {
            code: choice.code.clone(),
            nearest: near(),
        })?;
        Ok(Function {
            code: &term.code,
            labels: choice.label.clone(),
        })
    };
    choices.iter().map(one).collect()
}

/// A group of communes, or a commune.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Area {
    /// A SIREN of nine digits, or an INSEE code of five.
    pub code: String,
    pub name: String,
}

/// Where it is counted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Scope {
    /// Everything that is published here.
    #[default]
    Everywhere,
    /// The communes of a group.
    Group(Area),
    /// One commune, and the group that it belongs to.
    Commune(Area, Option<Area>),
}

/// How many do a function.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    pub professionals: u64,
    pub services: u64,
}

/// Who does what in a territory.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Matrix {
    /// Codes of trades that somebody there names, in the order of the vocabulary.
    pub trades: Vec<&'static str>,
    /// By function and trade.
    pub cells: BTreeMap<(String, &'static str), Count>,
    /// Services that name no trade, by function.
    pub services: BTreeMap<String, u64>,
    /// Places where it is done, by function.
    pub places: BTreeMap<String, u64>,
}

impl Matrix {
    /// The trades that do a function, in order.
    pub fn trades_of(&self, function: &str) -> Vec<&'static str> {
        let does = |trade: &&&'static str| self.cells.contains_key(&(function.to_owned(), **trade));
        self.trades.iter().filter(does).copied().collect()
    }

    /// Whether anybody does a function, or it is done anywhere.
    pub fn has(&self, function: &str) -> bool {
        !self.trades_of(function).is_empty()
            || self.services.contains_key(function)
            || self.places.contains_key(function)
    }

    /// Whether nobody there names any function.
    pub fn is_empty(&self) -> bool {
        self.cells.is_empty() && self.services.is_empty() && self.places.is_empty()
    }
}

/// What is missing in one territory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gaps {
    pub area: Area,
    /// Codes of functions, in the instance's order.
    pub missing: Vec<&'static str>,
}

/// The questions about functions. Cheap to make.
#[derive(Clone, Debug)]
pub struct Functions {
    database: Database,
    /// `2026-11-22`: whose consent ended before does not count.
    today: String,
}

impl Functions {
    /// Over an open database, as of this day.
    pub fn new(database: Database, today: Date) -> Self {
        Self {
            database,
            today: today.to_string(),
        }
    }

    /// The territory with this code; nothing where there is none.
    pub async fn scope(&self, code: &str) -> Result<Option<Scope>, DatabaseError> {
        let readers = self.database.readers();
        if code.is_empty() {
            return Ok(Some(Scope::Everywhere));
        }
        if let Some(group) = store::group(readers, code).await? {
            return Ok(Some(Scope::Group(group)));
        }
        let commune = store::commune(readers, code).await?;
        Ok(commune.map(|(commune, group)| Scope::Commune(commune, group)))
    }

    /// Who does what there.
    pub async fn matrix(&self, scope: &Scope) -> Result<Matrix, DatabaseError> {
        let mut matrix = Matrix::default();
        let trades = vocabulary::get(TRADES);
        let mut seen: BTreeSet<&'static str> = BTreeSet::new();
        for tally in store::tallies(self.database.readers(), scope, &self.today).await? {
            let trade = trades.and_then(|trades| trades.term(&tally.trade));
            let Some(trade) = trade.map(|term| term.code.as_str()) else {
                let side = match tally.kind.as_str() {
                    "place" => &mut matrix.places,
                    _ => &mut matrix.services,
                };
                *side.entry(tally.function).or_default() += tally.count;
                continue;
            };
            seen.insert(trade);
            let cell = matrix.cells.entry((tally.function, trade)).or_default();
            match tally.kind.as_str() {
                "professional" => cell.professionals += tally.count,
                _ => cell.services += tally.count,
            }
        }
        let terms = trades.map_or(&[][..], |trades| trades.terms());
        let codes = terms.iter().map(|term| term.code.as_str());
        matrix.trades = codes.filter(|code| seen.contains(code)).collect();
        Ok(matrix)
    }

    /// What nobody does: by group of communes; inside one, by commune. Only groups with something in the directory are
    /// looked at, and in them every commune.
    pub async fn gaps(
        &self,
        scope: &Scope,
        functions: &[Function],
    ) -> Result<Vec<Gaps>, DatabaseError> {
        let readers = self.database.readers();
        let (areas, present) = match scope {
            Scope::Everywhere => {
                let groups = store::groups(readers, AREAS_MAX).await?;
                match groups.is_empty() {
                    // Without INSEE's table of groups there are only the communes that records name.
                    true => (
                        store::communes_of_records(readers, AREAS_MAX).await?,
                        store::done_by_commune(readers, None, &self.today).await?,
                    ),
                    false => (groups, store::done_by_group(readers, &self.today).await?),
                }
            }
            Scope::Group(group) => (
                store::communes(readers, &group.code, AREAS_MAX).await?,
                store::done_by_commune(readers, Some(&group.code), &self.today).await?,
            ),
            Scope::Commune(commune, _) => (
                vec![commune.clone()],
                store::done_in(readers, &commune.code, &self.today).await?,
            ),
        };
        let gaps = areas.into_iter().map(|area| {
            let done = |function: &&Function| {
                !present.contains(&(area.code.clone(), function.code.to_owned()))
            };
            let missing = functions.iter().filter(done).map(|function| function.code);
            Gaps {
                missing: missing.collect(),
                area,
            }
        });
        Ok(gaps.collect())
    }

    /// What a visitor may choose from: groups of communes, else the communes that records name.
    pub async fn areas(&self) -> Result<Vec<Area>, DatabaseError> {
        let readers = self.database.readers();
        let groups = store::groups(readers, AREAS_MAX).await?;
        match groups.is_empty() {
            true => Ok(store::communes_of_records(readers, AREAS_MAX).await?),
            false => Ok(groups),
        }
    }

    /// The communes of a group.
    pub async fn communes(&self, group: &Area) -> Result<Vec<Area>, DatabaseError> {
        Ok(store::communes(self.database.readers(), &group.code, AREAS_MAX).await?)
    }

    /// How many name a function and no commune: they are counted everywhere, and in no territory.
    pub async fn without_commune(&self) -> Result<u64, DatabaseError> {
        Ok(store::without_commune(self.database.readers(), &self.today).await?)
    }
}
