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

mod blocks;

pub use blocks::{
    Block, Branch, Case, Cases, Cell, Choice, Comment, Condition, Definition, Item, List, Notice,
    Office, Picture, Question, Questionnaire, Row, Service, Table,
};

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
}
