//! The journal of acts over a real database.

use super::*;
use crate::database::backend::{Backend, each_database};
use crate::database::sql;

const NOW_MS: i64 = 1_795_256_130_000;

async fn fresh(on: &Backend) -> (Audit, Database, Clock) {
    let database = Database::open(on.location()).await.unwrap();
    let clock = Clock::fixed(NOW_MS);
    (Audit::new(database.clone(), clock.clone()), database, clock)
}

fn camille(object: &str) -> Said {
    let who = Who::Person {
        id: "a1".into(),
        name: "Camille Le Gall".into(),
    };
    Said {
        object: object.into(),
        ..Said::by(who)
    }
}

async fn change(database: &Database, text: &'static str) {
    let mut write = database.write().await.unwrap();
    sql::query(text).execute(&mut *write).await.unwrap();
    write.commit().await.unwrap();
}

each_database!(what_is_appended_is_read_newest_first_and_holds_together);

async fn what_is_appended_is_read_newest_first_and_holds_together(on: Backend) {
    let (audit, _, _) = fresh(&on).await;
    assert_eq!(audit.check().await.unwrap(), Verdict::Whole(0));
    for number in 1..=3 {
        audit
            .note("plugin-granted", camille(&number.to_string()))
            .await
            .unwrap();
    }
    let entries = audit.before(i64::MAX, 2).await.unwrap();
    assert_eq!(
        entries.iter().map(|entry| entry.number).collect::<Vec<_>>(),
        [3, 2]
    );
    assert_eq!(entries[0].said, Some(camille("3")));
    assert_eq!(audit.before(2, 10).await.unwrap().len(), 1);
    assert_eq!(audit.check().await.unwrap(), Verdict::Whole(3));
}

each_database!(what_was_changed_taken_out_or_put_in_is_found);

async fn what_was_changed_taken_out_or_put_in_is_found(on: Backend) {
    for (tampering, broken) in [
        ("update audit set act = 'signed-in' where number = 2", 2),
        ("update audit set at = at + 1 where number = 3", 3),
        (
            "update audit set said = replace(said, 'Camille', 'Zoe') where number = 2",
            2,
        ),
        ("delete from audit where number = 2", 3),
        ("update audit set said = null where number = 2", 2),
        ("update audit set digest = chain where number = 2", 2),
    ] {
        let (audit, database, _) = fresh(&on).await;
        change(&database, "delete from audit").await;
        for _ in 0..4 {
            audit
                .note("plugin-granted", camille("essai"))
                .await
                .unwrap();
        }
        change(&database, tampering).await;
        assert_eq!(
            audit.check().await.unwrap(),
            Verdict::Broken(broken),
            "{tampering}"
        );
    }
}

each_database!(a_persons_words_are_erased_and_the_chain_holds);

async fn a_persons_words_are_erased_and_the_chain_holds(on: Backend) {
    let (audit, database, _) = fresh(&on).await;
    audit
        .note("plugin-granted", camille("essai"))
        .await
        .unwrap();
    let mut about = Said::by(Who::Machine);
    about.account = Some("a1".into());
    about.object = "Camille Le Gall".into();
    audit.note("account-role", about).await.unwrap();
    audit.note("backup", Said::by(Who::Machine)).await.unwrap();
    assert_eq!(audit.erase("a1").await.unwrap(), 2);
    assert_eq!(audit.erase("a1").await.unwrap(), 0);
    let entries = audit.before(i64::MAX, 10).await.unwrap();
    assert_eq!(
        entries
            .iter()
            .map(|entry| entry.said.is_some())
            .collect::<Vec<_>>(),
        [true, false, false]
    );
    let left: i64 = sql::query_scalar("select count(*) from audit where said like '%Camille%'")
        .fetch_one(database.readers())
        .await
        .unwrap();
    assert_eq!(left, 0);
    assert_eq!(audit.check().await.unwrap(), Verdict::Whole(3));
}

each_database!(what_is_a_year_old_goes_and_the_rest_holds);

async fn what_is_a_year_old_goes_and_the_rest_holds(on: Backend) {
    let (audit, _, clock) = fresh(&on).await;
    for _ in 0..3 {
        audit
            .note("plugin-granted", camille("essai"))
            .await
            .unwrap();
    }
    clock.advance_ms(KEPT_DAYS * DAY_MS + 1);
    assert_eq!(
        audit.sweep().await.unwrap(),
        2,
        "the last is what the next follows"
    );
    audit
        .note("plugin-granted", camille("essai"))
        .await
        .unwrap();
    assert_eq!(audit.check().await.unwrap(), Verdict::Whole(2));
    assert_eq!(audit.before(i64::MAX, 1).await.unwrap()[0].number, 4);
}

each_database!(many_at_once_follow_each_other);

async fn many_at_once_follow_each_other(on: Backend) {
    let (audit, _, _) = fresh(&on).await;
    let noted: Vec<_> = (0..20)
        .map(|number| {
            let audit = audit.clone();
            tokio::spawn(async move {
                let said = camille(&format!("{number}\n{}", "x".repeat(2 * DETAILS_CHARS_MAX)));
                audit.note("plugin-granted", said).await
            })
        })
        .collect();
    for noted in noted {
        noted.await.unwrap().unwrap();
    }
    assert_eq!(audit.check().await.unwrap(), Verdict::Whole(20));
    for entry in audit.before(i64::MAX, 20).await.unwrap() {
        let object = entry.said.unwrap().object;
        assert!(object.chars().count() <= DETAILS_CHARS_MAX && !object.contains('\n'));
    }
}
