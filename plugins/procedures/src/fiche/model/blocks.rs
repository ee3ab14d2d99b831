//! What stands in the body of a fiche: blocks, what is in them, and the conditions that they depend on.

use serde::{Deserialize, Serialize};

use super::{Link, Section, empty};

parts! {
    /// Cases of which one concerns the reader.
    Cases {
        /// `situations`, `modalite` or nothing.
        role: String,
        /// In order.
        cases: Vec<Case>,
    }

    /// One case.
    Case {
        /// Plain words.
        title: String,
        /// `enLigne`, `surPlace`, `parCorres` or nothing.
        channel: String,
        /// For whom it is shown.
        condition: Option<Condition>,
        /// What is inside.
        blocks: Vec<Block>,
    }

    /// A list.
    List {
        /// The order matters.
        numbered: bool,
        /// In order.
        items: Vec<Item>,
    }

    /// An item of a list.
    Item {
        /// For whom it is shown.
        condition: Option<Condition>,
        /// What is inside.
        blocks: Vec<Block>,
    }

    /// A table.
    Table {
        /// Plain words.
        caption: String,
        /// Plain words.
        summary: String,
        /// Which columns name their rows.
        header_columns: Vec<bool>,
        /// In order.
        rows: Vec<Row>,
    }

    /// A row.
    Row {
        /// Its cells name the columns.
        header: bool,
        /// From left to right.
        cells: Vec<Cell>,
    }

    /// A cell.
    Cell {
        /// How many columns it spans; zero means one.
        columns: u32,
        /// How many rows it spans; zero means one.
        rows: u32,
        /// What is inside.
        blocks: Vec<Block>,
    }

    /// Something to notice.
    Notice {
        /// `warning`, `info`, `tip` or `reminder`.
        tone: String,
        /// Plain words.
        title: String,
        /// `2024-11-05`.
        date: String,
        /// What is inside.
        blocks: Vec<Block>,
    }

    /// Where to go or to whom to turn.
    Office {
        /// `R2884`.
        id: String,
        /// `Local`, `National`…
        kind: String,
        /// Plain words.
        title: String,
        /// The code of a kind of local office.
        pivot: String,
        /// Web addresses.
        urls: Vec<String>,
        /// Who is responsible.
        source: String,
        /// Plain words.
        complement: String,
        /// It can be reached by electronic means.
        electronic: bool,
        /// For whom it is shown.
        condition: Option<Condition>,
        /// What is inside.
        blocks: Vec<Block>,
    }

    /// A form, an online service, a model letter, a simulator.
    Service {
        /// `R1234`.
        id: String,
        /// `Formulaire`, `Téléservice`…
        kind: String,
        /// Plain words.
        title: String,
        /// Its address.
        url: String,
        /// `12345*06`.
        cerfa: String,
        /// Another number.
        number: String,
        /// `PDF, 120 KB`.
        format: String,
        /// Who offers it.
        source: String,
        /// Plain words.
        comment: String,
        /// For whom it is shown.
        condition: Option<Condition>,
        /// The code of a kind of local office.
        pivot: String,
        /// What is said before.
        blocks: Vec<Block>,
        /// Notices.
        notices: Vec<Link>,
        /// Annexes.
        annexes: Vec<Service>,
    }

    /// A picture, of which only the words are part of the data.
    Picture {
        /// Instead of the picture.
        text: String,
        /// Below it.
        caption: String,
        /// Who made it.
        credit: String,
        /// At length.
        description: Vec<Block>,
    }

    /// A term and what it means.
    Definition {
        /// `R55427`.
        id: String,
        /// Plain words.
        term: String,
        /// What it means.
        blocks: Vec<Block>,
        /// Laws that define it.
        references: Vec<Link>,
    }

    /// A question of a guided search, or one of its answers.
    Branch {
        /// Plain words.
        title: String,
        /// What helps to choose.
        help: Vec<Block>,
        /// Variables that become true.
        sets: Vec<String>,
        /// Variables that become false.
        unsets: Vec<String>,
        /// Where it leads.
        link: Option<Link>,
        /// Further answers.
        branches: Vec<Branch>,
    }

    /// A simulator's questions.
    Questionnaire {
        /// Before the questions.
        introduction: Vec<Block>,
        /// In order.
        questions: Vec<Question>,
    }

    /// A question.
    Question {
        /// Plain words.
        title: String,
        /// What helps to answer.
        help: Vec<Block>,
        /// Its answers.
        choices: Vec<Choice>,
    }

    /// An answer.
    Choice {
        /// Plain words.
        title: String,
        /// The answer as a sentence: `Vous êtes locataire`.
        sentence: String,
        /// Variables that become true.
        sets: Vec<String>,
        /// Variables that become false.
        unsets: Vec<String>,
    }
}

/// Something on a page.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Block {
    /// Markdown.
    Paragraph(String),
    /// A list.
    List(List),
    /// A chapter.
    Section(Section),
    /// Cases of which one concerns the reader.
    Cases(Cases),
    /// A table.
    Table(Table),
    /// Something to notice.
    Notice(Notice),
    /// Where to go.
    Office(Office),
    /// A form or an online service.
    Service(Service),
    /// What concerns only some readers.
    Conditional(Item),
    /// A link with a comment below it.
    Comment(Comment),
    /// A picture's words.
    Picture(Picture),
}

/// A link with a comment below it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Comment {
    /// The link.
    pub link: Link,
    /// The comment.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub blocks: Vec<Block>,
}

/// For whom something is shown, over variables that guided searches and simulators set.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Condition {
    /// The variable is true.
    True(String),
    /// Nothing has set the variable.
    Undefined(String),
    /// One of these holds.
    Any(Vec<Condition>),
    /// All of these hold.
    All(Vec<Condition>),
}

impl Condition {
    /// Calls `visit` with each variable.
    pub fn variables<'a>(&'a self, visit: &mut impl FnMut(&'a str)) {
        match self {
            Self::True(variable) | Self::Undefined(variable) => visit(variable),
            Self::Any(parts) | Self::All(parts) => {
                for part in parts {
                    part.variables(visit);
                }
            }
        }
    }
}
