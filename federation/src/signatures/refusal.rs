//! Why a request was refused: a stable code for the peer and for counters, and the class of the answer.

/// Why a request was refused. Nothing was fetched, kept or counted by the time this is returned.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("the request is longer than {bytes_max} bytes")]
    TooLong { bytes_max: usize },
    #[error("the headers that carry the signature are longer than {bytes_max} bytes")]
    HeadersTooLong { bytes_max: usize },
    #[error("the request is not signed: send `Signature-Input` and `Signature`, or `Signature`")]
    Unsigned,
    #[error("the request carries two signatures: send one")]
    TwoSignatures,
    #[error("the header `{0}` stands in the request more than once")]
    HeaderTwice(String),
    #[error("the header `{0}` holds other letters than visible ASCII")]
    HeaderLetters(String),
    #[error("the header `{0}` is signed but absent")]
    HeaderAbsent(String),
    #[error("the signature header cannot be read: {0}")]
    Form(&'static str),
    #[error("`{0}` is no whole number of seconds in the usual range")]
    Number(&'static str),
    #[error("`{0}` is signed twice")]
    ListedTwice(String),
    #[error("`{0}` cannot be signed here")]
    Component(String),
    #[error("`{0}` must be signed")]
    NotCovered(&'static str),
    #[error("`{0}` must be given with the signature")]
    ParameterMissing(&'static str),
    #[error("`tag` must be \"maille\"")]
    Tag,
    #[error("`nonce` has 16 to 64 letters, digits, `-` and `_`")]
    Nonce,
    #[error("the target must be a plain path, without a query, `//`, `.`, `..` or `%`")]
    Target,
    #[error("`Date` must be written as `Thu, 01 Jan 2026 00:00:00 GMT`")]
    DateForm,
    #[error("the request was signed too long ago by this instance's clock")]
    TooOld,
    #[error("the request is ahead of this instance's clock")]
    Ahead,
    #[error("the signature has expired")]
    Expired,
    #[error("the request was signed for another host")]
    Authority,
    #[error("the algorithm is not accepted, or is not the key's")]
    Algorithm,
    #[error("a key is named https://HOST/PATH with a host name, and at most 300 characters")]
    KeyForm,
    #[error("the request is signed in this instance's own name")]
    OwnIdentity,
    #[error("the key is not known here: peering comes first")]
    KeyUnknown,
    /// Said by who knows the peer's keys; [`super::verify`] knows of those alone that it is handed.
    #[error("the key was revoked by its owner, who has another one now")]
    KeyRevoked,
    #[error("the signature does not hold")]
    Signature,
    #[error("the digest of the body cannot be read")]
    DigestForm,
    #[error("the digest of the body must be SHA-256 or SHA-512")]
    DigestWeak,
    #[error("the digest is not the body's")]
    DigestMismatch,
    #[error("this very request was received already")]
    Replayed,
    #[error("more requests came from this key than are remembered: wait {wait_s} seconds")]
    ReplaysFull { wait_s: u64 },
}

impl Refusal {
    /// A word that stays the same in all versions, for answers and counters.
    pub fn code(&self) -> &'static str {
        match self {
            Refusal::TooLong { .. } => "too-long",
            Refusal::HeadersTooLong { .. } => "headers-too-long",
            Refusal::Unsigned => "unsigned",
            Refusal::TwoSignatures => "two-signatures",
            Refusal::HeaderTwice(_) => "header-twice",
            Refusal::HeaderLetters(_) => "header-letters",
            Refusal::HeaderAbsent(_) => "header-absent",
            Refusal::Form(_) => "form",
            Refusal::Number(_) => "number",
            Refusal::ListedTwice(_) => "listed-twice",
            Refusal::Component(_) => "component",
            Refusal::NotCovered(_) => "not-covered",
            Refusal::ParameterMissing(_) => "parameter-missing",
            Refusal::Tag => "tag",
            Refusal::Nonce => "nonce",
            Refusal::Target => "target",
            Refusal::DateForm => "date-form",
            Refusal::TooOld => "too-old",
            Refusal::Ahead => "ahead",
            Refusal::Expired => "expired",
            Refusal::Authority => "authority",
            Refusal::Algorithm => "algorithm",
            Refusal::KeyForm => "key-form",
            Refusal::OwnIdentity => "own-identity",
            Refusal::KeyUnknown => "key-unknown",
            Refusal::KeyRevoked => "key-revoked",
            Refusal::Signature => "signature",
            Refusal::DigestForm => "digest-form",
            Refusal::DigestWeak => "digest-weak",
            Refusal::DigestMismatch => "digest-mismatch",
            Refusal::Replayed => "replayed",
            Refusal::ReplaysFull { .. } => "replays-full",
        }
    }

    /// The status to answer with: 400 malformed, 401 missing or invalid, 409 received already, 413 and 431 too long,
    /// 429 too many. What is valid and not allowed (403) is for the caller to say.
    pub fn status(&self) -> u16 {
        match self {
            Refusal::HeaderTwice(_)
            | Refusal::HeaderLetters(_)
            | Refusal::Form(_)
            | Refusal::Number(_)
            | Refusal::ListedTwice(_)
            | Refusal::TwoSignatures
            | Refusal::Target
            | Refusal::DateForm
            | Refusal::DigestForm
            | Refusal::DigestWeak => 400,
            Refusal::Replayed => 409,
            Refusal::TooLong { .. } => 413,
            Refusal::HeadersTooLong { .. } => 431,
            Refusal::ReplaysFull { .. } => 429,
            _ => 401,
        }
    }
}
