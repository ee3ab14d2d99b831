//! What the directory's form lets a visitor choose, with what was chosen before.

use jiff::civil::Date;

use super::day_hours::named_day;
use super::directory::{DirectoryAsked, DirectoryOffered, NearError, RADII_KM};
use super::spoken::spoken;
use super::words::Words;
use crate::directory::vocabulary::{self, Term};

/// Days that the form offers; a link may ask for later ones.
const DAYS: i64 = 7;

pub(super) struct OptionView {
    pub value: String,
    pub label: String,
    pub chosen: bool,
}

/// The form's lists. A list that is empty is not shown.
pub(super) struct FormLists {
    pub near_error: Option<&'static str>,
    pub radii: Vec<OptionView>,
    pub themes: Vec<OptionView>,
    pub digital: Vec<OptionView>,
    pub fees: Vec<OptionView>,
    pub access: Vec<OptionView>,
    pub audiences: Vec<OptionView>,
    pub languages: Vec<OptionView>,
    pub equipment: Vec<OptionView>,
    pub days: Vec<OptionView>,
    /// Some places move.
    pub mobile: bool,
    /// How many choices the closed part of the form holds.
    pub chosen: Option<String>,
}

impl FormLists {
    pub fn new(
        words: Words,
        asked: &DirectoryAsked,
        offered: &DirectoryOffered,
        today: Date,
    ) -> Self {
        let (themes, digital) = theme_options(words, asked.theme);
        let only = |vocabulary: &str, offered: &[&'static str], chosen: Option<&str>| {
            let mut options = options(words, vocabulary, chosen);
            options.retain(|option| option.chosen || offered.contains(&option.value.as_str()));
            options
        };
        let chosen = asked.chosen();
        Self {
            near_error: asked.near_error.map(|error| near_error(words, error)),
            radii: radii(words, asked.radius_km),
            themes,
            digital,
            fees: options(words, "fees", asked.fee),
            access: options(words, "access_modes", asked.access),
            audiences: only("audiences", &offered.audiences, asked.audience),
            languages: languages(words, offered, asked.language),
            equipment: only("equipment", &offered.equipment, asked.equipment),
            days: days(words, asked.day, today),
            mobile: offered.mobile || asked.mobile,
            chosen: (chosen > 0).then(|| words.count("directory-chosen", chosen)),
        }
    }
}

fn near_error(words: Words, error: NearError) -> &'static str {
    words.get(match error {
        NearError::Unknown => "directory-near-unknown",
        NearError::Ambiguous => "directory-near-ambiguous",
    })
}

fn radii(words: Words, chosen: u32) -> Vec<OptionView> {
    let option = |radius: u32| OptionView {
        value: radius.to_string(),
        label: words.with("directory-radius", &[("radius", &radius.to_string())]),
        chosen: radius == chosen,
    };
    RADII_KM.into_iter().map(option).collect()
}

fn languages(words: Words, offered: &DirectoryOffered, chosen: Option<&str>) -> Vec<OptionView> {
    let mut codes = offered.languages.clone();
    // Everybody speaks it: who asks for a language asks for another.
    codes.retain(|code| *code != "fr" || chosen == Some("fr"));
    let option = |code: &str| OptionView {
        value: code.to_owned(),
        label: spoken(words, code),
        chosen: chosen == Some(code),
    };
    codes.into_iter().map(option).collect()
}

fn days(words: Words, chosen: Option<Date>, today: Date) -> Vec<OptionView> {
    let offered = (0..DAYS).filter_map(|days| today.checked_add(jiff::Span::new().days(days)).ok());
    let mut offered: Vec<Date> = offered.collect();
    offered.extend(chosen.filter(|chosen| !offered.contains(chosen)));
    let option = |date: Date| OptionView {
        value: date.to_string(),
        label: named_day(words, date, today),
        chosen: chosen == Some(date),
    };
    offered.into_iter().map(option).collect()
}

fn option(words: Words, term: &Term, chosen: Option<&str>) -> OptionView {
    OptionView {
        value: term.code.clone(),
        label: term.label(words.0.code()).to_owned(),
        chosen: chosen == Some(term.code.as_str()),
    }
}

fn options(words: Words, vocabulary: &str, chosen: Option<&str>) -> Vec<OptionView> {
    let terms = vocabulary::get(vocabulary).map_or(&[][..], |vocabulary| vocabulary.terms());
    terms
        .iter()
        // Nobody looks for a place that lets nobody in.
        .filter(|term| term.code != "pas-de-public")
        .map(|term| option(words, term, chosen))
        .collect()
}

/// The groups of themes, and what digital help there is; a finer theme that a link asked for stands among the first.
fn theme_options(words: Words, chosen: Option<&str>) -> (Vec<OptionView>, Vec<OptionView>) {
    let Some(themes) = vocabulary::get("themes") else {
        return Default::default();
    };
    let (digital, finer): (Vec<&Term>, Vec<&Term>) = themes
        .terms()
        .iter()
        .partition(|term| term.parent.as_deref() == Some("numerique"));
    let services = vocabulary::get("digital_services").into_iter();
    let asked = |term: &&&Term| Some(term.code.as_str()) == chosen;
    let service = services.flat_map(|vocabulary| vocabulary.terms());
    let service = service.filter(|term| Some(term.code.as_str()) == chosen);
    let view = |term: &Term| option(words, term, chosen);
    let groups = themes
        .groups()
        .iter()
        .chain(finer.iter().filter(asked).copied());
    let groups = groups.map(view).collect();
    (
        groups,
        digital.into_iter().chain(service).map(view).collect(),
    )
}
