//! The statistics over a real database.

use super::*;
use crate::database::backend::{Backend, each_database};
use proptest::prelude::*;

/// 2026-11-21, in the morning in Paris.
const NOW_MS: i64 = 1_795_256_130_000;
const DAY_MS: i64 = 24 * 60 * 60 * 1_000;

async fn fresh(on: &Backend) -> (Statistics, Clock) {
    let database = Database::open(on.location()).await.unwrap();
    let clock = Clock::fixed(NOW_MS);
    let zone = TimeZone::get("Europe/Paris").unwrap();
    (Statistics::new(database, clock.clone(), zone), clock)
}

fn lines(sums: &[Sum]) -> Vec<String> {
    let line = |sum: &Sum| format!("{} {} {} {}", sum.day, sum.figure, sum.name, sum.count);
    sums.iter().map(line).collect()
}

each_database!(what_is_counted_is_added_by_day);

async fn what_is_counted_is_added_by_day(on: Backend) {
    let (statistics, clock) = fresh(&on).await;
    let first = statistics.today();
    statistics.page("home");
    statistics.page("home");
    statistics.search("directory", "caf", 12);
    statistics.flush().await.unwrap();
    statistics.page("home");
    statistics.contribution("commons");
    statistics.flush().await.unwrap();
    clock.advance_ms(DAY_MS);
    statistics.search("directory", "permis", 0);
    statistics.flush().await.unwrap();

    let sums = statistics.between(first, statistics.today()).await.unwrap();
    assert_eq!(
        lines(&sums),
        [
            "2026-11-21 contribution commons 1",
            "2026-11-21 page home 3",
            "2026-11-21 search directory 1",
            "2026-11-22 found-nothing directory 1",
            "2026-11-22 search directory 1",
        ]
    );
    let today = statistics.today();
    assert_eq!(statistics.between(today, today).await.unwrap().len(), 2);
}

each_database!(words_are_shown_once_they_were_searched_several_times);

async fn words_are_shown_once_they_were_searched_several_times(on: Backend) {
    let (statistics, _) = fresh(&on).await;
    for typed in ["Écrivain  public", "écrivain public", "ÉCRIVAIN PUBLIC"] {
        statistics.search("directory", typed, 0);
    }
    for _ in 0..9 {
        statistics.search("directory", "06 12 34 56 78", 0);
        statistics.search("directory", "jeanne@example.fr", 0);
        statistics.search("directory", "rsa", 4);
    }
    for _ in 0..2 {
        statistics.search("directory", "jeanne dupont", 0);
    }
    statistics.flush().await.unwrap();
    let today = statistics.today();
    let words = statistics.words((today, today), 10).await.unwrap();
    assert_eq!(words, [("écrivain public".to_owned(), 3)]);
}

each_database!(a_stranger_cannot_fill_a_day_with_words);

async fn a_stranger_cannot_fill_a_day_with_words(on: Backend) {
    let (statistics, _) = fresh(&on).await;
    let letter = |number: usize| char::from(b'a' + (number % 26) as u8);
    for round in 0..3 {
        for number in 0..400 {
            let word: String = [letter(number), letter(number / 26), letter(round), 'x']
                .iter()
                .collect();
            statistics.search("directory", &word, 0);
        }
        statistics.flush().await.unwrap();
    }
    let mut write = statistics.database.write().await.unwrap();
    let today = statistics.today().to_string();
    let kept = store::words_of(&mut write, &today).await.unwrap();
    assert_eq!(kept, WORDS_OF_A_DAY_MAX);
    drop(write);
    // What is counted of pages goes on.
    statistics.page("home");
    statistics.flush().await.unwrap();
    let today = statistics.today();
    let sums = statistics.between(today, today).await.unwrap();
    assert!(lines(&sums).contains(&format!("{today} page home 1")));
}

each_database!(what_was_kept_long_enough_is_forgotten);

async fn what_was_kept_long_enough_is_forgotten(on: Backend) {
    let (statistics, clock) = fresh(&on).await;
    let first = statistics.today();
    for _ in 0..WORD_TIMES_MIN {
        statistics.search("directory", "permis", 0);
    }
    statistics.flush().await.unwrap();
    clock.advance_ms(WORDS_KEPT_DAYS * DAY_MS);
    assert_eq!(statistics.sweep().await.unwrap(), 0);
    clock.advance_ms(DAY_MS);
    assert_eq!(statistics.sweep().await.unwrap(), 1);
    let all = (first, statistics.today());
    assert!(statistics.words(all, 10).await.unwrap().is_empty());
    assert_eq!(statistics.between(all.0, all.1).await.unwrap().len(), 2);
    clock.advance_ms((KEPT_DAYS - WORDS_KEPT_DAYS) * DAY_MS);
    assert_eq!(statistics.sweep().await.unwrap(), 2);
}

proptest! {
    #[test]
    fn what_is_kept_of_what_was_typed_holds_no_number_and_no_address(typed in ".{0,200}") {
        if let Some(kept) = harmless(&typed) {
            prop_assert!(!kept.contains(|sign: char| sign.is_numeric() || sign == '@' || sign.is_control()));
            prop_assert!(kept.chars().count() <= *WORD_CHARS.end());
        }
    }
}
