//! Brings a file from an address to this disk, through the guarded client: bounded in size, in silence and in all.

use std::io::Write as _;
use std::path::Path;
use std::time::Duration;

use tempfile::NamedTempFile;
use tokio::time::{Instant, timeout};

use crate::outbound::{Outbound, OutboundError};

/// Moves from one address to the next: a publisher's permanent link has one or two.
const REDIRECTS_MAX: usize = 5;

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
    #[error("the file cannot be kept on this disk")]
    Disk(#[from] std::io::Error),
}

/// Whether this is an address rather than a path.
pub fn is_address(text: &str) -> bool {
    text.starts_with("https://") || text.starts_with("http://")
}

/// The file at an address, in a folder of ours; it goes away with the result.
pub async fn fetch(
    outbound: &Outbound,
    address: &str,
    folder: &Path,
    limits: Limits,
) -> Result<NamedTempFile, FetchError> {
    let began = Instant::now();
    let mut address = address.to_owned();
    for _ in 0..=REDIRECTS_MAX {
        // Each address anew: a publisher must not send us inside.
        let (url, _) = outbound.check(&address)?;
        let request = outbound.client().get(url.clone()).send();
        let answer = timeout(limits.stall, request)
            .await
            .map_err(|_| FetchError::Stalled(limits.stall.as_secs()))?
            .map_err(FetchError::Unreachable)?;
        let status = answer.status();
        if status.is_redirection() {
            let next = answer.headers().get(reqwest::header::LOCATION);
            let next = next.and_then(|next| url.join(next.to_str().ok()?).ok());
            address = next.ok_or(FetchError::Status(status.as_u16()))?.into();
            continue;
        }
        if !status.is_success() {
            return Err(FetchError::Status(status.as_u16()));
        }
        return receive(answer, folder, limits, began).await;
    }
    Err(FetchError::Redirects)
}

async fn receive(
    mut answer: reqwest::Response,
    folder: &Path,
    limits: Limits,
    began: Instant,
) -> Result<NamedTempFile, FetchError> {
    let mut file = NamedTempFile::new_in(folder)?;
    let mut bytes = 0;
    loop {
        let piece = timeout(limits.stall, answer.chunk())
            .await
            .map_err(|_| FetchError::Stalled(limits.stall.as_secs()))?
            .map_err(FetchError::Broken)?;
        let Some(piece) = piece else { break };
        if began.elapsed() > limits.all {
            return Err(FetchError::Late(limits.all.as_secs()));
        }
        bytes += piece.len() as u64;
        let (least, patience) = limits.pace;
        if began.elapsed() > patience && bytes < began.elapsed().as_secs() * least {
            return Err(FetchError::Slow(least));
        }
        if bytes > limits.bytes {
            return Err(FetchError::TooLarge(limits.bytes));
        }
        file.write_all(&piece)?;
    }
    file.flush()?;
    Ok(file)
}
