//! Accounts over a real database, with a clock that is moved by hand.

use std::net::{IpAddr, Ipv4Addr};

use super::*;
use crate::database::backend::{Backend, each_database};

const HERE: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);
const PASSWORD: &str = "le phare de la vieille";
const NOW_MS: i64 = 1_795_256_130_000;

async fn fresh(on: &Backend) -> (Accounts, Clock) {
    let database = Database::open(on.location()).await.unwrap();
    let clock = Clock::fixed(NOW_MS);
    let accounts = Accounts::new(database, clock.clone(), "Essai");
    (accounts, clock)
}

fn camille() -> NewAccount {
    NewAccount {
        name: " Camille  Le Gall ".into(),
        login: "Camille@Example.org ".into(),
    }
}

async fn first(accounts: &Accounts) -> Account {
    let link = accounts.first_link().await.unwrap().unwrap();
    let made = accounts
        .make_first(link.as_str(), &camille(), PASSWORD)
        .await;
    made.unwrap()
}

/// A mediator with a password.
async fn mediator(accounts: &Accounts, login: &str) -> Account {
    let new = NewAccount {
        name: login.into(),
        login: login.into(),
    };
    let (_, link) = accounts.invite(&new, Role::Mediator).await.unwrap();
    accounts
        .set_password(link.as_str(), PASSWORD)
        .await
        .unwrap()
}

each_database!(the_first_link_makes_one_administrator);

async fn the_first_link_makes_one_administrator(on: Backend) {
    let (accounts, _) = fresh(&on).await;
    let earlier = accounts.first_link().await.unwrap().unwrap();
    let link = accounts.first_link().await.unwrap().unwrap();
    let ended = accounts.opened_by(earlier.as_str()).await;
    assert!(matches!(ended, Err(AccountError::Link)), "{ended:?}");
    assert_eq!(
        accounts.opened_by(link.as_str()).await.unwrap(),
        Opened::First
    );
    let camille = camille();
    let one = accounts.make_first(link.as_str(), &camille, PASSWORD);
    let other = NewAccount {
        name: "Une autre".into(),
        login: "autre".into(),
    };
    let two = accounts.make_first(link.as_str(), &other, PASSWORD);
    let (one, two) = tokio::join!(one, two);
    assert!(one.is_ok() != two.is_ok(), "{one:?} {two:?}");
    assert!(accounts.first_link().await.unwrap().is_none());
    let made = accounts.list().await.unwrap().remove(0);
    assert_eq!(made.role, Role::Administrator);
}

each_database!(names_are_kept_in_one_spelling);

async fn names_are_kept_in_one_spelling(on: Backend) {
    let (accounts, _) = fresh(&on).await;
    let made = first(&accounts).await;
    assert_eq!(
        (made.name.as_str(), made.login.as_str()),
        ("Camille Le Gall", "camille@example.org")
    );
    let found = accounts
        .sign_in("CAMILLE@example.ORG", PASSWORD, HERE)
        .await;
    assert_eq!(found.unwrap().id, made.id);
    let again = accounts.invite(&camille(), Role::Partner).await;
    assert!(matches!(again, Err(AccountError::LoginTaken(_))));
    for (name, login, field) in [
        ("", "a", Field::Name),
        ("a\u{202e}b", "a", Field::Name),
        ("a", "", Field::Login),
        ("a", "a b", Field::Login),
    ] {
        let new = NewAccount {
            name: name.into(),
            login: login.into(),
        };
        let refused = accounts.invite(&new, Role::Partner).await;
        assert!(
            matches!(&refused, Err(AccountError::Field(found)) if *found == field),
            "{refused:?}"
        );
    }
}

each_database!(a_link_ends_with_its_time_and_a_password_is_checked_first);

async fn a_link_ends_with_its_time_and_a_password_is_checked_first(on: Backend) {
    let (accounts, clock) = fresh(&on).await;
    let link = accounts.first_link().await.unwrap().unwrap();
    let camille = camille();
    let weak = accounts.make_first(link.as_str(), &camille, "motdepasse2026");
    assert!(matches!(
        weak.await,
        Err(AccountError::Password(PasswordFault::Common))
    ));
    clock.advance_ms(LINK_MS - 1);
    accounts.opened_by(link.as_str()).await.unwrap();
    clock.advance_ms(1);
    let late = accounts.make_first(link.as_str(), &camille, PASSWORD);
    assert!(matches!(late.await, Err(AccountError::Link)));
}

each_database!(wrong_name_wrong_password_and_disabled_are_one_answer);

async fn wrong_name_wrong_password_and_disabled_are_one_answer(on: Backend) {
    let (accounts, _) = fresh(&on).await;
    first(&accounts).await;
    let other = mediator(&accounts, "dominique").await;
    accounts.disable(&other.id).await.unwrap();
    for (login, password) in [
        ("nobody", PASSWORD),
        ("camille@example.org", "le phare du stiff"),
        ("dominique", PASSWORD),
    ] {
        let refused = accounts.sign_in(login, password, HERE).await;
        assert!(matches!(refused, Err(AccountError::Refused)), "{login}");
    }
    accounts.enable(&other.id).await.unwrap();
    accounts.sign_in("dominique", PASSWORD, HERE).await.unwrap();
}

each_database!(sessions_end_by_use_by_age_and_by_hand);

async fn sessions_end_by_use_by_age_and_by_hand(on: Backend) {
    let (accounts, clock) = fresh(&on).await;
    let made = first(&accounts).await;
    let begin = async |before| accounts.begin_session(&made, before).await.unwrap();
    let stands = async |secret: &Secret| {
        let signed = accounts.signed(secret.as_str()).await.unwrap();
        signed.is_some_and(|signed| signed.account.id == made.id)
    };
    let idle = begin(None).await;
    clock.advance_ms(IDLE_MS - 1);
    assert!(stands(&idle).await);
    clock.advance_ms(IDLE_MS);
    assert!(!stands(&idle).await);
    let used = begin(None).await;
    for _ in 0..6 {
        clock.advance_ms(ABSOLUTE_MS / 7);
        assert!(stands(&used).await);
    }
    clock.advance_ms(ABSOLUTE_MS / 7 + 7);
    assert!(!stands(&used).await);
    let first = begin(None).await;
    let second = begin(Some(first.as_str())).await;
    assert!(!stands(&first).await && stands(&second).await);
    accounts.end_session(second.as_str()).await.unwrap();
    assert!(!stands(&second).await);
    let third = begin(None).await;
    assert_eq!(accounts.sessions_of(&made.id).await.unwrap(), 1);
    assert_eq!(accounts.end_sessions(&made.id).await.unwrap(), 3);
    assert!(!stands(&third).await);
    assert!(accounts.signed("").await.unwrap().is_none());
}

each_database!(what_is_over_is_swept);

async fn what_is_over_is_swept(on: Backend) {
    let (accounts, clock) = fresh(&on).await;
    let made = first(&accounts).await;
    accounts.begin_session(&made, None).await.unwrap();
    accounts.link(&made.id).await.unwrap();
    assert_eq!(accounts.sweep().await.unwrap(), 0);
    clock.advance_ms(LINK_MS);
    assert_eq!(accounts.sweep().await.unwrap(), 2);
}

each_database!(the_last_administrator_stays);

async fn the_last_administrator_stays(on: Backend) {
    let (accounts, _) = fresh(&on).await;
    let made = first(&accounts).await;
    let last = |result| matches!(result, Err(AccountError::LastAdministrator));
    assert!(last(accounts.disable(&made.id).await));
    assert!(last(accounts.change_role(&made.id, Role::Auditor).await));
    // One who was invited and never came cannot administer yet.
    let new = NewAccount {
        name: "Une autre".into(),
        login: "autre".into(),
    };
    let (other, link) = accounts.invite(&new, Role::Administrator).await.unwrap();
    assert!(last(accounts.disable(&made.id).await));
    accounts
        .set_password(link.as_str(), PASSWORD)
        .await
        .unwrap();
    let (one, two) = tokio::join!(accounts.disable(&made.id), accounts.disable(&other.id));
    assert!(one.is_ok() != two.is_ok(), "{one:?} {two:?}");
    assert!(accounts.has_administrator().await.unwrap());
}

each_database!(a_new_password_and_a_disabled_account_end_its_sessions);

async fn a_new_password_and_a_disabled_account_end_its_sessions(on: Backend) {
    let (accounts, _) = fresh(&on).await;
    first(&accounts).await;
    let other = mediator(&accounts, "dominique").await;
    let session = accounts.begin_session(&other, None).await.unwrap();
    let link = accounts.link(&other.id).await.unwrap();
    accounts
        .set_password(link.as_str(), "un autre phare encore")
        .await
        .unwrap();
    assert!(accounts.signed(session.as_str()).await.unwrap().is_none());
    let again = accounts.set_password(link.as_str(), PASSWORD).await;
    assert!(matches!(again, Err(AccountError::Link)));
    let session = accounts.begin_session(&other, None).await.unwrap();
    let link = accounts.link(&other.id).await.unwrap();
    accounts.disable(&other.id).await.unwrap();
    assert!(accounts.signed(session.as_str()).await.unwrap().is_none());
    assert!(accounts.opened_by(link.as_str()).await.is_err());
    let link = accounts.link(&other.id).await;
    assert!(matches!(link, Err(AccountError::Unknown)));
}
