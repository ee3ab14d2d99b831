//! Guided searches and simulators: trees of questions whose answers set variables.

use super::convert::Converter;
use super::inline::words;
use super::model::{Branch, Choice, Question, Questionnaire};
use super::xml::Element;

impl Converter<'_> {
    /// The questions of a guided search.
    pub fn guide(&mut self, element: &Element) -> Vec<Branch> {
        element
            .elements()
            .map(|problem| self.branch(problem))
            .collect()
    }

    fn branch(&mut self, element: &Element) -> Branch {
        let mut branch = Branch {
            title: self.title(element),
            ..Branch::default()
        };
        for part in element.elements() {
            match part.name.as_str() {
                "Titre" => {}
                "Branche" => branch.branches.push(self.branch(part)),
                "LienInterne" if branch.link.is_none() => branch.link = Some(self.link(part)),
                "SiSelectionne" => self.variables(part, &mut branch.sets, &mut branch.unsets),
                "Aide" => branch.help.extend(self.flow(&part.children, &[])),
                _ => {
                    let blocks = self.flow(
                        std::slice::from_ref(&super::xml::Node::Element(part.clone())),
                        &[],
                    );
                    branch.help.extend(blocks);
                }
            }
        }
        branch
    }

    /// The questions of a simulator.
    pub fn questionnaire(&mut self, element: &Element) -> Questionnaire {
        Questionnaire {
            introduction: self.rest(element, &["Question"]),
            questions: element
                .all("Question")
                .map(|question| self.question(question))
                .collect(),
        }
    }

    fn question(&mut self, element: &Element) -> Question {
        Question {
            title: self.title(element),
            help: self.rest(element, &["Titre", "Choix"]),
            choices: element
                .all("Choix")
                .map(|choice| self.choice(choice))
                .collect(),
        }
    }

    fn choice(&mut self, element: &Element) -> Choice {
        let mut choice = Choice {
            title: self.title(element),
            sentence: element
                .child("IntituleSiSelectionne")
                .map(words)
                .unwrap_or_default(),
            ..Choice::default()
        };
        for part in element.all("SiSelectionne") {
            self.variables(part, &mut choice.sets, &mut choice.unsets);
        }
        choice
    }

    fn variables(&mut self, element: &Element, sets: &mut Vec<String>, unsets: &mut Vec<String>) {
        for part in element.elements() {
            let Some(variable) = part.attribute("var") else {
                continue;
            };
            match part.name.as_str() {
                "affecteVrai" => sets.push(variable.to_owned()),
                "affecteFaux" => unsets.push(variable.to_owned()),
                _ => self.unknown(part),
            }
        }
    }
}
