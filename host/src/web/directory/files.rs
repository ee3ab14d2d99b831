//! `/annuaire.csv`, `.geojson`, `.jsonld`: the same question as `/annuaire`, answered whole in one file, and
//! `/annuaire/{id}.jsonld`. Records are read page by page and written as they come: memory does not grow with the directory.

mod stream;

use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};

use self::stream::Reading;
use super::{DIRECTORY_KINDS, corrected, holders, near, now, question};
use crate::app::App;
use crate::directory::Reader;
use crate::exports::{self, Format};
use crate::web::api::{Answer, Keep, tell};
use crate::web::error::{self, WebError};
use crate::web::render::{DIRECTORY, DIRECTORY_RECORD_FILES};
use crate::web::visitor::Visitor;

/// The query parameter that names the national form of the table.
const FORM: &str = "format";

/// `/annuaire.csv`; `?format=mediation-numerique` gives the national CSV of places.
pub async fn csv(State(app): State<Arc<App>>, visitor: Visitor) -> Result<Response, WebError> {
    let national = visitor.query(FORM) == Some("mediation-numerique");
    let format = match national {
        true => Format::MediationNumerique,
        false => Format::Spreadsheet,
    };
    list(app, visitor, format).await
}

/// `/annuaire.geojson`
pub async fn geojson(State(app): State<Arc<App>>, visitor: Visitor) -> Result<Response, WebError> {
    list(app, visitor, Format::GeoJson).await
}

/// `/annuaire.jsonld`
pub async fn json_ld(State(app): State<Arc<App>>, visitor: Visitor) -> Result<Response, WebError> {
    list(app, visitor, Format::JsonLd).await
}

async fn list(app: Arc<App>, visitor: Visitor, format: Format) -> Result<Response, WebError> {
    let now = now(&app);
    let mut asked = question::read(&visitor, now.date());
    let point = near::find(&app, &visitor, &mut asked).await?;
    if asked.near_error.is_some() {
        // The page says what is wrong, at the field.
        let query = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs(&visitor.query)
            .finish();
        return Ok(error::see_other(&format!("{DIRECTORY}?{query}")));
    }
    let place = stream::place().await.ok_or(WebError::Busy)?;
    let (mut search, _, _) = corrected(&app, &asked, point.as_ref()).await?;
    search.order_by_id();
    let (ending, content_type) = format.file();
    let name = format!("annuaire-{}.{ending}", now.date());
    let reading = Reading {
        search,
        open_at: asked.open.then_some(now),
        day: asked.day,
        locale: visitor.locale.code(),
        app,
    };
    let mut response = stream::body(reading, format, place).into_response();
    let disposition = format!("attachment; filename=\"{name}\"");
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
    headers.insert(
        header::CACHE_CONTROL,
        HeaderValue::from_static("private, no-cache"),
    );
    headers.insert(
        header::VARY,
        HeaderValue::from_static("Cookie, Accept-Encoding"),
    );
    if let Ok(disposition) = HeaderValue::try_from(disposition) {
        headers.insert(header::CONTENT_DISPOSITION, disposition);
    }
    Ok(response)
}

/// The id and the form of `ID.jsonld`; nothing for the page itself.
pub fn named(path: &str) -> Option<(&str, Format)> {
    let (id, ending) = DIRECTORY_RECORD_FILES
        .iter()
        .find_map(|(ending, _)| Some((path.strip_suffix(ending)?, *ending)))?;
    let format = match ending {
        ".jsonld" => Format::JsonLd,
        _ => Format::GeoJson,
    };
    Some((id, format))
}

/// One record in another form.
pub async fn one(
    app: &App,
    visitor: &Visitor,
    (id, format): (&str, Format),
) -> Result<Response, WebError> {
    let reader = Reader::visitor();
    let record = app.directory.read_or_merged(id, &reader).await?;
    let record = record.filter(|record| DIRECTORY_KINDS.contains(&record.kind.as_str()));
    let record = record.ok_or(WebError::NotFound)?;
    if record.id != id {
        let ending = format.file().0;
        return Ok(error::see_other(&format!(
            "{DIRECTORY}/{}.{ending}",
            record.id
        )));
    }
    let (modified, kind) = (record.updated, record.kind.clone());
    let holder = holders::of(app, &record).await?;
    let record = exports::Record::of(record);
    let (ending, content_type) = format.file();
    let value = if format == Format::JsonLd {
        let mut thing = exports::json_ld_shown(&record);
        let page = visitor.view(app).address;
        // A thing has one name: that of its owner's page.
        thing["@id"] = match holder.and_then(|holder| holder.page) {
            Some(page) => page.into(),
            None => page.trim_end_matches(ending).trim_end_matches('.').into(),
        };
        thing
    } else {
        let mut written = Vec::new();
        let mut records =
            |wanted: &'static str| (wanted == kind).then(|| record.clone()).into_iter();
        exports::write_shown(format, &mut records, "", &mut written).map_err(WebError::Write)?;
        serde_json::from_slice(&written).unwrap_or_default()
    };
    let answer = Answer::json(&value, Keep::Never).typed(content_type);
    Ok(tell(visitor, Ok(answer.modified(modified))))
}
