//! `/annuaire`: the search of the directory and what it found, a list first. All of it works without script.

use askama::Template;
use jiff::civil::DateTime;

use super::composer::Composer;
use super::directory_files;
use super::host_pages::Service;
use super::html::Html;
use super::layout::{self, Body};
use super::links::{self, Links};
use super::openings::Opening;
use super::parts::named;
use super::records::distance;
use super::site::{NavigationEntry, Site, View, is_local_path};
use super::words::Words;
use crate::directory::vocabulary::{self, Term};
use crate::plugins::page::RecordCard;
use crate::web::locale::Locale;

/// The directory's address.
pub const DIRECTORY: &str = "/annuaire";
/// The radii that a visitor chooses from, in kilometres.
pub const RADII_KM: [u32; 5] = [5, 10, 20, 50, 100];
/// The query parameter that holds a page's cursor.
pub const DIRECTORY_AFTER: &str = "suite";
/// The query parameter that holds a commune or a point.
pub const DIRECTORY_NEAR: &str = "pres";
/// The query parameter that holds a radius in kilometres.
pub const DIRECTORY_RADIUS: &str = "rayon";

/// What a visitor asks the directory.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DirectoryAsked {
    /// As they were typed.
    pub words: String,
    /// A commune or a point, as it was typed.
    pub near: String,
    /// Why there is no such place.
    pub near_error: Option<NearError>,
    /// One of [`RADII_KM`].
    pub radius_km: u32,
    /// A theme, a group of themes or a digital service.
    pub theme: Option<&'static str>,
    /// A term of `fees`.
    pub fee: Option<&'static str>,
    /// A term of `access_modes`.
    pub access: Option<&'static str>,
    /// Only where a wheelchair gets in.
    pub wheelchair: bool,
    /// Only what is open now.
    pub open: bool,
}

/// Why a place to search around is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NearError {
    /// Nothing in the directory stands there.
    Unknown,
    /// Several communes have this name.
    Ambiguous,
}

/// One record of a list.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct DirectoryFound {
    /// Name, address, telephones and distance.
    pub card: RecordCard,
    /// Whether it is open now.
    pub opening: Opening,
    /// Terms of `fees`.
    pub fees: Vec<String>,
    /// Terms of `access_modes`.
    pub access: Vec<String>,
}

/// What was found.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct DirectoryResults {
    /// The name of what it was searched around; empty for a point. None where it was searched everywhere.
    pub place: Option<String>,
    /// How many there are on all pages, whether open now or not.
    pub total: u64,
    /// This page's records.
    pub found: Vec<DirectoryFound>,
    /// The cursor of the page after.
    pub next: Option<String>,
    /// True where nobody has put anything into the directory yet.
    pub directory_is_empty: bool,
}

/// The entry of the main navigation.
pub fn directory_entry(locale: Locale) -> NavigationEntry {
    NavigationEntry {
        label: Words(locale).get("directory-title").to_owned(),
        href: DIRECTORY.to_owned(),
    }
}

/// The directory among the services of the first page.
pub fn directory_service(locale: Locale) -> Service {
    let words = Words(locale);
    Service {
        name: words.get("directory-title").to_owned(),
        description: words.get("directory-description").to_owned(),
        href: DIRECTORY.to_owned(),
    }
}

struct OptionView {
    value: String,
    label: String,
    chosen: bool,
}

#[derive(Template)]
#[template(path = "blocks/found.html")]
struct FoundView<'a> {
    words: Words,
    title: String,
    href: Option<&'a str>,
    kind: &'a str,
    distance: Option<String>,
    is_open: bool,
    opening: Option<String>,
    telephones: Vec<(&'a str, Option<String>)>,
    address: Option<&'a [String]>,
    terms: Vec<String>,
    wheelchair: Option<&'static str>,
}

#[derive(Template)]
#[template(path = "pages/directory.html")]
struct DirectoryView<'a> {
    words: Words,
    title: &'a str,
    asked: &'a DirectoryAsked,
    near_error: Option<&'static str>,
    radii: Vec<OptionView>,
    themes: Vec<OptionView>,
    digital: Vec<OptionView>,
    fees: Vec<OptionView>,
    access: Vec<OptionView>,
    /// How many choices the closed part of the form holds.
    chosen: Option<String>,
    results: Option<ResultsView>,
}

struct ResultsView {
    directory_is_empty: bool,
    count: String,
    /// The whole list in other forms.
    files: Vec<(String, &'static str)>,
    /// Records whose hours are not known are left out.
    open_only: bool,
    found: Vec<Html>,
    wider: Option<(String, String)>,
    everywhere: Option<String>,
    any_time: Option<String>,
    next: Option<String>,
    is_later: bool,
    first: String,
}

/// `/annuaire` at a local time; without results where the place to search around is none.
pub fn directory_page(
    site: &Site,
    view: &View,
    asked: &DirectoryAsked,
    results: Option<&DirectoryResults>,
    now: DateTime,
) -> String {
    let links = Links::default();
    let mut composer = Composer::new(site, view, &links);
    let words = composer.words;
    let title = title(words, asked, results);
    let (themes, digital) = theme_options(words, asked.theme);
    let page = DirectoryView {
        words,
        title: &title,
        asked,
        near_error: asked.near_error.map(|error| near_error(words, error)),
        radii: radii(words, asked.radius_km),
        themes,
        digital,
        fees: options(words, "fees", asked.fee),
        access: options(words, "access_modes", asked.access),
        chosen: Some(asked.chosen())
            .filter(|chosen| *chosen > 0)
            .map(|chosen| words.count("directory-chosen", chosen)),
        results: results.map(|results| ResultsView::new(&mut composer, asked, results, now)),
    };
    let content = Html::render(&page);
    let files = page.results.as_ref().map(|results| &results.files[..]);
    let body = Body {
        alternates: directory_files::list_alternates(files.unwrap_or_default()),
        has_errors: asked.near_error.is_some(),
        has_search: true,
        hidden_from_search: !view.query.is_empty(),
        content,
        title,
        ..Body::default()
    };
    layout::document(site, view, body)
}

impl DirectoryAsked {
    /// How many things are asked that the closed part of the form holds.
    fn chosen(&self) -> u64 {
        let lists = [self.theme, self.fee, self.access];
        let boxes = [self.wheelchair, self.open];
        let chosen =
            lists.iter().flatten().count() + boxes.iter().filter(|chosen| **chosen).count();
        chosen as u64
    }
}

impl ResultsView {
    fn new(
        composer: &mut Composer,
        asked: &DirectoryAsked,
        results: &DirectoryResults,
        now: DateTime,
    ) -> Self {
        let words = composer.words;
        let first = composer.view.without(DIRECTORY_AFTER);
        let wider = RADII_KM
            .into_iter()
            .find(|radius| *radius > asked.radius_km)
            .filter(|_| results.place.is_some())
            .map(|radius| {
                let radius = radius.to_string();
                let label = words.with("directory-wider", &[("radius", &radius)]);
                (first.address_with(DIRECTORY_RADIUS, Some(&radius)), label)
            });
        Self {
            directory_is_empty: results.directory_is_empty,
            count: count(words, asked, results),
            files: match results.total {
                0 => Vec::new(),
                _ => directory_files::list_files(composer, asked),
            },
            open_only: asked.open,
            found: results
                .found
                .iter()
                .map(|found| Html::render(&FoundView::new(composer, found, now)))
                .collect(),
            wider,
            everywhere: results
                .place
                .is_some()
                .then(|| first.address_with(DIRECTORY_NEAR, Some(""))),
            any_time: asked.open.then(|| first.address_with("ouvert", None)),
            next: results
                .next
                .as_deref()
                .map(|cursor| first.address_with(DIRECTORY_AFTER, Some(cursor))),
            is_later: composer
                .view
                .query
                .iter()
                .any(|(name, _)| name == DIRECTORY_AFTER),
            first: first.address_with(DIRECTORY_AFTER, None),
        }
    }
}

impl<'a> FoundView<'a> {
    fn new(composer: &Composer, found: &'a DirectoryFound, now: DateTime) -> Self {
        let (words, card) = (composer.words, &found.card);
        let said = |vocabulary: &str, codes: &[String]| labels(words, vocabulary, codes).join(", ");
        let terms = [
            said("fees", &found.fees),
            said("access_modes", &found.access),
        ];
        let terms = terms.into_iter().filter(|text| !text.is_empty()).collect();
        Self {
            words,
            title: named(&card.title, || words.get("untitled").to_owned()),
            href: Some(card.href.as_str()).filter(|href| is_local_path(href)),
            kind: card.kind_label.trim(),
            distance: card.distance_metres.map(|metres| distance(words, metres)),
            is_open: found.opening.is_open(),
            opening: found.opening.say(words, now),
            telephones: card
                .contact
                .telephones
                .iter()
                .map(|number| (number.as_str(), links::telephone(number).map(|to| to.href)))
                .collect(),
            address: card.contact.addresses.first().map(Vec::as_slice),
            terms,
            wheelchair: super::contact::wheelchair(words, card.contact.wheelchair.as_deref()),
        }
    }
}

/// The labels of codes; a code that its vocabulary does not know stands as it is.
pub(super) fn labels(words: Words, vocabulary: &str, codes: &[String]) -> Vec<String> {
    let label = |code: &String| {
        vocabulary::label(vocabulary, code, words.0.code())
            .unwrap_or(code)
            .to_owned()
    };
    codes.iter().map(label).collect()
}

/// `Annuaire : wifi, Angers (49000)`.
fn title(words: Words, asked: &DirectoryAsked, results: Option<&DirectoryResults>) -> String {
    let place = results.and_then(|results| results.place.clone());
    let place = place.map(|name| named(&name, || words.get("directory-here").to_owned()));
    let said: Vec<String> = [super::text::shortened(&asked.words, 80).into_owned()]
        .into_iter()
        .filter(|text| !text.is_empty())
        .chain(place)
        .collect();
    if said.is_empty() {
        return words.get("directory-title").to_owned();
    }
    words.with("directory-title-for", &[("criteria", &said.join(", "))])
}

fn count(words: Words, asked: &DirectoryAsked, results: &DirectoryResults) -> String {
    if asked.open {
        return words.count("directory-count-open", results.total);
    }
    if results.place.is_none() {
        return words.count("search-count", results.total);
    }
    words.number(
        "directory-count-near",
        "count",
        i64::try_from(results.total).unwrap_or(i64::MAX),
        &[("radius", &asked.radius_km.to_string())],
    )
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
