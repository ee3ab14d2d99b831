//! Texts of others, made fit.

/// The first letters of a text.
pub fn cut(text: &str, letters: usize) -> String {
    text.chars().take(letters).collect()
}

/// Letters that turn a line around, or none.
fn is_hidden(letter: char) -> bool {
    matches!(letter, '\0'..='\x08' | '\x0b'..='\x1f' | '\x7f'..='\u{9f}' | '\u{200b}' | '\u{200e}' | '\u{200f}'
        | '\u{202a}'..='\u{202e}' | '\u{2060}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// One line: no breaks, no letters that cannot be seen, one space between words.
pub fn line(text: &str) -> String {
    let seen: String = text
        .chars()
        .map(|letter| if letter.is_whitespace() { ' ' } else { letter })
        .filter(|letter| !is_hidden(*letter))
        .collect();
    seen.split(' ')
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// Paragraphs of plain text: no letters that cannot be seen, at most one empty line in a row.
pub fn text(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let mut out: Vec<String> = Vec::new();
    for part in text.split('\n') {
        let part = line(part);
        if !(part.is_empty() && out.last().is_none_or(String::is_empty)) {
            out.push(part);
        }
    }
    while out.last().is_some_and(String::is_empty) {
        out.pop();
    }
    out.join("\n")
}

/// Plain text of a text that may hold HTML; true where it did.
pub fn without_tags(said: &str) -> (String, bool) {
    let (lower, last) = (said.to_ascii_lowercase(), said.rfind('>').unwrap_or(0));
    let mut rest = said;
    let mut out = String::new();
    let mut found = false;
    while let Some(at) = rest.find('<') {
        let after = &rest[at + 1..];
        let begins = after.trim_start_matches('/');
        let is_tag = begins.starts_with(|letter: char| letter.is_ascii_alphabetic());
        let behind = said.len() - after.len();
        let end = (is_tag && behind <= last)
            .then(|| after.find('>'))
            .flatten();
        let Some(end) = end else {
            out.push_str(&rest[..=at]);
            rest = after;
            continue;
        };
        found = true;
        out.push_str(&rest[..at]);
        let name: String = begins
            .chars()
            .take_while(char::is_ascii_alphanumeric)
            .collect();
        rest = &after[end + 1..];
        match name.to_ascii_lowercase().as_str() {
            "br" | "li" | "tr" => out.push('\n'),
            "p" | "div" | "h1" | "h2" | "h3" | "ul" | "ol" => out.push_str("\n\n"),
            // What stands inside is no text.
            name @ ("script" | "style") if !after.starts_with('/') => {
                let closing = format!("</{name}");
                let ahead = &lower[said.len() - rest.len()..];
                rest = ahead.find(&closing).map_or("", |end| &rest[end..]);
            }
            _ => {}
        }
    }
    out.push_str(rest);
    if !found {
        return (text(said), false);
    }
    let entities = [
        ("&nbsp;", " "),
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#39;", "'"),
        ("&amp;", "&"),
    ];
    for (entity, letter) in entities {
        out = out.replace(entity, letter);
    }
    (text(&out), true)
}

/// A text of others inside Markdown: its marks are letters, its empty lines part paragraphs.
pub fn markdown(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        for letter in line.chars() {
            if letter.is_ascii_punctuation() {
                out.push('\\');
            }
            out.push(letter);
        }
        match lines.peek() {
            Some(next) if !line.is_empty() && !next.is_empty() => out.push_str("\\\n"),
            Some(_) => out.push('\n'),
            None => {}
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_seen_is_left_out() {
        assert_eq!(line("  Vélo\u{202e}  à\tprêter\u{200b}\n"), "Vélo à prêter");
        assert_eq!(
            text("Bonjour,\r\n\r\n\r\n\r\nje  cherche\r\n"),
            "Bonjour,\n\nje cherche"
        );
    }

    #[test]
    fn html_becomes_plain_text_and_signs_stay() {
        assert_eq!(
            without_tags("<p>Un <b>broyeur</b></p><script>alert(1)</script>à prêter<br>&amp; plus"),
            ("Un broyeur\n\nà prêter\n& plus".to_owned(), true)
        );
        assert_eq!(
            without_tags("moins < de 5 €, <3"),
            ("moins < de 5 €, <3".to_owned(), false)
        );
        assert_eq!(without_tags("fin <script").0, "fin <script");
    }

    #[test]
    fn marks_of_others_are_letters() {
        assert_eq!(
            markdown("*gras* [ici](x)\nsuite\n\nfin"),
            "\\*gras\\* \\[ici\\]\\(x\\)\\\nsuite\n\nfin"
        );
    }
}
