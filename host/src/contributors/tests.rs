//! Codes over a real database and a clock that the test moves.

use super::*;
use crate::database::Database;
use crate::database::backend::{Backend, each_database};
use crate::mail::Letters;

struct Here {
    contributors: Contributors,
    letters: Letters,
    clock: Clock,
}

async fn here(on: &Backend) -> Here {
    let database = Database::open(on.location()).await.unwrap();
    let clock = Clock::fixed(1_795_256_130_000);
    Here {
        contributors: Contributors::new(database.clone(), clock.clone()),
        letters: Letters::new(database, clock.clone()),
        clock,
    }
}

impl Here {
    async fn print(&self) -> String {
        let made = self
            .contributors
            .print(1, "Camille", ("Atelier", "fr"))
            .await;
        made.unwrap()[0].code.shown()
    }

    /// The code that the letter to this address brings.
    async fn mail(&self, address: &str) -> String {
        let address = Address::read(address).unwrap();
        let letter = |made: &Made| ("Code".to_owned(), made.code.shown());
        self.contributors
            .mail(&address, "fr", letter)
            .await
            .unwrap();
        let due = self.letters.due().await.unwrap();
        let letter = due.last().unwrap();
        self.letters.sent(letter).await.unwrap();
        letter.new.text.clone()
    }

    async fn check(&self, code: &str) -> Checked {
        self.contributors.check(code, "communs").await.unwrap()
    }

    async fn right(&self, code: &str) -> Contributor {
        match self.check(code).await {
            Checked::Right(contributor) => contributor,
            other => panic!("{other:?}"),
        }
    }
}

each_database!(a_printed_code_is_one_contributor_and_each_plugin_knows_another_name);

async fn a_printed_code_is_one_contributor_and_each_plugin_knows_another_name(on: Backend) {
    let here = here(&on).await;
    let (code, other) = (here.print().await, here.print().await);
    let first = here.right(&code).await;
    assert_eq!(here.right(&code.to_lowercase()).await, first);
    assert!(first.name.len() >= 16 && first.name != here.right(&other).await.name);
    let elsewhere = here.contributors.check(&code, "agenda").await.unwrap();
    assert!(
        matches!(elsewhere, Checked::Right(there) if there.id == first.id && there.name != first.name)
    );
    assert_eq!(here.check("0000-0000-0000").await, Checked::Wrong);
    assert_eq!(here.check("").await, Checked::Wrong);
}

each_database!(a_code_ends_eighteen_months_after_its_last_use_and_is_forgotten_a_month_later);

async fn a_code_ends_eighteen_months_after_its_last_use_and_is_forgotten_a_month_later(
    on: Backend,
) {
    let here = here(&on).await;
    let code = here.print().await;
    here.clock.advance_ms((CODE_DAYS - 1) * DAY_MS);
    here.right(&code).await;
    here.clock.advance_ms((CODE_DAYS - 1) * DAY_MS);
    here.right(&code).await;
    here.clock.advance_ms(CODE_DAYS * DAY_MS);
    assert_eq!(here.check(&code).await, Checked::Expired);
    assert_eq!(here.contributors.sweep().await.unwrap(), 0);
    here.clock.advance_ms((OVER_DAYS + 1) * DAY_MS);
    assert_eq!(here.contributors.sweep().await.unwrap(), 1);
    assert_eq!(here.check(&code).await, Checked::Wrong);
    assert!(here.contributors.printed().await.unwrap().is_empty());
}

each_database!(a_code_that_was_taken_back_opens_nothing);

async fn a_code_that_was_taken_back_opens_nothing(on: Backend) {
    let here = here(&on).await;
    let code = here.print().await;
    let contributor = here.right(&code).await;
    let proof = here
        .contributors
        .proof("communs", &contributor.id)
        .await
        .unwrap();
    let proven = || here.contributors.proven("communs", &proof);
    assert_eq!(proven().await.unwrap(), Some(contributor.clone()));
    assert!(here.contributors.revoke(&contributor.id).await.unwrap());
    assert!(!here.contributors.revoke(&contributor.id).await.unwrap());
    assert_eq!(here.check(&code).await, Checked::Revoked);
    assert_eq!(proven().await.unwrap(), None);
    let listed = here.contributors.printed().await.unwrap();
    assert_eq!(
        (
            listed.len(),
            listed[0].by.as_str(),
            listed[0].purpose.as_str()
        ),
        (1, "Camille", "Atelier")
    );
    assert!(listed[0].used.is_some() && listed[0].revoked.is_some());
}

each_database!(
    a_new_code_for_an_address_stays_the_same_contributor_and_ends_the_old_one_once_it_is_used
);

async fn a_new_code_for_an_address_stays_the_same_contributor_and_ends_the_old_one_once_it_is_used(
    on: Backend,
) {
    let here = here(&on).await;
    let old = here.mail("camille@example.org").await;
    let contributor = here.right(&old).await;
    // Whoever asks in somebody's name ends nobody's code.
    let new = here.mail("Camille@example.org").await;
    assert_eq!(here.right(&old).await, contributor);
    assert_eq!(here.right(&new).await, contributor);
    assert_eq!(here.check(&old).await, Checked::Wrong);
    let other = here.mail("dominique@example.org").await;
    assert_ne!(here.right(&other).await.id, contributor.id);
    // One that is not used in a week opens nothing.
    let late = here.mail("late@example.org").await;
    here.clock.advance_ms(MAILED_DAYS * DAY_MS);
    assert_eq!(here.check(&late).await, Checked::Expired);
}

each_database!(an_address_is_erased_with_its_codes_and_letters);

async fn an_address_is_erased_with_its_codes_and_letters(on: Backend) {
    let here = here(&on).await;
    let code = here.mail("camille@example.org").await;
    let name = here.right(&code).await.name;
    let address = || here.contributors.address("communs", &name);
    let known = ("camille@example.org".to_owned(), "fr".to_owned());
    assert_eq!(address().await.unwrap(), Some(known));
    assert_eq!(
        here.contributors.address("agenda", &name).await.unwrap(),
        None
    );
    let typed = Address::read("camille@example.org").unwrap();
    assert!(here.contributors.erase(&typed).await.unwrap());
    assert!(!here.contributors.erase(&typed).await.unwrap());
    assert_eq!(address().await.unwrap(), None);
    assert_eq!(here.check(&code).await, Checked::Wrong);
    assert_eq!(
        here.letters
            .to_address("camille@example.org")
            .await
            .unwrap(),
        0
    );
}

each_database!(a_letter_is_tried_for_a_day_and_then_given_up);

async fn a_letter_is_tried_for_a_day_and_then_given_up(on: Backend) {
    let here = here(&on).await;
    let letter = |_: &Made| ("Code".to_owned(), "text".to_owned());
    let address = Address::read("camille@example.org").unwrap();
    here.contributors
        .mail(&address, "fr", letter)
        .await
        .unwrap();
    let mut tries = 0;
    let mut waited = 0;
    loop {
        let due = here.letters.due().await.unwrap();
        let Some(letter) = due.first() else {
            here.clock.advance_ms(60_000);
            waited += 1;
            continue;
        };
        tries += 1;
        assert_eq!(letter.new.text, "text");
        if here.letters.failed(letter).await.unwrap() {
            break;
        }
    }
    assert!((8..20).contains(&tries), "{tries}");
    assert!((20 * 60..=24 * 60).contains(&waited), "{waited}");
    here.clock.advance_ms(2 * DAY_MS);
    assert!(here.letters.due().await.unwrap().is_empty());
}
