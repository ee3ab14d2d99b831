//! References and days; the rest is asked over HTTP on both databases, in `tests/moderation.rs`.

use jiff::civil::date;
use jiff::tz::TimeZone;

use super::*;
use crate::clock::Clock;
use crate::database::Database;
use crate::database::backend::{Backend, each_database};
use crate::directory::{KindRegistry, Settings};

/// 2026-11-21T12:00:00Z.
const NOON: i64 = 1_795_262_400_000;

async fn moderation(on: &Backend) -> Moderation {
    let database = Database::open(on.location()).await.unwrap();
    let settings = Settings {
        origin: "test.example".into(),
        zone: TimeZone::UTC,
    };
    let clock = Clock::fixed(NOON);
    Moderation::new(Directory::new(
        database,
        KindRegistry::core(),
        clock,
        settings,
    ))
}

#[test]
fn a_reference_is_read_however_it_is_typed() {
    for typed in ["K7QF-3MZD", "k7qf3mzd", " k7qf 3mzd "] {
        assert_eq!(written(typed), "K7QF-3MZD");
    }
    assert_eq!(written("é"), "");
}

each_database!(gaps_of_the_roster_are_told_and_days_are_taken_once);

async fn gaps_of_the_roster_are_told_and_days_are_taken_once(on: Backend) {
    let moderation = moderation(&on).await;
    let november = |day| date(2026, 11, day);
    let gaps = async || moderation.gaps(&moderation.roster().await.unwrap());
    let whole = (november(21), date(2026, 12, 4));
    assert_eq!(gaps().await, [whole]);
    let who = ("account", "Camille");
    let add = async |first, last| moderation.add_duty((first, last), who).await;
    add(november(23), november(24)).await.unwrap();
    add(november(26), date(2026, 12, 31)).await.unwrap();
    assert_eq!(
        gaps().await,
        [(november(21), november(22)), (november(25), november(25))]
    );
    let fault = |result| match result {
        Err(ModerationError::Duty(fault)) => Some(fault),
        _ => None,
    };
    let taken = add(november(24), november(25)).await;
    assert_eq!(fault(taken), Some(DutyFault::Taken));
    let order = add(november(25), november(22)).await;
    assert_eq!(fault(order), Some(DutyFault::Order));
    let long = add(date(2030, 1, 1), date(2031, 1, 2)).await;
    assert_eq!(fault(long), Some(DutyFault::Order));
    let on_duty = async |day| moderation.on_duty(day).await.unwrap();
    assert_eq!(on_duty("2026-11-24").await.as_deref(), Some("Camille"));
    assert_eq!(on_duty("2026-11-25").await, None);
    let first = moderation.roster().await.unwrap().remove(0);
    moderation.remove_duty(first.number).await.unwrap();
    assert_eq!(on_duty("2026-11-24").await, None);
}
