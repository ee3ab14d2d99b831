//! What is asked: as visitors do, in several kinds, none of which is always the same.

use maille::directory::Search;

use super::dice::Dice;

/// A kind of question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A word of a name.
    Word,
    /// Two words.
    Words,
    /// What offers a service around a point.
    Near,
    /// The words around a point.
    WordNear,
}

impl Kind {
    pub const ALL: [Self; 4] = [Self::Word, Self::Words, Self::Near, Self::WordNear];

    /// For the table.
    pub fn name(self) -> &'static str {
        match self {
            Self::Word => "one word",
            Self::Words => "two words",
            Self::Near => "a service around a point",
            Self::WordNear => "a word around a point",
        }
    }
}

/// One question.
#[derive(Clone, Debug)]
pub struct Question {
    /// Folded, as they stand in the index.
    pub words: Vec<&'static str>,
    /// Degrees and metres.
    pub near: Option<(f64, f64, u32)>,
    /// A code of `digital_services`.
    pub service: Option<&'static str>,
}

const WORDS: [&str; 8] = [
    "mediatheque",
    "mairie",
    "fablab",
    "bibliotheque",
    "ccas",
    "tilleuls",
    "moulin",
    "horloge",
];
const SECOND: [&str; 6] = ["port", "beffroi", "forge", "remparts", "source", "vignes"];
const SERVICE: &str = "aide-aux-demarches-administratives";
const RADIUS_METRES: u32 = 20_000;

impl Question {
    /// The question with this number: the same each time.
    pub fn numbered(kind: Kind, number: u64) -> Self {
        let mut dice = Dice::new(number);
        let (word, second) = (dice.pick(&WORDS), dice.pick(&SECOND));
        let point = (44.0 + dice.part() * 5.0, dice.part() * 5.0, RADIUS_METRES);
        let (words, near, service) = match kind {
            Kind::Word => (vec![word], None, None),
            Kind::Words => (vec![word, second], None, None),
            Kind::Near => (vec![], Some(point), Some(SERVICE)),
            Kind::WordNear => (vec![word], Some(point), None),
        };
        Self {
            words,
            near,
            service,
        }
    }

    /// As the directory is asked.
    pub fn search(&self) -> Search {
        let mut search = Search::new(&["place", "organisation", "service", "professional"]);
        search.words(&self.words.join(" "));
        if let Some((latitude, longitude, radius)) = self.near {
            search.near(latitude, longitude, radius);
            search.order_by("distance");
        }
        if let Some(service) = self.service {
            search.where_any_at(&["/themes", "/digital_services"], &[service]);
        }
        search
    }
}
