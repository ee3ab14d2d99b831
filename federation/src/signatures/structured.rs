//! The part of Structured Fields (RFC 9651) that RFC 9421 needs, read more strictly: one member in a dictionary, each
//! parameter once.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::Refusal;

/// A parameter's value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Bare {
    Integer(i64),
    Text(String),
    True,
}

/// Parameters in their order.
pub type Parameters = Vec<(String, Bare)>;

/// A string with parameters, as the members of a list of components are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    pub text: String,
    pub parameters: Parameters,
}

/// `label=("a" "b";p);q=1`: the one member of `Signature-Input`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InnerList {
    pub label: String,
    pub items: Vec<Item>,
    pub parameters: Parameters,
}

/// Items, or parameters, that are read.
const LIST_MAX: usize = 24;

impl InnerList {
    /// Reads a dictionary whose one member is an inner list of strings.
    pub fn read(header: &str) -> Result<InnerList, Refusal> {
        let mut reader = Reader { rest: header };
        reader.spaces();
        let label = reader.key()?;
        reader.expect("=(")?;
        let mut items = Vec::new();
        loop {
            reader.spaces();
            if reader.taken(")") {
                break;
            }
            if items.len() == LIST_MAX {
                return Err(Refusal::Form("too many components are signed"));
            }
            let text = reader.text()?;
            let parameters = reader.parameters()?;
            items.push(Item { text, parameters });
            if !reader.rest.starts_with([' ', ')']) {
                return Err(Refusal::Form("components are parted by spaces"));
            }
        }
        let parameters = reader.parameters()?;
        reader.end()?;
        Ok(InnerList {
            label,
            items,
            parameters,
        })
    }

    /// The list as RFC 9651, 4.1.1.1 writes it, without the label: the value of `@signature-params`.
    pub fn write(&self) -> String {
        let items: Vec<String> = self.items.iter().map(Item::write).collect();
        format!("({}){}", items.join(" "), write(&self.parameters))
    }
}

impl Item {
    /// The item as RFC 9651, 4.1.3 writes it.
    pub fn write(&self) -> String {
        format!("{}{}", quoted(&self.text), write(&self.parameters))
    }
}

/// Reads a dictionary whose one member is a byte sequence: `Signature`.
pub fn byte_sequence(header: &str) -> Result<(String, Vec<u8>), Refusal> {
    let form = Refusal::Form("`Signature` is label=:base64:");
    let mut reader = Reader { rest: header };
    reader.spaces();
    let label = reader.key()?;
    reader.expect("=:")?;
    let (digits, rest) = reader.rest.split_once(':').ok_or(form.clone())?;
    reader.rest = rest;
    reader.end()?;
    let bytes = STANDARD.decode(digits).map_err(|_| form)?;
    Ok((label, bytes))
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

fn write(parameters: &Parameters) -> String {
    let one = |(name, value): &(String, Bare)| match value {
        Bare::Integer(number) => format!(";{name}={number}"),
        Bare::Text(text) => format!(";{name}={}", quoted(text)),
        Bare::True => format!(";{name}"),
    };
    parameters.iter().map(one).collect()
}

struct Reader<'a> {
    rest: &'a str,
}

impl Reader<'_> {
    fn spaces(&mut self) {
        self.rest = self.rest.trim_start_matches(' ');
    }

    fn taken(&mut self, prefix: &str) -> bool {
        let rest = self.rest.strip_prefix(prefix);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    fn expect(&mut self, prefix: &'static str) -> Result<(), Refusal> {
        match self.taken(prefix) {
            true => Ok(()),
            false => Err(Refusal::Form("it is one member, label=…")),
        }
    }

    fn end(&mut self) -> Result<(), Refusal> {
        self.spaces();
        match self.rest.is_empty() {
            true => Ok(()),
            false => Err(Refusal::Form("one signature is enough")),
        }
    }

    /// 4.2.3.3: lowercase letters, digits, `_`, `-`, `.`, `*`.
    fn key(&mut self) -> Result<String, Refusal> {
        let inside = |letter: char| {
            letter.is_ascii_lowercase() || letter.is_ascii_digit() || "_-.*".contains(letter)
        };
        let end = self.rest.find(|letter| !inside(letter));
        let (key, rest) = self.rest.split_at(end.unwrap_or(self.rest.len()));
        let first = key.starts_with(|first: char| first.is_ascii_lowercase() || first == '*');
        if !first || key.len() > 64 {
            return Err(Refusal::Form("a name has lowercase letters"));
        }
        self.rest = rest;
        Ok(key.to_owned())
    }

    /// 4.2.5: visible ASCII; only a quotation mark and a backslash are escaped.
    fn text(&mut self) -> Result<String, Refusal> {
        let form = Refusal::Form("a text is not closed, or escapes what needs no escape");
        let mut letters = self.rest.strip_prefix('"').ok_or(form.clone())?.chars();
        let mut text = String::new();
        loop {
            match letters.next() {
                Some('"') => break,
                Some('\\') => match letters.next() {
                    Some(letter @ ('"' | '\\')) => text.push(letter),
                    _ => return Err(form),
                },
                Some(letter @ ' '..='~') => text.push(letter),
                _ => return Err(form),
            }
        }
        self.rest = letters.as_str();
        Ok(text)
    }

    /// 4.2.4, without decimals: up to 15 digits and a sign.
    fn integer(&mut self) -> Result<i64, Refusal> {
        let form = Refusal::Number("created");
        let digits = self.rest.strip_prefix('-').unwrap_or(self.rest);
        let end = digits.find(|letter: char| !letter.is_ascii_digit());
        let count = end.unwrap_or(digits.len());
        let sign = self.rest.len() - digits.len();
        let (number, rest) = self.rest.split_at(sign + count);
        if !(1..=15).contains(&count) || rest.starts_with('.') {
            return Err(form);
        }
        self.rest = rest;
        number.parse().map_err(|_| form)
    }

    fn parameters(&mut self) -> Result<Parameters, Refusal> {
        let mut parameters: Parameters = Vec::new();
        while self.taken(";") {
            self.spaces();
            let name = self.key()?;
            let value = match self.taken("=") {
                false => Bare::True,
                true if self.rest.starts_with('"') => Bare::Text(self.text()?),
                true => Bare::Integer(self.integer()?),
            };
            if parameters.iter().any(|(known, _)| *known == name) {
                return Err(Refusal::Form("a parameter stands twice"));
            }
            if parameters.len() == LIST_MAX {
                return Err(Refusal::Form("too many parameters"));
            }
            parameters.push((name, value));
        }
        Ok(parameters)
    }
}
