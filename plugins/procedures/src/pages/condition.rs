//! Conditions in words, and whether they hold for what a reader answered. Nothing is hidden from who answered nothing.

use std::collections::BTreeMap;

use super::Say;
use crate::fiche::model::Condition;
use crate::labels::Words;

/// The variables that a reader's answers set.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Answers(pub BTreeMap<String, bool>);

/// Variables in an address: more would be no honest address.
const VARIABLES_MAX: usize = 200;

impl Answers {
    /// From `si=T1,T2,-T3`.
    pub fn parse(text: &str) -> Self {
        let parts = text
            .split(',')
            .filter(|part| !part.is_empty())
            .take(VARIABLES_MAX);
        Self(
            parts
                .map(|part| match part.strip_prefix('-') {
                    Some(variable) => (variable.to_owned(), false),
                    None => (part.to_owned(), true),
                })
                .collect(),
        )
    }

    /// To `T1,T2,-T3`.
    pub fn text(&self) -> String {
        let parts: Vec<String> = self
            .0
            .iter()
            .map(|(variable, value)| {
                if *value {
                    variable.clone()
                } else {
                    format!("-{variable}")
                }
            })
            .collect();
        parts.join(",")
    }

    /// True where nothing was answered.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether the condition holds; nothing where the answers do not say.
    pub fn hold(&self, condition: &Condition) -> Option<bool> {
        match condition {
            Condition::True(variable) => self.0.get(variable).copied(),
            Condition::Undefined(variable) => self.0.contains_key(variable).then_some(false),
            Condition::Any(parts) => self.fold(parts, true),
            Condition::All(parts) => self.fold(parts, false),
        }
    }

    /// `deciding` is the value that settles the whole.
    fn fold(&self, parts: &[Condition], deciding: bool) -> Option<bool> {
        let mut known = true;
        for part in parts {
            match self.hold(part) {
                Some(value) if value == deciding => return Some(deciding),
                Some(_) => {}
                None => known = false,
            }
        }
        known.then_some(!deciding)
    }
}

/// A condition in words.
pub struct Wording<'a> {
    /// Words of variables.
    pub labels: &'a Words,
    /// Our own words.
    pub say: Say<'a>,
}

impl Wording<'_> {
    /// True where every variable has words.
    pub fn is_known(&self, condition: &Condition) -> bool {
        let mut known = true;
        condition.variables(&mut |variable| known &= self.labels.contains_key(variable));
        known
    }

    /// The condition as a phrase without its "if".
    pub fn phrase(&self, condition: &Condition) -> String {
        match condition {
            Condition::True(variable) => self.variable(variable),
            Condition::Undefined(variable) => (self.say)(
                "condition-undefined",
                &[("label", &self.variable(variable))],
            ),
            Condition::Any(parts) => self.joined(parts, "condition-or"),
            Condition::All(parts) => self.joined(parts, "condition-and"),
        }
    }

    fn variable(&self, variable: &str) -> String {
        match self.labels.get(variable) {
            Some(label) => label.clone(),
            None => (self.say)("condition-unnamed", &[("name", variable)]),
        }
    }

    fn joined(&self, parts: &[Condition], word: &str) -> String {
        let mut phrases: Vec<String> = Vec::new();
        for part in parts {
            // "A, or A not said": who has not answered is shown everything anyway.
            if let Condition::Undefined(variable) = part
                && parts.contains(&Condition::True(variable.clone()))
            {
                continue;
            }
            let phrase = self.phrase(part);
            let phrase = if matches!(part, Condition::Any(inner) | Condition::All(inner) if inner.len() > 2)
            {
                format!("({phrase})")
            } else {
                phrase
            };
            if !phrases.contains(&phrase) {
                phrases.push(phrase);
            }
        }
        phrases.join(&format!(" {} ", (self.say)(word, &[])))
    }
}

#[cfg(test)]
mod tests {
    use super::{Answers, Wording};
    use crate::fiche::model::Condition;
    use crate::labels::Words;

    #[test]
    fn answers_decide_and_words_say() {
        let is = |name: &str| Condition::True(name.into());
        let either = Condition::Any(vec![is("T1"), Condition::Undefined("T1".into())]);
        let both = Condition::All(vec![is("T1"), is("T2")]);
        let answers = Answers::parse("T1,-T2");
        assert_eq!(answers.text(), "T1,-T2");
        assert_eq!(answers.hold(&either), Some(true));
        assert_eq!(answers.hold(&both), Some(false));
        assert_eq!(answers.hold(&is("T3")), None);
        assert_eq!(Answers::default().hold(&either), None);
        let labels = Words::from([("T1".to_owned(), "Vous êtes majeur".to_owned())]);
        let say = |key: &str, arguments: &[(&str, &str)]| match key {
            "condition-and" => "et".to_owned(),
            _ => arguments
                .first()
                .map(|(_, value)| format!("cas {value}"))
                .unwrap_or_default(),
        };
        let wording = Wording {
            labels: &labels,
            say: &say,
        };
        assert_eq!(wording.phrase(&either), "Vous êtes majeur");
        assert_eq!(wording.phrase(&both), "Vous êtes majeur et cas T2");
        assert!(!wording.is_known(&both));
    }
}
