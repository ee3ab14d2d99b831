//! Blocks of a page's own structure: sections, alternatives, notices, images, lone links, pagers, and the envelope that
//! gives a block its name and language.

use askama::Template;

use super::composer::Composer;
use super::html::Html;
use super::links::Target;
use super::words::Words;
use crate::plugins::page::{Link, Tone};

/// The text, or what stands for one that is empty.
pub(super) fn named(text: &str, otherwise: impl FnOnce() -> String) -> String {
    if text.trim().is_empty() {
        otherwise()
    } else {
        text.to_owned()
    }
}

/// A link with its label; the label alone where there is no target.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct LabelledLink {
    pub label: String,
    pub target: Option<Target>,
}

/// A block's name and language.
#[derive(Template, Debug, Default)]
#[template(path = "blocks/envelope.html")]
pub(super) struct EnvelopeAround<'a> {
    id: Option<&'a str>,
    attributes: Option<&'a Html>,
    body: Html,
}

/// A block's name and language.
#[derive(Debug, Default)]
pub(super) struct Envelope {
    pub id: Option<String>,
    pub attributes: Option<Html>,
}

impl Envelope {
    /// The block with its envelope; the block itself where it has neither name nor language.
    pub fn around(&self, body: Html) -> Html {
        if self.id.is_none() && self.attributes.is_none() {
            return body;
        }
        Html::render(&EnvelopeAround {
            id: self.id.as_deref(),
            attributes: self.attributes.as_ref(),
            body,
        })
    }
}

/// A heading with its place in the outline.
#[derive(Debug)]
pub(super) struct Heading {
    pub level: u8,
    pub id: String,
    pub title: String,
}

#[derive(Template)]
#[template(path = "blocks/section.html")]
pub(super) struct Section {
    pub heading: Heading,
    pub attributes: Option<Html>,
    pub body: Html,
}

/// One case of a question.
pub(super) struct CaseView {
    pub label: String,
    pub body: Html,
}

#[derive(Template)]
#[template(path = "blocks/alternatives.html")]
pub(super) struct Alternatives {
    pub words: Words,
    pub id: String,
    pub question: String,
    pub cases: Vec<CaseView>,
    pub open: bool,
    /// The switch is for the whole page: the first question has it.
    pub first: bool,
    /// This page with all cases open, or closed again.
    pub switch: String,
}

#[derive(Template)]
#[template(path = "blocks/notice.html")]
struct Notice {
    tone: &'static str,
    title: String,
    body: Html,
}

fn names_a_tone(words: Words, title: &str) -> bool {
    let title = title
        .trim_end_matches([' ', ':', '\u{a0}', '\u{202f}'])
        .to_lowercase();
    let known = words.get("tone-titles").to_lowercase();
    known.split(", ").any(|known| known == title)
}

pub(super) fn notice(composer: &mut Composer, tone: Tone, title: &str, markdown: &str) -> Html {
    let (tone, key) = match tone {
        Tone::Info => ("info", "tone-info"),
        Tone::Tip => ("tip", "tone-tip"),
        Tone::Reminder => ("reminder", "tone-reminder"),
        Tone::Warning => ("warning", "tone-warning"),
        Tone::Success => ("success", "tone-success"),
        Tone::Error => ("error", "tone-error"),
    };
    let tone_name = composer.words.get(key);
    let title = match title.trim() {
        "" => tone_name.to_owned(),
        // "À savoir : À noter" and "Rappel : Rappel" say one thing twice; only a warning must be named as one.
        title if key == "tone-info" || names_a_tone(composer.words, title) => title.to_owned(),
        title if title.starts_with(tone_name) => title.to_owned(),
        title => composer
            .words
            .with("tone-and-title", &[("tone", tone_name), ("title", title)]),
    };
    let body = composer.markdown(markdown);
    Html::render(&Notice { tone, title, body })
}

#[derive(Template)]
#[template(path = "blocks/image.html")]
struct Image<'a> {
    words: Words,
    source: Option<String>,
    alternative: &'a str,
    credit: &'a str,
}

pub(super) fn image(
    composer: &mut Composer,
    document: &str,
    alternative: &str,
    credit: Option<&str>,
) -> Html {
    let source = composer.links.document(document);
    if source.is_none() {
        composer.warn(format!(
            "the image {document:?} is left out: this is no document's name"
        ));
    }
    Html::render(&Image {
        words: composer.words,
        source,
        alternative,
        credit: credit.unwrap_or_default().trim(),
    })
}

#[derive(Template)]
#[template(path = "blocks/link.html")]
struct LoneLink {
    link: LabelledLink,
}

pub(super) fn lone_link(composer: &mut Composer, link: &Link) -> Html {
    Html::render(&LoneLink {
        link: composer.labelled(link),
    })
}

#[derive(Template)]
#[template(path = "blocks/pager.html")]
struct Pager<'a> {
    words: Words,
    previous: Option<Target>,
    next: Option<Target>,
    position: &'a str,
}

pub(super) fn pager(
    composer: &mut Composer,
    previous: Option<&str>,
    next: Option<&str>,
    position: &str,
) -> Html {
    let previous = previous.and_then(|href| composer.link(href));
    let next = next.and_then(|href| composer.link(href));
    Html::render(&Pager {
        words: composer.words,
        previous,
        next,
        position,
    })
}
