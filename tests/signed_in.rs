//! Plugins know the role of who is signed in: their pages are kept for nobody else, and the history names who did what.

use maille::accounts::Role;

use crate::support::Instance;
use crate::support::both::on_both;

/// What the guest said, and what the answer says of being kept.
async fn said(answer: crate::support::visitor::Answer) -> (String, String) {
    assert_eq!(answer.status, 200, "{}", answer.text);
    let rest = answer.text.split("<p>[").nth(1).unwrap_or_default();
    let said = rest.split("]</p>").next().unwrap_or_default().to_owned();
    (said, answer.header("cache-control").to_owned())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_asked_for_the_role_is_kept_for_visitors_and_shown_to_nobody_else() {
    let instance = Instance::new().await;
    let path = "/hostile/kept/role";
    let visitor = ("visitor".to_owned(), "private, no-cache".to_owned());
    assert_eq!(said(instance.get(path).await).await, visitor);
    assert_eq!(said(instance.get(path).await).await, visitor);
    assert_eq!(instance.calls().await, 1, "kept for visitors");
    for role in Role::ALL {
        let person = instance.signed_in(role).await;
        let expected = (role.to_string(), "no-store".to_owned());
        assert_eq!(said(person.get(path).await).await, expected);
        assert_eq!(said(person.get(path).await).await, expected);
    }
    assert_eq!(instance.calls().await, 11, "kept for nobody signed in");
    assert_eq!(said(instance.get(path).await).await, visitor);
    // A word that opens nothing is nobody's.
    let stale = instance.get_as(path, &[("cookie", "session=0123")]).await;
    assert_eq!(said(stale).await.0, "visitor");
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_signed_in_first_leaves_no_page_for_visitors() {
    let instance = Instance::new().await;
    let person = instance.signed_in(Role::Administrator).await;
    let path = "/hostile/kept/role";
    assert_eq!(said(person.get(path).await).await.0, "administrator");
    assert_eq!(said(instance.get(path).await).await.0, "visitor");
    // A page that asked for nobody is the same for everybody.
    let nothing = "/hostile/kept/nothing";
    instance.get(nothing).await;
    let calls = instance.calls().await;
    assert_eq!(said(person.get(nothing).await).await.1, "no-store");
    assert_eq!(instance.calls().await, calls, "the kept page");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_has_one_name_for_each_plugin_and_visitors_none() {
    let instance = Instance::new().await;
    let (one, other) = (
        instance.signed_in(Role::Partner).await,
        instance.signed_in(Role::Partner).await,
    );
    let path = "/hostile/kept/account";
    assert_eq!(said(instance.get(path).await).await.0, "personne");
    let name = said(one.get(path).await).await.0;
    assert_eq!(name.len(), 32);
    assert_eq!(said(one.get(path).await).await.0, name);
    assert_ne!(said(other.get(path).await).await.0, name);
    assert!(!one.account.id.contains(&name) && !name.contains(&one.account.id));
}

#[tokio::test(flavor = "multi_thread")]
async fn sign_in_leads_there_and_back_and_never_in_a_circle() {
    let instance = Instance::new().await;
    let path = "/hostile/kept/sign-in?a=1&b=%C3%A9";
    let answer = instance.get(path).await;
    assert_eq!(answer.status, 303, "{}", answer.text);
    assert_eq!(
        answer.header("location"),
        "/connexion?suite=%2Fhostile%2Fkept%2Fsign-in%3Fa%3D1%26b%3D%25C3%25A9"
    );
    let account = instance.account(Role::Partner).await;
    let fields = [
        ("identifiant", account.login.as_str()),
        ("mot-de-passe", crate::support::staff::PASSWORD),
        ("suite", path),
    ];
    let came = instance.post("/connexion", &fields, &[]).await;
    assert_eq!((came.status, came.header("location")), (303, path));
    let cookie = came
        .header("set-cookie")
        .split(';')
        .next()
        .unwrap()
        .to_owned();
    let back = instance.get_as(path, &[("cookie", &cookie)]).await;
    assert_eq!(said(back).await.0, "partner");
    // Who is signed in and lacks the role reads so.
    let visitor = instance.signed_in(Role::Visitor).await;
    assert_eq!(visitor.get(path).await.status, 403);
}

async fn the_history_names_the_person_and_the_plugin(url: Option<&str>) {
    let instance = Instance::moderated_on(url).await;
    let person = instance.signed_in(Role::Partner).await;
    let put = |name: &str| format!("put hostile.note x {{\"title\":\"{name}\"}}");
    instance.script(&[&put("un")]).await;
    let fields = [("call", put("deux"))];
    let fields: Vec<(&str, &str)> = fields
        .iter()
        .map(|(name, call)| (*name, call.as_str()))
        .collect();
    let answer = person.post("/hostile/script", &fields).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    instance.script(&[&put("trois")]).await;
    // Another site's form does nothing in the person's name.
    let forged = instance
        .post(
            "/hostile/script",
            &[("call", &put("quatre"))],
            &[
                ("cookie", person.cookie.as_str()),
                ("sec-fetch-site", "cross-site"),
                ("origin", "https://evil.example.org"),
            ],
        )
        .await;
    assert_eq!(forged.status, 403, "{}", forged.text);
    let found = instance.script(&["get hostile.note x"]).await;
    let record = maille::directory::Session::new(
        &instance.app.directory,
        maille::directory::Author::host("test"),
    )
    .get_by_key("hostile.note", "x")
    .await
    .unwrap();
    assert!(record.content.contains("trois"), "{found:?}");
    let history = instance
        .app
        .directory
        .history(&record.id, 10)
        .await
        .unwrap();
    let by: Vec<&str> = history.iter().map(|one| one.replaced_by.as_str()).collect();
    assert_eq!(by, ["hostile", "partner (hostile)"]);
}

on_both!(the_history_names_the_person_and_the_plugin);
