//! What machines are told that watch an instance, who may read it, and what stands in its log.

use std::io::{BufRead as _, BufReader, Read as _};
use std::path::Path;
use std::process::Stdio;
use std::sync::Arc;
use std::time::Duration;

use maille::config::{Config, Server};

use crate::support::instance::{bounds, config};
use crate::support::visitor::{client, read};
use crate::support::{Instance, Maille};

const TOKEN: &str = "0123456789abcdef0123456789abcdef";

/// With the token in its file, and whatever else is configured.
async fn with_token(change: impl FnOnce(&Path, &mut Config)) -> Instance {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("metrics.token"), TOKEN).unwrap();
    let mut config = config(bounds());
    config.metrics.token_file = Some("metrics.token".into());
    change(folder.path(), &mut config);
    Instance::configured(folder, config, maille::outbound::Rule::default()).await
}

#[tokio::test(flavor = "multi_thread")]
async fn figures_are_for_who_has_the_token() {
    let open = Instance::new().await;
    assert_eq!(open.get("/metrics").await.status, 404);
    let instance = with_token(|_, _| {}).await;
    for (name, value) in [
        ("x", "y".to_owned()),
        ("authorization", "Bearer".to_owned()),
        ("authorization", format!("Bearer {}", &TOKEN[1..])),
        ("authorization", format!("Basic {TOKEN}")),
        // A proxy of this machine asks for everybody.
        ("x-forwarded-for", "127.0.0.1".to_owned()),
    ] {
        let answer = read(client().get(instance.url("/metrics")).header(name, value)).await;
        assert_eq!(
            (answer.status, answer.header("www-authenticate")),
            (401, "Bearer")
        );
        assert!(!answer.text.contains("maille_"), "{}", answer.text);
    }
    instance.get("/aide").await;
    instance.get("/recherche?q=dette").await;
    instance.get("/nulle-part/de-personne").await;
    let asked = client().get(instance.url("/metrics")).bearer_auth(TOKEN);
    let answer = read(asked).await;
    assert_eq!(answer.status, 200);
    let text = &answer.text;
    for line in [
        "maille_requests_total{method=\"GET\",route=\"/aide\",status=\"200\"} 1",
        "maille_requests_total{method=\"GET\",route=\"/recherche\",status=\"200\"} 1",
        "maille_requests_total{method=\"GET\",route=\"(plugins)\",status=\"404\"} 1",
        "maille_request_seconds_bucket{route=\"/aide\",le=\"30\"} 1",
        "maille_ready{part=\"database\"} 1",
        "maille_ready{part=\"disk\"} 1",
        "# TYPE maille_requests_total counter",
    ] {
        assert!(text.contains(line), "no {line} in {text}");
    }
    assert!(
        !text.contains("dette") && !text.contains("de-personne"),
        "{text}"
    );
    // As Prometheus reads it: a name, labels, a number.
    for line in text
        .lines()
        .filter(|line| !line.starts_with('#') && !line.is_empty())
    {
        let (name, number) = line.rsplit_once(' ').unwrap();
        assert!(
            name.starts_with("maille_") && number.parse::<f64>().is_ok(),
            "{line}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_not_ready_without_its_database_nor_while_it_stops() {
    let instance = Instance::new().await;
    let ready = instance.get("/readyz").await;
    assert_eq!(ready.status, 200, "{}", ready.text);
    for part in ["process", "database", "jobs", "plugins", "disk"] {
        assert!(
            ready.text.contains(&format!("{part}: ok\n")),
            "{}",
            ready.text
        );
    }
    instance.app.health.stop();
    let stopping = instance.get("/readyz").await;
    assert_eq!(stopping.status, 503);
    assert!(
        stopping.text.contains("process: it is stopping"),
        "{}",
        stopping.text
    );
    instance.app.directory.database().close().await;
    let gone = instance.get("/readyz").await;
    assert_eq!(gone.status, 503);
    assert!(
        gone.text.contains("database: it does not answer"),
        "{}",
        gone.text
    );
    assert_eq!(instance.get("/livez").await.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn only_proxies_that_are_named_are_believed() {
    let from = |server: Server| async move {
        let instance = Instance::serving(server).await;
        let mut last = 0;
        // Each form from another address, as somebody says who wants to be nobody.
        for number in 0..25 {
            let address = format!("192.0.2.{number}");
            let headers = [("x-forwarded-for", address.as_str())];
            last = instance
                .post(
                    "/connexion",
                    &[
                        ("email", format!("a{number}@example.fr").as_str()),
                        ("password", "x"),
                    ],
                    &headers,
                )
                .await
                .status;
        }
        last
    };
    let none = Server {
        proxies: Vec::new(),
        ..Server::default()
    };
    assert_eq!(from(none).await, 429, "it was believed");
    assert_ne!(from(Server::default()).await, 429);
}

#[test]
fn a_listener_of_its_own_and_a_log_without_anybody() {
    let folder = tempfile::tempdir().unwrap();
    let maille = Maille::init(folder.path());
    let mut command = maille.command(&["serve", "--listen", "127.0.0.1:0"]);
    command
        .env("MAILLE__METRICS__LISTEN", "127.0.0.1:0")
        .env("MAILLE_LOG", "info,maille=debug")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let said: Vec<String> = lines.take(2).map(Result::unwrap).collect();
    let metrics = said[0].strip_prefix("metrics: ").unwrap().to_owned();
    let site = said[1].strip_prefix("ready: ").unwrap().to_owned();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let id = runtime.block_on(async {
        let figures = read(client().get(&metrics)).await;
        assert_eq!(figures.status, 200);
        assert!(
            figures.text.contains("maille_connections"),
            "{}",
            figures.text
        );
        assert_eq!(
            read(client().get(metrics.replace("/metrics", "/readyz")))
                .await
                .status,
            200
        );
        // Nothing else stands there, and nothing of it on the site.
        assert_eq!(
            read(client().get(metrics.replace("/metrics", "/administration")))
                .await
                .status,
            404
        );
        assert_eq!(
            read(client().get(format!("{site}metrics"))).await.status,
            404
        );
        let asked = client().get(format!("{site}recherche?q=dette+de+Marie"));
        let answer = read(asked.header("x-forwarded-for", "192.0.2.77")).await;
        answer.header("x-request-id").to_owned()
    });
    let stop = std::process::Command::new("kill")
        .arg(child.id().to_string())
        .status();
    assert!(stop.unwrap().success());
    let mut log = String::new();
    child
        .stderr
        .take()
        .unwrap()
        .read_to_string(&mut log)
        .unwrap();
    assert!(child.wait().unwrap().success());
    let line = log
        .lines()
        .find(|line| line.contains(&id))
        .unwrap_or_else(|| panic!("{log}"));
    let line: serde_json::Value = serde_json::from_str(line).unwrap();
    assert_eq!(line["span"]["route"], "/recherche", "{line}");
    assert_eq!(line["fields"]["status"], 200, "{line}");
    for private in ["192.0.2.77", "Marie", "dette"] {
        assert!(!log.contains(private), "{private} in {log}");
    }
}

/// A certificate for localhost, in the folder that an instance names.
fn certificate(folder: &Path) -> Vec<u8> {
    let made = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
    std::fs::write(folder.join("certificate.pem"), made.cert.pem()).unwrap();
    std::fs::write(folder.join("key.pem"), made.signing_key.serialize_pem()).unwrap();
    made.cert.der().to_vec()
}

/// The certificate that a server shows, and what it answers for this path.
async fn shown(
    address: std::net::SocketAddr,
    trusted: &[Vec<u8>],
    path: &str,
) -> (Vec<u8>, String) {
    use rustls::pki_types::{CertificateDer, ServerName};
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    let mut roots = rustls::RootCertStore::empty();
    for der in trusted {
        roots.add(CertificateDer::from(der.clone())).unwrap();
    }
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let stream = tokio::net::TcpStream::connect(address).await.unwrap();
    let name = ServerName::try_from("localhost").unwrap();
    let connector = tokio_rustls::TlsConnector::from(Arc::new(config));
    let mut stream = connector.connect(name, stream).await.unwrap();
    let request = format!("GET {path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer).await;
    let (_, session) = stream.get_ref();
    let certificate = session.peer_certificates().unwrap()[0].to_vec();
    (certificate, String::from_utf8_lossy(&answer).into_owned())
}

#[tokio::test(flavor = "multi_thread")]
async fn its_own_tls_is_served_and_follows_its_files() {
    let mut place = None;
    let mut first = Vec::new();
    let instance = with_token(|folder, config| {
        first = certificate(folder);
        place = Some(folder.to_owned());
        config.server.tls_certificate = Some("certificate.pem".into());
        config.server.tls_key = Some("key.pem".into());
    })
    .await;
    let folder = place.unwrap();
    let address = instance.address();
    let (served, answer) = shown(address, &[first.clone()], "/aide").await;
    assert_eq!(served, first);
    assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
    assert!(
        answer.contains("strict-transport-security"),
        "it knows that it is HTTPS"
    );
    // Who speaks plain HTTP to it is cut, and holds nobody up.
    let plain = client().get(format!("http://{address}/aide")).send().await;
    assert!(plain.is_err());
    // Broken: the old one stays.
    std::fs::write(folder.join("certificate.pem"), "-----BEGIN CERTIF").unwrap();
    tokio::time::sleep(Duration::from_secs(5)).await;
    assert_eq!(shown(address, &[first.clone()], "/livez").await.0, first);
    let second = certificate(&folder);
    let both = [first.clone(), second.clone()];
    for wait in 0.. {
        if shown(address, &both, "/livez").await.0 == second {
            break;
        }
        assert!(wait < 100, "the new one is never served");
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
}
