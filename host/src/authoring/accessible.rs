//! What keeps somebody out of a page: looked for in the page as the guest described it, since the host's own HTML is tested
//! elsewhere.

use super::spoken;
use super::targets::Gathered;
use super::{Findings, Place};
use crate::plugins::page::{Block, Content, Field, Outcome, Page};
use crate::web::locale::Locale;

/// What a link must not say alone: read out in a list of links it leads anywhere.
const EMPTY_WORDS: [&str; 16] = [
    "ici",
    "cliquez ici",
    "cliquer ici",
    "clic ici",
    "ce lien",
    "lien",
    "en savoir plus",
    "lire la suite",
    "plus",
    "here",
    "click here",
    "this link",
    "link",
    "read more",
    "learn more",
    "more",
];

/// One page in one language.
pub struct Looked<'a> {
    /// Its address, as findings name it.
    pub address: &'a str,
    /// The language that was asked for.
    pub locale: Locale,
    /// The page.
    pub page: &'a Page,
    /// Its links.
    pub gathered: &'a Gathered,
}

/// Looks at a page.
pub fn look(looked: &Looked<'_>, findings: &mut Findings) {
    if matches!(looked.page.outcome, Outcome::Found) && looked.page.title.trim().is_empty() {
        findings.fault(looked.place(), "cli-check-page-untitled", &[]);
    }
    for link in &looked.gathered.links {
        let Some(label) = &link.label else { continue };
        let words = label
            .trim()
            .trim_end_matches(['.', '…', ' ', '>', '→'])
            .to_lowercase();
        let href = ("href", link.href.as_str());
        if words.is_empty() {
            findings.fault(looked.place(), "cli-check-link-empty", &[href]);
        } else if EMPTY_WORDS.contains(&words.as_str()) {
            let arguments = [("words", label.as_str()), href];
            findings.fault(looked.place(), "cli-check-link-words", &arguments);
        }
    }
    for heading in &looked.gathered.headings {
        let arguments = [("heading", heading.as_str())];
        findings.warning(looked.place(), "cli-check-markdown-heading", &arguments);
    }
    looked.text(
        looked.page.lead.as_deref(),
        looked.page.title_language.as_deref(),
        findings,
    );
    looked.blocks(&looked.page.blocks, None, findings);
}

impl Looked<'_> {
    fn place(&self) -> Place {
        Place::from(self.address)
    }

    fn blocks(&self, blocks: &[Block], around: Option<&str>, findings: &mut Findings) {
        for block in blocks {
            let language = block.language.as_deref().or(around);
            self.content(&block.content, language, findings);
        }
    }

    fn content(&self, content: &Content, language: Option<&str>, findings: &mut Findings) {
        let unnamed = |name: &str| name.trim().is_empty();
        match content {
            Content::Section { title, blocks } => {
                // Its parts would stand one level too deep below nothing.
                if unnamed(title) {
                    findings.fault(self.place(), "cli-check-section-untitled", &[]);
                }
                self.blocks(blocks, language, findings);
            }
            Content::Alternatives { question, cases } => {
                if unnamed(question) || cases.iter().any(|case| unnamed(&case.label)) {
                    findings.fault(self.place(), "cli-check-case-unnamed", &[]);
                }
                for case in cases {
                    self.blocks(&case.blocks, language, findings);
                }
            }
            Content::Image {
                document,
                alternative,
                ..
            } if unnamed(alternative) => {
                let arguments = [("document", document.as_str())];
                findings.fault(self.place(), "cli-check-image", &arguments);
            }
            Content::Table(table) => {
                if unnamed(&table.caption) {
                    findings.fault(self.place(), "cli-check-table-caption", &[]);
                }
                let headed = |row: &Vec<_>| {
                    row.iter()
                        .any(|cell: &crate::plugins::page::Cell| cell.header)
                };
                if table.columns.is_empty() && !table.rows.iter().any(headed) {
                    let arguments = [("caption", table.caption.as_str())];
                    findings.warning(self.place(), "cli-check-table-headers", &arguments);
                }
            }
            Content::Form(form) => {
                if unnamed(&form.submit) {
                    let arguments = [("action", form.action.as_str())];
                    findings.fault(self.place(), "cli-check-form-button", &arguments);
                }
                for field in &form.fields {
                    self.field(field, findings);
                }
            }
            Content::Cards(cards)
                if cards
                    .iter()
                    .any(|card| card.href.is_none() && unnamed(&card.title)) =>
            {
                findings.fault(self.place(), "cli-check-card-untitled", &[]);
            }
            Content::Places { caption, .. } if unnamed(caption) => {
                findings.warning(self.place(), "cli-check-places-caption", &[]);
            }
            Content::Paragraphs(markdown) | Content::Notice { markdown, .. } => {
                self.text(Some(markdown), language, findings);
            }
            _ => {}
        }
    }

    fn field(&self, field: &Field, findings: &mut Findings) {
        let name = ("name", field.name.as_str());
        if field.kind != "hidden" && field.label.trim().is_empty() {
            findings.fault(self.place(), "cli-check-field-label", &[name]);
        }
        if field
            .choices
            .iter()
            .any(|(_, label)| label.trim().is_empty())
        {
            findings.fault(self.place(), "cli-check-choice-label", &[name]);
        }
        if matches!(field.kind.as_str(), "one-of" | "some-of") && field.choices.is_empty() {
            findings.fault(self.place(), "cli-check-no-choice", &[name]);
        }
    }

    /// A text in another language than the page, or the block around it, says.
    fn text(&self, text: Option<&str>, announced: Option<&str>, findings: &mut Findings) {
        let announced = announced.unwrap_or(self.locale.code());
        let Some(spoken) = text.and_then(spoken::language) else {
            return;
        };
        let primary = announced.split('-').next().unwrap_or(announced);
        if ["fr", "en"].contains(&primary) && primary != spoken {
            let beginning: String = text.unwrap_or_default().chars().take(40).collect();
            let arguments = [
                ("text", beginning.as_str()),
                ("spoken", spoken),
                ("announced", announced),
            ];
            findings.warning(self.place(), "cli-check-language", &arguments);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::targets::gather;
    use super::*;
    use crate::plugins::page::{Form, Table};

    fn found(page: &Page) -> Vec<&'static str> {
        let mut findings = Findings::default();
        let looked = Looked {
            address: "/x",
            locale: Locale::English,
            page,
            gathered: &gather(page),
        };
        look(&looked, &mut findings);
        findings
            .into_sorted()
            .iter()
            .map(|found| found.key)
            .collect()
    }

    fn page(contents: Vec<Content>) -> Page {
        let block = |content| Block {
            language: None,
            anchor: None,
            content,
        };
        Page {
            title: "A page".into(),
            blocks: contents.into_iter().map(block).collect(),
            ..Page::default()
        }
    }

    #[test]
    fn what_keeps_somebody_out_is_found() {
        assert_eq!(found(&Page::default()), ["cli-check-page-untitled"]);
        assert_eq!(found(&page(Vec::new())), Vec::<&str>::new());
        let image = Content::Image {
            document: "a.png".into(),
            alternative: " ".into(),
            credit: None,
        };
        assert_eq!(found(&page(vec![image])), ["cli-check-image"]);
        let table = Content::Table(Table::default());
        assert_eq!(
            found(&page(vec![table])),
            ["cli-check-table-caption", "cli-check-table-headers"]
        );
        let markdown = Content::Paragraphs("[Click here.](/a) or [](/b)".into());
        assert_eq!(
            found(&page(vec![markdown])),
            ["cli-check-link-words", "cli-check-link-empty"]
        );
        let field = |kind: &str| Field {
            kind: kind.into(),
            name: "q".into(),
            ..Field::default()
        };
        let form = Content::Form(Form {
            contributed: false,
            search: true,
            action: "/".into(),
            submit: "Search".into(),
            fields: vec![field("text"), field("hidden")],
        });
        assert_eq!(found(&page(vec![form])), ["cli-check-field-label"]);
        let section = Content::Section {
            title: String::new(),
            blocks: Vec::new(),
        };
        assert_eq!(found(&page(vec![section])), ["cli-check-section-untitled"]);
    }

    #[test]
    fn a_paragraph_in_another_language_is_announced() {
        let french = "Le guide des démarches est dans la mairie de votre commune, avec les étapes pour vous aider sur place.";
        let mut page = page(vec![Content::Paragraphs(french.into())]);
        assert_eq!(found(&page), ["cli-check-language"]);
        page.blocks[0].language = Some("fr".into());
        assert_eq!(found(&page), Vec::<&str>::new());
    }
}
