//! Every link of a described page, with what it says.

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use crate::plugins::page::{Block, Content, Page};

/// A link as the guest wrote it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Href {
    /// What it says; `None` where the host writes the words.
    pub label: Option<String>,
    /// Not yet resolved, or the host's own.
    pub href: String,
    /// A path of the site that the host wrote.
    pub whole: bool,
}

/// What one pass over a page gathers.
#[derive(Debug, Default)]
pub struct Gathered {
    /// Its links.
    pub links: Vec<Href>,
    /// Headings that stand inside Markdown.
    pub headings: Vec<String>,
}

/// Goes through a page from top to bottom.
pub fn gather(page: &Page) -> Gathered {
    let mut gathered = Gathered::default();
    for link in &page.trail {
        gathered.link(Some(&link.label), &link.href);
    }
    for alternate in &page.alternates {
        gathered.link(None, &alternate.href);
    }
    for source in &page.sources {
        if let Some(href) = &source.href {
            gathered.link(Some(&source.label), href);
        }
    }
    if let Some(lead) = &page.lead {
        gathered.markdown(lead);
    }
    gathered.blocks(&page.blocks);
    gathered
}

impl Gathered {
    fn link(&mut self, label: Option<&str>, href: &str) {
        self.links.push(Href {
            label: label.map(str::to_owned),
            href: href.to_owned(),
            whole: false,
        });
    }

    fn card(&mut self, href: &str) {
        self.links.push(Href {
            label: None,
            href: href.to_owned(),
            whole: true,
        });
    }

    fn blocks(&mut self, blocks: &[Block]) {
        for block in blocks {
            self.content(&block.content);
        }
    }

    fn content(&mut self, content: &Content) {
        match content {
            Content::Section { blocks, .. } => self.blocks(blocks),
            Content::Alternatives { cases, .. } => {
                for case in cases {
                    self.blocks(&case.blocks);
                }
            }
            Content::Paragraphs(markdown) | Content::Notice { markdown, .. } => {
                self.markdown(markdown);
            }
            Content::Link(link) => self.link(Some(&link.label), &link.href),
            Content::Pager { previous, next, .. } => {
                for href in previous.iter().chain(next) {
                    self.link(None, href);
                }
            }
            Content::Facts(facts) => {
                for fact in facts {
                    self.markdown(&fact.markdown);
                }
            }
            Content::Cards(cards) => {
                for card in cards {
                    if let Some(href) = &card.href {
                        self.link(Some(&card.title), href);
                    }
                    self.markdown(&card.markdown);
                }
            }
            Content::Record(Some(card)) => self.card(&card.href),
            Content::Nearby(nearby) => {
                for card in &nearby.records {
                    self.card(&card.href);
                }
            }
            Content::Steps(steps) => {
                for step in steps {
                    self.markdown(&step.markdown);
                }
            }
            Content::Table(table) => {
                for cell in table.rows.iter().flatten() {
                    self.markdown(&cell.markdown);
                }
            }
            Content::Agenda(dates) => {
                for date in dates {
                    self.link(Some(&date.title), &date.href);
                }
            }
            Content::Places { markers, .. } => {
                for marker in markers {
                    if let Some(href) = &marker.href {
                        self.link(Some(&marker.label), href);
                    }
                }
            }
            Content::Record(None)
            | Content::Image { .. }
            | Content::Picture(_)
            | Content::Contact(_)
            | Content::Form(_) => {}
        }
    }

    fn markdown(&mut self, text: &str) {
        let (mut link, mut heading): (Option<Href>, Option<String>) = (None, None);
        for event in Parser::new_ext(text, Options::ENABLE_TABLES) {
            match event {
                // `lang:en` says a language and leads nowhere.
                Event::Start(Tag::Link { dest_url, .. }) if !dest_url.starts_with("lang:") => {
                    link = Some(Href {
                        label: Some(String::new()),
                        href: dest_url.into_string(),
                        whole: false,
                    });
                }
                Event::End(TagEnd::Link) => self.links.extend(link.take()),
                Event::Start(Tag::Heading { .. }) => heading = Some(String::new()),
                Event::End(TagEnd::Heading(_)) => self.headings.extend(heading.take()),
                Event::Text(words) | Event::Code(words) => {
                    if let Some(label) = link.as_mut().and_then(|link| link.label.as_mut()) {
                        label.push_str(&words);
                    }
                    if let Some(heading) = &mut heading {
                        heading.push_str(&words);
                    }
                }
                _ => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_of_markdown_are_found_with_their_words() {
        let page = Page {
            lead: Some("Voir [le *guide*](/a), [](/b) et [weather](lang:en).\n\n## Titre\n".into()),
            ..Page::default()
        };
        let gathered = gather(&page);
        let shown: Vec<_> = gathered
            .links
            .iter()
            .map(|link| (link.label.as_deref(), link.href.as_str()))
            .collect();
        assert_eq!(shown, [(Some("le guide"), "/a"), (Some(""), "/b")]);
        assert_eq!(gathered.headings, ["Titre"]);
    }
}
