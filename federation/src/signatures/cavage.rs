//! draft-cavage-http-signatures-12, as the fediverse speaks it: our own strict reader and policy in front, and
//! `http-signature-normalization` for the signing string alone.
//!
//! That crate verifies nothing and panics on large numbers: it is never shown a number or a date's window to check, and
//! what it does happens inside `catch_unwind`.

use std::collections::{BTreeMap, HashSet};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::Method;
use http_signature_normalization::verify::ParsedHeader;

use super::policy::{Algorithm, Plane, wants_digest};
use super::{Claim, Policy, Refusal, Request, Scheme, SigningString, headers};
use crate::moment::Moment;
use crate::origin::KeyId;

const REQUEST_TARGET: &str = "(request-target)";
const CREATED: &str = "(created)";
const EXPIRES: &str = "(expires)";

/// Headers that one signature lists.
const COMPONENTS_MAX: usize = 24;

/// The parameters of a `Signature` header, each at most once, letter for letter.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Parameters<'a> {
    pub key_id: Option<&'a str>,
    pub algorithm: Option<&'a str>,
    pub created: Option<&'a str>,
    pub expires: Option<&'a str>,
    pub headers: Option<&'a str>,
    pub signature: Option<&'a str>,
}

/// Reads a `Signature` header (2.1): `name="value"` or `name=digits`, commas with or without spaces around them.
pub fn parameters(header: &str) -> Result<Parameters<'_>, Refusal> {
    let mut found = Parameters::default();
    let mut rest = header.trim_matches(' ');
    loop {
        let (name, after) = rest
            .split_once('=')
            .ok_or(Refusal::Form("a parameter is name=\"value\""))?;
        let (value, after) = match after.strip_prefix('"') {
            Some(quoted) => quoted
                .split_once('"')
                .ok_or(Refusal::Form("a quotation mark is missing"))?,
            None => {
                let end = after.find([',', ' ']).unwrap_or(after.len());
                let digits = after[..end].bytes().all(|byte| byte.is_ascii_digit());
                match digits && end > 0 {
                    true => after.split_at(end),
                    false if ["created", "expires"].contains(&name) => {
                        return Err(number(name));
                    }
                    false => return Err(Refusal::Form("only whole numbers stand without quotes")),
                }
            }
        };
        if value.contains('\\') {
            return Err(Refusal::Form("values hold no backslash"));
        }
        let place = match name {
            "keyId" => &mut found.key_id,
            "algorithm" => &mut found.algorithm,
            "created" => &mut found.created,
            "expires" => &mut found.expires,
            "headers" => &mut found.headers,
            "signature" => &mut found.signature,
            _ => return Err(Refusal::Form("a parameter is not of the draft")),
        };
        if place.replace(value).is_some() {
            return Err(Refusal::Form("a parameter stands twice"));
        }
        rest = after.trim_start_matches(' ');
        if rest.is_empty() {
            return Ok(found);
        }
        rest = rest
            .strip_prefix(',')
            .ok_or(Refusal::Form("parameters are parted by commas"))?
            .trim_start_matches(' ');
    }
}

/// Everything that can be known of the signature without a key.
pub fn claim(request: &Request, policy: &Policy, now: Moment) -> Result<Claim, Refusal> {
    let header = headers::signed(request.headers, "signature")?;
    let parameters = parameters(header)?;
    let needed = |value: Option<&'_ str>, name| {
        value
            .map(str::to_owned)
            .ok_or(Refusal::ParameterMissing(name))
    };
    let key_id: KeyId = needed(parameters.key_id, "keyId")?
        .parse()
        .map_err(|_| Refusal::KeyForm)?;
    let signature = signature(&needed(parameters.signature, "signature")?)?;
    let components = components(&needed(parameters.headers, "headers")?)?;
    let algorithm = algorithm(parameters.algorithm, policy.plane)?;
    let created = moment(parameters.created, "created")?;
    let expires = moment(parameters.expires, "expires")?;
    let timed = |component: &&String| [CREATED, EXPIRES].contains(&component.as_str());
    if algorithm == Algorithm::RsaSha256 && components.iter().any(|component| timed(&component)) {
        // 2.3: neither may be used with rsa, hmac or ecdsa by name.
        return Err(Refusal::Algorithm);
    }
    let signed_at = covered(request, policy, &components, created)?;
    policy.window(request.method, signed_at, expires, now)?;
    if let Some(created) = created {
        policy.window(request.method, created, expires, now)?;
    }
    policy.authority(request)?;
    let values = values(request, &components, &parameters)?;
    Ok(Claim {
        scheme: Scheme::Cavage,
        key_id,
        created: signed_at,
        algorithm,
        signature,
        signing_string: SigningString::Cavage(components, values),
    })
}

/// Whether all is signed that must be, and when it was signed.
fn covered(
    request: &Request,
    policy: &Policy,
    components: &[String],
    created: Option<Moment>,
) -> Result<Moment, Refusal> {
    let has = |name: &str| components.iter().any(|component| component == name);
    let demand = |name: &'static str| match has(name) {
        true => Ok(()),
        false => Err(Refusal::NotCovered(name)),
    };
    demand(REQUEST_TARGET)?;
    demand("host")?;
    if wants_digest(request) {
        demand("digest")?;
        if policy.plane == Plane::Federation {
            demand("content-type")?;
        }
    }
    if policy.plane == Plane::Fediverse && has(CREATED) && !has("date") {
        return created.ok_or(Refusal::ParameterMissing("created"));
    }
    demand("date")?;
    let date = headers::signed(request.headers, "date")?;
    Moment::from_http_date(date).ok_or(Refusal::DateForm)
}

/// The list of what is signed: lowercase names, one space between two, none twice.
fn components(list: &str) -> Result<Vec<String>, Refusal> {
    let mut components = Vec::new();
    for name in list.split(' ') {
        let special = [REQUEST_TARGET, CREATED, EXPIRES].contains(&name);
        if !special && !headers::may_be_signed(name) {
            return Err(Refusal::Component(name.chars().take(64).collect()));
        }
        if components.iter().any(|known| known == name) {
            return Err(Refusal::ListedTwice(name.to_owned()));
        }
        if components.len() == COMPONENTS_MAX {
            return Err(Refusal::Form("too many headers are signed"));
        }
        components.push(name.to_owned());
    }
    Ok(components)
}

/// What stands for each component in the signing string, but for the target, which the crate writes itself.
fn values(
    request: &Request,
    components: &[String],
    parameters: &Parameters,
) -> Result<Vec<(String, String)>, Refusal> {
    let others = components.iter().filter(|name| *name != REQUEST_TARGET);
    let value = |name: &String| {
        let value = match name.as_str() {
            CREATED => parameters
                .created
                .ok_or(Refusal::ParameterMissing("created"))?,
            EXPIRES => parameters
                .expires
                .ok_or(Refusal::ParameterMissing("expires"))?,
            name => headers::signed(request.headers, name)?,
        };
        Ok((name.clone(), value.to_owned()))
    };
    others.map(value).collect()
}

/// The signing string (2.3), by `http-signature-normalization`: times are handed to it as if they were headers, and the
/// window is so wide that its own clock decides nothing.
pub fn signing_string(
    method: &Method,
    target: &str,
    components: &[String],
    values: &[(String, String)],
) -> Result<String, Refusal> {
    const TEN_THOUSAND_YEARS: Duration = Duration::from_secs(10_000 * 366 * 86_400);
    let failed = Refusal::Form("the signing string cannot be built");
    let build = || -> Option<String> {
        let list = components.join(" ");
        let header = format!("keyId=\"k\",headers=\"{list}\",signature=\"s\"");
        let parsed: ParsedHeader = header.parse().ok()?;
        let mut values: BTreeMap<String, String> = values.iter().cloned().collect();
        let required = HashSet::new();
        let unvalidated = parsed
            .into_unvalidated(method.as_str(), target, &mut values, required)
            .ok()?;
        let unverified = unvalidated.validate(TEN_THOUSAND_YEARS).ok()?;
        Some(unverified.signing_string().to_owned())
    };
    let built = catch_unwind(AssertUnwindSafe(build));
    built.ok().flatten().ok_or(failed)
}

fn algorithm(name: Option<&str>, plane: Plane) -> Result<Algorithm, Refusal> {
    match (name, plane) {
        (Some("hs2019"), _) | (None, Plane::Fediverse) => Ok(Algorithm::ByKey),
        (Some("rsa-sha256"), Plane::Fediverse) => Ok(Algorithm::RsaSha256),
        (Some("ed25519"), Plane::Fediverse) => Ok(Algorithm::Ed25519),
        _ => Err(Refusal::Algorithm),
    }
}

/// The bytes of a signature: base64 in its one form, as long as some key's signatures are.
fn signature(text: &str) -> Result<Vec<u8>, Refusal> {
    let bytes = STANDARD.decode(text).ok();
    bytes
        .filter(|bytes| (64..=1024).contains(&bytes.len()))
        .ok_or(Refusal::Form(
            "the signature is no base64 of 64 to 1024 bytes",
        ))
}

/// Seconds since 1970: digits, no sign, no fraction, before the year 9999.
fn moment(text: Option<&str>, name: &'static str) -> Result<Option<Moment>, Refusal> {
    let Some(text) = text else {
        return Ok(None);
    };
    let digits = text.bytes().all(|byte| byte.is_ascii_digit()) && (1..=12).contains(&text.len());
    let seconds: i64 = text.parse().map_err(|_| number(name))?;
    let moment = Moment::from_unix(seconds);
    match digits && moment.unix() == seconds && !(text.len() > 1 && text.starts_with('0')) {
        true => Ok(Some(moment)),
        false => Err(number(name)),
    }
}

fn number(name: &str) -> Refusal {
    Refusal::Number(if name == "created" {
        "created"
    } else {
        "expires"
    })
}
