//! Places for connections. Where all are taken, the connection that has been idle for longest gives up its own: whoever opens
//! thousands and says nothing on them keeps nobody out. A connection is idle from its start, or its last answer, to the next
//! request's whole head; one that is being answered is never closed.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore};

/// Where no place becomes free in this time, another connection is asked to go.
const LOOK: Duration = Duration::from_millis(100);

/// Places of one listener.
#[derive(Debug, Clone)]
pub struct Places(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    free: Arc<Semaphore>,
    /// Moments, as numbers that only grow.
    next: AtomicU64,
    /// Those that are idle, by the moment since when.
    idle: Mutex<BTreeMap<u64, Arc<Notify>>>,
}

/// A connection's place.
#[derive(Debug)]
pub struct Place {
    held: Arc<Held>,
    _permit: OwnedSemaphorePermit,
}

/// What the requests of a connection know of its place.
#[derive(Debug)]
pub struct Held {
    places: Places,
    closes: Arc<Notify>,
    /// Since when it is idle; nothing while it is answered. Requests of one connection come one after the other.
    since: Mutex<Option<u64>>,
}

impl Places {
    /// So many.
    pub fn new(count: usize) -> Self {
        Self(Arc::new(Inner {
            free: Arc::new(Semaphore::new(count)),
            next: AtomicU64::new(0),
            idle: Mutex::default(),
        }))
    }

    /// A place for a connection that was just taken; one of those that are idle goes where there is none.
    pub async fn take(&self) -> Option<Place> {
        let free = &self.0.free;
        let permit = loop {
            if let Ok(permit) = free.clone().try_acquire_owned() {
                break permit;
            }
            self.close_oldest();
            // It may just have begun to speak, and another may rest soon.
            let freed = free.clone().acquire_owned();
            if let Ok(freed) = tokio::time::timeout(LOOK, freed).await {
                break freed.ok()?;
            }
        };
        let held = Held {
            places: self.clone(),
            closes: Arc::new(Notify::new()),
            since: Mutex::new(None),
        };
        held.rest();
        Some(Place {
            held: Arc::new(held),
            _permit: permit,
        })
    }

    fn close_oldest(&self) {
        if let Some((_, closes)) = self.idle().pop_first() {
            closes.notify_one();
        }
    }

    fn idle(&self) -> MutexGuard<'_, BTreeMap<u64, Arc<Notify>>> {
        self.0.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Place {
    /// For the requests of the connection.
    pub fn held(&self) -> Arc<Held> {
        self.held.clone()
    }

    /// Ends when the connection is to be closed for another. One that has begun to speak meanwhile stays.
    pub async fn is_wanted(&self) {
        loop {
            self.held.closes.notified().await;
            if self.held.since().is_some() {
                return;
            }
        }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.held.work();
    }
}

impl Held {
    /// A request came.
    pub fn work(&self) {
        if let Some(since) = self.since().take() {
            self.places.idle().remove(&since);
        }
    }

    /// It was answered.
    pub fn rest(&self) {
        let now = self.places.0.next.fetch_add(1, Ordering::Relaxed);
        *self.since() = Some(now);
        self.places.idle().insert(now, self.closes.clone());
    }

    fn since(&self) -> MutexGuard<'_, Option<u64>> {
        self.since.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn soon<T>(what: impl Future<Output = T>) -> Option<T> {
        tokio::time::timeout(Duration::from_millis(300), what)
            .await
            .ok()
    }

    #[tokio::test]
    async fn the_one_that_has_been_idle_for_longest_goes() {
        let places = Places::new(3);
        let first = places.take().await.unwrap();
        let second = places.take().await.unwrap();
        let third = places.take().await.unwrap();
        // The first spoke since: the second is the oldest.
        first.held().work();
        first.held().rest();
        let (fourth, ()) = tokio::join!(places.take(), async {
            second.is_wanted().await;
            drop(second);
        });
        assert!(fourth.is_some());
        assert!(soon(first.is_wanted()).await.is_none());
        assert!(soon(third.is_wanted()).await.is_none());
    }

    #[tokio::test]
    async fn who_is_being_answered_stays_and_the_next_waits() {
        let places = Places::new(1);
        let first = places.take().await.unwrap();
        first.held().work();
        assert!(soon(places.take()).await.is_none());
        assert!(soon(first.is_wanted()).await.is_none());
        drop(first);
        assert!(soon(places.take()).await.flatten().is_some());
        assert!(places.idle().is_empty());
    }
}
