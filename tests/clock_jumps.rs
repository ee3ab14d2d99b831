//! The machine's clock is wrong for a while, a year ahead or a day behind, and is set right: nobody is locked out, nothing waits for that
//! year to come, and what is kept stays in its order.

use maille::accounts::{AccountError, Role};
use maille::audit::{Said, Verdict, Who};
use maille::mail::NewLetter;

use crate::support::{Instance, PASSWORD};

const HOUR_MS: i64 = 3_600_000;
const DAY_MS: i64 = 24 * HOUR_MS;
const YEAR_MS: i64 = 365 * DAY_MS;

#[tokio::test(flavor = "multi_thread")]
async fn pages_writes_and_sessions_outlive_a_clock_that_jumps() {
    let instance = Instance::new().await;
    let staff = instance.signed_in(Role::Administrator).await;
    let place = |name: &str| format!(r#"{{"name": "{name}", "latitude": 46.3, "longitude": 2.5}}"#);
    let id = instance.put("place", "m", &place("Avant")).await;
    for (jump, name) in [
        (-DAY_MS, "Hier"),
        (DAY_MS + YEAR_MS, "Demain"),
        (-YEAR_MS, "Après"),
    ] {
        instance.clock.advance_ms(jump);
        instance.put("place", "m", &place(name)).await;
        let page = instance.get(&format!("/annuaire/{id}")).await;
        assert!(page.status == 200 && page.text.contains(name), "{jump}");
        let found = instance.get(&format!("/annuaire?q={name}")).await;
        assert!(found.text.contains(&id), "{jump}: {}", found.text);
        let noted = instance
            .app
            .audit
            .note("record-changed", Said::by(Who::Machine));
        noted.await.unwrap();
    }
    // What was signed in before is again, or is asked to sign in: no error either way.
    let desk = staff.get("/administration").await;
    assert!([200, 303].contains(&desk.status), "{}", desk.status);
    let again = instance.signed_in(Role::Mediator).await;
    assert_eq!(again.get("/administration").await.status, 200);
    let verdict = instance.app.audit.check().await.unwrap();
    assert!(matches!(verdict, Verdict::Whole(_)), "{verdict:?}");
    instance.check().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_locked_out_by_attempts_of_a_year_ahead() {
    let instance = Instance::new().await;
    let account = instance.account(Role::Mediator).await;
    let from = "192.0.2.7".parse().unwrap();
    let accounts = &instance.app.accounts;
    instance.clock.advance_ms(YEAR_MS);
    for _ in 0..30 {
        let refused = accounts.sign_in(&account.login, "wrong", from).await;
        assert!(refused.is_err());
    }
    let waits = accounts.sign_in(&account.login, PASSWORD, from).await;
    assert!(matches!(waits, Err(AccountError::TooMany(_))), "{waits:?}");
    instance.clock.advance_ms(-YEAR_MS);
    let waits = accounts.sign_in(&account.login, PASSWORD, from).await;
    let Err(AccountError::TooMany(seconds)) = waits else {
        panic!("{waits:?}");
    };
    assert!(seconds <= 15 * 60, "{seconds} s");
    instance.clock.advance_ms(15 * 60_000);
    accounts
        .sign_in(&account.login, PASSWORD, from)
        .await
        .unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_put_off_by_a_clock_ahead_does_not_wait_for_it() {
    let instance = Instance::contributed(Some("smtp://127.0.0.1:9")).await;
    let letters = &instance.app.letters;
    instance.clock.advance_ms(YEAR_MS);
    let letter = NewLetter {
        plugin: String::new(),
        address: "camille@example.org".to_owned(),
        language: "fr".to_owned(),
        subject: "Code".to_owned(),
        text: "x".to_owned(),
    };
    letters.post(&letter).await.unwrap();
    let tried = letters.due().await.unwrap().pop().unwrap();
    letters.failed(&tried).await.unwrap();
    assert!(letters.due().await.unwrap().is_empty(), "it waits a minute");
    maille::backup::make_scheduled(&instance.app).await.unwrap();
    assert!(!maille::backup::due(&instance.app).unwrap());

    instance.clock.advance_ms(-YEAR_MS);
    assert_eq!(letters.due().await.unwrap().len(), 1, "it waits for a year");
    assert!(
        maille::backup::due(&instance.app).unwrap(),
        "no backup for a year"
    );
    maille::backup::make_scheduled(&instance.app).await.unwrap();
    assert!(!maille::backup::due(&instance.app).unwrap());
}
