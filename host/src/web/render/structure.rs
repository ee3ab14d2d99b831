//! What gives a page its outline: sections, questions with their cases, and what nests too deep for either.

use askama::Template;

use super::composer::{Composer, ContentsEntry, DEPTH_MAX};
use super::html::Html;
use super::parts::{self, Heading};
use super::site::EXPAND_ALL;
use crate::plugins::page::{Block, Case, Content};

impl Composer<'_> {
    pub(super) fn section(
        &mut self,
        title: &str,
        blocks: &[Block],
        level: u8,
        depth: usize,
        envelope: parts::Envelope,
    ) -> Html {
        let title = parts::named(title, || self.words.get("untitled").to_owned());
        let id = match &envelope.id {
            Some(id) => id.clone(),
            None => self.claim(&format!("s-{}", slug(&title))),
        };
        if depth == 0 {
            self.contents.push(ContentsEntry {
                id: id.clone(),
                title: title.clone(),
            });
        }
        let body = self.blocks(blocks, (level + 1).min(6), depth + 1);
        Html::render(&parts::Section {
            heading: Heading {
                level: level.clamp(2, 6),
                id,
                title,
            },
            attributes: envelope.attributes,
            body,
        })
    }

    pub(super) fn alternatives(
        &mut self,
        question: &str,
        cases: &[Case],
        level: u8,
        depth: usize,
    ) -> Html {
        let first = !std::mem::replace(&mut self.has_alternatives, true);
        let id = self.claim("cases");
        let cases = cases
            .iter()
            .map(|case| parts::CaseView {
                label: parts::named(&case.label, || self.words.get("untitled").to_owned()),
                body: self.blocks(&case.blocks, level, depth + 1),
            })
            .collect();
        let switch = self
            .view
            .address_with(EXPAND_ALL, (!self.view.expand_all).then_some("1"));
        let question = parts::named(question, || {
            self.words.get("alternatives-question").to_owned()
        });
        Html::render(&parts::Alternatives {
            words: self.words,
            id,
            question,
            cases,
            open: self.view.expand_all,
            first,
            switch,
        })
    }

    /// What nests too deep, as a flat list: nothing is lost, and no stack is used.
    pub(super) fn flattened(&mut self, content: &Content, level: u8) -> Html {
        enum Piece<'b> {
            Title(&'b str),
            Block(&'b Block),
        }
        fn opened<'b>(content: &'b Content, waiting: &mut Vec<Piece<'b>>) -> bool {
            match content {
                Content::Section { title, blocks } => {
                    waiting.extend(blocks.iter().rev().map(Piece::Block));
                    waiting.push(Piece::Title(title));
                }
                Content::Alternatives { question, cases } => {
                    for case in cases.iter().rev() {
                        waiting.extend(case.blocks.iter().rev().map(Piece::Block));
                        waiting.push(Piece::Title(&case.label));
                    }
                    waiting.push(Piece::Title(question));
                }
                _ => return false,
            }
            true
        }
        self.warn(format!(
            "sections nest deeper than {DEPTH_MAX}: the inner ones stand one after the other"
        ));
        let mut out = Html::default();
        let mut waiting = Vec::new();
        opened(content, &mut waiting);
        while let Some(piece) = waiting.pop() {
            let html = match piece {
                Piece::Title(title) => Html::render(&FlatTitle { title }),
                Piece::Block(block) if opened(&block.content, &mut waiting) => continue,
                Piece::Block(block) => self.block(block, level, DEPTH_MAX),
            };
            out.push(&html);
        }
        out
    }
}

/// A title within what nests too deep.
#[derive(Template)]
#[template(path = "blocks/flat_title.html")]
struct FlatTitle<'a> {
    title: &'a str,
}

/// A title as an id that people can read: letters and digits, 60 at most.
fn slug(title: &str) -> String {
    let mut slug = String::new();
    for character in title.chars().flat_map(char::to_lowercase).take(60) {
        if character.is_alphanumeric() {
            slug.push(character);
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    slug.trim_end_matches('-').to_owned()
}
