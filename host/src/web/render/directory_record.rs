//! A record's page in the directory: how to reach it first, then all that is public of it, each code by its label, and
//! where that comes from.

use std::sync::Arc;

use askama::Template;
use jiff::civil::{Date, DateTime};
use serde_json::Value;

use super::assets;
use super::composer::Composer;
use super::contact::ContactView;
use super::dates;
use super::directory::{DIRECTORY, DIRECTORY_NEAR};
use super::directory_files;
use super::directory_found::{labels, way_back};
use super::directory_plan::{DIRECTORY_PLAN, DIRECTORY_VIEW};
use super::holder::Holder;
use super::html::Html;
use super::layout::{self, Body};
use super::links::{Links, Target};
use super::map::{self, Marked};
use super::openings::Opening;
use super::parts::{LabelledLink, named};
use super::plan::PlaceView;
use super::site::{Site, View, is_local_path};
use super::spoken::spoken;
use super::suggestion::SUGGEST;
use super::words::Words;
use crate::directory::vocabulary;
use crate::map::Map;
use crate::plugins::page::{RecordCard, Source};
use crate::territory::CommunePoint;

/// Fields that hold codes, with their vocabulary and the field that says more, in the order in which people ask.
const CODED: [(&str, &str, &str); 18] = [
    ("digital_services", "digital_services", ""),
    ("type", "service_types", ""),
    ("themes", "themes", ""),
    ("trade", "trades", ""),
    ("trades", "trades", ""),
    ("audiences", "audiences", "audiences_note"),
    ("fees", "fees", "fees_note"),
    ("access_modes", "access_modes", "access_note"),
    ("access_by", "access_by", "access_conditions"),
    ("support_modes", "support_modes", ""),
    ("reception_modes", "reception_modes", ""),
    ("special_support", "special_support", ""),
    ("equipment", "equipment", ""),
    ("mobility", "mobility", ""),
    ("programmes", "programmes", ""),
    ("labels", "labels", "other_labels"),
    ("networks", "networks", ""),
    ("types", "place_types", ""),
];

/// Where a finger, an eye or a form leads to; the field and what its link says.
const LINKS: [(&str, &str); 3] = [
    ("appointment_url", "directory-appointment"),
    ("access_url", "directory-access-link"),
    ("accessibility_url", "directory-accessibility-link"),
];

/// What the fields of a correction are called, by the first part of their path.
const FIELDS: [(&str, &str); 14] = [
    ("name", "field-name"),
    ("description", "field-description"),
    ("details", "field-description"),
    ("address", "address"),
    ("locations", "address"),
    ("telephone", "field-telephone"),
    ("other_telephones", "field-telephone"),
    ("email", "field-email"),
    ("website", "field-website"),
    ("opening_hours", "hours"),
    ("opening_hours_note", "hours"),
    ("wheelchair", "field-wheelchair"),
    ("languages", "directory-languages"),
    ("organisation", "directory-organisation"),
];

/// A public field that was corrected here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Corrected {
    /// The first part of its path: `telephone`.
    pub field: String,
    /// When.
    pub on: Date,
}

/// A record as its page shows it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct DirectoryRecord {
    /// Name, kind and how to reach it.
    pub card: RecordCard,
    /// Whether it is open now.
    pub opening: Opening,
    /// What is public of it.
    pub content: Value,
    /// Who says so, the most believed first.
    pub sources: Vec<Source>,
    /// Public fields that were corrected here.
    pub corrected: Vec<Corrected>,
    /// Degrees.
    pub point: Option<(f64, f64)>,
    /// Communes around that point.
    pub around: Vec<CommunePoint>,
    /// The instance's map.
    pub map: Option<Arc<Map>>,
    /// Who holds it, where we do not.
    pub holder: Option<Holder>,
}

struct SourceView {
    link: LabelledLink,
    updated: Option<String>,
    licence: String,
}

#[derive(Template)]
#[template(path = "blocks/plan_place.html")]
struct PlaceFigure {
    words: Words,
    plan: PlaceView,
    map: Option<Html>,
}

#[derive(Template)]
#[template(path = "pages/directory_record.html")]
struct DirectoryRecordView<'a> {
    words: Words,
    title: &'a str,
    kind: &'a str,
    is_open: bool,
    opening: Option<String>,
    contact: Option<Html>,
    links: Vec<(&'static str, Target)>,
    texts: Vec<&'a str>,
    facts: Vec<(&'a str, Vec<String>)>,
    plan: Option<Html>,
    around_plan: Option<String>,
    around: Option<String>,
    suggest: Option<String>,
    back: Option<&'a str>,
    sources: Vec<SourceView>,
    corrected: Vec<String>,
    holder: Option<String>,
    visit: Option<(String, Target)>,
}

/// `/annuaire/{id}` at a local time.
pub fn directory_record_page(
    site: &Site,
    view: &View,
    record: &DirectoryRecord,
    now: DateTime,
) -> String {
    let links = Links::default();
    let mut composer = Composer::new(site, view, &links);
    let words = composer.words;
    let title = named(&record.card.title, || words.get("untitled").to_owned());
    let contact =
        ContactView::new(&mut composer, &record.card.contact).map(|view| Html::render(&view));
    let back = way_back(view);
    let text = |name: &str| record.content[name].as_str().unwrap_or_default().trim();
    let plan = record
        .point
        .and_then(|point| PlaceView::new(words, &title, point, &record.around));
    let marked = record.point.filter(|_| plan.is_some()).map(|point| Marked {
        point,
        name: &title,
        number: None,
    });
    let map = map::offer(words, record.map.as_ref(), marked.as_slice(), None);
    let has_map = map.is_some();
    let page = DirectoryRecordView {
        words,
        title: &title,
        kind: record.card.kind_label.trim(),
        is_open: record.opening.is_open(),
        opening: record.opening.say(words, now),
        contact,
        links: LINKS
            .iter()
            .filter_map(|(field, label)| Some((words.get(label), composer.link(text(field))?)))
            .collect(),
        texts: ["description", "details"]
            .into_iter()
            .map(text)
            .filter(|text| !text.is_empty())
            .collect(),
        facts: facts(words, &record.content),
        around_plan: plan.as_ref().and(record.point).map(|point| {
            let plan = [(DIRECTORY_VIEW, DIRECTORY_PLAN)];
            format!("{}#plan", around(point, &plan))
        }),
        plan: plan.map(|plan| Html::render(&PlaceFigure { words, plan, map })),
        around: record.point.map(|point| around(point, &[])),
        back: back.as_deref(),
        suggest: is_local_path(&view.path).then(|| format!("{}/{SUGGEST}", view.path)),
        sources: record
            .sources
            .iter()
            .map(|source| SourceView::new(&mut composer, source))
            .collect(),
        corrected: corrected(words, &record.corrected),
        holder: record.holder.as_ref().map(|holder| holder.say(words)),
        visit: record
            .holder
            .as_ref()
            .and_then(|holder| holder.visit(&mut composer)),
    };
    let body = Body {
        alternates: directory_files::record_alternates(words, view),
        content: Html::render(&page),
        // Its address without the way back is the one to list.
        hidden_from_search: back.is_some(),
        scripts: has_map.then(assets::map_href).into_iter().collect(),
        title: title.clone(),
        ..Body::default()
    };
    layout::document(site, view, body)
}

/// The list of what is around a point.
fn around((latitude, longitude): (f64, f64), more: &[(&str, &str)]) -> String {
    let query = url::form_urlencoded::Serializer::new(String::new())
        .append_pair(DIRECTORY_NEAR, &format!("{latitude},{longitude}"))
        .extend_pairs(more)
        .finish();
    format!("{DIRECTORY}?{query}")
}

impl SourceView {
    fn new(composer: &mut Composer, source: &Source) -> Self {
        let words = composer.words;
        let updated = source.updated.as_deref();
        Self {
            link: LabelledLink {
                label: source.label.clone(),
                target: source.href.as_deref().and_then(|href| composer.link(href)),
            },
            updated: updated
                .map(|date| words.with("updated", &[("date", &dates::written(words, date))])),
            licence: source.licence.clone().unwrap_or_default(),
        }
    }
}

/// Everything that has a name and some values.
fn facts(words: Words, content: &Value) -> Vec<(&'static str, Vec<String>)> {
    let mut facts = Vec::new();
    let mut add = |label: &'static str, values: Vec<String>| {
        if !values.is_empty() {
            facts.push((label, values));
        }
    };
    add(
        words.get("directory-organisation"),
        texts(&content["organisation"]["name"]),
    );
    for (field, vocabulary, note) in CODED {
        let mut values = labels(words, vocabulary, &texts(&content[field]));
        values.extend(texts(&content[note]));
        let label = vocabulary::get(vocabulary).map(|found| found.title(words.0.code()));
        add(label.unwrap_or(field), values);
    }
    let languages = texts(&content["languages"]);
    let languages = languages.iter().map(|code| spoken(words, code));
    add(words.get("directory-languages"), languages.collect());
    add(words.get("directory-places"), places(content));
    facts
}

/// Where a service or a professional is found besides the first address.
fn places(content: &Value) -> Vec<String> {
    let list = |name: &str| content[name].as_array().into_iter().flatten();
    let location = |location: &Value| {
        let address = &location["address"];
        let parts = [
            &location["place"]["name"],
            &address["street"],
            &address["postal_code"],
            &address["municipality"],
        ];
        let parts: Vec<&str> = parts.into_iter().filter_map(Value::as_str).collect();
        parts.join(" ")
    };
    let named = list("places").filter_map(|place| place["name"].as_str().map(str::to_owned));
    let locations = list("locations").skip(1).map(location);
    named
        .chain(locations)
        .filter(|text| !text.is_empty())
        .collect()
}

/// The texts of a value: itself or its items.
fn texts(value: &Value) -> Vec<String> {
    match value {
        Value::String(text) if !text.trim().is_empty() => vec![text.trim().to_owned()],
        Value::Array(items) => items.iter().flat_map(texts).collect(),
        _ => Vec::new(),
    }
}

/// `téléphone (3 mars 2026)`, each field once, with its latest day.
fn corrected(words: Words, corrected: &[Corrected]) -> Vec<String> {
    let mut said: Vec<(String, Date)> = Vec::new();
    for Corrected { field, on } in corrected {
        let name = field_name(words, field);
        match said.iter_mut().find(|(known, _)| *known == name) {
            Some((_, last)) => *last = (*last).max(*on),
            None => said.push((name, *on)),
        }
    }
    said.into_iter()
        .map(|(field, on)| {
            let date = dates::date(words, on);
            words.with("directory-corrected", &[("field", &field), ("date", &date)])
        })
        .collect()
}

fn field_name(words: Words, field: &str) -> String {
    let known = FIELDS.iter().find(|(known, _)| *known == field);
    let coded = || {
        let (_, vocabulary, _) = CODED.iter().find(|(known, _, _)| *known == field)?;
        Some(vocabulary::get(vocabulary)?.title(words.0.code()))
    };
    match known {
        Some((_, key)) => words.get(key).to_owned(),
        None => coded().unwrap_or(words.get("field-other")).to_owned(),
    }
}
