//! Hours in French prose: "Du lundi au vendredi : 9h à 12h30 et de 14h à 17h". Read only where every word is
//! understood; one that is not ("sauf", "sur rendez-vous", "semaines paires") leaves the text as it is.

use super::hours::{Span, weekly};
use crate::directory::fold;

const WEEKDAYS: [&str; 7] = [
    "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche",
];
/// Words that add nothing.
const FILLERS: [&str; 17] = [
    "horaires",
    "d",
    "ouverture",
    "ouvert",
    "ouverte",
    "accueil",
    "du",
    "public",
    "de",
    "le",
    "les",
    "puis",
    "horaire",
    "heures",
    "jours",
    "jour",
    "ouvertures",
];
/// A longer text says more than hours.
const CHARS_MAX: usize = 600;

#[derive(Clone, Copy, Debug, PartialEq)]
enum Token {
    Day(usize),
    Time(u16),
    /// `à`, `au`: from one to another.
    To,
    /// `-`: from one to another, or a pause.
    Dash,
    /// `et`, `,`, `/`: one and another.
    And,
    /// `:`, a line's end: nothing on its own.
    Break,
    Closed,
}

/// The hours of the form that the prose says beyond doubt.
pub fn prose(text: &str) -> Option<String> {
    let tokens = tokens(text)?;
    let mut days: [Option<Vec<Span>>; 7] = Default::default();
    let mut rest = tokens.as_slice();
    let times_first = matches!(
        rest.iter().find(|token| !matches!(token, Token::Break)),
        Some(Token::Time(_))
    );
    while !skip(rest).is_empty() {
        let (named, spans);
        if times_first {
            (spans, rest) = read_spans(skip(rest))?;
            (named, rest) = read_days(skip(rest))?;
        } else {
            (named, rest) = read_days(skip(rest))?;
            (spans, rest) = read_spans(skip(rest))?;
        }
        for day in named {
            if days[day].is_some() {
                return None;
            }
            days[day] = Some(spans.clone());
        }
    }
    weekly(&days.map(Option::unwrap_or_default))
}

/// The spans of one day: `9h - 12h30`, `de 9:00 à 12:00 / 14:00-17:00`; nothing where it says more.
pub(super) fn spans_alone(text: &str) -> Option<Vec<Span>> {
    let tokens = tokens(text)?;
    let (spans, rest) = read_spans(skip(&tokens))?;
    skip(rest).is_empty().then_some(spans)
}

/// Passes over what may stand between two whole parts.
fn skip(tokens: &[Token]) -> &[Token] {
    let between = |token: &Token| matches!(token, Token::Break | Token::And | Token::Dash);
    let begin = tokens.iter().position(|token| !between(token));
    &tokens[begin.unwrap_or(tokens.len())..]
}

/// Days up to the first time: ranges, lists, both.
fn read_days(tokens: &[Token]) -> Option<(Vec<usize>, &[Token])> {
    let end = tokens
        .iter()
        .position(|token| matches!(token, Token::Time(_) | Token::Closed))
        .unwrap_or(tokens.len());
    let (head, rest) = tokens.split_at(end);
    // One pause may be a range; several make a list.
    let pauses = head
        .windows(2)
        .filter(|pair| matches!(pair, [Token::Dash, Token::Day(_)]));
    let listed = pauses.count() > 1;
    let mut named: Vec<usize> = Vec::new();
    let mut before = Token::Break;
    for token in head {
        match (before, *token) {
            (Token::To, Token::Day(day)) => extend(&mut named, day)?,
            (Token::Dash, Token::Day(day)) if !listed => match day.checked_sub(*named.last()?)? {
                // "mardi - jeudi" may be two days or three.
                2 => return None,
                _ => extend(&mut named, day)?,
            },
            // Two days side by side with nothing between them are two lines glued together.
            (Token::Day(_), Token::Day(_)) => return None,
            (_, Token::Day(day)) => named.push(day),
            (Token::Day(_), Token::To | Token::Dash) => {}
            (_, Token::To) => return None,
            _ => {}
        }
        if !matches!(token, Token::Break) {
            before = *token;
        }
    }
    let mut sorted = named.clone();
    sorted.sort_unstable();
    sorted.dedup();
    let clear = !named.is_empty() && sorted.len() == named.len() && before != Token::To;
    clear.then_some((named, rest))
}

/// Up to a later day.
fn extend(named: &mut Vec<usize>, day: usize) -> Option<()> {
    let first = *named.last()?;
    (first < day).then(|| named.extend(first + 1..=day))
}

/// Spans up to the next day.
fn read_spans(tokens: &[Token]) -> Option<(Vec<Span>, &[Token])> {
    let mut spans: Vec<Span> = Vec::new();
    let mut rest = tokens;
    if let [Token::Closed, after @ ..] = rest {
        return Some((spans, after));
    }
    while let [Token::Time(from), after @ ..] = rest {
        let [Token::To | Token::Dash, Token::Time(to), after @ ..] = skip_breaks(after) else {
            return None;
        };
        let in_order = from < to && spans.last().is_none_or(|(_, last)| last <= from);
        if !in_order {
            return None;
        }
        spans.push((*from, *to));
        rest = after;
        let next = skip(rest);
        if matches!(next, [Token::Time(_), ..]) {
            rest = next;
        }
    }
    (!spans.is_empty()).then_some((spans, rest))
}

fn skip_breaks(tokens: &[Token]) -> &[Token] {
    let begin = tokens.iter().position(|token| *token != Token::Break);
    &tokens[begin.unwrap_or(tokens.len())..]
}

/// The text's tokens; nothing where a word is not understood.
fn tokens(text: &str) -> Option<Vec<Token>> {
    if text.chars().count() > CHARS_MAX {
        return None;
    }
    let mut tokens = Vec::new();
    let mut rest = text.trim();
    while let Some(first) = rest.chars().next() {
        if first.is_ascii_digit() {
            let (time, length) = time(rest)?;
            tokens.push(Token::Time(time));
            rest = &rest[length..];
        } else if first.is_alphabetic() {
            let length = rest
                .find(|letter: char| !letter.is_alphabetic())
                .unwrap_or(rest.len());
            tokens.extend(word(&rest[..length])?);
            rest = &rest[length..];
        } else {
            tokens.extend(sign(first)?);
            rest = &rest[first.len_utf8()..];
        }
    }
    Some(tokens)
}

fn sign(sign: char) -> Option<Option<Token>> {
    Some(match sign {
        '-' | '–' | '—' | '>' | '→' => Some(Token::Dash),
        ',' | '/' | '&' | '+' | ';' => Some(Token::And),
        ':' | '\n' | '.' | '|' | '•' => Some(Token::Break),
        _ if sign.is_whitespace() || matches!(sign, '\'' | '’' | '(' | ')') => None,
        _ => return None,
    })
}

fn word(text: &str) -> Option<Option<Token>> {
    let folded = fold(text);
    let singular = folded.strip_suffix('s').unwrap_or(&folded);
    if let Some(day) = WEEKDAYS.iter().position(|day| *day == singular) {
        return Some(Some(Token::Day(day)));
    }
    Some(match folded.as_str() {
        "au" | "a" => Some(Token::To),
        "et" => Some(Token::And),
        "midi" => Some(Token::Time(12 * 60)),
        "ferme" | "fermee" => Some(Token::Closed),
        _ if FILLERS.contains(&folded.as_str()) => None,
        _ => return None,
    })
}

/// `9h`, `9h30`, `09:00`, `9 h 30`, `09:00:00`: minutes, and the length read. A bare number is no time.
fn time(text: &str) -> Option<(u16, usize)> {
    let hours_end = text.find(|letter: char| !letter.is_ascii_digit())?;
    let hours: u16 = text[..hours_end].parse().ok()?;
    let after = &text[hours_end..];
    let spaces = after.len() - after.trim_start_matches([' ', '\u{a0}']).len();
    let mark = after[spaces..].chars().next()?;
    let colon = mark == ':' && spaces == 0;
    if !colon && !mark.eq_ignore_ascii_case(&'h') {
        return None;
    }
    let mut read = hours_end + spaces + 1;
    if text[read..].starts_with("00:") {
        return None;
    }
    let minutes_text = text[read..].trim_start_matches([' ', '\u{a0}']);
    let digits = minutes_text.bytes().take_while(u8::is_ascii_digit).count();
    let gap = text[read..].len() - minutes_text.len();
    let mut minutes = 0;
    // Behind a gap, digits are minutes only if no `h` follows: `9h 14h` has two times.
    let own =
        digits == 2 && (gap == 0 || !minutes_text[2..].trim_start().starts_with(['h', 'H', ':']));
    if own {
        minutes = minutes_text[..2].parse().ok()?;
        read += gap + 2;
        if text[read..].starts_with(":00") {
            read += 3;
        }
    } else if colon || (digits > 0 && gap == 0) {
        return None;
    }
    let ends_word = !text[read..].starts_with(|letter: char| letter.is_alphanumeric());
    if hours > 24 || minutes > 59 || !ends_word {
        return None;
    }
    let whole = hours * 60 + minutes;
    (whole <= 24 * 60).then_some((whole, read))
}
