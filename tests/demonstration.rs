//! `maille demo --departments 3`, as a newcomer runs it.

use std::io::{BufRead as _, BufReader};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Stdio};
use std::time::Duration;

use crate::support::process::program;

/// What one line says once all answer.
const READY: &str = "ready: ";

/// A demonstration; it ends when this is dropped.
struct Demonstration {
    child: Child,
    said: Vec<String>,
}

impl Demonstration {
    /// Runs until it is ready, and keeps what it said.
    fn start(folder: &Path) -> Self {
        let port = three_ports().to_string();
        let mut child = program()
            .args(["demo", "--departments", "3", "--port", &port, "--data"])
            .arg(folder)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut said = Vec::new();
        for line in lines.map_while(Result::ok) {
            let ready = line.starts_with(READY);
            said.push(line);
            if ready {
                break;
            }
        }
        Self { child, said }
    }

    fn addresses(&self) -> Vec<String> {
        let last = self.said.last().map(String::as_str).unwrap_or_default();
        let ready = last.strip_prefix(READY);
        let ready = ready.unwrap_or_else(|| panic!("it was never ready: {:#?}", self.said));
        ready.split(' ').map(str::to_owned).collect()
    }
}

impl Drop for Demonstration {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// The first of three ports that are free now.
fn three_ports() -> u16 {
    loop {
        let first = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = first.local_addr().unwrap().port();
        let free = |port: u16| TcpListener::bind(("127.0.0.1", port)).is_ok();
        if port < u16::MAX - 2 && free(port + 1) && free(port + 2) {
            return port;
        }
    }
}

/// Looks again until a page holds these words: plugins hear of a neighbour's change a moment later.
async fn shows(client: &reqwest::Client, address: &str, words: &str) -> bool {
    for _ in 0..600 {
        let answer = client.get(address).send().await.unwrap();
        if answer.text().await.unwrap().contains(words) {
            return true;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    false
}

#[tokio::test(flavor = "multi_thread")]
async fn three_departments_hold_each_other_s_records_and_are_there_again_the_next_time() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("demo");
    for _ in 0..2 {
        let demonstration = tokio::task::block_in_place(|| Demonstration::start(&data));
        let addresses = demonstration.addresses();
        assert_eq!(addresses.len(), 3);
        let client = crate::support::visitor::client();
        for address in &addresses {
            let found = client
                .get(format!("{address}annuaire?q=mairie&lang=fr"))
                .send()
                .await;
            let page = found.unwrap().text().await.unwrap();
            for theirs in [
                "Mairie de Saint-Aubin-les-Essais",
                "Mairie du Col-du-Fil",
                "Mairie des Fuseaux",
            ] {
                assert!(page.contains(theirs), "{theirs} at {address}: {page}");
            }
            for media_type in ["text/plain", "application/json", "multipart/form-data"] {
                let sent = client
                    .post(format!("{address}federation/hint"))
                    .header("content-type", media_type)
                    .body("{}")
                    .send()
                    .await;
                assert_eq!(sent.unwrap().status(), 401, "{media_type}");
            }
        }
        let agenda = format!("{}agenda?q=repas&lang=fr", addresses[0]);
        let theirs = "Le repas numérique de la Haute-Bobine";
        assert!(
            shows(&client, &agenda, theirs).await,
            "a neighbour's event on its next dates"
        );
        let said = demonstration.said.join("\n");
        assert!(said.contains("est arrivé chez les autres"), "{said}");
    }
}
