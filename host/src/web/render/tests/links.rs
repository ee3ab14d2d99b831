//! Every promised form of a link, and every other one.

use crate::web::render::links::*;

fn links() -> Links {
    Links {
        root: "/demarches".into(),
        plugins: std::sync::Arc::new([("events".into(), "/agenda".into())].into()),
        records: [("r1".into(), "/annuaire/r1".into())].into(),
    }
}

fn resolved(href: &str) -> String {
    match links().resolve(href) {
        Ok(target) if target.external => format!("external {}", target.href),
        Ok(target) => target.href,
        Err(refusal) => format!("refused {refusal:?}"),
    }
}

#[test]
fn the_promised_forms_resolve() {
    for (href, wanted) in [
        ("/F1234", "/demarches/F1234"),
        ("/", "/demarches"),
        ("/F1234#pieces", "/demarches/F1234#a-pieces"),
        ("/?q=une carte&page=2", "/demarches?q=une%20carte&page=2"),
        ("/été/\"><b>", "/demarches/%C3%A9t%C3%A9/%22%3E%3Cb%3E"),
        ("#pieces", "#a-pieces"),
        ("plugin:events", "/agenda"),
        ("plugin:events/", "/agenda"),
        ("plugin:events/x?y=1", "/agenda/x?y=1"),
        ("record:r1", "/annuaire/r1"),
        ("directory:", "/annuaire"),
        (
            "directory:?pres=49000&theme=santé",
            "/annuaire?pres=49000&theme=sant%C3%A9",
        ),
        ("https://example.fr", "external https://example.fr/"),
        ("HTTP://example.fr/a b", "external http://example.fr/a%20b"),
        ("tel:02 98 00 00 00", "tel:0298000000"),
        ("tel:+33 (0)2 98 00 00 00", "tel:+33298000000"),
        (
            "mailto:a@example.fr?subject=Bonjour à tous",
            "mailto:a@example.fr?subject=Bonjour%20%C3%A0%20tous",
        ),
    ] {
        assert_eq!(resolved(href), wanted, "{href}");
    }
}

#[test]
fn everything_else_is_no_link() {
    for href in [
        "",
        " ",
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "java\nscript:alert(1)",
        " javascript:x",
        "\u{1}javascript:x",
        "data:text/html,x",
        "vbscript:x",
        "file:///etc/passwd",
        "blob:x",
        "directory:../confort",
        "directory://evil.example",
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/a\nb",
        "/a\r\nSet-Cookie: x",
        "/\u{202e}x",
        "x",
        "x/y",
        "?q=1",
        "../x",
        "/../x",
        "/a/%2e%2E/b",
        "/./x",
        "#",
        "#a b",
        "#<script>",
        "#é",
        "plugin:unknown/x",
        "plugin:events//evil.example",
        "plugin:events/../x",
        "record:unknown",
        "https:example.fr",
        "https:/example.fr",
        "https://",
        "http://user@evil.example/",
        "https://a:b@c.example",
        "tel:",
        "tel:abc",
        "mailto:",
        "ftp://example.fr",
        "lang:en",
    ] {
        assert!(
            resolved(href).starts_with("refused"),
            "{href:?} became {}",
            resolved(href)
        );
    }
    assert_eq!(
        links().resolve(&format!("/{}", "a".repeat(3_000))),
        Err(Refusal::TooLong)
    );
}

#[test]
fn forms_stay_at_home() {
    assert!(links().resolve_action("/send", false).is_ok());
    assert!(links().resolve_action("plugin:events/", true).is_ok());
    assert!(links().resolve_action("plugin:events/", false).is_err());
    assert!(
        links()
            .resolve_action("https://evil.example/", true)
            .is_err()
    );
    assert!(links().resolve_action("/../admin", false).is_err());
}

#[test]
fn documents_are_below_the_plugin() {
    assert_eq!(
        links().document("assets/carte é?.png").as_deref(),
        Some("/demarches/~document/assets/carte%20%C3%A9%3F.png")
    );
    for name in ["", "..", "a/../../b", "/etc/passwd", "a//b", "a\nb"] {
        assert_eq!(
            links().document(name).filter(|_| name != "a\nb"),
            None,
            "{name:?}"
        );
    }
}

#[test]
fn telephone_numbers_lose_their_ornaments() {
    assert_eq!(
        telephone("3939").map(|t| t.href).as_deref(),
        Some("tel:3939")
    );
    assert_eq!(
        telephone("\"onclick=\"alert(1)").map(|t| t.href).as_deref(),
        Some("tel:1")
    );
    assert_eq!(telephone("pas de téléphone"), None);
}
