//! Raw headers, with their duplicates seen.

use http::HeaderMap;

use super::{Policy, Refusal, Request, Scheme};

/// All headers that carry a signature, together. A signature of RSA-8192 has 1.4 KiB.
const SIGNATURE_BYTES_MAX: usize = 8 * 1024;

/// Whether the request is of a size that is looked at.
pub fn bounds(request: &Request, policy: &Policy) -> Result<(), Refusal> {
    let bytes_max = policy.body_bytes_max;
    if request.body.len() > bytes_max {
        return Err(Refusal::TooLong { bytes_max });
    }
    let carrying = ["signature", "signature-input", "authorization"];
    let values = carrying
        .iter()
        .flat_map(|name| request.headers.get_all(*name));
    let length: usize = values.map(|value| value.len()).sum();
    if length > SIGNATURE_BYTES_MAX {
        let bytes_max = SIGNATURE_BYTES_MAX;
        return Err(Refusal::HeadersTooLong { bytes_max });
    }
    Ok(())
}

/// Which of the two schemes signs the request: exactly one must. An `Authorization` of another scheme is nobody's
/// business here; one that says `Signature` is a second signature.
pub fn scheme(headers: &HeaderMap) -> Result<Scheme, Refusal> {
    let authorization = headers.get_all("authorization").iter();
    let also = authorization
        .filter(|value| {
            let scheme = value
                .as_bytes()
                .split(|byte| !byte.is_ascii_graphic())
                .next();
            scheme.is_some_and(|scheme| scheme.eq_ignore_ascii_case(b"signature"))
        })
        .count();
    let signature = one(headers, "signature")?;
    let input = one(headers, "signature-input")?;
    let Some(signature) = signature else {
        return Err(Refusal::Unsigned);
    };
    if also > 0 {
        return Err(Refusal::TwoSignatures);
    }
    // `label=:…:` belongs to RFC 9421, `keyId="…"` to the draft: one header cannot be both.
    match (input, signature.contains("keyId=")) {
        (Some(_), false) => Ok(Scheme::Rfc9421),
        (None, _) => Ok(Scheme::Cavage),
        (Some(_), true) => Err(Refusal::TwoSignatures),
    }
}

/// The value of a header that may stand at most once, in visible ASCII and spaces.
pub fn one<'a>(headers: &'a HeaderMap, name: &str) -> Result<Option<&'a str>, Refusal> {
    let mut values = headers.get_all(name).iter();
    let Some(value) = values.next() else {
        return Ok(None);
    };
    if values.next().is_some() {
        return Err(Refusal::HeaderTwice(name.to_owned()));
    }
    let plain = value
        .as_bytes()
        .iter()
        .all(|byte| (0x20..0x7f).contains(byte));
    let text = value.to_str().ok().filter(|_| plain);
    text.map(Some)
        .ok_or_else(|| Refusal::HeaderLetters(name.to_owned()))
}

/// As [`one`], of a header that is signed.
pub fn signed<'a>(headers: &'a HeaderMap, name: &str) -> Result<&'a str, Refusal> {
    one(headers, name)?.ok_or_else(|| Refusal::HeaderAbsent(name.to_owned()))
}

/// Whether a header of this name may be signed: neither the signature itself nor what proxies change or secrets.
pub fn may_be_signed(name: &str) -> bool {
    let token = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    let never = [
        "signature",
        "signature-input",
        "authorization",
        "cookie",
        "connection",
        "transfer-encoding",
        "te",
        "via",
        "forwarded",
    ];
    (1..=64).contains(&name.len()) && name.bytes().all(token) && !never.contains(&name)
}
