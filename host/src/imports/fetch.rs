//! Brings a file from an address to this disk, through the guarded client: bounded in size, in silence and in all. A download
//! that broke is gone on with where its publisher says what the rest belongs to (RFC 9110, 13.1.5 and 14).

mod part;

use std::path::Path;
use std::time::Duration;

use reqwest::header::{ACCEPT_ENCODING, IF_RANGE, LOCATION, RANGE};
use tokio::time::{Instant, timeout};

use part::Part;
pub use part::{Download, remove};

use crate::outbound::{Outbound, OutboundError};

/// Moves from one address to the next: a publisher's permanent link has one or two.
const REDIRECTS_MAX: usize = 5;
/// So often a connection may break before it is said, where each brought something.
const TRIES: usize = 3;

/// 416: the publisher's file ends before the place that was asked for.
const NOTHING_THERE: u16 = 416;

/// What a download may take.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// The State's whole directory has 400 MB.
    pub bytes: u64,
    /// Without a byte.
    pub stall: Duration,
    /// In all.
    pub all: Duration,
    /// Bytes a second, on average once it has gone on for so long: below that, it will never end.
    pub pace: (u64, Duration),
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            bytes: 2 * 1024 * 1024 * 1024,
            stall: Duration::from_secs(20),
            all: Duration::from_secs(30 * 60),
            pace: (1_024, Duration::from_secs(60)),
        }
    }
}

/// Why nothing was brought.
#[derive(Debug, thiserror::Error)]
pub enum FetchError {
    #[error(transparent)]
    Address(#[from] OutboundError),
    #[error("the server does not answer")]
    Unreachable(#[source] reqwest::Error),
    #[error("the connection broke before the end")]
    Broken(#[source] reqwest::Error),
    #[error("the server answers {0}")]
    Status(u16),
    #[error("the server sends from one address to the next without an end")]
    Redirects,
    #[error("nothing came for {0} seconds")]
    Stalled(u64),
    #[error("the download takes longer than {0} seconds")]
    Late(u64),
    #[error("less than {0} bytes come in a second: bring the file by another way")]
    Slow(u64),
    #[error("the file has more than {0} bytes")]
    TooLarge(u64),
    #[error("another process downloads this file at the moment")]
    Busy,
    #[error("the file cannot be kept on this disk")]
    Disk(#[from] std::io::Error),
}

/// Whether this is an address rather than a path.
pub fn is_address(text: &str) -> bool {
    text.starts_with("https://") || text.starts_with("http://")
}

/// Brings the file at an address to `target`. What came before a connection broke waits beside it for the next call, for an hour.
pub async fn fetch(
    outbound: &Outbound,
    address: &str,
    target: &Path,
    limits: Limits,
) -> Result<(), FetchError> {
    let began = Instant::now();
    let mut part = Part::open(target, address)?;
    for tried in 1.. {
        let before = part.bytes();
        let fault = match attempt(outbound, address, &mut part, (limits, began)).await {
            Ok(()) => return Ok(part.complete(target)?),
            Err(fault) => fault,
        };
        let broke = matches!(fault, FetchError::Broken(_) | FetchError::Stalled(_));
        if broke && part.goes_on() && part.bytes() > before && tried < TRIES {
            continue;
        }
        let later = matches!(
            fault,
            FetchError::Unreachable(_) | FetchError::Status(_) | FetchError::Late(_)
        );
        if !(broke || later) || !part.goes_on() {
            part.forget();
        }
        return Err(fault);
    }
    Err(FetchError::Redirects)
}

async fn attempt(
    outbound: &Outbound,
    address: &str,
    part: &mut Part,
    (limits, began): (Limits, Instant),
) -> Result<(), FetchError> {
    let mut address = address.to_owned();
    for _ in 0..=REDIRECTS_MAX {
        // Each address anew: a publisher must not send us inside.
        let (url, _) = outbound.check(&address)?;
        let mut request = outbound.client().get(url.clone());
        if let Some((from, state)) = part.rest() {
            // Positions are those of the file itself.
            request = request
                .header(RANGE, format!("bytes={from}-"))
                .header(IF_RANGE, state)
                .header(ACCEPT_ENCODING, "identity");
        }
        let answer = timeout(limits.stall, request.send())
            .await
            .map_err(|_| FetchError::Stalled(limits.stall.as_secs()))?
            .map_err(FetchError::Unreachable)?;
        let status = answer.status();
        if status.is_redirection() {
            let next = answer.headers().get(LOCATION);
            let next = next.and_then(|next| url.join(next.to_str().ok()?).ok());
            address = next.ok_or(FetchError::Status(status.as_u16()))?.into();
            continue;
        }
        if status.as_u16() == NOTHING_THERE && part.goes_on() {
            part.begin_anew()?;
            continue;
        }
        if !status.is_success() {
            return Err(FetchError::Status(status.as_u16()));
        }
        part.answered(&answer)?;
        return receive(answer, part, limits, began).await;
    }
    Err(FetchError::Redirects)
}

async fn receive(
    mut answer: reqwest::Response,
    part: &mut Part,
    limits: Limits,
    began: Instant,
) -> Result<(), FetchError> {
    let mut received = 0;
    loop {
        let piece = timeout(limits.stall, answer.chunk())
            .await
            .map_err(|_| FetchError::Stalled(limits.stall.as_secs()))?
            .map_err(FetchError::Broken)?;
        let Some(piece) = piece else { break };
        if began.elapsed() > limits.all {
            return Err(FetchError::Late(limits.all.as_secs()));
        }
        received += piece.len() as u64;
        let (least, patience) = limits.pace;
        if began.elapsed() > patience && received < began.elapsed().as_secs() * least {
            return Err(FetchError::Slow(least));
        }
        if part.bytes() + piece.len() as u64 > limits.bytes {
            return Err(FetchError::TooLarge(limits.bytes));
        }
        part.write(&piece)?;
    }
    Ok(())
}
