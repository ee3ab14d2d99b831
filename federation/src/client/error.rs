//! Why a question has no answer.

use crate::log::Checkpoint;
use crate::message::Unverified;
use crate::moment::Moment;
use crate::signatures::Refusal;

/// What the transport says of it.
type Cause = Box<dyn std::error::Error + Send + Sync>;

/// Why a question has no answer. What a peer sent is in none of the sentences.
#[derive(Debug, thiserror::Error)]
pub enum ClientError {
    #[error("an address of this machine is asked only by an instance that answers there too")]
    Loopback,
    #[error("the path cannot be sent as it is signed: it is plain, without a query")]
    Target,
    #[error("the ETag holds letters that no header may hold")]
    Etag,
    #[error("the question cannot be signed")]
    Sign(#[from] Refusal),
    #[error("the peer cannot be reached: its name, its connection or its certificate fails")]
    Unreachable(#[source] Cause),
    #[error("the peer took longer than it has")]
    TimedOut(#[source] Cause),
    #[error("the answer broke off, or is no HTTP")]
    CutOff(#[source] Cause),
    #[error("the answer is longer than {bytes_max} bytes unpacked")]
    TooLong { bytes_max: usize },
    #[error("the peer sends elsewhere ({0}), which is not followed")]
    Redirect(u16),
    #[error("the peer refuses: {} {}", .0.status, .0.code.as_deref().unwrap_or("without a code"))]
    Refused(Box<Refused>),
    #[error("the answer has not the form of one: {0}")]
    Form(&'static str),
}

/// How a peer refuses.
#[derive(Debug, Clone, PartialEq)]
pub struct Refused {
    /// 400 to 599.
    pub status: u16,
    /// The member `code` of its problem (RFC 9457): 1 to 64 lowercase letters, digits and hyphens.
    pub code: Option<String>,
    /// Seconds that it asks us to wait (`Retry-After`).
    pub wait_s: Option<u64>,
    /// Its own time: how far our clocks are apart.
    pub date: Option<Moment>,
    /// Where its log stands, as with an answer. One that cannot be read is left out here.
    pub checkpoint: Option<Unverified<Checkpoint>>,
}

impl Refused {
    /// Whether the same question may be taken when it is signed in the other scheme: a 401 that is not about the key, the
    /// clock, the host or the body.
    pub fn may_be_for_the_scheme(&self) -> bool {
        let other = [
            "key-form",
            "key-unknown",
            "key-revoked",
            "own-identity",
            "too-old",
            "ahead",
            "expired",
            "authority",
            "digest-mismatch",
        ];
        let code = self.code.as_deref();
        self.status == 401 && code.is_none_or(|code| !other.contains(&code))
    }
}

impl ClientError {
    /// A word that stays the same in all versions, for counters and for the words that an administrator reads.
    pub fn code(&self) -> &'static str {
        match self {
            ClientError::Loopback => "loopback",
            ClientError::Target => "target",
            ClientError::Etag => "etag",
            ClientError::Sign(_) => "sign",
            ClientError::Unreachable(_) => "unreachable",
            ClientError::TimedOut(_) => "timed-out",
            ClientError::CutOff(_) => "cut-off",
            ClientError::TooLong { .. } => "too-long",
            ClientError::Redirect(_) => "redirect",
            ClientError::Refused(_) => "refused",
            ClientError::Form(_) => "form",
        }
    }

    /// The library's failure before the head of an answer had come. A time limit of the connection alone is a peer that
    /// cannot be reached.
    pub(super) fn of_sending(error: reqwest::Error) -> ClientError {
        match error.is_connect() {
            true => ClientError::Unreachable(error.without_url().into()),
            false => ClientError::of_reading(error),
        }
    }

    /// The library's failure in the middle of an answer.
    pub(super) fn of_reading(error: reqwest::Error) -> ClientError {
        match error.is_timeout() {
            true => ClientError::TimedOut(error.without_url().into()),
            false => ClientError::CutOff(error.without_url().into()),
        }
    }
}
