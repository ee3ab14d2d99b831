//! The way to the provider and back: once, in one browser, in time; and as ProConnect wants it.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;

use super::lies::Lie;
use super::{
    BACK, BEGIN, assert_refused, away, back, cookie, invited, parameter, session, trusting, whole,
};
use crate::support::NOW_MS;
use crate::support::provider::{Provider, Signs};

/// A Keycloak of the house, whose certificate nobody outside vouches for.
#[tokio::test]
async fn a_provider_inside_is_believed_by_the_authority_that_is_named_for_it() {
    let mut provider = Provider::new(NOW_MS).await;
    let root = provider.rule.roots.pop().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("authority.pem");
    let body = STANDARD.encode(root);
    std::fs::write(
        &file,
        format!("-----BEGIN CERTIFICATE-----\n{body}\n-----END CERTIFICATE-----\n"),
    )
    .unwrap();
    let instance = trusting(&provider, |_| {}).await;
    invited(&instance, "camille@example.fr").await;
    let answer = instance.get(BEGIN).await;
    assert_eq!(
        (answer.status, session(&answer)),
        (503, None),
        "{}",
        answer.text
    );
    assert!(provider.state().asked.is_empty());
    let instance = trusting(&provider, |oidc| oidc.authorities_file = Some(file)).await;
    invited(&instance, "camille@example.fr").await;
    let answer = whole(&instance, &provider, BEGIN).await;
    assert!(session(&answer).is_some(), "{}", answer.text);
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
    let mixed = [
        (other.as_str(), state.as_str()),
        ("", state.as_str()),
        (kept.as_str(), ""),
    ];
    for (cookie, state) in mixed {
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
