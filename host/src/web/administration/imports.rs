//! `/administration/imports`: which there were, a file or an address to import, how it fares, and its report.

use std::sync::Arc;

use axum::extract::{FromRequest as _, Multipart, Path, Request, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse as _, Response};

use super::import_upload::{self, Sent};
use super::report_body;
use crate::accounts::Capability;
use crate::app::App;
use crate::imports::orders::{NewOrder, OrderError};
use crate::imports::run::Run;
use crate::imports::run::store;
use crate::web::error::{self, WebError};
use crate::web::person::{self, Person};
use crate::web::render::{
    IMPORT_ORDERS, IMPORTS, IMPORTS_AFTER, ImportFault, ImportForm, ImportsPage, REPORT_WANTED,
    ReportPage, import_new_page, import_order_page, import_report_page, imports_page, wanted_of,
};

/// Imports of one page.
const RUNS: usize = 25;
/// Lines of one page of a report.
const LINES: usize = 100;

/// `/administration/imports?apres=`
pub async fn list(State(app): State<Arc<App>>, person: Person) -> Result<Response, WebError> {
    person.may(Capability::ReadImports)?;
    let after = number(&person, IMPORTS_AFTER);
    let database = app.directory.database();
    let before = after.unwrap_or(i64::MAX);
    let mut runs = store::runs_before(database, before, RUNS as i64 + 1).await?;
    let more = runs.len() > RUNS;
    runs.truncate(RUNS);
    let page = ImportsPage {
        next: runs.last().map(|run| run.number).filter(|_| more),
        runs,
        is_later: after.is_some(),
        open: app.orders.open().await?,
    };
    Ok(person::page(imports_page(&person.desk(&app), &page)))
}

/// `/administration/imports/nouveau`
pub async fn edit_form(State(app): State<Arc<App>>, person: Person) -> Result<Response, WebError> {
    person.may(Capability::Import)?;
    let html = form(&app, &person, NewOrder::default(), None).await?;
    Ok(person::page(html))
}

async fn form(
    app: &App,
    person: &Person,
    typed: NewOrder,
    fault: Option<ImportFault<'_>>,
) -> Result<String, WebError> {
    let open = app.orders.open().await?;
    let busy = open.map(|order| format!("{IMPORT_ORDERS}/{}", order.id));
    let page = ImportForm {
        typed,
        fault,
        busy: busy.as_deref(),
        bytes_max: app.config.imports.upload_bytes_max,
    };
    let desk = person.desk_at(app, crate::web::render::IMPORTS_NEW);
    Ok(import_new_page(&desk, &page))
}

/// Takes a file or an address, and leads to where it can be followed.
pub async fn start(
    State(app): State<Arc<App>>,
    person: Person,
    request: Request,
) -> Result<Response, WebError> {
    person.may(Capability::Import)?;
    let parts = Multipart::from_request(request, &app).await;
    let parts = parts.map_err(|error| WebError::BadRequest(error.to_string()))?;
    let sent = import_upload::read(&app, parts).await?;
    let fault = import_upload::check(&app, &sent);
    let Sent {
        mut order, file, ..
    } = sent;
    order.ordered_by.clone_from(&person.account().name);
    if let Some(fault) = fault {
        let html = form(&app, &person, order, Some(fault)).await?;
        return Ok(error::to_mend(html));
    }
    match app.orders.place(order.clone(), file).await {
        Ok(order) => Ok(error::see_other(&format!("{IMPORT_ORDERS}/{}", order.id))),
        Err(OrderError::Database(error)) => Err(OrderError::Database(error).into()),
        Err(fault) => {
            let html = form(&app, &person, order, Some(ImportFault::Order(&fault))).await?;
            Ok(error::to_mend(html))
        }
    }
}

/// `/administration/imports/demandes/{id}`: the import that an order became, or how far it is.
pub async fn show_order(
    State(app): State<Arc<App>>,
    person: Person,
    Path(id): Path<String>,
) -> Result<Response, WebError> {
    person.may(Capability::ReadImports)?;
    let order = app.orders.get(&id).await?.ok_or(WebError::NotFound)?;
    match order.run {
        Some(run) if order.failure.is_none() || store::is_cancelled(order.failure.as_deref()) => {
            Ok(error::see_other(&format!("{IMPORTS}/{run}")))
        }
        _ => Ok(person::page(import_order_page(&person.desk(&app), &order))),
    }
}

/// Stops an order that waits or is at work.
pub async fn cancel_order(
    State(app): State<Arc<App>>,
    person: Person,
    Path(id): Path<String>,
) -> Result<Response, WebError> {
    person.may(Capability::Import)?;
    let order = app.orders.get(&id).await?.ok_or(WebError::NotFound)?;
    app.orders.cancel(&order.id, &person.account().name).await?;
    Ok(error::see_other(&format!("{IMPORT_ORDERS}/{}", order.id)))
}

/// Stops an import that is at work, or that a process left.
pub async fn cancel(
    State(app): State<Arc<App>>,
    person: Person,
    Path(number): Path<String>,
) -> Result<Response, WebError> {
    person.may(Capability::Import)?;
    let run = find(&app, &number).await?;
    let by = &person.account().name;
    app.orders.cancel_run(run.number, by).await?;
    Ok(error::see_other(&format!("{IMPORTS}/{}", run.number)))
}

/// `/administration/imports/{number}?sort=&apres=`
pub async fn show(
    State(app): State<Arc<App>>,
    person: Person,
    Path(number): Path<String>,
) -> Result<Response, WebError> {
    person.may(Capability::ReadImports)?;
    let run = find(&app, &number).await?;
    let word = person.visitor.query(REPORT_WANTED).unwrap_or_default();
    let after = self::number(&person, IMPORTS_AFTER);
    let from = (run.number, after.unwrap_or(-1));
    let database = app.directory.database();
    let mut lines = store::lines_after(database, from, wanted_of(word), LINES as i64 + 1).await?;
    let more = lines.len() > LINES;
    lines.truncate(LINES);
    let page = ReportPage {
        next: lines.last().map(|line| line.row).filter(|_| more),
        run,
        lines,
        wanted: word.to_owned(),
        is_later: after.is_some(),
    };
    Ok(person::page(import_report_page(&person.desk(&app), &page)))
}

/// `/administration/imports/{number}/rapport.csv`
pub async fn csv(
    State(app): State<Arc<App>>,
    person: Person,
    Path(number): Path<String>,
) -> Result<Response, WebError> {
    person.may(Capability::ReadImports)?;
    let run = find(&app, &number).await?;
    let body = report_body::csv(&app, run.number, person.visitor.locale);
    Ok(download(
        body,
        run.number,
        ("text/csv; charset=utf-8", "csv"),
    ))
}

/// `/administration/imports/{number}/rapport.txt`
pub async fn text(
    State(app): State<Arc<App>>,
    person: Person,
    Path(number): Path<String>,
) -> Result<Response, WebError> {
    person.may(Capability::ReadImports)?;
    let run = find(&app, &number).await?;
    let body = report_body::text(&app, run.number, person.visitor.locale);
    Ok(download(
        body,
        run.number,
        ("text/plain; charset=utf-8", "txt"),
    ))
}

fn download(
    body: axum::body::Body,
    number: i64,
    (content_type, end): (&'static str, &str),
) -> Response {
    let name = format!("attachment; filename=\"import-{number}.{end}\"");
    let mut response = body.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if let Ok(name) = HeaderValue::try_from(name) {
        headers.insert(header::CONTENT_DISPOSITION, name);
    }
    response
}

async fn find(app: &App, number: &str) -> Result<Run, WebError> {
    let number: i64 = number.parse().map_err(|_| WebError::NotFound)?;
    let found = store::run_by_number(app.directory.database(), number).await?;
    found.ok_or(WebError::NotFound)
}

fn number(person: &Person, name: &str) -> Option<i64> {
    person.visitor.query(name)?.parse().ok()
}
