//! What is kept of one person: found, given as a file, erased, and not there again after a restore.

use maille::accounts::{NewAccount, Role};
use maille::directory::{Author, Kinds, Reader, Session};
use maille::mail::Address;
use maille::people::{self, Wanted, What};
use maille::suggestions::{Said, Subject, Suggestions};
use serde_json::Value;

use crate::support::both::on_both;
use crate::support::{Instance, Maille};

const PAGE: &str = "/administration/personnes";
const ZOE: &str = "zoe.martin@example.org";

fn adviser(name: &str, email: &str) -> String {
    serde_json::json!({
        "name": name, "trade": "conseiller-numerique", "email": email,
        "consent": {"listed": true, "until": "2027-12-31"}
    })
    .to_string()
}

/// Zoé everywhere that the host keeps people: a professional with an earlier revision, an account, a contributor with a letter, a
/// suggestion; and somebody else beside each.
async fn peopled(url: Option<&str>) -> (Instance, String, String) {
    let instance = Instance::moderated_on(url).await;
    let zoe = instance
        .put("professional", "zoe", &adviser("Zoé Martin, avant", ZOE))
        .await;
    instance
        .put(
            "professional",
            "zoe",
            &adviser("Zoé Martin, conseillère", ZOE),
        )
        .await;
    let other = adviser("Camille Bref", "azoe.martin@example.org");
    let other = instance.put("professional", "camille", &other).await;
    let app = &instance.app;
    for (name, login) in [("Zoé Martin", ZOE), ("Camille Bref", "camille")] {
        let new = NewAccount {
            name: name.into(),
            login: login.into(),
        };
        app.accounts.invite(&new, Role::Mediator).await.unwrap();
    }
    for address in [ZOE, "camille@example.org"] {
        let address = Address::read(address).unwrap();
        let letter = |_: &maille::contributors::Made| ("Votre code".into(), "Le voici".into());
        app.contributors.mail(&address, "fr", letter).await.unwrap();
    }
    let suggestions = Suggestions::new(app.directory.database().clone(), app.clock.clone());
    for (reference, contact) in [("AAAA-BBBB", ZOE), ("CCCC-DDDD", "camille@example.org")] {
        let said = Said {
            reference: reference.into(),
            record_id: other.clone(),
            kind: "professional".into(),
            title: "Camille Bref".into(),
            revision: 1,
            subject: Subject::Other,
            text: format!("Le numéro a changé, dit {reference}"),
            contact: contact.into(),
        };
        suggestions.make(&said).await.unwrap();
    }
    (instance, zoe, other)
}

async fn whats(instance: &Instance, typed: &str) -> Vec<What> {
    let wanted = Wanted::read(typed).unwrap();
    let found = people::find(&instance.app, &wanted).await.unwrap();
    found.all.into_iter().map(|one| one.what).collect()
}

on_both!(a_person_is_found_exported_and_erased_wherever_the_host_keeps_people);

async fn a_person_is_found_exported_and_erased_wherever_the_host_keeps_people(url: Option<&str>) {
    let (instance, zoe, other) = peopled(url).await;
    let everywhere = [
        What::Account,
        What::Contributor,
        What::Letter,
        What::Suggestion,
        What::Record,
        What::History,
    ];
    assert_eq!(whats(&instance, &ZOE.to_uppercase()).await, everywhere);
    // The address says the name, too.
    let named = [What::Account, What::Suggestion, What::Record, What::History];
    assert_eq!(whats(&instance, "zoe martin").await, named);
    assert_eq!(instance.get(&format!("/annuaire/{zoe}")).await.status, 200);

    let person = instance.signed_in(Role::Administrator).await;
    let file = person
        .post(&format!("{PAGE}/export"), &[("recherche", ZOE)])
        .await;
    assert_eq!(file.status, 200);
    let json: Value = serde_json::from_str(&file.text).unwrap();
    let found = json["found"].as_array().unwrap();
    assert_eq!(found.len(), everywhere.len());
    let record = found.iter().find(|one| one["where"] == "record").unwrap();
    assert_eq!(record["content"]["email"], ZOE);
    assert!(!file.text.contains("Camille Bref,") && !file.text.contains("camille@example.org"));

    let nothing = person
        .post(&format!("{PAGE}/effacer"), &[("recherche", ZOE)])
        .await;
    assert_eq!(nothing.status, 422);
    let shown = person.post(PAGE, &[("recherche", ZOE)]).await;
    assert_eq!(shown.status, 200);
    let ticked: Vec<(&str, &str)> = shown
        .text
        .split("name=\"quoi\" value=\"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .map(|reference| ("quoi", reference))
        .chain([("recherche", ZOE)])
        .collect();
    assert_eq!(ticked.len(), everywhere.len() + 1);
    let done = person.post(&format!("{PAGE}/effacer"), &ticked).await;
    assert_eq!(done.status, 200);

    assert_eq!(whats(&instance, ZOE).await, []);
    assert_eq!(whats(&instance, "Zoé Martin").await, []);
    let gone = instance.get(&format!("/annuaire/{zoe}")).await.status;
    assert!([404, 410].contains(&gone), "{gone}");
    let search = instance.get("/annuaire?q=conseill%C3%A8re").await;
    assert!(!search.text.contains("Zoé"));
    // Nobody else lost anything.
    assert_eq!(
        instance.get(&format!("/annuaire/{other}")).await.status,
        200
    );
    assert_eq!(
        whats(&instance, "camille@example.org").await,
        [What::Contributor, What::Letter, What::Suggestion]
    );
    // Neither the journal of acts nor the list says who it was.
    let journal = person.get("/administration/journal").await.text;
    assert!(journal.contains("personne effacée") && !journal.to_lowercase().contains("zoé"));
    let list = instance.folder.join("backups").join(people::FILE);
    let list = std::fs::read_to_string(list).unwrap();
    assert!(list.contains(&zoe) && !list.to_lowercase().contains("zoe"));
    instance.check().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_last_administrator_and_what_means_nobody_are_refused() {
    let instance = Instance::new().await;
    let person = instance.signed_in(Role::Administrator).await;
    for typed in ["", "abc", &"x".repeat(300)] {
        let answer = person.post(PAGE, &[("recherche", typed)]).await;
        assert_eq!(answer.status, 422, "{typed}");
    }
    let account = format!("account:{}", person.account.id);
    let login = person.account.login.clone();
    let answer = person
        .post(
            &format!("{PAGE}/effacer"),
            &[("recherche", &login), ("quoi", &account)],
        )
        .await;
    assert_eq!(answer.status, 422);
    assert_eq!(person.get(PAGE).await.status, 200);
}

on_both!(what_a_plugin_keeps_of_a_person_is_found_and_erased);

async fn what_a_plugin_keeps_of_a_person_is_found_and_erased(url: Option<&str>) {
    let instance = Instance::moderated_on(url).await;
    let author = || Author::plugin(Reader::plugin("atelier", Kinds::None));
    let directory = &instance.app.directory;
    let mut session = Session::new(directory, author());
    let drafts = [("brouillon/1", ZOE), ("brouillon/2", "camille@example.org")];
    for (key, address) in drafts {
        let value = format!("{{\"de\": \"{address}\"}}").into_bytes();
        session.storage_set(key, value).unwrap();
    }
    session.commit().await.unwrap();
    assert_eq!(whats(&instance, ZOE).await, [What::Storage]);
    let person = instance.signed_in(Role::Administrator).await;
    let kept = ("quoi", "storage:atelier/brouillon/1");
    let done = person
        .post(&format!("{PAGE}/effacer"), &[("recherche", ZOE), kept])
        .await;
    assert_eq!(done.status, 200, "{}", done.text);
    assert_eq!(whats(&instance, ZOE).await, []);
    let session = Session::new(directory, author());
    assert_eq!(session.storage_get("brouillon/1").await.unwrap(), None);
    assert!(session.storage_get("brouillon/2").await.unwrap().is_some());
    instance.check().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_named_too_often_for_one_answer_is_not_said_to_be_found_whole() {
    let instance = Instance::new().await;
    let author = Author::plugin(Reader::plugin("atelier", Kinds::None));
    let mut session = Session::new(&instance.app.directory, author);
    for number in 0..people::FOUND_MAX {
        let key = format!("brouillon/{number}");
        session.storage_set(&key, ZOE.into()).unwrap();
    }
    session.commit().await.unwrap();
    let person = instance.signed_in(Role::Administrator).await;
    let asked = [("recherche", ZOE)];
    let words = "seuls les premiers sont là";
    let shown = person.post(PAGE, &asked).await.text;
    assert!(shown.contains("storage:atelier/brouillon/0") && !shown.contains(words));
    let file = person.post(&format!("{PAGE}/export"), &asked).await.text;
    assert!(file.contains("\"more\": false"), "{file}");

    let id = instance
        .put("professional", "zoe", &adviser("Zoé Martin", ZOE))
        .await;
    let shown = person.post(PAGE, &asked).await.text;
    assert!(shown.contains(&id) && shown.contains(words), "{shown}");
    let file = person.post(&format!("{PAGE}/export"), &asked).await.text;
    assert!(file.contains("\"more\": true"), "{file}");
}

fn put(maille: &Maille, key: &str, content: &str) {
    maille
        .run(&["record", "put", "professional", key, "--content", content])
        .check();
}

fn found(maille: &Maille) -> usize {
    let said = maille.run(&["person", "export", ZOE]).check();
    let json: Value = serde_json::from_str(&said.out).unwrap();
    json["found"].as_array().unwrap().len()
}

#[tokio::test(flavor = "multi_thread")]
async fn who_was_erased_is_not_there_after_the_backup_from_before_is_restored() {
    let parent = tempfile::tempdir().unwrap();
    let maille = Maille::init(parent.path());
    put(&maille, "zoe", &adviser("Zoé Martin", ZOE));
    put(&maille, "zoe", &adviser("Zoé Martin, conseillère", ZOE));
    let other = adviser("Camille Bref", "camille@example.org");
    put(&maille, "camille", &other);
    maille
        .run(&["account", "add", "Zoé Martin", ZOE, "--role", "mediator"])
        .check();
    let backup = parent.path().join("avant.tar");
    let to = backup.to_str().unwrap();
    maille.run(&["backup", to]).check();
    let there = found(&maille);
    assert_eq!(there, 3);
    // Nothing goes before it was confirmed.
    maille.run(&["person", "erase", ZOE]).check();
    assert_eq!(found(&maille), there);
    maille.run(&["person", "erase", ZOE, "--confirm"]).check();
    assert_eq!(found(&maille), 0);

    // Elsewhere and without the list the backup is what it was.
    let without = Maille::over(&parent.path().join("sans"));
    without.run(&["restore", to]).check();
    assert_eq!(found(&without), there);
    // With the list beside it the person is not there, and the list comes along.
    let beside = parent.path().join("ailleurs");
    std::fs::create_dir(&beside).unwrap();
    let copied = beside.join("avant.tar");
    std::fs::copy(&backup, &copied).unwrap();
    let list = maille.folder.join("backups").join(people::FILE);
    std::fs::copy(&list, beside.join(people::FILE)).unwrap();
    let with = Maille::over(&parent.path().join("avec"));
    with.run(&["restore", copied.to_str().unwrap()]).check();
    assert_eq!(found(&with), 0);
    with.run(&["restore", to]).check();
    assert_eq!(found(&with), 0);
    // In its own place, and nobody else lost anything.
    maille.run(&["restore", to]).check();
    assert_eq!(found(&maille), 0);
    let said = maille.run(&["person", "export", "camille@example.org"]);
    assert!(said.check().out.contains("Camille Bref"));
}
