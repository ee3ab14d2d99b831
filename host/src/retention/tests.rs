//! Each term with a clock that is moved: a day before it everything is there, a day after it nothing.

use super::*;
use crate::database::backend::{Backend, each_database};
use crate::database::sql;

const NOW_MS: i64 = 1_795_256_130_000;

async fn fresh(on: &Backend) -> (Retention, Database, Clock) {
    let database = Database::open(on.location()).await.unwrap();
    let clock = Clock::fixed(NOW_MS);
    (
        Retention::new(database.clone(), clock.clone()),
        database,
        clock,
    )
}

async fn write(database: &Database, text: &'static str) {
    let mut write = database.write().await.unwrap();
    sql::query(text).execute(&mut *write).await.unwrap();
    write.commit().await.unwrap();
}

async fn count(database: &Database, text: &'static str) -> i64 {
    sql::query_scalar(text)
        .fetch_one(database.readers())
        .await
        .unwrap()
}

/// What is written at [`NOW_MS`], how it is counted, and for how many days it is kept.
const KEPT: &[(&[&str], &str, i64)] = &[
    (
        &[
            "insert into record_history (record_id, revision, kind, maker, key, state, content, updated, replaced, replaced_by)
           values ('r', 1, 'professional', 'host', null, 'published', '{}', 1, 1795256130000, 'host')",
        ],
        "select count(*) from record_history",
        HISTORY_DAYS,
    ),
    (
        &[
            "insert into account (id, login, name, role, password, created, signed_in, disabled)
           values ('a', 'camille', 'Camille', 'mediator', null, 1, 1, 1795256130000)",
            "insert into account_session (digest, account_id, begun, seen) values ('d', 'a', 1, 1)",
        ],
        "select count(*) from account",
        CLOSED_ACCOUNT_DAYS,
    ),
    (
        &[
            "insert into plugin_log (number, plugin, at, level, call, request, message)
           values (1, 'events', 1795256130000, 'info', 'answer', 'r', 'Camille')",
        ],
        "select count(*) from plugin_log",
        PLUGIN_LOG_DAYS,
    ),
    (
        &[
            "insert into plugin_run (number, plugin, task, started_at) values (1, 'events', 'import', 1795256130000)",
            "insert into plugin_report (number, run, outcome, subject, message) values (1, 1, 'taken', 'Camille', '')",
        ],
        "select count(*) from plugin_report",
        PLUGIN_RUN_DAYS,
    ),
    (
        &[
            "insert into import_run (number, format, source, input, bytes, modified, mapping, department, started, alive, begun_by)
           values (1, 'f', 's', 'i', 1, 1, '', '', 1795256130000, 1, 'Camille')",
            "insert into import_line (run, row, outcome, subject, remarks) values (1, 1, 'taken', 'Camille', '[]')",
        ],
        "select count(*) from import_line l join import_run r on r.number = l.run where r.begun_by <> ''",
        IMPORT_DAYS,
    ),
    (
        &[
            "insert into moderation_duty (number, first_day, last_day, account_id, name)
           values (1, '2026-11-21', '2026-11-21', 'a', 'Camille')",
        ],
        "select count(*) from moderation_duty",
        PAST_DUTY_DAYS,
    ),
    (
        &[
            "insert into record_merge (gone_id, kept_id, kind, merged, merged_by, gone, kept, sources)
           values ('a', 'b', 'place', 1795256130000, 'Camille', '{}', '{}', '[]')",
        ],
        "select count(*) from record_merge where merged_by <> ''",
        HISTORY_DAYS,
    ),
    (
        &[
            "insert into duplicate_different (first_id, second_id, decided, decided_by)
           values ('a', 'b', 1795256130000, 'Camille')",
        ],
        "select count(*) from duplicate_different where decided_by <> ''",
        HISTORY_DAYS,
    ),
];

each_database!(each_term_ends_what_it_is_said_of_and_nothing_before);

async fn each_term_ends_what_it_is_said_of_and_nothing_before(on: Backend) {
    for (written, counted, days) in KEPT {
        let (retention, database, clock) = fresh(&on).await;
        for text in *written {
            write(&database, text).await;
        }
        clock.advance_ms((days - 1) * DAY_MS);
        retention.sweep().await.unwrap();
        assert_eq!(count(&database, counted).await, 1, "{counted}");
        clock.advance_ms(2 * DAY_MS + DAY_MS);
        retention.sweep().await.unwrap();
        assert_eq!(count(&database, counted).await, 0, "{counted}");
        for table in [
            "delete from record_history",
            "delete from account",
            "delete from plugin_log",
            "delete from plugin_run",
            "delete from import_run",
            "delete from moderation_duty",
            "delete from record_merge",
            "delete from duplicate_different",
        ] {
            write(&database, table).await;
        }
    }
}

each_database!(what_the_schedule_goes_by_stays);

async fn what_the_schedule_goes_by_stays(on: Backend) {
    let (retention, database, clock) = fresh(&on).await;
    for (written, ..) in KEPT {
        for text in *written {
            write(&database, text).await;
        }
    }
    write(&database, "update account set disabled = null").await;
    clock.advance_ms(3_000 * DAY_MS);
    let gone = retention.sweep().await.unwrap();
    assert_eq!((gone.accounts, gone.revisions), (0, 1));
    assert_eq!(count(&database, "select count(*) from plugin_run").await, 1);
    assert_eq!(count(&database, "select count(*) from import_run").await, 1);
    assert_eq!(count(&database, "select count(*) from account").await, 1);
    assert_eq!(retention.sweep().await.unwrap(), Gone::default());
}

each_database!(a_sweep_that_did_not_come_round_is_late);

async fn a_sweep_that_did_not_come_round_is_late(on: Backend) {
    let (retention, _, clock) = fresh(&on).await;
    assert_eq!(retention.late().await.unwrap().len(), Sweep::ALL.len());
    for sweep in Sweep::ALL {
        retention.note(sweep).await.unwrap();
    }
    assert_eq!(retention.late().await.unwrap(), []);
    clock.advance_ms(LATE_MS);
    retention.note(Sweep::Letters).await.unwrap();
    assert_eq!(retention.late().await.unwrap(), []);
    clock.advance_ms(1);
    let late = retention.late().await.unwrap();
    assert_eq!(late.len(), Sweep::ALL.len() - 1);
    assert!(
        late.iter()
            .all(|(sweep, at)| *sweep != Sweep::Letters && *at == Some(NOW_MS))
    );
}
