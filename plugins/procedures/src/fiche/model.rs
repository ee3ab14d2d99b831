//! A fiche as it is kept in a record's `body`. Texts called Markdown are CommonMark without HTML, in which a link to
//! another fiche is `fiche:F1234` or `fiche:professionnels/F1234`; the others are plain words. Empty fields are not
//! written, so that most records stay small.

use serde::{Deserialize, Serialize};

/// True for what need not be written.
fn empty<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

macro_rules! parts {
    ($($(#[$doc:meta])* $name:ident { $($(#[$field_doc:meta])* $field:ident: $type:ty,)* })*) => {
        $($(#[$doc])*
        #[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
        #[serde(default)]
        pub struct $name { $($(#[$field_doc])* #[serde(skip_serializing_if = "empty")] pub $field: $type,)* })*
    };
}

parts! {
    /// A publication or a complementary service, with its head.
    Fiche {
        /// `F1234`, `N12` or `R34`.
        identifier: String,
        /// `particuliers`, `professionnels` or `associations`.
        audience: String,
        /// `Fiche d'information`, `Dossier`, `Formulaire`…
        kind: String,
        /// As written.
        title: String,
        /// The themes' names in words.
        subject: String,
        /// One sentence or two.
        description: String,
        /// `2024-11-05`.
        updated: String,
        /// Who publishes it.
        publisher: String,
        /// Its address at the publisher's.
        address: String,
        /// The licence where the document names one.
        licence: String,
        /// From the audience's home page to the fiche.
        trail: Vec<Step>,
        /// The first theme.
        theme: Step,
        /// What stands on the page.
        body: Body,
    }

    /// A node above a fiche.
    Step {
        /// `N19812`.
        id: String,
        /// Its name.
        title: String,
    }

    /// What stands on a fiche's page, from top to bottom.
    Body {
        /// What kind of page it is, in words.
        over_title: String,
        /// The publisher is changing it.
        being_updated: bool,
        /// Other audiences that it names.
        audiences: Vec<String>,
        /// Whom it is for more closely.
        targets: Vec<String>,
        /// The dossier, the sub-theme and the sub-dossier above it.
        within: Vec<Step>,
        /// Changes of the law and the like.
        warnings: Vec<Notice>,
        /// Before the body.
        introduction: Vec<Block>,
        /// The body.
        blocks: Vec<Block>,
        /// A guided search's tree.
        guide: Vec<Branch>,
        /// A simulator's questions.
        questionnaire: Questionnaire,
        /// Where the form or the service is.
        access: Vec<Link>,
        /// `12345*06`.
        cerfa: String,
        /// Another number of a form.
        number: String,
        /// The code of a kind of local office that offers it.
        pivot: String,
        /// Notices, other forms of the same, annexes.
        services: Vec<Service>,
        /// Where to go.
        offices: Vec<Office>,
        /// What a theme or a dossier holds.
        contents: Vec<Group>,
        /// Its neighbours in its own dossier.
        neighbours: Group,
        /// Guided searches that lead here.
        guides: Vec<Link>,
        /// Questions and answers.
        questions: Vec<Link>,
        /// Events of life.
        life_events: Vec<Link>,
        /// Fiches that use this form.
        related: Vec<Link>,
        /// See also.
        see_also: Vec<Link>,
        /// Practical information elsewhere.
        more: Vec<Link>,
        /// Laws and regulations.
        references: Vec<Link>,
        /// Who helps to publish it.
        partners: Vec<Link>,
        /// Terms of the glossary.
        definitions: Vec<Definition>,
        /// Abbreviations.
        abbreviations: Vec<Definition>,
    }

    /// A link with what is said about it.
    Link {
        /// `https:…`, or `fiche:F1234`; nothing where only the words are known.
        href: String,
        /// Plain words.
        label: String,
        /// Who publishes it.
        source: String,
        /// Plain words.
        complement: String,
        /// For whom it is shown.
        condition: Option<Condition>,
    }

    /// A list of links with a title.
    Group {
        /// `N367-1`.
        id: String,
        /// Plain words.
        title: String,
        /// In order.
        links: Vec<Link>,
    }

    /// A chapter.
    Section {
        /// The name that links in the text use.
        id: String,
        /// Plain words.
        title: String,
        /// The title where the condition is not known to hold.
        alternative: String,
        /// `pieces` (papers to bring), `important` or nothing.
        role: String,
        /// For whom it is shown.
        condition: Option<Condition>,
        /// What is inside.
        blocks: Vec<Block>,
    }

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
