//! Imports in the browser: from a file that is sent, or its address, to the report row by row.

mod cancelling;
mod communes;
mod mappings;
mod whole;

use std::time::Duration;

use axum::Router;
use axum::http::StatusCode;
use axum::routing::get;
use maille::accounts::Role;
use maille::app::App;
use maille::config::Imports;
use maille::imports::orders::NewOrder;
use maille::outbound::Rule;

use crate::imports::{HEAD, kill_once_taken, places, row};
use crate::support::both::on_both;
use crate::support::staff::{Part, Staff};
use crate::support::visitor::Answer;
use crate::support::{Instance, Maille, https};

const IMPORTS: &str = "/administration/imports";
/// An import of a few rows ends long before.
const WAIT_MAX: Duration = Duration::from_secs(60);

fn plain(answer: &Answer) -> String {
    answer.text.replace(['\u{a0}', '\u{202f}'], " ")
}

/// Three places of the fictional Val-d’Essai: one good, one repaired, one without a name.
fn three() -> String {
    let nameless = row(3, "").replace("Espace numérique n° 3", "");
    format!(
        "{HEAD}{}{}{nameless}",
        row(1, "+33241000001"),
        row(2, "241000002")
    )
}

fn parts<'a>(format: &'a str, content: &'a str) -> Vec<Part<'a>> {
    vec![
        ("format", None, format.as_bytes()),
        ("fichier", Some("lieux.csv"), content.as_bytes()),
    ]
}

/// Follows an order to the end of its import; the import's address comes back with its last page.
async fn followed(person: &Staff<'_>, placed: &Answer) -> (String, Answer) {
    assert_eq!(placed.status, 303, "{}", placed.text);
    let order = placed.header("location").to_owned();
    let began = std::time::Instant::now();
    loop {
        assert!(began.elapsed() < WAIT_MAX, "{order} does not end");
        let shown = person.get(&order).await;
        if shown.status == 303 {
            let import = shown.header("location").to_owned();
            let page = person.get(&import).await;
            assert_eq!(page.status, 200);
            if !plain(&page).contains("En cours") {
                return (import, page);
            }
        } else if plain(&shown).contains("Rien n’a été importé") {
            return (order, shown);
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_is_sent_followed_and_reported_row_by_row() {
    let instance = Instance::new().await;
    let person = instance.signed_in(Role::Administrator).await;
    let empty = person.get(IMPORTS).await;
    assert!(plain(&empty).contains("Rien n’a encore été importé"));
    let placed = person
        .send(IMPORTS, &parts("mediation-numerique", &three()))
        .await;
    let waits = person.get(placed.header("location")).await;
    assert!(
        plain(&waits).contains("Cet import va commencer"),
        "{}",
        waits.text
    );
    assert!(plain(&waits).contains("Voir où il en est"));
    instance.start_jobs();

    let (import, page) = followed(&person, &placed).await;
    let text = plain(&page);
    for words in [
        "Terminé",
        "lieux.csv",
        "par administrator",
        "3 lignes",
        "2 nouvelles, 1 réparée et 1 refusée",
        "Ligne 3 : nouvelle fiche",
        "Ligne 4 : refusée",
        "<code>telephone</code> <q>241000002</q>",
    ] {
        assert!(text.contains(words), "no `{words}` in {text}");
    }
    for (word, row, others) in [
        ("refusees", "Ligne 4", ["Ligne 2", "Ligne 3"]),
        ("reparees", "Ligne 3", ["Ligne 2", "Ligne 4"]),
    ] {
        let narrowed = plain(&person.get(&format!("{import}?sort={word}")).await);
        assert!(narrowed.contains(row), "{word}: {narrowed}");
        assert!(
            !others.iter().any(|other| narrowed.contains(other)),
            "{word}"
        );
    }
    let none = person.get(&format!("{import}?sort=laissees")).await;
    assert!(plain(&none).contains("Aucune ligne ici"));

    let csv = person.get(&format!("{import}/rapport.csv")).await;
    assert_eq!(csv.header("content-type"), "text/csv; charset=utf-8");
    assert!(csv.header("content-disposition").contains("import-1.csv"));
    assert!(
        csv.text
            .starts_with("row,outcome,subject,field,value,remark\n2,taken,")
    );
    assert_eq!(csv.text.matches(",refused,").count(), 1, "{}", csv.text);
    let txt = person.get(&format!("{import}/rapport.txt")).await;
    assert!(txt.text.contains("ligne 4, refusée"), "{}", txt.text);
    let english = person.get(&format!("{import}/rapport.txt?lang=en")).await;
    assert!(english.text.contains("row 4, refused"), "{}", english.text);

    // The same file again changes nothing, and the directory shows what came.
    let placed = person
        .send(IMPORTS, &parts("mediation-numerique", &three()))
        .await;
    let (_, again) = followed(&person, &placed).await;
    assert!(plain(&again).contains("2 inchangées"), "{}", plain(&again));
    let listed = plain(&person.get(IMPORTS).await);
    assert!(
        listed.contains("Import 2") && listed.contains("Import 1"),
        "{listed}"
    );
    let found = instance.get("/annuaire?q=espace").await;
    assert!(plain(&found).contains("Espace numérique n° 1"));
    // Nothing of the files stays behind.
    let left = std::fs::read_dir(instance.folder.join("imports")).unwrap();
    assert_eq!(left.count(), 0);

    let mediator = instance.signed_in(Role::Mediator).await;
    assert_eq!(mediator.get(&import).await.status, 200);
    let page = mediator.get(IMPORTS).await;
    assert!(
        !page.text.contains("/imports/nouveau"),
        "a link that is refused"
    );
    let refused = mediator.send(IMPORTS, &parts("openagenda", "[]")).await;
    assert_eq!(refused.status, 403);
}

#[tokio::test]
async fn one_import_works_at_a_time() {
    let instance = Instance::new().await;
    let person = instance.signed_in(Role::Administrator).await;
    let three = three();
    let parts = parts("mediation-numerique", &three);
    let (one, two) = tokio::join!(person.send(IMPORTS, &parts), person.send(IMPORTS, &parts));
    let mut both = [one.status, two.status];
    both.sort_unstable();
    assert_eq!(both, [303, 422]);
    for path in ["/administration/imports/nouveau", IMPORTS] {
        let page = plain(&person.get(path).await);
        assert!(page.contains("Suivre cet import"), "{path}");
        assert!(!page.contains("<input type=\"file\""), "{path}");
    }
    let files = std::fs::read_dir(instance.folder.join("imports")).unwrap();
    assert_eq!(files.count(), 1);
}

#[tokio::test]
async fn what_does_not_fit_is_said_at_its_field() {
    let instance = Instance::new().await;
    let person = instance.signed_in(Role::Administrator).await;
    let file: Part = ("fichier", Some("a.csv"), b"a,b\n");
    let none: Part = ("fichier", Some(""), b"");
    let format = |name: &'static str| -> Part<'static> { ("format", None, name.as_bytes()) };
    let text = |field, value: &'static str| -> Part<'static> { (field, None, value.as_bytes()) };
    let good = format("mediation-numerique");
    let cases: [(Vec<Part>, &str); 9] = [
        (
            vec![good, none],
            "Choisissez un fichier, ou écrivez son adresse",
        ),
        (
            vec![good, file, text("adresse", "https://a.example.org/b")],
            "pas les deux",
        ),
        (
            vec![good, text("adresse", "http://a.example.org/b")],
            "Cette adresse ne convient pas",
        ),
        (
            vec![good, text("adresse", "https://127.0.0.1/b")],
            "Cette adresse ne convient pas",
        ),
        (
            vec![good, text("departement", "Maine"), file],
            "Ce code n’est pas celui",
        ),
        (vec![format("mapped"), file], "Ce format demande une table"),
        (
            vec![format("mapped"), text("correspondance", "../x"), file],
            "Ce format demande une table",
        ),
        (
            vec![good, ("correspondance-fichier", Some("a.toml"), b"x"), file],
            "Une table de correspondance ne sert qu’à",
        ),
        (
            vec![format("zip"), file],
            "Choisissez un format de la liste",
        ),
    ];
    for (parts, words) in cases {
        let answer = person.send(IMPORTS, &parts).await;
        assert_eq!(answer.status, 422, "{words}");
        let text = plain(&answer);
        assert!(
            text.contains("error-summary") && text.matches(words).count() == 2,
            "{words}"
        );
        // The page has an address of its own again: its links in other languages lead to the form.
        assert!(text.contains("/administration/imports/nouveau?lang=en"));
    }
    assert_eq!(instance.app.orders.open().await.unwrap(), None);
    // What was sent and came to nothing went away.
    let left = std::fs::read_dir(instance.folder.join("imports")).unwrap();
    assert_eq!(left.count(), 0);
    // A file that is not of its format is an import that did not begin.
    let parts = parts("mediation-numerique", "id,pivo\n1,2\n");
    instance.start_jobs();
    let placed = person.send(IMPORTS, &parts).await;
    let (_, page) = followed(&person, &placed).await;
    assert!(plain(&page).contains("La colonne"), "{}", page.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_may_be_large_and_has_a_bound() {
    let bounds = Imports {
        upload_bytes_max: 4 * 1024 * 1024,
        ..Imports::default()
    };
    let instance = Instance::importing(bounds, Rule::default()).await;
    let person = instance.signed_in(Role::Administrator).await;
    let rows = |count| -> String {
        let rows: String = (1..=count)
            .map(|number| row(number, "+33241000001"))
            .collect();
        format!("{HEAD}{rows}")
    };
    // More than a form of a visitor may have, and more than that of an import.
    let (fits, large) = (rows(12_000), rows(20_000));
    assert!(
        fits.len() > 2 * 1024 * 1024 && fits.len() < 4 * 1024 * 1024,
        "{}",
        fits.len()
    );
    assert!(large.len() > 4 * 1024 * 1024, "{}", large.len());
    let refused = person
        .send(IMPORTS, &parts("mediation-numerique", &large))
        .await;
    assert_eq!(refused.status, 413);
    assert_eq!(instance.app.orders.open().await.unwrap(), None);
    let left = std::fs::read_dir(instance.folder.join("imports"));
    assert_eq!(left.map_or(0, Iterator::count), 0);
    let elsewhere = person
        .send("/administration/comptes", &parts("a", &fits))
        .await;
    assert_eq!(elsewhere.status, 413);
    let placed = person
        .send(IMPORTS, &parts("mediation-numerique", &fits))
        .await;
    assert_eq!(placed.status, 303);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_is_fetched_and_its_failure_said() {
    let outside = Router::new()
        .route("/lieux.csv", get(|| async { three() }))
        .route("/absent.csv", get(|| async { StatusCode::NOT_FOUND }));
    let rule = https::serve(&["data.example.org"], outside).await;
    let port = https::port(&rule);
    let instance = Instance::importing(Imports::default(), rule).await;
    instance.start_jobs();
    let person = instance.signed_in(Role::Administrator).await;
    let fetch = async |path: &str| {
        let address = format!("https://data.example.org:{port}{path}");
        let parts: [Part; 3] = [
            ("format", None, b"mediation-numerique"),
            ("fichier", Some(""), b""),
            ("adresse", None, address.as_bytes()),
        ];
        let placed = person.send(IMPORTS, &parts).await;
        followed(&person, &placed).await.1
    };
    let absent = plain(&fetch("/absent.csv").await);
    assert!(
        absent.contains("n’a pas pu être téléchargé") && absent.contains("404"),
        "{absent}"
    );
    let taken = plain(&fetch("/lieux.csv").await);
    assert!(taken.contains("2 nouvelles"), "{taken}");
}

on_both!(a_server_that_is_killed_goes_on_with_its_import);

async fn a_server_that_is_killed_goes_on_with_its_import(url: Option<&str>) {
    let folder = tempfile::tempdir().unwrap();
    let maille = Maille::init_on(folder.path(), url);
    let app = App::open_existing(&maille.folder).await.unwrap();
    let rows: String = (1..=6_000)
        .map(|number| row(number, "+33241000001"))
        .collect();
    let draft = app.orders.draft().unwrap();
    std::fs::write(draft.path(), format!("{HEAD}{rows}")).unwrap();
    let order = NewOrder {
        format: "mediation-numerique".into(),
        input: "lieux.csv".into(),
        ordered_by: "Camille".into(),
        ..NewOrder::default()
    };
    let order = app.orders.place(order, Some(draft)).await.unwrap();
    app.close().await;
    // What a process left that was killed while a file came.
    let orphan = maille.folder.join("imports/.tmp-orphan");
    std::fs::write(&orphan, "half").unwrap();
    let serve = ["serve", "--listen", "127.0.0.1:0"];
    for wait_for in [1_000, 2_000] {
        let mut server = maille.start(&serve);
        kill_once_taken(&maille, &mut server, wait_for).await;
        let app = App::open_existing(&maille.folder).await.unwrap();
        let now = app.orders.get(&order.id).await.unwrap().unwrap();
        assert!(now.ended.is_none() && now.run == Some(1), "{now:?}");
        app.close().await;
    }
    let mut server = maille.start(&serve);
    let app = App::open_existing(&maille.folder).await.unwrap();
    let began = std::time::Instant::now();
    while app.orders.open().await.unwrap().is_some() {
        assert!(began.elapsed() < WAIT_MAX, "it does not go on");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    app.close().await;
    server.kill().unwrap();
    server.wait().unwrap();
    assert!(!orphan.exists());
    let all = places(&maille).await;
    assert_eq!(all.len(), 6_000);
    assert!(all.iter().all(|(_, revision)| *revision == 1));
    let listed = maille.run(&["imports"]).check().out;
    assert_eq!(listed.lines().count(), 1, "{listed}");
}
