//! Several imports at once, each a program of its own: nothing is doubled, whoever comes second hears who is at work and what to
//! do, and a kill of one leaves the other as it was.

use std::process::{Child, Stdio};
use std::time::Duration;

use maille::app::App;
use maille::imports::run::{Complete, Import, ImportError, Request};
use maille::imports::{Format, Options};

use crate::imports::{HEAD, file, places, row};
use crate::support::Maille;
use crate::support::both::on_both;
use crate::support::process::{Said, said};

const ROWS: usize = 2_000;

fn rows(numbers: std::ops::Range<usize>) -> String {
    let rows: String = numbers.map(|number| row(number, "+33241000001")).collect();
    format!("{HEAD}{rows}")
}

/// Starts and listens.
fn begun(maille: &Maille, arguments: &[&str]) -> Child {
    maille
        .command(arguments)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

fn ended(child: Child) -> Said {
    said(&child.wait_with_output().unwrap())
}

async fn each_once(maille: &Maille, count: usize) {
    let found = places(maille).await;
    assert_eq!(found.len(), count);
    assert!(found.iter().all(|(_, revision)| *revision == 1));
}

on_both!(the_same_file_twice_at_once_is_taken_by_one);

async fn the_same_file_twice_at_once_is_taken_by_one(url: Option<&str>) {
    let folder = tempfile::tempdir().unwrap();
    let maille = Maille::init_on(folder.path(), url);
    let path = file(folder.path(), "lieux.csv", rows(0..ROWS));
    let other = file(folder.path(), "autres.csv", rows(500..ROWS + 500));
    let import = ["import", "mediation-numerique", &path];
    let another = ["import", "mediation-numerique", &other];
    let three = [&import, &import, &another].map(|words| begun(&maille, words));
    let (first, second): (Vec<Said>, Vec<Said>) =
        three.map(ended).into_iter().partition(|said| said.ok);
    assert_eq!(
        (first.len(), second.len()),
        (1, 2),
        "{first:#?} {second:#?}"
    );
    for loser in second {
        // Which import, of which file, of whom; and what to do.
        loser.refused(&[
            "l’import 1 (",
            ".csv",
            "la ligne de commande",
            "la source mediation-numerique",
            "attendez sa fin",
        ]);
    }
    for words in [import, another] {
        maille.run(&words).check();
    }
    each_once(&maille, ROWS + 500).await;
}

on_both!(two_sources_at_once_that_tell_of_the_same_places_double_none);

async fn two_sources_at_once_that_tell_of_the_same_places_double_none(url: Option<&str>) {
    let folder = tempfile::tempdir().unwrap();
    let maille = Maille::init_on(folder.path(), url);
    // The file names the source as the second run does: both make the same keys.
    let text = rows(0..ROWS).replace(",Essai,", ",essai,");
    let path = file(folder.path(), "lieux.csv", text);
    let import = ["import", "mediation-numerique", &path];
    let named = [&import[..], &["--source", "essai"]].concat();
    let both = [begun(&maille, &import), begun(&maille, &named)].map(|one| ended(one).check());
    let new: usize = both.iter().map(|said| counted(said, " nouvelle")).sum();
    let same: usize = both.iter().map(|said| counted(said, " inchangée")).sum();
    assert_eq!((new, same), (ROWS, ROWS), "{both:#?}");
    each_once(&maille, ROWS).await;
}

/// The number before a word of a summary.
fn counted(said: &Said, word: &str) -> usize {
    let plain = said.out.replace(['\u{202f}', '\u{a0}'], "");
    let Some((before, _)) = plain.split_once(word) else {
        return 0;
    };
    let digits: String = before
        .chars()
        .rev()
        .take_while(char::is_ascii_digit)
        .collect();
    let digits: String = digits.chars().rev().collect();
    digits.parse().unwrap_or_default()
}

on_both!(a_kill_of_one_import_leaves_the_other_at_work);

async fn a_kill_of_one_import_leaves_the_other_at_work(url: Option<&str>) {
    let folder = tempfile::tempdir().unwrap();
    let maille = Maille::init_on(folder.path(), url);
    let path = |name: &str, rows| file(folder.path(), name, rows);
    let (one, two) = (
        path("un.csv", rows(0..ROWS)),
        path("deux.csv", rows(0..3 * ROWS)),
    );
    let killed = ["import", "mediation-numerique", &one, "--source", "un"];
    let goes_on = ["import", "mediation-numerique", &two, "--source", "deux"];
    let mut other = begun(&maille, &goes_on);
    for delay_ms in [70, 400, 900, 1_400] {
        let mut child = maille.start(&killed);
        tokio::time::sleep(Duration::from_millis(delay_ms)).await;
        child.kill().unwrap();
        child.wait().unwrap();
        let database = maille.database().await;
        let mut write = database.write().await.unwrap();
        let old =
            "update import_run set alive = alive - 3600000 where source = 'un' and ended is null";
        maille::database::sql::query(old)
            .execute(&mut *write)
            .await
            .unwrap();
        write.commit().await.unwrap();
        database.close().await;
    }
    // It was at work all the time, or at its end already.
    let still = other.try_wait().unwrap();
    assert!(still.is_none_or(|status| status.success()), "{still:?}");
    let first = maille.run(&killed).check();
    let said = ended(other).check();
    assert_eq!(counted(&said, " nouvelle"), 3 * ROWS, "{said:#?}");
    // Of a last kill that came a moment after its end, there is nothing left to go on with.
    let all = [" nouvelle", " inchangée"].map(|word| counted(&first, word));
    assert!(all == [ROWS, 0] || all == [0, ROWS], "{first:#?}");
    each_once(&maille, 4 * ROWS).await;
}

on_both!(who_stood_still_for_too_long_keeps_nothing_of_what_another_went_on_with);

async fn who_stood_still_for_too_long_keeps_nothing_of_what_another_went_on_with(
    url: Option<&str>,
) {
    let folder = tempfile::tempdir().unwrap();
    let maille = Maille::init_on(folder.path(), url);
    let path = file(folder.path(), "lieux.csv", rows(0..1_200));
    let app = App::open_existing(&maille.folder).await.unwrap();
    let request = || Request {
        format: Format::MediationNumerique,
        options: Options::new(jiff::civil::date(2026, 11, 22)),
        path: path.clone().into(),
        name: path.clone(),
        mapping: String::new(),
        begun_by: String::new(),
        complete: Complete::No,
    };
    let mut asleep = Import::begin(&app.directory, request()).await.unwrap();
    asleep.step().await.unwrap().unwrap();
    let busy = Import::begin(&app.directory, request()).await;
    assert!(matches!(busy.err(), Some(ImportError::Busy(_))));
    let mut write = app.directory.database().write().await.unwrap();
    maille::database::sql::query("update import_run set alive = alive - 60000")
        .execute(&mut *write)
        .await
        .unwrap();
    write.commit().await.unwrap();
    let mut next = Import::begin(&app.directory, request()).await.unwrap();
    assert!(next.resumed() && next.run().number == asleep.run().number);
    next.step().await.unwrap().unwrap();
    let late = asleep.step().await;
    assert!(matches!(late, Err(ImportError::Overtaken(1))), "{late:?}");
    while next.step().await.unwrap().is_some() {}
    assert_eq!((next.run().rows, next.run().counts.taken), (1_200, 1_200));
    app.close().await;
    each_once(&maille, 1_200).await;
}
