//! Pairs that may be one thing: the list, one pair side by side with the reasons, and what was decided.

use askama::Template;
use serde_json::Value;

use super::super::dates;
use super::super::html::Html;
use super::super::words::Words;
use super::{Desk, DeskPage, desk_page};
use crate::directory::Record;
use crate::directory::duplicates::{Candidate, Merge, Score};

/// Where pairs stand.
pub const DUPLICATES: &str = "/administration/doublons";

/// Letters of a presentation: enough to tell two apart.
const TEXT_CHARS_MAX: usize = 300;

/// The list.
#[derive(Debug, Default)]
pub struct DuplicatesPage<'a> {
    /// How many there are in all.
    pub waiting: u64,
    pub pairs: Vec<Candidate>,
    /// Where the list goes on.
    pub next: Option<String>,
    /// Whether the list begins here.
    pub is_first: bool,
    /// What was just decided: `fusion` or `differentes`.
    pub done: Option<&'a str>,
}

/// One pair.
#[derive(Debug)]
pub struct DuplicatePage<'a> {
    pub first: &'a Record,
    pub second: &'a Record,
    pub score: &'a Score,
    /// Somebody changed one of them since the person looked.
    pub has_changed: bool,
}

/// What was decided.
#[derive(Debug, Default)]
pub struct DecisionsPage<'a> {
    pub merges: Vec<Merge>,
    /// Both records, when and by whom.
    pub different: Vec<(Record, Record, i64, String)>,
    /// A merge could not be undone before a later one.
    pub has_conflict: bool,
    /// What was just taken back: `defaite` or `reprise`.
    pub done: Option<&'a str>,
}

struct PairLine {
    href: String,
    title: String,
    score: String,
    lines: [String; 2],
}

#[derive(Template)]
#[template(path = "administration/duplicates.html")]
struct DuplicatesView {
    words: Words,
    waiting: String,
    pairs: Vec<PairLine>,
    next: Option<String>,
    is_first: bool,
}

/// `/administration/doublons`
pub fn duplicates_page(desk: &Desk, page: &DuplicatesPage) -> String {
    let words = desk.words();
    let pairs = page.pairs.iter().map(|pair| PairLine {
        href: pair_href(&pair.first, &pair.second),
        title: title(&pair.first, &pair.second),
        score: score(words, pair.score),
        lines: [line(&pair.first), line(&pair.second)],
    });
    let content = Html::render(&DuplicatesView {
        words,
        waiting: words.count("duplicates-waiting", page.waiting),
        pairs: pairs.collect(),
        next: page.next.clone(),
        is_first: page.is_first,
    });
    let done = page.done.and_then(|done| match done {
        "fusion" => Some("duplicates-merged"),
        "differentes" => Some("duplicates-different"),
        _ => None,
    });
    let page = DeskPage {
        title: words.get("duplicates-title").to_owned(),
        done: done.map(|key| words.get(key).to_owned()),
        content,
        ..DeskPage::default()
    };
    desk_page(desk, page)
}

struct Reason {
    words: String,
    verdict: &'static str,
}

struct Row {
    label: &'static str,
    values: [String; 2],
    differs: bool,
}

struct Choice<'a> {
    id: &'a str,
    revision: u64,
    other_revision: u64,
    label: String,
}

fn choice<'a>(words: Words, (kept, gone): (&'a Record, &Record), key: &'static str) -> Choice<'a> {
    Choice {
        id: &kept.id,
        revision: kept.revision,
        other_revision: gone.revision,
        label: words.with(key, &[("name", &name(kept))]),
    }
}

#[derive(Template)]
#[template(path = "administration/duplicate.html")]
struct DuplicateView<'a> {
    words: Words,
    score: String,
    reasons: Vec<Reason>,
    rows: Vec<Row>,
    href: String,
    pages: [String; 2],
    choices: [Choice<'a>; 2],
    has_changed: bool,
}

/// `/administration/doublons/{first}/{second}`: forms that POST `garde`, `revision` and `autre-revision` to `fusionner` below it, and
/// nothing to `differentes`.
pub fn duplicate_page(desk: &Desk, page: &DuplicatePage) -> String {
    let words = desk.words();
    let (first, second) = (page.first, page.second);
    let reasons = page.score.evidence.iter().map(|evidence| {
        let value = [("value", evidence.value.as_str())];
        Reason {
            words: words.with(evidence.key(), &value),
            verdict: match evidence.points {
                1.. => words.get("duplicate-for"),
                0 => words.get("duplicate-neither"),
                _ => words.get("duplicate-against"),
            },
        }
    });
    let content = Html::render(&DuplicateView {
        words,
        score: score(words, page.score.score),
        reasons: reasons.collect(),
        rows: rows(desk, first, second),
        href: pair_href(first, second),
        pages: [
            format!("/annuaire/{}", first.id),
            format!("/annuaire/{}", second.id),
        ],
        choices: [
            choice(words, (first, second), "duplicate-keep-first"),
            choice(words, (second, first), "duplicate-keep-second"),
        ],
        has_changed: page.has_changed,
    });
    let page = DeskPage {
        title: words.get("duplicate-title").to_owned(),
        trail: vec![(
            DUPLICATES.to_owned(),
            words.get("duplicates-title").to_owned(),
        )],
        content,
        ..DeskPage::default()
    };
    desk_page(desk, page)
}

struct MergeLine {
    name: String,
    words: String,
    kept: String,
    action: String,
}

struct DifferentLine {
    title: String,
    words: String,
    action: String,
}

#[derive(Template)]
#[template(path = "administration/decisions.html")]
struct DecisionsView {
    words: Words,
    merges: Vec<MergeLine>,
    different: Vec<DifferentLine>,
    has_conflict: bool,
}

/// `/administration/doublons/decisions`: forms that POST nothing to `{gone}/defaire` and `{first}/{second}/reprendre` below.
pub fn decisions_page(desk: &Desk, page: &DecisionsPage) -> String {
    let words = desk.words();
    let at = |ms| dates::stamp(words, &desk.site.time_zone, ms);
    let merges = page.merges.iter().map(|merge| MergeLine {
        name: merge.gone_name.clone(),
        words: words.with(
            "decision-merged",
            &[("by", &merge.merged_by), ("when", &at(merge.merged))],
        ),
        kept: format!("/annuaire/{}", merge.kept_id),
        action: format!("{DUPLICATES}/decisions/{}/defaire", merge.gone_id),
    });
    let different = page
        .different
        .iter()
        .map(|(first, second, ms, by)| DifferentLine {
            title: title(first, second),
            words: words.with("decision-different", &[("by", by), ("when", &at(*ms))]),
            action: format!(
                "{DUPLICATES}/decisions/{}/{}/reprendre",
                first.id, second.id
            ),
        });
    let content = Html::render(&DecisionsView {
        words,
        merges: merges.collect(),
        different: different.collect(),
        has_conflict: page.has_conflict,
    });
    let done = page.done.and_then(|done| match done {
        "defaite" => Some("decision-undone"),
        "reprise" => Some("decision-undecided"),
        _ => None,
    });
    let page = DeskPage {
        title: words.get("decisions-title").to_owned(),
        trail: vec![(
            DUPLICATES.to_owned(),
            words.get("duplicates-title").to_owned(),
        )],
        done: done.map(|key| words.get(key).to_owned()),
        content,
        ..DeskPage::default()
    };
    desk_page(desk, page)
}

fn pair_href(first: &Record, second: &Record) -> String {
    format!("{DUPLICATES}/{}/{}", first.id, second.id)
}

fn score(words: Words, score: i64) -> String {
    words.number("duplicate-score", "score", score, &[])
}

fn content(record: &Record) -> Value {
    serde_json::from_str(&record.content).unwrap_or_default()
}

fn name(record: &Record) -> String {
    content(record)["name"]
        .as_str()
        .unwrap_or(&record.id)
        .to_owned()
}

fn title(first: &Record, second: &Record) -> String {
    let (first, second) = (name(first), name(second));
    if first == second {
        first
    } else {
        format!("{first} / {second}")
    }
}

/// Address and producer: what tells two records of one name apart.
fn line(record: &Record) -> String {
    let content = content(record);
    let producer = text(&content, "/source/name");
    let parts = [name(record), address(&content), producer];
    let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    parts.join(", ")
}

fn text(content: &Value, pointer: &str) -> String {
    content
        .pointer(pointer)
        .and_then(Value::as_str)
        .unwrap_or_default()
        .to_owned()
}

fn list(content: &Value, pointer: &str, inner: &str) -> Vec<String> {
    let items = content
        .pointer(pointer)
        .and_then(Value::as_array)
        .into_iter()
        .flatten();
    let texts = items.filter_map(|item| item.as_str().or_else(|| item[inner].as_str()));
    texts.map(str::to_owned).collect()
}

fn address(content: &Value) -> String {
    let mut parts = list(content, "/address/lines", "");
    parts.extend([
        text(content, "/address/street"),
        text(content, "/address/complement"),
    ]);
    let town = [
        text(content, "/address/postal_code"),
        text(content, "/address/municipality"),
    ];
    parts.push(town.join(" ").trim().to_owned());
    parts.retain(|part| !part.is_empty());
    parts.join(", ")
}

fn with_others(content: &Value, one: &str, others: (&str, &str)) -> String {
    let mut all = vec![text(content, one)];
    all.extend(list(content, others.0, others.1));
    all.retain(|value| !value.is_empty());
    all.join(", ")
}

fn shortened(text: &str) -> String {
    match text.char_indices().nth(TEXT_CHARS_MAX) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// What people compare, those that neither has left out.
fn rows(desk: &Desk, first: &Record, second: &Record) -> Vec<Row> {
    let words = desk.words();
    let contents = [content(first), content(second)];
    let both = |read: &dyn Fn(&Value) -> String| contents.each_ref().map(read);
    let records = [first, second];
    let state = |record: &Record| match record.state.as_str() {
        "published" => words.get("compare-published").to_owned(),
        "withdrawn" => words.get("compare-withdrawn").to_owned(),
        _ => words.get("compare-draft").to_owned(),
    };
    let rows = [
        ("compare-name", both(&|content| text(content, "/name"))),
        (
            "compare-other-names",
            both(&|content| list(content, "/alternate_names", "").join(", ")),
        ),
        ("compare-address", both(&address)),
        (
            "compare-telephone",
            both(&|content| with_others(content, "/telephone", ("/other_telephones", "number"))),
        ),
        (
            "compare-email",
            both(&|content| with_others(content, "/email", ("/other_emails", ""))),
        ),
        (
            "compare-website",
            both(&|content| with_others(content, "/website", ("/other_websites", "url"))),
        ),
        ("compare-siret", both(&|content| text(content, "/siret"))),
        (
            "compare-hours",
            both(&|content| text(content, "/opening_hours")),
        ),
        (
            "compare-description",
            both(&|content| shortened(&text(content, "/description"))),
        ),
        (
            "compare-producer",
            both(&|content| text(content, "/source/name")),
        ),
        ("compare-state", records.map(state)),
        (
            "compare-updated",
            records.map(|record| dates::stamp(words, &desk.site.time_zone, record.updated)),
        ),
    ];
    rows.into_iter()
        .filter(|(_, values)| values.iter().any(|value| !value.is_empty()))
        .map(|(key, values)| Row {
            label: words.get(key),
            differs: values[0] != values[1],
            values,
        })
        .collect()
}
