//! There and back again, everything the same.

use super::*;
use crate::database::Dialect;
use crate::database::backend::Backend;

async fn filled(on: &Backend) -> Database {
    let database = Database::open(on.location()).await.unwrap();
    let mut write = database.write().await.unwrap();
    let statements = [
        "insert into record (number, id, key, kind, origin, maker, revision, state, created, updated, name, content)
         values (41, 'é', null, 'place', '', 'host', 3, 'draft', -1, 9223372036854775807, 'a?b', '{}')",
        "insert into record_place (record_number, latitude, longitude, x, y, z, public)
         values (41, 0.1, -180.0, 1e-300, 0.30000000000000004, -0.0, 1)",
        "insert into record_term (record_number, path, value, public) values (41, '/b', 'Z', 1), (41, '/b', 'a', 0)",
        "insert into journal (seq, at, op, record_id, kind, maker, origin, revision, state)
         values (7, 1, 'put', 'é', 'place', 'host', '', 1, 'draft')",
        "insert into import_run (number, format, source, input, bytes, modified, mapping, department, started, alive)
         values (5, 'csv', 's', 'f', 1, 1, '', '', 1, 1)",
        "insert into import_line (run, row, outcome, subject, remarks) values (5, 2, 'taken', 's', '[]')",
        "insert into job_claim (name, holder, until) values ('job', 'somebody', 1)",
    ];
    for statement in statements {
        sql::query(statement).execute(&mut *write).await.unwrap();
    }
    let bytes: Vec<u8> = (0..=255).collect();
    for number in 0..450_i64 {
        sql::query("insert into plugin_storage (plugin, key, value) values ('p', $1, $2)")
            .bind(format!("{number}"))
            .bind(&bytes[..number as usize % 256])
            .execute(&mut *write)
            .await
            .unwrap();
    }
    write.commit().await.unwrap();
    database
}

async fn contents(database: &Database) -> Vec<(String, u64, Vec<u8>)> {
    let mut from = database.snapshot().await.unwrap();
    let mut contents = Vec::new();
    let mut all = tables(&mut from).await.unwrap();
    all.sort_by(|one, other| one.name.cmp(&other.name));
    for table in all {
        let read = pour(&table, &mut from, None, &mut |_| {}).await.unwrap();
        contents.push((table.name, read.rows, read.digest));
    }
    contents
}

#[tokio::test(flavor = "multi_thread")]
async fn there_and_back_again_everything_is_the_same() {
    let first = Backend::sqlite();
    let source = filled(&first).await;
    let expected = contents(&source).await;
    let Some(server) = Backend::postgres("there_and_back_again") else {
        return;
    };
    let back = Backend::sqlite();
    let mut before = source;
    for on in [&server, &back] {
        let target = Database::open(on.location()).await.unwrap();
        let mut told = (0, 0);
        let (write, copied) = copy(&before, &target, &mut |done, total| told = (done, total))
            .await
            .unwrap();
        write.commit().await.unwrap();
        assert_eq!(copied.rows, 457);
        assert_eq!(told, (914, 914));
        assert_eq!(contents(&target).await, expected);
        // What is written next has numbers of its own.
        let mut write = target.write().await.unwrap();
        let next: i64 = sql::query_scalar(
            "insert into journal (at, op, record_id, kind, maker, origin, revision, state)
             values (1, 'put', 'x', 'place', 'host', '', 1, 'draft') returning seq",
        )
        .fetch_one(&mut *write)
        .await
        .unwrap();
        assert_eq!(next, 8);
        drop(write);
        before = target;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_empty_is_left_as_it_is_and_what_is_given_up_leaves_nothing() {
    let Some(server) = Backend::postgres("what_is_not_empty_is_left") else {
        return;
    };
    let first = Backend::sqlite();
    let source = filled(&first).await;
    let target = Database::open(server.location()).await.unwrap();
    let empty = contents(&target).await;
    let (write, _) = copy(&source, &target, &mut |_, _| {}).await.unwrap();
    drop(write);
    assert_eq!(contents(&target).await, empty);

    let (write, _) = copy(&source, &target, &mut |_, _| {}).await.unwrap();
    write.commit().await.unwrap();
    let again = copy(&source, &target, &mut |_, _| {}).await;
    assert!(matches!(again, Err(CopyError::NotEmpty(_))));
}

#[test]
fn each_migration_stands_in_both_folders() {
    let of = |dialect| {
        let known = super::super::migrate::known(dialect).iter();
        let steps = known.map(|step| (step.version, step.description.clone()));
        steps.collect::<Vec<_>>()
    };
    assert_eq!(of(Dialect::Sqlite), of(Dialect::Postgres));
}

#[tokio::test(flavor = "multi_thread")]
async fn both_databases_have_the_same_tables() {
    let Some(server) = Backend::postgres("both_databases_have_the_same_tables") else {
        return;
    };
    let file = Backend::sqlite();
    let mut shapes = Vec::new();
    for on in [&file, &server] {
        let database = Database::open(on.location()).await.unwrap();
        let all = tables(&mut database.snapshot().await.unwrap())
            .await
            .unwrap();
        let mut shape: Vec<_> = all
            .into_iter()
            .map(|mut table| {
                table.columns.sort();
                (table.name, table.columns)
            })
            .collect();
        shape.sort();
        shapes.push(shape);
    }
    assert_eq!(shapes[0], shapes[1]);
}
