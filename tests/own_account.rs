//! What people do with their own accounts: sessions listed and ended, a forgotten password, a name that strangers try.

use maille::accounts::{Device, FORGOTTEN_MS, FORGOTTEN_PAUSE_MS, NewAccount, Role};

use crate::support::smtp::{Sink, Taken};
use crate::support::visitor::Answer;
use crate::support::{Instance, PASSWORD};

fn plain(answer: &Answer) -> String {
    answer.text.replace(['\u{a0}', '\u{202f}'], " ")
}

/// The addresses of buttons that end one session.
fn ends(answer: &Answer) -> Vec<String> {
    let parts = answer.text.split("action=\"").skip(1);
    let actions = parts.filter_map(|part| part.split('"').next());
    let one = |path: &&str| path.starts_with("/mon-compte/sessions/") && path.ends_with("/fin");
    let actions = actions
        .filter(one)
        .filter(|path| path.matches('/').count() == 4);
    actions.map(str::to_owned).collect()
}

async fn sign_in(instance: &Instance, login: &str, headers: &[(&str, &str)]) -> Answer {
    let fields = [("identifiant", login), ("mot-de-passe", PASSWORD)];
    instance.post("/connexion", &fields, headers).await
}

fn cookie(answer: &Answer) -> String {
    let given = answer.header("set-cookie");
    given.split(';').next().unwrap_or_default().to_owned()
}

#[tokio::test]
async fn sessions_are_listed_and_ended_by_their_owner_alone() {
    let instance = Instance::new().await;
    let account = instance.account(Role::Visitor).await;
    let with = |agent: &'static str| [("user-agent", agent)];
    let phone = with("Mozilla/5.0 (Linux; Android 6.0) Mobile Safari secret-model");
    let phone = cookie(&sign_in(&instance, &account.login, &phone).await);
    let desk = with("Mozilla/5.0 (Windows NT 10.0)");
    let desk = cookie(&sign_in(&instance, &account.login, &desk).await);
    let other = instance.signed_in(Role::Administrator).await;
    let get = async |cookie: &str| {
        let headers = [("cookie", cookie)];
        instance.get_as("/mon-compte", &headers).await
    };

    let page = get(&desk).await;
    assert_eq!(page.status, 200);
    assert_eq!(page.header("cache-control"), "no-store");
    let said = plain(&page);
    assert!(said.contains("Téléphone") && said.contains("Ordinateur"));
    assert!(said.contains("(cette connexion)") && !said.contains("secret-model"));
    let end = ends(&page);
    assert_eq!(end.len(), 1, "{}", page.text);
    // What stands in the page opens nothing.
    let handle = end[0].split('/').nth(3).unwrap();
    assert!(!phone.contains(handle));
    assert_eq!(get(&format!("session={handle}")).await.status, 303);

    // Somebody else does not end it, whatever the role; its owner does, once.
    assert_eq!(other.post(&end[0], &[]).await.status, 404);
    assert_eq!(get(&phone).await.status, 200);
    let headers = [("cookie", desk.as_str())];
    assert_eq!(instance.post(&end[0], &[], &headers).await.status, 303);
    assert_eq!(get(&phone).await.status, 303);
    assert_eq!(instance.post(&end[0], &[], &headers).await.status, 404);

    // All others at once; this browser and other people stay.
    let third = cookie(&sign_in(&instance, &account.login, &[]).await);
    let path = "/mon-compte/sessions/fin";
    assert_eq!(instance.post(path, &[], &headers).await.status, 303);
    assert_eq!(get(&third).await.status, 303);
    assert_eq!(get(&desk).await.status, 200);
    assert_eq!(other.get("/mon-compte").await.status, 200);
}

#[tokio::test]
async fn another_role_and_another_password_end_sessions() {
    let instance = Instance::new().await;
    let administrator = instance.signed_in(Role::Administrator).await;
    let person = instance.signed_in(Role::Mediator).await;
    let path = format!("/administration/comptes/{}/role", person.account.id);
    let same = administrator.post(&path, &[("role", "mediator")]).await;
    assert_eq!(same.status, 303);
    assert_eq!(person.get("/mon-compte").await.status, 200);
    let changed = administrator.post(&path, &[("role", "partner")]).await;
    assert_eq!(changed.status, 303);
    assert_eq!(person.get("/mon-compte").await.status, 303);

    let accounts = &instance.app.accounts;
    let begun = accounts.begin_session(&person.account, None, Device::Unknown);
    let begun = format!("session={}", begun.await.unwrap().as_str());
    let link = accounts.link(&person.account.id).await.unwrap();
    let other = "la bouée du large";
    accounts.set_password(link.as_str(), other).await.unwrap();
    let headers = [("cookie", begun.as_str())];
    assert_eq!(instance.get_as("/mon-compte", &headers).await.status, 303);
}

#[tokio::test]
async fn strangers_who_try_a_name_lock_its_owner_out_of_no_known_place() {
    let instance = Instance::new().await;
    let account = instance.account(Role::Mediator).await;
    let from = async |address: &str, password: &str| {
        let fields = [
            ("identifiant", account.login.as_str()),
            ("mot-de-passe", password),
        ];
        let headers = [("x-forwarded-for", address)];
        instance.post("/connexion", &fields, &headers).await.status
    };
    assert_eq!(from("192.0.2.1", PASSWORD).await, 303);
    for number in 0..100 {
        let stranger = format!("198.51.100.{}", number / 10);
        assert_eq!(from(&stranger, "un autre phare").await, 422);
    }
    assert_eq!(from("203.0.113.9", PASSWORD).await, 429);
    assert_eq!(from("192.0.2.1", PASSWORD).await, 303);
}

async fn mailing(sink: &Sink) -> (Instance, String) {
    let instance = Instance::contributed(Some(&sink.url)).await;
    let accounts = &instance.app.accounts;
    let new = NewAccount {
        name: "Camille".to_owned(),
        login: "camille@example.org".to_owned(),
    };
    let (account, link) = accounts.invite(&new, Role::Mediator).await.unwrap();
    let set = accounts.set_password(link.as_str(), PASSWORD).await;
    set.unwrap();
    (instance, account.id)
}

/// The path of the one-time link in a letter.
fn link_in(letter: &Taken) -> String {
    let body = letter.body();
    let at = body.find("/premier-acces/").unwrap();
    body[at..].split_whitespace().next().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_forgotten_password_is_one_answer_and_one_letter() {
    let sink = Sink::start().await;
    let (instance, _) = mailing(&sink).await;
    let path = "/mot-de-passe-oublie";
    let page = instance.get("/connexion").await;
    assert!(page.text.contains("href=\"/mot-de-passe-oublie\""));
    let ask = async |login: &str| {
        let evil = [("host", "evil.example")];
        instance.post(path, &[("identifiant", login)], &evil).await
    };
    let same = |answer: &Answer| {
        let id = answer.header("x-request-id").to_owned();
        (answer.status, answer.text.replace(&id, ""))
    };
    let known = same(&ask("Camille@Example.org ").await);
    for unknown in [
        "personne@example.org",
        "",
        "mediator-1",
        "a\r\nb@example.org",
    ] {
        assert_eq!(same(&ask(unknown).await), known, "{unknown}");
    }
    assert_eq!(known.0, 200);
    instance.start_jobs();
    let letter = sink.letter(0).await;
    assert_eq!(letter.to, ["camille@example.org"]);
    assert!(!letter.body().contains("evil.example"));
    let link = link_in(&letter);
    // A second letter waits a quarter of an hour, and the first link stands meanwhile.
    assert_eq!(same(&ask("camille@example.org").await), known);
    tokio::time::sleep(std::time::Duration::from_secs(3)).await;
    assert_eq!(sink.taken().len(), 1);
    assert_eq!(instance.get(&link).await.status, 200);
    instance.clock.advance_ms(FORGOTTEN_PAUSE_MS);
    assert_eq!(same(&ask("camille@example.org").await), known);
    let second = link_in(&sink.letter(1).await);
    assert_eq!(instance.get(&link).await.status, 410);
    instance.clock.advance_ms(FORGOTTEN_MS - 1);
    assert_eq!(instance.get(&second).await.status, 200);
    instance.clock.advance_ms(1);
    assert_eq!(instance.get(&second).await.status, 410);
    // One address asks so often and no more; the fifteen left are the pace's own.
    let mut statuses = Vec::new();
    for number in 0..20 {
        statuses.push(ask(&format!("x{number}@example.org")).await.status);
    }
    assert_eq!(statuses.last(), Some(&429));
    assert_eq!(sink.taken().len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invitation_goes_by_mail_too_and_can_be_taken_back() {
    let sink = Sink::start().await;
    let (instance, _) = mailing(&sink).await;
    instance.start_jobs();
    let administrator = instance.signed_in(Role::Administrator).await;
    let fields = [
        ("nom", "Dominique"),
        ("identifiant", "dominique@example.org"),
        ("role", "partner"),
    ];
    let made = administrator.post("/administration/comptes", &fields).await;
    assert!(plain(&made).contains("part aussi par courrier électronique à dominique@example.org"));
    let letter = sink.letter(0).await;
    assert_eq!(letter.to, ["dominique@example.org"]);
    let link = link_in(&letter);
    assert!(made.text.contains(&link));
    assert_eq!(instance.get(&link).await.status, 200);
    let accounts = &instance.app.accounts;
    let account = accounts.by_login("dominique@example.org").await.unwrap();
    let path = format!("/administration/comptes/{}/lien/retirer", account.id);
    assert_eq!(administrator.post(&path, &[]).await.status, 303);
    assert_eq!(instance.get(&link).await.status, 410);
}
