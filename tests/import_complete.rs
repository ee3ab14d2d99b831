//! `maille import … --complete`: what a whole file no longer holds is withdrawn and told, comes back with it, and nothing else
//! moves.

use std::sync::Arc;

use maille::app::App;
use maille::directory::{Author, Reader, Record, Session, State};
use serde_json::Value;

use crate::imports::{HEAD, file, kill_once, places, row};
use crate::support::Maille;
use crate::support::both::on_both;

fn of(numbers: impl Iterator<Item = usize>) -> String {
    let rows: String = numbers.map(|number| row(number, "+33241000001")).collect();
    format!("{HEAD}{rows}")
}

async fn open(maille: &Maille) -> Arc<App> {
    App::open_existing(&maille.folder).await.unwrap()
}

async fn place(app: &App, key: &str) -> Record {
    let session = Session::new(&app.directory, Author::host("test"));
    session.get_by_key("place", key).await.unwrap()
}

async fn state(maille: &Maille, key: &str) -> State {
    let app = open(maille).await;
    let state = place(&app, key).await.state;
    app.close().await;
    state
}

on_both!(what_a_whole_file_no_longer_holds_is_withdrawn_told_and_comes_back);

async fn what_a_whole_file_no_longer_holds_is_withdrawn_told_and_comes_back(url: Option<&str>) {
    let folder = tempfile::tempdir().unwrap();
    let maille = Maille::init_on(folder.path(), url);
    let path = file(folder.path(), "lieux.csv", of(1..=9));
    let import = ["import", "mediation-numerique", &path];
    let whole = ["import", "mediation-numerique", &path, "--complete"];
    maille.run(&import).check();
    let other = file(folder.path(), "autre.csv", of(1..=1));
    let other = ["import", "mediation-numerique", &other, "--source", "autre"];
    maille.run(&other).check();
    maille
        .run(&[
            "record",
            "put",
            "place",
            "ici",
            "--content",
            "{\"name\": \"D’ici\"}",
        ])
        .check();
    // A person withdrew this one before.
    let app = open(&maille).await;
    let mut session = Session::new(&app.directory, Author::host("Zoé"));
    let three = place(&app, "essai:essai-3").await;
    session
        .set_state(&three.id, three.revision, State::Withdrawn)
        .await
        .unwrap();
    session.commit().await.unwrap();
    app.close().await;

    // 1 and 3 are not there; 2 is, in a row that is refused today; a file that is not said to be whole takes nothing away.
    let nameless = row(2, "").replace("Espace numérique n° 2", "");
    std::fs::write(&path, of(4..=9) + &nameless).unwrap();
    let usual = maille.run(&import).check();
    assert!(!usual.out.contains("retirée"), "{}", usual.out);
    assert_eq!(places(&maille).await.len(), 10);
    let said = maille.run(&whole).check();
    assert!(
        said.out
            .contains("aucune nouvelle, 6 inchangées, 1 refusée, 1 retirée"),
        "{}",
        said.out
    );
    let line = "absente du fichier, retirée : Espace numérique n° 1";
    let out = said.out.replace('\u{a0}', " ");
    assert!(out.contains(line), "{out}");
    assert_eq!(state(&maille, "essai:essai-1").await, State::Withdrawn);
    assert_eq!(state(&maille, "essai:essai-2").await, State::Published);
    let stay: Vec<String> = places(&maille)
        .await
        .into_iter()
        .map(|(key, _)| key)
        .collect();
    assert_eq!(stay.len(), 9, "{stay:?}");
    assert!(stay.contains(&"ici".to_owned()) && stay.contains(&"autre:essai-1".to_owned()));
    let report = maille.run(&["imports", "4"]).check().out;
    assert!(report.contains("absente du fichier"), "{report}");
    let csv = folder.path().join("r.csv");
    maille
        .run(&["imports", "4", "--csv", csv.to_str().unwrap()])
        .check();
    let table = std::fs::read_to_string(&csv).unwrap();
    assert!(
        table.contains("\n,withdrawn,Espace numérique n° 1,,essai:essai-1,"),
        "{table}"
    );
    let history = maille
        .run(&["record", "history", "place", "essai:essai-1"])
        .check()
        .out;
    assert!(history.contains("import mediation-numerique"), "{history}");

    // Again: nothing more. Then all are back in the file: what the file took away it gives back, what a person withdrew stays.
    let again = maille.run(&whole).check();
    assert!(!again.out.contains("retirée"), "{}", again.out);
    std::fs::write(&path, of(1..=9)).unwrap();
    let back = maille.run(&whole).check();
    assert!(back.out.contains("aucune nouvelle"), "{}", back.out);
    assert_eq!(state(&maille, "essai:essai-1").await, State::Published);
    assert_eq!(state(&maille, "essai:essai-3").await, State::Withdrawn);
    assert_eq!(places(&maille).await.len(), 10);

    // Withdrawn by the file, then decided by a person: it stays as the person left it.
    std::fs::write(&path, of(2..=9)).unwrap();
    maille.run(&whole).check();
    let app = open(&maille).await;
    let one = place(&app, "essai:essai-1").await;
    for (revision, state) in (one.revision..).zip([State::Published, State::Withdrawn]) {
        let mut session = Session::new(&app.directory, Author::host("Zoé"));
        session.set_state(&one.id, revision, state).await.unwrap();
        session.commit().await.unwrap();
    }
    app.close().await;
    std::fs::write(&path, of(1..=9)).unwrap();
    maille.run(&whole).check();
    assert_eq!(state(&maille, "essai:essai-1").await, State::Withdrawn);
}

on_both!(more_than_a_third_goes_only_when_a_person_says_so);

async fn more_than_a_third_goes_only_when_a_person_says_so(url: Option<&str>) {
    let folder = tempfile::tempdir().unwrap();
    let maille = Maille::init_on(folder.path(), url);
    let path = file(folder.path(), "lieux.csv", of(1..=9));
    let whole = ["import", "mediation-numerique", &path, "--complete"];
    maille.run(&whole).check();
    std::fs::write(&path, of(1..=5)).unwrap();
    maille
        .run(&whole)
        .refused(&["4 fiches sur 9", "--complete --allow-many"]);
    assert_eq!(places(&maille).await.len(), 9);
    let listed = maille.run(&["imports"]).check().out;
    assert!(listed.contains("arrêté avant la fin"), "{listed}");
    // A file that broke off says nothing of what it does not hold; nor does one without a row that fits.
    std::fs::write(&path, HEAD).unwrap();
    let _ = maille.run(&whole);
    std::fs::write(&path, "id,nom\n").unwrap();
    maille.run(&whole).refused(&["La colonne"]);
    assert_eq!(places(&maille).await.len(), 9);
    std::fs::write(&path, of(1..=6)).unwrap();
    let third = maille.run(&whole).check();
    assert!(third.out.contains("3 retirées"), "{}", third.out);
    std::fs::write(&path, of(1..=1)).unwrap();
    let many = [&whole[..], &["--allow-many"]].concat();
    let many = maille.run(&many).check();
    assert!(many.out.contains("5 retirées"), "{}", many.out);
    assert_eq!(places(&maille).await.len(), 1);
    maille
        .run(&["import", "mediation-numerique", &path, "--allow-many"])
        .refused(&["--complete"]);
    maille
        .run(&["import", "communes", &path, "--complete"])
        .refused(&["ne sert pas aux communes"]);
}

on_both!(a_department_that_was_not_asked_for_stays);

async fn a_department_that_was_not_asked_for_stays(url: Option<&str>) {
    let folder = tempfile::tempdir().unwrap();
    let maille = Maille::init_on(folder.path(), url);
    let elsewhere = |number: usize| {
        row(number, "")
            .replace("49000,49007", "53000,53130")
            .replace("47.47,-0.55", "48.07,-0.77")
    };
    let mayenne: String = (11..=14).map(elsewhere).collect();
    let path = file(folder.path(), "lieux.csv", of(1..=4) + &mayenne);
    let import = ["import", "mediation-numerique", &path];
    maille.run(&import).check();
    assert_eq!(places(&maille).await.len(), 8);
    std::fs::write(&path, of(1..=3) + &mayenne).unwrap();
    let here = [&import[..], &["--complete", "--department", "49"]].concat();
    let said = maille.run(&here).check();
    assert!(said.out.contains("1 retirée"), "{}", said.out);
    assert_eq!(places(&maille).await.len(), 7);
}

on_both!(a_record_of_two_sources_loses_what_the_one_said);

async fn a_record_of_two_sources_loses_what_the_one_said(url: Option<&str>) {
    let folder = tempfile::tempdir().unwrap();
    let maille = Maille::init_on(folder.path(), url);
    let without = |number: usize| row(number, "").replace("rue du Moulin", "r. du Moulin");
    let one = file(folder.path(), "un.csv", of(1..=4));
    let two = file(folder.path(), "deux.csv", format!("{HEAD}{}", without(1)));
    let un = [
        "import",
        "mediation-numerique",
        &one,
        "--source",
        "un",
        "--complete",
    ];
    let deux = ["import", "mediation-numerique", &two, "--source", "deux"];
    maille.run(&un).check();
    maille.run(&deux).check();
    let app = open(&maille).await;
    let (kept, gone) = (
        place(&app, "un:essai-1").await,
        place(&app, "deux:essai-1").await,
    );
    app.directory
        .merge((&kept.id, 1), (&gone.id, 1), "test")
        .await
        .unwrap();
    app.close().await;
    let content = async || {
        let app = open(&maille).await;
        let record = app.directory.get(&kept.id).await.unwrap().unwrap();
        app.close().await;
        assert_eq!(record.state, State::Published);
        serde_json::from_str::<Value>(&record.content).unwrap()
    };
    let before = content().await;
    assert_eq!(before["telephone"], "02 41 00 00 01");
    assert_eq!(before["address"]["street"], "1 rue du Moulin");
    std::fs::write(&one, of(2..=4)).unwrap();
    let said = maille.run(&un).check();
    assert!(said.out.contains("1 retirée"), "{}", said.out);
    assert!(said.out.contains("autres sources"), "{}", said.out);
    let left = content().await;
    assert_eq!(left["telephone"], Value::Null, "{left}");
    assert_eq!(left["address"]["street"], "1 r. du Moulin");
    // Nothing of that was a correction, and the other source is still followed.
    std::fs::write(
        &two,
        format!(
            "{HEAD}{}",
            without(1).replace("r. du Moulin", "place du Moulin")
        ),
    )
    .unwrap();
    maille.run(&deux).check();
    assert_eq!(content().await["address"]["street"], "1 place du Moulin");
    std::fs::write(&one, of(1..=4)).unwrap();
    maille.run(&un).check();
    let back = content().await;
    assert_eq!(back["telephone"], "02 41 00 00 01", "{back}");
    assert_eq!(back["address"]["street"], "1 rue du Moulin");
}

on_both!(two_rows_of_one_record_change_in_one_import);

async fn two_rows_of_one_record_change_in_one_import(url: Option<&str>) {
    let folder = tempfile::tempdir().unwrap();
    let maille = Maille::init_on(folder.path(), url);
    let path = file(folder.path(), "lieux.csv", of(1..=2));
    let import = ["import", "mediation-numerique", &path];
    maille.run(&import).check();
    let app = open(&maille).await;
    let (kept, gone) = (
        place(&app, "essai:essai-1").await,
        place(&app, "essai:essai-2").await,
    );
    app.directory
        .merge((&kept.id, 1), (&gone.id, 1), "test")
        .await
        .unwrap();
    app.close().await;
    std::fs::write(&path, of(1..=2).replace("rue du Moulin", "rue du Pont")).unwrap();
    let said = maille.run(&import).check();
    assert!(said.out.contains("2 changées"), "{}", said.out);
    let app = open(&maille).await;
    let now = app.directory.read(&kept.id, &Reader::visitor()).await;
    assert!(now.unwrap().unwrap().content.contains("1 rue du Pont"));
    app.close().await;
}

on_both!(a_withdrawal_that_is_killed_goes_on);

async fn a_withdrawal_that_is_killed_goes_on(url: Option<&str>) {
    const GONE: i64 = 4_000;
    let folder = tempfile::tempdir().unwrap();
    let maille = Maille::init_on(folder.path(), url);
    let path = file(folder.path(), "lieux.csv", of(0..GONE as usize + 10));
    let whole = ["import", "mediation-numerique", &path, "--complete"];
    maille.run(&whole).check();
    std::fs::write(&path, of(0..10)).unwrap();
    let many = [&whole[..], &["--allow-many"]].concat();
    for wait_for in [500, 1_500] {
        let mut child = maille.start(&many);
        kill_once(&maille, &mut child, ("withdrawn", wait_for)).await;
    }
    let last = maille.run(&many).check();
    assert!(last.err.contains("il continue"), "{last:#?}");
    let plain = last.out.replace(['\u{202f}', '\u{a0}'], " ");
    assert!(plain.contains("10 inchangées, 4000 retirées"), "{plain}");
    let report = maille.run(&["imports", "2"]).check().out;
    assert_eq!(report.matches("absente du fichier").count() as i64, GONE);
    assert_eq!(places(&maille).await.len(), 10);
    let app = open(&maille).await;
    // Once each: made, then withdrawn.
    assert_eq!(place(&app, "essai:essai-4000").await.revision, 2);
    app.close().await;
}
