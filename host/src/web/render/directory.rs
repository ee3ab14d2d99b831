//! `/annuaire`: the search of the directory and what it found, a list first. All of it works without script.

use std::sync::Arc;

use askama::Template;
use jiff::civil::{Date, DateTime};

use super::assets;
use super::composer::Composer;
use super::day_hours::{DayHours, named_day};
use super::directory_files;
use super::directory_form::FormLists;
use super::directory_found::FoundView;
use super::directory_plan::{self, DIRECTORY_VIEW, plan_switch, whole};
use super::holder::Holder;
use super::host_pages::Service;
use super::html::Html;
use super::layout::{self, Body};
use super::links::{self, Links};
use super::openings::Opening;
use super::parts::named;
use super::plan::Plan;
use super::site::{NavigationEntry, Site, View};
use super::words::Words;
use crate::map::Map;
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
/// The query parameter that holds a day.
pub const DIRECTORY_DAY: &str = "jour";

/// The query parameter that keeps words as they were typed.
pub const DIRECTORY_EXACT: &str = "exact";
/// The query parameter of a record's page that holds the list which led there.
pub const DIRECTORY_BACK: &str = "retour";

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
    /// A term of `audiences`.
    pub audience: Option<&'static str>,
    /// One of [`super::SPOKEN`].
    pub language: Option<&'static str>,
    /// A term of `equipment`.
    pub equipment: Option<&'static str>,
    /// Only what moves from place to place.
    pub mobile: bool,
    /// Only what is open on this day.
    pub day: Option<Date>,
    /// The words are searched as they were typed, whatever that finds.
    pub exact: bool,
    /// The list stands beside a plan.
    pub plan: bool,
    /// Steps nearer than a plan of all that was found, or farther.
    pub zoom: i8,
    /// The number of the list that a nearer plan stands around.
    pub around: Option<usize>,
}

/// The choices that lead somewhere: terms that some record holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DirectoryOffered {
    /// Terms of `audiences`.
    pub audiences: Vec<&'static str>,
    /// Of [`super::SPOKEN`].
    pub languages: Vec<&'static str>,
    /// Terms of `equipment`.
    pub equipment: Vec<&'static str>,
    /// Something moves from place to place.
    pub mobile: bool,
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
    /// When it is open on the day that was asked for.
    pub on_day: Option<DayHours>,
    /// It moves from place to place.
    pub mobile: bool,
    /// Where it is, in degrees.
    pub point: Option<(f64, f64)>,
    /// Who holds it, where we do not.
    pub holder: Option<Holder>,
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
    /// The words that were searched instead of those that found nothing.
    pub corrected: Option<String>,
    /// True where nobody has put anything into the directory yet.
    pub directory_is_empty: bool,
    /// Where one was asked for and something stands on it.
    pub plan: Option<Plan>,
    /// The map beside it.
    pub map: Option<Arc<Map>>,
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

#[derive(Template)]
#[template(path = "pages/directory.html")]
struct DirectoryView<'a> {
    words: Words,
    title: &'a str,
    asked: &'a DirectoryAsked,
    form: FormLists,
    results: Option<ResultsView>,
}

struct ResultsView {
    directory_is_empty: bool,
    count: String,
    /// The whole list in other forms.
    files: Vec<(String, &'static str)>,
    /// Records whose hours are not known are left out.
    open_only: bool,
    /// What was searched instead, and where the words are searched as they were typed.
    corrected: Option<(String, String, String)>,
    found: Vec<Html>,
    /// To the plan, or back to the list alone.
    plan_switch: Option<(String, &'static str)>,
    plan: Option<Html>,
    /// A map is offered beside it.
    has_map: bool,
    /// One was asked for, and nothing can stand on it.
    plan_is_empty: bool,
    fewer: Option<String>,
    telephone: Option<(String, Option<String>)>,
    wider: Option<(String, String)>,
    everywhere: Option<String>,
    any_time: Option<String>,
    any_day: Option<String>,
    next: Option<String>,
    is_later: bool,
    first: String,
}

/// `/annuaire` at a local time; without results where the place to search around is none.
pub fn directory_page(
    site: &Site,
    view: &View,
    (asked, offered): (&DirectoryAsked, &DirectoryOffered),
    results: Option<&DirectoryResults>,
    now: DateTime,
) -> String {
    let links = Links::default();
    let mut composer = Composer::new(site, view, &links);
    let words = composer.words;
    let title = title(words, asked, results);
    let page = DirectoryView {
        words,
        title: &title,
        asked,
        form: FormLists::new(words, asked, offered, now.date()),
        results: results.map(|results| ResultsView::new(&mut composer, asked, results, now)),
    };
    let content = Html::render(&page);
    let map = page.results.as_ref().is_some_and(|results| results.has_map);
    let files = page.results.as_ref().map(|results| &results.files[..]);
    let body = Body {
        alternates: directory_files::list_alternates(files.unwrap_or_default()),
        has_errors: asked.near_error.is_some(),
        has_search: true,
        scripts: [Some(assets::here_href()), map.then(assets::map_href)]
            .into_iter()
            .flatten()
            .collect(),
        hidden_from_search: !view.query.is_empty(),
        content,
        title,
        ..Body::default()
    };
    layout::document(site, view, body)
}

impl DirectoryAsked {
    /// How many things are asked that the closed part of the form holds.
    pub(super) fn chosen(&self) -> u64 {
        let lists = [
            self.theme,
            self.fee,
            self.access,
            self.audience,
            self.language,
            self.equipment,
        ];
        let boxes = [self.wheelchair, self.open, self.mobile, self.day.is_some()];
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
        // Each page has a plan of its own.
        let first = whole(&composer.view.without(DIRECTORY_AFTER));
        let wider = RADII_KM
            .into_iter()
            .find(|radius| *radius > asked.radius_km)
            .filter(|_| results.place.is_some())
            .map(|radius| {
                let radius = radius.to_string();
                let label = words.with("directory-wider", &[("radius", &radius)]);
                (first.address_with(DIRECTORY_RADIUS, Some(&radius)), label)
            });
        let map = directory_plan::map(composer, results);
        Self {
            directory_is_empty: results.directory_is_empty,
            count: count(words, asked, results, now.date()),
            files: match results.total {
                0 => Vec::new(),
                _ => directory_files::list_files(composer, asked),
            },
            open_only: asked.open || asked.day.is_some(),
            corrected: results.corrected.as_ref().map(|corrected| {
                let said = [("typed", asked.words.as_str()), ("searched", corrected)];
                let exactly = words.with("directory-exactly", &[("typed", &asked.words)]);
                let href = first.address_with(DIRECTORY_EXACT, Some("1"));
                (
                    words.with("directory-corrected-words", &said),
                    href,
                    exactly,
                )
            }),
            fewer: (asked.chosen() > 0).then(|| {
                let kept = ["q", DIRECTORY_NEAR, DIRECTORY_RADIUS, DIRECTORY_VIEW];
                first.with_only(&kept).address_with(DIRECTORY_AFTER, None)
            }),
            telephone: composer.site.contact.telephone.as_ref().map(|number| {
                let href = links::telephone(number).map(|to| to.href);
                (number.clone(), href)
            }),
            found: results
                .found
                .iter()
                .enumerate()
                .map(|(index, found)| {
                    let number = results.plan.is_some().then_some(index + 1);
                    Html::render(&FoundView::new(composer, number, found, (asked, now)))
                })
                .collect(),
            plan_switch: plan_switch(composer, asked, results),
            has_map: map.is_some(),
            plan: directory_plan::figure(composer, asked, results, map),
            plan_is_empty: asked.plan && results.plan.is_none() && !results.found.is_empty(),
            wider,
            everywhere: results
                .place
                .is_some()
                .then(|| first.address_with(DIRECTORY_NEAR, Some(""))),
            any_time: asked.open.then(|| first.address_with("ouvert", None)),
            any_day: asked.day.map(|_| first.address_with(DIRECTORY_DAY, None)),
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

/// `Annuaire : wifi, Angers (49000)`.
fn title(words: Words, asked: &DirectoryAsked, results: Option<&DirectoryResults>) -> String {
    let place = results.and_then(|results| results.place.clone());
    let place = place.map(|name| named(&name, || words.get("directory-here").to_owned()));
    let plan = results.and_then(|results| results.plan.as_ref());
    let plan = plan.map(|_| words.get("plan-title-part").to_owned());
    let said: Vec<String> = [super::text::shortened(&asked.words, 80).into_owned()]
        .into_iter()
        .filter(|text| !text.is_empty())
        .chain(place)
        .chain(plan)
        .collect();
    if said.is_empty() {
        return words.get("directory-title").to_owned();
    }
    words.with("directory-title-for", &[("criteria", &said.join(", "))])
}

fn count(words: Words, asked: &DirectoryAsked, results: &DirectoryResults, today: Date) -> String {
    if let Some(date) = asked.day {
        let total = i64::try_from(results.total).unwrap_or(i64::MAX);
        let day = named_day(words, date, today);
        return words.number("directory-count-day", "count", total, &[("day", &day)]);
    }
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
