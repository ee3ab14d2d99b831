//! One way through every format: the items of a file one by one, each made a row by its format, with the checks that
//! all formats share.

use std::collections::HashSet;
use std::collections::VecDeque;
use std::hash::{BuildHasher, RandomState};

use serde_json::Value;

use super::draft::Draft;
use super::error::ReadError;
use super::fields::flat;
use super::format::Options;
use super::input::{Items, Line, Shape, Table};
use super::remark::{Remark, What};
use super::repair::department_of;
use super::{Fate, Item, Row};
use crate::directory::fold;

/// Keys remembered to refuse the second row of the same; eight bytes each, so that memory stays bounded.
const KEYS_MAX: usize = 2_000_000;

/// What people call a row that they made to see what happens.
const TEST_NAMES: [&str; 5] = ["test", "tests", "essai", "exemple", "lorem ipsum"];

/// A row or item as the file has it: a line of a table is an object of texts.
pub(super) struct Source {
    pub number: u64,
    /// The field of the document that holds it: `services`.
    pub list: Option<&'static str>,
    pub value: Value,
}

/// What a format makes of a source: what people call it, and what becomes of it.
pub(super) type Reader = Box<dyn FnMut(&Source) -> (String, Fate) + Send>;

/// The rows of a file.
pub(super) struct Reading {
    input: Shape,
    waiting: VecDeque<Result<Source, Row>>,
    reader: Reader,
    department: Option<String>,
    seen: HashSet<u64>,
    hasher: RandomState,
    ended: bool,
}

impl Reading {
    pub fn new(input: Shape, reader: Reader, options: &Options) -> Self {
        Self {
            input,
            waiting: VecDeque::new(),
            reader,
            department: options.department.clone(),
            seen: HashSet::new(),
            hasher: RandomState::new(),
            ended: false,
        }
    }

    /// The fields of the first items, for who must know them before; the items stay.
    pub fn fields(
        input: &mut Shape,
        waiting: &mut VecDeque<Result<Source, Row>>,
        count: usize,
    ) -> Result<Vec<String>, ReadError> {
        if let Shape::Table(table) = input {
            return Ok(table.columns().to_vec());
        }
        let mut fields: Vec<String> = Vec::new();
        while waiting.len() < count {
            let source = match next_source(input) {
                Ok(Some(source)) => source,
                Ok(None) => break,
                // What came before it stands: whoever reads on meets it again.
                Err(_) if !waiting.is_empty() => break,
                Err(error) => return Err(error),
            };
            if let Ok(source) = &source {
                for name in flat(&source.value).keys() {
                    if !fields.contains(name) {
                        fields.push(name.clone());
                    }
                }
            }
            waiting.push_back(source);
        }
        Ok(fields)
    }

    /// With items that were read before.
    pub fn waiting(mut self, waiting: VecDeque<Result<Source, Row>>) -> Self {
        self.waiting = waiting;
        self
    }

    fn row(&mut self, source: &Source) -> Row {
        let (subject, fate) = (self.reader)(source);
        let fate = self.narrowed(tried(&subject, fate));
        Row {
            number: source.number,
            subject,
            fate: self.unique(fate),
        }
    }

    /// Passes over what stands in another département than the one that was asked for.
    fn narrowed(&self, fate: Fate) -> Fate {
        let (Some(wanted), Fate::Taken { items, .. }) = (&self.department, &fate) else {
            return fate;
        };
        let mut known = items
            .iter()
            .flat_map(|item| departments(&item.content))
            .peekable();
        if known.peek().is_none() || known.any(|code| code == *wanted) {
            return fate;
        }
        let what = What::new("import-other-department").with("department", wanted);
        Fate::Skipped {
            why: Remark::new("", "", what),
        }
    }

    /// Refuses a second row of the same key: it would undo the first at each import.
    fn unique(&mut self, fate: Fate) -> Fate {
        let Fate::Taken { items, .. } = &fate else {
            return fate;
        };
        for Item { kind, key, .. } in items {
            let digest = self.hasher.hash_one((kind, key));
            if self.seen.contains(&digest) {
                let what = What::new("import-key-repeated");
                return Fate::Refused {
                    why: vec![Remark::new("", key, what)],
                };
            }
            if self.seen.len() < KEYS_MAX {
                self.seen.insert(digest);
            }
        }
        fate
    }
}

impl Iterator for Reading {
    type Item = Result<Row, ReadError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        let next = match self.waiting.pop_front() {
            Some(source) => Ok(Some(source)),
            None => next_source(&mut self.input),
        };
        match next {
            Ok(Some(Ok(source))) => Some(Ok(self.row(&source))),
            Ok(Some(Err(row))) => Some(Ok(row)),
            Ok(None) => {
                self.ended = true;
                None
            }
            Err(error) => {
                self.ended = true;
                Some(Err(error))
            }
        }
    }
}

/// The next item, or the row that it is when it cannot be read.
pub(super) fn next_source(input: &mut Shape) -> Result<Option<Result<Source, Row>>, ReadError> {
    match input {
        Shape::Json(items) => next_item(items),
        Shape::Table(table) => next_line(table),
    }
}

fn next_item(items: &mut Items) -> Result<Option<Result<Source, Row>>, ReadError> {
    let Some(found) = items.next_item()? else {
        return Ok(None);
    };
    Ok(Some(match found.item {
        Ok(value) => Ok(Source {
            number: found.number,
            list: found.list,
            value,
        }),
        Err(what) => Err(refused(found.number, what)),
    }))
}

fn next_line(table: &mut Table) -> Result<Option<Result<Source, Row>>, ReadError> {
    let Some(line) = table.next_line()? else {
        return Ok(None);
    };
    Ok(Some(match line {
        Line::Refused { line, what } => Err(refused(line, what)),
        Line::Cells { line, cells } => {
            let names = table.columns().iter().cloned();
            let fields = names.zip(cells.into_iter().map(Value::String));
            Ok(Source {
                number: line,
                list: None,
                value: Value::Object(fields.collect()),
            })
        }
    }))
}

/// Passes over a row that was only a try.
fn tried(subject: &str, fate: Fate) -> Fate {
    let word = fold(subject);
    let is_test = TEST_NAMES.contains(&word.as_str());
    match (is_test, &fate) {
        (true, Fate::Taken { .. }) => Fate::Skipped {
            why: Remark::new("", subject, What::new("import-test-row")),
        },
        _ => fate,
    }
}

fn refused(number: u64, what: What) -> Row {
    Row {
        number,
        subject: String::new(),
        fate: Fate::Refused {
            why: vec![Remark::new("", "", what)],
        },
    }
}

/// The départements of a content's addresses.
pub(super) fn departments(content: &Value) -> Vec<String> {
    let own = content.get("address").into_iter();
    let locations = content.get("locations").and_then(Value::as_array);
    let theirs = locations
        .into_iter()
        .flatten()
        .filter_map(|location| location.get("address"));
    own.chain(theirs)
        .filter_map(|address| {
            let code = address.get("insee_code").or(address.get("postal_code"))?;
            department_of(code.as_str()?)
        })
        .collect()
}

/// Provenance that every format writes alike.
pub(super) fn say_source(draft: &mut Draft, options: &Options, name: &str, id: &str) {
    draft.put(
        "source/name",
        "source",
        options.source_name.as_deref().unwrap_or(name),
    );
    draft.put("source/id", "id", id);
    if draft.at("source/url").is_none()
        && let Some(url) = &options.source_url
    {
        draft.put("source/url", "url", url);
    }
}
