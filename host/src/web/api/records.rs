//! `/api/records`: what is published, page by page, and one record by its id.

#![expect(unused_qualifications, reason = "utoipa writes paths in full")]

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Response;
use jiff::Timestamp;
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};

use super::answer::{Answer, Keep, tell};
use super::document;
use super::filters;
use super::kinds;
use super::parameters::Given;
use super::problem::{Problem, Refusal};
use super::shapes::{ApiRecord, Records, Source};
use crate::app::App;
use crate::directory::{
    DIRECTORY_KINDS, DirectoryError, LIMIT_MAX, Reader, Record, distance_metres,
};
use crate::web::directory::{near, question};
use crate::web::render::{NearError, Wrong};
use crate::web::visitor::Visitor;

/// Records of a page where nothing is asked.
pub(super) const LIMIT: u32 = 50;
/// Bytes of the contents of one page; procedures are large.
pub(super) const CONTENT_BYTES_MAX: usize = 8 << 20;
/// A name's cursor holds the name.
pub(super) const CURSOR_CHARS_MAX: usize = 1_000;
/// Kinds that are asked for at once.
const KINDS_MAX: usize = 20;

/// The orders that a program may ask for.
const ORDERS: [&str; 5] = ["id", "distance", "relevance", "name", "newest"];

/// In which order records come.
#[derive(Debug, ToSchema)]
#[schema(rename_all = "lowercase")]
#[expect(dead_code, reason = "only its description is used")]
pub enum Order {
    Id,
    Distance,
    Relevance,
    Name,
    Newest,
}

/// What a program may ask of the records. The names are those of `/annuaire` where it has them.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(
    dead_code,
    reason = "only its description is used: the values are read one by one"
)]
pub struct RecordsAsked {
    #[param(example = json!(["place"]), max_items = 20)]
    kind: Option<Vec<String>>,
    #[param(max_length = 200, example = "imprimer")]
    q: Option<String>,
    #[param(max_length = 200, example = "49000")]
    pres: Option<String>,
    #[param(minimum = 1, maximum = 200, default = 20)]
    rayon: Option<u32>,
    #[param(max_length = 5, example = "49007")]
    commune: Option<String>,
    #[param(example = "numerique")]
    theme: Option<String>,
    #[param(example = "gratuit")]
    cout: Option<String>,
    #[param(example = "telephoner")]
    acces: Option<String>,
    #[param(minimum = 1, maximum = 1)]
    fauteuil: Option<u32>,
    #[param(example = "seniors")]
    public: Option<String>,
    #[param(example = "en")]
    langue: Option<String>,
    #[param(example = "imprimante")]
    equipement: Option<String>,
    #[param(minimum = 1, maximum = 1)]
    mobile: Option<u32>,
    #[param(format = "date")]
    jour: Option<String>,
    #[param(minimum = 1, maximum = 1)]
    total: Option<u32>,
    #[param(inline)]
    order: Option<Order>,
    #[param(minimum = 1, maximum = 200, default = 50)]
    limit: Option<u32>,
    #[param(max_length = 1000)]
    cursor: Option<String>,
}

/// `GET /api/records`
#[utoipa::path(
    get,
    path = "/api/records",
    operation_id = "records",
    params(RecordsAsked),
    responses(
        (status = 200, body = Records),
        (status = 304),
        (status = 400, body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn list(State(app): State<Arc<App>>, visitor: Visitor) -> Response {
    tell(&visitor, page(&app, &visitor).await)
}

/// `GET /api/records/{id}`
#[utoipa::path(
    get,
    path = "/api/records/{id}",
    operation_id = "record",
    params(("id" = String, Path, format = "uuid")),
    responses(
        (status = 200, body = ApiRecord),
        (status = 304),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn show(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    Path(id): Path<String>,
) -> Response {
    tell(&visitor, one(&app, &visitor, &id).await)
}

async fn one(app: &App, visitor: &Visitor, id: &str) -> Result<Answer, Refusal> {
    Given::new(visitor, document::names("record"), &[]).check()?;
    // A merged record's id answers with the one into which it went, whose own id it tells.
    let reader = Reader::visitor();
    let record = app.directory.read_or_merged(id, &reader).await?;
    let record = record.filter(|record| kinds::is_open(app, &record.kind));
    let record = record.ok_or(Refusal::NotFound)?;
    let modified = record.updated;
    let shape = shape(app, record, None);
    Ok(Answer::json(&shape, Keep::Never).modified(modified))
}

async fn page(app: &App, visitor: &Visitor) -> Result<Answer, Refusal> {
    let mut given = Given::new(visitor, document::names("records"), &["kind"]);
    let kinds = asked_kinds(app, &mut given);
    let (mut asked, near) = filters::read(app, visitor, &mut given);
    let commune = given.text("commune", 5);
    let wants_total = given.flag("total");
    let order = given.choice("order", &ORDERS);
    let limit = given.number("limit", 1..=LIMIT_MAX).unwrap_or(LIMIT);
    let cursor = given.text("cursor", CURSOR_CHARS_MAX);
    given.check()?;
    let point = match &near {
        // Whose commune a cookie holds is nothing to a program.
        None => None,
        Some(_) => near::find(app, visitor, &mut asked).await?,
    };
    if let Some(error) = asked.near_error {
        let wrong = match error {
            NearError::Unknown => Wrong::Commune,
            NearError::Ambiguous => Wrong::Ambiguous,
        };
        return Err(given.refusal("pres", near.as_deref(), wrong));
    }
    let mut search = question::search(&asked, &asked.words, point.as_ref());
    let kinds: Vec<&str> = kinds.iter().map(String::as_str).collect();
    search.among(&kinds);
    if let Some(code) = &commune {
        search.municipality(code);
    }
    if !search.suits(&app.directory) {
        let wrong = Wrong::NoFilter {
            kinds: kinds.join(", "),
        };
        return Err(given.refusal("kind", None, wrong));
    }
    match order.or(if !asked.words.is_empty() {
        Some("relevance")
    } else if point.is_some() {
        Some("distance")
    } else {
        None
    }) {
        Some("relevance") if asked.words.is_empty() => {
            return Err(given.refusal("order", order, Wrong::Needs { name: "q" }));
        }
        Some("distance") if point.is_none() => {
            return Err(given.refusal("order", order, Wrong::Needs { name: "pres" }));
        }
        Some("id") | None => _ = search.order_by_id(),
        Some(order) => _ = search.order_by(order),
    }
    search.after(cursor.as_deref().unwrap_or_default());
    let found = match filters::on_day(app, &mut search, limit, asked.day).await {
        // Everything else was looked at above.
        Err(DirectoryError::Invalid(_)) => {
            return Err(given.refusal("cursor", cursor.as_deref(), Wrong::Cursor));
        }
        found => found?,
    };
    let next = found.next.map(|cursor| next(visitor, &cursor));
    let total = match wants_total {
        true => Some(search.count(&app.directory, &Reader::visitor()).await?),
        false => None,
    };
    let from = point.map(|point| (point.latitude, point.longitude));
    let records = found.records.into_iter();
    let records = Records {
        records: records.map(|record| shape(app, record, from)).collect(),
        next: next.clone(),
        total,
    };
    Ok(Answer::json(&records, Keep::Never).next(next))
}

/// The kinds that were named, else those of the directory.
pub(super) fn asked_kinds(app: &App, given: &mut Given) -> Vec<String> {
    let asked = given.texts("kind");
    if asked.is_empty() {
        return DIRECTORY_KINDS.map(str::to_owned).to_vec();
    }
    if asked.len() > KINDS_MAX {
        let max = u32::try_from(KINDS_MAX).unwrap_or(u32::MAX);
        given.wrong("kind", None, Wrong::TooMany { max });
        return asked;
    }
    for kind in &asked {
        if !kinds::is_open(app, kind) {
            let known = kinds::names(app);
            let names = known.iter().map(String::as_str);
            let nearest = crate::directory::vocabulary::nearest(kind, names, 1);
            let wrong = Wrong::Choice {
                nearest: nearest.first().map(|name| (*name).to_owned()),
                accepted: known.join(", "),
            };
            given.wrong("kind", Some(kind), wrong);
        }
    }
    asked
}

/// The same question at another cursor.
fn next(visitor: &Visitor, cursor: &str) -> String {
    let kept = visitor.query.iter().filter(|(name, _)| name != "cursor");
    let query = url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(kept)
        .append_pair("cursor", cursor)
        .finish();
    format!("/api/records?{query}")
}

pub(super) fn shape(app: &App, record: Record, from: Option<(f64, f64)>) -> ApiRecord {
    let content: Value = serde_json::from_str(&record.content).unwrap_or_default();
    let said = |name: &str| content["source"][name].as_str().map(str::to_owned);
    let distance = from
        .zip(near::point(&content))
        .map(|(from, to)| distance_metres(from, to) as u32);
    ApiRecord {
        page: app.plugins.href(&record),
        licence: said("licence"),
        source: said("name").map(|name| Source {
            name,
            url: said("url"),
            updated: said("updated"),
        }),
        distance_metres: distance,
        id: record.id,
        key: record.key,
        kind: record.kind,
        revision: record.revision,
        created: instant(record.created),
        updated: instant(record.updated),
        origin: record.origin,
        content,
    }
}

pub(super) fn instant(at: i64) -> String {
    Timestamp::from_millisecond(at)
        .unwrap_or_default()
        .to_string()
}
