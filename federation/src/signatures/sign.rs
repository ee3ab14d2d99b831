//! Signing our own requests, in either scheme.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use http::header::{CONTENT_TYPE, HOST};
use http::{HeaderMap, HeaderName, HeaderValue, Method};

use super::policy::changes;
use super::rfc9421::Message;
use super::structured::{Bare, InnerList, Item};
use super::{Refusal, cavage, content_digest, rfc9421};
use crate::keys::{RsaSecretKey, SecretKey};
use crate::moment::Moment;
use crate::origin::KeyId;

/// The two ways to sign a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scheme {
    /// draft-cavage-http-signatures-12: what most of the fediverse reads.
    Cavage,
    /// RFC 9421: tried first where nothing is known of a peer.
    Rfc9421,
}

/// A request to be sent.
#[derive(Debug, Clone, Copy)]
pub struct Outgoing<'a> {
    pub method: &'a Method,
    /// `https`, or `http` in a trial on one machine.
    pub scheme: &'a str,
    /// What will stand in `Host`.
    pub authority: &'a str,
    /// Path, and query if there is one.
    pub target: &'a str,
    /// The type of the body, for a POST.
    pub content_type: Option<&'a str>,
    pub body: &'a [u8],
}

/// Who signs.
#[derive(Debug, Clone, Copy)]
pub struct Signer<'a> {
    pub key_id: &'a KeyId,
    pub key: &'a SecretKey,
}

impl Signer<'_> {
    /// All headers that the request needs: `Host`, `Date`, the digest, `Content-Type` and the signature. `nonce` is 16
    /// random bytes; the draft has no place for it.
    pub fn sign(
        &self,
        scheme: Scheme,
        request: &Outgoing,
        now: Moment,
        nonce: [u8; 16],
    ) -> Result<HeaderMap, Refusal> {
        let mut headers = plain(request, now)?;
        match scheme {
            Scheme::Cavage => {
                let signature = |text: &[u8]| Ok(self.key.sign(text).to_vec());
                cavage_headers(self.key_id, "hs2019", signature, request, &mut headers)?;
            }
            Scheme::Rfc9421 => self.rfc9421(request, now, nonce, &mut headers)?,
        }
        Ok(headers)
    }

    fn rfc9421(
        &self,
        request: &Outgoing,
        now: Moment,
        nonce: [u8; 16],
        headers: &mut HeaderMap,
    ) -> Result<(), Refusal> {
        let mut components = vec!["@method", "@target-uri", "@authority"];
        if changes(request.method) || !request.body.is_empty() {
            let digest = content_digest::content_digest(request.body);
            put(headers, HeaderName::from_static("content-digest"), &digest)?;
            components.push("content-digest");
        }
        if request.content_type.is_some() {
            components.push("content-type");
        }
        let text = |text: &str| Bare::Text(text.to_owned());
        // Any order is as good; this one is also read by verifiers that write the parameters anew (the crate `httpsig`).
        let parameters = [
            ("created", Bare::Integer(now.unix())),
            ("nonce", text(&URL_SAFE_NO_PAD.encode(nonce))),
            ("alg", text("ed25519")),
            ("keyid", text(self.key_id.as_str())),
            ("tag", text("maille")),
        ];
        let input = InnerList {
            label: "maille".to_owned(),
            items: components
                .into_iter()
                .map(|name| Item {
                    text: name.to_owned(),
                    parameters: Vec::new(),
                })
                .collect(),
            parameters: parameters
                .into_iter()
                .map(|(name, value)| (name.to_owned(), value))
                .collect(),
        };
        let message = Message {
            method: request.method.as_str(),
            scheme: request.scheme,
            authority: request.authority,
            target: request.target,
            status: None,
            headers,
        };
        let base = rfc9421::base(&input, &message)?;
        let signature = STANDARD.encode(self.key.sign(base.as_bytes()));
        let said = format!("{}={}", input.label, input.write());
        let signature = format!("{}=:{signature}:", input.label);
        put(headers, HeaderName::from_static("signature-input"), &said)?;
        put(headers, HeaderName::from_static("signature"), &signature)
    }
}

/// Who signs to the fediverse, most of which reads RSA in the draft's scheme and nothing else.
#[derive(Debug, Clone, Copy)]
pub struct RsaSigner<'a> {
    pub key_id: &'a KeyId,
    pub key: &'a RsaSecretKey,
}

impl RsaSigner<'_> {
    /// All headers that the request needs, as [`Signer::sign`], with `algorithm="rsa-sha256"`.
    pub fn sign(&self, request: &Outgoing, now: Moment) -> Result<HeaderMap, Refusal> {
        let mut headers = plain(request, now)?;
        let failed = |_| Refusal::Form("the RSA key signs nothing");
        let signature = |text: &[u8]| self.key.sign(text).map_err(failed);
        cavage_headers(self.key_id, "rsa-sha256", signature, request, &mut headers)?;
        Ok(headers)
    }
}

/// What a request carries in either scheme.
fn plain(request: &Outgoing, now: Moment) -> Result<HeaderMap, Refusal> {
    let mut headers = HeaderMap::new();
    put(&mut headers, HOST, request.authority)?;
    put(&mut headers, http::header::DATE, &now.http_date())?;
    if let Some(content_type) = request.content_type {
        put(&mut headers, CONTENT_TYPE, content_type)?;
    }
    Ok(headers)
}

/// The digest and the signature of the draft.
fn cavage_headers(
    key_id: &KeyId,
    algorithm: &str,
    sign: impl Fn(&[u8]) -> Result<Vec<u8>, Refusal>,
    request: &Outgoing,
    headers: &mut HeaderMap,
) -> Result<(), Refusal> {
    let mut components = vec!["(request-target)", "host", "date"];
    if changes(request.method) || !request.body.is_empty() {
        let digest = content_digest::digest(request.body);
        put(headers, HeaderName::from_static("digest"), &digest)?;
        components.push("digest");
    }
    if request.content_type.is_some() {
        components.push("content-type");
    }
    let components: Vec<String> = components.into_iter().map(str::to_owned).collect();
    let values: Result<Vec<(String, String)>, Refusal> = components[1..]
        .iter()
        .map(|name| {
            let value = super::headers::signed(headers, name)?;
            Ok((name.clone(), value.to_owned()))
        })
        .collect();
    let signed = cavage::signing_string(request.method, request.target, &components, &values?)?;
    let signature = STANDARD.encode(sign(signed.as_bytes())?);
    let header = format!(
        "keyId=\"{key_id}\",algorithm=\"{algorithm}\",headers=\"{}\",signature=\"{signature}\"",
        components.join(" "),
    );
    put(headers, HeaderName::from_static("signature"), &header)
}

fn put(headers: &mut HeaderMap, name: HeaderName, value: &str) -> Result<(), Refusal> {
    let letters = |_| Refusal::HeaderLetters(name.to_string());
    let value = HeaderValue::from_str(value).map_err(letters)?;
    headers.insert(name, value);
    Ok(())
}
