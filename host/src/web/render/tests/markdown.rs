//! Markdown of strangers: what it may do, and what it may not.

use crate::web::render::links::Links;
use crate::web::render::markdown::{blocks, inline};

fn html(markdown: &str) -> String {
    let links = Links {
        root: "/demarches".into(),
        ..Links::default()
    };
    blocks(markdown, &links, "Tableau", &mut Vec::new())
        .as_str()
        .trim_end()
        .to_owned()
}

#[test]
fn plain_markdown_is_plain_html() {
    assert_eq!(
        html("Un *mot* et **deux**."),
        "<p>Un <em>mot</em> et <strong>deux</strong>.</p>"
    );
    assert_eq!(html("1. a\n2. b"), "<ol><li>a</li>\n<li>b</li>\n</ol>");
    assert_eq!(html("3. c"), "<ol start=\"3\"><li>c</li>\n</ol>");
    assert_eq!(html("# Titre"), "<p><strong>Titre</strong></p>");
    assert_eq!(
        html("[fiche](/F1) et [site](https://example.fr)"),
        "<p><a href=\"/demarches/F1\">fiche</a> et <a href=\"https://example.fr/\" rel=\"noopener noreferrer\">site</a></p>"
    );
}

#[test]
fn raw_html_is_text() {
    assert_eq!(
        html("<script>alert(1)</script>"),
        "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"
    );
    assert_eq!(
        html("a <b onclick=x>b</b>"),
        "<p>a &lt;b onclick=x&gt;b&lt;/b&gt;</p>"
    );
    assert!(!html("```\"><script>\n<script>\n```").contains("<script"));
}

#[test]
fn images_are_their_words_and_terms_have_languages() {
    assert_eq!(
        html("![une *carte*](https://example.fr/x.png)"),
        "<p>une <em>carte</em></p>"
    );
    assert_eq!(
        html("[cloud](lang:en) [x](lang:ar)"),
        "<p><span lang=\"en\">cloud</span> <span lang=\"ar\" dir=\"rtl\">x</span></p>"
    );
}

#[test]
fn bad_links_are_text_and_named() {
    let mut refused = Vec::new();
    let markdown = "[a](javascript:alert(1)) [b](<java\\\nscript:x>) <javascript:x> [c](//evil.example) [d](\u{202e}x) [e](lang:\"x)";
    let out = blocks(markdown, &Links::default(), "", &mut refused);
    assert!(!out.as_str().contains("href"), "{}", out.as_str());
    assert!(refused.len() >= 3, "{refused:?}");
}

#[test]
fn tables_scroll_and_carry_no_style() {
    let out = html("|a|b|\n|-:|:-|\n|1|2|");
    assert!(
        out.contains("<th scope=\"col\">a</th>") && out.contains("tabindex=\"0\""),
        "{out}"
    );
    assert!(!out.contains("style"), "{out}");
}

#[test]
fn one_paragraph_stands_without_its_tags() {
    let inline = |markdown| {
        inline(markdown, &Links::default(), "", &mut Vec::new())
            .as_str()
            .to_owned()
    };
    assert_eq!(inline("un **mot**"), "un <strong>mot</strong>");
    assert_eq!(inline("a\n\nb"), "<p>a</p>\n<p>b</p>\n");
    let link = inline("5\n\n[fiche](/F1)");
    assert!(
        link.starts_with("<p>5</p>\n<p ") && link.ends_with("</p>\n"),
        "{link}"
    );
}

#[test]
fn nesting_is_bounded_in_time() {
    let started = std::time::Instant::now();
    for piece in [
        ">", "> ", "- ", "* > ", "[", "![", "**", "<", "`", "|", "1. ",
    ] {
        html(&piece.repeat(200_000 / piece.len()));
    }
    html(&format!("{}\n", ">".repeat(500)).repeat(400));
    assert!(started.elapsed().as_secs() < 20, "{:?}", started.elapsed());
}
