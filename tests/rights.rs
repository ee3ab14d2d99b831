//! Each page of the administration as each role, and as a form of another site.

use std::collections::BTreeSet;

use maille::accounts::Role;

use crate::support::visitor::Answer;
use crate::support::{Instance, PASSWORD};

/// The text of an answer with plain spaces.
fn plain(answer: &Answer) -> String {
    answer.text.replace(['\u{a0}', '\u{202f}'], " ")
}

/// Addresses of the administration, how each is asked for, and who may.
pub const ROUTES: &[(&str, &str, &[Role])] = {
    use Role::*;
    const STAFF: &[Role] = &[Partner, Mediator, Auditor, Administrator];
    const ADMINISTRATOR: &[Role] = &[Administrator];
    const LOOKING: &[Role] = &[Auditor, Administrator];
    const READERS: &[Role] = &[Mediator, Auditor, Administrator];
    const DECIDING: &[Role] = &[Mediator, Administrator];
    &[
        ("GET", "/administration", STAFF),
        ("GET", "/administration/roles", STAFF),
        ("GET", "/administration/comptes", ADMINISTRATOR),
        ("POST", "/administration/comptes", ADMINISTRATOR),
        ("GET", "/administration/comptes/{id}", ADMINISTRATOR),
        ("POST", "/administration/comptes/{id}/lien", ADMINISTRATOR),
        (
            "POST",
            "/administration/comptes/{id}/lien/retirer",
            ADMINISTRATOR,
        ),
        ("POST", "/administration/comptes/{id}/role", ADMINISTRATOR),
        (
            "POST",
            "/administration/comptes/{id}/sessions",
            ADMINISTRATOR,
        ),
        ("POST", "/administration/comptes/{id}/fermer", ADMINISTRATOR),
        ("POST", "/administration/comptes/{id}/ouvrir", ADMINISTRATOR),
        ("GET", "/administration/fiches", READERS),
        ("GET", "/administration/fiches/nouvelle", DECIDING),
        ("POST", "/administration/fiches/nouvelle", DECIDING),
        ("GET", "/administration/fiches/{record}", READERS),
        ("POST", "/administration/fiches/{record}", DECIDING),
        ("GET", "/administration/fiches/{record}/historique", READERS),
        (
            "POST",
            "/administration/fiches/{record}/historique/{revision}/revenir",
            DECIDING,
        ),
        ("GET", "/administration/fiches/{record}/etat", DECIDING),
        ("POST", "/administration/fiches/{record}/etat", DECIDING),
        (
            "GET",
            "/administration/fiches/{record}/supprimer",
            ADMINISTRATOR,
        ),
        (
            "POST",
            "/administration/fiches/{record}/supprimer",
            ADMINISTRATOR,
        ),
        ("GET", "/administration/signalements", DECIDING),
        ("GET", "/administration/signalements/{reference}", DECIDING),
        (
            "POST",
            "/administration/signalements/{reference}/decision",
            DECIDING,
        ),
        ("GET", "/administration/codes", DECIDING),
        ("POST", "/administration/codes", DECIDING),
        ("POST", "/administration/codes/{id}/annuler", DECIDING),
        ("GET", "/administration/moderation", DECIDING),
        ("GET", "/administration/moderation/decisions", DECIDING),
        ("GET", "/administration/moderation/choix", ADMINISTRATOR),
        ("POST", "/administration/moderation/choix", ADMINISTRATOR),
        ("GET", "/administration/moderation/astreinte", DECIDING),
        ("POST", "/administration/moderation/astreinte", DECIDING),
        (
            "POST",
            "/administration/moderation/astreinte/{number}/retirer",
            DECIDING,
        ),
        (
            "GET",
            "/administration/moderation/cas/{reference}",
            DECIDING,
        ),
        (
            "GET",
            "/administration/moderation/cas/{reference}/images/{name}",
            DECIDING,
        ),
        (
            "POST",
            "/administration/moderation/cas/{reference}/decision",
            DECIDING,
        ),
        (
            "POST",
            "/administration/moderation/cas/{reference}/defaire",
            DECIDING,
        ),
        ("GET", "/administration/imports", READERS),
        ("POST", "/administration/imports", ADMINISTRATOR),
        ("GET", "/administration/imports/nouveau", ADMINISTRATOR),
        ("GET", "/administration/imports/demandes/{id}", READERS),
        (
            "POST",
            "/administration/imports/demandes/{id}/annuler",
            ADMINISTRATOR,
        ),
        ("GET", "/administration/imports/{number}", READERS),
        (
            "POST",
            "/administration/imports/{number}/annuler",
            ADMINISTRATOR,
        ),
        (
            "GET",
            "/administration/imports/{number}/rapport.csv",
            READERS,
        ),
        (
            "GET",
            "/administration/imports/{number}/rapport.txt",
            READERS,
        ),
        ("GET", "/administration/doublons", DECIDING),
        ("GET", "/administration/doublons/decisions", DECIDING),
        ("GET", "/administration/doublons/{first}/{second}", DECIDING),
        (
            "POST",
            "/administration/doublons/{first}/{second}/fusionner",
            DECIDING,
        ),
        (
            "POST",
            "/administration/doublons/{first}/{second}/differentes",
            DECIDING,
        ),
        (
            "POST",
            "/administration/doublons/decisions/{gone}/defaire",
            DECIDING,
        ),
        (
            "POST",
            "/administration/doublons/decisions/{first}/{second}/reprendre",
            DECIDING,
        ),
        ("GET", "/administration/extensions", LOOKING),
        ("POST", "/administration/extensions", ADMINISTRATOR),
        ("GET", "/administration/extensions/{id}", LOOKING),
        ("GET", "/administration/extensions/{id}/journal", LOOKING),
        (
            "POST",
            "/administration/extensions/{id}/droits",
            ADMINISTRATOR,
        ),
        (
            "POST",
            "/administration/extensions/{id}/reglages",
            ADMINISTRATOR,
        ),
        (
            "POST",
            "/administration/extensions/{id}/taches/{task}",
            ADMINISTRATOR,
        ),
        (
            "POST",
            "/administration/extensions/{id}/documents",
            ADMINISTRATOR,
        ),
        (
            "POST",
            "/administration/extensions/{id}/documents/retirer",
            ADMINISTRATOR,
        ),
        (
            "POST",
            "/administration/extensions/{id}/pause",
            ADMINISTRATOR,
        ),
        (
            "POST",
            "/administration/extensions/{id}/reprise",
            ADMINISTRATOR,
        ),
        (
            "POST",
            "/administration/extensions/{id}/attente/refuser",
            ADMINISTRATOR,
        ),
        (
            "POST",
            "/administration/extensions/{id}/retour",
            ADMINISTRATOR,
        ),
        (
            "GET",
            "/administration/extensions/{id}/retirer",
            ADMINISTRATOR,
        ),
        (
            "POST",
            "/administration/extensions/{id}/retirer",
            ADMINISTRATOR,
        ),
        ("GET", "/administration/personnes", ADMINISTRATOR),
        ("POST", "/administration/personnes", ADMINISTRATOR),
        ("POST", "/administration/personnes/export", ADMINISTRATOR),
        ("POST", "/administration/personnes/effacer", ADMINISTRATOR),
        ("GET", "/administration/registre", LOOKING),
        ("GET", "/administration/registre.csv", LOOKING),
        ("GET", "/administration/registre.json", LOOKING),
        ("GET", "/administration/registre/analyse", LOOKING),
        ("GET", "/administration/journal", LOOKING),
        ("GET", "/administration/journal.csv", LOOKING),
        ("GET", "/administration/statistiques", LOOKING),
        ("GET", "/administration/statistiques.csv", LOOKING),
        ("GET", "/administration/voisins", LOOKING),
        ("POST", "/administration/voisins", ADMINISTRATOR),
        ("POST", "/administration/voisins/nouveau", ADMINISTRATOR),
        ("GET", "/administration/voisins/{origin}", LOOKING),
        ("GET", "/administration/voisins/{origin}/preuve", LOOKING),
        (
            "POST",
            "/administration/voisins/{origin}/approuver",
            ADMINISTRATOR,
        ),
        (
            "POST",
            "/administration/voisins/{origin}/suspendre",
            ADMINISTRATOR,
        ),
        (
            "POST",
            "/administration/voisins/{origin}/reprendre",
            ADMINISTRATOR,
        ),
        (
            "POST",
            "/administration/voisins/{origin}/interroger",
            ADMINISTRATOR,
        ),
        (
            "GET",
            "/administration/voisins/{origin}/terminer",
            ADMINISTRATOR,
        ),
        (
            "POST",
            "/administration/voisins/{origin}/terminer",
            ADMINISTRATOR,
        ),
    ]
};

#[tokio::test]
async fn each_role_opens_what_it_may_and_nothing_else() {
    let instance = Instance::new().await;
    let other = instance.account(Role::Mediator).await;
    let suggestion = instance.suggestion("x").await;
    let place = r#"{"name":"Mairie"}"#;
    let first = instance.put("place", "ici:1", place).await;
    let second = instance.put("place", "ici:2", place).await;
    let case = instance.case(&first).await;
    instance.neighbour("maille.creuse.example").await;
    for role in Role::ALL {
        let person = instance.signed_in(role).await;
        for &(method, path, may) in ROUTES {
            let path = path.replace("{id}", &other.id);
            let reference = match path.contains("/moderation/") {
                true => &case,
                false => &suggestion,
            };
            let path = path
                .replace("{reference}", reference)
                .replace("{record}", &first);
            let path = path.replace("{first}", &first).replace("{second}", &second);
            let path = path.replace("{gone}", &second).replace("{revision}", "1");
            let path = path.replace("{origin}", "maille.creuse.example");
            let answer = match method {
                "GET" => person.get(&path).await,
                _ => person.post(&path, &[("role", "partner")]).await,
            };
            let expected: &[u16] = match (may.contains(&role), method) {
                (false, _) => &[403],
                // There is no import of this number; who may not look does not learn it.
                (true, "GET") if path.contains("/imports/") => &[200, 404],
                // Nor has the record of the case a picture.
                (true, "GET") if path.contains("/images/") => &[404],
                // Nor is there a proof that this neighbour told two histories.
                (true, "GET") if path.ends_with("/preuve") => &[404],
                // Nor is there a plugin of this name.
                (true, "GET") if path.contains("/extensions/") => &[404],
                (true, "GET") => &[200],
                // Done, the page that says what is missing, a form that is not of the wanted type, or no such thing.
                (true, _) => &[200, 303, 400, 404, 422],
            };
            assert!(
                expected.contains(&answer.status),
                "{role} {method} {path}: {}",
                answer.status
            );
            if !may.contains(&role) {
                assert!(
                    plain(&answer).contains("il faut le droit suivant"),
                    "{path}"
                );
                assert_eq!(answer.header("cache-control"), "no-store");
            }
            let nobody = match method {
                "GET" => instance.get(&path).await,
                _ => instance.post(&path, &[], &[]).await,
            };
            assert_eq!(nobody.status, 303, "{method} {path}");
            assert!(nobody.header("location").starts_with("/connexion?suite="));
        }
    }
}

#[test]
fn every_address_of_the_administration_stands_in_the_table() {
    let source = std::fs::read_to_string(crate::support::workspace().join("host/src/web/mod.rs"));
    let source = source.unwrap();
    let known: BTreeSet<&str> = ROUTES.iter().map(|(_, path, _)| *path).collect();
    let served: BTreeSet<&str> = source
        .split('"')
        .filter(|text| text.starts_with("/administration"))
        .collect();
    assert_eq!(served, known);
}

#[test]
fn every_form_of_the_administration_has_its_word_in_the_journal_of_acts() {
    for (method, path, _) in ROUTES {
        let known = maille::web::act_of(path).is_some();
        assert!(
            *method == "GET" || known,
            "{path}: give it a line in host/src/web/audit.rs"
        );
    }
}

#[tokio::test]
async fn forms_from_elsewhere_are_refused() {
    let instance = Instance::new().await;
    let person = instance.signed_in(Role::Administrator).await;
    let other = instance.account(Role::Mediator).await;
    let close = format!("/administration/comptes/{}/fermer", other.id);
    let sign_in = [
        ("identifiant", other.login.as_str()),
        ("mot-de-passe", PASSWORD),
    ];
    for foreign in [
        ("origin", "https://evil.example"),
        ("origin", "null"),
        ("sec-fetch-site", "cross-site"),
    ] {
        let headers = [("cookie", person.cookie.as_str()), foreign];
        for (path, fields) in [
            ("/connexion", &sign_in[..]),
            ("/deconnexion", &[]),
            ("/administration/comptes", &[("role", "partner")]),
            (close.as_str(), &[]),
        ] {
            let answer = instance.post(path, fields, &headers).await;
            assert_eq!(answer.status, 403, "{foreign:?} {path}");
            assert_eq!(answer.header("set-cookie"), "");
        }
    }
    assert_eq!(person.get("/administration").await.status, 200);
    let account = instance.app.accounts.get(&other.id).await.unwrap();
    assert_eq!(account.disabled, None);
}
