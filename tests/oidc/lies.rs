//! A provider that lies, sends elsewhere, says too much or never ends.

use std::time::{Duration, Instant};

use serde_json::json;

use super::{BEGIN, assert_refused, invited, session, trusting, whole};
use crate::support::NOW_MS;
use crate::support::provider::{CLIENT, Provider, SECRET, Says, Signs};

/// How a provider lies.
pub type Lie = (&'static str, fn(&mut Says));

const LIES: &[Lie] = &[
    ("nonce", |says| {
        says.token = json!({ "nonce": "0".repeat(64) })
    }),
    ("no nonce", |says| says.token = json!({ "nonce": null })),
    ("issuer", |says| {
        says.token = json!({ "iss": "https://autre.test" })
    }),
    ("audience", |says| says.token = json!({ "aud": "autre" })),
    ("one more audience", |says| {
        says.token = json!({ "aud": [CLIENT, "autre"] })
    }),
    ("expired", |says| {
        says.token = json!({ "exp": NOW_MS / 1000 - 3_600 })
    }),
    ("issued tomorrow", |says| {
        says.token = json!({ "iat": NOW_MS / 1000 + 86_400 })
    }),
    ("not yet valid", |says| {
        says.token = json!({ "nbf": NOW_MS / 1000 + 3_600 })
    }),
    ("a foreign key", |says| says.signs = Signs::Foreign),
    ("altered", |says| says.signs = Signs::Altered),
    ("no signature", |says| says.signs = Signs::Nothing),
    ("a shared secret", |says| says.signs = Signs::Shared(SECRET)),
    ("the public key as a secret", |says| {
        says.signs = Signs::PublicKey
    }),
    ("somebody else in userinfo", |says| {
        says.token = json!({ "sub": "dominique-1" })
    }),
    ("no address", |says| {
        says.person = json!({ "sub": "camille-1" })
    }),
    ("an unverified address", |says| {
        says.person["email_verified"] = json!(false)
    }),
    ("an address of which nothing is said", |says| {
        says.person = json!({ "sub": "camille-1", "email": "camille@example.fr" });
    }),
    ("nobody", |says| says.person["sub"] = json!("")),
];

#[tokio::test]
async fn a_provider_that_lies_lets_nobody_in() {
    let provider = Provider::new(NOW_MS).await;
    let truth = provider.state().says.clone();
    let instance = trusting(&provider, |_| {}).await;
    invited(&instance, "camille@example.fr").await;
    for (case, lie) in LIES {
        lie(&mut provider.state().says);
        let answer = whole(&instance, &provider, BEGIN).await;
        assert_refused(&instance, &answer, case).await;
        provider.state().says = truth.clone();
    }
    // The same, were it true.
    assert!(session(&whole(&instance, &provider, BEGIN).await).is_some());
}

#[tokio::test]
async fn a_provider_that_is_down_or_endless_holds_nobody_up() {
    let provider = Provider::new(NOW_MS).await;
    let instance = trusting(&provider, |_| {}).await;
    let truth = provider.state().says.clone();
    let lies: [Lie; 5] = [
        ("sent to this machine", |says| {
            says.moved = Some("http://127.0.0.1:1/".into())
        }),
        ("another issuer", |says| {
            says.description = json!({ "issuer": "https://autre.test" })
        }),
        ("keys on this machine", |says| {
            says.description = json!({ "jwks_uri": "https://127.0.0.1/keys" });
        }),
        ("100 MB of keys", |says| says.padding = 100 * 1024 * 1024),
        ("people sent to this machine", |says| {
            says.description = json!({ "authorization_endpoint": "http://127.0.0.1/" });
        }),
    ];
    for (case, lie) in lies {
        lie(&mut provider.state().says);
        let begun = Instant::now();
        let answer = instance.get(BEGIN).await;
        assert_refused(&instance, &answer, case).await;
        assert_eq!(answer.status, 503, "{case}");
        assert!(begun.elapsed() < Duration::from_secs(10), "{case}");
        provider.state().says = truth.clone();
        // After a while it is asked again, also where it was read well.
        instance.clock.advance_ms(2 * 60 * 60 * 1000);
    }
    invited(&instance, "camille@example.fr").await;
    provider.state().says.hangs = true;
    let begun = Instant::now();
    let answer = whole(&instance, &provider, BEGIN).await;
    assert_refused(&instance, &answer, "endless").await;
    assert!(begun.elapsed() < Duration::from_secs(10));
    // The form is there as ever.
    let page = instance.get("/connexion").await;
    assert!(page.text.contains("mot-de-passe"), "{}", page.text);
}
