//! Every address of the program as nobody and as each role: who gets what stands in one table, and an address without a
//! line fails. The administration's own lines stand in `rights.rs`.

use std::collections::BTreeSet;
use std::path::Path;

use maille::accounts::{Account, Device, Role};

use crate::rights;
use crate::support::visitor::Answer;
use crate::support::{Instance, PASSWORD};

/// Who gets what.
#[derive(Debug, Clone, Copy)]
enum Gets {
    /// Everybody, signed in or not, gets this one status.
    Same(u16),
    /// Nobody is sent to sign in; every role gets this status, of its own account alone.
    Signed(u16),
}

use Gets::{Same, Signed};

/// Method, address, answer. `ANY` is asked as GET and as POST. The addresses `/~dev` are served by `maille plugin dev` alone, to
/// this machine: an instance knows none of them.
const ROUTES: &[(&str, &str, Gets)] = &[
    // Citizens
    ("GET", "/", Same(200)),
    ("GET", "/recherche", Same(200)),
    ("GET", "/annuaire", Same(200)),
    ("GET", "/annuaire/{id}", Same(200)),
    ("GET", "/annuaire/fonctions", Same(200)),
    ("GET", "/annuaire/fonctions.csv", Same(200)),
    ("GET", "/annuaire.csv", Same(200)),
    ("GET", "/annuaire.geojson", Same(200)),
    ("GET", "/annuaire.jsonld", Same(200)),
    ("GET", "/annuaire/{id}/signaler", Same(200)),
    ("POST", "/annuaire/{id}/signaler", Same(422)),
    // It shows the number of what was said, and none was.
    ("GET", "/annuaire/{id}/signaler/merci", Same(404)),
    ("GET", "/records/{id}", Same(303)),
    ("GET", "/aide", Same(200)),
    ("GET", "/accessibilite", Same(200)),
    ("GET", "/mentions-legales", Same(200)),
    ("GET", "/donnees-personnelles", Same(200)),
    ("GET", "/confort", Same(200)),
    ("POST", "/confort", Same(303)),
    // Ways in and out, and what each person has
    ("GET", "/connexion", Same(200)),
    ("POST", "/connexion", Same(422)),
    ("POST", "/deconnexion", Same(303)),
    // No provider is named in the settings.
    ("GET", "/connexion/fournisseur", Same(404)),
    ("GET", "/connexion/fournisseur/retour", Same(404)),
    ("GET", "/deconnexion/fournisseur", Same(404)),
    ("GET", "/mot-de-passe-oublie", Same(200)),
    ("POST", "/mot-de-passe-oublie", Same(200)),
    ("GET", "/premier-acces/{token}", Same(410)),
    ("POST", "/premier-acces/{token}", Same(410)),
    ("GET", "/mon-compte", Signed(200)),
    ("POST", "/mon-compte/sessions/fin", Signed(303)),
    // Somebody else's session is as unknown as one that never was.
    ("POST", "/mon-compte/sessions/{handle}/fin", Signed(404)),
    // Programs
    ("GET", "/static/{*path}", Same(404)),
    // No map was given.
    ("GET", "/carte/{name}", Same(404)),
    ("GET", "/api", Same(200)),
    ("GET", "/api/openapi.json", Same(200)),
    ("GET", "/api/records", Same(200)),
    ("GET", "/api/records/{id}", Same(200)),
    ("GET", "/api/changes", Same(200)),
    ("GET", "/api/kinds", Same(200)),
    ("GET", "/api/kinds/{kind}", Same(200)),
    ("GET", "/api/vocabularies", Same(200)),
    ("GET", "/api/vocabularies/{name}", Same(200)),
    // Which commune is not said.
    ("GET", "/api/communes", Same(400)),
    ("ANY", "/api/{*rest}", Same(404)),
    ("GET", "/robots.txt", Same(200)),
    ("GET", "/favicon.ico", Same(308)),
    ("GET", "/.well-known/security.txt", Same(200)),
    ("GET", "/livez", Same(200)),
    ("GET", "/readyz", Same(200)),
    // Without a token in the settings there is nothing to see.
    ("GET", "/metrics", Same(404)),
    // Authors
    ("GET", "/~dev", Same(404)),
    ("GET", "/~dev/appels/{number}", Same(404)),
    ("POST", "/~dev/taches/{name}", Same(404)),
    // Instances: signed by keys, never by a session
    ("GET", "/.well-known/maille", Same(404)),
    ("ANY", "/federation", Same(401)),
    ("ANY", "/federation/", Same(401)),
    ("ANY", "/federation/{*path}", Same(401)),
    // The fediverse, which this instance does not speak
    ("GET", "/.well-known/webfinger", Same(400)),
    ("GET", "/.well-known/nodeinfo", Same(404)),
    ("GET", "/nodeinfo/2.1", Same(404)),
    ("GET", "/actor", Same(404)),
    ("GET", "/outbox", Same(404)),
    ("GET", "/outbox/{until}", Same(404)),
    ("GET", "/followers", Same(404)),
    ("POST", "/inbox", Same(404)),
];

/// What the fallback answers: pages of plugins, and what is nowhere.
const BELOW_PLUGINS: &[(&str, &str, Gets)] = &[
    ("GET", "/hostile", Same(200)),
    ("GET", "/voisin", Same(200)),
    ("GET", "/nulle-part", Same(404)),
    ("POST", "/nulle-part", Same(404)),
];

/// Methods and addresses in calls of `.route(` below a folder.
fn served(folder: &Path, into: &mut BTreeSet<(String, String)>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            served(&path, into);
        } else if path.extension().is_some_and(|end| end == "rs") {
            let source = std::fs::read_to_string(&path).unwrap();
            for other in [
                ".nest(",
                ".nest_service(",
                ".route_service(",
                ".fallback_service(",
            ] {
                assert!(!source.contains(other), "{}: {other}", path.display());
            }
            for call in source.split(".route(").skip(1) {
                into.extend(of_call(call));
            }
        }
    }
}

/// Those of one call, whose text begins after its opening parenthesis.
fn of_call(call: &str) -> Vec<(String, String)> {
    let mut depth = 1_i32;
    let end = call.char_indices().find(|(_, one)| {
        depth += i32::from(*one == '(') - i32::from(*one == ')');
        depth == 0
    });
    let call = &call[..end.expect("a call ends").0];
    let (address, handlers) = call.split_once(',').unwrap();
    let address = match address.trim() {
        "WORKBENCH" => "/~dev",
        address => address.trim_matches('"'),
    };
    let methods = ["get", "post", "any", "put", "delete", "patch", "head", "on"];
    let methods = methods.into_iter().filter(|method| {
        handlers
            .match_indices(&format!("{method}("))
            .any(|(at, _)| {
                let before = handlers[..at].chars().next_back();
                before.is_none_or(|one| !one.is_alphanumeric() && one != '_')
            })
    });
    let found: Vec<_> = methods
        .map(|method| (method.to_uppercase(), address.to_owned()))
        .collect();
    assert!(!found.is_empty(), "no method is read in `{call}`");
    found
}

#[test]
fn every_address_of_the_router_stands_in_a_table() {
    let mut of_router = BTreeSet::new();
    let web = crate::support::workspace().join("host/src/web");
    served(&web, &mut of_router);
    let here = ROUTES.iter().map(|(method, path, _)| (*method, *path));
    let there = rights::ROUTES
        .iter()
        .map(|(method, path, _)| (*method, *path));
    let known: BTreeSet<(String, String)> = here
        .chain(there)
        .map(|(method, path)| (method.to_owned(), path.to_owned()))
        .collect();
    let missing: Vec<_> = of_router.difference(&known).collect();
    let left: Vec<_> = known.difference(&of_router).collect();
    assert!(missing.is_empty(), "served, and in no table: {missing:?}");
    assert!(left.is_empty(), "in a table, and not served: {left:?}");
}

fn filled(path: &str, record: &str) -> String {
    path.replace("{id}", record)
        .replace("{kind}", "place")
        .replace("{name}", "access_modes")
        .replace("{*path}", "rien")
        .replace("{*rest}", "rien")
        .replace("{handle}", "0123456789abcdef01234567")
        .replace("{token}", "0123")
        .replace("{number}", "1")
        .replace("{until}", "1")
}

/// A request of its own session, so that none ends another's.
async fn ask(instance: &Instance, who: Option<&Account>, method: &str, path: &str) -> Answer {
    let mut headers = Vec::new();
    let cookie = match who {
        Some(account) => {
            let accounts = &instance.app.accounts;
            let begun = accounts.begin_session(account, None, Device::Unknown).await;
            format!("session={}", begun.unwrap().as_str())
        }
        None => String::new(),
    };
    if !cookie.is_empty() {
        headers.push(("cookie", cookie.as_str()));
    }
    match method {
        "GET" => instance.get_as(path, &headers).await,
        _ => instance.post(path, &[], &headers).await,
    }
}

/// No page of another site shows ours in a frame, and nothing guesses what an answer is.
fn guarded(answer: &Answer) -> bool {
    answer.header("x-frame-options") == "DENY"
        && answer
            .header("content-security-policy")
            .contains("frame-ancestors 'none'")
        && answer.header("x-content-type-options") == "nosniff"
        && answer.header("referrer-policy") == "same-origin"
}

#[tokio::test]
async fn each_address_answers_nobody_and_each_role_as_its_line_says() {
    let instance = Instance::new().await;
    let record = instance.put("place", "ici:1", r#"{"name":"Mairie"}"#).await;
    let mut people = vec![None];
    for role in Role::ALL {
        people.push(Some(instance.account(role).await));
    }
    let mut wrong = Vec::new();
    for &(method, path, gets) in ROUTES.iter().chain(BELOW_PLUGINS) {
        let path = filled(path, &record);
        let methods: &[&str] = match method {
            "ANY" => &["GET", "POST"],
            _ => &[method],
        };
        for method in methods {
            for who in &people {
                let answer = ask(&instance, who.as_ref(), method, &path).await;
                let expected = match (gets, who) {
                    (Same(status), _) | (Signed(status), Some(_)) => status,
                    (Signed(_), None) => 303,
                };
                let name = who.as_ref().map_or("nobody", |who| who.role.as_str());
                if answer.status != expected {
                    wrong.push(format!("{name} {method} {path}: {}", answer.status));
                }
                if !guarded(&answer) {
                    wrong.push(format!("{name} {method} {path}: {:?}", answer.headers));
                }
                if matches!((gets, who), (Signed(_), None)) {
                    let to = answer.header("location");
                    assert!(to.starts_with("/connexion?suite="), "{path}: {to}");
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test]
async fn a_form_of_another_site_is_refused_at_every_address() {
    let instance = Instance::new().await;
    let record = instance.put("place", "ici:1", r#"{"name":"Mairie"}"#).await;
    let person = instance.signed_in(Role::Administrator).await;
    let here = ROUTES.iter().chain(BELOW_PLUGINS);
    let here = here.map(|(method, path, _)| (*method, *path));
    let there = rights::ROUTES
        .iter()
        .map(|(method, path, _)| (*method, *path));
    for (method, path) in here.chain(there) {
        // What instances and servers send carries no session, and is signed.
        let signed = path == "/inbox" || path.starts_with("/federation");
        if method != "POST" || signed {
            continue;
        }
        for foreign in [
            ("origin", "https://evil.example"),
            ("origin", "null"),
            ("sec-fetch-site", "cross-site"),
        ] {
            let headers = [("cookie", person.cookie.as_str()), foreign];
            let answer = instance.post(&filled(path, &record), &[], &headers).await;
            assert_eq!(answer.status, 403, "{foreign:?} {path}");
            assert_eq!(answer.header("set-cookie"), "", "{path}");
        }
    }
    assert_eq!(person.get("/mon-compte").await.status, 200);
}

#[tokio::test]
async fn no_line_that_a_visitor_writes_becomes_a_header() {
    let instance = Instance::new().await;
    let record = instance.put("place", "ici:1", r#"{"name":"Mairie"}"#).await;
    let planted = "%0d%0ax-planted:%201%0d%0aset-cookie:%20session=planted";
    let here = ROUTES.iter().chain(BELOW_PLUGINS);
    for (method, path, _) in here {
        if *method == "POST" {
            continue;
        }
        let path = filled(path, &record);
        let query = ["q", "suite", "langue", "lang", "retour", "resource"]
            .map(|name| format!("{name}=/{planted}"))
            .join("&");
        for asked in [format!("{path}?{query}"), format!("{path}{planted}")] {
            let answer = instance.get(&asked).await;
            assert_eq!(answer.header("x-planted"), "", "{asked}");
            assert!(!answer.header("set-cookie").contains("planted"), "{asked}");
            assert!(answer.status < 500, "{asked}: {}", answer.status);
        }
    }
}

#[tokio::test]
async fn after_sign_in_nobody_is_led_away() {
    let instance = Instance::new().await;
    let account = instance.account(Role::Mediator).await;
    let base = url::Url::parse(&instance.url("/connexion")).unwrap();
    for next in [
        "https://evil.example",
        "https:evil.example",
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/\t/evil.example",
        "/\n/evil.example",
        "\u{1}//evil.example",
        " //evil.example",
        "/..//evil.example",
        "/%2f/evil.example",
        "/%5cevil.example",
        "//evil.example%2f..",
        "/@evil.example",
        "javascript:alert(1)",
        "/a\r\nset-cookie: session=planted",
        "/\u{202e}elpmaxe.live",
    ] {
        let fields = [
            ("identifiant", account.login.as_str()),
            ("mot-de-passe", PASSWORD),
            ("suite", next),
        ];
        let answer = instance.post("/connexion", &fields, &[]).await;
        assert_eq!(answer.status, 303, "{next:?}");
        let to = base.join(answer.header("location")).unwrap();
        assert_eq!(to.origin(), base.origin(), "{next:?}");
        let cookies = answer.headers.get_all("set-cookie").iter();
        assert_eq!(cookies.count(), 1, "{next:?}");
        assert!(!answer.header("set-cookie").contains("planted"), "{next:?}");
    }
}
