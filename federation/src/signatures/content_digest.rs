//! Digests of a body: `Digest` (RFC 3230) and `Content-Digest` (RFC 9530), compared with the bytes as received.
//!
//! Whether the header is signed is the policy's business; a digest that is sent must be true, signed or not.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::HeaderMap;
use sha2::{Digest as _, Sha256, Sha512};

use super::{Refusal, headers};

/// `Digest` as we send it.
pub fn digest(body: &[u8]) -> String {
    format!("SHA-256={}", STANDARD.encode(Sha256::digest(body)))
}

/// `Content-Digest` as we send it.
pub fn content_digest(body: &[u8]) -> String {
    format!("sha-256=:{}:", STANDARD.encode(Sha256::digest(body)))
}

/// Compares every digest that is there with the body: at most one of each algorithm, SHA-256 and SHA-512 alone.
pub fn compare(headers: &HeaderMap, body: &[u8]) -> Result<(), Refusal> {
    if let Some(value) = headers::one(headers, "digest")? {
        // RFC 3230 takes names in any case and digests as they are.
        members(value, body, |name, digits| {
            Some((name.to_ascii_lowercase(), digits))
        })?;
    }
    if let Some(value) = headers::one(headers, "content-digest")? {
        // RFC 9530 has a dictionary of byte sequences.
        members(value, body, |name, sequence| {
            let digits = sequence.strip_prefix(':')?.strip_suffix(':')?;
            let lower = !name.contains(char::is_uppercase);
            lower.then(|| (name.to_owned(), digits))
        })?;
    }
    Ok(())
}

fn members<'a>(
    value: &'a str,
    body: &[u8],
    read: impl Fn(&'a str, &'a str) -> Option<(String, &'a str)>,
) -> Result<(), Refusal> {
    let mut known: Vec<String> = Vec::new();
    for member in value.split(',') {
        let member = member.trim_matches(' ').split_once('=');
        let (name, digits) = member.ok_or(Refusal::DigestForm)?;
        let (name, digits) = read(name, digits).ok_or(Refusal::DigestForm)?;
        let told = STANDARD.decode(digits).map_err(|_| Refusal::DigestForm)?;
        let true_one = match name.as_str() {
            "sha-256" => Sha256::digest(body).to_vec(),
            "sha-512" => Sha512::digest(body).to_vec(),
            _ => return Err(Refusal::DigestWeak),
        };
        if known.contains(&name) {
            return Err(Refusal::DigestForm);
        }
        if told != true_one {
            return Err(Refusal::DigestMismatch);
        }
        known.push(name);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(name: &'static str, value: &str) -> Result<(), Refusal> {
        let mut headers = HeaderMap::new();
        headers.insert(name, value.parse().unwrap());
        compare(&headers, b"{\"hello\": \"world\"}")
    }

    #[test]
    fn the_digests_of_the_standards_hold_and_all_others_do_not() {
        // RFC 9530, D.1 has this body; RFC 9421, B.2 its sha-512; the draft's appendix C its SHA-256.
        let sha_256 = "X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=";
        let sha_512 = "WZDPaVn/7XgHaAy8pmojAkGWoRx2UFChF41A2svX+TaPm+AbwAgBWnrIiYllu7BNNyealdVLvRwEmTHWXvJwew==";
        assert_eq!(
            digest(b"{\"hello\": \"world\"}"),
            format!("SHA-256={sha_256}")
        );
        for (name, value) in [
            ("digest", format!("SHA-256={sha_256}")),
            ("digest", format!("sha-256={sha_256},SHA-512={sha_512}")),
            ("content-digest", content_digest(b"{\"hello\": \"world\"}")),
            (
                "content-digest",
                format!("sha-512=:{sha_512}:, sha-256=:{sha_256}:"),
            ),
        ] {
            assert_eq!(told(name, &value), Ok(()), "{value}");
        }
        let other = content_digest(b"other");
        for (name, value, refusal) in [
            (
                "digest",
                "MD5=Sd/dVLAcvNLSq16eXua5uQ==".to_owned(),
                Refusal::DigestWeak,
            ),
            (
                "digest",
                format!("SHA-256={sha_256},MD5=Sd/dVLAcvNLSq16eXua5uQ=="),
                Refusal::DigestWeak,
            ),
            (
                "digest",
                format!("SHA-256={sha_256},SHA-256={sha_256}"),
                Refusal::DigestForm,
            ),
            (
                "digest",
                format!("SHA-256={sha_512}"),
                Refusal::DigestMismatch,
            ),
            (
                "digest",
                format!("SHA-256={}", &sha_256[..43]),
                Refusal::DigestForm,
            ),
            ("digest", "SHA-256=".to_owned(), Refusal::DigestMismatch),
            ("digest", String::new(), Refusal::DigestForm),
            ("content-digest", other, Refusal::DigestMismatch),
            (
                "content-digest",
                format!("sha-256={sha_256}"),
                Refusal::DigestForm,
            ),
            (
                "content-digest",
                format!("SHA-256=:{sha_256}:"),
                Refusal::DigestForm,
            ),
            (
                "content-digest",
                format!("sha-256=:{sha_256}:;a=1"),
                Refusal::DigestForm,
            ),
        ] {
            assert_eq!(told(name, &value), Err(refusal), "{value}");
        }
    }
}
