//! Writes text as CommonMark so that it comes out as it was written. Knows nothing of fiches.

/// Markdown under construction: words are escaped, spaces collapsed, marks closed only where CommonMark reads them.
#[derive(Debug, Default)]
pub struct Markdown {
    out: String,
    strong: bool,
    emphasis: bool,
    linked: bool,
    /// The mark closed last, where it may still have to be taken back: start and end of its text in `out`, and the mark.
    closed: Option<(usize, usize, &'static str)>,
}

impl Markdown {
    /// The finished Markdown, without spaces around it.
    pub fn finish(self) -> String {
        guard_line_start(self.out.trim_matches([' ', '\n']))
    }

    /// Words as they are to be read.
    pub fn text(&mut self, words: &str) {
        self.take_back_before(words);
        for letter in words.chars() {
            match letter {
                ' ' | '\n' | '\t' | '\r' => self.space(),
                // Not for people: they would reorder or hide what follows.
                '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\0'..='\x1f' => {}
                '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '&' | '~' | '|' | '$' | '^' => {
                    self.out.push('\\');
                    self.out.push(letter);
                }
                _ => self.out.push(letter),
            }
        }
    }

    fn space(&mut self) {
        if !self.out.is_empty() && !self.out.ends_with([' ', '\n']) {
            self.out.push(' ');
        }
    }

    /// A mark that closes after punctuation is no mark where a letter follows (CommonMark, "right-flanking").
    fn take_back_before(&mut self, words: &str) {
        let Some((start, end, mark)) = self.closed.take() else {
            return;
        };
        let Some(first) = words.chars().next() else {
            self.closed = Some((start, end, mark));
            return;
        };
        let last = self.out[..end].chars().next_back();
        let punctuated = last.is_some_and(|letter| !letter.is_alphanumeric());
        if first.is_alphanumeric() && punctuated && self.out.len() == end + mark.len() {
            self.out.truncate(end);
            self.out.replace_range(start - mark.len()..start, "");
        }
    }

    /// What `inside` writes, strong.
    pub fn strong(&mut self, inside: impl FnOnce(&mut Self)) {
        if self.strong {
            return inside(self);
        }
        self.strong = true;
        self.mark("**", inside);
        self.strong = false;
    }

    /// What `inside` writes, emphasised.
    pub fn emphasis(&mut self, inside: impl FnOnce(&mut Self)) {
        if self.emphasis {
            return inside(self);
        }
        self.emphasis = true;
        self.mark("*", inside);
        self.emphasis = false;
    }

    fn mark(&mut self, mark: &'static str, inside: impl FnOnce(&mut Self)) {
        // Two marks that touch are read as one of another kind: the second gives way.
        let touches = self.out.ends_with('*');
        self.closed = None;
        let start = self.out.len();
        inside(self);
        self.closed = None;
        let written = self.out.split_off(start);
        let text = written.trim_matches(' ');
        if text.is_empty() || touches || text.starts_with('*') || text.ends_with('*') {
            self.out.push_str(&written);
            return;
        }
        if written.starts_with(' ') {
            self.space();
        }
        let opens_badly =
            self.out.ends_with(char::is_alphanumeric) && !text.starts_with(char::is_alphanumeric);
        if opens_badly {
            self.out.push_str(text);
        } else {
            self.out.push_str(mark);
            let inner = self.out.len();
            self.out.push_str(text);
            let end = self.out.len();
            self.out.push_str(mark);
            self.closed = Some((inner, end, mark));
        }
        if written.ends_with(' ') {
            self.closed = None;
            self.space();
        }
    }

    /// A link around what `inside` writes; inside another link only its text.
    pub fn link(&mut self, target: &str, inside: impl FnOnce(&mut Self)) {
        let target = target_text(target);
        if self.linked || target.is_empty() {
            return inside(self);
        }
        self.linked = true;
        self.closed = None;
        let start = self.out.len();
        inside(self);
        self.closed = None;
        let written = self.out.split_off(start);
        let text = written.trim_matches(' ');
        if written.starts_with(' ') {
            self.space();
        }
        if !text.is_empty() {
            self.out.push('[');
            self.out.push_str(text);
            self.out.push_str("](");
            self.out.push_str(&target);
            self.out.push(')');
        }
        if written.ends_with(' ') {
            self.space();
        }
        self.linked = false;
    }
}

/// Plain words as Markdown.
pub fn escaped(words: &str) -> String {
    let mut markdown = Markdown::default();
    markdown.text(words);
    markdown.finish()
}

/// A Markdown link.
pub fn link(label: &str, target: &str) -> String {
    let mut markdown = Markdown::default();
    markdown.link(target, |inside| inside.text(label));
    markdown.finish()
}

/// Moves a block of Markdown to the right, so that it belongs to a list's item.
pub fn indented(markdown: &str, spaces: usize) -> String {
    let margin = " ".repeat(spaces);
    let mut lines = markdown.lines();
    let mut out = lines.next().unwrap_or_default().to_owned();
    for line in lines {
        out.push('\n');
        if !line.is_empty() {
            out.push_str(&margin);
            out.push_str(line);
        }
    }
    out
}

/// A link's target without the letters that would end it.
fn target_text(target: &str) -> String {
    let mut out = String::with_capacity(target.len());
    for letter in target.trim().chars() {
        match letter {
            ' ' => out.push_str("%20"),
            '(' => out.push_str("%28"),
            ')' => out.push_str("%29"),
            '<' => out.push_str("%3C"),
            '>' => out.push_str("%3E"),
            '\\' => out.push_str("%5C"),
            '*' => out.push_str("%2A"),
            '&' => out.push_str("\\&"),
            '_' => out.push_str("\\_"),
            letter if letter.is_control() || letter.is_whitespace() => {}
            letter => out.push(letter),
        }
    }
    out
}

/// A paragraph that begins like a list, a heading or a rule is none.
fn guard_line_start(text: &str) -> String {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let rest = &text[digits..];
    if (1..=9).contains(&digits) && (rest.starts_with('.') || rest.starts_with(')')) {
        return format!("{}\\{rest}", &text[..digits]);
    }
    if text.starts_with(['#', '-', '+', '=', ':', '!']) {
        return format!("\\{text}");
    }
    text.to_owned()
}

#[cfg(test)]
mod tests {
    use super::{Markdown, escaped};

    #[test]
    fn escapes_what_would_be_read_as_marks() {
        assert_eq!(
            escaped("a*b_c [d] <e> & `f`"),
            r"a\*b\_c \[d\] \<e\> \& \`f\`"
        );
        assert_eq!(escaped("1. Premier"), r"1\. Premier");
        assert_eq!(escaped("- tiret"), r"\- tiret");
        assert_eq!(escaped("  deux \n\t mots  "), "deux mots");
        assert_eq!(escaped("25\u{a0}€"), "25\u{a0}€");
    }

    #[test]
    fn marks_only_where_they_are_read() {
        let mut markdown = Markdown::default();
        markdown.strong(|inside| inside.text(" gras "));
        markdown.text("puis ");
        markdown.strong(|inside| inside.text("un,"));
        markdown.text("deux");
        assert_eq!(markdown.finish(), "**gras** puis un,deux");
        let mut markdown = Markdown::default();
        markdown.strong(|inside| inside.strong(|inside| inside.text("a")));
        markdown.text(" ");
        markdown.link("https://a.example/(b) c", |inside| inside.text("d]"));
        assert_eq!(
            markdown.finish(),
            r"**a** [d\]](https://a.example/%28b%29%20c)"
        );
    }
}
