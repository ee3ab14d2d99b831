//! Postal and INSEE codes, whose leading zero spreadsheets eat.

use super::{Mended, says_nothing};
use crate::imports::remark::What;

/// A code of five digits: `1000` and `01 000` are `01000`.
pub fn postal_code(text: &str) -> Mended<String> {
    if says_nothing(text) {
        return Mended::nothing();
    }
    let bare = whole_number(text);
    let digits: String = bare
        .chars()
        .filter(|letter| !letter.is_whitespace())
        .collect();
    let plain = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    match digits.len() {
        5 if plain && digits == text.trim() => Mended::fine(digits),
        5 if plain => Mended::repaired(digits, What::new("import-code-spelling")),
        4 if plain => Mended::repaired(format!("0{digits}"), What::new("import-zero-lost")),
        _ => Mended::dropped(What::new("import-postal-code")),
    }
}

/// A commune's code: two digits, or `2A` and `2B`, and three digits.
pub fn insee_code(text: &str) -> Mended<String> {
    if says_nothing(text) {
        return Mended::nothing();
    }
    let bare = whole_number(text);
    let code: String = bare
        .chars()
        .filter(|letter| !letter.is_whitespace())
        .collect::<String>()
        .to_uppercase();
    if is_insee_code(&code) {
        return match code == text.trim() {
            true => Mended::fine(code),
            false => Mended::repaired(code, What::new("import-code-spelling")),
        };
    }
    let with_zero = format!("0{code}");
    match code.len() == 4 && is_insee_code(&with_zero) {
        true => Mended::repaired(with_zero, What::new("import-zero-lost")),
        false => Mended::dropped(What::new("import-insee-code")),
    }
}

/// Street, postal code and commune of an address in one string: `1 rue du Port, 49000 Angers`. Nothing where no five
/// digits stand between two texts.
pub fn whole_address(text: &str) -> Option<[String; 3]> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let is_code = |word: &str| {
        let digits = word.trim_matches([',', ';', '-']);
        digits.len() == 5 && digits.bytes().all(|byte| byte.is_ascii_digit())
    };
    // The last one: a street may hold five digits too.
    let at = words.iter().rposition(|word| is_code(word))?;
    let trimmed = |words: &[&str]| {
        let text = words.join(" ");
        text.trim_matches([',', ';', '-', ' ']).to_owned()
    };
    let town = trimmed(&words[at + 1..]);
    let town = town.strip_suffix(", France").unwrap_or(&town).to_owned();
    (!town.is_empty()).then(|| [trimmed(&words[..at]), trimmed(&words[at..=at]), town])
}

fn is_insee_code(code: &str) -> bool {
    let bytes = code.as_bytes();
    let digit = |index: usize| bytes[index].is_ascii_digit();
    if bytes.len() != 5 || !(2..5).all(digit) {
        return false;
    }
    match (bytes[0], bytes[1]) {
        (b'2', second) => second == b'A' || second == b'B' || (b'1'..=b'9').contains(&second),
        (first, second) => first.is_ascii_digit() && second.is_ascii_digit(),
    }
}

/// `49000.0`, as a column of numbers with a hole in it gives.
fn whole_number(text: &str) -> &str {
    let text = text.trim();
    text.strip_suffix(".0").unwrap_or(text)
}

/// The département of an INSEE or postal code: `49`, `2A`, `974`. Corsica's postal codes do not say which.
pub fn department_of(code: &str) -> Option<String> {
    let head = |length| code.get(..length).map(str::to_owned);
    match head(2)?.as_str() {
        // Two islands kept the postal codes of Guadeloupe.
        "97" if code == "97133" => Some("977".to_owned()),
        "97" if code == "97150" => Some("978".to_owned()),
        "97" | "98" => head(3),
        "20" => Some(if code < "20200" { "2A" } else { "2B" }.to_owned()),
        _ => head(2),
    }
}
