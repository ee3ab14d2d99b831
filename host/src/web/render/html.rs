//! The one type that askama writes without escaping. Only `render` makes it, out of templates and of text that was
//! escaped.

use std::fmt;

use askama::filters::HtmlSafe;
use askama::{FastWritable, Template, Values};

/// HTML that is safe to stand in a page.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Html(String);

impl Html {
    /// Takes HTML that was made here; never anything that a stranger wrote.
    pub(super) fn from_trusted(html: String) -> Self {
        Self(html)
    }

    /// Renders a template; writing into a string fails only where a template says so, and ours do not.
    pub(super) fn render(template: &impl Template) -> Self {
        Self(template.render().unwrap_or_default())
    }

    /// The HTML.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The HTML.
    pub fn into_string(self) -> String {
        self.0
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.trim_ascii().is_empty()
    }

    pub(super) fn push(&mut self, more: &Self) {
        self.0.push_str(&more.0);
    }
}

impl fmt::Display for Html {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl FastWritable for Html {
    fn write_into(&self, destination: &mut dyn fmt::Write, _: &dyn Values) -> askama::Result<()> {
        Ok(destination.write_str(&self.0)?)
    }
}

impl HtmlSafe for Html {}

/// Adds text, safe in elements and in quoted attributes.
pub fn escape_into(out: &mut String, text: &str) {
    let mut rest = text;
    while let Some(at) = rest.find(['<', '>', '&', '"', '\'']) {
        out.push_str(&rest[..at]);
        out.push_str(match rest.as_bytes()[at] {
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'&' => "&amp;",
            b'"' => "&quot;",
            _ => "&#39;",
        });
        rest = &rest[at + 1..];
    }
    out.push_str(rest);
}
