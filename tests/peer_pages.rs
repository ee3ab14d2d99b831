//! `/administration/voisins`: two real instances meet through forms alone, exchange, pause and part; and what is refused on
//! the way is said on the form.

use std::time::Duration;

use maille::accounts::Role;
use maille::federation::Relation;

use crate::support::staff::Staff;
use crate::support::visitor::Answer;
use crate::support::{Instance, NOW_MS};

const LIST: &str = "/administration/voisins";
const CREUSE: &str = "maille.creuse.example";
const INDRE: &str = "maille.indre.example";
/// More than any exchange on one machine takes.
const PATIENCE: Duration = Duration::from_secs(60);

/// The text of an answer with plain spaces.
fn plain(answer: &Answer) -> String {
    answer.text.replace(['\u{a0}', '\u{202f}'], " ")
}

async fn both() -> (Instance, Instance) {
    let creuse = Instance::federating(CREUSE, "Département de la Creuse").await;
    let indre = Instance::federating(INDRE, "Département de l’Indre").await;
    creuse.start_jobs();
    indre.start_jobs();
    (creuse, indre)
}

fn words(instance: &Instance) -> String {
    instance.app.federation.identity().unwrap().words()
}

/// Waits until a page of somebody's says this.
async fn said(person: &Staff<'_>, path: &str, wanted: &str) -> String {
    let begun = tokio::time::Instant::now();
    loop {
        let answer = person.get(path).await;
        let text = plain(&answer);
        if answer.status == 200 && text.contains(wanted) {
            return text;
        }
        assert!(begun.elapsed() < PATIENCE, "{wanted:?} in {text}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// Looks at who answers at an address, and says that the words are the same.
async fn ask(person: &Staff<'_>, other: &Instance) -> Answer {
    let address = other.url("");
    let met = person.post(LIST, &[("adresse", &address)]).await;
    assert_eq!(met.status, 200, "{}", met.text);
    assert!(met.text.contains(&words(other)), "{}", met.text);
    let fields = [("adresse", address.as_str()), ("mots", &words(other))];
    person
        .post("/administration/voisins/nouveau", &fields)
        .await
}

#[tokio::test]
async fn two_instances_meet_pause_and_part_through_forms() {
    let (creuse, indre) = both().await;
    let place = r#"{"name":"Mairie de Guéret","telephone":"05 55 00 00 00"}"#;
    let own = creuse.put("place", "gueret", place).await;
    let (camille, dominique) = (
        creuse.signed_in(Role::Administrator).await,
        indre.signed_in(Role::Administrator).await,
    );
    let (at_camille, at_dominique) = (format!("{LIST}/{INDRE}"), format!("{LIST}/{CREUSE}"));

    let asked = ask(&camille, &indre).await;
    assert_eq!(
        asked.header("location"),
        format!("{at_camille}?fait=demande")
    );
    said(&camille, &at_camille, "Vous avez demandé").await;

    // The other side is told, on its first page and in its list, and compares the words in turn.
    said(
        &dominique,
        "/administration",
        "Une instance attend votre décision",
    )
    .await;
    said(&dominique, LIST, "Ce qui attend votre décision").await;
    let page = said(&dominique, &at_dominique, "Comparer les six mots").await;
    assert!(page.contains(&words(&creuse)) && page.contains(&words(&indre)));
    let wrong = dominique
        .post(
            &format!("{at_dominique}/approuver"),
            &[("mots", &words(&indre))],
        )
        .await;
    assert_eq!(wrong.status, 422);
    assert!(
        plain(&wrong).contains("Rien n’a été fait"),
        "{}",
        wrong.text
    );
    let resumed = dominique
        .post(&format!("{at_dominique}/reprendre"), &[])
        .await;
    assert_eq!(resumed.status, 422, "only words that were compared approve");
    let approved = dominique
        .post(
            &format!("{at_dominique}/approuver"),
            &[("mots", &words(&creuse))],
        )
        .await;
    assert_eq!(
        approved.header("location"),
        format!("{at_dominique}?fait=approuve")
    );

    let page = said(&dominique, &at_dominique, "Les deux gardent la même chose").await;
    assert!(
        page.contains("Département de la Creuse"),
        "it told its name"
    );
    said(&dominique, &at_dominique, "une fiche").await;
    said(&camille, &at_camille, "Approuvé des deux côtés").await;
    let shown = indre.get(&format!("/annuaire/{own}")).await;
    assert!(shown.text.contains("Mairie de Guéret"), "{}", shown.text);

    let paused = camille.post(&format!("{at_camille}/suspendre"), &[]).await;
    assert_eq!(
        paused.header("location"),
        format!("{at_camille}?fait=suspendu")
    );
    said(&dominique, &at_dominique, "Suspendu par l’autre instance").await;
    camille.post(&format!("{at_camille}/reprendre"), &[]).await;
    said(&dominique, &at_dominique, "Approuvé des deux côtés").await;

    let end = format!("{at_dominique}/terminer");
    said(&dominique, &end, "La copie de sa fiche est effacée ici").await;
    let ended = dominique.post(&end, &[]).await;
    assert_eq!(
        ended.header("location"),
        format!("{at_dominique}?fait=termine")
    );
    assert_eq!(indre.get(&format!("/annuaire/{own}")).await.status, 404);
    said(&camille, &at_camille, "Terminé").await;
    assert_eq!(creuse.get(&format!("/annuaire/{own}")).await.status, 200);
}

#[tokio::test]
async fn who_was_asked_may_approve_by_the_same_form() {
    let (creuse, indre) = both().await;
    let camille = creuse.signed_in(Role::Administrator).await;
    let dominique = indre.signed_in(Role::Administrator).await;
    ask(&camille, &indre).await;
    said(&dominique, LIST, "Ce qui attend votre décision").await;

    let met = dominique.post(LIST, &[("adresse", &creuse.url("/"))]).await;
    assert!(plain(&met).contains("vous a déjà demandé"), "{}", met.text);
    let approved = ask(&dominique, &creuse).await;
    assert!(approved.header("location").ends_with("?fait=approuve"));

    let relation = indre.app.federation.peer(CREUSE).await.unwrap().relation;
    assert_eq!(relation, Relation::Approved);
    let again = dominique.post(LIST, &[("adresse", &creuse.url(""))]).await;
    assert_eq!(again.status, 422);
    assert!(plain(&again).contains("Vous connaissez déjà cette instance"));
}

#[tokio::test]
async fn an_address_that_is_none_comes_back_with_what_helps() {
    let creuse = Instance::federating(CREUSE, "Département de la Creuse").await;
    let camille = creuse.signed_in(Role::Administrator).await;
    // An instance without a name, which federates with nobody.
    let other = Instance::new().await;
    let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let nobody = format!("http://{}", closed.local_addr().unwrap());
    drop(closed);
    for (typed, wanted) in [
        ("", "Écrivez l’adresse d’une instance"),
        ("https://10.0.0.1", "Écrivez l’adresse d’une instance"),
        (
            "https://maille.example/chemin",
            "Écrivez l’adresse d’une instance",
        ),
        (creuse.url("").as_str(), "Cette adresse est la vôtre"),
        (other.url("").as_str(), "n’est pas une instance de Maille"),
        (nobody.as_str(), "Personne ne répond à cette adresse"),
    ] {
        let answer = camille.post(LIST, &[("adresse", typed)]).await;
        assert_eq!(answer.status, 422, "{typed}");
        let text = plain(&answer);
        assert!(text.contains(wanted), "{typed}: {text}");
        assert!(
            text.contains(&format!("value=\"{typed}\"")),
            "{typed} is lost"
        );
    }
    assert_eq!(creuse.app.federation.peers().await.unwrap(), []);
}

#[tokio::test]
async fn words_that_changed_since_they_were_compared_ask_nobody() {
    let (creuse, indre) = both().await;
    let camille = creuse.signed_in(Role::Administrator).await;
    let address = indre.url("");
    let fields = [("adresse", address.as_str()), ("mots", "a b c d e f")];
    let answer = camille
        .post("/administration/voisins/nouveau", &fields)
        .await;
    assert_eq!(answer.status, 422);
    assert!(plain(&answer).contains("répond maintenant avec d’autres mots"));
    assert_eq!(creuse.app.federation.peers().await.unwrap(), []);
}

#[tokio::test]
async fn who_does_not_federate_reads_why_and_what_to_do() {
    let instance = Instance::new().await;
    let person = instance.signed_in(Role::Auditor).await;
    let page = plain(&person.get(LIST).await);
    assert!(page.contains("n’échange rien avec d’autres"), "{page}");
    assert!(page.contains("« origin » sous « [instance] »"), "{page}");
    assert!(!page.contains("name=\"adresse\""), "{page}");
}

#[tokio::test]
async fn a_peer_that_fails_shows_why_and_what_helps() {
    let instance = Instance::federating(CREUSE, "Département de la Creuse").await;
    let person = instance.signed_in(Role::Auditor).await;
    instance.neighbour(INDRE).await;
    let mut write = instance.app.directory.database().write().await.unwrap();
    maille::database::sql::query(
        "update peer set failures = 3, fault = $1, answered = $2, clock_s = 400",
    )
    .bind("the peer refuses: 403 not-approved")
    .bind(NOW_MS - 3 * 86_400_000)
    .execute(&mut *write)
    .await
    .unwrap();
    write.commit().await.unwrap();
    let page = plain(&person.get(&format!("{LIST}/{INDRE}")).await);
    for wanted in [
        "Ne répond plus : dernière réponse il y a 3 jours.",
        "Elle refuse vos demandes",
        "403 not-approved",
        "Elle avance de 6 minutes.",
        "Les deux horloges sont trop éloignées",
    ] {
        assert!(page.contains(wanted), "{wanted}: {page}");
    }
    assert!(!page.contains("/suspendre"), "an auditor changes nothing");
    assert_eq!(
        person
            .get(&format!("{LIST}/nulle.part.example"))
            .await
            .status,
        404
    );
}
