//! What a provider says of a person, as text and signed (ProConnect signs it). The library's own reader of signed answers takes
//! RS256 alone; the keys and their check are the library's here too.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use openidconnect::core::{CoreClientAuthMethod, CoreJwsSigningAlgorithm};
use openidconnect::{AuthType, JsonWebKey as _, ProviderMetadataWithLogout};
use serde::Deserialize;

use super::{OidcError, SIGNED_BY};

/// Characters of what tells a person from all others (OpenID Connect Core, 2), and of an e-mail address.
const TEXT_CHARS_MAX: usize = 255;

/// Who somebody is.
#[derive(Debug, Deserialize)]
pub(super) struct Person {
    pub sub: String,
    #[serde(default)]
    pub email: Option<String>,
    #[serde(default)]
    pub email_verified: Option<bool>,
    #[serde(default)]
    pub siret: Option<String>,
    #[serde(default, rename = "nbf")]
    pub not_before: Option<i64>,
    #[serde(default)]
    iss: Option<String>,
    #[serde(default)]
    aud: Option<Audience>,
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Some(Vec<String>),
}

#[derive(Deserialize)]
struct Head {
    alg: CoreJwsSigningAlgorithm,
    #[serde(default)]
    kid: Option<String>,
}

/// Where the provider wants to see the secret: in a header as the standard has it, unless it names the body alone.
pub(super) fn shown_in(metadata: &ProviderMetadataWithLogout) -> AuthType {
    let known = metadata.token_endpoint_auth_methods_supported();
    let body = known.is_some_and(|known| {
        known.contains(&CoreClientAuthMethod::ClientSecretPost)
            && !known.contains(&CoreClientAuthMethod::ClientSecretBasic)
    });
    match body {
        true => AuthType::RequestBody,
        false => AuthType::BasicAuth,
    }
}

/// What stands in a token whose signature was checked.
pub(super) fn claims(token: &str) -> Result<Person, OidcError> {
    let payload = token.split('.').nth(1).unwrap_or_default();
    let payload = URL_SAFE_NO_PAD.decode(payload).map_err(|_| unread())?;
    read(&payload)
}

/// The question who somebody is.
pub(super) fn userinfo(endpoint: &str, token: &str) -> Result<http::Request<Vec<u8>>, OidcError> {
    let request = http::Request::get(endpoint)
        .header("accept", "application/jwt, application/json")
        .header("authorization", format!("Bearer {token}"));
    request.body(Vec::new()).map_err(|_| unread())
}

/// The answer to it, whole or signed.
pub(super) fn person(
    answer: &http::Response<Vec<u8>>,
    metadata: &ProviderMetadataWithLogout,
    client_id: &str,
) -> Result<Person, OidcError> {
    if answer.status() != 200 {
        let status = answer.status().as_u16();
        return Err(OidcError::Refused(format!("userinfo answers {status}")));
    }
    let kind = answer.headers().get("content-type");
    let kind = kind.and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let essence = kind.split(';').next().unwrap_or_default().trim();
    if !essence.eq_ignore_ascii_case("application/jwt") {
        return read(answer.body());
    }
    let token = std::str::from_utf8(answer.body())
        .map_err(|_| unread())?
        .trim();
    signed(token, metadata)?;
    let person = claims(token)?;
    let issuer = person.iss.as_deref();
    if issuer.is_some_and(|issuer| issuer != metadata.issuer().as_str()) || issuer.is_none() {
        return Err(OidcError::Refused("userinfo is of another issuer".into()));
    }
    let is_ours = match &person.aud {
        Some(Audience::One(one)) => one == client_id,
        Some(Audience::Some(some)) => some.len() == 1 && some[0] == client_id,
        None => false,
    };
    match is_ours {
        true => Ok(person),
        false => Err(OidcError::Refused("userinfo is for somebody else".into())),
    }
}

fn signed(token: &str, metadata: &ProviderMetadataWithLogout) -> Result<(), OidcError> {
    let refused = || OidcError::Refused("userinfo is not signed as it should".into());
    let (message, signature) = token.rsplit_once('.').ok_or_else(refused)?;
    let signature = URL_SAFE_NO_PAD.decode(signature).map_err(|_| refused())?;
    let head = message.split('.').next().unwrap_or_default();
    let head = URL_SAFE_NO_PAD.decode(head).map_err(|_| refused())?;
    let head: Head = serde_json::from_slice(&head).map_err(|_| refused())?;
    if !SIGNED_BY.contains(&head.alg) {
        return Err(refused());
    }
    let keys = metadata.jwks().keys().iter();
    let mut named = keys.filter(|key| match (&head.kid, key.key_id()) {
        (Some(kid), Some(id)) => **id == *kid,
        _ => true,
    });
    let fits = named.any(|key| {
        key.verify_signature(&head.alg, message.as_bytes(), &signature)
            .is_ok()
    });
    fits.then_some(()).ok_or_else(refused)
}

fn read(json: &[u8]) -> Result<Person, OidcError> {
    let person: Person = serde_json::from_slice(json).map_err(|_| unread())?;
    let fits = |text: &str| !text.is_empty() && text.chars().count() <= TEXT_CHARS_MAX;
    // A database keeps no NUL.
    let is_clean = |text: &str| !text.chars().any(char::is_control);
    if !fits(&person.sub) || !is_clean(&person.sub) {
        return Err(OidcError::Refused("nobody has such an identity".into()));
    }
    Ok(Person {
        email: person.email.filter(|email| fits(email) && is_clean(email)),
        ..person
    })
}

fn unread() -> OidcError {
    OidcError::Refused("what it says of the person cannot be read".into())
}

/// An error with its causes, for the log.
pub(super) fn chain(error: &dyn std::error::Error) -> String {
    let mut words = error.to_string();
    let mut source = error.source();
    while let Some(inner) = source {
        words = format!("{words}: {inner}");
        source = inner.source();
    }
    words
}
