//! `maille plugin dev`: an author saves, and what was saved answers; what does not build leaves the version before in place.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use super::Written;
use crate::support::process::program;
use crate::support::visitor::{Answer, client, read};

/// A build beside other tests takes its time.
const PATIENCE: Duration = Duration::from_secs(300);

/// An author at work.
struct Author {
    child: Child,
    url: String,
}

impl Author {
    fn start(written: &Written) -> Self {
        let mut child = program()
            .args(["plugin", "dev", "--port", "0"])
            .arg(&written.folder)
            .env("MAILLE_LOG", "error")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        lines.read_line(&mut line).unwrap();
        let url = line.trim().strip_prefix("ready: ").unwrap();
        let url = url.trim_end_matches('/').to_owned();
        // What it goes on to say must not fill the pipe.
        std::thread::spawn(move || for _ in lines.lines() {});
        Self { child, url }
    }

    async fn get(&self, path: &str, headers: &[(&str, &str)]) -> Answer {
        let mut request = client().get(format!("{}{path}", self.url));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        read(request).await
    }

    /// The page, once it holds these words.
    async fn until(&self, path: &str, words: &str) -> String {
        let begun = Instant::now();
        loop {
            let page = self.get(path, &[]).await.text;
            if page.contains(words) {
                return page;
            }
            assert!(
                begun.elapsed() < PATIENCE,
                "no {words:?} on {path}:\n{page}"
            );
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
    }
}

impl Drop for Author {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_saved_answers_and_what_does_not_build_leaves_the_page_before() {
    let written = Written::new("atelier");
    let mut author = Author::start(&written);
    author.until("/~dev", "Construction 1 réussie").await;
    author.until("/atelier", "Médiathèque").await;

    // Each page is a call: its cost, its grants and what it described.
    author.get("/atelier", &[]).await;
    let board = author.get("/~dev", &[]).await.text;
    assert!(board.matches("answer GET /</a>").count() >= 2, "{board}");
    assert!(
        board.contains("<code>read:place</code>") && board.contains(">servie<"),
        "{board}"
    );
    let call = board.split("/~dev/appels/").nth(1).unwrap();
    let number = call.split('"').next().unwrap();
    let call = author
        .get(&format!("/~dev/appels/{number}"), &[])
        .await
        .text;
    for words in [
        "search form: Chercher",
        "field text `q`",
        "record: ",
        "Calcul (ms)",
    ] {
        assert!(call.contains(words), "{words}: {call}");
    }
    author.until("/~dev", "Rien à redire.").await;
    let english = author.get("/~dev?lang=en", &[]).await.text;
    assert!(english.contains("Workbench: atelier") && english.contains("Nothing to mend."));

    written.change(
        "translations/fr.ftl",
        "title = atelier",
        "title = Deuxième version",
    );
    author.until("/atelier", "Deuxième version").await;

    written.change("src/lib.rs", "fn home(", "fn home(nothing that compiles");
    let board = author
        .until("/~dev", "L’extension ne se construit pas")
        .await;
    let line = written.read("src/lib.rs");
    let line = line
        .lines()
        .position(|line| line.contains("nothing that"))
        .unwrap()
        + 1;
    assert!(
        board.contains(&format!("<code>src/lib.rs:{line}</code>")),
        "{board}"
    );
    let old = author.get("/atelier", &[]).await;
    assert!(old.status == 200 && old.text.contains("Deuxième version"));

    written.change("src/lib.rs", "fn home(nothing that compiles", "fn home(");
    written.change(
        "translations/fr.ftl",
        "title = Deuxième",
        "title = Troisième",
    );
    author.until("/atelier", "Troisième version").await;
    assert!(
        !author
            .get("/~dev", &[])
            .await
            .text
            .contains("ne se construit pas")
    );

    // Nobody else's page reaches it.
    for (name, value) in [
        ("sec-fetch-site", "cross-site"),
        ("origin", "https://evil.example"),
        ("host", "evil.example"),
    ] {
        let answer = author.get("/~dev", &[(name, value)]).await;
        assert_eq!(answer.status, 404, "{name}: {value}");
    }

    // Interrupted, it ends by itself.
    let id = rustix::process::Pid::from_raw(author.child.id().cast_signed()).unwrap();
    rustix::process::kill_process(id, rustix::process::Signal::INT).unwrap();
    let begun = Instant::now();
    let status = loop {
        if let Some(status) = author.child.try_wait().unwrap() {
            break status;
        }
        assert!(begun.elapsed() < Duration::from_secs(30), "it goes on");
        tokio::time::sleep(Duration::from_millis(50)).await;
    };
    assert!(status.success(), "{status}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_instance_that_serves_has_no_workbench() {
    let instance = crate::support::Instance::new().await;
    for path in ["/~dev", "/~dev/appels/1"] {
        assert_eq!(instance.get(path).await.status, 404, "{path}");
    }
}
