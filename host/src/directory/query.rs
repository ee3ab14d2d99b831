//! A search as it is built, call by call. Nothing here refuses: what cannot be
//! understood is said when the search runs.

use std::collections::BTreeSet;

use super::Directory;
use super::cursor::{Cursor, Order};
use super::error::DirectoryError;
use super::index::{MUNICIPALITY, TERM_BYTES_MAX};
use super::reader::Reader;
use super::record::{Record, State};
use super::words::query_words;

/// Records of one page.
pub const LIMIT_MAX: u32 = 200;
/// A form has fewer filters.
const FILTERS_MAX: usize = 10;
/// All communes of a département are 500 values at most.
const FILTER_VALUES_MAX: usize = 1_000;
/// A plugin reads some kinds, not a hundred.
const KINDS_MAX: usize = 100;

/// The records of one page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// In order, as the reader may see them.
    pub records: Vec<Record>,
    /// For [`Search::after`], if there are more.
    pub next: Option<String>,
}

/// One page of times at which records take place.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FoundTimes {
    /// Each once, as the reader may see them.
    pub records: Vec<Record>,
    /// Which of the records, from when to when in milliseconds since 1970; the first to begin first.
    pub times: Vec<(usize, i64, i64)>,
    /// For [`Search::after`], if there are more.
    pub next: Option<String>,
}

/// A search of records. Without a state it finds what is published.
#[derive(Clone, Debug, Default)]
pub struct Search {
    pub(super) kinds: Vec<String>,
    pub(super) words: Vec<String>,
    pub(super) words_given: bool,
    pub(super) near: Option<Near>,
    pub(super) within: Option<[f64; 4]>,
    pub(super) between: Option<(Option<i64>, Option<i64>)>,
    pub(super) filters: Vec<Filter>,
    pub(super) state: Option<String>,
    pub(super) mine_only: bool,
    pub(super) order: Option<Order>,
    pub(super) after: Option<String>,
}

/// One of these values at one of these paths.
#[derive(Clone, Debug)]
pub(super) struct Filter {
    pub paths: Vec<String>,
    pub values: Vec<String>,
}

/// A circle on Earth.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Near {
    pub latitude: f64,
    pub longitude: f64,
    pub radius_metres: f64,
}

impl Search {
    /// Of these kinds, or of all that the reader may read if none is named.
    pub fn new(kinds: &[&str]) -> Self {
        Self {
            kinds: kinds.iter().map(|kind| (*kind).to_owned()).collect(),
            ..Self::default()
        }
    }

    /// The kinds that it names; none means all that the reader may read.
    pub fn kinds(&self) -> &[String] {
        &self.kinds
    }

    /// The same search among other kinds.
    pub fn among(&mut self, kinds: &[&str]) -> &mut Self {
        self.kinds = kinds.iter().map(|kind| (*kind).to_owned()).collect();
        self
    }

    /// Records that hold all these words, as a person types them: without accents, the last one unfinished, plural
    /// or singular. Only public text is searched. Blank words narrow nothing.
    pub fn words(&mut self, words: &str) -> &mut Self {
        self.words = query_words(words);
        self.words_given = !words.trim().is_empty();
        self
    }

    /// At most so far from a point in degrees.
    pub fn near(&mut self, latitude: f64, longitude: f64, radius_metres: u32) -> &mut Self {
        self.near = Some(Near {
            latitude,
            longitude,
            radius_metres: f64::from(radius_metres),
        });
        self
    }

    /// Inside a box in degrees; one whose west is greater than its east crosses the 180th meridian.
    pub fn within(&mut self, south: f64, west: f64, north: f64, east: f64) -> &mut Self {
        self.within = Some([south, west, north, east]);
        self
    }

    /// In the commune with this INSEE code.
    pub fn municipality(&mut self, insee_code: &str) -> &mut Self {
        self.where_any_at(&[MUNICIPALITY], &[insee_code])
    }

    /// Taking place in this time, in milliseconds since 1970; the end is not part of it.
    pub fn between(&mut self, start: Option<i64>, end: Option<i64>) -> &mut Self {
        self.between = Some((start, end));
        self
    }

    /// With one of these values at a path that a kind declares as a filter. Several calls must all hold.
    pub fn where_any(&mut self, path: &str, values: &[&str]) -> &mut Self {
        self.where_any_at(&[path], values)
    }

    /// The same where kinds keep such values at different paths: one of them is enough.
    pub fn where_any_at(&mut self, paths: &[&str], values: &[&str]) -> &mut Self {
        let owned = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
        self.filters.push(Filter {
            paths: owned(paths),
            values: owned(values),
        });
        self
    }

    /// In this state: `draft`, `published` or `withdrawn`; what is not published, only one's own unless granted.
    pub fn state(&mut self, state: &str) -> &mut Self {
        self.state = Some(state.to_owned());
        self
    }

    /// Made by the reader itself.
    pub fn mine_only(&mut self) -> &mut Self {
        self.mine_only = true;
        self
    }

    /// `relevance`, `newest`, `start`, `distance` or `name`. Otherwise, or where an order lacks what it needs: by
    /// relevance if there are words, by distance if there is a point, by start if there is a time, else the newest.
    pub fn order_by(&mut self, order: &str) -> &mut Self {
        self.order = match order {
            "relevance" => Some(Order::Relevance),
            "newest" => Some(Order::Newest),
            "start" => Some(Order::Start),
            "distance" => Some(Order::Distance),
            "name" => Some(Order::Name),
            _ => None,
        };
        self
    }

    /// By id, for who reads every page: each record comes once, whatever is made or changed meanwhile.
    pub fn order_by_id(&mut self) -> &mut Self {
        self.order = Some(Order::Id);
        self
    }

    /// Whether its kinds have what each of its filters compares: otherwise nothing could be found, and `run` refuses.
    pub fn suits(&self, directory: &Directory) -> bool {
        self.check_filters(directory, &self.kinds).is_ok()
    }

    /// Goes on after the page that gave this cursor; an empty one begins at the first.
    pub fn after(&mut self, cursor: &str) -> &mut Self {
        self.after = Some(cursor.to_owned());
        self
    }

    /// The cursor that it was given; none at the first page.
    pub fn cursor_text(&self) -> Option<String> {
        self.after.clone().filter(|text| !text.is_empty())
    }

    /// The order that will be used.
    pub(super) fn order(&self) -> Order {
        let asked = self.order.filter(|order| match order {
            Order::Relevance => !self.words.is_empty(),
            Order::Distance => self.near.is_some(),
            _ => true,
        });
        asked.unwrap_or(if !self.words.is_empty() {
            Order::Relevance
        } else if self.near.is_some() {
            Order::Distance
        } else if self.between.is_some() {
            Order::Start
        } else {
            Order::Newest
        })
    }

    /// Looks at everything that was given, and says for which kinds it asks; none if nothing can be found.
    pub(super) fn resolve(
        &self,
        directory: &Directory,
        reader: &Reader,
    ) -> Result<Resolved, DirectoryError> {
        let state = self
            .state
            .as_deref()
            .map_or(Ok(State::Published), str::parse)?;
        self.check_bounds()?;
        let kinds = self.readable_kinds(directory, reader)?;
        self.check_filters(directory, &kinds)?;
        let nothing = self.words_given && self.words.is_empty();
        Ok(Resolved {
            kinds: if nothing { Vec::new() } else { kinds },
            state,
            order: self.order(),
            after: self.cursor()?,
        })
    }

    fn check_bounds(&self) -> Result<(), DirectoryError> {
        let values_max = self.filters.iter().map(|filter| filter.values.len()).max();
        if self.filters.len() > FILTERS_MAX
            || values_max.unwrap_or(0) > FILTER_VALUES_MAX
            || self.kinds.len() > KINDS_MAX
        {
            return Err(DirectoryError::Exhausted(format!(
                "a search takes at most {KINDS_MAX} kinds and {FILTERS_MAX} filters of {FILTER_VALUES_MAX} values"
            )));
        }
        let near = self
            .near
            .iter()
            .flat_map(|near| [near.latitude, near.longitude]);
        let mut numbers = near.chain(self.within.into_iter().flatten());
        if numbers.any(|number| !number.is_finite()) {
            return Err(DirectoryError::Invalid(
                "the search has a coordinate that is no number: give degrees".into(),
            ));
        }
        Ok(())
    }

    fn readable_kinds(
        &self,
        directory: &Directory,
        reader: &Reader,
    ) -> Result<Vec<String>, DirectoryError> {
        let known = directory.kinds().names();
        if self.kinds.is_empty() {
            let readable = |kind: &String| reader.may_read(kind) || self.mine_only;
            return Ok(known.into_iter().filter(readable).collect());
        }
        let refused = self.kinds.iter().find(|kind| !reader.may_read(kind));
        match refused {
            Some(kind) if !self.mine_only => Err(DirectoryError::Denied(format!(
                "reading the kind {kind:?} is not granted: ask for it in plugin.toml"
            ))),
            _ => {
                let asked: BTreeSet<&String> = self.kinds.iter().collect();
                Ok(known
                    .into_iter()
                    .filter(|kind| asked.contains(kind))
                    .collect())
            }
        }
    }

    fn check_filters(&self, directory: &Directory, kinds: &[String]) -> Result<(), DirectoryError> {
        // Kinds keep such values at different paths: one that is declared is enough.
        for filter in &self.filters {
            let mut checked = filter.paths.iter().map(|path| match path.as_str() {
                MUNICIPALITY => Ok(()),
                path => check_path(directory, kinds, path),
            });
            let first = checked.next().unwrap_or(Ok(()));
            if first.is_err() && !checked.any(|checked| checked.is_ok()) {
                return first;
            }
        }
        Ok(())
    }

    fn cursor(&self) -> Result<Option<Cursor>, DirectoryError> {
        let Some(text) = self.after.as_ref().filter(|text| !text.is_empty()) else {
            return Ok(None);
        };
        Cursor::read(text, self.order()).map(Some).ok_or_else(|| {
            DirectoryError::Invalid(
                "the cursor is not of this search: begin again at its first page".into(),
            )
        })
    }

    /// The values of a filter, without those too long to be kept.
    pub(super) fn kept_values(values: &[String]) -> impl Iterator<Item = &String> {
        values.iter().filter(|value| value.len() <= TERM_BYTES_MAX)
    }
}

/// Whether one of the kinds declares this filter.
pub(super) fn check_path(
    directory: &Directory,
    kinds: &[String],
    path: &str,
) -> Result<(), DirectoryError> {
    let declared: BTreeSet<String> = kinds
        .iter()
        .filter_map(|kind| directory.kinds().get(kind))
        .flat_map(|kind| kind.annotations().filters.clone())
        .collect();
    if declared.contains(path) || kinds.is_empty() {
        return Ok(());
    }
    let declared: Vec<String> = declared.into_iter().collect();
    Err(DirectoryError::Invalid(format!(
        "no filter {:?} is declared by {}: use {}, or add it to `filters` in the kind",
        path.chars().take(100).collect::<String>(),
        kinds.join(", "),
        declared.join(", ")
    )))
}

/// What a search comes down to for one reader.
#[derive(Debug)]
pub(super) struct Resolved {
    pub kinds: Vec<String>,
    pub state: State,
    pub order: Order,
    pub after: Option<Cursor>,
}
