//! Opening: new, again, at once, cut off, newer, foreign.

use sqlx::migrate::{Migration, MigrationType, Migrator};
use sqlx::{Connection as _, PgConnection, SqlSafeStr, SqliteConnection, SqlitePool};

use super::backend::{Backend, each_database};
use super::migrate::{known, migrate};
use super::sqlite::write_options;
use super::*;

use std::path::PathBuf;

fn file(folder: &tempfile::TempDir) -> PathBuf {
    folder.path().join("maille.db")
}

async fn tables(database: &Database) -> i64 {
    let question = match database.dialect() {
        Dialect::Sqlite => "select count(*) from sqlite_schema where type = 'table'",
        Dialect::Postgres => "select count(*) from pg_tables where schemaname = 'public'",
    };
    sql::query_scalar(question)
        .fetch_one(database.readers())
        .await
        .unwrap()
}

async fn pragma(pool: &SqlitePool, text: &'static str) -> String {
    let mut connection = pool.acquire().await.unwrap();
    let value: Result<String, _> = sqlx::query_scalar(text).fetch_one(&mut *connection).await;
    match value {
        Ok(value) => value,
        Err(_) => sqlx::query_scalar::<_, i64>(text)
            .fetch_one(&mut *connection)
            .await
            .unwrap()
            .to_string(),
    }
}

fn writer(database: &Database) -> &SqlitePool {
    match &database.writer {
        Pool::Sqlite(pool) => pool,
        Pool::Postgres(_) => panic!("this is SQLite"),
    }
}

#[tokio::test]
async fn a_new_file_is_private_durable_and_ready() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let database = Database::open(&file(&folder)).await.unwrap();
    for name in ["maille.db", "maille.db-wal"] {
        let mode = std::fs::metadata(folder.path().join(name))
            .unwrap()
            .permissions()
            .mode();
        assert_eq!(mode & 0o777, 0o600, "{name}");
    }
    assert_eq!(
        pragma(writer(&database), "pragma journal_mode").await,
        "wal"
    );
    assert_eq!(pragma(writer(&database), "pragma synchronous").await, "2");
    assert_eq!(pragma(writer(&database), "pragma foreign_keys").await, "1");
    assert!(tables(&database).await > 10);
}

each_database!(readers_cannot_write);

async fn readers_cannot_write(on: Backend) {
    let database = Database::open(on.location()).await.unwrap();
    let written = sql::query("insert into position (name, value) values ('a', 1)")
        .execute(database.readers())
        .await;
    assert!(written.is_err());
}

each_database!(many_may_open_one_new_database_at_once);

async fn many_may_open_one_new_database_at_once(on: Backend) {
    let opened: Vec<_> = (0..12)
        .map(|_| {
            let place = on.location();
            tokio::spawn(async move { Database::open(place).await.map(|_| ()) })
        })
        .collect();
    for open in opened {
        open.await.unwrap().unwrap();
    }
}

each_database!(a_migration_cut_off_half_way_is_done_again);

async fn a_migration_cut_off_half_way_is_done_again(on: Backend) {
    // A program that was killed inside the first step: its transaction was never committed.
    const HALF: &str = "create table record (id text); create table journal (seq integer)";
    match on.location() {
        Location::File(path) => {
            let options = write_options(&path).create_if_missing(true);
            let mut killed = SqliteConnection::connect_with(&options).await.unwrap();
            let begun = format!("begin immediate; {HALF}");
            let begun = sqlx::raw_sql(sqlx::AssertSqlSafe(begun));
            begun.execute(&mut killed).await.unwrap();
        }
        Location::Server(options) => {
            let mut killed = PgConnection::connect_with(&options).await.unwrap();
            let begun = format!("begin; select pg_advisory_xact_lock(6020742317); {HALF}");
            let begun = sqlx::raw_sql(sqlx::AssertSqlSafe(begun));
            begun.execute(&mut killed).await.unwrap();
        }
    }

    let database = Database::open(on.location()).await.unwrap();

    assert!(tables(&database).await > 10);
    database.close().await;
    Database::open(on.location()).await.unwrap();
}

each_database!(a_step_that_fails_leaves_nothing);

async fn a_step_that_fails_leaves_nothing(on: Backend) {
    let database = Database::open(on.location()).await.unwrap();
    let before = tables(&database).await;
    let broken = Migration::new(
        9_999,
        "broken".into(),
        MigrationType::Simple,
        "create table half (a integer); create nonsense".into_sql_str(),
        false,
    );
    let mut steps: Vec<Migration> = known(database.dialect()).iter().cloned().collect();
    steps.push(broken);
    let failed = migrate(
        &database.writer,
        database.location(),
        &Migrator::with_migrations(steps),
    )
    .await;
    assert!(matches!(
        failed,
        Err(DatabaseError::Migration { version: 9_999, .. })
    ));
    assert_eq!(tables(&database).await, before);
}

each_database!(a_newer_or_altered_database_is_refused);

async fn a_newer_or_altered_database_is_refused(on: Backend) {
    let database = Database::open(on.location()).await.unwrap();
    let mut write = database.write().await.unwrap();
    sql::query(
        "insert into migration (version, description, checksum) values (9999, 'tomorrow', $1)",
    )
    .bind(vec![0_u8])
    .execute(&mut *write)
    .await
    .unwrap();
    write.commit().await.unwrap();
    let newer = Database::open(on.location()).await.unwrap_err();
    assert!(
        newer.to_string().contains("newer Maille (step 9999"),
        "{newer}"
    );

    let mut write = database.write().await.unwrap();
    sql::query("delete from migration where version = 9999")
        .execute(&mut *write)
        .await
        .unwrap();
    sql::query("update migration set checksum = $1 where version = 1")
        .bind(vec![0_u8])
        .execute(&mut *write)
        .await
        .unwrap();
    write.commit().await.unwrap();
    let altered = Database::open(on.location()).await.unwrap_err();
    assert!(
        matches!(altered, DatabaseError::Altered { version: 1, .. }),
        "{altered}"
    );
}

#[tokio::test]
async fn what_cannot_be_opened_is_said_in_words() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(
        file(&folder),
        "a letter, not a database, and long enough to be read as one".repeat(50),
    )
    .unwrap();
    let foreign = Database::open(&file(&folder)).await.unwrap_err();
    assert!(
        matches!(foreign, DatabaseError::NotADatabase { .. }),
        "{foreign:?}"
    );
    let missing = Database::open(&folder.path().join("none/maille.db"))
        .await
        .unwrap_err();
    assert!(
        matches!(missing, DatabaseError::FolderNotWritable { .. }),
        "{missing:?}"
    );
}

#[tokio::test]
async fn a_full_disk_has_its_own_error() {
    let folder = tempfile::tempdir().unwrap();
    let database = Database::open(&file(&folder)).await.unwrap();
    let mut write = sqlite::begin(writer(&database)).await.unwrap();
    let pages: i64 = sqlx::query_scalar("pragma page_count")
        .fetch_one(&mut *write)
        .await
        .unwrap();
    sqlx::raw_sql(sqlx::AssertSqlSafe(format!(
        "pragma max_page_count = {}",
        pages + 2
    )))
    .execute(&mut *write)
    .await
    .unwrap();
    let full = sqlx::query(
        "insert into plugin_storage (plugin, key, value) values ('a', 'b', zeroblob(1000000))",
    )
    .execute(&mut *write)
    .await
    .unwrap_err();
    assert!(matches!(DatabaseError::from(full), DatabaseError::Full));
    drop(write);
    // Whoever writes next finds no transaction that has ended by itself.
    sqlite::begin(writer(&database)).await.unwrap();
}

each_database!(a_dropped_transaction_writes_nothing);

async fn a_dropped_transaction_writes_nothing(on: Backend) {
    let database = Database::open(on.location()).await.unwrap();
    let mut write = database.write().await.unwrap();
    sql::query("insert into position (name, value) values ('a', 1)")
        .execute(&mut *write)
        .await
        .unwrap();
    drop(write);
    let mut write = database.write().await.unwrap();
    let count: i64 = sql::query_scalar("select count(*) from position")
        .fetch_one(&mut *write)
        .await
        .unwrap();
    assert_eq!(count, 0);
}

#[tokio::test]
async fn a_copy_is_a_whole_database() {
    let folder = tempfile::tempdir().unwrap();
    let database = Database::open(&file(&folder)).await.unwrap();
    let copy = folder.path().join("copy.db");
    database.copy_to(&copy).await.unwrap();
    assert_eq!(
        tables(&Database::open(&copy).await.unwrap()).await,
        tables(&database).await
    );
}

#[tokio::test]
async fn a_mark_moves_with_every_commit_and_with_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let database = Database::open(&file(&folder)).await.unwrap();
    let other = Database::open(&file(&folder)).await.unwrap();
    let mut seen = vec![database.mark().expect("a mark on this system")];

    tables(&database).await;
    drop(other.write().await.unwrap());
    assert_eq!(database.mark(), Some(seen[0]), "reading moved it");

    for (n, by) in [&database, &other, &database, &other]
        .into_iter()
        .enumerate()
    {
        let mut write = by.write().await.unwrap();
        sql::query("insert into position (name, value) values ($1, 1)")
            .bind(format!("test {n}"))
            .execute(&mut *write)
            .await
            .unwrap();
        assert_eq!(database.mark(), seen.last().copied(), "before the commit");
        write.commit().await.unwrap();
        // The log starts anew after this: the mark must not come back to an earlier one.
        sqlx::query("pragma wal_checkpoint(truncate)")
            .execute(writer(by))
            .await
            .unwrap();
        let mark = database.mark().unwrap();
        assert!(!seen.contains(&mark), "commit {n} left it as it was");
        seen.push(mark);
    }
}

#[tokio::test]
async fn an_index_that_was_made_anew_tells_nothing_rather_than_nothing_new() {
    let folder = tempfile::tempdir().unwrap();
    let database = Database::open(&file(&folder)).await.unwrap();
    assert!(database.mark().is_some());
    database.close().await;
    let again = Database::open(&file(&folder)).await.unwrap();
    assert_eq!(database.mark(), None);
    assert!(again.mark().is_some());
}

mod servers;
mod upgrades;
