//! Elements inside a paragraph to Markdown, and any element to plain words.

use super::convert::Converter;
use super::markdown::Markdown;
use super::xml::{Element, Node};

impl Converter<'_> {
    /// What is inside `element` as Markdown. Pictures are handed to the block that follows.
    pub fn markdown(&mut self, element: &Element) -> String {
        self.markdown_of(&element.children)
    }

    /// Some nodes as Markdown.
    pub fn markdown_of(&mut self, nodes: &[Node]) -> String {
        let mut markdown = Markdown::default();
        self.inline(nodes, &mut markdown);
        markdown.finish()
    }

    fn inline(&mut self, nodes: &[Node], markdown: &mut Markdown) {
        for node in nodes {
            match node {
                Node::Text(words) => markdown.text(words),
                Node::Element(element) => self.inline_element(element, markdown),
            }
        }
    }

    fn inline_element(&mut self, element: &Element, markdown: &mut Markdown) {
        match element.name.as_str() {
            "MiseEnEvidence" => markdown.strong(|inside| self.inline(&element.children, inside)),
            "Expression" | "Variable" | "Citation" => {
                markdown.emphasis(|inside| self.inline(&element.children, inside));
            }
            "Valeur" => self.value(element, markdown),
            "Exposant" | "Indice" => markdown.text(&raised(element)),
            "LienInterne" => {
                let target = self.internal(element);
                markdown.link(&target, |inside| self.label(element, inside));
            }
            "LienExterne" => {
                let target = web_address(element.attribute("URL").unwrap_or_default());
                markdown.link(&target, |inside| self.label(element, inside));
            }
            "LienIntra" => {
                let target = self.within(element);
                markdown.link(&target, |inside| self.label(element, inside));
            }
            "TermeEtranger" => {
                let language = element.attribute("langue").unwrap_or("en");
                let target = format!("lang:{language}");
                markdown.link(&target, |inside| self.inline(&element.children, inside));
            }
            "Image" | "Illustration" => {
                let picture = self.picture(element);
                self.pictures.push(picture);
            }
            "Paragraphe" | "Titre" | "Texte" => {
                markdown.text(" ");
                self.inline(&element.children, markdown);
                markdown.text(" ");
            }
            _ => {
                self.unknown(element);
                markdown.text(" ");
                self.inline(&element.children, markdown);
                markdown.text(" ");
            }
        }
    }

    /// A link's words; one without any says what it leads to.
    fn label(&mut self, element: &Element, markdown: &mut Markdown) {
        if words(element).is_empty() {
            let id = element
                .attribute("LienPublication")
                .or(element.attribute("URL"));
            markdown.text(id.unwrap_or_default());
        } else {
            self.inline(&element.children, markdown);
        }
    }

    /// A number and its unit stay on one line.
    fn value(&mut self, element: &Element, markdown: &mut Markdown) {
        match element.children.as_slice() {
            [Node::Text(text)] if text.len() < 40 => {
                markdown.text(&text.split_whitespace().collect::<Vec<_>>().join("\u{a0}"));
            }
            nodes => self.inline(nodes, markdown),
        }
    }

    /// The target of a link to another publication.
    pub fn internal(&self, element: &Element) -> String {
        let id = element
            .attribute("LienPublication")
            .or(element.attribute("ID"));
        let id = id.unwrap_or_default();
        // Abbreviations are linked like publications and explained at the foot of the page.
        if self.anchors.contains(id) {
            return format!("#{id}");
        }
        self.fiche(id, element.attribute("audience"))
    }

    /// A link to a fiche, with its audience where it is another one.
    pub fn fiche(&self, id: &str, audience: Option<&str>) -> String {
        if !super::is_identifier(id) {
            return String::new();
        }
        match audience.and_then(super::audience) {
            Some(audience) if audience != self.audience => format!("fiche:{audience}/{id}"),
            _ => format!("fiche:{id}"),
        }
    }

    fn within(&self, element: &Element) -> String {
        let id = element.attribute("LienID").unwrap_or_default();
        if self.anchors.contains(id) {
            format!("#{id}")
        } else if id.starts_with('F') || id.starts_with('N') {
            self.fiche(id, element.attribute("audience"))
        } else {
            String::new()
        }
    }
}

/// Web addresses as editors write them.
pub fn web_address(address: &str) -> String {
    let address = address.trim();
    let lower = address.to_ascii_lowercase();
    if ["https://", "http://", "mailto:", "tel:"]
        .iter()
        .any(|scheme| lower.starts_with(scheme))
    {
        address.to_owned()
    } else if lower.starts_with("www.") {
        format!("https://{address}")
    } else {
        String::new()
    }
}

/// The words of an element and of all below it, spaces collapsed.
pub fn words(element: &Element) -> String {
    let mut out = String::new();
    collect(&element.children, &mut out);
    let mut plain = String::with_capacity(out.len());
    for word in out
        .split([' ', '\n', '\t', '\r'])
        .filter(|word| !word.is_empty())
    {
        if !plain.is_empty() {
            plain.push(' ');
        }
        plain.push_str(word);
    }
    plain
}

fn collect(nodes: &[Node], out: &mut String) {
    for node in nodes {
        match node {
            Node::Text(words) => out.push_str(words),
            Node::Element(element) => {
                let inline = is_inline(&element.name);
                if !inline {
                    out.push(' ');
                }
                if matches!(element.name.as_str(), "Exposant" | "Indice") {
                    out.push_str(&raised(element));
                } else {
                    collect(&element.children, out);
                }
                if !inline {
                    out.push(' ');
                }
            }
        }
    }
}

/// Elements that stand inside a sentence.
pub fn is_inline(name: &str) -> bool {
    matches!(
        name,
        "MiseEnEvidence"
            | "Expression"
            | "Variable"
            | "Citation"
            | "Valeur"
            | "Exposant"
            | "Indice"
            | "LienInterne"
            | "LienExterne"
            | "LienIntra"
            | "TermeEtranger"
    )
}

/// Digits have raised and lowered forms in Unicode; `1er` reads well as it is.
fn raised(element: &Element) -> String {
    let text = words_plain(element);
    let forms = if element.name == "Exposant" {
        "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾"
    } else {
        "₀₁₂₃₄₅₆₇₈₉₊₋₍₎"
    };
    let raised: Option<String> = text
        .chars()
        .map(|letter| match letter {
            ' ' => Some(' '),
            _ => "0123456789+-()"
                .find(letter)
                .and_then(|index| forms.chars().nth(index)),
        })
        .collect();
    raised.unwrap_or(text)
}

fn words_plain(element: &Element) -> String {
    let mut out = String::new();
    for node in &element.children {
        match node {
            Node::Text(words) => out.push_str(words),
            Node::Element(element) => collect(
                std::slice::from_ref(&Node::Element(element.clone())),
                &mut out,
            ),
        }
    }
    out
}
