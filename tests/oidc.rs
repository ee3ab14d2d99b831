//! Sign-in by a provider (OpenID Connect): the good ways in and out, and a provider that lies. Of a lie comes no session, no
//! binding and no entry in the journal, but words for the person.

mod lies;
mod ways;

use maille::accounts::{Account, NewAccount, Role};
use maille::config::{Config, Oidc};
use serde_json::json;

use crate::support::instance::config;
use crate::support::provider::{CLIENT, Provider, SECRET, Signs};
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
        // Its port is not the usual one.
        private_network: true,
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
    let count: i64 = count.fetch_one(&mut readers).await.unwrap();
    usize::try_from(count).unwrap()
}

async fn bindings(instance: &Instance) -> usize {
    let database = instance.app.directory.database();
    let mut readers = database.readers().acquire().await.unwrap();
    let count = maille::database::sql::query_scalar("select count(*) from account_identity");
    let count: i64 = count.fetch_one(&mut readers).await.unwrap();
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
    let lured = instance
        .get_as(&path, &[("sec-fetch-site", "cross-site")])
        .await;
    assert_eq!(lured.header("location"), format!("/premier-acces/{link}"));
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
