//! A database of every older program: copied as it was, then brought up in one go; killed in between, and brought up again.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use sqlx::migrate::{Migration, Migrator};
use tempfile::TempDir;

use super::super::migrate::{known, migrate};
use super::super::upgrade::is_copy_before_upgrade;
use super::*;

fn steps_to(last: i64) -> Migrator {
    let steps: Vec<Migration> = known(Dialect::Sqlite)
        .iter()
        .filter(|step| step.version <= last)
        .cloned()
        .collect();
    Migrator::with_migrations(steps)
}

/// A database as the program with this last step left it.
async fn left_by(folder: &TempDir, last: i64) -> PathBuf {
    let path = file(folder);
    let location = Location::File(path.clone());
    let (writer, _) = sqlite::open(&path, &location).await.unwrap();
    let writer = Pool::Sqlite(writer);
    migrate(&writer, &location, &steps_to(last)).await.unwrap();
    writer.close().await;
    path
}

fn copies(folder: &TempDir) -> BTreeSet<String> {
    let names = std::fs::read_dir(folder.path()).unwrap();
    let names = names.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    names.filter(|name| is_copy_before_upgrade(name)).collect()
}

async fn step_of(path: &Path) -> i64 {
    let location = Location::File(path.to_owned());
    let (writer, _) = sqlite::open(path, &location).await.unwrap();
    let writer = Pool::Sqlite(writer);
    let step = migrate::step_of(&writer).await.unwrap();
    writer.close().await;
    step
}

#[tokio::test]
async fn a_database_of_each_older_program_is_brought_up_in_one_go_and_copied_before() {
    let steps = known(Dialect::Sqlite).iter().map(|step| step.version);
    for last in steps.filter(|step| *step < Database::step_known()) {
        let folder = tempfile::tempdir().unwrap();
        let path = left_by(&folder, last).await;
        let database = Database::open(&path).await.unwrap();
        assert_eq!(database.step().await.unwrap(), Database::step_known());
        assert_eq!(database.check().await.unwrap(), "ok");
        database.close().await;
        let fresh = tempfile::tempdir().unwrap();
        let new = Database::open(&file(&fresh)).await.unwrap();
        let again = Database::open(&path).await.unwrap();
        assert_eq!(tables(&again).await, tables(&new).await, "from step {last}");
        again.close().await;
        let copy = format!(
            "{}.before-step-{last}",
            path.file_name().unwrap().to_str().unwrap()
        );
        assert_eq!(copies(&folder), BTreeSet::from([copy.clone()]));
        assert_eq!(step_of(&folder.path().join(copy)).await, last);
    }
}

#[tokio::test]
async fn a_new_database_and_one_of_today_are_not_copied() {
    let folder = tempfile::tempdir().unwrap();
    for _ in 0..2 {
        let database = Database::open(&file(&folder)).await.unwrap();
        database.close().await;
        assert_eq!(copies(&folder), BTreeSet::new());
    }
}

/// Killed in a copy, and an older program came between.
#[tokio::test]
async fn an_upgrade_that_was_killed_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let path = left_by(&folder, 3).await;
    let name = path.file_name().unwrap().to_str().unwrap();
    std::fs::write(
        folder.path().join(format!("{name}.before-step-3.part-1")),
        "half",
    )
    .unwrap();
    let location = Location::File(path.clone());
    let (writer, _) = sqlite::open(&path, &location).await.unwrap();
    let writer = Pool::Sqlite(writer);
    migrate(&writer, &location, &steps_to(5)).await.unwrap();
    writer.close().await;

    let database = Database::open(&path).await.unwrap();
    assert_eq!(database.step().await.unwrap(), Database::step_known());
    database.close().await;
    let wanted = [3, 5].map(|step| format!("{name}.before-step-{step}"));
    assert_eq!(copies(&folder), BTreeSet::from(wanted));
}

#[tokio::test]
async fn no_room_for_the_copy_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = left_by(&folder, 3).await;
    // Something stands where the copy is written.
    let name = path.file_name().unwrap().to_str().unwrap();
    let part = format!("{name}.before-step-3.part-{}", std::process::id());
    std::fs::create_dir(folder.path().join(part)).unwrap();
    let refused = Database::open(&path).await.unwrap_err();
    assert!(
        matches!(refused, DatabaseError::NotCopied { .. }),
        "{refused:?}"
    );
    assert_eq!(step_of(&path).await, 3);
}

#[tokio::test]
async fn many_may_bring_one_database_up_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let path = left_by(&folder, 3).await;
    let opened: Vec<_> = (0..12)
        .map(|_| {
            let place = Location::File(path.clone());
            tokio::spawn(async move { Database::open(place).await.map(|_| ()) })
        })
        .collect();
    for open in opened {
        open.await.unwrap().unwrap();
    }
    assert_eq!(step_of(&path).await, Database::step_known());
    let name = path.file_name().unwrap().to_str().unwrap();
    let copy = format!("{name}.before-step-3");
    assert_eq!(copies(&folder), BTreeSet::from([copy]));
}
