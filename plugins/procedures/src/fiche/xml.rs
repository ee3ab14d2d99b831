//! XML text to a tree of elements, within bounds. Expands no entity but XML's own five and characters; never follows
//! anything outside the document.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

/// The deepest nesting measured in 7,591 publications is below 30.
const DEPTH_MAX: usize = 64;
/// The largest publication has about 20,000 elements; each costs some hundred bytes of the guest's memory.
const ELEMENTS_MAX: usize = 150_000;

/// An element with its attributes and what is inside.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Element {
    /// With its prefix: `dc:title`.
    pub name: String,
    /// Without namespace declarations.
    pub attributes: Vec<(String, String)>,
    /// In the order of the document.
    pub children: Vec<Node>,
}

/// An element or text between elements.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Node {
    /// An element.
    Element(Element),
    /// Text as written, entities replaced.
    Text(String),
}

impl Element {
    /// The value of an attribute, trimmed; nothing where it is empty.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes
            .iter()
            .find(|(own, _)| own == name)
            .map(|(_, value)| value.trim())
            .filter(|value| !value.is_empty())
    }

    /// An attribute's value, or an empty text.
    pub fn attribute_text(&self, name: &str) -> String {
        self.attribute(name).unwrap_or_default().to_owned()
    }

    /// The child elements.
    pub fn elements(&self) -> impl Iterator<Item = &Element> {
        self.children.iter().filter_map(|node| match node {
            Node::Element(element) => Some(element),
            Node::Text(_) => None,
        })
    }

    /// The first child element with this name.
    pub fn child(&self, name: &str) -> Option<&Element> {
        self.elements().find(|element| element.name == name)
    }

    /// All child elements with this name.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Element> {
        self.elements().filter(move |element| element.name == name)
    }

    /// Calls `visit` with this element and every one below it.
    pub fn walk<'a>(&'a self, visit: &mut impl FnMut(&'a Element)) {
        visit(self);
        for element in self.elements() {
            element.walk(visit);
        }
    }
}

/// The root element and what was mended, or why the text is no XML that we take.
pub fn parse(text: &str) -> Result<(Element, Vec<String>), String> {
    let mut reader = Reader::from_str(text);
    let mut tree = Tree::default();
    loop {
        let position = reader.buffer_position();
        let event = reader.read_event().map_err(|error| {
            format!(
                "the XML is broken {}: {error}",
                place(text, reader.error_position())
            )
        })?;
        match event {
            Event::Start(start) => {
                let element = element(&start)
                    .map_err(|error| format!("{error} {}", place(text, position)))?;
                tree.open(element)
                    .map_err(|error| format!("{error} {}", place(text, position)))?;
            }
            Event::Empty(start) => {
                let element = element(&start)
                    .map_err(|error| format!("{error} {}", place(text, position)))?;
                tree.open(element)
                    .map_err(|error| format!("{error} {}", place(text, position)))?;
                tree.close();
            }
            Event::End(_) => tree.close(),
            Event::Text(words) => tree.text(&words.xml10_content()),
            Event::CData(words) => tree.text(&words.xml10_content()),
            Event::GeneralRef(reference) => match reference.resolve_char_ref() {
                Ok(Some(letter)) => tree.text(letter.encode_utf8(&mut [0; 4])),
                Ok(None) => tree.entity(&reference),
                Err(error) => {
                    return Err(format!(
                        "the XML is broken {}: {error}",
                        place(text, position)
                    ));
                }
            },
            Event::DocType(declaration) if declaration.contains("<!ENTITY") => {
                return Err("it declares entities of its own, which are never expanded".to_owned());
            }
            Event::Eof => return tree.finish(),
            Event::Decl(_) | Event::PI(_) | Event::Comment(_) | Event::DocType(_) => {}
        }
    }
}

#[derive(Default)]
struct Tree {
    root: Option<Element>,
    open: Vec<Element>,
    count: usize,
    repairs: Vec<String>,
}

impl Tree {
    fn open(&mut self, element: Element) -> Result<(), String> {
        self.count += 1;
        if self.open.is_empty() && self.root.is_some() {
            return Err("a second root element begins".to_owned());
        }
        if self.open.len() >= DEPTH_MAX {
            return Err(format!("elements are nested more than {DEPTH_MAX} deep"));
        }
        if self.count > ELEMENTS_MAX {
            return Err(format!("it has more than {ELEMENTS_MAX} elements"));
        }
        self.open.push(element);
        Ok(())
    }

    fn close(&mut self) {
        let Some(element) = self.open.pop() else {
            return;
        };
        match self.open.last_mut() {
            Some(parent) => parent.children.push(Node::Element(element)),
            None => self.root = Some(element),
        }
    }

    fn text(&mut self, words: &str) {
        let Some(parent) = self.open.last_mut() else {
            return;
        };
        match parent.children.last_mut() {
            Some(Node::Text(before)) => before.push_str(words),
            _ => parent.children.push(Node::Text(words.to_owned())),
        }
    }

    fn entity(&mut self, name: &str) {
        match quick_xml::escape::resolve_predefined_entity(name).or_else(|| named(name)) {
            Some(letter) => self.text(letter),
            None => {
                self.text(&format!("&{name};"));
                let repair = format!("the unknown entity &{name}; was kept as text");
                if !self.repairs.contains(&repair) && self.repairs.len() < 20 {
                    self.repairs.push(repair);
                }
            }
        }
    }

    fn finish(self) -> Result<(Element, Vec<String>), String> {
        if let Some(element) = self.open.last() {
            return Err(format!(
                "it is truncated: <{}> is still open at its end",
                element.name
            ));
        }
        let root = self
            .root
            .ok_or_else(|| "it holds no element of XML".to_owned())?;
        Ok((root, self.repairs))
    }
}

/// Entities of HTML that editors leave behind.
fn named(name: &str) -> Option<&'static str> {
    Some(match name {
        "nbsp" => "\u{a0}",
        "eacute" => "é",
        "egrave" => "è",
        "agrave" => "à",
        "ccedil" => "ç",
        "euro" => "€",
        "hellip" => "…",
        "rsquo" => "’",
        "laquo" => "«",
        "raquo" => "»",
        "ndash" => "–",
        "oelig" => "œ",
        _ => return None,
    })
}

fn element(start: &BytesStart) -> Result<Element, String> {
    let mut attributes = Vec::new();
    for attribute in start.attributes() {
        let attribute = attribute.map_err(|error| format!("an attribute is broken ({error})"))?;
        let name: &str = attribute.key.into_inner();
        if name.starts_with("xmlns") {
            continue;
        }
        let value = attribute
            .normalized_value(quick_xml::XmlVersion::Implicit1_0)
            .map_err(|error| format!("the attribute `{name}` is broken ({error})"))?;
        attributes.push((name.to_owned(), value.into_owned()));
    }
    Ok(Element {
        name: start.name().into_inner().to_owned(),
        attributes,
        children: Vec::new(),
    })
}

/// Where a byte stands, as editors count.
fn place(text: &str, position: u64) -> String {
    let position = usize::try_from(position)
        .unwrap_or(usize::MAX)
        .min(text.len());
    let before = &text.as_bytes()[..position];
    let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
    let column = position
        - before
            .iter()
            .rposition(|byte| *byte == b'\n')
            .map_or(0, |start| start + 1)
        + 1;
    format!("at line {line}, column {column}")
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn refuses_what_is_broken_and_says_where() {
        assert!(parse("<a><b></a>").unwrap_err().contains("line 1"));
        assert!(parse("<a>\n<b>").unwrap_err().contains("truncated"));
        assert!(parse("<a/><b/>").unwrap_err().contains("second root"));
        assert!(parse("").unwrap_err().contains("no element"));
        assert!(parse(&"<a>".repeat(10_000)).unwrap_err().contains("deep"));
        let bomb = "<!DOCTYPE a [<!ENTITY x \"ha\"><!ENTITY y \"&x;&x;&x;\">]><a>&y;</a>";
        assert!(parse(bomb).unwrap_err().contains("entities of its own"));
    }

    #[test]
    fn keeps_unknown_entities_as_text() {
        let (root, repairs) = parse("<a>1 &lt; 2 &nbsp;&#233;&foo;</a>").unwrap();
        assert_eq!(
            root.children,
            [super::Node::Text("1 < 2 \u{a0}é&foo;".to_owned())]
        );
        assert_eq!(repairs.len(), 1);
    }
}
