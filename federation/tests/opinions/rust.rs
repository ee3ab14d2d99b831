//! The crate `httpsig`: it reads and writes the headers of RFC 9421 and signs; what each component is, its caller says.

use http::{HeaderMap, Method};
use httpsig::prelude::message_component::{HttpMessageComponent, HttpMessageComponentId};
use httpsig::prelude::{
    AlgorithmName, HttpSignatureBase, HttpSignatureHeaders, HttpSignatureParams, PublicKey,
    SecretKey,
};
use maille_federation::signatures::Scheme;

use crate::ask::{key, key_id};
use crate::requests::{REQUESTS, components, now, ours, we_verify};

type Asked = (Method, &'static str, &'static str);

/// The lines of the signature base but for the last.
fn lines((method, target, _): &Asked, headers: &HeaderMap) -> Vec<HttpMessageComponent> {
    let value = |name: &str| match name {
        "@method" => method.to_string(),
        "@target-uri" => format!("https://gironde.example{target}"),
        "@authority" => "gironde.example".to_owned(),
        name => headers[name].to_str().unwrap().to_owned(),
    };
    let names = components(Scheme::Rfc9421, *method == Method::POST);
    let line = |name: &str| format!("\"{name}\": {}", value(name));
    names
        .into_iter()
        .map(|name| HttpMessageComponent::try_from(line(name).as_str()).unwrap())
        .collect()
}

fn they_verify(request: &Asked, headers: &HeaderMap) -> bool {
    let text = |name: &str| headers[name].to_str().unwrap();
    let read = HttpSignatureHeaders::try_parse(text("signature"), text("signature-input"));
    let read = read.unwrap();
    let said = &read["maille"];
    let base = HttpSignatureBase::try_new(&lines(request, headers), said.signature_params());
    let public = PublicKey::from_bytes(&AlgorithmName::Ed25519, key().public().bytes()).unwrap();
    base.unwrap()
        .verify_signature_headers(&public, said)
        .is_ok()
}

#[test]
fn httpsig_accepts_what_we_sign() {
    for request in &REQUESTS {
        let headers = ours(Scheme::Rfc9421, request, now());
        assert!(they_verify(request, &headers), "{request:?}");
        let elsewhere = (request.0.clone(), "/federation/other", request.2);
        assert!(!they_verify(&elsewhere, &headers), "{request:?}");
    }
}

#[test]
fn what_httpsig_signs_is_accepted() {
    let secret = SecretKey::from_bytes(&AlgorithmName::Ed25519, &[1; 32]).unwrap();
    for request in &REQUESTS {
        let mut headers = ours(Scheme::Rfc9421, request, now());
        let lines = lines(request, &headers);
        let covered = components(Scheme::Rfc9421, request.0 == Method::POST);
        let covered: Vec<HttpMessageComponentId> = covered
            .into_iter()
            .map(|name| HttpMessageComponentId::try_from(name).unwrap())
            .collect();
        let mut said = HttpSignatureParams::try_new(&covered).unwrap();
        said.set_created(now().unix().try_into().unwrap())
            .set_alg(&AlgorithmName::Ed25519)
            .set_keyid(key_id().as_str())
            .set_random_nonce()
            .set_tag("maille");
        // Its nonce is base64 with all 64 digits; ours are those of addresses.
        said.set_nonce("c2l4dGVlbiBieXRlcyBvZg");
        let base = HttpSignatureBase::try_new(&lines, &said).unwrap();
        let made = base
            .build_signature_headers(&secret, Some("theirs"))
            .unwrap();
        let value = |text: String| text.parse().unwrap();
        headers.insert(
            "signature-input",
            value(made.signature_input_header_value()),
        );
        headers.insert("signature", value(made.signature_header_value()));
        assert_eq!(we_verify(request, &headers, now()), Ok(Scheme::Rfc9421));
        let elsewhere = (request.0.clone(), "/federation/other", request.2);
        assert!(we_verify(&elsewhere, &headers, now()).is_err());
    }
}
