//! How much the instance is used: a chart, the same as a table, and what was searched in vain.

use std::collections::BTreeMap;

use askama::Template;
use jiff::ToSpan as _;
use jiff::civil::Date;

use super::super::dates;
use super::super::html::Html;
use super::super::words::Words;
use super::{Desk, DeskPage, desk_page};
use crate::statistics::{Figure, PLUGIN_PAGE, Sum, WORD_TIMES_MIN, WORDS_KEPT_DAYS};

/// Where it stands.
pub const STATISTICS: &str = "/administration/statistiques";
/// The query parameter with the number of days.
pub const STATISTICS_DAYS: &str = "jours";
/// The numbers of days that can be chosen.
pub const STATISTICS_PERIODS: [i64; 3] = [28, 91, 364];
/// Bars of the chart at most: a bar is a day, or as many days as that takes.
const BARS: i64 = 28;
/// In the chart's own units.
const BAR_WIDTH: u64 = 20;
const CHART_HEIGHT: u64 = 200;

/// What a page of it shows.
#[derive(Debug)]
pub struct StatisticsPage {
    /// One of [`STATISTICS_PERIODS`].
    pub days: i64,
    /// The first day.
    pub first: Date,
    /// The last day, which is today.
    pub last: Date,
    /// The oldest first.
    pub sums: Vec<Sum>,
    /// What was searched several times and not found.
    pub words: Vec<(String, u64)>,
    /// Names of plugins, by the names under which they are counted.
    pub names: BTreeMap<String, String>,
}

struct PeriodView {
    href: String,
    name: String,
    chosen: bool,
}

/// A bar of the chart, and the line of the table that says the same.
struct BarView {
    x: u64,
    y: u64,
    height: u64,
    days: String,
    pages: u64,
    searches: u64,
    in_vain: u64,
    contributions: u64,
}

struct LineView {
    name: String,
    count: u64,
}

#[derive(Template)]
#[template(path = "administration/statistics.html")]
struct StatisticsView {
    words: Words,
    periods: Vec<PeriodView>,
    csv: String,
    is_empty: bool,
    lead: String,
    chart: String,
    width: u64,
    bar: u64,
    height: u64,
    bars: Vec<BarView>,
    pages: Vec<LineView>,
    searches: String,
    in_vain: Vec<LineView>,
    in_vain_note: String,
    contributions: Vec<LineView>,
}

/// `/administration/statistiques?jours=`
pub fn statistics_page(desk: &Desk, page: &StatisticsPage) -> String {
    let words = desk.words();
    let total = |figure: Figure| -> u64 { of(page, figure).map(|sum| sum.count).sum() };
    let period = |days: &i64| PeriodView {
        href: format!("{STATISTICS}?{STATISTICS_DAYS}={days}"),
        name: period_name(words, *days),
        chosen: *days == page.days,
    };
    let bars = bars(words, page);
    let content = Html::render(&StatisticsView {
        words,
        periods: STATISTICS_PERIODS.iter().map(period).collect(),
        csv: format!("{STATISTICS}.csv?{STATISTICS_DAYS}={}", page.days),
        is_empty: page.sums.is_empty(),
        lead: words.count("statistics-pages-total", total(Figure::Page)),
        chart: words.with(
            "statistics-chart",
            &[
                ("first", &dates::date(words, page.first)),
                ("last", &dates::date(words, page.last)),
            ],
        ),
        width: BAR_WIDTH * bars.len() as u64,
        bar: BAR_WIDTH - 4,
        height: CHART_HEIGHT,
        bars,
        pages: lines(words, page, Figure::Page),
        searches: words.number(
            "statistics-searches-total",
            "count",
            i64::try_from(total(Figure::Search)).unwrap_or(i64::MAX),
            &[("vain", &total(Figure::FoundNothing).to_string())],
        ),
        in_vain: page
            .words
            .iter()
            .map(|(name, count)| LineView {
                name: name.clone(),
                count: *count,
            })
            .collect(),
        in_vain_note: words.with(
            "statistics-vain-note",
            &[
                ("times", &WORD_TIMES_MIN.to_string()),
                ("days", &WORDS_KEPT_DAYS.to_string()),
            ],
        ),
        contributions: lines(words, page, Figure::Contribution),
    });
    let page = DeskPage {
        title: words.get("statistics-title").to_owned(),
        content,
        ..DeskPage::default()
    };
    desk_page(desk, page)
}

/// The same as rows: day, figure, of what, how often.
pub fn statistics_table(desk: &Desk, page: &StatisticsPage) -> Vec<Vec<String>> {
    let words = desk.words();
    let heads = [
        words.get("statistics-day"),
        words.get("statistics-figure"),
        words.get("statistics-of"),
        words.get("statistics-count"),
    ];
    let head = heads.map(str::to_owned).to_vec();
    let row = |sum: &Sum| {
        vec![
            sum.day.clone(),
            figure_name(words, &sum.figure).to_owned(),
            name(words, page, &sum.name),
            sum.count.to_string(),
        ]
    };
    std::iter::once(head)
        .chain(page.sums.iter().map(row))
        .collect()
}

fn of(page: &StatisticsPage, figure: Figure) -> impl Iterator<Item = &Sum> {
    let of = move |sum: &&Sum| sum.figure == figure.word();
    page.sums.iter().filter(of)
}

/// The sums of a figure by what they are of, the greatest first.
fn lines(words: Words, page: &StatisticsPage, figure: Figure) -> Vec<LineView> {
    let mut counts: BTreeMap<String, u64> = BTreeMap::new();
    for sum in of(page, figure) {
        *counts.entry(name(words, page, &sum.name)).or_default() += sum.count;
    }
    let line = |(name, count): (String, u64)| LineView { name, count };
    let mut lines: Vec<LineView> = counts.into_iter().map(line).collect();
    lines.sort_by_key(|line| std::cmp::Reverse(line.count));
    lines
}

/// One bar for as many days as make not too many of them.
fn bars(words: Words, page: &StatisticsPage) -> Vec<BarView> {
    let step = (page.days / BARS).max(1);
    let mut bars: Vec<(Date, Date, [u64; 4])> = Vec::new();
    let mut day = page.first;
    while day <= page.last {
        let last = day.saturating_add((step - 1).days()).min(page.last);
        bars.push((day, last, [0; 4]));
        day = last.saturating_add(1.days());
        if last == Date::MAX {
            break;
        }
    }
    for sum in &page.sums {
        let Ok(day) = sum.day.parse::<Date>() else {
            continue;
        };
        let bar = bars.iter_mut().find(|(_, last, _)| day <= *last);
        let figures = [
            Figure::Page,
            Figure::Search,
            Figure::FoundNothing,
            Figure::Contribution,
        ];
        let column = figures.iter().position(|one| one.word() == sum.figure);
        if let Some(((_, _, counts), column)) = bar.zip(column) {
            counts[column] += sum.count;
        }
    }
    let most = bars.iter().map(|(_, _, counts)| counts[0]).max();
    let most = most.unwrap_or_default().max(1);
    let view = |(index, (first, last, counts)): (usize, (Date, Date, [u64; 4]))| {
        let height = counts[0] * CHART_HEIGHT / most;
        BarView {
            x: index as u64 * BAR_WIDTH + 2,
            y: CHART_HEIGHT - height,
            height,
            days: match first == last {
                true => dates::date(words, first),
                false => words.with(
                    "statistics-days",
                    &[
                        ("first", &dates::date(words, first)),
                        ("last", &dates::date(words, last)),
                    ],
                ),
            },
            pages: counts[0],
            searches: counts[1],
            in_vain: counts[2],
            contributions: counts[3],
        }
    };
    bars.into_iter().enumerate().map(view).collect()
}

fn period_name(words: Words, days: i64) -> String {
    words.count("statistics-weeks", days.unsigned_abs() / 7)
}

fn figure_name(words: Words, figure: &str) -> &'static str {
    match figure {
        "page" => words.get("statistics-figure-page"),
        "search" => words.get("statistics-figure-search"),
        "found-nothing" => words.get("statistics-figure-vain"),
        _ => words.get("statistics-figure-contribution"),
    }
}

/// What people call it; the id of a plugin that is gone.
fn name(words: Words, page: &StatisticsPage, name: &str) -> String {
    match name {
        "home" => words.get("statistics-of-home"),
        "search" => words.get("statistics-of-search"),
        "directory" => words.get("statistics-of-directory"),
        "record" => words.get("statistics-of-record"),
        "functions" => words.get("statistics-of-functions"),
        "help" => words.get("statistics-of-help"),
        "suggestion" => words.get("statistics-of-suggestion"),
        other => {
            let known = page.names.get(other).map(String::as_str);
            known.unwrap_or_else(|| other.strip_prefix(PLUGIN_PAGE).unwrap_or(other))
        }
    }
    .to_owned()
}
