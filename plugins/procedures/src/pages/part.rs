//! A page as data: what the pages' functions make, and what the host is then told. Kept apart so that pages are tested
//! without a host.

use maille_sdk::{Field, Reply, Tone};

/// Something on a page. Texts are Markdown where the host reads Markdown, plain words elsewhere.
#[derive(Debug, Clone, PartialEq)]
pub enum Part {
    /// The texts are those of the fiche, in French whatever the page's language is.
    French(Vec<Part>),
    /// The page's title.
    Title(String),
    /// Below the title.
    Lead(String),
    /// A step of the way: label, address.
    Trail(String, String),
    /// Where the content comes from: label, address, date, licence.
    Source(String, Option<String>, Option<String>, Option<String>),
    /// Names the next block.
    Anchor(String),
    /// A titled part.
    Section(Section),
    /// Cases of which one concerns the reader.
    Alternatives(Alternatives),
    /// Markdown.
    Paragraphs(String),
    /// Tone, title, Markdown.
    Notice(Tone, String, String),
    /// Label, address.
    Link(String, String),
    /// The page before, the page after, where the reader is.
    Pager(Option<String>, Option<String>, String),
    /// Term, Markdown, name for links.
    Facts(Vec<(String, String, String)>),
    /// Things to choose from.
    Cards(Vec<Card>),
    /// A record as the host shows it.
    Record(String),
    /// What to do, in order: title, Markdown.
    Steps(Vec<(String, String)>),
    /// A table.
    Table(Table),
    /// How to reach somebody.
    Contact(Contact),
    /// A form sent with GET: address, label of its button, fields.
    Search(String, String, Vec<Field>),
    /// There is no such page.
    NotFound,
    /// There was such a page.
    Gone,
}

/// A titled part.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Section {
    /// Plain words.
    pub title: String,
    /// The title is a word of ours, in the page's language, though the content may be French.
    pub own: bool,
    /// What is inside.
    pub parts: Vec<Part>,
}

/// Cases of which one concerns the reader.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Alternatives {
    /// A word of ours, in the page's language.
    pub question: String,
    /// Label and content.
    pub cases: Vec<(String, Vec<Part>)>,
}

/// A card.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Card {
    /// Plain words.
    pub title: String,
    /// Where it leads.
    pub href: Option<String>,
    /// A line or two.
    pub markdown: String,
    /// Words beside it.
    pub tags: Vec<String>,
}

/// A table.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Table {
    /// Plain words.
    pub caption: String,
    /// Plain words; none where the rows name themselves.
    pub columns: Vec<String>,
    /// Cells in rows.
    pub rows: Vec<Vec<Cell>>,
}

/// A cell.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Cell {
    /// Markdown.
    pub markdown: String,
    /// It names its row or column.
    pub header: bool,
    /// How many columns and rows it spans, at least one.
    pub span: (u32, u32),
}

/// How to reach somebody.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Contact {
    /// Plain words.
    pub name: String,
    /// As people write it.
    pub telephone: String,
    /// An address.
    pub email: String,
    /// Lines.
    pub address: Vec<String>,
    /// OpenStreetMap's form.
    pub hours: String,
    /// An address.
    pub website: String,
}

/// A titled part with a title of ours; nothing where there is nothing inside.
pub fn section(title: String, parts: Vec<Part>) -> Option<Part> {
    (!parts.is_empty()).then_some(Part::Section(Section {
        title,
        own: true,
        parts,
    }))
}

/// Tells the host a page.
pub struct Teller<'r, 'a> {
    reply: &'r mut Reply<'a>,
    locale: String,
    french: bool,
}

impl<'r, 'a> Teller<'r, 'a> {
    /// For a page in this language.
    pub fn new(reply: &'r mut Reply<'a>, locale: String) -> Self {
        Self {
            reply,
            locale,
            french: false,
        }
    }

    fn speak(&mut self, french: bool) {
        if self.french != french && !self.locale.starts_with("fr") {
            self.reply
                .language(if french { "fr" } else { &self.locale });
        }
        self.french = french;
    }

    /// Tells parts in order.
    pub fn tell(&mut self, parts: &[Part]) {
        parts.iter().for_each(|part| self.part(part));
    }

    fn part(&mut self, part: &Part) {
        match part {
            Part::French(parts) => {
                let before = self.french;
                self.speak(true);
                self.tell(parts);
                self.speak(before);
            }
            Part::Section(section) => self.section(section),
            Part::Alternatives(alternatives) => self.alternatives(alternatives),
            other => tell_one(other, self.reply),
        }
    }

    fn section(&mut self, section: &Section) {
        let before = self.french;
        self.speak(before && !section.own);
        let (locale, french) = (self.locale.clone(), self.french);
        self.reply.section(&section.title, |reply| {
            let mut inner = Teller {
                reply,
                locale,
                french,
            };
            inner.speak(before);
            inner.tell(&section.parts);
            inner.speak(before);
        });
        self.french = before;
    }

    fn alternatives(&mut self, alternatives: &Alternatives) {
        let before = self.french;
        self.speak(false);
        let locale = self.locale.clone();
        // The labels are told between two calls that the builder joins: French from here on, when the fiche speaks.
        self.reply.alternatives(&alternatives.question, |cases| {
            for (label, parts) in &alternatives.cases {
                cases.case(label, |reply| {
                    let mut inner = Teller {
                        reply,
                        locale: locale.clone(),
                        french: false,
                    };
                    inner.speak(before);
                    inner.tell(parts);
                    inner.speak(false);
                });
            }
        });
        self.speak(before);
    }
}

fn tell_one(part: &Part, reply: &mut Reply) {
    match part {
        Part::Title(text) => drop(reply.title(text)),
        Part::Lead(markdown) => drop(reply.lead(markdown)),
        Part::Trail(label, href) => drop(reply.trail(label, href)),
        Part::Source(label, href, updated, licence) => {
            reply.source(
                label,
                href.as_deref(),
                updated.as_deref(),
                licence.as_deref(),
            );
        }
        Part::Anchor(name) => drop(reply.anchor(name)),
        Part::Paragraphs(markdown) => drop(reply.paragraphs(markdown)),
        Part::Notice(tone, title, markdown) => drop(reply.notice(*tone, title, markdown)),
        Part::Link(label, href) => drop(reply.link(label, href)),
        Part::Pager(previous, next, position) => {
            reply.pager(previous.as_deref(), next.as_deref(), position);
        }
        Part::Facts(facts) => tell_facts(facts, reply),
        Part::Cards(cards) => tell_cards(cards, reply),
        Part::Record(id) => drop(reply.record_card(id)),
        Part::Steps(steps) => {
            reply.steps(|list| {
                for (title, markdown) in steps {
                    list.step(title, markdown);
                }
            });
        }
        Part::Table(table) => tell_table(table, reply),
        Part::Contact(contact) => tell_contact(contact, reply),
        Part::Search(action, submit, fields) => {
            reply.search_form(action, submit, |form| {
                for field in fields {
                    form.field(field.clone());
                }
            });
        }
        Part::NotFound => drop(reply.not_found()),
        Part::Gone => drop(reply.gone()),
        // Told by the teller, which knows the language.
        Part::French(_) | Part::Section(_) | Part::Alternatives(_) => {}
    }
}

fn tell_facts(facts: &[(String, String, String)], reply: &mut Reply) {
    reply.facts(|list| {
        for (term, markdown, anchor) in facts {
            if !anchor.is_empty() {
                list.anchor(anchor);
            }
            list.fact(term, markdown);
        }
    });
}

fn tell_cards(cards: &[Card], reply: &mut Reply) {
    reply.cards(|list| {
        for card in cards {
            list.card(&card.title, card.href.as_deref(), &card.markdown);
            for tag in &card.tags {
                list.tag(tag);
            }
        }
    });
}

fn tell_table(table: &Table, reply: &mut Reply) {
    reply.table(
        &table.caption,
        table.columns.iter().map(String::as_str),
        |rows| {
            for cells in &table.rows {
                rows.row(|row| {
                    for cell in cells {
                        if cell.header {
                            row.header(&cell.markdown);
                        } else {
                            row.cell(&cell.markdown);
                        }
                        if cell.span != (1, 1) {
                            row.span(cell.span.0, cell.span.1);
                        }
                    }
                });
            }
        },
    );
}

fn tell_contact(contact: &Contact, reply: &mut Reply) {
    reply.contact(&contact.name, |told| {
        if !contact.telephone.is_empty() {
            told.telephone(&contact.telephone);
        }
        if !contact.email.is_empty() {
            told.email(&contact.email);
        }
        if !contact.address.is_empty() {
            told.address(contact.address.iter().map(String::as_str));
        }
        if !contact.hours.is_empty() {
            told.hours(&contact.hours);
        }
        if !contact.website.is_empty() {
            told.website(&contact.website);
        }
    });
}
