//! What stands inside blocks: rows of facts, cards, tables, dates and places.

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
    /// Whoever holds it, where that is not this instance.
    pub holder: Option<String>,
}

/// The records around the visitor's commune.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Nearby {
    /// The INSEE code that the visitor chose, if any.
    pub municipality: Option<String>,
    /// Nearest first.
    pub records: Vec<RecordCard>,
}
