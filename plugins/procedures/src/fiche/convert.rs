//! What a conversion knows about its document while it goes down the tree.

use std::collections::{BTreeMap, BTreeSet};

use super::inline::words;
use super::model::{Condition, Picture};
use super::xml::Element;

/// A conversion of one document.
#[derive(Debug, Default)]
pub struct Converter<'a> {
    /// The document's own audience.
    pub audience: &'a str,
    /// What a link inside the document may lead to: definitions and chapters.
    pub anchors: BTreeSet<String>,
    /// Pictures met inside a paragraph, which follow it.
    pub pictures: Vec<Picture>,
    /// Elements that the grammar does not know, with how often they came. Their content is kept.
    pub unknown: BTreeMap<String, u32>,
}

impl<'a> Converter<'a> {
    /// A conversion of `root`.
    pub fn new(audience: &'a str, root: &Element) -> Self {
        let mut anchors = BTreeSet::new();
        root.walk(&mut |element| {
            if matches!(
                element.name.as_str(),
                "Definition" | "Chapitre" | "SousChapitre" | "Abreviation"
            ) && let Some(id) = element.attribute("ID")
            {
                anchors.insert(id.to_owned());
            }
        });
        Self {
            audience,
            anchors,
            ..Self::default()
        }
    }

    /// Counts an element that the grammar does not know.
    pub fn unknown(&mut self, element: &Element) {
        // A hostile document may hold as many names as elements.
        let name: String = element.name.chars().take(60).collect();
        if self.unknown.len() < 100 || self.unknown.contains_key(&name) {
            *self.unknown.entry(name).or_default() += 1;
        }
    }

    /// The condition that stands in `element`.
    pub fn condition(&mut self, element: &Element) -> Option<Condition> {
        let mut conditions: Vec<Condition> = element
            .all("Condition")
            .filter_map(|condition| self.all_of(condition))
            .collect();
        match conditions.len() {
            0 | 1 => conditions.pop(),
            _ => Some(Condition::All(conditions)),
        }
    }

    fn all_of(&mut self, element: &Element) -> Option<Condition> {
        let mut parts = self.parts(element);
        match parts.len() {
            0 | 1 => parts.pop(),
            _ => Some(Condition::All(parts)),
        }
    }

    fn parts(&mut self, element: &Element) -> Vec<Condition> {
        let mut parts = Vec::new();
        for part in element.elements() {
            let variable = || part.attribute("var").map(str::to_owned);
            match part.name.as_str() {
                "estVrai" => parts.extend(variable().map(Condition::True)),
                "estIndefini" => parts.extend(variable().map(Condition::Undefined)),
                "ou" => parts.push(Condition::Any(self.parts(part))),
                "et" => parts.push(Condition::All(self.parts(part))),
                _ => self.unknown(part),
            }
        }
        parts
    }

    /// The plain title of an element, wherever it stands in it.
    pub fn title(&self, element: &Element) -> String {
        element.child("Titre").map(words).unwrap_or_default()
    }

    /// The plain words of a child.
    pub fn words(&self, element: &Element, child: &str) -> String {
        element.child(child).map(words).unwrap_or_default()
    }

    /// The plain words of all children with a name.
    pub fn words_of_all(&self, element: &Element, child: &str) -> String {
        element
            .all(child)
            .map(words)
            .filter(|text| !text.is_empty())
            .collect::<Vec<_>>()
            .join(" ; ")
    }
}
