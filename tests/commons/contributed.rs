//! What people publish without an account: with a code, before moderators, changed and withdrawn with the same code.

use maille::app::App;
use maille::moderation::{Mode, Moderation, Verdict};

use super::{data, text};
use crate::support::Instance;
use crate::support::visitor::Answer;

pub const MARK: (&str, &str) = ("~contribution", "1");
pub const OFFER: [(&str, &str); 5] = [
    ("nom", "Poussette à donner"),
    ("sorte", "give"),
    ("texte", "Une roue grince."),
    ("themes", "children"),
    ("commune", "99010"),
];

/// With one commune, and a code that a mediator printed.
async fn begun() -> (Instance, String) {
    settled(Instance::commons().await).await
}

/// The same over the database at this address, with letters to this server.
pub async fn begun_on(url: Option<&str>, mail: Option<&str>) -> (Instance, String) {
    settled(Instance::commons_on(url, mail).await).await
}

async fn settled(instance: Instance) -> (Instance, String) {
    commune(&instance.app).await;
    let code = code(&instance).await;
    (instance, code)
}

/// The commune of [`OFFER`].
pub async fn commune(app: &App) {
    let commune = maille::imports::Commune {
        code: "99010".into(),
        name: "Saint-Aubin-les-Essais".into(),
        postal_codes: vec!["99010".into()],
        latitude: Some(46.3125),
        longitude: Some(2.5605),
        population: Some(8_400),
        department: None,
        epci: None,
        region: None,
    };
    let territory = maille::territory::Territory::new(app.directory.database().clone());
    territory.put_communes(&[commune]).await.unwrap();
}

pub async fn code(instance: &Instance) -> String {
    let made = instance.app.contributors.print(1, "Camille", ("", "fr"));
    made.await.unwrap().remove(0).code.shown()
}

async fn send(instance: &Instance, path: &str, fields: &[(&str, &str)], code: &str) -> Answer {
    let own = [MARK, ("~code", code)];
    let fields: Vec<(&str, &str)> = own.iter().chain(fields).copied().collect();
    instance.post(path, &fields, &[]).await
}

/// The address that the page gives for changing what was sent, without what it does.
pub fn address(answer: &Answer) -> String {
    let before = answer.text.split("/modifier\"").next().unwrap();
    let path = before.rsplit("href=\"").next().unwrap();
    assert!(path.starts_with("/communs/"), "{}", answer.text);
    path.to_owned()
}

pub fn moderation(instance: &Instance) -> Moderation {
    Moderation::new(instance.app.directory.clone())
}

pub async fn accept(instance: &Instance) {
    let moderation = moderation(instance);
    for case in moderation.waiting(0, 10).await.unwrap() {
        let verdict = Verdict::Good;
        moderation
            .decide(&case.reference, &verdict, None, ("Dominique", ""))
            .await
            .unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_offer_is_published_accepted_changed_and_withdrawn_with_one_code() {
    let (instance, code) = begun().await;
    let sent = send(&instance, "/communs/publier/annonces", &OFFER, &code).await;
    assert!(sent.text.contains("C’est bien reçu"), "{}", sent.text);
    let path = address(&sent);
    // Nobody sees it before a moderator did.
    assert_eq!(instance.get(&path).await.status, 404);
    assert!(!text(&instance, "/communs").await.contains("Poussette"));
    let asked = text(&instance, &format!("{path}/modifier")).await;
    assert!(!asked.contains("Poussette"), "{asked}");

    accept(&instance).await;
    let page = text(&instance, &path).await;
    for part in [
        "Une roue grince.",
        "Saint-Aubin-les-Essais",
        "Donne",
        "19 février 2027",
    ] {
        assert!(page.contains(part), "{part}: {page}");
    }
    let listed = text(&instance, "/communs?pres=99010").await;
    assert!(listed.contains("Poussette"), "{listed}");
    let data = text(&instance, "/communs/communs.geojson").await;
    assert!(!data.contains("contributor"), "{data}");

    // Another's code changes nothing.
    let other = self::code(&instance).await;
    let edit = format!("{path}/modifier");
    let refused = send(&instance, &edit, &[], &other).await;
    assert!(
        refused.text.contains("n’est pas celui de l’auteur"),
        "{}",
        refused.text
    );
    let form = send(&instance, &edit, &[], &code).await;
    assert!(form.text.contains("Poussette à donner"), "{}", form.text);
    let revision = form
        .text
        .split("name=\"revision\" value=\"")
        .nth(1)
        .unwrap();
    let revision = revision.split('"').next().unwrap();
    let mut changed = OFFER.to_vec();
    changed[0].1 = "Poussette réparée";
    changed.push(("revision", revision));
    let stale = send(
        &instance,
        &edit,
        &[&changed[..5], &[("revision", "1")]].concat(),
        &code,
    )
    .await;
    assert!(
        stale.text.contains("a changé entre-temps"),
        "{}",
        stale.text
    );
    let sent = send(&instance, &edit, &changed, &code).await;
    assert!(sent.text.contains("C’est bien reçu"), "{}", sent.text);
    assert_eq!(instance.get(&path).await.status, 404, "it waits again");
    accept(&instance).await;
    assert!(text(&instance, &path).await.contains("Poussette réparée"));

    let remove = format!("{path}/retirer");
    let refused = send(&instance, &remove, &[("oui", "oui")], &other).await;
    assert!(
        refused.text.contains("n’est pas celui de l’auteur"),
        "{}",
        refused.text
    );
    let sure = send(&instance, &remove, &[], &code).await;
    assert!(sure.text.contains("Oui, retirer"), "{}", sure.text);
    let gone = send(&instance, &remove, &[("oui", "oui")], &code).await;
    assert!(gone.text.contains("C’est retiré"), "{}", gone.text);
    assert_eq!(instance.get(&path).await.status, 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_is_said_at_its_field_and_nothing_typed_is_lost() {
    let (instance, code) = begun().await;
    let typed = [
        ("texte", "Ma description"),
        ("commune", "Atlantis"),
        ("contact-courriel", "pas une adresse"),
        ("site", "javascript:alert(1)"),
        ("sorte", "sell"),
    ];
    let answer = send(&instance, "/communs/publier/annonces", &typed, &code).await;
    for part in [
        "Donnez un titre.",
        "Choisissez ce que vous voulez faire.",
        "n’est pas connue",
        "n’est pas complète",
        "doit commencer par https://",
        "Ma description",
        "pas une adresse",
    ] {
        assert!(answer.text.contains(part), "{part}: {}", answer.text);
    }
    let waiting = moderation(&instance).waiting(0, 10).await.unwrap();
    assert!(waiting.is_empty(), "{waiting:?}");
    // Without the host's mark nobody proved himself.
    let bare = instance
        .post("/communs/publier/annonces", &OFFER, &[])
        .await;
    assert!(bare.text.contains("Il faut un code"), "{}", bare.text);
    assert!(bare.text.contains("Poussette à donner"), "{}", bare.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn each_kind_is_published_at_once_where_moderators_look_after() {
    let (instance, code) = begun().await;
    for (word, kind, own) in [
        ("organisations", "commons.group", ("rue", "1 rue du Pont")),
        ("projets", "commons.project", ("etat", "idea")),
        ("lieux", "commons.point", ("type", "compost")),
        (
            "propositions",
            "commons.proposal",
            ("institution", "Mairie"),
        ),
    ] {
        moderation(&instance)
            .set_mode(kind, Mode::After)
            .await
            .unwrap();
        let fields = [("nom", "Une bonne idée"), ("commune", "99010"), own];
        let sent = send(
            &instance,
            &format!("/communs/publier/{word}"),
            &fields,
            &code,
        )
        .await;
        assert!(sent.text.contains("C’est publié"), "{word}: {}", sent.text);
        let path = address(&sent);
        assert!(text(&instance, &path).await.contains("Une bonne idée"));
        let listed = text(&instance, &format!("/communs/{word}")).await;
        assert!(listed.contains("Une bonne idée"), "{listed}");
    }
    assert_eq!(moderation(&instance).waiting(0, 10).await.unwrap().len(), 4);
    let feed = data(&instance, "/communs/communs.jsonld").await;
    let things = feed["@graph"].as_array().unwrap().iter();
    let sorts: Vec<&str> = things.filter_map(|one| one["@type"].as_str()).collect();
    assert!(sorts.contains(&"Organization"), "{sorts:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn abuse_is_reported_and_hides_nothing_by_itself() {
    let (instance, code) = begun().await;
    let sent = send(&instance, "/communs/publier/annonces", &OFFER, &code).await;
    accept(&instance).await;
    let path = address(&sent);
    let report = format!("{path}/signaler");
    let none = instance.post(&report, &[("texte", "Hein")], &[]).await;
    assert!(
        none.text.contains("Choisissez ce qui ne va pas"),
        "{}",
        none.text
    );
    let said = instance
        .post(
            &report,
            &[("motif", "false"), ("texte", "Elle n’existe pas")],
            &[],
        )
        .await;
    assert!(said.text.contains("c’est transmis"), "{}", said.text);
    assert_eq!(instance.get(&path).await.status, 200);
    let waiting = moderation(&instance).waiting(0, 10).await.unwrap();
    assert_eq!(waiting.len(), 1, "{waiting:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_author_without_an_address_hears_nothing_and_the_writer_is_told() {
    let (instance, code) = begun().await;
    let sent = send(&instance, "/communs/publier/annonces", &OFFER, &code).await;
    accept(&instance).await;
    let path = format!("{}/ecrire", address(&sent));
    let letter = [("texte", "Bonjour"), ("reponse", "01 99 00 10 20")];
    let other = self::code(&instance).await;
    let answer = send(&instance, &path, &letter, &other).await;
    assert!(answer.text.contains("n’a pas pu partir"), "{}", answer.text);
    let empty = send(&instance, &path, &[], &other).await;
    assert!(empty.text.contains("Écrivez un message"), "{}", empty.text);
}
