//! What only a server can do: refuse, go away, come back, and serve several programs.

use super::super::cluster::{Cluster, skipped};
use super::*;

fn cluster(test: &str) -> Option<&'static Cluster> {
    let cluster = Cluster::shared();
    if cluster.is_none() {
        skipped(test);
    }
    cluster
}

async fn refused(url: &str) -> DatabaseError {
    Database::open(Location::parse(url).unwrap())
        .await
        .unwrap_err()
}

#[tokio::test]
async fn what_a_server_refuses_is_said_with_its_mend_and_without_the_password() {
    let Some(cluster) = cluster("what_a_server_refuses") else {
        return;
    };
    let missing = refused(&cluster.address("maille", "nowhere")).await;
    assert!(
        matches!(missing, DatabaseError::NoDatabase { .. }),
        "{missing:?}"
    );

    let stranger = refused(&cluster.address("stranger", "postgres")).await;
    assert!(
        matches!(stranger, DatabaseError::Password { .. }),
        "{stranger:?}"
    );

    let away = refused("postgres://maille:s3cret@127.0.0.1:1/dir").await;
    assert!(
        matches!(away, DatabaseError::Unreachable { .. }),
        "{away:?}"
    );
    assert!(!format!("{away} {away:?}").contains("s3cret"), "{away:?}");

    let latin = cluster.database_with("template template0 encoding 'LATIN1' locale 'C'");
    let latin = refused(&latin).await;
    assert!(matches!(latin, DatabaseError::Encoding { .. }), "{latin:?}");

    cluster.database_with("template template0");
    cluster.sql("postgres", "create role reader login");
    let database = cluster.database();
    let name = database.split(['/', '?']).nth(3).unwrap();
    cluster.sql(name, "revoke create on schema public from public");
    let right = refused(&cluster.address("reader", name)).await;
    assert!(matches!(right, DatabaseError::NoRight { .. }), "{right:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_starts_again_is_found_again() {
    let Some(cluster) = Cluster::alone() else {
        return skipped("a_server_that_starts_again_is_found_again");
    };
    let location = Location::parse(&cluster.database()).unwrap();
    let database = Database::open(location).await.unwrap();
    let before = tables(&database).await;
    let mut write = database.write().await.unwrap();
    let moved = "insert into position (name, value) values ('a', 1)";
    sql::query(moved).execute(&mut *write).await.unwrap();

    cluster.down();
    let lost: DatabaseError = write.commit().await.unwrap_err().into();
    assert!(matches!(lost, DatabaseError::Away(_)), "{lost:?}");
    cluster.up();

    assert_eq!(tables(&database).await, before);
    let mut write = database.write().await.unwrap();
    sql::query(moved).execute(&mut *write).await.unwrap();
    write.commit().await.unwrap();
    cluster.down();
}

each_database!(writers_of_several_programs_come_one_after_the_other);

async fn writers_of_several_programs_come_one_after_the_other(on: Backend) {
    let one = Database::open(on.location()).await.unwrap();
    let other = Database::open(on.location()).await.unwrap();
    let first = one.write().await.unwrap();
    let second = tokio::spawn(async move { other.write().await.map(|_| ()) });
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert!(!second.is_finished());
    drop(first);
    second.await.unwrap().unwrap();
}

#[tokio::test]
async fn a_writer_that_waits_too_long_says_busy_and_leaves_its_connection_whole() {
    let Some(on) = Backend::postgres("a_writer_that_waits_too_long") else {
        return;
    };
    let one = Database::open(on.location()).await.unwrap();
    let other = Database::open(on.location()).await.unwrap();
    let first = one.write().await.unwrap();
    let busy = other.write().await.unwrap_err();
    assert!(matches!(busy, DatabaseError::Busy), "{busy:?}");
    drop(first);
    other.write().await.unwrap().commit().await.unwrap();
}

#[tokio::test]
async fn a_text_with_nul_is_refused_in_words() {
    let Some(on) = Backend::postgres("a_text_with_nul") else {
        return;
    };
    let database = Database::open(on.location()).await.unwrap();
    let mut write = database.write().await.unwrap();
    let refused = sql::query("insert into position (name, value) values ($1, 1)")
        .bind("a\0b")
        .execute(&mut *write)
        .await
        .unwrap_err();
    assert!(matches!(refused.into(), DatabaseError::Nul(_)));
}

#[tokio::test]
async fn texts_are_sorted_by_their_bytes_whatever_the_language_of_the_server() {
    const NAMES: [&str; 6] = ["Z", "a", "a b", "a-b", "ab", "é"];
    let Some(cluster) = cluster("texts_are_sorted_by_their_bytes") else {
        return;
    };
    let french = "template template0 locale_provider icu icu_locale 'fr' locale 'C.UTF-8'";
    let location = Location::parse(&cluster.database_with(french)).unwrap();
    let database = Database::open(location).await.unwrap();
    let mut write = database.write().await.unwrap();
    sql::insert_rows(
        &mut write,
        ("insert into position (name, value)", ""),
        &NAMES,
        |row, name| {
            row.push_bind(*name).push_bind(1_i64);
        },
    )
    .await
    .unwrap();
    write.commit().await.unwrap();
    let sorted: Vec<String> = sql::query_scalar("select name from position order by name")
        .fetch_all(database.readers())
        .await
        .unwrap();
    assert_eq!(sorted, NAMES);
}
