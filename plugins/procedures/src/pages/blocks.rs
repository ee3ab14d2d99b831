//! Blocks of a fiche to parts of a page.

use maille_sdk::Tone;

use super::Say;
use super::condition::{Answers, Wording};
use super::links::Links;
use super::part::{Alternatives, Part, Section};
use crate::fiche::markdown;
use crate::fiche::model::{self, Block, Case, Cases, Condition, Item};

/// What the blocks of one page need.
pub struct Scene<'a> {
    /// Where links lead.
    pub links: &'a Links<'a>,
    /// Conditions in words.
    pub wording: Wording<'a>,
    /// What the reader answered.
    pub answers: &'a Answers,
    /// Our own words.
    pub say: Say<'a>,
    /// The name on this page of the places that help; empty where there are none.
    pub places: &'a str,
}

/// Whether something is shown, and with which words before it.
pub enum Shown {
    /// The answers exclude it.
    Hidden,
    /// It concerns everybody, or the answers say that it concerns this reader.
    Plainly,
    /// It concerns those for whom the phrase is true.
    If(String),
}

impl Scene<'_> {
    /// Whether something with this condition is shown.
    pub fn shown(&self, condition: Option<&Condition>) -> Shown {
        let Some(condition) = condition else {
            return Shown::Plainly;
        };
        match self.answers.hold(condition) {
            Some(true) => Shown::Plainly,
            Some(false) => Shown::Hidden,
            None => Shown::If(self.wording.phrase(condition)),
        }
    }

    /// Blocks in order; neighbours that are Markdown, cards or cases become one part.
    pub fn parts(&self, blocks: &[Block]) -> Vec<Part> {
        let mut parts: Vec<Part> = Vec::new();
        for block in blocks {
            for part in self.block(block) {
                join(&mut parts, part);
            }
        }
        parts
    }

    fn block(&self, block: &Block) -> Vec<Part> {
        match block {
            Block::Paragraph(_) | Block::List(_) | Block::Comment(_) | Block::Picture(_) => {
                vec![Part::Paragraphs(self.markdown(std::slice::from_ref(block)))]
            }
            Block::Section(section) => self.section(section),
            Block::Cases(cases) => self.cases(cases),
            Block::Table(table) => self.table(table),
            Block::Notice(notice) => self.notice(notice),
            Block::Office(office) => self
                .office(office)
                .into_iter()
                .map(|card| Part::Cards(vec![card]))
                .collect(),
            Block::Service(service) => self
                .service(service)
                .into_iter()
                .map(|card| Part::Cards(vec![card]))
                .collect(),
            Block::Conditional(item) => self.conditional(item),
        }
    }

    fn section(&self, section: &model::Section) -> Vec<Part> {
        let shown = self.shown(section.condition.as_ref());
        let mut inside = Vec::new();
        match shown {
            Shown::Hidden => return Vec::new(),
            Shown::Plainly if section.alternative.is_empty() => {}
            Shown::Plainly => inside.push(Part::Paragraphs(format!(
                "*{}*",
                markdown::escaped(&section.alternative)
            ))),
            Shown::If(_) if !section.alternative.is_empty() => {
                inside.push(self.concerns(&section.alternative));
            }
            Shown::If(phrase) => inside.push(self.concerns(&phrase)),
        }
        inside.extend(self.parts(&section.blocks));
        let mut parts = Vec::new();
        if is_anchor(&section.id) {
            parts.push(Part::Anchor(section.id.clone()));
        }
        if section.title.is_empty() {
            inside
        } else {
            parts.push(Part::Section(Section {
                title: section.title.clone(),
                own: false,
                parts: inside,
            }));
            parts
        }
    }

    fn concerns(&self, phrase: &str) -> Part {
        Part::Notice(
            Tone::Info,
            (self.say)("condition-title", &[]),
            markdown::escaped(&continued(phrase)),
        )
    }

    fn cases(&self, cases: &Cases) -> Vec<Part> {
        let question = match cases.role.as_str() {
            "situations" => "cases-situations",
            "modalite" => "cases-ways",
            _ => "cases-question",
        };
        let cases: Vec<(String, Vec<Part>)> = cases
            .cases
            .iter()
            .filter_map(|case| self.case(case))
            .collect();
        if cases.is_empty() {
            return Vec::new();
        }
        vec![Part::Alternatives(Alternatives {
            question: (self.say)(question, &[]),
            cases,
        })]
    }

    fn case(&self, case: &Case) -> Option<(String, Vec<Part>)> {
        let mut label = case.title.clone();
        if label.is_empty() {
            label = match case.channel.as_str() {
                "enLigne" => (self.say)("way-online", &[]),
                "surPlace" => (self.say)("way-on-site", &[]),
                "parCorres" => (self.say)("way-by-post", &[]),
                _ => String::new(),
            };
        }
        let mut parts = Vec::new();
        match self.shown(case.condition.as_ref()) {
            Shown::Hidden => return None,
            Shown::Plainly => {}
            Shown::If(phrase) if label.is_empty() => label = phrase,
            // A titled case says for whom it is; only words that add to the title are worth a line.
            Shown::If(phrase) => {
                let known = case
                    .condition
                    .as_ref()
                    .is_some_and(|condition| self.wording.is_known(condition));
                if known && !phrase.eq_ignore_ascii_case(&label) {
                    parts.push(self.concerns(&phrase));
                }
            }
        }
        if label.is_empty() {
            label = (self.say)("case-unnamed", &[]);
        }
        parts.extend(self.parts(&case.blocks));
        Some((label, parts))
    }

    fn conditional(&self, item: &Item) -> Vec<Part> {
        match self.shown(item.condition.as_ref()) {
            Shown::Hidden => Vec::new(),
            Shown::Plainly => self.parts(&item.blocks),
            Shown::If(phrase) => vec![Part::Alternatives(Alternatives {
                question: (self.say)("condition-question", &[]),
                cases: vec![(
                    (self.say)("condition-label", &[("phrase", &continued(&phrase))]),
                    self.parts(&item.blocks),
                )],
            })],
        }
    }

    fn notice(&self, notice: &model::Notice) -> Vec<Part> {
        let tone = match notice.tone.as_str() {
            "warning" => Tone::Warning,
            "reminder" => Tone::Reminder,
            "tip" => Tone::Tip,
            _ => Tone::Info,
        };
        let flat = |block: &&Block| {
            !matches!(
                block,
                Block::Table(_) | Block::Office(_) | Block::Service(_) | Block::Cases(_)
            )
        };
        let inside: Vec<Block> = notice.blocks.iter().filter(flat).cloned().collect();
        let after: Vec<Block> = notice
            .blocks
            .iter()
            .filter(|block| !flat(block))
            .cloned()
            .collect();
        let mut parts = vec![Part::Notice(
            tone,
            notice.title.clone(),
            self.markdown(&inside),
        )];
        parts.extend(self.parts(&after));
        parts
    }

    /// The line before something that concerns only some.
    pub fn condition_line(&self, phrase: &str) -> String {
        format!(
            "*{}*",
            markdown::escaped(&(self.say)(
                "condition-label",
                &[("phrase", &continued(phrase))]
            ))
        )
    }
}

/// A phrase in the middle of a sentence; an abbreviation keeps its capitals.
fn continued(phrase: &str) -> String {
    let mut letters = phrase.chars();
    match (letters.next(), letters.next()) {
        (Some(first), Some(second)) if second.is_lowercase() => {
            first.to_lowercase().chain(phrase.chars().skip(1)).collect()
        }
        _ => phrase.to_owned(),
    }
}

/// True for a name that the host takes.
pub fn is_anchor(name: &str) -> bool {
    !name.is_empty()
        && name.len() <= 64
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
}

/// Lines of Markdown as paragraphs, without empty ones.
pub fn paragraphs(lines: Vec<String>) -> String {
    let lines: Vec<String> = lines
        .into_iter()
        .filter(|line| !line.trim().is_empty())
        .collect();
    lines.join("\n\n")
}

fn join(parts: &mut Vec<Part>, part: Part) {
    match (parts.last_mut(), part) {
        (_, Part::Paragraphs(text)) if text.is_empty() => {}
        (Some(Part::Paragraphs(before)), Part::Paragraphs(text)) => {
            before.push_str("\n\n");
            before.push_str(&text);
        }
        (Some(Part::Cards(before)), Part::Cards(cards)) => before.extend(cards),
        (Some(Part::Alternatives(before)), Part::Alternatives(more))
            if before.question == more.question && more.cases.len() == 1 =>
        {
            before.cases.extend(more.cases);
        }
        (_, part) => parts.push(part),
    }
}
