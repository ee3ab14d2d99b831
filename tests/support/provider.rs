//! A provider of sign-in that stands outside: HTTPS on this machine, with real keys (RSA and P-256), and every lie that a test
//! asks for. It knows codes and people, not browsers: the test carries what a browser would.

use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use axum::routing::{get, post};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use maille::outbound::Rule;
use maille_federation::keys::RsaSecretKey;
use ring::rand::SystemRandom;
use ring::rsa::PublicKeyComponents;
use ring::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _, RSA_PKCS1_SHA256, RsaKeyPair,
};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::https;

/// The name under which it is reached.
pub const HOST: &str = "identite.test";
/// The instance's name there.
pub const CLIENT: &str = "maille";
/// What it is known by.
pub const SECRET: &str = "un secret de client";

/// What it signs with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signs {
    Rsa,
    Ec,
    /// `alg: none`, no signature.
    Nothing,
    /// HS256 with this secret.
    Shared(&'static str),
    /// HS256 with its public RSA key, as every reader of the keys could.
    PublicKey,
    /// A key that it does not publish, under the name of one that it does.
    Foreign,
    /// What was signed is not what is said.
    Altered,
}

/// How it answers; a test changes what it wants.
#[derive(Debug, Clone)]
pub struct Says {
    pub signs: Signs,
    /// Over the ID token's own.
    pub token: Value,
    /// What userinfo says.
    pub person: Value,
    /// Whether userinfo is signed.
    pub signed_person: bool,
    /// Over its description's own.
    pub description: Value,
    /// Sends who asks for its description elsewhere.
    pub moved: Option<String>,
    /// Bytes that stand before its keys.
    pub padding: usize,
    /// The token endpoint says nothing and never ends.
    pub hangs: bool,
    /// The name of its keys: another after a rotation.
    pub generation: String,
}

/// A code that was given.
#[derive(Debug, Clone)]
struct Code {
    nonce: String,
    challenge: Option<String>,
    is_used: bool,
}

pub struct Desk {
    pub says: Says,
    codes: Vec<Code>,
    /// How often each of its doors was opened.
    pub asked: Vec<String>,
}

/// The provider.
pub struct Provider {
    pub rule: Rule,
    pub issuer: String,
    inner: Arc<Inner>,
}

struct Inner {
    state: Mutex<Desk>,
    issuer: Mutex<String>,
    rsa: RsaKeyPair,
    foreign: RsaKeyPair,
    ec: EcdsaKeyPair,
    now_s: i64,
}

impl Provider {
    /// One that tells the truth of Camille, at this moment.
    pub async fn new(now_ms: i64) -> Self {
        let random = SystemRandom::new();
        let key = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random).unwrap();
        let signing = &ECDSA_P256_SHA256_FIXED_SIGNING;
        let says = Says {
            signs: Signs::Rsa,
            token: json!({}),
            person: json!({ "sub": "camille-1", "email": "camille@example.fr", "email_verified": true }),
            signed_person: false,
            description: json!({}),
            moved: None,
            padding: 0,
            hangs: false,
            generation: "1".to_owned(),
        };
        let inner = Arc::new(Inner {
            state: Mutex::new(Desk {
                says,
                codes: Vec::new(),
                asked: Vec::new(),
            }),
            issuer: Mutex::default(),
            rsa: rsa_key(1),
            foreign: rsa_key(2),
            ec: EcdsaKeyPair::from_pkcs8(signing, key.as_ref(), &random).unwrap(),
            now_s: now_ms / 1000,
        });
        let router = Router::new()
            .route("/.well-known/openid-configuration", get(describe))
            .route("/keys", get(keys))
            .route("/token", post(token))
            .route("/userinfo", get(userinfo))
            .with_state(inner.clone());
        let rule = https::serve(&[HOST], router).await;
        let issuer = format!("https://{HOST}:{}", https::port(&rule));
        inner.issuer.lock().unwrap().clone_from(&issuer);
        Self {
            rule,
            issuer,
            inner,
        }
    }

    pub fn state(&self) -> MutexGuard<'_, Desk> {
        self.inner.state.lock().unwrap()
    }

    /// What a person does there: the code for the address to which an instance sent somebody.
    pub fn code(&self, address: &str) -> String {
        let url = url::Url::parse(address).unwrap();
        let value = |name: &str| {
            let found = url.query_pairs().find(|(known, _)| known == name);
            found.map(|(_, value)| value.into_owned())
        };
        let mut state = self.state();
        state.codes.push(Code {
            nonce: value("nonce").unwrap_or_default(),
            challenge: value("code_challenge"),
            is_used: false,
        });
        format!("code-{}", state.codes.len() - 1)
    }
}

/// Made from a seed: the same in each run.
fn rsa_key(seed: u8) -> RsaKeyPair {
    let pem = RsaSecretKey::make_pem([seed; 32]).unwrap();
    let lines = pem.lines().filter(|line| !line.starts_with('-'));
    let der = STANDARD.decode(lines.collect::<String>()).unwrap();
    RsaKeyPair::from_pkcs8(&der).unwrap()
}

impl Inner {
    fn enter(&self, door: &str) -> Says {
        let mut state = self.state.lock().unwrap();
        state.asked.push(door.to_owned());
        state.says.clone()
    }

    /// A JWT over these claims.
    fn signed(&self, says: &Says, claims: &Value) -> String {
        let generation = &says.generation;
        let (alg, kid) = match says.signs {
            Signs::Ec => ("ES256", format!("ec-{generation}")),
            Signs::Nothing => ("none", String::new()),
            Signs::Shared(_) | Signs::PublicKey => ("HS256", format!("rsa-{generation}")),
            Signs::Rsa | Signs::Foreign | Signs::Altered => ("RS256", format!("rsa-{generation}")),
        };
        let encoded = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let mut message = format!(
            "{}.{}",
            encoded(&json!({ "alg": alg, "kid": kid })),
            encoded(claims)
        );
        let random = SystemRandom::new();
        let rsa = |key: &RsaKeyPair, message: &str| {
            let mut signature = vec![0; key.public().modulus_len()];
            key.sign(
                &RSA_PKCS1_SHA256,
                &random,
                message.as_bytes(),
                &mut signature,
            )
            .unwrap();
            signature
        };
        let shared = |secret: &[u8], message: &str| {
            let key = ring::hmac::Key::new(ring::hmac::HMAC_SHA256, secret);
            ring::hmac::sign(&key, message.as_bytes()).as_ref().to_vec()
        };
        let signature = match says.signs {
            Signs::Rsa => rsa(&self.rsa, &message),
            Signs::Foreign => rsa(&self.foreign, &message),
            Signs::Ec => {
                let signed = self.ec.sign(&random, message.as_bytes()).unwrap();
                signed.as_ref().to_vec()
            }
            Signs::Nothing => Vec::new(),
            Signs::Shared(secret) => shared(secret.as_bytes(), &message),
            Signs::PublicKey => shared(self.rsa.public_key().as_ref(), &message),
            Signs::Altered => {
                let signature = rsa(&self.rsa, &message);
                let mut other = claims.clone();
                other["sub"] = json!("dominique-1");
                message = format!("{}.{}", message.split('.').next().unwrap(), encoded(&other));
                signature
            }
        };
        format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature))
    }
}

/// `over` stands over `value`, key by key; null takes one away.
fn merged(mut value: Value, over: &Value) -> Value {
    for (key, changed) in over.as_object().unwrap() {
        match changed {
            Value::Null => value.as_object_mut().unwrap().remove(key),
            _ => value
                .as_object_mut()
                .unwrap()
                .insert(key.clone(), changed.clone()),
        };
    }
    value
}

fn answer(status: u16, kind: &str, body: impl Into<Body>) -> Response {
    let response = Response::builder()
        .status(status)
        .header("content-type", kind);
    response.body(body.into()).unwrap()
}

fn told(status: u16, value: &Value) -> Response {
    answer(status, "application/json", value.to_string())
}

async fn describe(State(inner): State<Arc<Inner>>) -> Response {
    let says = inner.enter("description");
    if let Some(moved) = says.moved {
        let response = Response::builder().status(302).header("location", moved);
        return response.body(Body::empty()).unwrap();
    }
    let issuer = inner.issuer.lock().unwrap().clone();
    let own = json!({
        "issuer": issuer,
        "authorization_endpoint": format!("{issuer}/authorize"),
        "token_endpoint": format!("{issuer}/token"),
        "userinfo_endpoint": format!("{issuer}/userinfo"),
        "end_session_endpoint": format!("{issuer}/end"),
        "jwks_uri": format!("{issuer}/keys"),
        "response_types_supported": ["code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256", "ES256"],
    });
    told(200, &merged(own, &says.description))
}

async fn keys(State(inner): State<Arc<Inner>>) -> Response {
    let says = inner.enter("keys");
    let public: PublicKeyComponents<Vec<u8>> = inner.rsa.public().into();
    let number = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
    let point = inner.ec.public_key().as_ref();
    let keys = json!({ "keys": [
        { "kty": "RSA", "use": "sig", "alg": "RS256", "kid": format!("rsa-{}", says.generation),
          "n": number(&public.n),
          "e": number(&public.e) },
        { "kty": "EC", "use": "sig", "alg": "ES256", "crv": "P-256",
          "kid": format!("ec-{}", says.generation),
          "x": number(&point[1..33]), "y": number(&point[33..65]) },
    ] });
    let mut body = vec![b' '; says.padding];
    body.extend(keys.to_string().into_bytes());
    answer(200, "application/json", body)
}

async fn token(State(inner): State<Arc<Inner>>, headers: HeaderMap, body: Bytes) -> Response {
    let says = inner.enter("token");
    if says.hangs {
        tokio::time::sleep(Duration::from_secs(3_600)).await;
    }
    let fields: Vec<(String, String)> = url::form_urlencoded::parse(&body).into_owned().collect();
    let value = |name: &str| {
        let found = fields.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.clone())
    };
    let refused = |why: &str| told(400, &json!({ "error": why }));
    let secret: String = url::form_urlencoded::byte_serialize(SECRET.as_bytes()).collect();
    let basic = format!("Basic {}", STANDARD.encode(format!("{CLIENT}:{secret}")));
    let shown = headers
        .get("authorization")
        .is_some_and(|shown| *shown == basic)
        || value("client_secret").is_some_and(|shown| shown == SECRET);
    if !shown {
        return refused("invalid_client");
    }
    let number = value("code").and_then(|code| code.strip_prefix("code-")?.parse::<usize>().ok());
    let code = {
        let mut state = inner.state.lock().unwrap();
        let code = number.and_then(|number| state.codes.get_mut(number));
        let Some(code) = code.filter(|code| !code.is_used) else {
            return refused("invalid_grant");
        };
        code.is_used = true;
        code.clone()
    };
    let verifier = value("code_verifier")
        .map(|verifier| URL_SAFE_NO_PAD.encode(Sha256::digest(verifier.as_bytes())));
    if verifier != code.challenge {
        return refused("invalid_grant");
    }
    let issuer = inner.issuer.lock().unwrap().clone();
    let claims = json!({
        "iss": issuer, "aud": CLIENT, "sub": says.person["sub"], "nonce": code.nonce,
        "iat": inner.now_s, "exp": inner.now_s + 60,
    });
    let token = inner.signed(&says, &merged(claims, &says.token));
    told(
        200,
        &json!({ "access_token": "a", "token_type": "Bearer", "id_token": token }),
    )
}

async fn userinfo(State(inner): State<Arc<Inner>>, headers: HeaderMap) -> Response {
    let says = inner.enter("userinfo");
    if headers
        .get("authorization")
        .is_none_or(|shown| shown != "Bearer a")
    {
        return told(401, &json!({}));
    }
    if !says.signed_person {
        return told(200, &says.person);
    }
    let issuer = inner.issuer.lock().unwrap().clone();
    let own = json!({ "iss": issuer, "aud": CLIENT });
    let signed = inner.signed(&says, &merged(own, &says.person));
    answer(200, "application/jwt", signed)
}
