//! The page that a guest described, as data: what `web/render` turns into HTML. It holds no HTML itself; texts are as the
//! guest gave them, with control and bidi characters already taken out.

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

/// A term and what it is.
#[derive(Debug, Clone, PartialEq)]
pub struct Fact {
    /// The name that `#name` links to.
    pub anchor: Option<String>,
    /// The term.
    pub term: String,
    /// Markdown.
    pub markdown: String,
}

/// A thing to choose.
#[derive(Debug, Clone, PartialEq)]
pub struct Card {
    /// What it is called.
    pub title: String,
    /// Not yet resolved.
    pub href: Option<String>,
    /// A line or two of Markdown.
    pub markdown: String,
    /// Terms and plain texts.
    pub facts: Vec<(String, String)>,
    /// Words.
    pub tags: Vec<String>,
}

/// A step.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// What to do.
    pub title: String,
    /// Markdown.
    pub markdown: String,
}

/// A table.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Table {
    /// What the table is about.
    pub caption: String,
    /// Names of the columns; empty where rows name themselves.
    pub columns: Vec<String>,
    /// Rows of cells.
    pub rows: Vec<Vec<Cell>>,
}

/// A cell of a table.
#[derive(Debug, Clone, PartialEq)]
pub struct Cell {
    /// It names its row.
    pub header: bool,
    /// Markdown.
    pub markdown: String,
    /// Columns spanned, 1 or more.
    pub columns: u32,
    /// Rows spanned, 1 or more.
    pub rows: u32,
}

/// A date of an event.
#[derive(Debug, Clone, PartialEq)]
pub struct Occurrence {
    /// The event.
    pub title: String,
    /// Not yet resolved.
    pub href: String,
    /// Milliseconds since 1970.
    pub start: i64,
    /// Milliseconds since 1970.
    pub end: Option<i64>,
    /// Days, not hours.
    pub all_day: bool,
    /// Code (`cancelled`, `full`, `moved`, `postponed`, `online`) and text.
    pub notes: Vec<(String, String)>,
    /// Where.
    pub place: Option<String>,
}

/// A point in WGS 84.
#[derive(Debug, Clone, PartialEq)]
pub struct Marker {
    /// What is there.
    pub label: String,
    /// Not yet resolved.
    pub href: Option<String>,
    /// Degrees.
    pub latitude: f64,
    /// Degrees.
    pub longitude: f64,
}

/// How to reach somebody.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Contact {
    /// Who.
    pub name: String,
    /// As people write them.
    pub telephones: Vec<String>,
    /// E-mail addresses.
    pub emails: Vec<String>,
    /// Lines of postal addresses.
    pub addresses: Vec<Vec<String>>,
    /// OpenStreetMap `opening_hours`.
    pub hours: Option<String>,
    /// What that form cannot say: "on appointment".
    pub hours_note: Option<String>,
    /// Whether a person in a wheelchair gets in alone: `yes`, `limited` or `no`.
    pub wheelchair: Option<String>,
    /// Web sites, not yet resolved.
    pub websites: Vec<String>,
}

/// A record as the host shows it everywhere.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct RecordCard {
    /// The record's id.
    pub id: String,
    /// The kind's name in the page's language.
    pub kind_label: String,
    /// The record's title.
    pub title: String,
    /// Where it is shown best: a path of this site.
    pub href: String,
    /// Plain text.
    pub summary: Option<String>,
    /// Address, telephone, hours…; its `name` is empty.
    pub contact: Contact,
    /// Metres from the visitor's commune.
    pub distance_metres: Option<u32>,
}

/// The records around the visitor's commune.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Nearby {
    /// The INSEE code that the visitor chose, if any.
    pub municipality: Option<String>,
    /// Nearest first.
    pub records: Vec<RecordCard>,
}

/// A form.
#[derive(Debug, Clone, PartialEq)]
pub struct Form {
    /// Sent with GET instead of POST.
    pub search: bool,
    /// Not yet resolved.
    pub action: String,
    /// What the button says.
    pub submit: String,
    /// Fields, in order.
    pub fields: Vec<Field>,
}

/// A field of a form.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Field {
    /// The legend of the group that begins with this field; an empty one ends the group before.
    pub group: Option<String>,
    /// `text`, `lines`, `email`…; an unknown one is `text`.
    pub kind: String,
    /// The name that comes back.
    pub name: String,
    /// What it asks for.
    pub label: String,
    /// What stands in it.
    pub value: Option<String>,
    /// A sentence of help.
    pub hint: Option<String>,
    /// Values and labels.
    pub choices: Vec<(String, String)>,
    /// May be left empty.
    pub optional: bool,
    /// In characters.
    pub maximum: Option<u32>,
    /// WCAG 1.3.5.
    pub purpose: Option<String>,
    /// What is wrong, and how to mend it.
    pub error: Option<String>,
}
