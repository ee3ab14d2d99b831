//! Signed requests: draft-cavage-http-signatures-12 and RFC 9421, read strictly, verified, and made.
//!
//! Every check stands in one order: size, raw headers, policy, pinned key, signing string, signature, digest of the body,
//! replay. Nothing is looked up anywhere but in the caller's pinned keys: an unknown key id is refused, never fetched.
//! The body is not read as anything before all of it holds.

mod cavage;
mod content_digest;
mod headers;
mod policy;
mod refusal;
mod replay;
mod rfc9421;
mod sign;
mod structured;

use http::{HeaderMap, Method};

use crate::keys::{PublicKey, RsaPublicKey};
use crate::moment::Moment;
use crate::origin::{KeyId, Origin};

pub(crate) use policy::is_plain_path;
pub use policy::{Plane, Policy};
pub use refusal::Refusal;
pub use replay::ReplayCache;
pub use sign::{Outgoing, RsaSigner, Scheme, Signer};

/// A request as it was received; the headers with their duplicates, the body whole and as bytes.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    pub method: &'a Method,
    /// The request target in origin form: path, and query if there is one, as it stood on the wire.
    pub target: &'a str,
    pub headers: &'a HeaderMap,
    pub body: &'a [u8],
}

/// A key that is known already.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PinnedKey {
    Ed25519(PublicKey),
    Rsa(RsaPublicKey),
}

impl PinnedKey {
    fn verifies(&self, message: &[u8], signature: &[u8]) -> bool {
        match self {
            PinnedKey::Ed25519(key) => key.verifies(message, signature),
            PinnedKey::Rsa(key) => key.verifies(message, signature),
        }
    }
}

/// Who signed a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    pub key_id: KeyId,
    pub scheme: Scheme,
    /// When the peer says it signed; within the policy's window.
    pub created: Moment,
}

impl Verified {
    /// The name of the instance that signed.
    pub fn origin(&self) -> &Origin {
        self.key_id.origin()
    }
}

/// What either scheme claims, before any key was looked up.
struct Claim {
    scheme: Scheme,
    key_id: KeyId,
    created: Moment,
    algorithm: policy::Algorithm,
    signature: Vec<u8>,
    signing_string: SigningString,
}

/// What makes the signing string once a key is known: nothing is built for strangers.
enum SigningString {
    Cavage(Vec<String>, Vec<(String, String)>),
    Rfc9421(rfc9421::Input),
}

/// Whose key a request names, once everything holds that can be known without the key: for the fediverse, where it may have
/// to be fetched. Nothing is verified by this; [`verify`] looks at all of it again.
pub fn claimed(request: &Request, policy: &Policy, now: Moment) -> Result<KeyId, Refusal> {
    Ok(claim(request, policy, now)?.key_id)
}

fn claim(request: &Request, policy: &Policy, now: Moment) -> Result<Claim, Refusal> {
    headers::bounds(request, policy)?;
    policy.target(request)?;
    let claim = match headers::scheme(request.headers)? {
        Scheme::Cavage => cavage::claim(request, policy, now)?,
        Scheme::Rfc9421 => rfc9421::claim(request, policy, now)?,
    };
    match *claim.key_id.origin() == policy.origin {
        true => Err(Refusal::OwnIdentity),
        false => Ok(claim),
    }
}

/// Whether the digests that a request carries are those of its body: before anything is asked because of it.
pub fn body_is_told(request: &Request) -> Result<(), Refusal> {
    content_digest::compare(request.headers, request.body)
}

/// Verifies a request at the time `now` with the keys that `pinned` knows. On success a request that may change
/// something is remembered in `replays`.
pub fn verify(
    request: &Request,
    policy: &Policy,
    pinned: &dyn Fn(&KeyId) -> Option<PinnedKey>,
    now: Moment,
    replays: &mut ReplayCache,
) -> Result<Verified, Refusal> {
    let claim = claim(request, policy, now)?;
    let key = pinned(&claim.key_id).ok_or(Refusal::KeyUnknown)?;
    policy.fits(&key, claim.algorithm)?;
    let signed = match &claim.signing_string {
        SigningString::Cavage(components, values) => {
            cavage::signing_string(request.method, request.target, components, values)?
        }
        SigningString::Rfc9421(input) => rfc9421::base(input, &policy.message(request))?,
    };
    if !key.verifies(signed.as_bytes(), &claim.signature) {
        return Err(Refusal::Signature);
    }
    content_digest::compare(request.headers, request.body)?;
    if policy::changes(request.method) {
        replays.remember(&claim.key_id, &claim.signature, now)?;
    }
    Ok(Verified {
        key_id: claim.key_id,
        scheme: claim.scheme,
        created: claim.created,
    })
}

#[cfg(test)]
mod tests;
