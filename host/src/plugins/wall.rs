//! The wall clock of a call: how long it may take in all. A download into a document has a time of its own.

use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::{Instant, sleep_until};

/// When a call must have ended. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Wall {
    deadline: Arc<watch::Sender<Instant>>,
}

/// The call took too long.
#[derive(Debug, PartialEq, Eq)]
pub struct Late;

/// As long as it lives, the deadline stands further away; what was not used of it is taken back.
#[derive(Debug)]
pub struct Respite {
    wall: Wall,
    begun: Instant,
    by: Duration,
}

impl Wall {
    /// From now.
    pub fn new(limit: Duration) -> Self {
        Self {
            deadline: Arc::new(watch::Sender::new(Instant::now() + limit)),
        }
    }

    /// Waits for the call, at most until the deadline.
    pub async fn within<F: Future>(&self, call: F) -> Result<F::Output, Late> {
        let mut call = pin!(call);
        let mut deadline = self.deadline.subscribe();
        loop {
            let at = *deadline.borrow_and_update();
            tokio::select! {
                biased;
                output = &mut call => return Ok(output),
                // The sender lives in `self`: an error cannot come.
                _ = deadline.changed() => {}
                () = sleep_until(at) => return Err(Late),
            }
        }
    }

    /// Time besides, for something that has a limit of its own.
    pub fn respite(&self, by: Duration) -> Respite {
        self.deadline.send_modify(|deadline| *deadline += by);
        Respite {
            wall: self.clone(),
            begun: Instant::now(),
            by,
        }
    }
}

impl Drop for Respite {
    fn drop(&mut self) {
        let unused = self.by.saturating_sub(self.begun.elapsed());
        self.wall
            .deadline
            .send_modify(|deadline| *deadline -= unused);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMIT: Duration = Duration::from_millis(100);
    const HOUR: Duration = Duration::from_secs(3_600);

    #[tokio::test]
    async fn a_respite_counts_while_it_lives_and_only_what_was_used() {
        let wall = Wall::new(LIMIT);
        let call = async {
            let respite = wall.respite(HOUR);
            tokio::time::sleep(5 * LIMIT).await;
            drop(respite);
        };
        assert_eq!(wall.within(call).await, Ok(()));
        let call = tokio::time::sleep(HOUR);
        assert_eq!(wall.within(call).await, Err(Late));
    }
}
