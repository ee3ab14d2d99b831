//! Records of neighbours among our own: found wherever they are near, with who holds them and how fresh the copy is; never
//! changed here, and never given out as ours.

use maille::accounts::Role;
use maille::directory::Reader;
use serde_json::{Value, json};

use crate::support::both::on_both;
use crate::support::visitor::Answer;
use crate::support::{Instance, Maille, NOW_MS};

const OWN: &str = "maille.indre.example";
const CREUSE: &str = "maille.creuse.example";
/// Of a place of the Creuse.
const COPY: &str = "01991c5e-7a10-7000-8000-00000000000a";
const SEEN: &str = "Tenu par Chez maille.creuse.example, vu il y a 2 minutes.";

fn plain(answer: &Answer) -> String {
    answer.text.replace(['\u{a0}', '\u{202f}'], " ")
}

fn place(name: &str, longitude: f64) -> String {
    json!({
        "name": name, "latitude": 46.40, "longitude": longitude, "telephone": "+33 1 99 00 00 01", "functions": ["donner-acces"],
        "address": {"street": "1 rue du Fil", "postal_code": "36000", "municipality": "Essai"},
    })
    .to_string()
}

/// Ours on both sides of theirs, seen from the east.
async fn border() -> (Instance, [String; 2]) {
    let instance = Instance::federating(OWN, "Indre").await;
    let near = instance
        .put("place", "near", &place("Mairie d’ici", 1.70))
        .await;
    let far = instance
        .put("place", "far", &place("Médiathèque d’ici", 1.60))
        .await;
    instance.neighbour(CREUSE).await;
    instance
        .copied(CREUSE, "place", COPY, &place("Maison de la Creuse", 1.65))
        .await;
    (instance, [near, far])
}

async fn change(instance: &Instance, statement: &'static str, number: i64) {
    let mut write = instance.app.directory.database().write().await.unwrap();
    maille::database::sql::query(statement)
        .bind(number)
        .execute(&mut *write)
        .await
        .unwrap();
    write.commit().await.unwrap();
}

#[tokio::test]
async fn near_means_near_whatever_the_department() {
    let (instance, _) = border().await;
    let text = plain(&instance.get("/annuaire?pres=46.40,1.71&rayon=20").await);
    let at = |name: &str| text.find(name).unwrap_or_else(|| panic!("{name}: {text}"));
    assert!(at("Mairie d’ici") < at("Maison de la Creuse"));
    assert!(at("Maison de la Creuse") < at("Médiathèque d’ici"));
    assert_eq!(text.matches("Tenu par").count(), 1, "ours say nothing");
    assert!(text.contains(SEEN), "{text}");
}

#[tokio::test]
async fn a_neighbours_record_says_who_holds_it_and_how_fresh_the_copy_is() {
    let (instance, [near, _]) = border().await;
    let page = format!("/annuaire/{COPY}");
    let text = plain(&instance.get(&page).await);
    assert!(text.contains(SEEN), "{text}");
    let theirs = format!("href=\"https://{CREUSE}/records/{COPY}\"");
    assert!(text.contains(&theirs), "{text}");
    let own = instance.get(&format!("/annuaire/{near}")).await;
    assert!(!own.text.contains("Tenu par"), "{}", own.text);

    let days = NOW_MS - 3 * 86_400_000;
    change(&instance, "update peer set answered = $1", days).await;
    let text = plain(&instance.get(&page).await);
    assert!(text.contains("plus de nouvelles depuis 3 jours"), "{text}");

    let one = instance.get(&format!("{page}.jsonld")).await;
    let one: Value = serde_json::from_str(&one.text).unwrap();
    assert_eq!(one["@id"], format!("https://{CREUSE}/records/{COPY}"));
}

#[tokio::test]
async fn what_is_wrong_with_it_comes_to_us_and_the_page_says_so() {
    let (instance, _) = border().await;
    let form = format!("/annuaire/{COPY}/signaler");
    let asked = plain(&instance.get(&form).await);
    assert!(
        asked.contains("tenue par Chez maille.creuse.example, qui seul peut la changer"),
        "{asked}"
    );
    let theirs = format!("href=\"https://{CREUSE}/annuaire/{COPY}/signaler\"");
    assert!(asked.contains(&theirs), "{asked}");
    let fields = [("sujet", "hours"), ("message", "Fermé le lundi")];
    let sent = instance.post(&form, &fields, &[]).await;
    assert_eq!(sent.status, 303, "{}", sent.text);
    let thanks = plain(&instance.get(sent.header("location")).await);
    assert!(
        thanks.contains("transmis à Chez maille.creuse.example"),
        "{thanks}"
    );

    let number = sent.header("location").split("numero=").nth(1).unwrap();
    let person = instance.signed_in(Role::Mediator).await;
    let desk = person
        .get(&format!("/administration/signalements/{number}"))
        .await;
    let text = plain(&desk);
    assert!(text.contains("elle ne se corrige que chez eux"), "{text}");
    assert!(
        text.contains(&theirs) && !text.contains("Corriger la fiche"),
        "{text}"
    );
}

#[tokio::test]
async fn each_instance_gives_out_its_own_records_and_says_whose_the_others_are() {
    let (instance, _) = border().await;
    let table = instance.get("/annuaire.csv").await.text;
    let line = |name: &str| {
        let mut lines = table.lines();
        lines.find(|line| line.contains(name)).unwrap().to_owned()
    };
    assert!(line("Maison de la Creuse").ends_with(&format!(";{CREUSE}")));
    assert!(line("Mairie d’ici").ends_with(&format!(";{OWN}")));
    let points = instance.get("/annuaire.geojson").await.text;
    let points: Value = serde_json::from_str(&points).unwrap();
    let origins = points["features"].as_array().unwrap().iter();
    let mut origins: Vec<&str> = origins
        .map(|feature| feature["properties"]["origin"].as_str().unwrap())
        .collect();
    origins.sort_unstable();
    assert_eq!(origins, [CREUSE, OWN, OWN]);
    let record = instance.get(&format!("/api/records/{COPY}")).await.text;
    let record: Value = serde_json::from_str(&record).unwrap();
    assert_eq!(
        (&record["origin"], &record["revision"]),
        (&json!(CREUSE), &json!(3))
    );

    let national = instance
        .get("/annuaire.csv?format=mediation-numerique")
        .await
        .text;
    assert!(national.contains("Mairie d’ici") && !national.contains("Maison de la Creuse"));
    let settings = format!("[instance]\norigin = \"{OWN}\"\n");
    std::fs::write(instance.folder.join("maille.toml"), settings).unwrap();
    for format in [
        "mediation-numerique",
        "data-inclusion",
        "geojson",
        "json-ld",
        "csv",
    ] {
        let path = instance.folder.join(format!("export.{format}"));
        Maille::over(&instance.folder)
            .run(&["export", format, path.to_str().unwrap()])
            .check();
        let written = std::fs::read_to_string(path).unwrap();
        assert!(written.contains("Mairie d’ici"), "{format}: {written}");
        assert!(
            !written.contains("Maison de la Creuse"),
            "{format}: {written}"
        );
    }
}

#[tokio::test]
async fn nobody_changes_a_neighbours_record_here() {
    let (instance, _) = border().await;
    let person = instance.signed_in(Role::Administrator).await;
    let list = plain(&person.get("/administration/fiches?q=creuse").await);
    assert!(
        list.contains("Tenu par Chez maille.creuse.example."),
        "{list}"
    );
    let page = format!("/administration/fiches/{COPY}");
    let text = plain(&person.get(&page).await);
    assert!(
        text.contains(SEEN) && text.contains("copie de la version 3"),
        "{text}"
    );
    assert!(!text.contains("class=\"record-form\""), "{text}");
    assert!(!text.contains(&format!("{page}/etat")), "{text}");
    for below in ["etat", "supprimer"] {
        let answer = person.get(&format!("{page}/{below}")).await;
        assert_eq!(answer.status, 403, "{below}");
    }
    let fields = [("revision", "3"), ("sorte", "place"), ("/name", "À nous")];
    for path in [&page, &format!("{page}/etat"), &format!("{page}/supprimer")] {
        let answer = person
            .post(path, &[&fields[..], &[("etat", "withdrawn")]].concat())
            .await;
        assert_eq!(answer.status, 403, "{path}");
    }
    let record = instance
        .app
        .directory
        .read(COPY, &Reader::visitor())
        .await
        .unwrap();
    assert!(record.unwrap().content.contains("Maison de la Creuse"));
}

#[tokio::test]
async fn a_record_of_ours_says_which_neighbours_were_told_of_it() {
    let (instance, [near, _]) = border().await;
    let person = instance.signed_in(Role::Auditor).await;
    let page = format!("/administration/fiches/{near}");
    let said = async || plain(&person.get(&page).await);
    assert!(said().await.contains("Aucun voisin n’en a été informé"));
    while instance.app.federation.publish().await.unwrap().looked > 0 {}
    let text = said().await;
    assert!(
        text.contains("Pas encore annoncée à Chez maille.creuse.example"),
        "{text}"
    );
    let entry = instance.app.federation.own_seq().await.unwrap();
    change(&instance, "update peer set hinted = $1", entry as i64).await;
    let text = said().await;
    assert!(
        text.contains("Annoncée telle qu’elle est à Chez maille.creuse.example"),
        "{text}"
    );
    instance
        .put("place", "near", &place("Mairie, autrement", 1.70))
        .await;
    while instance.app.federation.publish().await.unwrap().looked > 0 {}
    assert!(said().await.contains("Pas encore annoncée"));
}

#[tokio::test]
async fn functions_count_what_this_department_holds() {
    let (instance, _) = border().await;
    let service = |name: &str, commune: &str| {
        json!({"name": name, "functions": ["former"], "locations": [{"address": {"insee_code": commune}}]}).to_string()
    };
    instance
        .put("service", "s", &service("Atelier", "36044"))
        .await;
    let id = "01991c5e-7a10-7000-8000-00000000000b";
    instance
        .copied(
            CREUSE,
            "service",
            id,
            &service("Atelier de la Creuse", "23096"),
        )
        .await;
    let table = instance.get("/annuaire/fonctions.csv").await.text;
    let former = table
        .lines()
        .find(|line| line.starts_with("former;"))
        .unwrap();
    assert_eq!(former.matches('1').count(), 1, "{former}");
    assert!(!former.contains('2'), "{former}");
    let page = instance.get("/annuaire/fonctions").await.text;
    assert!(page.contains("36044") && !page.contains("23096"), "{page}");
}

on_both!(every_page_about_neighbours_opens);

async fn every_page_about_neighbours_opens(url: Option<&str>) {
    let instance = Instance::federating_on(url, OWN, "Indre").await;
    let own = instance
        .put("place", "near", &place("Mairie d’ici", 1.70))
        .await;
    instance.neighbour(CREUSE).await;
    instance
        .copied(CREUSE, "place", COPY, &place("Maison de la Creuse", 1.65))
        .await;
    while instance.app.federation.publish().await.unwrap().looked > 0 {}
    let person = instance.signed_in(Role::Administrator).await;
    for (path, wanted) in [
        ("/administration".to_owned(), "Voisins"),
        (
            "/administration/voisins".to_owned(),
            "Chez maille.creuse.example",
        ),
        (
            format!("/administration/voisins/{CREUSE}"),
            "l’entrée 0 sur 1",
        ),
        (
            format!("/administration/voisins/{CREUSE}/terminer"),
            "Voici ce qui est perdu",
        ),
        (
            format!("/administration/fiches/{own}"),
            "Pas encore annoncée à Chez",
        ),
        (format!("/administration/fiches/{COPY}"), SEEN),
        ("/annuaire?q=creuse".to_owned(), SEEN),
        ("/annuaire/fonctions".to_owned(), "Lieux"),
    ] {
        let answer = person.get(&path).await;
        assert_eq!(answer.status, 200, "{path}");
        assert!(plain(&answer).contains(wanted), "{path}: {}", answer.text);
    }
}
