//! `/api/kinds`: what records there are, and the public schema of each kind.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Response;
use serde_json::{Value, json};

use super::answer::{Answer, Keep, tell};
use super::document;
use super::parameters::Given;
use super::problem::{Problem, Refusal};
use super::shapes::{KindAbout, Kinds};
use crate::app::App;
use crate::web::visitor::Visitor;

const DRAFT: &str = "https://json-schema.org/draft/2020-12/schema";

/// `GET /api/kinds`
#[utoipa::path(
    get,
    path = "/api/kinds",
    operation_id = "kinds",
    responses((status = 200, body = Kinds), (status = 304))
)]
pub async fn list(State(app): State<Arc<App>>, visitor: Visitor) -> Response {
    tell(&visitor, all(&app, &visitor))
}

/// `GET /api/kinds/{kind}`
#[utoipa::path(
    get,
    path = "/api/kinds/{kind}",
    operation_id = "kind",
    params(("kind" = String, Path, example = "place")),
    responses(
        (status = 200, body = Object, content_type = "application/schema+json"),
        (status = 304),
        (status = 404, body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn show(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    Path(kind): Path<String>,
) -> Response {
    tell(&visitor, one(&app, &visitor, &kind))
}

/// The kinds of which everybody may see something.
pub fn names(app: &App) -> Vec<String> {
    let mut names = app.directory.kinds().names();
    names.retain(|name| is_open(app, name));
    names
}

/// Whether everybody may see something of this kind.
pub fn is_open(app: &App, name: &str) -> bool {
    open_schema(app, name).is_some()
}

fn open_schema(app: &App, name: &str) -> Option<Value> {
    let schema = app.directory.kinds().get(name)?.public_schema();
    let shows = schema["properties"]
        .as_object()
        .is_some_and(|all| !all.is_empty());
    shows.then_some(schema)
}

fn all(app: &App, visitor: &Visitor) -> Result<Answer, Refusal> {
    Given::new(visitor, document::names("kinds"), &[]).check()?;
    let about = |name: String| {
        let kind = app.directory.kinds().get(&name)?;
        Some(KindAbout {
            labels: kind.annotations().labels.clone(),
            schema: format!("/api/kinds/{name}"),
            records: format!("/api/records?kind={name}"),
            name,
        })
    };
    let kinds = names(app).into_iter().filter_map(about).collect();
    Ok(Answer::json(&Kinds { kinds }, Keep::AnHour))
}

fn one(app: &App, visitor: &Visitor, name: &str) -> Result<Answer, Refusal> {
    Given::new(visitor, document::names("kind"), &[]).check()?;
    let mut schema = open_schema(app, name).ok_or(Refusal::NotFound)?;
    schema["$schema"] = json!(DRAFT);
    Ok(Answer::json(&schema, Keep::AnHour).typed("application/schema+json"))
}
