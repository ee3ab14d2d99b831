//! Letters to those who follow: Accept, Create, Update, Delete. One host's letters go out one after another, and the first that it
//! cannot take ends its turn: it is tried again later and later, by itself. Neither a host that is gone nor a letter that an inbox
//! refuses holds anything else up.

use std::time::{Duration, Instant};

use http::Method;
use maille_federation::fediverse::{self as words, ACTIVITY_JSON};
use maille_federation::origin::KeyId;
use maille_federation::signatures::{Outgoing, RsaSigner};
use rand::TryRng as _;
use rand::rngs::SysRng;
use serde_json::Value;

use super::actors::target;
use super::error::FediverseError;
use super::store::queue::{Host, Inbox};
use super::{Fediverse, moment, store};
use crate::clock::CLOCK_SLACK_MS;

/// A whole letter, answer included.
const PATIENCE: Duration = Duration::from_secs(10);
/// Letters to one inbox, and inboxes of one host, in one turn; and how long a turn lasts.
const LETTERS: i64 = 20;
const INBOXES: i64 = 20;
const TURN: Duration = Duration::from_secs(30);
/// Hosts that are looked up at once.
const HOSTS: i64 = 64;
/// The first pause after a failure, doubled with each one more up to the last.
const PAUSE_MS: i64 = 30_000;
const PAUSE_MAX_MS: i64 = 6 * 3600 * 1000;
const DAY_MS: i64 = 24 * 3600 * 1000;
/// A host that fails for so long follows no more.
const HOST_GONE_MS: i64 = 30 * DAY_MS;
/// A letter that an inbox refuses for so long is passed over; which one is kept for as long as a host may be away.
const REFUSED_MS: i64 = 2 * DAY_MS;

/// What came of a letter.
enum Answered {
    Taken,
    /// Nobody is there any more.
    Gone,
    /// This letter, and perhaps no other.
    Refused(u16),
    /// The host, or the way to it: the pause that it asks for in seconds.
    Failed(String, Option<u64>),
}

/// How a turn at one inbox ended.
enum Turn {
    Done,
    HostFailed(String, Option<u64>),
}

impl Fediverse {
    /// Hosts to which something may be sent now.
    pub async fn hosts_due(&self) -> Result<Vec<String>, FediverseError> {
        self.identity()?;
        let readers = self.directory.database().readers();
        Ok(store::queue::hosts_due(readers, self.due(), HOSTS).await?)
    }

    /// What was put off until the first moment is due, and what was put off beyond the second, which no clock that was right did.
    fn due(&self) -> (i64, i64) {
        let now = self.now_ms();
        (now, now + PAUSE_MAX_MS + CLOCK_SLACK_MS)
    }

    /// Forgets which letters were passed over long ago.
    pub async fn forget_dead(&self) -> Result<(), FediverseError> {
        let mut write = self.directory.database().write().await?;
        store::queue::forget_dead(&mut write, self.now_ms() - HOST_GONE_MS).await?;
        write.commit().await?;
        Ok(())
    }

    /// One turn of a host.
    pub async fn deliver_to(&self, host: &str) -> Result<(), FediverseError> {
        let begun = Instant::now();
        let readers = self.directory.database().readers();
        let inboxes = store::queue::inboxes_due(readers, host, self.due(), INBOXES).await?;
        for inbox in inboxes {
            match self.deliver_into(inbox, begun).await? {
                Turn::Done if begun.elapsed() < TURN => {}
                Turn::Done => break,
                Turn::HostFailed(fault, wait_s) => return self.failed(host, fault, wait_s).await,
            }
        }
        self.met(host).await
    }

    async fn deliver_into(&self, inbox: Inbox, begun: Instant) -> Result<Turn, FediverseError> {
        if let Some(turn) = self.accept_at(&inbox).await? {
            return Ok(turn);
        }
        let readers = self.directory.database().readers();
        let objects = store::objects::after(readers, inbox.cursor, LETTERS).await?;
        let rendered = self.rendered(&objects).await?;
        let mut cursor = inbox.cursor;
        let mut stopped = None;
        for object in &objects {
            if let Some(letter) = self.letter(object, &rendered, inbox.cursor)? {
                match self.send(&inbox.inbox, &letter).await? {
                    Answered::Taken => {}
                    other => {
                        stopped = Some((other, object));
                        break;
                    }
                }
            }
            cursor = object.seq;
            if begun.elapsed() >= TURN {
                break;
            }
        }
        if cursor > inbox.cursor {
            let mut write = self.directory.database().write().await?;
            store::queue::told(&mut write, &inbox.inbox, cursor).await?;
            write.commit().await?;
        }
        let moved = cursor > inbox.cursor;
        match stopped {
            None | Some((Answered::Taken, _)) => Ok(Turn::Done),
            Some((Answered::Failed(fault, wait_s), _)) => Ok(Turn::HostFailed(fault, wait_s)),
            Some((Answered::Gone, _)) => self.gone(&inbox.inbox).await,
            Some((Answered::Refused(status), object)) => {
                let inbox = match moved {
                    // Another letter than before.
                    true => Inbox {
                        cursor,
                        refusals: 0,
                        refused_since: None,
                        ..inbox
                    },
                    false => inbox,
                };
                self.refused(inbox, (object.seq, &object.record_id), status)
                    .await
            }
        }
    }

    /// Tells those who wait for it that they follow; how the turn ends, if it ends by that.
    async fn accept_at(&self, inbox: &Inbox) -> Result<Option<Turn>, FediverseError> {
        let identity = self.identity()?;
        let readers = self.directory.database().readers();
        let waiting = store::followers::unaccepted(readers, &inbox.inbox, LETTERS).await?;
        for follower in waiting {
            let letter = words::accept(&identity.origin, &follower.actor, &follower.follow_id);
            let answered = self.send(&follower.inbox, &letter).await?;
            let refused_for = self.now_ms() - follower.since;
            let mut write = self.directory.database().write().await?;
            match answered {
                Answered::Taken => {
                    store::followers::accepted(&mut write, &follower.actor, &follower.follow_id)
                        .await?;
                }
                Answered::Gone => {
                    store::followers::forget(&mut write, &follower.actor).await?;
                }
                Answered::Refused(_) if refused_for > REFUSED_MS => {
                    store::followers::forget(&mut write, &follower.actor).await?;
                }
                Answered::Refused(_) => {
                    let due = self.now_ms() + pause(inbox.refusals + 1);
                    let again = Inbox {
                        refusals: inbox.refusals + 1,
                        ..inbox.clone()
                    };
                    store::queue::refused(&mut write, &again, due).await?;
                    write.commit().await?;
                    return Ok(Some(Turn::Done));
                }
                Answered::Failed(fault, wait_s) => {
                    return Ok(Some(Turn::HostFailed(fault, wait_s)));
                }
            }
            write.commit().await?;
        }
        Ok(None)
    }

    async fn send(&self, to: &str, letter: &Value) -> Result<Answered, FediverseError> {
        let identity = self.identity()?;
        let Ok(to) = to.parse::<KeyId>() else {
            return Ok(Answered::Gone);
        };
        let body = letter.to_string().into_bytes();
        let request = Outgoing {
            method: &Method::POST,
            scheme: "https",
            authority: to.origin().as_str(),
            target: target(&to),
            content_type: Some(ACTIVITY_JSON),
            body: &body,
        };
        let signer = RsaSigner {
            key_id: &identity.key_id,
            key: &identity.key,
        };
        let headers = signer
            .sign(&request, moment(self.now_ms()))
            .map_err(FediverseError::Sign)?;
        let sent = self
            .http()?
            .post(&to, headers, body.clone(), PATIENCE)
            .await;
        self.count("letters-sent");
        Ok(match sent {
            Ok((200..=299, _)) => Answered::Taken,
            Ok((410, _)) => Answered::Gone,
            Ok((status @ (408 | 429 | 500..), wait_s)) => {
                Answered::Failed(format!("status-{status}"), wait_s)
            }
            Ok((status, _)) => Answered::Refused(status),
            Err(unmet) => Answered::Failed(unmet.code().to_owned(), None),
        })
    }

    async fn gone(&self, inbox: &str) -> Result<Turn, FediverseError> {
        let mut write = self.directory.database().write().await?;
        let followers = store::followers::forget_inbox(&mut write, inbox).await?;
        write.commit().await?;
        tracing::info!(
            inbox,
            followers,
            "an inbox of the fediverse is gone, with those who followed by it"
        );
        Ok(Turn::Done)
    }

    async fn refused(
        &self,
        inbox: Inbox,
        (seq, record_id): (u64, &str),
        status: u16,
    ) -> Result<Turn, FediverseError> {
        let now = self.now_ms();
        let since = inbox.refused_since.unwrap_or(now);
        let mut write = self.directory.database().write().await?;
        if now - since > REFUSED_MS {
            store::queue::bury(&mut write, (&inbox.inbox, seq), record_id, (status, now)).await?;
            store::queue::told(&mut write, &inbox.inbox, seq).await?;
            tracing::warn!(
                inbox = inbox.inbox,
                status,
                record_id,
                "a letter was refused for two days and is passed over"
            );
        } else {
            let again = Inbox {
                refusals: inbox.refusals + 1,
                refused_since: Some(since),
                ..inbox
            };
            let due = now + pause(again.refusals);
            store::queue::refused(&mut write, &again, due).await?;
        }
        write.commit().await?;
        Ok(Turn::Done)
    }

    /// The breaker opens, or stays open longer.
    async fn failed(
        &self,
        host: &str,
        fault: String,
        wait_s: Option<u64>,
    ) -> Result<(), FediverseError> {
        let now = self.now_ms();
        let mut write = self.directory.database().write().await?;
        let Some(known) = store::queue::host_of(&mut *write, host).await? else {
            return Ok(());
        };
        let since = known.failing_since.unwrap_or(now);
        if now - since > HOST_GONE_MS {
            let followers = store::followers::forget_host(&mut write, host).await?;
            write.commit().await?;
            tracing::info!(
                host,
                followers,
                "a host of the fediverse failed for thirty days and follows no more"
            );
            return Ok(());
        }
        let failures = known.failures + 1;
        let asked = wait_s.unwrap_or_default().min(PAUSE_MAX_MS as u64 / 1000) as i64 * 1000;
        tracing::info!(
            host,
            fault,
            failures,
            "a host of the fediverse could not be told"
        );
        let fares = Host {
            due: now + pause(failures).max(asked),
            failures,
            failing_since: Some(since),
            fault,
            ..known
        };
        store::queue::keep_host(&mut write, &fares).await?;
        write.commit().await?;
        Ok(())
    }

    /// The breaker closes.
    async fn met(&self, host: &str) -> Result<(), FediverseError> {
        let mut write = self.directory.database().write().await?;
        if let Some(known) = store::queue::host_of(&mut *write, host).await? {
            let fares = Host {
                due: 0,
                failures: 0,
                failing_since: None,
                fault: String::new(),
                met: Some(self.now_ms()),
                ..known
            };
            store::queue::keep_host(&mut write, &fares).await?;
        }
        write.commit().await?;
        Ok(())
    }
}

/// Milliseconds until the next try, give or take a fifth, so that hosts that failed together do not come back together.
fn pause(failures: u64) -> i64 {
    let doublings = failures.saturating_sub(1).min(20) as u32;
    let pause = PAUSE_MS.saturating_mul(1 << doublings).min(PAUSE_MAX_MS);
    let mut byte = [0];
    // Without randomness the middle is as good as any.
    let share = match SysRng.try_fill_bytes(&mut byte) {
        Ok(()) => i64::from(byte[0]),
        Err(_) => 128,
    };
    pause * 4 / 5 + pause * 2 / 5 * share / 255
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_up_to_six_hours_and_differ() {
        for (failures, middle) in [
            (1, 30),
            (2, 60),
            (5, 480),
            (11, 6 * 3600),
            (u64::MAX, 6 * 3600),
        ] {
            let (least, most) = (middle * 800, middle * 1_200);
            for _ in 0..100 {
                let pause = pause(failures);
                assert!((least..=most).contains(&pause), "{failures}: {pause}");
            }
        }
        let all: std::collections::BTreeSet<i64> = (0..100).map(|_| pause(3)).collect();
        assert!(all.len() > 1);
    }
}
