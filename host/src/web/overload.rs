//! More requests than this machine can answer. So many are answered at once; the next wait a moment, and what would wait longer
//! reads at once that it should come again, in a page that was made beforehand. Who works here has places of their own, and so
//! have forms, whose senders may be slow. Nothing here reads the database.

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::body::Bytes;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, Method};
use axum::middleware::Next;
use axum::response::Response;
use moka::sync::Cache;
use tokio::sync::{Semaphore, SemaphorePermit};

use super::error;
use super::locale::Locale;
use super::person;
use super::render::overloaded_page;
use super::visitor::{Visitor, site};
use crate::accounts::digest;
use crate::app::App;

/// Requests of people who work here that are answered at once, and forms of visitors.
const TEAM: usize = 16;
const FORMS: usize = 64;
/// Requests that wait for each place: with more, the last would wait too long.
const WAITING_FOR_EACH: usize = 2;
/// A request waits for a place as long as this.
const WAIT: Duration = Duration::from_millis(250);
/// After so many seconds a visitor may try again.
const AGAIN_S: u64 = 5;
/// Sessions that were seen lately, and for how long they are remembered.
const SESSIONS_MAX: u64 = 4_096;
const SESSION_SEEN: Duration = Duration::from_secs(10 * 60);
/// What is answered whatever happens: who watches must see, and what is in memory costs nothing.
const ALWAYS: [&str; 3] = ["/livez", "/readyz", "/metrics"];
const FILES: &str = "/static/";

/// Places for requests.
#[derive(Debug)]
pub struct Gate {
    readers: Lane,
    forms: Lane,
    team: Lane,
    /// Digests of the words of sessions that were found in the database.
    sessions: Cache<String, ()>,
    /// The page by language, and the generation of plugins whose navigation it shows.
    pages: Mutex<(i64, HashMap<&'static str, Bytes>)>,
}

impl Gate {
    /// With so many places for visitors who read.
    pub fn new(readers: usize) -> Self {
        Self {
            readers: Lane::new(readers),
            forms: Lane::new(FORMS),
            team: Lane::new(TEAM),
            sessions: Cache::builder()
                .max_capacity(SESSIONS_MAX)
                .time_to_live(SESSION_SEEN)
                .build(),
            pages: Mutex::default(),
        }
    }

    /// The session of this word stands: its requests have places of their own from now on.
    pub fn know(&self, word: &str) {
        self.sessions.insert(digest(word), ());
    }

    fn lane(&self, app: &App, method: &Method, headers: &HeaderMap) -> &Lane {
        let word = person::word(app, headers);
        if word.is_some_and(|word| self.sessions.contains_key(&digest(&word))) {
            return &self.team;
        }
        match *method {
            Method::GET | Method::HEAD => &self.readers,
            _ => &self.forms,
        }
    }

    /// The page that says so.
    fn page(&self, app: &App, request: Request) -> Bytes {
        let (parts, _) = request.into_parts();
        let mut visitor = Visitor::read(&parts);
        let generation = app.plugins.generation();
        let mut pages = self.pages.lock().unwrap_or_else(PoisonError::into_inner);
        if pages.0 != generation {
            *pages = (generation, HashMap::with_capacity(Locale::ALL.len()));
        }
        let made = pages.1.entry(visitor.locale.code()).or_insert_with(|| {
            // It is everybody's: nothing of this one visitor stands in it.
            visitor.path = "/".to_owned();
            visitor.query.clear();
            visitor.comfort = super::comfort::Comfort::default();
            visitor.municipality = None;
            let (site, view) = (site(app, visitor.locale), visitor.view(app));
            overloaded_page(&site, &view, "").into()
        });
        made.clone()
    }
}

/// Places of one kind.
#[derive(Debug)]
struct Lane {
    places: Semaphore,
    waiting: AtomicUsize,
    waiting_max: usize,
}

impl Lane {
    fn new(places: usize) -> Self {
        Self {
            places: Semaphore::new(places),
            waiting: AtomicUsize::new(0),
            waiting_max: places.saturating_mul(WAITING_FOR_EACH),
        }
    }

    /// A place, if there is one soon.
    async fn enter(&self) -> Option<SemaphorePermit<'_>> {
        if let Ok(place) = self.places.try_acquire() {
            return Some(place);
        }
        let waits = Waits::new(self)?;
        let place = tokio::time::timeout(WAIT, self.places.acquire()).await;
        drop(waits);
        place.ok()?.ok()
    }
}

/// Somebody waits; not any more when this is dropped, as when the visitor goes away.
struct Waits<'a>(&'a Lane);

impl<'a> Waits<'a> {
    fn new(lane: &'a Lane) -> Option<Self> {
        let before = lane.waiting.fetch_add(1, Ordering::Relaxed);
        let waits = Self(lane);
        (before < lane.waiting_max).then_some(waits)
    }
}

impl Drop for Waits<'_> {
    fn drop(&mut self) {
        self.0.waiting.fetch_sub(1, Ordering::Relaxed);
    }
}

/// Lets a request in, or says that it should come again.
pub async fn shed(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let path = request.uri().path();
    if ALWAYS.contains(&path) || path.starts_with(FILES) {
        return next.run(request).await;
    }
    let lane = app.gate.lane(&app, request.method(), request.headers());
    match lane.enter().await {
        Some(place) => {
            let response = next.run(request).await;
            drop(place);
            response
        }
        None => error::come_again(app.gate.page(&app, request), AGAIN_S),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Somebody who wants a place, and how long it took to know.
    async fn asks(lane: Arc<Lane>) -> (bool, Duration) {
        let begun = std::time::Instant::now();
        let came_in = lane.enter().await.is_some();
        (came_in, begun.elapsed())
    }

    #[tokio::test]
    async fn a_place_is_waited_for_a_moment_and_by_a_few() {
        let lane = Arc::new(Lane::new(1));
        let first = lane.enter().await.unwrap();
        // Nobody leaves: as many wait as may, for that moment, and the others know at once.
        let mut asked = tokio::task::JoinSet::new();
        for _ in 0..5 {
            asked.spawn(asks(lane.clone()));
        }
        let said = asked.join_all().await;
        assert!(said.iter().all(|(came_in, _)| !came_in), "{said:?}");
        let waited = |(_, took): &&(bool, Duration)| *took >= WAIT;
        assert_eq!(said.iter().filter(waited).count(), 2, "{said:?}");
        assert_eq!(lane.waiting.load(Ordering::Relaxed), 0);

        // Somebody leaves in time.
        let second = tokio::spawn(asks(lane.clone()));
        tokio::time::sleep(WAIT / 5).await;
        drop(first);
        assert!(second.await.unwrap().0);
    }

    #[tokio::test]
    async fn who_goes_away_while_waiting_leaves_room() {
        let lane = Arc::new(Lane::new(1));
        let _first = lane.enter().await.unwrap();
        for _ in 0..10 {
            let waits = tokio::spawn(asks(lane.clone()));
            tokio::task::yield_now().await;
            waits.abort();
            assert!(waits.await.unwrap_err().is_cancelled());
        }
        assert_eq!(lane.waiting.load(Ordering::Relaxed), 0);
    }
}
