//! The plan beside the directory's list, and the links that lead to it, nearer, farther and back. The drawing itself is made
//! in `plan/`.

use askama::Template;

use super::composer::Composer;
use super::directory::{DirectoryAsked, DirectoryResults};
use super::html::Html;
use super::map::{self, Marked};
use super::parts::named;
use super::plan::{PlanView, SheetView};
use super::site::View;
use super::words::Words;

/// The query parameter that says how the list is shown.
pub const DIRECTORY_VIEW: &str = "vue";
/// Beside a plan.
pub const DIRECTORY_PLAN: &str = "plan";
/// The query parameter that says how near a plan is: twice as near for each step.
pub const DIRECTORY_ZOOM: &str = "zoom";
/// The query parameter that holds the number of the list that a nearer plan stands around.
pub const DIRECTORY_AROUND: &str = "autour";

#[derive(Template)]
#[template(path = "blocks/plan.html")]
struct PlanFigure {
    words: Words,
    plan: PlanView,
    zoom: Vec<(String, &'static str)>,
    /// For each sheet.
    apart: Vec<Vec<(String, String)>>,
    map: Option<Html>,
}

/// The plan of the results; none where none was asked for, or nothing can stand on it.
pub(super) fn figure(
    composer: &Composer,
    asked: &DirectoryAsked,
    results: &DirectoryResults,
    map: Option<Html>,
) -> Option<Html> {
    let words = composer.words;
    let names = names(words, results);
    let plan = PlanView::new(words, results.plan.as_ref()?, &names);
    let sheets = plan.sheets.iter();
    Some(Html::render(&PlanFigure {
        words,
        zoom: zoom_links(composer, asked, &plan),
        apart: sheets.map(|sheet| apart_links(composer, sheet)).collect(),
        plan,
        map,
    }))
}

/// The offer to show the same places on the instance's map, beside their plan.
pub(super) fn map(composer: &Composer, results: &DirectoryResults) -> Option<Html> {
    let plan = results.plan.as_ref()?;
    let names = names(composer.words, results);
    let marked = |(number, point): &(usize, (f64, f64))| {
        Some(Marked {
            point: *point,
            name: names.get(number.checked_sub(1)?)?,
            number: Some(*number),
        })
    };
    let marked: Vec<Marked> = plan.points.iter().filter_map(marked).collect();
    let origin = plan.origin.as_ref().map(|(point, _)| *point);
    map::offer(composer.words, results.map.as_ref(), &marked, origin)
}

fn names(words: Words, results: &DirectoryResults) -> Vec<String> {
    let found = results.found.iter();
    let name = |title: &str| named(title, || words.get("untitled").to_owned());
    found.map(|found| name(&found.card.title)).collect()
}

/// From the list to its plan and back, where there is anything to place.
pub(super) fn plan_switch(
    composer: &Composer,
    asked: &DirectoryAsked,
    results: &DirectoryResults,
) -> Option<(String, &'static str)> {
    let (view, words) = (whole(composer.view), composer.words);
    if asked.plan {
        let list = view.address_with(DIRECTORY_VIEW, None);
        return Some((list, words.get("plan-hide")));
    }
    let something = results.found.iter().any(|found| found.point.is_some());
    let plan = view.address_with(DIRECTORY_VIEW, Some(DIRECTORY_PLAN));
    something.then(|| (format!("{plan}#plan"), words.get("plan-show")))
}

/// The list's address without what asks for a part of its plan.
pub(super) fn whole(view: &View) -> View {
    view.without(DIRECTORY_ZOOM).without(DIRECTORY_AROUND)
}

/// To where the numbers of one marker have markers of their own.
fn apart_links(composer: &Composer, sheet: &SheetView) -> Vec<(String, String)> {
    let groups = sheet.groups.iter();
    groups
        .map(|(mark, number, zoom)| {
            let mut view = whole(composer.view);
            let around = (DIRECTORY_AROUND.to_owned(), number.to_string());
            view.query.push(around);
            let href = view.address_with(DIRECTORY_ZOOM, Some(&zoom.to_string()));
            let label = composer.words.with("plan-apart", &[("mark", mark)]);
            (format!("{href}#plan"), label)
        })
        .collect()
}

/// Nearer, farther, and back to where everything is seen.
fn zoom_links(
    composer: &Composer,
    asked: &DirectoryAsked,
    plan: &PlanView,
) -> Vec<(String, &'static str)> {
    let words = composer.words;
    let at = |zoom: i8| {
        let href = match zoom {
            0 => whole(composer.view).address_with("", None),
            _ => composer
                .view
                .address_with(DIRECTORY_ZOOM, Some(&zoom.to_string())),
        };
        format!("{href}#plan")
    };
    let links = [
        (plan.nearer, words.get("plan-nearer")),
        (plan.farther, words.get("plan-farther")),
        ((asked.zoom != 0).then_some(0), words.get("plan-whole")),
    ];
    links
        .into_iter()
        .filter_map(|(zoom, label)| Some((at(zoom?), label)))
        .collect()
}
