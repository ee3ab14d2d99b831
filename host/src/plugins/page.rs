//! The page that a guest described, as data: what `web/render` turns into HTML. It holds no HTML itself; texts are as the
//! guest gave them, with control and bidi characters already taken out.

mod form;
mod parts;

pub use form::{Field, Form, HOST_PREFIX, IMAGE};
pub use parts::{Card, Cell, Contact, Fact, Marker, Nearby, Occurrence, RecordCard, Step, Table};

use crate::images::Said;

/// A described page, whole.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Page {
    /// What kind of answer this is.
    pub outcome: Outcome,
    /// The page's one title; empty where the guest gave none.
    pub title: String,
    /// The language of the title and lead, where it is not the page's own.
    pub title_language: Option<String>,
    /// Markdown.
    pub lead: Option<String>,
    /// The way from the plugin's home page to this one, without either.
    pub trail: Vec<Link>,
    /// Feeds and other forms of this page.
    pub alternates: Vec<Alternate>,
    /// Where the content comes from.
    pub sources: Vec<Source>,
    /// Never kept by a cache.
    pub personal: bool,
    /// The page's blocks from top to bottom.
    pub blocks: Vec<Block>,
}

/// The kind of an answer.
#[derive(Debug, Clone, Default, PartialEq)]
pub enum Outcome {
    /// A page as described.
    #[default]
    Found,
    /// 404, with what is near.
    NotFound,
    /// 410, with what is near.
    Gone,
    /// 403.
    Forbidden,
    /// The visitor must sign in.
    SignIn,
    /// Elsewhere on this site.
    Redirect(String),
    /// A machine-readable answer instead of a page.
    Document(Document),
}

/// A machine-readable answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Document {
    /// As the guest said it; `web` serves only the listed types as themselves.
    pub content_type: String,
    /// The name to save it under.
    pub filename: Option<String>,
    /// The bytes.
    pub body: Vec<u8>,
}

/// A link as the guest wrote it: `/x`, `#x`, `plugin:ID/x`, `record:ID`, `https:`…
#[derive(Debug, Clone, PartialEq)]
pub struct Link {
    /// What it says.
    pub label: String,
    /// Not yet resolved.
    pub href: String,
}

/// Another form of a page.
#[derive(Debug, Clone, PartialEq)]
pub struct Alternate {
    /// Such as `text/calendar`.
    pub content_type: String,
    /// Not yet resolved.
    pub href: String,
    /// What it is.
    pub title: String,
}

/// Where content comes from.
#[derive(Debug, Clone, PartialEq)]
pub struct Source {
    /// The publisher.
    pub label: String,
    /// Not yet resolved.
    pub href: Option<String>,
    /// `2024-11-05`, or what the guest gave.
    pub updated: Option<String>,
    /// A licence's name.
    pub licence: Option<String>,
}

/// A block with its envelope.
#[derive(Debug, Clone, PartialEq)]
pub struct Block {
    /// BCP 47, where it is not the page's own.
    pub language: Option<String>,
    /// The name that `#name` links to.
    pub anchor: Option<String>,
    /// What it is.
    pub content: Content,
}

/// What a block is.
#[derive(Debug, Clone, PartialEq)]
pub enum Content {
    /// A part with a heading.
    Section { title: String, blocks: Vec<Block> },
    /// Cases of which one concerns the reader.
    Alternatives { question: String, cases: Vec<Case> },
    /// Markdown.
    Paragraphs(String),
    /// Something to notice.
    Notice {
        tone: Tone,
        title: String,
        markdown: String,
    },
    /// One of the plugin's documents.
    Image {
        document: String,
        alternative: String,
        credit: Option<String>,
    },
    /// One of the plugin's pictures of published records; `None` where it is not there any more.
    Picture(Option<Picture>),
    /// A link that stands alone.
    Link(Link),
    /// The way through a list over several pages.
    Pager {
        previous: Option<String>,
        next: Option<String>,
        position: String,
    },
    /// Terms and what they are.
    Facts(Vec<Fact>),
    /// Things to choose from.
    Cards(Vec<Card>),
    /// A record as the host shows it everywhere; `None` where it is not there any more.
    Record(Option<RecordCard>),
    /// The records around the visitor's commune.
    Nearby(Nearby),
    /// What to do, in order.
    Steps(Vec<Step>),
    /// A table.
    Table(Table),
    /// Events in time.
    Agenda(Vec<Occurrence>),
    /// Points on a map.
    Places {
        caption: String,
        markers: Vec<Marker>,
    },
    /// How to reach somebody.
    Contact(Contact),
    /// A form.
    Form(Form),
}

/// A picture as a page shows it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Picture {
    /// The name by which its plugin knows it.
    pub name: String,
    /// Pixels.
    pub width: u32,
    /// Pixels.
    pub height: u32,
    /// What it shows, and whose it is.
    pub said: Option<Said>,
}

/// One case of [`Content::Alternatives`].
#[derive(Debug, Clone, PartialEq)]
pub struct Case {
    /// The answer that the reader picks.
    pub label: String,
    /// What holds for it.
    pub blocks: Vec<Block>,
}

/// How a notice is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// Good to know; also what an unknown code means.
    Info,
    /// Advice.
    Tip,
    /// Said before.
    Reminder,
    /// Take care.
    Warning,
    /// It worked.
    Success,
    /// It did not work.
    Error,
}
