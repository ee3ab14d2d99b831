//! The commons, the real guest: Communecter's exports in, pages, and open data out.

mod answered;
mod contributed;
mod decided;
mod neighbours;
mod pictures;
mod reminders;

use maille::directory::{Author, Kinds, Reader, Session};
use serde_json::{Value, json};

use crate::support::{Instance, skip};

/// A page's text, its spaces plain.
async fn text(instance: &Instance, path: &str) -> String {
    let answer = instance.get(path).await;
    assert_eq!(
        answer.status,
        200,
        "{path}: {:#?}",
        instance.log("commons").await
    );
    answer.text.replace(['\u{a0}', '\u{202f}'], " ")
}

async fn data(instance: &Instance, path: &str) -> Value {
    serde_json::from_str(&text(instance, path).await).unwrap()
}

/// A classified of Communecter's.
fn classified(id: &str, name: &str, more: Value) -> Value {
    let mut thing =
        json!({ "_id": { "$oid": id }, "section": "offer", "type": "ressources", "name": name });
    for (field, value) in more.as_object().unwrap() {
        thing[field] = value.clone();
    }
    thing
}

async fn taken(instance: &Instance, name: &str, things: &[Value]) -> Vec<String> {
    let bytes = serde_json::to_vec(things).unwrap();
    instance.give("commons", name, &bytes).await;
    instance.imported("commons").await
}

fn starting<'a>(report: &'a [String], word: &str) -> Vec<&'a String> {
    report
        .iter()
        .filter(|line| line.starts_with(word))
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_real_classifieds_are_taken_and_the_same_again_changes_nothing() {
    let Some(folder) = skip::real_data() else {
        skip::skip(module_path!(), "the real data (set MAILLE_REAL_DATA)");
        return;
    };
    let bytes = std::fs::read(folder.join("communecter/classifieds.json")).unwrap();
    let instance = Instance::commons().await;
    instance.give("commons", "classifieds.json", &bytes).await;
    let report = instance.imported("commons").await;
    println!("{report:#?}");
    let refused = starting(&report, "refused");
    assert_eq!(report.len(), 34, "{report:#?}");
    assert!(refused.is_empty(), "{refused:#?}");
    assert!(
        report
            .iter()
            .any(|line| line.contains("« ressoures » lu « ressources »")),
        "{report:#?}"
    );
    let feed = data(&instance, "/communs/communs.geojson").await;
    let features = feed["features"].as_array().unwrap();
    assert_eq!(features.len(), 34);
    let placed = features.iter().filter(|one| !one["geometry"].is_null());
    assert_eq!(placed.count(), 21, "as many as have coordinates");

    let again = instance.imported("commons").await;
    assert_eq!(starting(&again, "unchanged").len(), 34, "{again:#?}");
    assert!(
        text(&instance, "/communs?q=broyeur")
            .await
            .contains("Broyeur Végétal")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_is_narrowed_and_its_data_alike() {
    let instance = Instance::commons().await;
    let things = [
        classified(
            "a1",
            "Vélo pour enfant",
            json!({ "category": "vehicles", "tags": ["donation"] }),
        ),
        classified(
            "a2",
            "Cours de soudure",
            json!({ "section": "need", "category": "competence" }),
        ),
        classified(
            "a3",
            "Salle à louer",
            json!({ "section": "forrent", "type": "classifieds", "price": "140", "devise": "€" }),
        ),
    ];
    let report = taken(&instance, "annonces.json", &things).await;
    assert_eq!(starting(&report, "taken").len(), 3, "{report:#?}");
    for (query, expected, other) in [
        ("?q=velo", "Vélo pour enfant", "Salle à louer"),
        ("?sorte=look-for", "Cours de soudure", "Vélo pour enfant"),
        ("?theme=mobility", "Vélo pour enfant", "Cours de soudure"),
        (
            "?sorte=rent&amp;q=salle",
            "Salle à louer",
            "Cours de soudure",
        ),
    ] {
        let query = query.replace("&amp;", "&");
        for path in [
            "/communs".to_owned(),
            "/communs/annonces".to_owned(),
            "/communs/communs.csv".to_owned(),
            "/communs/communs.geojson".to_owned(),
            "/communs/communs.jsonld".to_owned(),
            "/communs/communs.as.json".to_owned(),
            "/communs/communs.rss".to_owned(),
        ] {
            let page = text(&instance, &format!("{path}{query}")).await;
            assert!(
                page.contains(expected) && !page.contains(other),
                "{path}{query}: {page}"
            );
        }
    }
    let nothing = text(&instance, "/communs?q=zzzzz").await;
    assert!(nothing.contains("Rien ne correspond"), "{nothing}");
    let unknown = text(&instance, "/communs?pres=Atlantis").await;
    assert!(unknown.contains("n’est pas connue"), "{unknown}");
    let one = text(&instance, "/communs/communecter:a3").await;
    assert!(one.contains("140 €") && one.contains("Loue"), "{one}");
    assert_eq!(instance.get("/communs/nulle-part").await.status, 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn open_data_names_each_thing_by_its_whole_address() {
    let instance = Instance::commons().await;
    taken(
        &instance,
        "a.json",
        &[classified("a1", "Un banc", json!({}))],
    )
    .await;
    let root = format!("http://{}/communs", instance.address());
    let url = format!("{root}/communecter:a1");
    let graph = data(&instance, "/communs/communs.jsonld").await;
    assert_eq!(graph["@graph"][0]["@id"], url);
    let page = data(&instance, "/communs/communs.as.json").await;
    assert_eq!(page["orderedItems"][0]["id"], url);
    let rss = text(&instance, "/communs/communs.rss").await;
    assert!(rss.contains(&format!("<link>{url}</link>")), "{rss}");
    let csv = text(&instance, "/communs/communs.csv").await;
    assert!(csv.contains(&url), "{csv}");
}

#[tokio::test(flavor = "multi_thread")]
async fn organisations_and_events_become_records_of_the_directory_and_the_agenda() {
    let instance = Instance::commons().await;
    let things = [
        json!({ "_id": "o1", "name": "Repair café de la Maille", "type": "NGO", "url": "https://repair.example" }),
        json!({ "_id": "e1", "name": "Fête du quartier", "type": "festival", "startDate": "2026-12-05T10:00:00+01:00" }),
        json!({ "_id": "p1", "name": "Jardin partagé", "properties": { "avancement": "started" } }),
        json!({ "_id": "x1", "name": "Inconnu", "type": "zzz" }),
    ];
    let report = taken(&instance, "tout.json", &things).await;
    assert_eq!(starting(&report, "taken").len(), 3, "{report:#?}");
    let refused = starting(&report, "refused");
    assert!(
        refused.len() == 1 && refused[0].contains("sorte inconnue"),
        "{report:#?}"
    );
    assert!(
        text(&instance, "/annuaire?q=repair")
            .await
            .contains("Repair café")
    );
    let project = text(&instance, "/communs/projets").await;
    assert!(
        project.contains("Jardin partagé") && !project.contains("Fête"),
        "{project}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn files_that_are_none_are_refused_by_name_and_the_others_are_taken() {
    let instance = Instance::commons().await;
    let good = serde_json::to_vec(&[classified("a1", "Bonne annonce", json!({}))]).unwrap();
    let deep = format!("[{}1{}]", "[".repeat(200_000), "]".repeat(200_000));
    let mut latin = good.clone();
    latin.extend_from_slice(b"\xe9");
    let large = vec![b' '; 9 * 1024 * 1024];
    for (name, bytes) in [
        ("bon.json", good.as_slice()),
        ("coupe.json", &good[..good.len() - 3]),
        ("html.json", b"<html><body>404</body></html>"),
        ("latin.json", &latin),
        ("profond.json", deep.as_bytes()),
        ("trop.json", &large),
        ("vide.json", b""),
    ] {
        instance.give("commons", name, bytes).await;
    }
    let report = instance.imported("commons").await;
    assert_eq!(starting(&report, "taken").len(), 1, "{report:#?}");
    for name in ["coupe", "html", "latin", "profond", "trop", "vide"] {
        let line = report
            .iter()
            .find(|line| line.contains(&format!(" {name}.json")));
        assert!(
            line.is_some_and(|line| line.starts_with("refused")),
            "{name}: {report:#?}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_written_in_a_thing_stays_text() {
    let instance = Instance::commons().await;
    let thing = classified(
        "a1",
        "<script>alert(1)</script> \u{202e}evil",
        json!({ "description": "<img src=x onerror=alert(2)> [lien](javascript:alert(3)) **gras**", "tags": ["<b>x"] }),
    );
    taken(&instance, "a.json", &[thing]).await;
    for path in [
        "/communs",
        "/communs/communecter:a1",
        "/communs/communs.rss",
    ] {
        let page = text(&instance, path).await;
        for bad in [
            "<script>alert",
            "<img src=x",
            "href=\"javascript",
            "\u{202e}",
            "<strong>gras",
        ] {
            assert!(!page.contains(bad), "{path} {bad}: {page}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_has_come_to_its_last_day_is_withdrawn() {
    let instance = Instance::commons().await;
    let kinds = ["commons.offer"];
    let reader = Reader::plugin("commons", Kinds::only(kinds));
    let mut session = Session::new(&instance.app.directory, Author::plugin(reader));
    for (key, day) in [("hier", "2026-11-20"), ("ce-jour", "2026-11-21")] {
        let content = json!({ "name": "Banc", "way": "give", "valid_until": day }).to_string();
        session.put(kinds[0], key, &content).await.unwrap();
    }
    session.commit().await.unwrap();
    let done = instance.run("commons", "expire").await.unwrap();
    assert!(done.starts_with("1 "), "{done}");
    assert_eq!(instance.get("/communs/hier").await.status, 410);
    assert_eq!(instance.get("/communs/ce-jour").await.status, 200);
    let done = instance.run("commons", "expire").await.unwrap();
    assert!(done.starts_with("0 "), "{done}");
}
