//! Plugins in the administration: brought in from a file, granted one thing at a time, set, run, paused, brought back, removed.

use std::time::{Duration, Instant};

use maille::accounts::Role;
use maille::plugins::grants::Capability;

use crate::support::staff::Staff;
use crate::support::visitor::Answer;
use crate::support::{Guest, Instance, hostile};

const EXTENSIONS: &str = "/administration/extensions";
const ONE: &str = "/administration/extensions/essai";
/// A task of one step ends long before.
const WAIT_MAX: Duration = Duration::from_secs(60);

fn version(version: &str, write: &[&str]) -> Guest {
    hostile().named("essai", "/essai").with(|manifest| {
        manifest.version = version.to_owned();
        manifest
            .name
            .insert("fr".into(), format!("Essai {version}"));
        manifest.grants.write = write.iter().map(|kind| (*kind).to_owned()).collect();
    })
}

fn plain(answer: &Answer) -> String {
    answer.text.replace(['\u{a0}', '\u{202f}'], " ")
}

async fn sent(person: &Staff<'_>, bytes: &[u8]) -> Answer {
    let file = ("fichier", Some("essai.wasm"), bytes);
    person.send(EXTENSIONS, &[file]).await
}

/// Follows a redirection of a form and returns the page with what was done.
async fn led(person: &Staff<'_>, answer: Answer) -> String {
    assert_eq!(answer.status, 303, "{}", answer.text);
    let page = person.get(answer.header("location")).await;
    assert_eq!(page.status, 200);
    plain(&page)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plugin_is_uploaded_and_granted_one_thing_at_a_time() {
    let instance = Instance::new().await;
    let person = instance.signed_in(Role::Administrator).await;
    let page = led(
        &person,
        sent(&person, &version("1.0.0", &["place"]).bytes()).await,
    )
    .await;
    assert!(page.contains("L’extension est installée"), "{page}");
    assert!(
        page.contains("créer des fiches du genre « Lieu »"),
        "{page}"
    );
    assert!(page.contains("il lui manque"), "{page}");
    // Nothing was granted by the upload.
    let denied = instance.script_of("/essai", &["set k v"]).await;
    assert!(denied[0].starts_with("denied"), "{denied:?}");

    let fields = [("droit", "storage"), ("droit", "write:procedure")];
    let page = led(
        &person,
        person.post(&format!("{ONE}/droits"), &fields).await,
    )
    .await;
    assert!(page.contains("Les droits sont enregistrés"), "{page}");
    assert_eq!(instance.script_of("/essai", &["set k v"]).await.len(), 1);
    assert_eq!(instance.script_of("/essai", &["value k"]).await, ["v"]);
    // What it does not ask for is not granted, whatever a form says.
    let granted = instance.app.plugins.one("essai").await.unwrap().granted;
    assert_eq!(granted, [Capability::Storage]);

    // Without a tick it is taken back.
    led(&person, person.post(&format!("{ONE}/droits"), &[]).await).await;
    let denied = instance.script_of("/essai", &["set k v"]).await;
    assert!(denied[0].starts_with("denied"), "{denied:?}");
    instance.check().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_plugin_comes_back_with_what_to_do() {
    let instance = Instance::new().await;
    let person = instance.signed_in(Role::Administrator).await;
    let nothing = person.send(EXTENSIONS, &[("fichier", Some(""), b"")]).await;
    assert_eq!(nothing.status, 422);
    assert!(plain(&nothing).contains("Choisissez le fichier .wasm"));
    let text = sent(&person, b"bonjour").await;
    assert_eq!(text.status, 422);
    assert!(plain(&text).contains("n’est pas une extension de Maille"));
    let taken = version("1.0.0", &[]).with(|manifest| manifest.mount = Some("/hostile".into()));
    let taken = sent(&person, &taken.bytes()).await;
    assert_eq!(taken.status, 422);
    assert!(plain(&taken).contains("L’adresse /hostile est déjà celle de l’extension « hostile »"));
    let newer = version("1.0.0", &[]).with(|manifest| manifest.contract = "9.0".into());
    assert_eq!(sent(&person, &newer.bytes()).await.status, 422);
    assert!(instance.app.plugins.get("essai").is_none());
    let large = vec![0; 33 * 1024 * 1024];
    assert_eq!(sent(&person, &large).await.status, 413);
    instance.check().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_version_that_asks_for_more_waits_for_approval_and_can_be_taken_back() {
    let instance = Instance::new().await;
    let person = instance.signed_in(Role::Administrator).await;
    instance.install(&version("1.0.0", &["place"])).await;
    let greedy = version("2.0.0", &["place", "procedure"]).bytes();
    let page = led(&person, sent(&person, &greedy).await).await;
    assert!(
        page.contains("La version 2.0.0 attend votre accord"),
        "{page}"
    );
    assert!(
        page.contains("créer des fiches du genre « Démarche »"),
        "{page}"
    );
    assert!(instance.get("/essai").await.text.contains("Essai 1.0.0"));

    let page = led(
        &person,
        person.post(&format!("{ONE}/attente/refuser"), &[]).await,
    )
    .await;
    assert!(!page.contains("attend votre accord"), "{page}");

    led(&person, sent(&person, &greedy).await).await;
    let asked: Vec<String> =
        Capability::asked(version("2.0.0", &["place", "procedure"]).manifest())
            .iter()
            .map(ToString::to_string)
            .collect();
    let all: Vec<(&str, &str)> = asked
        .iter()
        .map(|asked| ("droit", asked.as_str()))
        .collect();
    let page = led(&person, person.post(&format!("{ONE}/droits"), &all).await).await;
    assert!(
        page.contains("la nouvelle version est en service"),
        "{page}"
    );
    assert!(instance.get("/essai").await.text.contains("Essai 2.0.0"));

    // Back, and forth again: each is the other's version before.
    assert!(
        page.contains("La version 1.0.0 était en service avant celle-ci"),
        "{page}"
    );
    led(&person, person.post(&format!("{ONE}/retour"), &[]).await).await;
    assert!(instance.get("/essai").await.text.contains("Essai 1.0.0"));
    led(&person, person.post(&format!("{ONE}/retour"), &[]).await).await;
    assert!(instance.get("/essai").await.text.contains("Essai 2.0.0"));
    let alone = person
        .post("/administration/extensions/hostile/retour", &[])
        .await;
    assert_eq!(alone.status, 422);
    assert!(plain(&alone).contains("Il n’y a pas de version précédente"));
    instance.check().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn settings_are_a_form_and_what_does_not_fit_stands_at_its_field() {
    let instance = Instance::agenda().await;
    let person = instance.signed_in(Role::Administrator).await;
    let address = format!("{EXTENSIONS}/events");
    let page = plain(&person.get(&address).await);
    assert!(
        page.contains("Tout le monde peut proposer un événement"),
        "{page}"
    );
    let set = format!("{address}/reglages");
    let long = "a".repeat(20_001);
    let wrong = [("/addresses", long.as_str()), ("/open", "yes")];
    let wrong = person.post(&set, &wrong).await;
    assert_eq!(wrong.status, 422);
    assert!(
        plain(&wrong).contains("Adresses des calendriers"),
        "{}",
        wrong.text
    );
    assert_eq!(
        instance.app.plugins.settings("events").await.unwrap()["open"],
        false
    );
    let right = [
        ("/addresses", "https://agenda.example.fr/a.ics"),
        ("/open", "yes"),
    ];
    led(&person, person.post(&set, &right).await).await;
    let held = instance.app.plugins.settings("events").await.unwrap();
    assert_eq!(held["open"], true);
    assert_eq!(held["addresses"], "https://agenda.example.fr/a.ics");
    // A browser sends nothing of a box without a tick.
    led(&person, person.post(&set, &[("/addresses", "")]).await).await;
    let held = instance.app.plugins.settings("events").await.unwrap();
    assert_eq!(held["open"], false);
    assert_eq!(held["addresses"], "");

    // Its hosts are named one by one.
    let rights = format!("{address}/droits");
    let no_host = person
        .post(&rights, &[("hote", "https://agenda.example.fr/")])
        .await;
    assert_eq!(no_host.status, 422);
    assert!(plain(&no_host).contains("Écrivez un nom de domaine"));
    led(
        &person,
        person.post(&rights, &[("hote", "Agenda.example.fr")]).await,
    )
    .await;
    let granted = instance.app.plugins.one("events").await.unwrap().granted;
    assert_eq!(granted, [Capability::Host("agenda.example.fr".into())]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_task_is_asked_for_and_a_job_runs_it_once() {
    let instance = Instance::new().await;
    let person = instance.signed_in(Role::Administrator).await;
    let page = "/administration/extensions/hostile";
    instance.give("hostile", "script", b"count place").await;
    let task = format!("{page}/taches/script");
    let asked = led(&person, person.post(&task, &[]).await).await;
    assert!(asked.contains("Demandée par administrator"), "{asked}");
    // Asked for twice is asked for once.
    led(&person, person.post(&task, &[]).await).await;
    instance.start_jobs();
    let begun = Instant::now();
    loop {
        let shown = plain(&person.get(page).await);
        if shown.contains("Terminée le") {
            assert!(!shown.contains("Demandée par"), "{shown}");
            break;
        }
        assert!(begun.elapsed() < WAIT_MAX, "{shown}");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    let none = person.post(&format!("{page}/taches/rien"), &[]).await;
    assert_eq!(none.status, 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn documents_are_given_listed_and_taken_out() {
    let instance = Instance::new().await;
    let person = instance.signed_in(Role::Administrator).await;
    let page = "/administration/extensions/hostile";
    let documents = format!("{page}/documents");
    let file = ("fichier", Some("C:\\bureau\\horaires.csv"), &b"a;b\n"[..]);
    let given = led(&person, person.send(&documents, &[file]).await).await;
    assert!(
        given.contains("horaires.csv") && !given.contains("bureau"),
        "{given}"
    );
    let store = instance.app.plugins.documents();
    assert_eq!(
        store.read("hostile", "horaires.csv", 0, 10).await.unwrap(),
        b"a;b\n"
    );
    let nothing = person.send(&documents, &[("fichier", Some(""), b"")]).await;
    assert_eq!(nothing.status, 422);
    let long = "a".repeat(300);
    let long = person
        .send(&documents, &[("fichier", Some(&long), b"a")])
        .await;
    assert_eq!(long.status, 422);
    let out = format!("{documents}/retirer");
    for _ in 0..2 {
        let gone = led(&person, person.post(&out, &[("nom", "horaires.csv")]).await).await;
        assert!(gone.contains("Aucun document"), "{gone}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pause_is_said_to_visitors_and_a_removal_asks_what_becomes_of_the_data() {
    let instance = Instance::new().await;
    let person = instance.signed_in(Role::Administrator).await;
    instance.install(&version("1.0.0", &["place"])).await;
    instance.script_of("/essai", &["set k v"]).await;
    let paused = led(&person, person.post(&format!("{ONE}/pause"), &[]).await).await;
    assert!(paused.contains("En pause"), "{paused}");
    assert_eq!(instance.get("/essai").await.status, 503);
    led(&person, person.post(&format!("{ONE}/reprise"), &[]).await).await;
    assert_eq!(instance.get("/essai").await.status, 200);

    let log = person.get(&format!("{ONE}/journal")).await;
    assert_eq!(log.status, 200);
    let remove = format!("{ONE}/retirer");
    assert!(plain(&person.get(&remove).await).contains("restent dans l’annuaire"));
    let unsaid = person.post(&remove, &[]).await;
    assert_eq!(unsaid.status, 422);
    assert!(plain(&unsaid).contains("Choisissez ce que deviennent ses données"));
    let gone = led(
        &person,
        person.post(&remove, &[("donnees", "garder")]).await,
    )
    .await;
    assert!(
        gone.contains("L’extension est retirée") && !gone.contains("Essai 1.0.0"),
        "{gone}"
    );
    assert_eq!(instance.get("/essai").await.status, 404);
    assert_eq!(person.get(ONE).await.status, 404);
    instance.install(&version("1.0.0", &["place"])).await;
    assert_eq!(instance.script_of("/essai", &["value k"]).await, ["v"]);
    led(
        &person,
        person.post(&remove, &[("donnees", "effacer")]).await,
    )
    .await;
    instance.install(&version("1.0.0", &["place"])).await;
    assert_eq!(
        instance.script_of("/essai", &["value k"]).await,
        ["nothing"]
    );
    instance.check().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_only_looks_sees_all_of_it_and_no_button() {
    let instance = Instance::agenda().await;
    let person = instance.signed_in(Role::Auditor).await;
    let page = person.get(&format!("{EXTENSIONS}/events")).await;
    assert_eq!(page.status, 200);
    assert!(
        !page
            .text
            .contains("method=\"post\" action=\"/administration")
    );
    assert!(
        !page.text.contains(&format!("action=\"{EXTENSIONS}/events")),
        "{}",
        page.text
    );
    let list = person.get(EXTENSIONS).await;
    assert!(!list.text.contains("type=\"file\""), "{}", list.text);
}
