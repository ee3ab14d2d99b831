//! Telephone numbers, kept as people dial them: `02 41 21 51 00`, `39 49`, `+262 …`.

use super::{Mended, says_nothing};
use crate::imports::remark::What;

/// The international prefixes of French territories that are dialled with ten digits, and how these begin.
const OVERSEAS: [(&str, &[&str]); 5] = [
    ("590", &["0590", "0690", "0691"]),
    ("594", &["0594", "0694"]),
    ("596", &["0596", "0696", "0697"]),
    ("262", &["0262", "0263", "0692", "0693", "0269", "0639"]),
    ("508", &["0508"]),
];
/// Those whose numbers have six digits and no zero.
const FAR: [&str; 3] = ["687", "689", "681"];
/// No number has more digits (E.164).
const DIGITS_MAX: usize = 15;

/// A number, and whose it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Telephone {
    pub number: String,
    pub label: Option<String>,
}

/// All numbers of a cell, each with what was changed.
pub fn telephones(text: &str) -> Vec<(String, Mended<Telephone>)> {
    if says_nothing(text) {
        return Vec::new();
    }
    parts(text)
        .into_iter()
        .map(|part| {
            let mended = telephone(&part);
            (part, mended)
        })
        .filter(|(_, mended)| mended.value.is_some() || mended.what.is_some())
        .collect()
}

/// A cell may hold several: between them stand signs that no number has inside, or ten digits follow ten.
fn parts(text: &str) -> Vec<String> {
    let text = text
        .replace(" ou ", "|")
        .replace(" et ", "|")
        .replace(" - ", "|");
    let mut parts: Vec<String> = text
        .split(['|', ';', '/', ',', '\n'])
        .map(|part| part.trim().to_owned())
        .filter(|part| !part.is_empty())
        .collect();
    // `02-41-21 - 51` was no separator after all: a number has eight digits or more unless it is short.
    let whole = |part: &String| {
        digits(part).len() >= 9 || short(&digits(part)).is_some() || digits(part).is_empty()
    };
    if !parts.iter().all(whole) {
        parts = vec![text.replace('|', " ")];
    }
    let glued = |part: &String| digits(part).len() == 20 && digits(part).starts_with('0');
    if let [part] = parts.as_slice()
        && glued(part)
    {
        let digits = digits(part);
        return vec![digits[..10].to_owned(), digits[10..].to_owned()];
    }
    parts
}

fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

fn telephone(text: &str) -> Mended<Telephone> {
    let found = digits(text);
    if found.is_empty() || found.bytes().all(|byte| byte == b'0') {
        return match says_nothing(text) || !found.is_empty() {
            true => Mended::nothing(),
            false => Mended::dropped(What::new("import-telephone")),
        };
    }
    let label = label(text);
    let fine = |number| {
        Mended::fine(Telephone {
            number,
            label: label.clone(),
        })
    };
    let repaired = |number, key| {
        let label = label.clone();
        Mended::repaired(Telephone { number, label }, What::new(key))
    };
    let international = text.trim_start().starts_with('+') || found.starts_with("00");
    let abroad = found.trim_start_matches("00");
    match found.len() {
        _ if international => match national(abroad) {
            Some(number) => fine(number),
            None if (8..=DIGITS_MAX).contains(&abroad.len()) => fine(format!("+{abroad}")),
            None => Mended::dropped(What::new("import-telephone")),
        },
        10 if found.starts_with('0') => fine(pairs(&found)),
        9 if !found.starts_with('0') => repaired(pairs(&format!("0{found}")), "import-zero-lost"),
        11 | 12 => match national(&found) {
            Some(number) => repaired(number, "import-telephone-plus"),
            None => Mended::dropped(What::new("import-telephone")),
        },
        6 if !found.starts_with('0') => fine(pairs(&found)),
        _ => match short(&found) {
            Some(number) => fine(number),
            None => Mended::dropped(What::new("import-telephone")),
        },
    }
}

/// `33` or an overseas prefix and the number, as dialled in France.
fn national(digits: &str) -> Option<String> {
    if let Some(rest) = digits.strip_prefix("33") {
        let rest = rest.strip_prefix('0').unwrap_or(rest);
        return (rest.len() == 9).then(|| pairs(&format!("0{rest}")));
    }
    let known = OVERSEAS
        .iter()
        .find_map(|(prefix, _)| digits.strip_prefix(prefix))?;
    let known = known.strip_prefix('0').unwrap_or(known);
    (known.len() == 9).then(|| pairs(&format!("0{known}")))
}

/// `3949`, `115`, `116006`, `1023`.
fn short(digits: &str) -> Option<String> {
    match (digits.len(), digits.as_bytes().first()) {
        (4, Some(b'3' | b'1')) => Some(pairs(digits)),
        (2..=3, Some(b'1')) => Some(digits.to_owned()),
        (6, Some(b'1')) => Some(format!("{} {}", &digits[..3], &digits[3..])),
        _ => None,
    }
}

fn pairs(digits: &str) -> String {
    let pairs: Vec<&str> = (0..digits.len())
        .step_by(2)
        .map(|at| &digits[at..(at + 2).min(digits.len())])
        .collect();
    pairs.join(" ")
}

/// The words beside a number: `(standard)`, `Mairie :`.
fn label(text: &str) -> Option<String> {
    let words: String = text
        .chars()
        .map(|letter| {
            if letter.is_alphabetic() || letter == '\'' {
                letter
            } else {
                ' '
            }
        })
        .collect();
    let words: Vec<&str> = words.split_whitespace().collect();
    let words = words.join(" ");
    let says = words.chars().count() > 2
        && !["tel", "tél", "téléphone"].contains(&words.to_lowercase().as_str());
    says.then(|| words.chars().take(200).collect())
}

/// As the national CSV writes it: `+33241215100`; nothing for a short number, which it has no form for.
pub fn international(number: &str) -> Option<String> {
    let digits = digits(number);
    let with = |prefix: &str, rest: &str| {
        (6..=9)
            .contains(&rest.len())
            .then(|| format!("+{prefix}{rest}"))
    };
    if number.trim_start().starts_with('+') {
        let far = FAR
            .iter()
            .chain(&["33", "590", "594", "262", "596", "269", "508"]);
        let (prefix, rest) = far
            .filter_map(|prefix| Some((*prefix, digits.strip_prefix(prefix)?)))
            .next()?;
        return with(prefix, rest);
    }
    if digits.len() != 10 || !digits.starts_with('0') {
        return None;
    }
    let begins = |heads: &[&str]| heads.iter().any(|head| digits.starts_with(head));
    let overseas = OVERSEAS.iter().find(|(_, heads)| begins(heads));
    with(overseas.map_or("33", |(prefix, _)| prefix), &digits[1..])
}
