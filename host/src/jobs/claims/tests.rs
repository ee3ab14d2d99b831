//! A job is done once, and taken over from who was killed.

use super::*;
use crate::database::backend::{Backend, each_database};

async fn two(on: &Backend) -> (Claims, Claims, Clock) {
    let clock = Clock::fixed(1_000_000);
    let claims = async || {
        let database = Database::open(on.location()).await.unwrap();
        Claims::over(database, clock.clone())
    };
    (claims().await, claims().await, clock)
}

each_database!(of_two_processes_one_does_a_job);

async fn of_two_processes_one_does_a_job(on: Backend) {
    let (one, other, _) = two(&on).await;
    let inside = async {
        assert_eq!(other.hold("job", async { 2 }).await.unwrap(), None);
        assert_eq!(other.hold("other", async { 3 }).await.unwrap(), Some(3));
        1
    };
    assert_eq!(one.hold("job", inside).await.unwrap(), Some(1));
    assert_eq!(other.hold("job", async { 2 }).await.unwrap(), Some(2));
}

each_database!(many_who_claim_at_once_are_one);

async fn many_who_claim_at_once_are_one(on: Backend) {
    let mut tried = tokio::task::JoinSet::new();
    for _ in 0..6 {
        let database = Database::open(on.location()).await.unwrap();
        let claims = Claims::over(database, Clock::fixed(1_000_000));
        tried.spawn(async move { claims.take("job").await.unwrap() });
    }
    let taken = tried.join_all().await;
    assert_eq!(taken.iter().filter(|taken| **taken).count(), 1);
}

each_database!(the_claim_of_a_killed_process_ends_by_itself);

async fn the_claim_of_a_killed_process_ends_by_itself(on: Backend) {
    let (killed, other, clock) = two(&on).await;
    assert!(killed.take("job").await.unwrap());
    clock.advance_ms(LEASE_MS - 1);
    assert_eq!(other.hold("job", async {}).await.unwrap(), None);
    clock.advance_ms(1);
    assert!(other.take("job").await.unwrap());
    // Who was only slow sees that it is no longer its own.
    assert!(!killed.take("job").await.unwrap());
}

each_database!(a_claim_that_a_wrong_clock_made_binds_nobody);

async fn a_claim_that_a_wrong_clock_made_binds_nobody(on: Backend) {
    const YEAR_MS: i64 = 365 * 24 * 3_600_000;
    let (killed, other, clock) = two(&on).await;
    clock.advance_ms(YEAR_MS);
    assert!(killed.take("job").await.unwrap());
    clock.advance_ms(-YEAR_MS);
    assert!(other.take("job").await.unwrap());
    // Set back by seconds, as clocks are set, it holds.
    clock.advance_ms(-5_000);
    assert!(!killed.take("job").await.unwrap());
}
