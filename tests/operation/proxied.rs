//! Behind nginx and Caddy as the examples configure them: forms of our own pass and others' do not, files come through, peers'
//! signatures hold, and nobody is believed about where they come from but the proxy.

use std::path::PathBuf;

use maille::config::Server;

use crate::support::Instance;
use crate::support::instance::{bounds, config};
use crate::support::neighbour::{Neighbour, until};
use crate::support::proxy::{KINDS, Kind, Proxy, free};
use crate::support::visitor::{Answer, client, read};

const MIB: usize = 1024 * 1024;

/// An instance behind a proxy without TLS, and the proxy.
async fn behind(kind: Kind) -> (Instance, Proxy) {
    let address = free();
    let server = Server {
        public_url: Some(format!("http://{address}")),
        proxies: vec!["127.0.0.1".to_owned()],
        body_bytes_max: 6 * MIB,
        ..Server::default()
    };
    let instance = Instance::serving(server).await;
    let proxy = Proxy::start(kind, address, instance.address(), None);
    (instance, proxy)
}

fn comfort(proxy: &Proxy) -> reqwest::RequestBuilder {
    let request = client().post(format!("http://{}/confort", proxy.address));
    let kind = "application/x-www-form-urlencoded";
    request.header("content-type", kind).body("retour=%2Faide")
}

#[tokio::test(flavor = "multi_thread")]
async fn our_own_forms_pass_and_others_do_not() {
    for kind in KINDS {
        if !kind.is_here("our_own_forms_pass_and_others_do_not") {
            return;
        }
        let (_instance, proxy) = behind(kind).await;
        let own = format!("http://{}", proxy.address);
        for (headers, status) in [
            (vec![("origin", own.as_str())], 303),
            (
                vec![("origin", own.as_str()), ("sec-fetch-site", "same-origin")],
                303,
            ),
            (vec![], 303),
            (vec![("origin", "https://ailleurs.example")], 403),
            (vec![("origin", "null")], 403),
            (
                vec![
                    ("origin", "https://ailleurs.example"),
                    ("sec-fetch-site", "cross-site"),
                ],
                403,
            ),
            // Who claims another host by a header that proxies write.
            (
                vec![
                    ("origin", "https://ailleurs.example"),
                    ("x-forwarded-host", "ailleurs.example"),
                ],
                403,
            ),
        ] {
            let mut request = comfort(&proxy);
            for (name, value) in &headers {
                request = request.header(*name, *value);
            }
            let answer = read(request).await;
            assert_eq!(
                answer.status, status,
                "{kind:?} {headers:?}: {}",
                answer.text
            );
        }
        // Addresses that pages name are the public ones, whatever host reached the instance.
        let text = read(client().get(format!("{own}/.well-known/security.txt")))
            .await
            .text;
        assert!(
            text.contains(&format!("Canonical: {own}/")),
            "{kind:?}: {text}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn files_come_through() {
    for kind in [Kind::Nginx, Kind::Caddy] {
        if !kind.is_here("files_come_through") {
            return;
        }
        let (_instance, proxy) = behind(kind).await;
        let send = async |bytes: usize| -> Answer {
            let file = "x".repeat(bytes);
            let body = format!(
                "--x\r\ncontent-disposition: form-data; name=call\r\n\r\ncount place\r\n\
                 --x\r\ncontent-disposition: form-data; name=f; filename=a.txt\r\n\r\n{file}\r\n--x--\r\n"
            );
            let request = client().post(format!("http://{}/hostile/script", proxy.address));
            let kind = "multipart/form-data; boundary=x";
            read(request.header("content-type", kind).body(body)).await
        };
        let answer = send(5 * MIB).await;
        assert_eq!(
            (answer.status, answer.text.as_str()),
            (200, "0"),
            "{kind:?}"
        );
        // The instance's own words for what is too large, and not the proxy's.
        let answer = send(7 * MIB).await;
        assert_eq!(answer.status, 413, "{kind:?}");
        assert!(
            answer.text.contains("<html lang=\"fr\""),
            "{kind:?}: {}",
            answer.text
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn only_the_proxy_is_believed_about_where_somebody_is() {
    for kind in [Kind::Nginx, Kind::Caddy] {
        if !kind.is_here("only_the_proxy_is_believed_about_where_somebody_is") {
            return;
        }
        let (_instance, proxy) = behind(kind).await;
        // Visitors of two networks, one of whom says each time to be somebody else.
        let sent = async |from: [u8; 4], number: u32| -> u16 {
            #[expect(
                clippy::disallowed_methods,
                reason = "a visitor from another address of this machine"
            )]
            let visitor = reqwest::Client::builder()
                .no_proxy()
                .local_address(std::net::IpAddr::from(from));
            let request = visitor
                .build()
                .unwrap()
                .post(format!("http://{}/connexion", proxy.address));
            let request = request.header("x-forwarded-for", format!("192.0.2.{number}"));
            let kind = "application/x-www-form-urlencoded";
            let request = request.header("content-type", kind);
            read(request.body(format!("email=a{number}%40example.fr&password=x")))
                .await
                .status
        };
        let mut last = 0;
        for number in 0..30 {
            last = sent([127, 0, 0, 2], number).await;
        }
        assert_eq!(last, 429, "{kind:?} believed it");
        assert_ne!(
            sent([127, 0, 0, 3], 1).await,
            429,
            "{kind:?}: another visitor pays for it"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn signatures_of_peers_survive() {
    for kind in [Kind::Nginx, Kind::Caddy] {
        if !kind.is_here("signatures_of_peers_survive") {
            return;
        }
        let (first, second) = (free(), free());
        let creuse = Neighbour::start_with("creuse.example", |config| {
            config.server.public_url = Some(format!("http://{first}"));
        })
        .await;
        let gironde = Neighbour::start_with("gironde.example", |config| {
            config.server.public_url = Some(format!("http://{second}"));
        })
        .await;
        let _proxies = [
            Proxy::start(kind, first, creuse.address, None),
            Proxy::start(kind, second, gironde.address, None),
        ];
        let place = creuse.put("mediatheque", "Médiathèque d'Essai").await;
        gironde.befriend_at(&creuse, first).await;
        until("the record arrives", async || {
            gironde.name_of(&place).await.is_some()
        })
        .await;
        creuse.put("mediatheque", "Médiathèque neuve").await;
        until("the change arrives", async || {
            gironde.name_of(&place).await.as_deref() == Some("Médiathèque neuve")
        })
        .await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_over_https_is_kept_to_this_host() {
    for kind in [Kind::Nginx, Kind::Caddy] {
        if !kind.is_here("a_session_over_https_is_kept_to_this_host") {
            return;
        }
        let address = free();
        let public = format!("https://maille.example.fr:{}", address.port());
        let folder = tempfile::tempdir().unwrap();
        let made =
            rcgen::generate_simple_self_signed(vec!["maille.example.fr".to_owned()]).unwrap();
        let paths: [PathBuf; 2] =
            ["certificate.pem", "key.pem"].map(|name| folder.path().join(name));
        std::fs::write(&paths[0], made.cert.pem()).unwrap();
        std::fs::write(&paths[1], made.signing_key.serialize_pem()).unwrap();
        let mut config = config(bounds());
        config.server.public_url = Some(public.clone());
        let home = tempfile::tempdir().unwrap();
        let instance = Instance::configured(home, config, maille::outbound::Rule::default()).await;
        let _proxy = Proxy::start(
            kind,
            address,
            instance.address(),
            Some((&paths[0], &paths[1])),
        );
        let _ = rustls::crypto::ring::default_provider().install_default();
        let trusted = reqwest::Certificate::from_der(made.cert.der()).unwrap();
        #[expect(
            clippy::disallowed_methods,
            reason = "a visitor who trusts the test's certificate"
        )]
        let visitor = reqwest::Client::builder()
            .no_proxy()
            .resolve("maille.example.fr", address)
            .tls_certs_only([trusted])
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .unwrap();
        let page = read(visitor.get(format!("{public}/aide"))).await;
        assert_eq!(page.status, 200, "{kind:?}");
        assert!(
            !page.header("strict-transport-security").is_empty(),
            "{kind:?}"
        );
        let form = visitor
            .post(format!("{public}/confort"))
            .header("origin", &public);
        let kind_of_form = "application/x-www-form-urlencoded";
        let form = form
            .header("content-type", kind_of_form)
            .body("retour=%2Faide");
        let saved = read(form).await;
        assert_eq!(saved.status, 303, "{kind:?}");
        let cookies = saved.headers.get_all("set-cookie").iter();
        let cookies: Vec<&str> = cookies.map(|value| value.to_str().unwrap()).collect();
        assert!(
            cookies.iter().all(|cookie| cookie.contains("; Secure")),
            "{kind:?}: {cookies:?}"
        );
    }
}
