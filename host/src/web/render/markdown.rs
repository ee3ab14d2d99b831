//! Markdown of strangers as HTML. Raw HTML becomes text, headings become strong paragraphs (a page's outline is its
//! sections'), images become their words, and links go through the resolver. It never loads anything.

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use super::html::{Html, escape_into};
use super::language::Language;
use super::links::{Links, Refusal};
use super::text::clean;

/// Containers within containers beyond this are taken as text: nobody reads them, and reading them takes time that grows
/// with the square of their number.
const NESTING_MAX: usize = 24;

/// Writes Markdown as blocks of HTML. Links that are none are shown as text and added to `refused`.
pub fn blocks(
    markdown: &str,
    links: &Links,
    table_label: &str,
    refused: &mut Vec<(String, Refusal)>,
) -> Html {
    let cleaned = without_deep_nesting(&clean(markdown));
    let mut writer = Writer {
        out: String::with_capacity(cleaned.len() * 3 / 2),
        links,
        table_label,
        refused,
        closings: Vec::new(),
        in_table_head: false,
    };
    for event in Parser::new_ext(&cleaned, Options::ENABLE_TABLES) {
        writer.event(event);
    }
    Html::from_trusted(writer.out)
}

/// [`blocks`] without the `<p>` around a text that is one paragraph: for cells, terms and cards.
pub fn inline(
    markdown: &str,
    links: &Links,
    table_label: &str,
    refused: &mut Vec<(String, Refusal)>,
) -> Html {
    let html = blocks(markdown, links, table_label, refused);
    let only = html
        .as_str()
        .strip_prefix("<p>")
        .and_then(|rest| rest.strip_suffix("</p>\n"));
    match only {
        Some(only) if !only.contains("<p>") => Html::from_trusted(only.to_owned()),
        _ => html,
    }
}

/// The text with the markers of containers that nest too deep turned into text.
fn without_deep_nesting(markdown: &str) -> String {
    let mut out = String::with_capacity(markdown.len());
    for line in markdown.split_inclusive('\n') {
        let is_marker = |c: &(usize, char)| matches!(c.1, '>' | '-' | '+' | '*');
        let prefix = line
            .char_indices()
            .take_while(|(_, c)| matches!(c, ' ' | '\t' | '>' | '-' | '+' | '*'));
        match prefix.filter(is_marker).nth(NESTING_MAX) {
            // A line of dashes is a rule or an underline, which nests nothing.
            Some((at, _))
                if line.contains('>')
                    || line.trim_matches(['-', '*', ' ', '\t', '\n', '\r']) != "" =>
            {
                out.push_str(&line[..at]);
                out.push('\\');
                out.push_str(&line[at..]);
            }
            _ => out.push_str(line),
        }
    }
    out
}

struct Writer<'a> {
    out: String,
    links: &'a Links,
    table_label: &'a str,
    refused: &'a mut Vec<(String, Refusal)>,
    /// What ends each open link.
    closings: Vec<&'static str>,
    in_table_head: bool,
}

impl Writer<'_> {
    fn event(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) | Event::Html(text) | Event::InlineHtml(text) => {
                escape_into(&mut self.out, &text)
            }
            Event::Code(code) => {
                self.out.push_str("<code>");
                escape_into(&mut self.out, &code);
                self.out.push_str("</code>");
            }
            Event::SoftBreak => self.out.push('\n'),
            Event::HardBreak => self.out.push_str("<br>\n"),
            Event::Rule => self.out.push_str("<hr>\n"),
            // Extensions that are not switched on.
            Event::InlineMath(text) | Event::DisplayMath(text) | Event::FootnoteReference(text) => {
                escape_into(&mut self.out, &text);
            }
            Event::TaskListMarker(_) => {}
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::Link { dest_url, .. } => self.start_link(&dest_url),
            Tag::List(Some(first)) if first != 1 => {
                self.out.push_str(&format!("<ol start=\"{first}\">"))
            }
            Tag::Table(_) => {
                self.out.push_str(
                    "<div class=\"table-scroll\" role=\"region\" tabindex=\"0\" aria-label=\"",
                );
                escape_into(&mut self.out, self.table_label);
                self.out.push_str("\"><table>");
            }
            Tag::TableHead => {
                self.in_table_head = true;
                self.out.push_str("<thead><tr>");
            }
            Tag::TableCell if self.in_table_head => self.out.push_str("<th scope=\"col\">"),
            other => self.out.push_str(match other {
                Tag::Paragraph | Tag::HtmlBlock => "<p>",
                Tag::Heading { .. } => "<p><strong>",
                Tag::BlockQuote(_) => "<blockquote>",
                Tag::CodeBlock(_) => "<pre><code>",
                Tag::List(Some(_)) => "<ol>",
                Tag::List(None) => "<ul>",
                Tag::Item => "<li>",
                Tag::TableRow => "<tr>",
                Tag::TableCell => "<td>",
                Tag::Emphasis => "<em>",
                Tag::Strong => "<strong>",
                _ => "",
            }),
        }
    }

    fn end(&mut self, tag: TagEnd) {
        let in_head = self.in_table_head;
        self.out.push_str(match tag {
            TagEnd::Paragraph | TagEnd::HtmlBlock => "</p>\n",
            TagEnd::Heading(_) => "</strong></p>\n",
            TagEnd::BlockQuote(_) => "</blockquote>\n",
            TagEnd::CodeBlock => "</code></pre>\n",
            TagEnd::List(true) => "</ol>\n",
            TagEnd::List(false) => "</ul>\n",
            TagEnd::Item => "</li>\n",
            TagEnd::Table => "</tbody></table></div>\n",
            TagEnd::TableHead => {
                self.in_table_head = false;
                "</tr></thead><tbody>\n"
            }
            TagEnd::TableRow => "</tr>\n",
            TagEnd::TableCell if in_head => "</th>",
            TagEnd::TableCell => "</td>",
            TagEnd::Emphasis => "</em>",
            TagEnd::Strong => "</strong>",
            TagEnd::Link => self.closings.pop().unwrap_or_default(),
            _ => "",
        });
    }

    fn start_link(&mut self, href: &str) {
        // `[term](lang:en)` is no link but the language of a foreign term.
        if let Some(language) = href.strip_prefix("lang:").and_then(Language::parse) {
            self.out
                .push_str(&format!("<span{}>", language.attributes()));
            self.closings.push("</span>");
            return;
        }
        match self.links.resolve(href) {
            Ok(target) => {
                self.out.push_str("<a href=\"");
                escape_into(&mut self.out, &target.href);
                let external = if target.external {
                    "\" rel=\"noopener noreferrer\">"
                } else {
                    "\">"
                };
                self.out.push_str(external);
                self.closings.push("</a>");
            }
            Err(refusal) => {
                self.refused.push((href.to_owned(), refusal));
                self.closings.push("");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
}
