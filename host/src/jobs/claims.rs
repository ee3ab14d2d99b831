//! Claims: of several processes on one database, one does a job. A claim is kept alive while its job goes on and given back at
//! its end; that of a killed process ends by itself. Clocks of several machines must agree within seconds.

mod store;

use std::time::Duration;

use crate::app::App;
use crate::clock::{CLOCK_SLACK_MS, Clock};
use crate::database::{Database, DatabaseError};

/// A killed process's job is taken over after this time.
const LEASE_MS: i64 = 60_000;
/// Well within the lease, also where the database is slow.
const RENEWED_EVERY: Duration = Duration::from_secs(15);

/// What this process claims.
#[derive(Clone, Debug)]
pub struct Claims {
    database: Database,
    clock: Clock,
    holder: String,
}

impl Claims {
    /// Of this process.
    pub fn new(app: &App) -> Self {
        Self::over(app.directory.database().clone(), app.clock.clone())
    }

    fn over(database: Database, clock: Clock) -> Self {
        Self {
            database,
            clock,
            holder: uuid::Uuid::now_v7().to_string(),
        }
    }

    /// Does the work unless another process has claimed it; nothing where it has. Work whose claim is lost is dropped.
    pub async fn hold<T>(
        &self,
        name: &str,
        work: impl Future<Output = T>,
    ) -> Result<Option<T>, DatabaseError> {
        if !self.take(name).await? {
            return Ok(None);
        }
        tokio::pin!(work);
        let done = loop {
            tokio::select! {
                done = &mut work => break done,
                () = tokio::time::sleep(RENEWED_EVERY) => {
                    if !self.take(name).await? {
                        return Ok(None);
                    }
                }
            }
        };
        store::give_back(&self.database, name, &self.holder).await?;
        Ok(Some(done))
    }

    async fn take(&self, name: &str) -> Result<bool, DatabaseError> {
        let now_ms = self.clock.now_ms();
        let times = (
            now_ms,
            now_ms + LEASE_MS,
            now_ms + LEASE_MS + CLOCK_SLACK_MS,
        );
        store::take(&self.database, (name, &self.holder), times).await
    }
}

#[cfg(test)]
mod tests;
