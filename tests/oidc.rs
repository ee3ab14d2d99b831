//! Sign-in by a provider (OpenID Connect): the good ways in and out, and a provider that lies. Of a lie comes no session, no
//! binding and no entry in the journal, but words for the person.

use std::time::{Duration, Instant};

use maille::accounts::{Account, NewAccount, Role};
use maille::config::{Config, Oidc};
use serde_json::json;

use crate::support::instance::config;
use crate::support::provider::{CLIENT, Provider, SECRET, Says, Signs};
use crate::support::visitor::Answer;
use crate::support::{Instance, NOW_MS, bounds};

const BEGIN: &str = "/connexion/fournisseur";
const BACK: &str = "/connexion/fournisseur/retour";
const PUBLIC: &str = "https://maille.test";

/// An instance that trusts this provider, with these settings beside.
async fn trusting(provider: &Provider, change: impl FnOnce(&mut Oidc)) -> Instance {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("oidc.secret"), format!("{SECRET}\n")).unwrap();
    let mut oidc = Oidc {
        issuer: Some(provider.issuer.clone()),
        client_id: Some(CLIENT.into()),
        client_secret_file: Some("oidc.secret".into()),
        timeout_s: 2,
        ..Oidc::default()
    };
    change(&mut oidc);
    let mut config = Config {
        oidc,
        ..config(bounds())
    };
    config.server.public_url = Some(PUBLIC.into());
    Instance::configured(folder, config, provider.rule.clone()).await
}

async fn invited(instance: &Instance, login: &str) -> (Account, String) {
    let new = NewAccount {
        name: "Camille".into(),
        login: login.into(),
    };
    let invited = instance.app.accounts.invite(&new, Role::Mediator).await;
    let (account, link) = invited.unwrap();
    (account, link.as_str().to_owned())
}

/// The cookie of this name that an answer sets; none where it takes it away or says nothing of it.
fn cookie(answer: &Answer, name: &str) -> Option<String> {
    let set = answer.headers.get_all("set-cookie").into_iter();
    let pairs = set.filter_map(|line| line.to_str().unwrap().split(';').next());
    let found = pairs.filter_map(|pair| pair.split_once('='));
    let mut found = found.filter(|(known, value)| *known == name && !value.is_empty());
    found.next().map(|(_, value)| format!("{name}={value}"))
}

fn session(answer: &Answer) -> Option<String> {
    cookie(answer, "__Host-session")
}

/// A browser on its way: its cookie, and where it was sent.
async fn away(instance: &Instance, path: &str) -> (String, String) {
    let answer = instance.get(path).await;
    assert_eq!(answer.status, 303, "{}", answer.text);
    let kept = cookie(&answer, "__Host-retour").unwrap();
    (kept, answer.header("location").to_owned())
}

fn parameter(address: &str, name: &str) -> Option<String> {
    let url = url::Url::parse(address).unwrap();
    let found = url.query_pairs().find(|(known, _)| known == name);
    found.map(|(_, value)| value.into_owned())
}

async fn back(instance: &Instance, kept: &str, code: &str, state: &str) -> Answer {
    let path = format!("{BACK}?code={code}&state={state}");
    instance.get_as(&path, &[("cookie", kept)]).await
}

/// The whole way of somebody who has begun at this address.
async fn whole(instance: &Instance, provider: &Provider, path: &str) -> Answer {
    let (kept, address) = away(instance, path).await;
    let code = provider.code(&address);
    let state = parameter(&address, "state").unwrap();
    back(instance, &kept, &code, &state).await
}

async fn acts(instance: &Instance) -> usize {
    let database = instance.app.directory.database();
    let mut readers = database.readers().acquire().await.unwrap();
    let count = maille::database::sql::query_scalar("select count(*) from audit");
    let count: i64 = count.fetch_one(&mut *readers).await.unwrap();
    usize::try_from(count).unwrap()
}

async fn bindings(instance: &Instance) -> usize {
    let database = instance.app.directory.database();
    let mut readers = database.readers().acquire().await.unwrap();
    let count = maille::database::sql::query_scalar("select count(*) from account_identity");
    let count: i64 = count.fetch_one(&mut *readers).await.unwrap();
    usize::try_from(count).unwrap()
}

/// No session, no binding, no entry, but words.
async fn assert_refused(instance: &Instance, answer: &Answer, case: &str) {
    assert!(
        matches!(answer.status, 422 | 503),
        "{case}: {}",
        answer.status
    );
    assert_eq!(session(answer), None, "{case}");
    assert!(answer.text.contains("Erreur"), "{case}: {}", answer.text);
    assert!(
        answer.text.contains("Se connecter avec ProConnect"),
        "{case}"
    );
    assert_eq!(bindings(instance).await, 0, "{case}");
    assert_eq!(acts(instance).await, 0, "{case}");
}

#[tokio::test]
async fn an_invited_person_comes_in_by_a_verified_address_and_then_by_who_they_are() {
    let provider = Provider::new(NOW_MS).await;
    let instance = trusting(&provider, |_| {}).await;
    let (account, _) = invited(&instance, "Camille@Example.fr").await;
    let page = instance.get("/connexion?suite=/mon-compte").await;
    assert!(
        page.text.contains("Se connecter avec ProConnect"),
        "{}",
        page.text
    );
    assert!(
        page.text
            .contains(r#"href="/connexion/fournisseur?suite=%2Fmon-compte""#)
    );
    let (_, address) = away(&instance, BEGIN).await;
    for (name, value) in [
        ("client_id", CLIENT),
        ("response_type", "code"),
        ("code_challenge_method", "S256"),
        (
            "redirect_uri",
            "https://maille.test/connexion/fournisseur/retour",
        ),
        ("scope", "openid email"),
    ] {
        assert_eq!(parameter(&address, name).as_deref(), Some(value));
    }
    for signs in [Signs::Rsa, Signs::Ec] {
        provider.state().says.signs = signs;
        let came = whole(&instance, &provider, &format!("{BEGIN}?suite=/mon-compte")).await;
        assert_eq!((came.status, came.header("location")), (303, "/mon-compte"));
        let kept = session(&came).unwrap();
        let own = instance.get_as("/mon-compte", &[("cookie", &kept)]).await;
        assert!(own.status == 200 && own.text.contains("Camille"));
        // The address may change: the person does not.
        provider.state().says.person["email"] = json!("camille.riou@example.fr");
    }
    assert_eq!(bindings(&instance).await, 1);
    // Two sign-ins and one binding.
    assert_eq!(acts(&instance).await, 3);
    assert_eq!(
        instance
            .app
            .accounts
            .sessions_of(&account.id)
            .await
            .unwrap(),
        2
    );
}

#[tokio::test]
async fn an_invitation_is_opened_by_the_provider_without_any_address() {
    let provider = Provider::new(NOW_MS).await;
    provider.state().says.person = json!({ "sub": "camille-1" });
    let instance = trusting(&provider, |_| {}).await;
    let (_, link) = invited(&instance, "camille").await;
    let page = instance.get(&format!("/premier-acces/{link}")).await;
    let path = format!("{BEGIN}?invitation={link}");
    assert!(page.text.contains(&path), "{}", page.text);
    let came = whole(&instance, &provider, &path).await;
    assert_eq!(came.status, 303, "{}", came.text);
    assert!(session(&came).is_some());
    // It opened once; whoever it was bound to comes in without it.
    let again = whole(&instance, &provider, &path).await;
    assert_eq!((again.status, session(&again)), (422, None));
    assert!(session(&whole(&instance, &provider, BEGIN).await).is_some());
    // Nobody else comes in by being called the same.
    provider.state().says.person =
        json!({ "sub": "x", "email": "camille", "email_verified": true });
    let other = whole(&instance, &provider, BEGIN).await;
    assert_eq!((other.status, session(&other)), (422, None));
}

#[tokio::test]
async fn a_closed_account_and_an_unknown_person_read_the_same_words() {
    let provider = Provider::new(NOW_MS).await;
    let instance = trusting(&provider, |_| {}).await;
    let unknown = whole(&instance, &provider, BEGIN).await;
    assert_refused(&instance, &unknown, "unknown").await;
    assert!(
        unknown.text.contains("Personne ici ne vous connaît"),
        "{}",
        unknown.text
    );
    assert!(
        instance.app.accounts.list().await.unwrap().is_empty(),
        "nobody is made"
    );
    let (account, _) = invited(&instance, "camille@example.fr").await;
    instance.app.accounts.disable(&account.id).await.unwrap();
    let closed = whole(&instance, &provider, BEGIN).await;
    assert_refused(&instance, &closed, "closed").await;
    assert!(closed.text.contains("Personne ici ne vous connaît"));
}

/// How a provider lies.
type Lie = (&'static str, fn(&mut Says));

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
async fn a_way_back_opens_once_and_in_its_own_browser() {
    let provider = Provider::new(NOW_MS).await;
    let instance = trusting(&provider, |_| {}).await;
    let (kept, address) = away(&instance, BEGIN).await;
    let state = parameter(&address, "state").unwrap();
    let (other, elsewhere) = away(&instance, BEGIN).await;
    let code = provider.code(&address);
    invited(&instance, "camille@example.fr").await;
    // In another browser, in none, and without the state.
    for (cookie, state) in [(other.as_str(), state.as_str()), ("", &state), (&kept, "")] {
        let answer = back(&instance, cookie, &code, state).await;
        assert_refused(&instance, &answer, "mixed up").await;
    }
    let path = format!(
        "{BACK}?error=access_denied&state={}",
        parameter(&elsewhere, "state").unwrap()
    );
    let declined = instance.get_as(&path, &[("cookie", &other)]).await;
    assert_refused(&instance, &declined, "declined").await;
    // Another issuer on the way back (RFC 9207).
    let (mixed, address_of_mixed) = away(&instance, BEGIN).await;
    let path = format!(
        "{BACK}?code={}&state={}&iss=https%3A%2F%2Fautre.test",
        provider.code(&address_of_mixed),
        parameter(&address_of_mixed, "state").unwrap()
    );
    let answer = instance.get_as(&path, &[("cookie", &mixed)]).await;
    assert_refused(&instance, &answer, "another issuer").await;
    assert!(
        !provider.state().asked.contains(&"token".to_owned()),
        "a code was shown"
    );
    assert!(session(&back(&instance, &kept, &code, &state).await).is_some());
    // The state again; then the code again, on a way of its own.
    let again = back(&instance, &kept, &code, &state).await;
    assert_eq!((again.status, session(&again)), (422, None));
    let (kept, address) = away(&instance, BEGIN).await;
    let again = back(
        &instance,
        &kept,
        &code,
        &parameter(&address, "state").unwrap(),
    )
    .await;
    assert_eq!((again.status, session(&again)), (422, None));
    // Too late.
    let (kept, address) = away(&instance, BEGIN).await;
    let code = provider.code(&address);
    instance.clock.advance_ms(11 * 60 * 1000);
    let late = back(
        &instance,
        &kept,
        &code,
        &parameter(&address, "state").unwrap(),
    )
    .await;
    assert_eq!((late.status, session(&late)), (422, None));
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

#[tokio::test]
async fn new_keys_are_read_when_one_signs_and_not_again_and_again() {
    let provider = Provider::new(NOW_MS).await;
    let instance = trusting(&provider, |_| {}).await;
    invited(&instance, "camille@example.fr").await;
    assert!(session(&whole(&instance, &provider, BEGIN).await).is_some());
    provider.state().says.generation = "2".into();
    let early = whole(&instance, &provider, BEGIN).await;
    assert_eq!((early.status, session(&early)), (422, None));
    instance.clock.advance_ms(61_000);
    provider.state().says.token = json!({ "exp": NOW_MS / 1000 + 120 });
    assert!(session(&whole(&instance, &provider, BEGIN).await).is_some());
    let keys = provider
        .state()
        .asked
        .iter()
        .filter(|door| *door == "keys")
        .count();
    assert_eq!(keys, 2);
}

#[tokio::test]
async fn proconnect_is_asked_and_read_as_it_wants() {
    let provider = Provider::new(NOW_MS).await;
    {
        let says = &mut provider.state().says;
        says.signs = Signs::Ec;
        says.signed_person = true;
        says.person =
            json!({ "sub": "camille-1", "email": "camille@example.fr", "siret": "22290001300018" });
        says.token = json!({ "acr": "eidas1" });
        says.description =
            json!({ "token_endpoint_auth_methods_supported": ["client_secret_post"] });
    }
    let instance = trusting(&provider, |oidc| {
        oidc.pkce = false;
        oidc.trusts_email = true;
        oidc.acr_values = vec!["eidas1".into()];
        oidc.idp_hint = Some("departement".into());
        oidc.sirets = vec!["22290001300018".into()];
        oidc.scopes = ["email", "siret"].map(str::to_owned).to_vec();
    })
    .await;
    invited(&instance, "camille@example.fr").await;
    let (_, address) = away(&instance, BEGIN).await;
    let asked: Vec<String> = url::Url::parse(&address)
        .unwrap()
        .query_pairs()
        .map(|(name, _)| name.into_owned())
        .collect();
    assert!(
        asked.iter().all(|name| !name.starts_with("code_challenge")),
        "{asked:?}"
    );
    assert_eq!(parameter(&address, "acr_values").as_deref(), Some("eidas1"));
    assert_eq!(
        parameter(&address, "idp_hint").as_deref(),
        Some("departement")
    );
    for name in ["state", "nonce"] {
        assert!(parameter(&address, name).unwrap().len() >= 32);
    }
    let truth = provider.state().says.clone();
    let lies: [Lie; 5] = [
        ("less sure", |says| says.token = json!({ "acr": "eidas0" })),
        ("another establishment", |says| {
            says.person["siret"] = json!("1")
        }),
        ("userinfo of another issuer", |says| {
            says.person["iss"] = json!("https://autre.test")
        }),
        ("userinfo for another", |says| {
            says.person["aud"] = json!("autre")
        }),
        ("a foreign key", |says| says.signs = Signs::Foreign),
    ];
    for (case, lie) in lies {
        lie(&mut provider.state().says);
        let answer = whole(&instance, &provider, BEGIN).await;
        assert_refused(&instance, &answer, case).await;
        provider.state().says = truth.clone();
    }
    let came = whole(&instance, &provider, BEGIN).await;
    let kept = session(&came).unwrap();
    // Out of here, and then out of there: a link, since a form may lead to no other site.
    let out = instance
        .post("/deconnexion", &[], &[("cookie", &kept)])
        .await;
    let farewell = cookie(&out, "__Host-adieu").unwrap();
    let page = instance
        .get_as(out.header("location"), &[("cookie", &farewell)])
        .await;
    assert!(
        page.text.contains("/deconnexion/fournisseur"),
        "{}",
        page.text
    );
    let end = instance
        .get_as("/deconnexion/fournisseur", &[("cookie", &farewell)])
        .await;
    let to = end.header("location");
    assert!(to.starts_with(&format!("{}/end?", provider.issuer)), "{to}");
    assert_eq!(
        parameter(to, "id_token_hint").unwrap().split('.').count(),
        3
    );
    let there = parameter(to, "post_logout_redirect_uri");
    assert_eq!(there.as_deref(), Some("https://maille.test/connexion"));
    let again = instance
        .get_as("/deconnexion/fournisseur", &[("cookie", &farewell)])
        .await;
    assert_eq!(again.header("location"), "/connexion");
}

#[tokio::test]
async fn the_session_is_new_and_the_way_on_is_our_own() {
    let provider = Provider::new(NOW_MS).await;
    let instance = trusting(&provider, |_| {}).await;
    invited(&instance, "camille@example.fr").await;
    for next in [
        "https://autre.test/",
        "//autre.test",
        "/\\autre.test",
        "javascript:x",
    ] {
        let query = url::form_urlencoded::byte_serialize(next.as_bytes()).collect::<String>();
        let came = whole(&instance, &provider, &format!("{BEGIN}?suite={query}")).await;
        assert_eq!(came.header("location"), "/administration", "{next}");
    }
    // A word that somebody laid into the browser opens nothing afterwards.
    let (kept, address) = away(&instance, BEGIN).await;
    let code = provider.code(&address);
    let laid = format!("__Host-session={}", "a".repeat(64));
    let cookies = format!("{kept}; {laid}");
    let came = back(
        &instance,
        &cookies,
        &code,
        &parameter(&address, "state").unwrap(),
    )
    .await;
    assert_ne!(session(&came).unwrap(), laid);
    let own = instance.get_as("/mon-compte", &[("cookie", &laid)]).await;
    assert_eq!(own.status, 303);
}
