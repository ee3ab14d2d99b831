//! Where a plugin's link leads. Anything that is not plainly one of the promised forms is no link: its text stands alone,
//! and the reason goes to the author's log. It never reaches the network.

use std::collections::HashMap;

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use url::Url;

use super::text::is_harmful;

/// What stands neither in a path nor in a query (WHATWG URL), and would confuse readers of HTML. `%` stays: authors
/// encode their own reserved characters.
const UNWRITABLE: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'\'')
    .add(b'<')
    .add(b'>')
    .add(b'`')
    .add(b'{')
    .add(b'}')
    .add(b'|')
    .add(b'^');

/// What is not part of one segment of a document's name.
const NOT_A_SEGMENT: &AsciiSet = &UNWRITABLE.add(b'%').add(b'?').add(b'#').add(b'\\');

/// No address is longer, and no proxy takes a longer one.
const BYTES_MAX: usize = 2_000;

/// What the links of one page are resolved with.
#[derive(Debug, Clone, Default)]
pub struct Links {
    /// The plugin's mount path, such as `/demarches`; empty at the site's root.
    pub root: String,
    /// The mount paths of the enabled plugins by their ids.
    pub plugins: HashMap<String, String>,
    /// Where each record that the page names is shown, by id. What is missing is not there any more.
    pub records: HashMap<String, String>,
}

/// A link that may stand in a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// For `href`.
    pub href: String,
    /// On another site.
    pub external: bool,
}

impl Target {
    fn here(href: String) -> Self {
        Self {
            href,
            external: false,
        }
    }
}

/// Why a link is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Nothing was given.
    #[error("it is empty")]
    Empty,
    /// It would be cut somewhere.
    #[error("it is longer than 2,000 bytes")]
    TooLong,
    /// Line ends and invisible characters hide where a link leads.
    #[error("it holds a line end, a control or a bidi character, or a backslash")]
    Characters,
    /// `//host` leaves the site.
    #[error("it begins with `//`; write `https:` before it")]
    OtherHost,
    /// `/..` leaves the plugin.
    #[error("it holds `.` or `..` as a part of its path")]
    Dots,
    /// `#` with something that cannot be an anchor.
    #[error("what follows `#` is not an anchor: letters, digits, `-` and `_`, 64 at most")]
    Anchor,
    /// No such plugin.
    #[error("no enabled plugin has this id")]
    UnknownPlugin,
    /// No such record.
    #[error("this record is not published here")]
    UnknownRecord,
    /// Not a whole address.
    #[error("it is not a whole address such as `https://example.fr/page`")]
    Incomplete,
    /// None of the forms.
    #[error(
        "links begin with `/`, `#`, `plugin:`, `record:`, `https:`, `http:`, `tel:` or `mailto:`"
    )]
    Form,
}

/// Whether `#name` may link to it: letters, digits, `-` and `_`, 64 at most.
pub fn is_anchor(name: &str) -> bool {
    (1..=64).contains(&name.len())
        && name
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'))
}

impl Links {
    /// Resolves a link as a plugin wrote it.
    pub fn resolve(&self, href: &str) -> Result<Target, Refusal> {
        let href = href.trim_matches(' ');
        if href.is_empty() {
            return Err(Refusal::Empty);
        }
        if href.len() > BYTES_MAX {
            return Err(Refusal::TooLong);
        }
        if href.contains(|c: char| is_harmful(c) || matches!(c, '\n' | '\t' | '\\')) {
            return Err(Refusal::Characters);
        }
        if href.starts_with('/') {
            return below(&self.root, href).map(Target::here);
        }
        if let Some(name) = href.strip_prefix('#') {
            let valid = is_anchor(name).then(|| Target::here(format!("#a-{name}")));
            return valid.ok_or(Refusal::Anchor);
        }
        let (scheme, rest) = href.split_once(':').ok_or(Refusal::Form)?;
        match scheme.to_ascii_lowercase().as_str() {
            "plugin" => self.plugin(rest),
            "record" => {
                let record = self.records.get(rest).ok_or(Refusal::UnknownRecord)?;
                Ok(Target::here(written(record)))
            }
            "http" | "https" => web_address(href),
            "tel" => telephone(rest).ok_or(Refusal::Incomplete),
            "mailto" if rest.contains('@') => Ok(Target::here(format!("mailto:{}", written(rest)))),
            "mailto" => Err(Refusal::Incomplete),
            _ => Err(Refusal::Form),
        }
    }

    /// Where a form is sent: this plugin's own pages; a search may lead to another plugin's too. A form that posts
    /// elsewhere would act in the visitor's name where the author has no say.
    pub fn resolve_action(&self, action: &str, search: bool) -> Result<Target, Refusal> {
        let own = action.trim_matches(' ').starts_with('/');
        if own || (search && action.starts_with("plugin:")) {
            self.resolve(action)
        } else {
            Err(Refusal::Form)
        }
    }

    /// The address of one of the plugin's documents; `None` where the name is no path.
    pub fn document(&self, name: &str) -> Option<String> {
        let unusable = name.is_empty() || name.len() > BYTES_MAX || name.contains(is_harmful);
        if unusable || name.split('/').any(|part| matches!(part, "" | "." | "..")) {
            return None;
        }
        Some(format!(
            "{}/~document/{}",
            self.root,
            utf8_percent_encode(name, NOT_A_SEGMENT)
        ))
    }

    fn plugin(&self, rest: &str) -> Result<Target, Refusal> {
        let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
        let (id, path) = rest.split_at(end);
        let root = self.plugins.get(id).ok_or(Refusal::UnknownPlugin)?;
        if path.is_empty() {
            return Ok(Target::here(root.clone()));
        }
        below(root, path).map(Target::here)
    }
}

/// The address of `path` below `root`, if it cannot leave it.
fn below(root: &str, path: &str) -> Result<String, Refusal> {
    if path.starts_with("//") {
        return Err(Refusal::OtherHost);
    }
    let end = path.find(['?', '#']).unwrap_or(path.len());
    let dots = path[..end].split('/').any(|part| {
        // Browsers read `%2e` as a dot when they look for such parts.
        let part = part.to_ascii_lowercase().replace("%2e", ".");
        matches!(part.as_str(), "." | "..")
    });
    if dots {
        return Err(Refusal::Dots);
    }
    let (path, fragment) = match path.split_once('#') {
        None => (path, None),
        Some((path, name)) if is_anchor(name) => (path, Some(name)),
        Some(_) => return Err(Refusal::Anchor),
    };
    let path = if path == "/" && !root.is_empty() {
        ""
    } else {
        path
    };
    let mut address = format!("{root}{}", written(path));
    if let Some(name) = fragment {
        address.push_str("#a-");
        address.push_str(name);
    }
    Ok(address)
}

/// The text with what may not stand in an address encoded; what is encoded already stays.
fn written(address: &str) -> String {
    utf8_percent_encode(address, UNWRITABLE).to_string()
}

fn web_address(href: &str) -> Result<Target, Refusal> {
    let url = Url::parse(href).map_err(|_| Refusal::Incomplete)?;
    // `https://bank.example@evil.example` shows one host and opens another.
    let complete = href
        .split_once(':')
        .is_some_and(|(_, rest)| rest.starts_with("//"));
    if !complete || url.host().is_none() || !url.username().is_empty() || url.password().is_some() {
        return Err(Refusal::Incomplete);
    }
    Ok(Target {
        href: String::from(url),
        external: true,
    })
}

/// `tel:` with digits, `+`, `*` and `#` alone, from a number as people write it.
pub fn telephone(number: &str) -> Option<Target> {
    const DIGITS_MAX: usize = 32;
    // `+33 (0)2 …` is written for people at home and abroad at once; a telephone wants one of the two.
    let number = if number.trim_start().starts_with('+') {
        number.replace("(0)", "")
    } else {
        number.to_owned()
    };
    let digits: String = number
        .chars()
        .filter(|c| c.is_ascii_digit() || matches!(c, '+' | '*' | '#'))
        .collect();
    let usable = digits.len() <= DIGITS_MAX && digits.contains(|c: char| c.is_ascii_digit());
    usable.then(|| Target::here(format!("tel:{digits}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn links() -> Links {
        Links {
            root: "/demarches".into(),
            plugins: [("events".into(), "/agenda".into())].into(),
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
            ("/?q=une carte&page=2", "/demarches/?q=une%20carte&page=2"),
            ("/été/\"><b>", "/demarches/%C3%A9t%C3%A9/%22%3E%3Cb%3E"),
            ("#pieces", "#a-pieces"),
            ("plugin:events", "/agenda"),
            ("plugin:events/", "/agenda"),
            ("plugin:events/x?y=1", "/agenda/x?y=1"),
            ("record:r1", "/annuaire/r1"),
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
}
