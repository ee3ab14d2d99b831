//! "Around me": one script, allowed and loaded on the directory's list alone; the position that it sends stands in no log.

use std::process::Stdio;
use std::time::{Duration, Instant};

use super::{angers, href};
use crate::support::Maille;
use crate::support::visitor::{Answer, client, read};

const NOTHING: &str = "geolocation=()";

fn policy(answer: &Answer) -> (&str, &str) {
    (
        answer.header("content-security-policy"),
        answer.header("permissions-policy"),
    )
}

#[tokio::test]
async fn the_list_alone_loads_a_script_and_may_ask_for_the_position() {
    let instance = angers().await;
    let list = instance.get("/annuaire?q=mediatheque").await;
    let wrong = instance.get("/annuaire?pres=Atlantis").await;
    let tag = list.header("etag").to_owned();
    let known = [("if-none-match", tag.as_str())];
    let kept = instance.get_as("/annuaire?q=mediatheque", &known).await;
    // A browser takes the headers of a 304 for those of the page that it kept.
    assert_eq!(kept.status, 304);
    for answer in [&list, &wrong, &kept] {
        let (content, permissions) = policy(answer);
        assert!(
            content.starts_with("default-src 'none'; script-src 'self'; "),
            "{content}"
        );
        assert!(
            !content.contains("unsafe") && !content.contains("http"),
            "{content}"
        );
        assert!(permissions.contains("geolocation=(self)") && permissions.contains("camera=()"));
    }
    for answer in [&list, &wrong] {
        assert_eq!(answer.text.matches("<script").count(), 1);
        assert!(
            answer
                .text
                .contains("<div class=\"here\" id=\"here\" hidden "),
            "{}",
            answer.text
        );
    }
    let script = list.text.split("<script src=\"").nth(1).unwrap();
    let script = instance.get(script.split('"').next().unwrap()).await;
    assert_eq!(script.status, 200);
    assert_eq!(
        script.header("content-type"),
        "text/javascript; charset=utf-8"
    );
    assert!(script.header("cache-control").contains("immutable"));
    // It speaks to nobody but the browser, and keeps nothing.
    for never in [
        "fetch",
        "XMLHttpRequest",
        "sendBeacon",
        "localStorage",
        "cookie",
        "http",
        "import",
    ] {
        assert!(!script.text.contains(never), "{never}");
    }

    let record = href(&list, "Médiathèque Toussaint");
    for path in [
        "/",
        "/aide",
        "/recherche?q=a",
        "/annuaire/fonctions",
        "/connexion",
        "/nulle-part",
        &record,
    ] {
        let answer = instance.get(path).await;
        let (content, permissions) = policy(&answer);
        assert!(!content.contains("script-src"), "{path}: {content}");
        assert!(permissions.contains(NOTHING), "{path}: {permissions}");
        assert!(!answer.text.contains("<script"), "{path}");
    }
}

#[tokio::test]
async fn a_position_stands_in_no_log() {
    let parent = tempfile::tempdir().unwrap();
    let maille = Maille::init(parent.path());
    let log = parent.path().join("log");
    let file = std::fs::File::create(&log).unwrap();
    let mut serving = maille
        .command(&["serve", "--listen", "127.0.0.1:0"])
        .env("MAILLE_LOG", "info,maille=trace,tower_http=trace")
        .stdout(Stdio::from(file.try_clone().unwrap()))
        .stderr(Stdio::from(file))
        .spawn()
        .unwrap();
    let began = Instant::now();
    let url = loop {
        let text = std::fs::read_to_string(&log).unwrap();
        if let Some(line) = text.lines().find_map(|line| line.strip_prefix("ready: ")) {
            break line.trim().trim_end_matches('/').to_owned();
        }
        assert!(began.elapsed() < Duration::from_secs(60), "{text}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    };
    for path in [
        "/annuaire",
        "/annuaire.csv",
        "/nulle-part",
        "/annuaire/fonctions",
    ] {
        let answer = read(client().get(format!("{url}{path}?pres=48.123,-1.456"))).await;
        assert!(answer.status < 500, "{path}");
    }
    serving.kill().unwrap();
    serving.wait().unwrap();
    let text = std::fs::read_to_string(&log).unwrap();
    assert!(
        !text.contains("48.123") && !text.contains("48%2E123"),
        "{text}"
    );
}
