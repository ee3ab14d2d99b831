//! Blocks as Markdown alone, for places where no other block may stand: items of lists, cells, cards, notices. Loses no
//! word.

use super::blocks::{Scene, Shown, paragraphs};
use super::part::Card;
use crate::fiche::markdown::{self, indented};
use crate::fiche::model::{Block, Item, List, Table};

impl Scene<'_> {
    /// Blocks as Markdown.
    pub fn markdown(&self, blocks: &[Block]) -> String {
        paragraphs(blocks.iter().map(|block| self.flat(block)).collect())
    }

    fn flat(&self, block: &Block) -> String {
        match block {
            Block::Paragraph(text) => self.links.resolved(text),
            Block::List(list) => self.list(list),
            Block::Section(section) => paragraphs(vec![
                bold(&section.title),
                markdown::escaped(&section.alternative),
                self.item(section.condition.as_ref(), &section.blocks),
            ]),
            Block::Cases(cases) => paragraphs(
                cases
                    .cases
                    .iter()
                    .map(|case| {
                        paragraphs(vec![
                            bold(&case.title),
                            self.item(case.condition.as_ref(), &case.blocks),
                        ])
                    })
                    .collect(),
            ),
            Block::Table(table) => self.flat_table(table),
            Block::Notice(notice) => {
                paragraphs(vec![bold(&notice.title), self.markdown(&notice.blocks)])
            }
            Block::Office(office) => self.office(office).map(flat_card).unwrap_or_default(),
            Block::Service(service) => self.service(service).map(flat_card).unwrap_or_default(),
            Block::Conditional(item) => self.item(item.condition.as_ref(), &item.blocks),
            Block::Comment(comment) => {
                let text = if comment.link.label.is_empty() {
                    String::new()
                } else {
                    self.links.markdown(&comment.link)
                };
                paragraphs(vec![text, self.markdown(&comment.blocks)])
            }
            Block::Picture(picture) => {
                let words: Vec<String> = [&picture.text, &picture.caption]
                    .into_iter()
                    .filter(|text| !text.is_empty())
                    .map(|text| markdown::escaped(text))
                    .collect();
                let credit = if picture.credit.is_empty() {
                    String::new()
                } else {
                    markdown::escaped(&(self.say)(
                        "picture-credit",
                        &[("credit", &picture.credit)],
                    ))
                };
                let words = if words.is_empty() {
                    String::new()
                } else {
                    format!(
                        "*{}* {}",
                        markdown::escaped(&(self.say)("picture", &[])),
                        words.join(" – ")
                    )
                };
                paragraphs(vec![words, self.markdown(&picture.description), credit])
            }
        }
    }

    fn item(&self, condition: Option<&crate::fiche::model::Condition>, blocks: &[Block]) -> String {
        match self.shown(condition) {
            Shown::Hidden => String::new(),
            Shown::Plainly => self.markdown(blocks),
            Shown::If(phrase) => {
                paragraphs(vec![self.condition_line(&phrase), self.markdown(blocks)])
            }
        }
    }

    fn list(&self, list: &List) -> String {
        let mut lines = Vec::new();
        for Item { condition, blocks } in &list.items {
            let text = self.item(condition.as_ref(), blocks);
            if text.is_empty() {
                continue;
            }
            let mark = if list.numbered {
                format!("{}. ", lines.len() + 1)
            } else {
                "- ".to_owned()
            };
            lines.push(format!("{mark}{}", indented(&text, mark.len())));
        }
        lines.join("\n")
    }

    fn flat_table(&self, table: &Table) -> String {
        let mut lines = vec![bold(&table.caption), markdown::escaped(&table.summary)];
        for row in &table.rows {
            let cells: Vec<String> = row
                .cells
                .iter()
                .map(|cell| self.markdown(&cell.blocks))
                .collect();
            lines.push(cells.join(" – "));
        }
        paragraphs(lines)
    }
}

fn bold(title: &str) -> String {
    if title.is_empty() {
        String::new()
    } else {
        format!("**{}**", markdown::escaped(title).trim_end_matches(' '))
    }
}

fn flat_card(card: Card) -> String {
    let title = match &card.href {
        Some(href) => markdown::link(&card.title, href),
        None => markdown::escaped(&card.title),
    };
    let tags = card
        .tags
        .iter()
        .map(|tag| markdown::escaped(tag))
        .collect::<Vec<_>>()
        .join(", ");
    paragraphs(vec![
        if tags.is_empty() {
            title
        } else {
            format!("{title} ({tags})")
        },
        card.markdown,
    ])
}
