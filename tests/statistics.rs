//! How much the instance is used: what visitors open and search is counted, and who works here reads the sums.

use maille::accounts::Role;

use crate::support::Instance;

const PAGE: &str = "/administration/statistiques";

#[tokio::test(flavor = "multi_thread")]
async fn visitors_pages_and_searches_are_counted_and_nobody_who_is_signed_in() {
    let instance = Instance::guide().await;
    let auditor = instance.signed_in(Role::Auditor).await;
    let empty = auditor.get(PAGE).await;
    assert!(
        empty.text.contains("Rien n’a encore été compté"),
        "{}",
        empty.text
    );

    instance.get("/").await;
    instance.get("/?lang=en").await;
    instance.get("/demarches").await;
    for _ in 0..3 {
        instance.get("/recherche?q=zeppelin").await;
        instance.get("/recherche?q=06+12+34+56+78").await;
    }
    instance.get("/recherche?q=dupont").await;
    // Not pages, not answered, fetched ahead, or of somebody who works here.
    instance.get("/static/maille.css").await;
    instance.get("/nulle-part").await;
    instance.get("/demarches/nulle-part").await;
    instance.get_as("/", &[("sec-purpose", "prefetch")]).await;
    auditor.get("/").await;
    auditor.get("/recherche?q=zeppelin").await;

    let page = auditor.get(PAGE).await.text.replace('\u{a0}', " ");
    for words in [
        "10 pages ont été ouvertes",
        "7 recherches ont été faites. Sans réponse : 7.",
        "<dt>Accueil</dt><dd>2</dd>",
        "<dt>Recherche</dt><dd>7</dd>",
        "<dt>zeppelin</dt><dd>3</dd>",
    ] {
        assert!(page.contains(words), "{words}: {page}");
    }
    // Typed once, or no word: it may be about one person.
    for words in ["dupont", "06 12", "<script", "style="] {
        assert!(!page.contains(words), "{words}: {page}");
    }

    let file = auditor.get(&format!("{PAGE}.csv?jours=364")).await;
    assert_eq!(file.header("content-type"), "text/csv; charset=utf-8");
    let lines: Vec<&str> = file.text.lines().collect();
    assert_eq!(
        lines[0].trim_start_matches('\u{feff}'),
        "Jour;Chiffre;De quoi;Nombre"
    );
    let ends = |words: &str| lines.iter().filter(|line| line.ends_with(words)).count();
    assert_eq!(ends(";Pages ouvertes;Accueil;2"), 1, "{}", file.text);
    assert_eq!(ends(";Recherches sans réponse;Recherche;7"), 1);
    assert!(!file.text.contains("zeppelin"));

    // A period that nobody offers is the shortest one.
    let other = auditor.get(&format!("{PAGE}?jours=100000")).await;
    assert!(other.text.contains("jours=28\" aria-current"));
}
