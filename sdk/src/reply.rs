//! Describes a page from top to bottom. The host renders it.
//!
//! ```
//! # fn page(reply: &mut maille_sdk::Reply) {
//! use maille_sdk::{Field, Tone};
//!
//! reply.title("Carte d'identité").lead("Comment la faire ou la renouveler.");
//! reply.section("Ce qu'il vous faut", |reply| {
//!     reply.paragraphs("- une photo récente\n- un **justificatif de domicile**");
//!     reply.notice(Tone::Warning, "Prenez rendez-vous", "Les délais sont longs avant l'été.");
//! });
//! reply.table("Délais", ["Où", "Combien"], |table| {
//!     table.row(|row| {
//!         row.header("Mairie").cell("3 semaines");
//!     });
//! });
//! reply.form("/question", "Envoyer", |form| {
//!     form.field(Field::lines("question", "Votre question").hint("Ne donnez pas votre nom.").maximum(500));
//! });
//! # }
//! ```
//!
//! Text called *Markdown* is CommonMark without raw HTML. Links: `/x` is below the plugin's own root, `#x` a part of this
//! page named with [`Reply::anchor`], `plugin:ID/x` another plugin's page, `record:ID` a record, and `https:`, `tel:`,
//! `mailto:` as they are.

mod form;
mod parts;

pub use form::{Field, Form};
pub use parts::{Agenda, Alternatives, Cards, Contact, Facts, Places, Row, Steps, Table};

use crate::bindings::maille::plugin::page;

/// How a notice is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// Good to know.
    Info,
    /// A piece of advice.
    Tip,
    /// Something said before.
    Reminder,
    /// Take care.
    Warning,
    /// It worked.
    Success,
    /// It did not work.
    Error,
}

impl Tone {
    fn as_str(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Tip => "tip",
            Self::Reminder => "reminder",
            Self::Warning => "warning",
            Self::Success => "success",
            Self::Error => "error",
        }
    }
}

/// The page under construction.
pub struct Reply<'a> {
    inner: &'a page::Reply,
}

impl<'a> Reply<'a> {
    #[doc(hidden)]
    pub fn new(inner: &'a page::Reply) -> Self {
        Self { inner }
    }

    /// The page's one title.
    pub fn title(&mut self, text: &str) -> &mut Self {
        self.inner.title(text);
        self
    }

    /// One or two sentences (Markdown) below the title.
    pub fn lead(&mut self, markdown: &str) -> &mut Self {
        self.inner.lead(markdown);
        self
    }

    /// A step of the way from the plugin's home page to this one.
    pub fn trail(&mut self, label: &str, href: &str) -> &mut Self {
        self.inner.trail(label, href);
        self
    }

    /// A feed or another form of this page.
    pub fn alternate(&mut self, content_type: &str, href: &str, title: &str) -> &mut Self {
        self.inner.alternate(content_type, href, title);
        self
    }

    /// Where the content comes from, as licences demand: `updated` is a date such as `2024-11-05`.
    pub fn source(
        &mut self,
        label: &str,
        href: Option<&str>,
        updated: Option<&str>,
        licence: Option<&str>,
    ) -> &mut Self {
        self.inner.source(label, href, updated, licence);
        self
    }

    /// Never kept, never shared by caches.
    pub fn personal(&mut self) -> &mut Self {
        self.inner.personal();
        self
    }

    /// What follows is in this language (BCP 47), until the next call.
    pub fn language(&mut self, code: &str) -> &mut Self {
        self.inner.language(code);
        self
    }

    /// Names the block that follows, so that `#name` links to it.
    pub fn anchor(&mut self, name: &str) -> &mut Self {
        self.inner.anchor(name);
        self
    }

    /// A part of the page with a heading; sections nest.
    pub fn section(&mut self, title: &str, inside: impl FnOnce(&mut Self)) -> &mut Self {
        self.inner.section(title);
        inside(self);
        self.inner.end();
        self
    }

    /// A part of the page with a heading, for content that may fail.
    pub fn try_section<E>(
        &mut self,
        title: &str,
        inside: impl FnOnce(&mut Self) -> Result<(), E>,
    ) -> Result<&mut Self, E> {
        self.inner.section(title);
        inside(self)?;
        self.inner.end();
        Ok(self)
    }

    /// Cases of which one concerns the reader.
    pub fn alternatives(
        &mut self,
        question: &str,
        inside: impl FnOnce(&mut Alternatives<'a>),
    ) -> &mut Self {
        self.inner.alternatives(question);
        inside(&mut Alternatives { inner: self.inner });
        self.inner.end();
        self
    }

    /// Markdown: paragraphs, lists, emphasis, links.
    pub fn paragraphs(&mut self, markdown: &str) -> &mut Self {
        self.inner.paragraphs(markdown);
        self
    }

    /// Something to notice. An empty title lets the host name the tone.
    pub fn notice(&mut self, tone: Tone, title: &str, markdown: &str) -> &mut Self {
        self.inner.notice(tone.as_str(), title, markdown);
        self
    }

    /// One of this plugin's documents as an image, with what it says for those who do not see it.
    pub fn image(&mut self, document: &str, alternative: &str, credit: Option<&str>) -> &mut Self {
        self.inner.image(document, alternative, credit);
        self
    }

    /// A picture of one of this plugin's published records, by its name, with what it shows and whose it is; nothing where it is gone.
    /// Needs the grant `images`. Since 1.1.
    pub fn picture(&mut self, name: &str) -> &mut Self {
        self.inner.picture(name);
        self
    }

    /// A link that stands alone: the page's main action, or one of a list of links.
    pub fn link(&mut self, label: &str, href: &str) -> &mut Self {
        self.inner.link(label, href);
        self
    }

    /// Where the reader is in a list over several pages, in words, and the way to the others.
    pub fn pager(
        &mut self,
        previous: Option<&str>,
        next: Option<&str>,
        position: &str,
    ) -> &mut Self {
        self.inner.pager(previous, next, position);
        self
    }

    /// Terms and what they are.
    pub fn facts(&mut self, inside: impl FnOnce(&mut Facts<'a>)) -> &mut Self {
        self.inner.facts();
        inside(&mut Facts { inner: self.inner });
        self
    }

    /// A list of things to choose from.
    pub fn cards(&mut self, inside: impl FnOnce(&mut Cards<'a>)) -> &mut Self {
        self.inner.cards();
        inside(&mut Cards { inner: self.inner });
        self
    }

    /// A record as the host shows it everywhere.
    pub fn record_card(&mut self, id: &str) -> &mut Self {
        self.inner.record_card(id);
        self
    }

    /// The records of these kinds around the visitor's commune, that have these words.
    pub fn nearby<'k>(
        &mut self,
        kinds: impl IntoIterator<Item = &'k str>,
        words: Option<&str>,
        limit: u32,
    ) -> &mut Self {
        let kinds: Vec<String> = kinds.into_iter().map(str::to_owned).collect();
        self.inner.nearby(&kinds, words, limit);
        self
    }

    /// What to do, in order.
    pub fn steps(&mut self, inside: impl FnOnce(&mut Steps<'a>)) -> &mut Self {
        self.inner.steps();
        inside(&mut Steps { inner: self.inner });
        self
    }

    /// A table with a caption; no columns where its rows name themselves.
    pub fn table<'c>(
        &mut self,
        caption: &str,
        columns: impl IntoIterator<Item = &'c str>,
        inside: impl FnOnce(&mut Table<'a>),
    ) -> &mut Self {
        let columns: Vec<String> = columns.into_iter().map(str::to_owned).collect();
        self.inner.table(caption, &columns);
        inside(&mut Table { inner: self.inner });
        self
    }

    /// Events in time.
    pub fn agenda(&mut self, inside: impl FnOnce(&mut Agenda<'a>)) -> &mut Self {
        self.inner.agenda();
        inside(&mut Agenda { inner: self.inner });
        self
    }

    /// Points on a map, as a list first.
    pub fn places(&mut self, caption: &str, inside: impl FnOnce(&mut Places<'a>)) -> &mut Self {
        self.inner.places(caption);
        inside(&mut Places { inner: self.inner });
        self
    }

    /// How to reach somebody.
    pub fn contact(&mut self, name: &str, inside: impl FnOnce(&mut Contact<'a>)) -> &mut Self {
        self.inner.contact(name);
        inside(&mut Contact { inner: self.inner });
        self
    }

    /// A form that is sent to `action` with POST.
    pub fn form(
        &mut self,
        action: &str,
        submit: &str,
        inside: impl FnOnce(&mut Form<'a>),
    ) -> &mut Self {
        self.inner.form(action, submit);
        inside(&mut Form { inner: self.inner });
        self
    }

    /// A form that is sent to `action` with GET.
    pub fn search_form(
        &mut self,
        action: &str,
        submit: &str,
        inside: impl FnOnce(&mut Form<'a>),
    ) -> &mut Self {
        self.inner.search_form(action, submit);
        inside(&mut Form { inner: self.inner });
        self
    }

    /// There is no such page. Blocks that follow are shown below the host's own words.
    pub fn not_found(&mut self) -> &mut Self {
        self.inner.not_found();
        self
    }

    /// There was such a page, and it will not come back.
    pub fn gone(&mut self) -> &mut Self {
        self.inner.gone();
        self
    }

    /// This visitor may not see it.
    pub fn forbidden(&mut self) -> &mut Self {
        self.inner.forbidden();
        self
    }

    /// The visitor must sign in first.
    pub fn sign_in(&mut self) -> &mut Self {
        self.inner.sign_in();
        self
    }

    /// The answer is elsewhere on this site.
    pub fn redirect(&mut self, href: &str) -> &mut Self {
        self.inner.redirect(href);
        self
    }

    /// A machine-readable answer instead of a page: JSON, CSV, iCalendar, Atom, RSS, plain text or PDF; any other type is
    /// offered as a download.
    pub fn document(
        &mut self,
        content_type: &str,
        filename: Option<&str>,
        body: &[u8],
    ) -> &mut Self {
        self.inner.document(content_type, filename, body);
        self
    }
}
