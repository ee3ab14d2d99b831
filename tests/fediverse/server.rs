//! An independent server follows us by our name, and is told what happens here: Fedify, from npm. Its own library finds us, signs, and
//! verifies what we sign.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use maille::clock::Clock;
use maille::outbound::Rule;
use rcgen::CertifiedKey;
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader, Lines};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};

use crate::support::fediverse::{Here, NAME};
use crate::support::neighbour::until;
use crate::support::skip::skip;

const SERVER: &str = "lecture.example";
/// Who says nothing for so long has failed; no machine is that slow.
const PATIENCE: Duration = Duration::from_secs(120);

/// The server, as a child that ends with the test.
struct Server {
    _child: Child,
    input: ChildStdin,
    lines: Lines<BufReader<ChildStdout>>,
    rule: Rule,
}

impl Server {
    /// One that signs in this scheme first; none where it is not installed.
    async fn start(test: &str, signs: &str) -> Option<Self> {
        let folder = here();
        if !folder.join("node_modules").is_dir() {
            skip(
                test,
                "an ActivityPub server of npm: npm ci --prefix tests/fediverse",
            );
            return None;
        }
        let CertifiedKey { cert, signing_key } =
            rcgen::generate_simple_self_signed(vec![SERVER.to_owned()]).unwrap();
        let mut child = Command::new("node")
            .arg(folder.join("server.mjs"))
            .current_dir(&folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut server = Self {
            input: child.stdin.take().unwrap(),
            lines,
            rule: Rule::default(),
            _child: child,
        };
        let begin = json!({
            "name": SERVER, "instance": NAME, "signs": signs,
            "cert": pem("CERTIFICATE", cert.der()),
            "key": pem("PRIVATE KEY", &signing_key.serialize_der()),
        });
        server.tell(&begin).await;
        let port = server.hears().await["listens"].as_u64().unwrap() as u16;
        server.rule = Rule {
            known: vec![(SERVER.to_owned(), ([127, 0, 0, 1], port).into())],
            roots: vec![cert.der().to_vec()],
            ..Rule::default()
        };
        Some(server)
    }

    async fn tell(&mut self, what: &Value) {
        let line = format!("{what}\n");
        self.input.write_all(line.as_bytes()).await.unwrap();
    }

    /// The next thing that it says.
    async fn hears(&mut self) -> Value {
        let line = tokio::time::timeout(PATIENCE, self.lines.next_line()).await;
        let line = line.expect("the server says something").unwrap();
        let said: Value = serde_json::from_str(&line.expect("the server runs")).unwrap();
        let failed = said.get("failed").or(said.get("refused"));
        assert!(failed.is_none(), "{said}");
        said
    }
}

fn pem(label: &str, der: &[u8]) -> String {
    let digits = STANDARD.encode(der);
    format!("-----BEGIN {label}-----\n{digits}\n-----END {label}-----\n")
}

fn here() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/fediverse")
}

async fn follows_and_is_told(test: &str, signs: &str) {
    let Some(mut server) = Server::start(test, signs).await else {
        return;
    };
    let here = Here::start_with(server.rule.clone(), Clock::real(), |_| {}).await;
    server
        .tell(&json!({"address": here.address.to_string()}))
        .await;
    let handle = format!("@{NAME}@{NAME}");
    server.tell(&json!({"follow": handle})).await;
    let actor = format!("https://{NAME}/actor");
    // The Accept may overtake the word that the Follow was taken.
    let mut heard = [server.hears().await, server.hears().await];
    heard.sort_by_key(|line| line.get("sent").is_none());
    let sent =
        json!({"sent": "Follow", "to": actor, "as": "Application", "name": "Numérique en Creuse"});
    assert_eq!(heard[0], sent);
    assert_eq!(
        (&heard[1]["took"], &heard[1]["actor"]),
        (&json!("Accept"), &json!(actor)),
        "{}",
        heard[1]
    );
    assert_eq!(here.followers().await, 1);

    let event = |name: &str| {
        json!({
            "name": name,
            "place": {"name": "Médiathèque"},
            "occurrences": [{"start": "2126-12-04T14:00:00+01:00", "end": "2126-12-04T16:00:00+01:00"}],
        })
    };
    let id = here.put("event", "atelier", &event("Atelier")).await;
    let object = format!("https://{NAME}/records/{id}");
    let took = |verb: &str, name: &str| {
        json!({
            "took": verb, "actor": actor, "object": "Event", "id": object, "name": name,
            "start": "2126-12-04T13:00:00Z", "place": "Médiathèque",
        })
    };
    assert_eq!(server.hears().await, took("Create", "Atelier"));
    here.put("event", "atelier", &event("Atelier : mots de passe"))
        .await;
    assert_eq!(
        server.hears().await,
        took("Update", "Atelier : mots de passe")
    );
    here.delete(&id).await;
    let gone = server.hears().await;
    assert_eq!(
        (&gone["took"], &gone["object"], &gone["id"]),
        (&json!("Delete"), &json!("Tombstone"), &json!(object)),
        "{gone}"
    );
    for (kind, word) in [("place", "Place"), ("organisation", "Organization")] {
        let record = json!({"name": "Mairie", "address": {"municipality": "Saint-Essai"}});
        here.put(kind, "mairie", &record).await;
        let made = server.hears().await;
        assert_eq!(
            (&made["took"], &made["object"], &made["name"]),
            (&json!("Create"), &json!(word), &json!("Mairie")),
            "{made}"
        );
    }

    server.tell(&json!({"unfollow": handle})).await;
    assert_eq!(server.hears().await["sent"], "Undo");
    until("nobody follows", async || here.followers().await == 0).await;
    assert_eq!(here.counted("refused").await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_signs_as_most_do_follows_and_is_told() {
    let test = "a server that signs as most do follows and is told";
    follows_and_is_told(test, "draft-cavage-http-signatures-12").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_signs_by_rfc_9421_follows_and_is_told() {
    let test = "a server that signs by RFC 9421 follows and is told";
    follows_and_is_told(test, "rfc9421").await;
}
