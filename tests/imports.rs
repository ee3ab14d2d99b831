//! Imports and exports as an administrator runs them: reports, the same again, kills, and files that are not what they say.

use std::time::Duration;

use maille::app::App;
use maille::directory::{Reader, Search};

use crate::support::Maille;
use crate::support::both::on_both;

pub const HEAD: &str = "id,pivot,nom,commune,code_postal,code_insee,adresse,complement_adresse,latitude,longitude,typologie,telephone,\
courriels,site_web,horaires,presentation_resume,presentation_detail,source,itinerance,structure_parente,date_maj,services,\
publics_specifiquement_adresses,prise_en_charge_specifique,frais_a_charge,dispositif_programmes_nationaux,formations_labels,\
autres_formations_labels,modalites_acces,modalites_accompagnement,fiche_acces_libre,prise_rdv\n";

/// A place of the fictional Val-d’Essai; `telephone` as the producer typed it.
pub fn row(number: usize, telephone: &str) -> String {
    format!(
        "essai-{number},00000000000000,Espace numérique n° {number},Saint-Essai,49000,49007,{number} rue du Moulin,,47.47,-0.55,\
         ASSO,{telephone},,,Mo-Fr 09:00-12:00,,,Essai,,,2026-01-15,Accès internet et matériel informatique,,,Gratuit,,,,\
         Se présenter|Téléphoner,,,\n"
    )
}

pub fn file(folder: &std::path::Path, name: &str, text: impl AsRef<[u8]>) -> String {
    let path = folder.join(name);
    std::fs::write(&path, text).unwrap();
    path.to_str().unwrap().to_owned()
}

pub async fn places(maille: &Maille) -> Vec<(String, u64)> {
    let app = App::open_existing(&maille.folder).await.unwrap();
    let mut found = Vec::new();
    let mut last = None;
    loop {
        let page = app
            .directory
            .published_after("place", last.as_ref(), 500)
            .await
            .unwrap();
        if page.is_empty() {
            break;
        }
        found.extend(
            page.iter()
                .map(|record| (record.key.clone().unwrap(), record.revision)),
        );
        last = page.into_iter().next_back();
    }
    assert_eq!(app.directory.database().check().await.unwrap(), "ok");
    app.close().await;
    found
}

on_both!(a_file_is_taken_explained_and_taken_once);

async fn a_file_is_taken_explained_and_taken_once(url: Option<&str>) {
    let folder = tempfile::tempdir().unwrap();
    let maille = Maille::init_on(folder.path(), url);
    let text = format!(
        "{HEAD}{}{}{}",
        row(1, "+33241000001"),
        row(2, "241000002"),
        row(1, "+33241000003")
    );
    let path = file(folder.path(), "lieux.csv", &text);
    let import = ["import", "mediation-numerique", &path];

    let first = maille.run(&import).check();
    assert!(
        first.out.contains("2 nouvelles, 1 refusée, dont 1 réparée"),
        "{}",
        first.out
    );
    // Which row, which field, which value, and what was done.
    assert!(
        first.out.contains("telephone « 241000002 »"),
        "{}",
        first.out
    );
    let before = places(&maille).await;
    assert_eq!(before.len(), 2);

    let again = maille.run(&import).check();
    assert!(
        again
            .out
            .contains("aucune nouvelle, 2 inchangées, 1 refusée"),
        "{}",
        again.out
    );
    assert_eq!(places(&maille).await, before);

    let english = maille
        .run(&["import", "mediation-numerique", &path, "--lang", "en"])
        .check();
    assert!(
        english.out.contains("none new, 2 unchanged, 1 refused"),
        "{}",
        english.out
    );

    let changed = text.replace("Espace numérique n° 2", "Espace numérique rénové");
    std::fs::write(&path, changed).unwrap();
    let changed = maille.run(&import).check();
    assert!(
        changed
            .out
            .contains("aucune nouvelle, 1 changée, 1 inchangée"),
        "{}",
        changed.out
    );
    let after = places(&maille).await;
    assert_eq!(after.iter().map(|(_, revision)| revision).sum::<u64>(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_report_stands_as_text_and_as_a_table() {
    let folder = tempfile::tempdir().unwrap();
    let maille = Maille::init(folder.path());
    let text = format!(
        "{HEAD}{}{}",
        row(1, "241000002"),
        row(2, "").replace("Espace numérique n° 2", "")
    );
    let path = file(folder.path(), "lieux.csv", text);
    maille
        .run(&["import", "mediation-numerique", &path])
        .check();

    let listed = maille.run(&["imports"]).check();
    assert!(listed.out.contains("lieux.csv"), "{}", listed.out);
    let report = maille.run(&["imports", "1"]).check();
    assert!(
        report.out.contains("refusée") && report.out.contains("nom"),
        "{}",
        report.out
    );
    let csv = folder.path().join("rapport.csv");
    maille
        .run(&["imports", "1", "--csv", csv.to_str().unwrap()])
        .check();
    let table = std::fs::read_to_string(&csv).unwrap();
    assert!(
        table.starts_with("row,outcome,subject,field,value,remark\n"),
        "{table}"
    );
    assert_eq!(table.matches(",refused,").count(), 1, "{table}");
    maille
        .run(&["imports", "99"])
        .refused(&["il n’y a pas d’import 99"]);
}

on_both!(a_correction_from_here_outlives_the_next_edition);

async fn a_correction_from_here_outlives_the_next_edition(url: Option<&str>) {
    let folder = tempfile::tempdir().unwrap();
    let maille = Maille::init_on(folder.path(), url);
    let path = file(
        folder.path(),
        "lieux.csv",
        format!("{HEAD}{}", row(1, "+33241000001")),
    );
    maille
        .run(&["import", "mediation-numerique", &path])
        .check();
    let (key, _) = places(&maille).await.remove(0);
    let shown = maille.run(&["record", "get", "place", &key]).check().out;
    let content: String =
        shown[shown.find('{').unwrap()..].replace("02 41 00 00 01", "02 41 99 99 99");
    assert!(content.contains("02 41 99 99 99"), "{shown}");
    maille
        .run(&["record", "put", "place", &key, "--content", &content])
        .check();

    std::fs::write(
        &path,
        format!("{HEAD}{}", row(1, "+33241000007")).replace("rue du Moulin", "place du Marché"),
    )
    .unwrap();
    maille
        .run(&["import", "mediation-numerique", &path])
        .check();
    let shown = maille.run(&["record", "get", "place", &key]).check().out;
    assert!(
        shown.contains("02 41 99 99 99") && shown.contains("place du Marché"),
        "{shown}"
    );
    let history = maille
        .run(&["record", "history", "place", &key])
        .check()
        .out;
    for words in [
        "/telephone = \"02 41 99 99 99\" : corrigé ici par command line",
        "la source dit \"02 41 00 00 07\"",
        "révision 1 (published), remplacée",
    ] {
        assert!(history.contains(words), "no `{words}` in {history}");
    }
    // Back before the correction: the address of that time too, and the source is followed again where it says the same.
    maille
        .run(&["record", "undo", "place", &key, "--revision", "1"])
        .check();
    let shown = maille.run(&["record", "get", "place", &key]).check().out;
    assert!(
        shown.contains("02 41 00 00 01") && shown.contains("rue du Moulin"),
        "{shown}"
    );
    maille
        .run(&["record", "undo", "place", &key, "--revision", "99"])
        .refused(&["maille record history"]);
}

on_both!(an_import_that_is_killed_goes_on_where_it_was);

async fn an_import_that_is_killed_goes_on_where_it_was(url: Option<&str>) {
    let folder = tempfile::tempdir().unwrap();
    let maille = Maille::init_on(folder.path(), url);
    let rows: String = (1..=9_000)
        .map(|number| row(number, "+33241000001"))
        .collect();
    let path = file(folder.path(), "lieux.csv", format!("{HEAD}{rows}"));
    let import = ["import", "mediation-numerique", &path];
    let mut before = 0;
    for wait_for in [1_000, 3_000, 4_000] {
        let mut child = maille.start(&import);
        kill_once_taken(&maille, &mut child, wait_for).await;
        let now = places(&maille).await.len();
        assert!(now >= before && now < 9_000, "{before} before, {now} now");
        before = now;
    }
    let last = maille.run(&import).check();
    assert!(last.err.contains("il continue"), "{last:#?}");
    assert!(
        last.out.contains("9000 nouvelles") || last.out.contains("9\u{202f}000 nouvelles"),
        "{}",
        last.out
    );
    let keys = places(&maille).await;
    assert_eq!(keys.len(), 9_000);
    assert!(keys.iter().all(|(_, revision)| *revision == 1));
}

/// Kills a program in the middle of its import, as soon as that many places stand; nobody waits a minute afterwards for the sign
/// of life of a process that is gone.
pub async fn kill_once_taken(maille: &Maille, child: &mut std::process::Child, wait_for: i64) {
    kill_once(maille, child, ("published", wait_for)).await;
}

/// The same, as soon as that many records stand in a state.
pub async fn kill_once(
    maille: &Maille,
    child: &mut std::process::Child,
    (state, wait_for): (&str, i64),
) {
    let app = App::open_existing(&maille.folder).await.unwrap();
    let database = app.directory.database();
    let taken = async || {
        let count = "select count(*) from record where state = $1";
        let count = maille::database::sql::query_scalar::<i64>(count).bind(state);
        count.fetch_one(database.readers()).await.unwrap()
    };
    while taken().await < wait_for {
        assert!(child.try_wait().unwrap().is_none(), "it ended by itself");
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    child.kill().unwrap();
    child.wait().unwrap();
    let mut write = database.write().await.unwrap();
    make_signs_of_life_old(&mut write).await;
    write.commit().await.unwrap();
    app.close().await;
}

/// Makes every sign of life an hour old, claims of jobs too: nobody waits a minute for a process that was killed.
async fn make_signs_of_life_old(write: &mut maille::database::Write) {
    for statement in [
        "update import_run set alive = alive - 3600000",
        "update job_claim set until = until - 3600000",
    ] {
        maille::database::sql::query(statement)
            .execute(&mut **write)
            .await
            .unwrap();
    }
}

on_both!(files_that_are_not_what_they_say_are_refused_with_the_mend);

async fn files_that_are_not_what_they_say_are_refused_with_the_mend(url: Option<&str>) {
    let folder = tempfile::tempdir().unwrap();
    let maille = Maille::init_on(folder.path(), url);
    let at = folder.path();
    let cases: [(&str, String, &[&str]); 8] = [
        ("mediation-numerique", file(at, "vide.csv", ""), &["vide"]),
        (
            "mediation-numerique",
            file(at, "autre.csv", "id,pivo,nom\n1,2,3\n"),
            &["La colonne", "Colonnes du fichier"],
        ),
        (
            "mediation-numerique",
            file(at, "zip.csv", b"PK\x03\x04\0\0\0\0rest"),
            &["Décompressez"],
        ),
        (
            "local-services",
            file(at, "coupe.json", "{\"service\":[{\"id\":\"a\""),
            &["s’arrête au milieu"],
        ),
        (
            "openagenda",
            file(at, "texte.json", "{\"events\": oups}"),
            &["JSON"],
        ),
        (
            "mediation-numerique",
            at.join("absent.csv").to_str().unwrap().to_owned(),
            &["ne se lit pas"],
        ),
        (
            "france-services",
            file(at, "tableau.json", "a,b\n1,2\n"),
            &["JSON"],
        ),
        ("mapped", file(at, "a.json", "[]"), &["--mapping"]),
    ];
    for (format, path, words) in cases {
        let said = maille.run(&["import", format, &path]);
        assert!(matches!(said.code, Some(1 | 2)), "{said:#?}");
        for word in words {
            assert!(
                said.err.contains(word) || said.out.contains(word),
                "no `{word}` in {said:#?}"
            );
        }
    }
    maille
        .run(&["import", "mediation", "a.csv"])
        .refused(&["mediation-numerique"]);
    let mapping = file(at, "m.toml", "name = 3");
    maille
        .run(&[
            "import",
            "mapped",
            &file(at, "b.json", "[]"),
            "--mapping",
            &mapping,
        ])
        .refused(&[]);
    assert!(places(&maille).await.is_empty());
    let app = App::open_existing(&maille.folder).await.unwrap();
    let all = Search::new(&[])
        .count(&app.directory, &Reader::host())
        .await
        .unwrap();
    assert_eq!(all, 0);
    app.close().await;
}
