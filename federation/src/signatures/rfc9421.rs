//! RFC 9421, HTTP Message Signatures: the strict reader, the policy, and the signature base.

use http::HeaderMap;

use super::policy::{Algorithm, Plane, wants_digest};
use super::structured::{Bare, InnerList, Item, byte_sequence};
use super::{Claim, Policy, Refusal, Request, Scheme, SigningString, headers};
use crate::moment::Moment;
use crate::origin::KeyId;

/// What a signature says it covers.
pub type Input = InnerList;

/// The message that components are taken from.
#[derive(Debug, Clone, Copy)]
pub struct Message<'a> {
    pub method: &'a str,
    pub scheme: &'a str,
    pub authority: &'a str,
    pub target: &'a str,
    /// Of a response; requests have none.
    pub status: Option<u16>,
    pub headers: &'a HeaderMap,
}

/// Everything that can be known of the signature without a key.
pub fn claim(request: &Request, policy: &Policy, now: Moment) -> Result<Claim, Refusal> {
    let input = InnerList::read(headers::signed(request.headers, "signature-input")?)?;
    let (label, signature) = byte_sequence(headers::signed(request.headers, "signature")?)?;
    if label != input.label {
        return Err(Refusal::Form("the labels are not the same"));
    }
    if !(64..=1024).contains(&signature.len()) {
        return Err(Refusal::Form("the signature has not 64 to 1024 bytes"));
    }
    let said = Said::of(&input)?;
    let key_id: KeyId = said
        .key_id
        .ok_or(Refusal::ParameterMissing("keyid"))?
        .parse()
        .map_err(|_| Refusal::KeyForm)?;
    let algorithm = algorithm(said.algorithm, policy.plane)?;
    covered(&input, request, policy)?;
    if policy.plane == Plane::Federation {
        nonce(said.nonce)?;
        (said.tag == Some("maille"))
            .then_some(())
            .ok_or(Refusal::Tag)?;
    }
    let created = said.created.ok_or(Refusal::ParameterMissing("created"))?;
    policy.window(request.method, created, said.expires, now)?;
    policy.authority(request)?;
    Ok(Claim {
        scheme: Scheme::Rfc9421,
        key_id,
        created,
        algorithm,
        signature,
        signing_string: SigningString::Rfc9421(input),
    })
}

/// The parameters of a signature (2.3), each of its own type.
#[derive(Default)]
struct Said<'a> {
    created: Option<Moment>,
    expires: Option<Moment>,
    key_id: Option<&'a str>,
    algorithm: Option<&'a str>,
    nonce: Option<&'a str>,
    tag: Option<&'a str>,
}

impl<'a> Said<'a> {
    fn of(input: &'a Input) -> Result<Said<'a>, Refusal> {
        let mut said = Said::default();
        for (name, value) in &input.parameters {
            match (name.as_str(), value) {
                ("created", Bare::Integer(seconds)) => {
                    said.created = Some(moment(*seconds, "created")?);
                }
                ("expires", Bare::Integer(seconds)) => {
                    said.expires = Some(moment(*seconds, "expires")?);
                }
                ("keyid", Bare::Text(text)) => said.key_id = Some(text),
                ("alg", Bare::Text(text)) => said.algorithm = Some(text),
                ("nonce", Bare::Text(text)) => said.nonce = Some(text),
                ("tag", Bare::Text(text)) => said.tag = Some(text),
                _ => return Err(Refusal::Form("a parameter is not of RFC 9421")),
            }
        }
        Ok(said)
    }
}

fn moment(seconds: i64, name: &'static str) -> Result<Moment, Refusal> {
    let moment = Moment::from_unix(seconds);
    match moment.unix() == seconds {
        true => Ok(moment),
        false => Err(Refusal::Number(name)),
    }
}

fn nonce(nonce: Option<&str>) -> Result<(), Refusal> {
    let nonce = nonce.ok_or(Refusal::ParameterMissing("nonce"))?;
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    match (16..=64).contains(&nonce.len()) && nonce.bytes().all(plain) {
        true => Ok(()),
        false => Err(Refusal::Nonce),
    }
}

fn algorithm(name: Option<&str>, plane: Plane) -> Result<Algorithm, Refusal> {
    match (name, plane) {
        (Some("ed25519"), _) => Ok(Algorithm::Ed25519),
        (Some("rsa-v1_5-sha256"), Plane::Fediverse) => Ok(Algorithm::RsaSha256),
        (None, Plane::Fediverse) => Ok(Algorithm::ByKey),
        (None, Plane::Federation) => Err(Refusal::ParameterMissing("alg")),
        _ => Err(Refusal::Algorithm),
    }
}

/// Whether all is signed that must be, and nothing that has more than one reading.
fn covered(input: &Input, request: &Request, policy: &Policy) -> Result<(), Refusal> {
    for (at, item) in input.items.iter().enumerate() {
        let derived = ["@method", "@target-uri", "@authority", "@path", "@query"];
        let known = derived.contains(&item.text.as_str()) || headers::may_be_signed(&item.text);
        if !known || !item.parameters.is_empty() {
            return Err(Refusal::Component(item.text.chars().take(64).collect()));
        }
        if input.items[..at]
            .iter()
            .any(|other| other.text == item.text)
        {
            return Err(Refusal::ListedTwice(item.text.clone()));
        }
        if !item.text.starts_with('@') {
            headers::signed(request.headers, &item.text)?;
        }
    }
    let has = |name: &str| input.items.iter().any(|item| item.text == name);
    let demand = |name: &'static str| match has(name) {
        true => Ok(()),
        false => Err(Refusal::NotCovered(name)),
    };
    demand("@method")?;
    match policy.plane {
        Plane::Federation => {
            demand("@target-uri")?;
            demand("@authority")?;
        }
        Plane::Fediverse if has("@target-uri") => {}
        Plane::Fediverse => {
            demand("@authority")?;
            demand("@path")?;
            if request.target.contains('?') {
                demand("@query")?;
            }
        }
    }
    if wants_digest(request) {
        demand("content-digest")?;
    }
    Ok(())
}

/// The signature base (2.5).
pub fn base(input: &Input, message: &Message) -> Result<String, Refusal> {
    let mut base = String::new();
    for item in &input.items {
        let value = component(item, message)?;
        base.push_str(&format!("{}: {value}\n", item.write()));
    }
    base.push_str(&format!("\"@signature-params\": {}", input.write()));
    Ok(base)
}

/// The value of one component (2.1 and 2.2).
fn component(item: &Item, message: &Message) -> Result<String, Refusal> {
    let refused = || Refusal::Component(item.text.chars().take(64).collect());
    let path = message.target.split('?').next().unwrap_or_default();
    let query = message.target.strip_prefix(path).unwrap_or_default();
    if item.text == "@query-param" {
        return query_parameter(item, query).ok_or_else(refused);
    }
    if !item.parameters.is_empty()
        || (message.status.is_some() && item.text != "@status" && item.text.starts_with('@'))
    {
        return Err(refused());
    }
    Ok(match item.text.as_str() {
        "@method" => message.method.to_owned(),
        "@authority" => message.authority.to_owned(),
        "@scheme" => message.scheme.to_owned(),
        "@target-uri" => {
            format!(
                "{}://{}{}",
                message.scheme, message.authority, message.target
            )
        }
        "@request-target" => message.target.to_owned(),
        "@path" => if path.is_empty() { "/" } else { path }.to_owned(),
        "@query" => if query.is_empty() { "?" } else { query }.to_owned(),
        "@status" => message.status.ok_or_else(refused)?.to_string(),
        name if name.starts_with('@') => return Err(refused()),
        name => field(name, message.headers)?,
    })
}

/// A header's values, in one line (2.1).
fn field(name: &str, headers: &HeaderMap) -> Result<String, Refusal> {
    let letters = |_| Refusal::HeaderLetters(name.to_owned());
    let values: Result<Vec<&str>, Refusal> = headers
        .get_all(name)
        .iter()
        .map(|value| value.to_str().map(str::trim).map_err(letters))
        .collect();
    let values = values?;
    match values.is_empty() {
        true => Err(Refusal::HeaderAbsent(name.to_owned())),
        false => Ok(values.join(", ")),
    }
}

/// The one parameter of a query that has this name (2.2.8), for names and values that need no decoding.
fn query_parameter(item: &Item, query: &str) -> Option<String> {
    let [(name, Bare::Text(wanted))] = item.parameters.as_slice() else {
        return None;
    };
    let pairs = query.strip_prefix('?')?.split('&');
    let mut found = pairs
        .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
        .filter(|(key, _)| key == wanted);
    let (_, value) = found.next()?;
    let plain = !value.contains(['%', '+']) && found.next().is_none();
    (name == "name" && plain).then(|| value.to_owned())
}
