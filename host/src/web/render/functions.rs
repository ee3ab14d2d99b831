//! `/annuaire/fonctions`: the functions by trade as a real table, what trades share, and what nobody does.

use std::io;

use askama::Template;

use super::html::Html;
use super::layout::{self, Body};
use super::site::{Site, View};
use super::words::Words;
use crate::directory::vocabulary;
use crate::exports::{harmless, table};
use crate::functions::{Area, Count, Function, Gaps, Matrix, Scope, TRADES};
use crate::web::locale::Locale;

/// The page's address.
pub const FUNCTIONS: &str = "/annuaire/fonctions";
/// The query parameter that holds a territory's code.
pub const FUNCTIONS_TERRITORY: &str = "territoire";
/// The query parameter of the table of what is missing.
pub const FUNCTIONS_GAPS: &str = "manques";
const FILE: &str = "/annuaire/fonctions.csv";

/// The territory that was asked for, and what else may be.
#[derive(Debug, Default)]
pub struct FunctionsAsked {
    pub scope: Scope,
    /// What was asked for is no territory: everything is shown.
    pub unknown: bool,
    /// Groups of communes, or communes where no groups are known.
    pub areas: Vec<Area>,
    /// Those of the group that was asked for.
    pub communes: Vec<Area>,
}

/// Who does what there.
#[derive(Debug)]
pub struct FunctionsFound<'a> {
    /// In the instance's order.
    pub functions: &'a [Function],
    pub matrix: Matrix,
    pub gaps: Vec<Gaps>,
    /// How many are in no territory.
    pub without_commune: u64,
}

struct AreaView<'a> {
    code: &'a str,
    name: &'a str,
    chosen: bool,
}

struct RowView<'a> {
    label: &'a str,
    cells: Vec<String>,
}

struct GapView<'a> {
    name: &'a str,
    /// Leads to the territory, where it is not the one that is shown.
    href: Option<String>,
    count: String,
    missing: String,
}

#[derive(Template)]
#[template(path = "pages/functions.html")]
struct FunctionsView<'a> {
    words: Words,
    unknown: bool,
    territory: &'a str,
    areas: Vec<AreaView<'a>>,
    communes: Vec<AreaView<'a>>,
    group: &'a str,
    is_empty: bool,
    columns: Vec<String>,
    rows: Vec<RowView<'a>>,
    without_commune: Option<String>,
    /// A function and the trades that do it.
    shared: Vec<(&'a str, String)>,
    specific: Vec<(&'a str, String)>,
    gaps: Vec<GapView<'a>>,
    file: String,
    gaps_file: String,
}

/// `/annuaire/fonctions`.
pub fn functions_page(
    site: &Site,
    view: &View,
    asked: &FunctionsAsked,
    found: &FunctionsFound,
) -> String {
    let words = Words(view.locale);
    let locale = view.locale.code();
    let (code, territory) = match &asked.scope {
        Scope::Everywhere => ("", words.get("functions-everywhere")),
        Scope::Group(area) | Scope::Commune(area, _) => (area.code.as_str(), area.name.as_str()),
    };
    let group = match &asked.scope {
        Scope::Group(group) | Scope::Commune(_, Some(group)) => group.name.as_str(),
        _ => "",
    };
    let matrix = &found.matrix;
    let with = |wanted: &dyn Fn(usize) -> bool| -> Vec<(&str, String)> {
        let functions = found.functions.iter();
        functions
            .map(|function| (function, matrix.trades_of(function.code)))
            .filter(|(_, trades)| wanted(trades.len()))
            .map(|(function, trades)| {
                let names: Vec<String> = trades.iter().map(|code| trade(words, code)).collect();
                (function.label(locale), words.list(&names))
            })
            .collect()
    };
    let page = FunctionsView {
        words,
        unknown: asked.unknown,
        territory,
        areas: options(&asked.areas, code),
        communes: options(&asked.communes, code),
        group,
        is_empty: matrix.is_empty(),
        columns: columns(words, matrix),
        rows: found
            .functions
            .iter()
            .map(|function| RowView {
                label: function.label(locale),
                cells: cells(words, matrix, function.code),
            })
            .collect(),
        without_commune: Some(found.without_commune)
            .filter(|count| *count > 0)
            .map(|count| words.count("functions-without-commune", count)),
        shared: with(&|trades| trades > 1),
        specific: with(&|trades| trades == 1),
        gaps: found
            .gaps
            .iter()
            .map(|gaps| gap(words, gaps, found.functions, code))
            .collect(),
        file: address(FILE, code, false),
        gaps_file: address(FILE, code, true),
    };
    let title = match code {
        "" => words.get("functions-title").to_owned(),
        _ => words.with("functions-title-for", &[("territory", territory)]),
    };
    let body = Body {
        has_errors: asked.unknown,
        hidden_from_search: !view.query.is_empty(),
        content: Html::render(&page),
        title,
        ..Body::default()
    };
    layout::document(site, view, body)
}

fn options<'a>(areas: &'a [Area], chosen: &str) -> Vec<AreaView<'a>> {
    let areas = areas.iter().map(|area| AreaView {
        code: &area.code,
        name: &area.name,
        chosen: area.code == chosen,
    });
    areas.collect()
}

fn trade(words: Words, code: &str) -> String {
    let label = vocabulary::label(TRADES, code, words.0.code());
    label.unwrap_or(code).to_owned()
}

/// Trades, then what names no trade, where there is any.
fn columns(words: Words, matrix: &Matrix) -> Vec<String> {
    let trades = matrix.trades.iter().map(|code| trade(words, code));
    let services =
        (!matrix.services.is_empty()).then(|| words.get("functions-services").to_owned());
    let places = (!matrix.places.is_empty()).then(|| words.get("functions-places").to_owned());
    trades.chain(services).chain(places).collect()
}

fn cells(words: Words, matrix: &Matrix, function: &str) -> Vec<String> {
    let said = |key, count: u64| (count > 0).then(|| words.count(key, count));
    let cell = |trade: &&'static str| {
        let count = count(matrix, function, trade);
        let parts = [
            said("functions-professionals-count", count.professionals),
            said("functions-services-count", count.services),
        ];
        parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
    };
    let mut cells: Vec<String> = matrix.trades.iter().map(cell).collect();
    for (side, key) in [
        (&matrix.services, "functions-services-count"),
        (&matrix.places, "functions-places-count"),
    ] {
        if !side.is_empty() {
            let count = side.get(function).copied().unwrap_or_default();
            cells.push(said(key, count).unwrap_or_default());
        }
    }
    cells
}

fn count(matrix: &Matrix, function: &str, trade: &'static str) -> Count {
    let cell = matrix.cells.get(&(function.to_owned(), trade));
    cell.copied().unwrap_or_default()
}

fn gap<'a>(words: Words, gaps: &'a Gaps, functions: &[Function], shown: &str) -> GapView<'a> {
    let missing: Vec<String> = labels(words.0, functions, &gaps.missing);
    GapView {
        name: &gaps.area.name,
        href: (gaps.area.code != shown).then(|| address(FUNCTIONS, &gaps.area.code, false)),
        count: words.count("functions-missing", gaps.missing.len() as u64),
        // Whoever does nothing at all needs no list of everything.
        missing: match gaps.missing.len() == functions.len() {
            true => words.get("functions-missing-all").to_owned(),
            false => missing.join(", "),
        },
    }
}

fn labels(locale: Locale, functions: &[Function], codes: &[&str]) -> Vec<String> {
    let named = functions
        .iter()
        .filter(|function| codes.contains(&function.code));
    named
        .map(|function| function.label(locale.code()).to_owned())
        .collect()
}

fn address(path: &str, code: &str, gaps: bool) -> String {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    if !code.is_empty() {
        query.append_pair(FUNCTIONS_TERRITORY, code);
    }
    if gaps {
        query.append_pair(FUNCTIONS_GAPS, "1");
    }
    match query.finish().as_str() {
        "" => path.to_owned(),
        query => format!("{path}?{query}"),
    }
}

/// The matrix for a spreadsheet: numbers alone, professionals and services of a trade together.
pub fn functions_table(
    locale: Locale,
    functions: &[Function],
    matrix: &Matrix,
) -> io::Result<Vec<u8>> {
    let words = Words(locale);
    let mut out = Vec::new();
    let mut file = table(&mut out)?;
    let first = [
        "code".to_owned(),
        words.get("functions-function").to_owned(),
    ];
    file.write_record(first.into_iter().chain(columns(words, matrix)))?;
    for function in functions {
        let side = |side: &std::collections::BTreeMap<String, u64>| {
            (!side.is_empty()).then(|| side.get(function.code).copied().unwrap_or_default())
        };
        let trades = matrix.trades.iter().map(|trade| {
            let count = count(matrix, function.code, trade);
            count.professionals + count.services
        });
        let counts = trades
            .chain(side(&matrix.services))
            .chain(side(&matrix.places));
        let label = harmless(function.label(locale.code()).to_owned());
        let named = [function.code.to_owned(), label].into_iter();
        file.write_record(named.chain(counts.map(|count| count.to_string())))?;
    }
    file.flush()?;
    drop(file);
    Ok(out)
}

/// What nobody does, a line for each territory and function.
pub fn gaps_table(locale: Locale, functions: &[Function], gaps: &[Gaps]) -> io::Result<Vec<u8>> {
    let words = Words(locale);
    let mut out = Vec::new();
    let mut file = table(&mut out)?;
    file.write_record([
        "code",
        words.get("functions-territory"),
        "code",
        words.get("functions-missing-one"),
    ])?;
    for gaps in gaps {
        for code in &gaps.missing {
            let label = labels(locale, functions, &[code]).concat();
            let name = harmless(gaps.area.name.clone());
            file.write_record([&gaps.area.code, &name, *code, &harmless(label)])?;
        }
    }
    file.flush()?;
    drop(file);
    Ok(out)
}
