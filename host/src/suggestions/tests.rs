//! Suggestions: kept once, decided once, and forgotten in time.

use super::*;
use crate::database::backend::{Backend, each_database};

const NOW_MS: i64 = 1_800_000_000_000;

async fn suggestions(on: &Backend) -> Suggestions {
    let database = Database::open(on.location()).await.unwrap();
    Suggestions::new(database, Clock::fixed(NOW_MS))
}

fn said(number: usize) -> Said {
    Said {
        reference: format!("AAAA-{number:04}"),
        record_id: "r".to_owned(),
        kind: "place".to_owned(),
        title: "Médiathèque".to_owned(),
        revision: 3,
        subject: Subject::Hours,
        text: format!("fermé le lundi {number}"),
        contact: "06 00 00 00 00".to_owned(),
    }
}

each_database!(what_is_said_twice_is_kept_once);

async fn what_is_said_twice_is_kept_once(on: Backend) {
    let suggestions = suggestions(&on).await;
    let first = suggestions.make(&said(1)).await.unwrap();
    let again = Said {
        reference: "BBBB-0002".to_owned(),
        ..said(1)
    };
    assert_eq!(suggestions.make(&again).await.unwrap(), first);
    assert_eq!(suggestions.count_new().await.unwrap(), 1);
    // Once it was decided, the same words are news.
    suggestions
        .decide(&first, State::Refused, ("x", ""))
        .await
        .unwrap();
    assert_eq!(suggestions.make(&again).await.unwrap(), "BBBB-0002");
}

each_database!(a_reference_is_found_however_it_is_typed);

async fn a_reference_is_found_however_it_is_typed(on: Backend) {
    let suggestions = suggestions(&on).await;
    suggestions.make(&said(1)).await.unwrap();
    for typed in ["AAAA-0001", "aaaa0001", " aaaa 0001 "] {
        let found = suggestions.get(typed).await.unwrap().unwrap();
        assert_eq!(
            (found.said, found.made, found.state),
            (said(1), NOW_MS, State::New)
        );
    }
    assert_eq!(suggestions.get("é\0").await.unwrap(), None);
}

each_database!(pages_follow_each_other_and_a_decision_takes_out_of_those_that_wait);

async fn pages_follow_each_other_and_a_decision_takes_out_of_those_that_wait(on: Backend) {
    let suggestions = suggestions(&on).await;
    for number in 1..=5 {
        suggestions.make(&said(number)).await.unwrap();
    }
    let list = async |state, after| -> Vec<(i64, String)> {
        let found = suggestions.list(state, after, 2).await.unwrap().into_iter();
        found.map(|one| (one.number, one.said.reference)).collect()
    };
    let first = list(Some(State::New), 0).await;
    let second = list(Some(State::New), first[1].0).await;
    assert_eq!(
        (first[0].1.as_str(), second[0].1.as_str()),
        ("AAAA-0001", "AAAA-0003")
    );
    suggestions
        .decide("AAAA-0001", State::Accepted, ("Camille", "vérifié"))
        .await
        .unwrap();
    assert_eq!(list(Some(State::New), 0).await[0].1, "AAAA-0002");
    let decided = suggestions
        .list(Some(State::Accepted), 0, 10)
        .await
        .unwrap();
    let decision = Decision {
        at: NOW_MS,
        by: "Camille".to_owned(),
        note: "vérifié".to_owned(),
    };
    assert_eq!(decided[0].decision, Some(decision));
    assert_eq!(list(None, 0).await.len(), 2);
    let late = suggestions
        .decide("AAAA-0001", State::Refused, ("x", ""))
        .await;
    assert!(matches!(late, Err(SuggestionError::Decided(_))));
    let unknown = suggestions
        .decide("ZZZZ-9999", State::Refused, ("x", ""))
        .await;
    assert!(matches!(unknown, Err(SuggestionError::NotFound(_))));
}

each_database!(one_record_takes_no_flood);

async fn one_record_takes_no_flood(on: Backend) {
    let suggestions = suggestions(&on).await;
    for number in 0..WAITING_OF_RECORD_MAX as usize {
        suggestions.make(&said(number)).await.unwrap();
    }
    assert!(matches!(
        suggestions.make(&said(999)).await,
        Err(SuggestionError::Full)
    ));
    let other = Said {
        record_id: "other".to_owned(),
        ..said(999)
    };
    suggestions.make(&other).await.unwrap();
}

each_database!(contacts_are_erased_after_the_decision_and_the_rest_later);

async fn contacts_are_erased_after_the_decision_and_the_rest_later(on: Backend) {
    let suggestions = suggestions(&on).await;
    suggestions.make(&said(1)).await.unwrap();
    suggestions.make(&said(2)).await.unwrap();
    suggestions
        .decide("AAAA-0001", State::Accepted, ("x", ""))
        .await
        .unwrap();
    let contact = async |reference| {
        suggestions
            .get(reference)
            .await
            .unwrap()
            .map(|one| one.said.contact)
    };
    let days = async |days: i64| {
        suggestions.clock.advance_ms(days * DAY_MS + 1);
        suggestions.forget_old().await.unwrap()
    };
    assert_eq!(days(CONTACT_DAYS - 1).await, Forgotten::default());
    assert_eq!(days(1).await.contacts, 1);
    assert_eq!(contact("AAAA-0001").await.as_deref(), Some(""));
    assert_eq!(
        contact("AAAA-0002").await.as_deref(),
        Some("06 00 00 00 00")
    );
    // Nobody decided for a year.
    let forgotten = days(CONTACT_DAYS_MAX - CONTACT_DAYS).await;
    assert_eq!((forgotten.contacts, forgotten.suggestions), (1, 1));
    assert_eq!(contact("AAAA-0001").await, None);
    assert_eq!(contact("AAAA-0002").await.as_deref(), Some(""));
}
