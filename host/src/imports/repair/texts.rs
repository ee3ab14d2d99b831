//! Texts: without markup, without control characters, without white space at their ends.

use super::Mended;
use crate::imports::remark::{What, cut};

/// Tags behind which a new line begins.
const BLOCKS: [&str; 9] = ["br", "p", "div", "li", "ul", "ol", "tr", "h2", "h3"];
/// Named references that French texts hold.
const ENTITIES: [(&str, &str); 16] = [
    ("amp", "&"),
    ("lt", "<"),
    ("gt", ">"),
    ("quot", "\""),
    ("apos", "'"),
    ("nbsp", " "),
    ("rsquo", "’"),
    ("lsquo", "‘"),
    ("laquo", "«"),
    ("raquo", "»"),
    ("eacute", "é"),
    ("egrave", "è"),
    ("agrave", "à"),
    ("ccedil", "ç"),
    ("ecirc", "ê"),
    ("euro", "€"),
];

/// A text of at most `chars_max` characters, without tags, references and control characters.
pub fn plain(text: &str, chars_max: usize) -> Mended<String> {
    let has_markup = is_markup(text);
    let text = if has_markup {
        unmarked(text)
    } else {
        text.to_owned()
    };
    let has_control = text
        .chars()
        .any(|letter| letter.is_control() && !letter.is_whitespace());
    let tidied = tidy(&text);
    if tidied.is_empty() {
        return Mended::nothing();
    }
    if tidied.chars().count() > chars_max {
        let what = What::new("import-text-cut").with("max", chars_max);
        return Mended::repaired(cut(&tidied, chars_max - 1), what);
    }
    match (has_markup, has_control) {
        (true, _) => Mended::repaired(tidied, What::new("import-text-markup")),
        (_, true) => Mended::repaired(tidied, What::new("import-text-control")),
        _ => Mended::fine(tidied),
    }
}

/// Without control characters, with at most one empty line between two others, and without spaces at any end.
pub fn tidy(text: &str) -> String {
    let clean: String = text
        .replace("\r\n", "\n")
        .chars()
        .map(|letter| match letter {
            '\r' | '\u{2028}' | '\u{2029}' => '\n',
            '\t' | '\u{a0}' => ' ',
            other => other,
        })
        .filter(|letter| !letter.is_control() || *letter == '\n')
        .filter(|letter| !matches!(letter, '\u{feff}' | '\u{200b}'))
        .collect();
    let mut tidied = String::with_capacity(clean.len());
    let mut empty = 0;
    for line in clean.lines().map(str::trim) {
        empty = if line.is_empty() { empty + 1 } else { 0 };
        if empty < 2 {
            tidied.push_str(line);
            tidied.push('\n');
        }
    }
    tidied.trim().to_owned()
}

fn is_markup(text: &str) -> bool {
    let tag = text.match_indices('<').any(|(at, _)| {
        let next = text[at + 1..].chars().next();
        let opens = next.is_some_and(|letter| letter.is_ascii_alphabetic() || letter == '/');
        opens && text[at..].contains('>')
    });
    tag || text
        .match_indices('&')
        .any(|(at, _)| reference(&text[at..]).is_some())
}

fn unmarked(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(['<', '&']) {
        plain.push_str(&rest[..at]);
        rest = &rest[at..];
        let length = match (tag(rest), reference(rest)) {
            (Some((name, length)), _) => {
                if BLOCKS.contains(&name.as_str()) {
                    plain.push('\n');
                }
                length
            }
            (None, Some((letter, length))) => {
                plain.push_str(&letter);
                length
            }
            (None, None) => {
                plain.push_str(&rest[..1]);
                1
            }
        };
        rest = &rest[length..];
    }
    plain.push_str(rest);
    plain
}

/// The tag at the beginning of a text: its name in small letters, and its length.
fn tag(text: &str) -> Option<(String, usize)> {
    let inside = text.strip_prefix('<')?;
    let length = inside.find('>')?;
    let name = inside[..length].trim_start_matches('/');
    let starts = name.starts_with(|letter: char| letter.is_ascii_alphabetic() || letter == '!');
    let name: String = name
        .chars()
        .take_while(char::is_ascii_alphanumeric)
        .collect();
    starts.then(|| (name.to_lowercase(), length + 2))
}

/// The character reference at the beginning of a text, and its length.
fn reference(text: &str) -> Option<(String, usize)> {
    let inside = text.strip_prefix('&')?;
    let end = inside.find(';').filter(|end| *end <= 10)?;
    let name = &inside[..end];
    let number = match name.strip_prefix('#') {
        Some(hex) if hex.starts_with(['x', 'X']) => u32::from_str_radix(&hex[1..], 16).ok(),
        Some(decimal) => decimal.parse().ok(),
        None => None,
    };
    let letter = match number {
        Some(number) => char::from_u32(number)?.to_string(),
        None => {
            let known = ENTITIES.iter().find(|(entity, _)| *entity == name)?;
            known.1.to_owned()
        }
    };
    Some((letter, end + 2))
}

/// The items of a cell that holds several: `a|b`, `a;b`, `{a,"b c"}` as PostgreSQL writes lists.
pub fn items(text: &str) -> Vec<String> {
    let text = text.trim();
    let listed = text
        .strip_prefix('{')
        .and_then(|text| text.strip_suffix('}'));
    let separators: &[char] = if listed.is_some() {
        &[',']
    } else {
        &['|', ';']
    };
    listed
        .unwrap_or(text)
        .split(separators)
        .map(|item| item.trim().trim_matches('"').trim().to_owned())
        .filter(|item| !item.is_empty())
        .collect()
}
