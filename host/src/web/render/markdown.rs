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

/// [`blocks`] or [`inline`].
pub type Write = fn(&str, &Links, &str, &mut Vec<(String, Refusal)>) -> Html;

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
        begun: Vec::new(),
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
        // The other end of one that follows: it may begin with a class, as a lone link does.
        Some(only) if !only.contains("</p>") => Html::from_trusted(only.to_owned()),
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
                    || !line
                        .trim_matches(['-', '*', ' ', '\t', '\n', '\r'])
                        .is_empty() =>
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
    /// Where each open paragraph and item begins.
    begun: Vec<usize>,
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
        if matches!(tag, Tag::Paragraph | Tag::Item) {
            self.begun.push(self.out.len());
        }
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
        if matches!(tag, TagEnd::Paragraph | TagEnd::Item) {
            self.mark_lone_link();
        }
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

    /// A paragraph or an item that is one link is a target of its own, not a word of a sentence: it may be large.
    fn mark_lone_link(&mut self) {
        let Some(begin) = self.begun.pop() else {
            return;
        };
        let Some((tag, inside)) = self.out[begin..].split_once('>') else {
            return;
        };
        let link = inside
            .strip_prefix("<a ")
            .and_then(|rest| rest.strip_suffix("</a>"));
        if link.is_some_and(|link| !link.contains("<a ") && !link.contains("</a>")) {
            self.out.insert_str(begin + tag.len(), " class=\"lone\"");
        }
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
