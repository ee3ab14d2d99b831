//! How the fediverse fares here, for whoever runs the instance.

use super::error::FediverseError;
use super::{Fediverse, store};

/// Hosts that are listed: those with most followers.
const HOSTS: i64 = 200;

/// Followers, letters and what came in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Status {
    /// As people find it: `@creuse.example@creuse.example`.
    pub handle: String,
    pub followers: u64,
    /// Records that are read there.
    pub objects: u64,
    /// Letters that were passed over in the last thirty days.
    pub dead: u64,
    pub hosts: Vec<HostStatus>,
    /// How often each thing came in since the beginning.
    pub counts: Vec<(String, u64)>,
}

/// How one host fares.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HostStatus {
    pub host: String,
    pub followers: u64,
    /// Letters that wait for it.
    pub waiting: u64,
    /// Why the last one did not arrive; empty where it did.
    pub fault: String,
    /// When it is tried again, in milliseconds since 1970; 0 for at once.
    pub due: i64,
}

impl Fediverse {
    /// How it fares.
    pub async fn status(&self) -> Result<Status, FediverseError> {
        let identity = self.identity()?;
        let readers = self.directory.database().readers();
        let hosts = store::queue::hosts(readers, HOSTS).await?;
        Ok(Status {
            handle: format!("@{0}@{0}", identity.origin),
            followers: store::followers::count(readers).await?,
            objects: store::objects::count_living(readers).await?,
            dead: store::queue::count_dead(readers).await?,
            hosts: hosts
                .into_iter()
                .map(|(host, followers, waiting)| HostStatus {
                    host: host.host,
                    followers,
                    waiting,
                    fault: host.fault,
                    due: host.due,
                })
                .collect(),
            counts: store::counts(readers).await?,
        })
    }

    /// Ends that anybody of a host follows; how many did.
    pub async fn drop_host(&self, host: &str) -> Result<u64, FediverseError> {
        self.identity()?;
        let mut write = self.directory.database().write().await?;
        let followers = store::followers::forget_host(&mut write, host).await?;
        write.commit().await?;
        Ok(followers)
    }
}
