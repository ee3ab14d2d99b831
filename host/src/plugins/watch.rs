//! What the latest calls of guests came to, for their author: kept in memory, and only where somebody asked for it with
//! [`Plugins::watch`]. `maille serve` never does.

use std::collections::{BTreeSet, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};

use super::Plugins;
use super::grants::Capability;
use super::instance::Cost;
use super::page::Page;
use super::say::Line;

/// Calls that are kept; older ones are forgotten.
const CALLS_MAX: usize = 50;
/// Bytes of the pages that are kept with them.
const PAGES_BYTES_MAX: u64 = 16 * 1024 * 1024;

/// What a call came to.
#[derive(Debug, Clone, Default)]
pub struct Call {
    /// From 1, and never the same again.
    pub number: u64,
    /// When it ended, in milliseconds since 1970.
    pub at: i64,
    /// Whose it was.
    pub plugin: String,
    /// `answer GET /x`, `run import`, `changed …`, `deleted …`.
    pub name: String,
    /// The language that was asked for; none where it was no page.
    pub locale: Option<String>,
    /// Ties together what was said of it.
    pub request_id: String,
    /// Milliseconds from its admission to its end.
    pub wall_ms: u64,
    /// What it took.
    pub cost: Cost,
    /// Reads of the directory, of storage and of documents.
    pub reads: u32,
    /// Writes of records and of storage.
    pub writes: u32,
    /// What was granted and of use in it.
    pub used: BTreeSet<Capability>,
    /// Why it came to nothing.
    pub fault: Option<String>,
    /// What was said in it.
    pub lines: Vec<Line>,
    /// The page that it described, once the host has added the records that it shows.
    pub page: Option<Arc<Page>>,
}

/// The latest calls.
#[derive(Debug, Default)]
pub struct Watched {
    inner: Mutex<Inner>,
}

#[derive(Debug, Default)]
struct Inner {
    calls: VecDeque<Call>,
    number: u64,
    used: BTreeSet<Capability>,
}

impl Watched {
    /// All that are kept, the newest first.
    pub fn calls(&self) -> Vec<Call> {
        self.lock().calls.iter().rev().cloned().collect()
    }

    /// One of them.
    pub fn call(&self, number: u64) -> Option<Call> {
        let inner = self.lock();
        let found = inner.calls.iter().find(|call| call.number == number);
        found.cloned()
    }

    /// Everything granted that was of use since [`Watched::begin_anew`].
    pub fn used(&self) -> BTreeSet<Capability> {
        self.lock().used.clone()
    }

    /// Another version runs from now on: what it uses is not known yet.
    pub fn begin_anew(&self) {
        self.lock().used.clear();
    }

    pub(super) fn add(&self, mut call: Call) {
        let mut inner = self.lock();
        inner.number += 1;
        call.number = inner.number;
        inner.used.extend(call.used.iter().cloned());
        inner.calls.push_back(call);
        let bytes = |inner: &Inner| -> u64 { inner.calls.iter().map(|call| call.cost.bytes).sum() };
        while inner.calls.len() > CALLS_MAX
            || (inner.calls.len() > 1 && bytes(&inner) > PAGES_BYTES_MAX)
        {
            inner.calls.pop_front();
        }
    }

    /// Adds the page to the call that described it.
    pub(super) fn add_page(&self, request_id: &str, page: &Page) {
        let mut inner = self.lock();
        let mut newest = inner.calls.iter_mut().rev();
        let found = newest.find(|call| call.request_id == request_id && call.page.is_none());
        if let Some(call) = found {
            call.page = Some(Arc::new(page.clone()));
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Plugins {
    /// Keeps the latest calls from now on.
    pub fn watch(&self) -> &Watched {
        self.inner.watched.get_or_init(Watched::default)
    }

    /// The latest calls, where somebody asked for them.
    pub(super) fn watched(&self) -> Option<&Watched> {
        self.inner.watched.get()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn call(bytes: u64) -> Call {
        Call {
            request_id: "a".into(),
            cost: Cost {
                bytes,
                ..Cost::default()
            },
            used: [Capability::Storage].into(),
            ..Call::default()
        }
    }

    #[test]
    fn the_newest_calls_are_kept_and_no_more_bytes_than_fit() {
        let watched = Watched::default();
        for _ in 0..CALLS_MAX + 3 {
            watched.add(call(1));
        }
        let numbers: Vec<u64> = watched.calls().iter().map(|call| call.number).collect();
        assert_eq!(numbers.len(), CALLS_MAX);
        assert_eq!((numbers[0], numbers[CALLS_MAX - 1]), (53, 4));
        watched.add(call(PAGES_BYTES_MAX));
        assert_eq!(watched.calls().len(), 1);
        watched.add(call(PAGES_BYTES_MAX + 1));
        assert_eq!(watched.calls()[0].number, 55, "the newest always is");
    }

    #[test]
    fn a_page_is_its_call_s_and_grants_used_are_summed_until_the_next_version() {
        let watched = Watched::default();
        watched.add(call(1));
        watched.add_page("other", &Page::default());
        assert!(watched.calls()[0].page.is_none());
        watched.add_page("a", &Page::default());
        assert!(watched.call(1).is_some_and(|call| call.page.is_some()));
        assert_eq!(watched.used().len(), 1);
        watched.begin_anew();
        assert!(watched.used().is_empty());
    }
}
