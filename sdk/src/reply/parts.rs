//! The parts that belong to a block: rows of a table, cards of a list.

use super::Reply;
use crate::bindings::maille::plugin::page;

/// The answers to a question.
pub struct Alternatives<'a> {
    pub(super) inner: &'a page::Reply,
}

impl<'a> Alternatives<'a> {
    /// One answer, and what holds for it.
    pub fn case(&mut self, label: &str, inside: impl FnOnce(&mut Reply<'a>)) -> &mut Self {
        self.inner.alternative(label);
        inside(&mut Reply::new(self.inner));
        self
    }
}

/// Terms and what they are.
pub struct Facts<'a> {
    pub(super) inner: &'a page::Reply,
}

impl Facts<'_> {
    /// A term, and Markdown.
    pub fn fact(&mut self, term: &str, markdown: &str) -> &mut Self {
        self.inner.fact(term, markdown);
        self
    }

    /// Names the next fact, so that `#name` links to it.
    pub fn anchor(&mut self, name: &str) -> &mut Self {
        self.inner.anchor(name);
        self
    }
}

/// A list of things to choose from.
pub struct Cards<'a> {
    pub(super) inner: &'a page::Reply,
}

impl Cards<'_> {
    /// A card: what it leads to, and a line or two of Markdown.
    pub fn card(&mut self, title: &str, href: Option<&str>, markdown: &str) -> &mut Self {
        self.inner.card(title, href, markdown);
        self
    }

    /// A term and its value on the card before.
    pub fn fact(&mut self, term: &str, text: &str) -> &mut Self {
        self.inner.card_fact(term, text);
        self
    }

    /// A word on the card before.
    pub fn tag(&mut self, label: &str) -> &mut Self {
        self.inner.card_tag(label);
        self
    }
}

/// What to do, in order.
pub struct Steps<'a> {
    pub(super) inner: &'a page::Reply,
}

impl Steps<'_> {
    /// One step, and Markdown.
    pub fn step(&mut self, title: &str, markdown: &str) -> &mut Self {
        self.inner.step(title, markdown);
        self
    }
}

/// A table under construction.
pub struct Table<'a> {
    pub(super) inner: &'a page::Reply,
}

impl<'a> Table<'a> {
    /// One row.
    pub fn row(&mut self, inside: impl FnOnce(&mut Row<'a>)) -> &mut Self {
        self.inner.row();
        inside(&mut Row { inner: self.inner });
        self
    }
}

/// A row under construction.
pub struct Row<'a> {
    inner: &'a page::Reply,
}

impl Row<'_> {
    /// A cell of Markdown.
    pub fn cell(&mut self, markdown: &str) -> &mut Self {
        self.inner.cell(markdown);
        self
    }

    /// A cell that names its row.
    pub fn header(&mut self, markdown: &str) -> &mut Self {
        self.inner.cell_header(markdown);
        self
    }

    /// The cell before spans this many columns and rows.
    pub fn span(&mut self, columns: u32, rows: u32) -> &mut Self {
        self.inner.cell_span(columns, rows);
        self
    }
}

/// Events in time.
pub struct Agenda<'a> {
    pub(super) inner: &'a page::Reply,
}

impl Agenda<'_> {
    /// One date of an event; times in milliseconds since 1970.
    pub fn occurrence(
        &mut self,
        title: &str,
        href: &str,
        start: i64,
        end: Option<i64>,
        all_day: bool,
    ) -> &mut Self {
        self.inner.occurrence(title, href, start, end, all_day);
        self
    }

    /// A remark on the date before: `cancelled`, `full`, `moved`, `postponed`, `online`.
    pub fn note(&mut self, code: &str, text: &str) -> &mut Self {
        self.inner.occurrence_note(code, text);
        self
    }

    /// Where the date before takes place.
    pub fn place(&mut self, text: &str) -> &mut Self {
        self.inner.occurrence_place(text);
        self
    }
}

/// Points on a map.
pub struct Places<'a> {
    pub(super) inner: &'a page::Reply,
}

impl Places<'_> {
    /// A point in WGS 84.
    pub fn marker(
        &mut self,
        label: &str,
        href: Option<&str>,
        latitude: f64,
        longitude: f64,
    ) -> &mut Self {
        self.inner.marker(label, href, latitude, longitude);
        self
    }
}

/// How to reach somebody.
pub struct Contact<'a> {
    pub(super) inner: &'a page::Reply,
}

impl Contact<'_> {
    /// A number as people write it; the host makes it a button to call.
    pub fn telephone(&mut self, number: &str) -> &mut Self {
        self.inner.contact_telephone(number);
        self
    }

    /// An e-mail address.
    pub fn email(&mut self, address: &str) -> &mut Self {
        self.inner.contact_email(address);
        self
    }

    /// A postal address, a line each.
    pub fn address<'l>(&mut self, lines: impl IntoIterator<Item = &'l str>) -> &mut Self {
        let lines: Vec<String> = lines.into_iter().map(str::to_owned).collect();
        self.inner.contact_address(&lines);
        self
    }

    /// OpenStreetMap `opening_hours`; the host says it in words.
    pub fn hours(&mut self, specification: &str) -> &mut Self {
        self.inner.contact_hours(specification);
        self
    }

    /// A web site.
    pub fn website(&mut self, url: &str) -> &mut Self {
        self.inner.contact_website(url);
        self
    }
}
