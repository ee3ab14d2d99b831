//! Guided searches and simulators, one question after the other, without script: each answer is a link or a form.

use maille_sdk::Field;

use super::blocks::Scene;
use super::condition::Answers;
use super::part::{Card, Part, Section};
use crate::fiche::model::{Branch, Link, Questionnaire};
use crate::fiche::{markdown, plain};

/// Deeper trees than this are not walked; three levels are the most that was measured.
const STEPS_MAX: usize = 12;
/// A simulator has five questions at most.
const QUESTIONS_MAX: usize = 40;

/// Where a reader is in a guided search.
#[derive(Debug, Default)]
pub struct Walk<'a> {
    /// The answers given, with the address of the question before each.
    pub chosen: Vec<(&'a Branch, String)>,
    /// The answers to choose from.
    pub open: &'a [Branch],
    /// Where the answers lead, once they do.
    pub leaf: Option<&'a Link>,
    /// What the answers say.
    pub answers: Answers,
    /// `1.2`.
    path: String,
}

/// Follows `choix=1.2`; a wrong step ends the walk where it was right.
pub fn walk<'a>(guide: &'a [Branch], choice: &str) -> Walk<'a> {
    let mut walk = Walk {
        open: guide,
        ..Walk::default()
    };
    for part in choice.split('.').take(STEPS_MAX) {
        let Some(index) = part
            .parse::<usize>()
            .ok()
            .filter(|index| (1..=walk.open.len()).contains(index))
        else {
            break;
        };
        let branch = &walk.open[index - 1];
        for (position, sibling) in walk.open.iter().enumerate() {
            let set = if position + 1 == index {
                &sibling.unsets
            } else {
                &sibling.sets
            };
            walk.answers
                .0
                .extend(set.iter().map(|variable| (variable.clone(), false)));
        }
        walk.answers
            .0
            .extend(branch.sets.iter().map(|variable| (variable.clone(), true)));
        walk.chosen.push((branch, walk.path.clone()));
        walk.path = if walk.path.is_empty() {
            index.to_string()
        } else {
            format!("{}.{index}", walk.path)
        };
        walk.open = &branch.branches;
        walk.leaf = branch
            .link
            .as_ref()
            .or(walk.leaf.filter(|_| !branch.branches.is_empty()));
    }
    walk
}

/// The page of a guided search at this point; `own` is its address, `title` the title of the fiche at the leaf.
pub fn parts(walk: &Walk, own: &str, title: Option<String>, scene: &Scene) -> Vec<Part> {
    let mut parts = Vec::new();
    if let Some(href) = walk.leaf.and_then(|link| scene.links.of(link)) {
        let label = title.unwrap_or_else(|| (scene.say)("guide-result", &[]));
        let href = if href.starts_with('/') && !walk.answers.is_empty() {
            format!("{href}?si={}", walk.answers.text())
        } else {
            href
        };
        let inside = vec![Part::French(vec![Part::Link(label, href)])];
        parts.extend(super::part::section(
            (scene.say)("guide-leads", &[]),
            inside,
        ));
    }
    if !walk.open.is_empty() {
        let cards = walk
            .open
            .iter()
            .enumerate()
            .map(|(index, branch)| card(branch, index + 1, walk, own, scene))
            .collect();
        let key = if walk.chosen.is_empty() {
            "guide-first"
        } else {
            "guide-next"
        };
        let section = Section {
            title: (scene.say)(key, &[]),
            own: true,
            parts: vec![Part::French(vec![Part::Cards(cards)])],
        };
        parts.push(Part::Section(section));
    }
    // What comes next stands first; what was answered can be changed below.
    if !walk.chosen.is_empty() {
        parts.extend(super::part::section(
            (scene.say)("guide-chosen", &[]),
            vec![chosen(walk, own, scene)],
        ));
    }
    parts
}

fn chosen(walk: &Walk, own: &str, scene: &Scene) -> Part {
    let lines: Vec<String> = walk
        .chosen
        .iter()
        .map(|(branch, before)| {
            let address = if before.is_empty() {
                own.to_owned()
            } else {
                format!("{own}?choix={before}")
            };
            let change = markdown::link(&(scene.say)("guide-change", &[]), &address);
            let mut line = format!("1. {} – {change}", markdown::escaped(&branch.title));
            let help = scene.markdown(&branch.help);
            if !help.is_empty() {
                line.push_str("\n\n   ");
                line.push_str(&markdown::indented(&help, 3));
            }
            line
        })
        .collect();
    Part::Paragraphs(lines.join("\n"))
}

fn card(branch: &Branch, index: usize, walk: &Walk, own: &str, scene: &Scene) -> Card {
    let path = if walk.path.is_empty() {
        index.to_string()
    } else {
        format!("{}.{index}", walk.path)
    };
    Card {
        title: branch.title.clone(),
        href: Some(format!("{own}?choix={path}")),
        markdown: scene.markdown(&branch.help),
        tags: Vec::new(),
    }
}

/// What a reader answered in a simulator: the variables, and the answers as sentences. `answer` gives the value of a
/// field.
pub fn answered(
    questionnaire: &Questionnaire,
    answer: impl Fn(&str) -> Option<String>,
) -> (Answers, Vec<String>) {
    let mut answers = Answers::default();
    let mut sentences = Vec::new();
    for (number, question) in questionnaire
        .questions
        .iter()
        .enumerate()
        .take(QUESTIONS_MAX)
    {
        let index = answer(&field(number)).and_then(|value| value.parse::<usize>().ok());
        let Some(choice) = index.and_then(|index| question.choices.get(index.checked_sub(1)?))
        else {
            continue;
        };
        answers.0.extend(
            choice
                .unsets
                .iter()
                .map(|variable| (variable.clone(), false)),
        );
        answers
            .0
            .extend(choice.sets.iter().map(|variable| (variable.clone(), true)));
        sentences.push(if choice.sentence.is_empty() {
            choice.title.clone()
        } else {
            choice.sentence.clone()
        });
    }
    (answers, sentences)
}

fn field(number: usize) -> String {
    format!("question{}", number + 1)
}

/// The form of a simulator.
pub fn questions(
    questionnaire: &Questionnaire,
    own: &str,
    answer: impl Fn(&str) -> Option<String>,
    scene: &Scene,
) -> Vec<Part> {
    if questionnaire.questions.is_empty() {
        return Vec::new();
    }
    let fields = questionnaire
        .questions
        .iter()
        .enumerate()
        .take(QUESTIONS_MAX)
        .map(|(number, question)| {
            let name = field(number);
            let mut out = Field::one_of(&name, &question.title)
                .value(answer(&name).as_deref())
                .optional();
            let help = plain::unmarked(&scene.markdown(&question.help));
            if !help.is_empty() {
                out = out.hint(&help);
            }
            for (index, choice) in question.choices.iter().enumerate() {
                out = out.choice(&(index + 1).to_string(), &choice.title);
            }
            out
        });
    let form = Part::Search(
        own.to_owned(),
        (scene.say)("questions-submit", &[]),
        fields.collect(),
    );
    let mut inside = scene.parts(&questionnaire.introduction);
    inside.push(form);
    super::part::section(
        (scene.say)("questions-title", &[]),
        vec![Part::French(inside)],
    )
    .into_iter()
    .collect()
}
