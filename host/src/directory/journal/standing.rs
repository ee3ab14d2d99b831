//! Where all positions stand, for many who ask at once. Where nothing was committed since the last look, it still tells;
//! those who come while a look is under way share the next one. A look always begins after its caller asked, so nobody is
//! told what an earlier look saw.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use tokio::sync::Mutex;

use super::{ALL, store};
use crate::database::{Database, Mark};

/// Every position by its name.
pub type Positions = Arc<BTreeMap<String, i64>>;

/// The last look, and who asks for the next one.
#[derive(Debug, Default)]
pub(in super::super) struct Standing {
    asked: AtomicU64,
    last: Mutex<Look>,
    /// What the last look saw, and the mark that stood before it.
    marked: RwLock<Option<(Mark, Positions)>>,
}

#[derive(Debug, Default)]
struct Look {
    /// All who had asked when it began.
    asked: u64,
    positions: Positions,
}

impl Standing {
    /// Where each position stands at some moment after this call; one that is missing stands at 0.
    pub async fn now(&self, database: &Database) -> Result<Positions, sqlx::Error> {
        let mark = database.mark();
        if let Some(positions) = mark.and_then(|mark| self.seen_at(mark)) {
            return Ok(positions);
        }
        let own = self.asked.fetch_add(1, Ordering::SeqCst) + 1;
        let mut last = self.last.lock().await;
        if last.asked >= own {
            return Ok(last.positions.clone());
        }
        let asked = self.asked.load(Ordering::SeqCst);
        let mark = database.mark();
        let readers = database.readers();
        // One row tells whether any of them moved, in this process or in another one.
        let all = store::position(readers, ALL).await?;
        if last.positions.get(ALL).copied().unwrap_or_default() != all {
            // Read together, kept together: another change may have come since the first row.
            let positions = store::positions(readers).await?;
            last.positions = Arc::new(positions.into_iter().collect());
        }
        last.asked = asked;
        *self.marked.write().unwrap_or_else(PoisonError::into_inner) =
            mark.map(|mark| (mark, last.positions.clone()));
        Ok(last.positions.clone())
    }

    fn seen_at(&self, now: Mark) -> Option<Positions> {
        let marked = self.marked.read().unwrap_or_else(PoisonError::into_inner);
        let (mark, positions) = marked.as_ref()?;
        (*mark == now).then(|| positions.clone())
    }
}
