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
    let begin = async |before| {
        accounts
            .begin_session(&made, before, Device::Unknown)
            .await
            .unwrap()
    };
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
    accounts
        .begin_session(&made, None, Device::Unknown)
        .await
        .unwrap();
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
    let session = accounts
        .begin_session(&other, None, Device::Unknown)
        .await
        .unwrap();
    let link = accounts.link(&other.id).await.unwrap();
    accounts
        .set_password(link.as_str(), "un autre phare encore")
        .await
        .unwrap();
    assert!(accounts.signed(session.as_str()).await.unwrap().is_none());
    let again = accounts.set_password(link.as_str(), PASSWORD).await;
    assert!(matches!(again, Err(AccountError::Link)));
    let session = accounts
        .begin_session(&other, None, Device::Unknown)
        .await
        .unwrap();
    let link = accounts.link(&other.id).await.unwrap();
    accounts.disable(&other.id).await.unwrap();
    assert!(accounts.signed(session.as_str()).await.unwrap().is_none());
    assert!(accounts.opened_by(link.as_str()).await.is_err());
    let link = accounts.link(&other.id).await;
    assert!(matches!(link, Err(AccountError::Unknown)));
}

each_database!(a_session_is_ended_by_its_own_account_alone);

async fn a_session_is_ended_by_its_own_account_alone(on: Backend) {
    let (accounts, clock) = fresh(&on).await;
    let one = first(&accounts).await;
    let other = mediator(&accounts, "dominique").await;
    let begin = async |device| accounts.begin_session(&one, None, device).await.unwrap();
    let phone = begin(Device::Telephone).await;
    clock.advance_ms(1);
    let desk = begin(Device::Computer).await;
    let listed = accounts.sessions(&one.id, phone.as_str()).await.unwrap();
    let seen: Vec<_> = listed.iter().map(|one| (one.device, one.own)).collect();
    assert_eq!(seen, [(Device::Computer, false), (Device::Telephone, true)]);
    let handle = &listed[0].handle;
    let foreign = accounts.end_one(&other.id, handle).await;
    assert!(matches!(foreign, Err(AccountError::Unknown)));
    accounts.end_one(&one.id, handle).await.unwrap();
    assert!(accounts.signed(desk.as_str()).await.unwrap().is_none());
    begin(Device::Unknown).await;
    let ended = accounts.end_others(&one.id, phone.as_str()).await.unwrap();
    assert_eq!(ended, 1);
    assert!(accounts.signed(phone.as_str()).await.unwrap().is_some());
}

each_database!(a_forgotten_password_queues_one_letter_for_an_open_account);

async fn a_forgotten_password_queues_one_letter_for_an_open_account(on: Backend) {
    let (accounts, clock) = fresh(&on).await;
    let one = first(&accounts).await;
    let letter = |account: &Account, secret: &Secret| crate::mail::NewLetter {
        plugin: String::new(),
        address: account.login.clone(),
        language: "fr".into(),
        subject: "Essai".into(),
        text: secret.as_str().to_owned(),
    };
    let ask = async |login: &str| accounts.forgotten(login, letter).await.unwrap();
    // A name that is no address, none at all, and somebody invited who has no password yet.
    mediator(&accounts, "dominique").await;
    let invited = NewAccount {
        name: "Invitée".into(),
        login: "invitee@example.org".into(),
    };
    let invited = accounts.invite(&invited, Role::Partner).await.unwrap();
    for login in [
        "dominique",
        "personne@example.org",
        "",
        "invitee@example.org",
    ] {
        assert!(!ask(login).await, "{login}");
    }
    assert!(accounts.opened_by(invited.1.as_str()).await.is_ok());
    assert!(ask(&one.login).await);
    assert!(!ask(&one.login).await);
    clock.advance_ms(FORGOTTEN_PAUSE_MS);
    assert!(ask(&one.login).await);
    let letters = crate::mail::Letters::new(accounts.database.clone(), clock.clone());
    let due = letters.due().await.unwrap();
    assert_eq!(due.len(), 2);
    let newest = due.iter().max_by_key(|letter| letter.made).unwrap();
    let oldest = due.iter().min_by_key(|letter| letter.made).unwrap();
    assert!(accounts.opened_by(&oldest.new.text).await.is_err());
    assert!(accounts.opened_by(&newest.new.text).await.is_ok());
    clock.advance_ms(FORGOTTEN_MS);
    assert!(accounts.opened_by(&newest.new.text).await.is_err());
}
