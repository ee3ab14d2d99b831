//! Where a plugin's link leads. Anything that is not plainly one of the promised forms is no link: its text stands alone,
//! and the reason goes to the author's log. It never reaches the network.

use std::collections::HashMap;
use std::sync::Arc;

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use url::Url;

use super::directory::DIRECTORY;
use super::site::is_local_path;
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
    pub plugins: Arc<HashMap<String, String>>,
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
        "links begin with `/`, `#`, `plugin:`, `record:`, `directory:`, `https:`, `http:`, `tel:` or `mailto:`"
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
            // The directory's own address is the host's to know.
            "directory" if rest.is_empty() || rest.starts_with('?') => {
                Ok(Target::here(format!("{DIRECTORY}{}", written(rest))))
            }
            "directory" => Err(Refusal::Incomplete),
            "record" => {
                let record = self.records.get(rest).ok_or(Refusal::UnknownRecord)?;
                // The host's own map; a wrong entry must not become a way out.
                if is_local_path(record) {
                    Ok(Target::here(written(record)))
                } else {
                    Err(Refusal::UnknownRecord)
                }
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

    /// The address of one of the plugin's pictures.
    pub fn picture(&self, name: &str) -> String {
        let name = utf8_percent_encode(name, NOT_A_SEGMENT);
        format!("{}/~image/{name}", self.root)
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
    // The root has no slash of its own, with a question or without: `/demarches/` only leads to `/demarches`.
    let path = match path.strip_prefix('/') {
        Some(rest) if !root.is_empty() && (rest.is_empty() || rest.starts_with('?')) => rest,
        _ => path,
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
