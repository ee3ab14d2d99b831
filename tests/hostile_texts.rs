//! What a guest says reaches a browser as text, and what it offers cannot run there.

use crate::support::Instance;

fn query(path: &str, pairs: &[(&str, &str)]) -> String {
    let query = url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(pairs)
        .finish();
    format!("/hostile/texts/{path}?{query}")
}

#[tokio::test(flavor = "multi_thread")]
async fn no_text_becomes_script_or_turns_the_page_around() {
    let instance = Instance::new().await;
    let answer = instance.get("/hostile/texts/everywhere").await;
    assert_eq!(answer.status, 200, "{:#?}", instance.log("hostile").await);
    let lower = answer.text.to_lowercase();
    for bad in [
        "<script",
        "href=\"javascript",
        "=\"data:",
        "onload=\"alert",
        "evil.example.org/x.png",
        "action=\"javascript",
    ] {
        assert!(!lower.contains(bad), "{bad} in {}", answer.text);
    }
    let harmful = |char: char| matches!(char, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\0' | '\u{1}');
    assert!(!answer.text.contains(harmful));
    assert!(
        answer
            .header("content-security-policy")
            .contains("default-src 'none'")
    );
    instance.check().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_that_is_none_is_shown_as_text_and_the_author_reads_why() {
    let instance = Instance::new().await;
    for to in [
        "/a\nb",
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "//evil.example.org/",
        "data:text/html,x",
        "\\\\evil",
        "record:0",
    ] {
        let answer = instance.get(&query("link", &[("to", to)])).await;
        assert_eq!(answer.status, 200);
        assert!(
            !answer.text.contains(">un lien</a>") && answer.text.contains("un lien"),
            "{to}: {}",
            answer.text
        );
    }
    let log = instance.log("hostile").await;
    assert!(
        log.iter()
            .filter(|line| line.starts_with("warning") && line.contains("render"))
            .count()
            >= 7,
        "{log:#?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn links_out_of_the_own_mount_go_nowhere_else() {
    let instance = Instance::new().await;
    let own = instance.get(&query("link", &[("to", "/../voisin")])).await;
    assert!(
        !own.text.contains("href=\"/voisin\">un lien"),
        "{}",
        own.text
    );
    let other = instance
        .get(&query("link", &[("to", "plugin:voisin/note/x")]))
        .await;
    assert!(
        other.text.contains("href=\"/voisin/note/x\""),
        "{}",
        other.text
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_redirect_stays_on_this_site() {
    let instance = Instance::new().await;
    let inside = instance.get(&query("redirect", &[("to", "/note/x")])).await;
    assert_eq!(
        (inside.status, inside.header("location")),
        (303, "/hostile/note/x")
    );
    for to in [
        "https://evil.example.org/",
        "//evil.example.org/",
        "javascript:x",
        "/a\r\nSet-Cookie: x=y",
        "mailto:a@example.org",
        "/\\evil.example.org",
    ] {
        let answer = instance.get(&query("redirect", &[("to", to)])).await;
        let local = answer.status == 303 && answer.header("location").starts_with("/hostile/");
        assert!(
            answer.status == 500 || local,
            "{to}: {} {}",
            answer.status,
            answer.header("location")
        );
        assert!(answer.header("set-cookie").is_empty(), "{to}");
    }
    instance.check().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn documents_that_could_run_are_downloads_in_a_sandbox() {
    let instance = Instance::new().await;
    let types = [
        "text/html",
        "application/xhtml+xml",
        "image/svg+xml",
        "text/xml",
        "application/xml",
        "application/xslt+xml",
        "text/javascript",
        "text/html\r\nX: y",
        "",
    ];
    for content_type in types {
        let answer = instance
            .get(&query(
                "document",
                &[("type", content_type), ("name", "x.html")],
            ))
            .await;
        assert_eq!(answer.status, 200, "{content_type}");
        assert_eq!(
            answer.header("content-type"),
            "application/octet-stream",
            "{content_type}"
        );
        assert!(
            answer
                .header("content-disposition")
                .starts_with("attachment"),
            "{content_type}"
        );
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
        assert_eq!(
            answer.header("content-security-policy"),
            "default-src 'none'; sandbox"
        );
    }
    let csv = instance
        .get(&query(
            "document",
            &[("type", "text/csv"), ("name", "a\"\r\nX: y.csv")],
        ))
        .await;
    assert_eq!(csv.header("content-type"), "text/csv; charset=utf-8");
    assert_eq!(
        csv.header("content-disposition"),
        "inline; filename=\"a--X--y.csv\""
    );
    assert_eq!(
        csv.header("content-security-policy"),
        "default-src 'none'; sandbox"
    );
    assert_eq!(csv.header("x-content-type-options"), "nosniff");
}

#[tokio::test(flavor = "multi_thread")]
async fn images_come_from_assets_and_images_alone() {
    let instance = Instance::new().await;
    let documents = instance.app.plugins.documents();
    for name in [
        "images/a.png",
        "uploads/secret.png",
        "fiches/a.png",
        "images/page.svg",
        "images/page.html",
    ] {
        documents.write("hostile", name, b"bytes").await.unwrap();
    }
    let status = async |name: &str| {
        instance
            .get(&format!("/hostile/~document/{name}"))
            .await
            .status
    };
    assert_eq!(status("assets/dot.png").await, 200);
    assert_eq!(status("images/a.png").await, 200);
    let hidden = [
        "uploads/secret.png",
        "fiches/a.png",
        "images/page.svg",
        "images/page.html",
        "assets/page.svg",
        "assets/../uploads/secret.png",
        "images/%2e%2e/uploads/secret.png",
    ];
    for name in hidden {
        assert!([400, 404].contains(&status(name).await), "{name}");
    }
    assert_eq!(
        instance.get("/voisin/~document/images/a.png").await.status,
        404
    );
    let image = instance.get("/hostile/~document/assets/dot.png").await;
    assert_eq!(image.header("content-type"), "image/png");
    assert_eq!(
        image.header("content-security-policy"),
        "default-src 'none'; sandbox"
    );
    assert_eq!(image.header("x-content-type-options"), "nosniff");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_that_does_not_fit_the_contract_is_named() {
    let instance = Instance::new().await;
    let answer = instance.get("/hostile/texts/misuse").await;
    assert!([200, 500].contains(&answer.status));
    assert!(!answer.text.contains("a b<c"));
    let log = instance.log("hostile").await;
    assert!(log.iter().any(|line| line.contains("anchor")), "{log:#?}");
}
