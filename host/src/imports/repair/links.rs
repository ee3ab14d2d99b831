//! Addresses of pages and mailboxes.

use url::Url;

use super::{Mended, says_nothing};
use crate::imports::remark::What;

/// What browsers take.
const LINK_BYTES_MAX: usize = 2_083;
/// RFC 5321.
const EMAIL_BYTES_MAX: usize = 254;

/// The address of a page, with its scheme.
pub fn link(text: &str) -> Mended<String> {
    let text = text.trim().trim_end_matches([',', ';']);
    if says_nothing(text) {
        return Mended::nothing();
    }
    let wrong = || Mended::dropped(What::new("import-link"));
    if text.len() > LINK_BYTES_MAX || text.contains(char::is_whitespace) {
        return wrong();
    }
    let lower = text.to_lowercase();
    let schemed = lower.starts_with("http://") || lower.starts_with("https://");
    let candidate = if schemed {
        text.to_owned()
    } else {
        with_scheme(text)
    };
    let Some(url) = Url::parse(&candidate).ok().filter(is_public) else {
        return wrong();
    };
    // What URL parsing repairs (a space, an accent in the host) is what validators refuse.
    let fine = schemed && url.as_str().trim_end_matches('/') == text.trim_end_matches('/');
    match (fine, schemed) {
        (true, _) => Mended::fine(text.to_owned()),
        (_, true) => Mended::fine(url.to_string()),
        _ => Mended::repaired(url.to_string(), What::new("import-link-scheme")),
    }
}

fn with_scheme(text: &str) -> String {
    // `http:/www…`, `http//www…`, `htpps://www…`
    let rest = ["https:", "http:", "https", "http", "htpps:", "htpp:"]
        .into_iter()
        .find_map(|word| text.strip_prefix(word))
        .filter(|rest| rest.starts_with('/'))
        .unwrap_or(text);
    format!("https://{}", rest.trim_start_matches('/'))
}

fn is_public(url: &Url) -> bool {
    let domain = url.domain().unwrap_or_default();
    let tail = domain.rsplit('.').next().unwrap_or_default();
    matches!(url.scheme(), "http" | "https")
        && domain.contains('.')
        && tail.len() > 1
        && url.username().is_empty()
}

/// All addresses of a cell, each with what stood there. Words between them say that the cell is no list.
pub fn links(text: &str) -> Vec<(String, Mended<String>)> {
    let text = text.replace("s ://", "s://").replace("p ://", "p://");
    let text = text.replace(";http", "|http").replace("; ", "|");
    let parts: Vec<&str> = text
        .split(|letter: char| letter == '|' || letter.is_whitespace())
        .map(|part| part.trim_matches([',', ';']))
        .filter(|part| !part.is_empty() && !["ou", "et", "-", "/"].contains(part))
        .collect();
    let words = parts.iter().any(|part| !part.contains('.'));
    if words && parts.len() > 1 {
        let schemed = parts.iter().filter(|part| part.starts_with("http"));
        let found: Vec<_> = schemed
            .map(|part| ((*part).to_owned(), link(part)))
            .collect();
        return match found.iter().any(|(_, mended)| mended.value.is_some()) {
            true => found,
            false => vec![(text.clone(), Mended::dropped(What::new("import-link")))],
        };
    }
    parts
        .into_iter()
        .map(|part| (part.to_owned(), link(part)))
        .collect()
}

/// An e-mail address.
pub fn email(text: &str) -> Mended<String> {
    let bare = text
        .trim()
        .trim_end_matches(['.', ',', ';', '>'])
        .trim_start_matches('<');
    if says_nothing(bare) {
        return Mended::nothing();
    }
    let bare = bare.strip_prefix("mailto:").unwrap_or(bare);
    let spelled = bare
        .replace("(at)", "@")
        .replace("[at]", "@")
        .replace(" @ ", "@");
    match is_email(&spelled) {
        true if spelled == text.trim() => Mended::fine(spelled),
        true => Mended::repaired(spelled, What::new("import-email-spelling")),
        false => Mended::dropped(What::new("import-email")),
    }
}

fn is_email(text: &str) -> bool {
    let Some((name, domain)) = text.split_once('@') else {
        return false;
    };
    let name_letter =
        |letter: char| letter.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~.".contains(letter);
    let label = |label: &str| {
        !label.is_empty()
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label
                .chars()
                .all(|letter| letter.is_ascii_alphanumeric() || letter == '-')
    };
    let dots_stand_apart = !name.starts_with('.') && !name.ends_with('.') && !name.contains("..");
    let labels: Vec<&str> = domain.split('.').collect();
    text.len() <= EMAIL_BYTES_MAX
        && (1..=64).contains(&name.len())
        && name.chars().all(name_letter)
        && dots_stand_apart
        && labels.len() > 1
        && labels.iter().all(|part| label(part))
        && labels.last().is_some_and(|tail| tail.len() > 1)
}

/// All addresses of a cell, each with what stood there.
pub fn emails(text: &str) -> Vec<(String, Mended<String>)> {
    let spelled = text
        .replace(" @ ", "@")
        .replace("(at)", "@")
        .replace("[at]", "@");
    let is_list = spelled.contains('@') && !spelled.contains("://");
    if !is_list {
        return match says_nothing(text) {
            true => Vec::new(),
            false => vec![(text.to_owned(), Mended::dropped(What::new("import-email")))],
        };
    }
    spelled
        .split([';', '|', ',', '/', ' ', '\n', '\t'])
        .map(|part| part.trim_matches(['-', ',', '(', ')', ':']))
        .filter(|part| part.contains('@'))
        .map(|part| (part.to_owned(), email(part)))
        .collect()
}
