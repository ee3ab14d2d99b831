//! Accounts: links that open once, sign-in that tells a guesser nothing, sessions, and what administrators do with accounts.

use maille::accounts::{ABSOLUTE_MS, IDLE_MS, LINK_MS, NewAccount, Role};
use maille::config::Server;

use crate::support::visitor::Answer;
use crate::support::{Instance, Maille, PASSWORD};

/// The text of an answer with plain spaces.
fn plain(answer: &Answer) -> String {
    answer.text.replace(['\u{a0}', '\u{202f}'], " ")
}

/// The cookie that an answer gives, without its attributes.
fn cookie(answer: &Answer) -> String {
    let given = answer.header("set-cookie");
    given.split(';').next().unwrap_or_default().to_owned()
}

async fn sign_in(instance: &Instance, login: &str, password: &str) -> Answer {
    let fields = [("identifiant", login), ("mot-de-passe", password)];
    instance.post("/connexion", &fields, &[]).await
}

fn first<'a>(login: &'a str, password: &'a str) -> [(&'a str, &'a str); 4] {
    [
        ("nom", "Camille Le Gall"),
        ("identifiant", login),
        ("mot-de-passe", password),
        ("encore", password),
    ]
}

async fn first_path(instance: &Instance) -> String {
    let link = instance.app.accounts.first_link().await.unwrap().unwrap();
    format!("/premier-acces/{}", link.as_str())
}

#[tokio::test]
async fn the_first_link_makes_an_administrator_once() {
    let instance = Instance::new().await;
    let path = first_path(&instance).await;
    let form = instance.get(&path).await;
    assert_eq!(form.status, 200);
    assert!(plain(&form).contains("Créer le premier compte"));
    // The link opens something: it is neither kept nor printed.
    assert_eq!(form.header("cache-control"), "no-store");
    let token = path.rsplit('/').next().unwrap();
    assert!(!form.text.contains(&format!("{}{path}", instance.url(""))));
    assert_eq!(form.text.matches("qr").count(), 0);

    let weak = instance
        .post(&path, &first("camille", "motdepasse2026"), &[])
        .await;
    assert_eq!(weak.status, 422);
    assert!(plain(&weak).contains("trop facile à deviner"));
    assert!(weak.text.contains("value=\"Camille Le Gall\""));
    assert!(!weak.text.contains("motdepasse2026"));
    let mut different = first("camille", PASSWORD);
    different[3].1 = "un autre phare";
    let different = instance.post(&path, &different, &[]).await;
    assert!(plain(&different).contains("ne sont pas les mêmes"));

    let made = instance.post(&path, &first("camille", PASSWORD), &[]).await;
    assert_eq!(
        (made.status, made.header("location")),
        (303, "/administration")
    );
    let cookie = cookie(&made);
    let home = instance
        .get_as("/administration", &[("cookie", &cookie)])
        .await;
    assert_eq!(home.status, 200);
    assert!(plain(&home).contains("Camille Le Gall, Administrateur"));

    for again in [
        instance.get(&path).await,
        instance.post(&path, &first("autre", PASSWORD), &[]).await,
        instance.get("/premier-acces/autre").await,
        instance.get(&path.replace(token, &token[1..])).await,
    ] {
        assert_eq!(again.status, 410);
        assert!(plain(&again).contains("Ce lien ne fonctionne plus"));
        assert!(plain(&again).contains("maille doctor"));
    }
    assert_eq!(instance.app.accounts.list().await.unwrap().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_who_use_one_link_at_once_make_one_account() {
    let instance = Instance::new().await;
    let path = first_path(&instance).await;
    let (one, two) = (first("une", PASSWORD), first("autre", PASSWORD));
    let (one, two) = tokio::join!(
        instance.post(&path, &one, &[]),
        instance.post(&path, &two, &[])
    );
    let mut both = [one.status, two.status];
    both.sort_unstable();
    assert_eq!(both, [303, 410]);
    assert_eq!(instance.app.accounts.list().await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_link_opens_for_three_days_and_a_new_one_ends_it() {
    let instance = Instance::new().await;
    let earlier = first_path(&instance).await;
    let path = first_path(&instance).await;
    assert_eq!(instance.get(&earlier).await.status, 410);
    instance.clock.advance_ms(LINK_MS - 1);
    assert_eq!(instance.get(&path).await.status, 200);
    instance.clock.advance_ms(1);
    assert_eq!(instance.get(&path).await.status, 410);
}

#[tokio::test]
async fn sign_in_leads_where_one_wanted_to_go_and_never_elsewhere() {
    let instance = Instance::new().await;
    let account = instance.account(Role::Administrator).await;
    let sent = instance.get("/administration/comptes?x=1").await;
    assert_eq!(
        (sent.status, sent.header("location")),
        (303, "/connexion?suite=%2Fadministration%2Fcomptes%3Fx%3D1")
    );
    let form = instance.get(sent.header("location")).await;
    assert!(form.text.contains("value=\"/administration/comptes?x=1\""));
    for (next, location) in [
        ("/administration/roles", "/administration/roles"),
        ("https://evil.example", "/administration"),
        ("//evil.example", "/administration"),
        ("/\\evil.example", "/administration"),
        ("", "/administration"),
    ] {
        let fields = [
            ("identifiant", account.login.as_str()),
            ("mot-de-passe", PASSWORD),
            ("suite", next),
        ];
        let answer = instance.post("/connexion", &fields, &[]).await;
        assert_eq!(
            (answer.status, answer.header("location")),
            (303, location),
            "{next}"
        );
    }
    // A form that was sent too late leads to a page, not to the form's address.
    let late = instance.post("/administration/comptes", &[], &[]).await;
    assert_eq!(
        (late.status, late.header("location")),
        (303, "/connexion?suite=%2Fadministration")
    );
}

#[tokio::test]
async fn a_wrong_name_and_a_wrong_password_are_one_answer() {
    let instance = Instance::new().await;
    let account = instance.account(Role::Mediator).await;
    let closed = instance.account(Role::Mediator).await;
    instance.app.accounts.disable(&closed.id).await.unwrap();
    let mut answers = Vec::new();
    for (login, password) in [
        ("nobody@example.org", PASSWORD),
        (account.login.as_str(), "un autre phare"),
        (closed.login.as_str(), PASSWORD),
    ] {
        let began = std::time::Instant::now();
        let answer = sign_in(&instance, login, password).await;
        let took = began.elapsed().as_millis();
        assert_eq!(answer.status, 422, "{login}");
        assert_eq!(answer.header("set-cookie"), "");
        assert!(!answer.text.contains(password));
        // Each costs a hash: some ten milliseconds at the least, on any machine.
        assert!(took >= 10, "{login}: {took} ms");
        answers.push(answer.text.replace(login, "LOGIN"));
    }
    assert!(answers[0].contains("ne vont pas ensemble"));
    assert!(answers.windows(2).all(|two| two[0] == two[1]));
    let right = sign_in(&instance, &account.login.to_uppercase(), PASSWORD).await;
    assert_eq!(right.status, 303);
}

#[tokio::test]
async fn too_many_attempts_wait_whether_the_name_exists_or_not() {
    let instance = Instance::new().await;
    let account = instance.account(Role::Mediator).await;
    for login in [account.login.as_str(), "nobody"] {
        for _ in 0..10 {
            assert_eq!(
                sign_in(&instance, login, "un autre phare").await.status,
                422
            );
        }
        let waits = sign_in(&instance, login, PASSWORD).await;
        assert_eq!((waits.status, waits.header("retry-after")), (429, "900"));
        assert!(
            plain(&waits).contains("Attendez 15 minutes"),
            "{}",
            waits.text
        );
    }
    let other = instance.account(Role::Mediator).await;
    assert_eq!(sign_in(&instance, &other.login, PASSWORD).await.status, 303);
    instance.clock.advance_ms(15 * 60 * 1000);
    assert_eq!(
        sign_in(&instance, &account.login, PASSWORD).await.status,
        303
    );
}

#[tokio::test]
async fn an_address_that_tries_many_names_waits_and_its_neighbour_does_not() {
    let instance = Instance::new().await;
    let account = instance.account(Role::Mediator).await;
    let from = async |address: &str, login: &str| {
        let fields = [("identifiant", login), ("mot-de-passe", PASSWORD)];
        // What a client wrote itself stands before what the proxy on this machine adds.
        let said = format!("203.0.113.{}, {address}", login.len());
        let headers = [("x-forwarded-for", said.as_str())];
        instance.post("/connexion", &fields, &headers).await.status
    };
    for number in 0..50 {
        assert_eq!(from("198.51.100.7", &format!("name-{number}")).await, 422);
    }
    assert_eq!(from("198.51.100.7", &account.login).await, 429);
    assert_eq!(from("198.51.100.8", &account.login).await, 303);
}

#[tokio::test]
async fn the_cookie_is_for_this_host_alone() {
    let instance = Instance::new().await;
    let account = instance.account(Role::Mediator).await;
    let plain = sign_in(&instance, &account.login, PASSWORD).await;
    let given = plain.header("set-cookie");
    assert!(given.starts_with("session="), "{given}");
    assert!(
        given.ends_with("; Path=/; HttpOnly; SameSite=Lax"),
        "{given}"
    );
    // 256 bits, and nothing of them in the database.
    let word = cookie(&plain).replace("session=", "");
    assert_eq!(word.len(), 64);
    let bytes = std::fs::read(instance.app.folder.join(maille::app::DATABASE)).unwrap();
    let holds = |text: &str| {
        bytes
            .windows(text.len())
            .any(|window| window == text.as_bytes())
    };
    assert!(!holds(&word) && !holds(PASSWORD));

    let secure = Instance::serving(Server {
        public_url: Some("https://maille.example.fr".to_owned()),
        ..Server::default()
    })
    .await;
    let account = secure.account(Role::Mediator).await;
    let answer = sign_in(&secure, &account.login, PASSWORD).await;
    let given = answer.header("set-cookie");
    assert!(given.starts_with("__Host-session="), "{given}");
    assert!(
        given.ends_with("; Path=/; HttpOnly; SameSite=Lax; Secure"),
        "{given}"
    );
}

#[tokio::test]
async fn a_session_that_somebody_else_planted_opens_nothing() {
    let instance = Instance::new().await;
    let account = instance.account(Role::Mediator).await;
    let planted = "session=0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
    let fields = [
        ("identifiant", account.login.as_str()),
        ("mot-de-passe", PASSWORD),
    ];
    let begun = instance
        .post("/connexion", &fields, &[("cookie", planted)])
        .await;
    let own = cookie(&begun);
    assert_ne!(own, planted);
    let as_planted = instance
        .get_as("/administration", &[("cookie", planted)])
        .await;
    assert_eq!(as_planted.status, 303);
    // Signing in again in the same browser ends the session before.
    let again = instance
        .post("/connexion", &fields, &[("cookie", own.as_str())])
        .await;
    let get = async |cookie: &str| {
        let headers = [("cookie", cookie)];
        instance.get_as("/administration", &headers).await.status
    };
    assert_eq!(get(&own).await, 303);
    assert_eq!(get(&cookie(&again)).await, 200);
}

#[tokio::test]
async fn sessions_end_by_the_button_and_by_time() {
    let instance = Instance::new().await;
    let person = instance.signed_in(Role::Partner).await;
    assert_eq!(person.get("/administration").await.status, 200);
    let out = person.post("/deconnexion", &[]).await;
    assert_eq!(
        (out.status, out.header("location")),
        (303, "/connexion?fini=1")
    );
    assert!(out.header("set-cookie").contains("Max-Age=0"));
    assert_eq!(out.header("clear-site-data"), "\"cache\", \"storage\"");
    assert_eq!(person.get("/administration").await.status, 303);
    assert!(plain(&person.get("/connexion?fini=1").await).contains("Vous êtes déconnecté"));
    // Only a form signs out: a picture on another site does not.
    assert_eq!(person.get("/deconnexion").await.status, 405);

    let idle = instance.signed_in(Role::Partner).await;
    instance.clock.advance_ms(IDLE_MS);
    assert_eq!(idle.get("/administration").await.status, 303);
    let busy = instance.signed_in(Role::Partner).await;
    for _ in 0..11 {
        instance.clock.advance_ms(ABSOLUTE_MS / 12);
        assert_eq!(busy.get("/administration").await.status, 200);
    }
    instance.clock.advance_ms(ABSOLUTE_MS / 12);
    assert_eq!(busy.get("/administration").await.status, 303);
}

#[tokio::test]
async fn nothing_that_a_signed_in_person_reads_is_kept() {
    let instance = Instance::new().await;
    let person = instance.signed_in(Role::Administrator).await;
    for path in [
        "/",
        "/aide",
        "/annuaire",
        "/hostile",
        "/administration",
        "/administration/comptes",
        "/nulle-part",
    ] {
        let answer = person.get(path).await;
        assert_eq!(answer.header("cache-control"), "no-store", "{path}");
        assert_eq!(answer.header("etag"), "", "{path}");
        let visitor = instance.get(path).await;
        assert!(!visitor.text.contains(&person.account.name), "{path}");
    }
    // A page of a plugin is kept for visitors as a visitor got it, and is the same for both.
    let before = instance.calls().await;
    let mine = person.get("/hostile/kept/page").await;
    let theirs = instance.get("/hostile/kept/page").await;
    assert_eq!(mine.text, theirs.text);
    assert_eq!(instance.calls().await, before + 2);
    instance.get("/hostile/kept/page").await;
    assert_eq!(instance.calls().await, before + 2);
    let styles = theirs.text.split("href=\"/static/").nth(1).unwrap();
    let style = format!("/static/{}", styles.split('"').next().unwrap());
    let kept = person.get(&style).await;
    assert!(kept.header("cache-control").contains("immutable"));
}

#[tokio::test]
async fn an_account_is_made_changed_and_closed_in_the_browser() {
    let instance = Instance::new().await;
    let person = instance.signed_in(Role::Administrator).await;
    let new = [
        ("nom", "Dominique <b>Riou</b>"),
        ("identifiant", "Dominique@example.org"),
        ("role", "auditor"),
    ];
    let made = person.post("/administration/comptes", &new).await;
    assert_eq!(made.status, 200);
    assert!(!made.text.contains("<b>"));
    let code = made.text.split("<code>").nth(1).unwrap();
    let link = code.split('<').next().unwrap();
    let path = link.strip_prefix(&instance.url("")).unwrap();
    let twice = person.post("/administration/comptes", &new).await;
    assert_eq!(twice.status, 422);
    assert!(plain(&twice).contains("a déjà cet identifiant"));

    let form = instance.get(path).await;
    assert!(
        plain(&form).contains("Votre identifiant") || form.text.contains("dominique@example.org")
    );
    let chosen = instance
        .post(
            path,
            &[("mot-de-passe", PASSWORD), ("encore", PASSWORD)],
            &[],
        )
        .await;
    assert_eq!(chosen.status, 303);
    let theirs = cookie(&chosen);
    let home = async || {
        let headers = [("cookie", theirs.as_str())];
        instance.get_as("/administration", &headers).await
    };
    assert!(plain(&home().await).contains("Auditeur"));

    let account = instance
        .app
        .accounts
        .by_login("dominique@example.org")
        .await;
    let account = account.unwrap();
    let below = |act: &str| format!("/administration/comptes/{}{act}", account.id);
    person.post(&below("/role"), &[("role", "mediator")]).await;
    // Another role ends what was open; who comes in again has it.
    assert_eq!(home().await.status, 303);
    let again = sign_in(&instance, &account.login, PASSWORD).await;
    let theirs = cookie(&again);
    let home = async || {
        let headers = [("cookie", theirs.as_str())];
        instance.get_as("/administration", &headers).await
    };
    assert!(plain(&home().await).contains("Médiateur"));
    let shown = person.get(&below("")).await;
    assert!(plain(&shown).contains("Une connexion est ouverte"));
    person.post(&below("/sessions"), &[]).await;
    assert_eq!(home().await.status, 303);
    person.post(&below("/fermer"), &[]).await;
    assert_eq!(
        sign_in(&instance, &account.login, PASSWORD).await.status,
        422
    );
    person.post(&below("/ouvrir"), &[]).await;
    assert_eq!(
        sign_in(&instance, &account.login, PASSWORD).await.status,
        303
    );
    assert_eq!(
        person.get("/administration/comptes/nobody").await.status,
        404
    );
}

#[tokio::test]
async fn the_last_administrator_stays_one() {
    let instance = Instance::new().await;
    let person = instance.signed_in(Role::Administrator).await;
    let below = |act: &str| format!("/administration/comptes/{}{act}", person.account.id);
    for (act, fields) in [("/fermer", &[][..]), ("/role", &[("role", "auditor")])] {
        let answer = person.post(&below(act), fields).await;
        assert_eq!(answer.status, 422, "{act}");
        assert!(plain(&answer).contains("dernier compte qui administre"));
    }
    assert_eq!(person.get("/administration/comptes").await.status, 200);
}

#[tokio::test]
async fn the_command_line_shows_the_first_link_and_helps_who_is_locked_out() {
    let folder = tempfile::tempdir().unwrap();
    let maille = Maille::over(&folder.path().join("data"));
    let begun = maille.run(&["init"]).check().out;
    // Without them nothing is near anything.
    assert!(begun.contains("maille import communes"), "{begun}");
    assert!(
        begun.contains("http://127.0.0.1:8095/premier-acces/"),
        "{begun}"
    );
    let doctor = maille.run(&["doctor"]);
    assert!(
        doctor.out.contains("personne n’administre encore"),
        "{}",
        doctor.out
    );
    let link = |out: &str| {
        let word = out.split("/premier-acces/").nth(1).unwrap();
        word.split_whitespace().next().unwrap().to_owned()
    };
    assert_ne!(link(&begun), link(&doctor.out));

    let app = maille::app::App::open_existing(&maille.folder)
        .await
        .unwrap();
    assert!(app.accounts.opened_by(&link(&begun)).await.is_err());
    let new = NewAccount {
        name: "Camille".into(),
        login: "camille".into(),
    };
    let word = link(&doctor.out);
    app.accounts
        .make_first(&word, &new, PASSWORD)
        .await
        .unwrap();
    app.close().await;
    let doctor = maille.run(&["doctor"]);
    assert!(!doctor.out.contains("/premier-acces/"), "{}", doctor.out);

    let added = maille
        .run(&[
            "account",
            "add",
            "Dominique",
            "dominique",
            "--role",
            "mediator",
        ])
        .check();
    assert!(added.out.contains("/premier-acces/"));
    let listed = maille.run(&["account", "list"]).check().out;
    assert!(
        listed.contains("camille\tCamille\tadministrator\touvert")
            && listed.contains("dominique\tDominique\tmediator\tinvité"),
        "{listed}"
    );
    assert!(
        maille
            .run(&["account", "link", "CAMILLE"])
            .check()
            .out
            .contains("/premier-acces/")
    );
    maille.run(&["account", "disable", "dominique"]).check();
    assert!(
        maille
            .run(&["account", "list"])
            .check()
            .out
            .contains("fermé")
    );
    maille
        .run(&["account", "disable", "camille"])
        .refused(&["dernier compte qui administre"]);
    maille
        .run(&["account", "link", "nobody"])
        .refused(&["n’existe pas"]);
    maille
        .run(&["account", "add", "A", "a b", "--role", "mediator"])
        .refused(&["sans espace"]);
    maille
        .run(&["account", "add", "A", "a", "--role", "chef"])
        .refused(&["mediator"]);
}
