//! Turns a page's blocks into HTML, one after the other. It knows which ids are taken, which heading comes next and which
//! language is spoken; each kind of block has a file of its own beside this one.

use std::collections::HashSet;

use super::agenda;
use super::contact::ContactView;
use super::forms::{FieldError, FormView};
use super::html::Html;
use super::language::Language;
use super::links::{Links, Refusal, Target, is_anchor};
use super::lists;
use super::markdown;
use super::parts;
use super::picture;
use super::records::RecordView;
use super::site::{Site, View};
use super::tables::TableView;
use super::words::Words;
use crate::plugins::page::{Block, Content, Link};
use crate::web::locale::Locale;

/// Sections and cases within one another beyond this stand one after the other: no outline is deeper, and the stack is
/// not endless.
pub(super) const DEPTH_MAX: usize = 12;

/// More warnings than this help no author.
const WARNINGS_MAX: usize = 50;

/// A section in the contents list.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct ContentsEntry {
    pub id: String,
    pub title: String,
}

/// The work on one page.
pub(super) struct Composer<'a> {
    pub words: Words,
    pub site: &'a Site,
    pub view: &'a View,
    pub links: &'a Links,
    pub warnings: Vec<String>,
    pub errors: Vec<FieldError>,
    pub contents: Vec<ContentsEntry>,
    /// Ids of records that are linked to and stand not in `links`.
    pub unknown_records: Vec<String>,
    pub has_alternatives: bool,
    pub forms: usize,
    /// The language that is spoken here: the page's, or that of the block around.
    language: String,
    ids: HashSet<String>,
}

impl<'a> Composer<'a> {
    pub fn new(site: &'a Site, view: &'a View, links: &'a Links) -> Self {
        Self {
            words: Words(view.locale),
            site,
            view,
            links,
            warnings: Vec::new(),
            unknown_records: Vec::new(),
            errors: Vec::new(),
            contents: Vec::new(),
            has_alternatives: false,
            forms: 0,
            language: view.locale.code().to_owned(),
            // What the layout names itself.
            ids: ["main", "search", "top", "contents"]
                .map(str::to_owned)
                .into(),
        }
    }

    pub fn warn(&mut self, warning: String) {
        if self.warnings.len() < WARNINGS_MAX {
            self.warnings.push(warning);
        }
    }

    fn refuse(&mut self, href: &str, refusal: Refusal) {
        if refusal == Refusal::UnknownRecord && self.unknown_records.len() < WARNINGS_MAX {
            let id = href.trim().trim_start_matches("record:");
            self.unknown_records.push(id.to_owned());
        }
        let href = super::text::shortened(href, 100);
        self.warn(format!(
            "the link {href:?} is shown as text alone: {refusal}"
        ));
    }

    /// Resolves a link; `None`, and a warning, where it is none.
    pub fn link(&mut self, href: &str) -> Option<Target> {
        match self.links.resolve(href) {
            Ok(target) => Some(target),
            Err(refusal) => {
                self.refuse(href, refusal);
                None
            }
        }
    }

    /// A labelled link, or its label alone.
    pub fn labelled(&mut self, link: &Link) -> parts::LabelledLink {
        let target = self.link(&link.href);
        let label = if link.label.trim().is_empty() {
            target
                .as_ref()
                .map_or_else(String::new, |target| target.href.clone())
        } else {
            link.label.clone()
        };
        parts::LabelledLink { label, target }
    }

    /// Markdown as blocks.
    pub fn markdown(&mut self, text: &str) -> Html {
        self.markdown_with(text, markdown::blocks)
    }

    /// Markdown, without `<p>` around a single paragraph.
    pub fn inline(&mut self, text: &str) -> Html {
        self.markdown_with(text, markdown::inline)
    }

    fn markdown_with(&mut self, text: &str, write: markdown::Write) -> Html {
        let mut refused = Vec::new();
        let html = write(text, self.links, self.words.get("table"), &mut refused);
        for (href, refusal) in refused {
            self.refuse(&href, refusal);
        }
        html
    }

    /// Takes an id that nothing else has: `wanted`, or with a number behind.
    pub fn claim(&mut self, wanted: &str) -> String {
        let mut id = wanted.to_owned();
        let mut number = 2;
        while !self.ids.insert(id.clone()) {
            // The count of taken ids bounds the search and lets many equal titles pass quickly.
            id = format!("{wanted}-{number}-{}", self.ids.len());
            number += 1;
        }
        id
    }

    /// Takes the id of an anchor; `None`, and a warning, where it is none or taken.
    pub fn anchor(&mut self, name: Option<&str>) -> Option<String> {
        let name = name?;
        let id = format!("a-{name}");
        if !is_anchor(name) {
            self.warn(format!(
                "the anchor {name:?} is left out: letters, digits, `-` and `_`, 64 at most"
            ));
            return None;
        }
        if !self.ids.insert(id.clone()) {
            self.warn(format!(
                "the anchor {name:?} is left out: an earlier part has this name"
            ));
            return None;
        }
        Some(id)
    }

    /// The language of a part, where it is another than what is spoken around it.
    pub fn other_language(&mut self, code: Option<&str>) -> Option<Language> {
        let code = code.filter(|code| !code.eq_ignore_ascii_case(&self.language))?;
        let language = Language::parse(code);
        if language.is_none() {
            self.warn(format!(
                "{code:?} is no language: write a code such as `fr` or `en`"
            ));
        }
        language
    }

    /// Renders blocks; the next heading has this `level`.
    pub fn blocks(&mut self, blocks: &[Block], level: u8, depth: usize) -> Html {
        let mut out = Html::default();
        for block in blocks {
            let html = self.block(block, level, depth);
            out.push(&html);
        }
        out
    }

    pub(super) fn block(&mut self, block: &Block, level: u8, depth: usize) -> Html {
        let language = self.other_language(block.language.as_deref());
        let before = language.as_ref().map(|language| self.speak(language));
        let id = self.anchor(block.anchor.as_deref());
        let envelope = parts::Envelope {
            id,
            attributes: language
                .as_ref()
                .map(Language::attributes)
                .map(Html::from_trusted),
        };
        let html = self.content(&block.content, level, depth, envelope);
        if let Some((words, language)) = before {
            (self.words, self.language) = (words, language);
        }
        html
    }

    /// Speaks another language until what comes back is restored: the host's own words too, if it speaks it.
    fn speak(&mut self, language: &Language) -> (Words, String) {
        let before = (
            self.words,
            std::mem::replace(&mut self.language, language.code.clone()),
        );
        let primary = |code: &str| {
            code.split('-')
                .next()
                .unwrap_or_default()
                .to_ascii_lowercase()
        };
        if primary(&language.code) != primary(&before.1)
            && let Some(locale) = Locale::from_tag(&language.code)
        {
            self.words = Words(locale);
        }
        before
    }

    fn content(
        &mut self,
        content: &Content,
        level: u8,
        depth: usize,
        envelope: parts::Envelope,
    ) -> Html {
        if depth >= DEPTH_MAX
            && matches!(
                content,
                Content::Section { .. } | Content::Alternatives { .. }
            )
        {
            return envelope.around(self.flattened(content, level));
        }
        let html = match content {
            Content::Section { title, blocks } => {
                return self.section(title, blocks, level, depth, envelope);
            }
            Content::Alternatives { question, cases } => {
                self.alternatives(question, cases, level, depth)
            }
            Content::Paragraphs(text) => self.markdown(text),
            Content::Notice {
                tone,
                title,
                markdown,
            } => parts::notice(self, *tone, title, markdown),
            Content::Image {
                document,
                alternative,
                credit,
            } => parts::image(self, document, alternative, credit.as_deref()),
            Content::Picture(one) => picture::shown(self, one.as_ref()),
            Content::Link(link) => parts::lone_link(self, link),
            Content::Pager {
                previous,
                next,
                position,
            } => parts::pager(self, previous.as_deref(), next.as_deref(), position),
            Content::Facts(facts) => lists::facts(self, facts),
            Content::Cards(cards) => lists::cards(self, cards, level),
            Content::Steps(steps) => lists::steps(self, steps),
            Content::Record(card) => RecordView::one(self, card.as_ref(), level),
            Content::Nearby(nearby) => RecordView::nearby(self, nearby, level),
            Content::Table(table) => TableView::html(self, table),
            Content::Agenda(occurrences) => agenda::agenda(self, occurrences, level),
            Content::Places { caption, markers } => lists::places(self, caption, markers),
            Content::Contact(contact) => ContactView::html(self, contact),
            Content::Form(form) => FormView::html(self, form),
        };
        envelope.around(html)
    }
}
