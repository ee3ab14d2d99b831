//! `/annuaire/fonctions`: who does what in a territory, by trade, and what nobody does; as a page and as tables for
//! spreadsheets.

use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};

use super::now;
use crate::app::App;
use crate::functions::{Functions, Gaps, Matrix, Scope};
use crate::web::error::{self, WebError};
use crate::web::page_cache::own_page;
use crate::web::render::{
    self, FUNCTIONS, FUNCTIONS_GAPS, FUNCTIONS_TERRITORY, FunctionsAsked, FunctionsFound,
};
use crate::web::visitor::{Visitor, site};

/// Characters of a code that are looked at: a SIREN has nine.
const CODE_CHARS_MAX: usize = 20;

/// `/annuaire/fonctions?territoire=`
pub async fn show(State(app): State<Arc<App>>, visitor: Visitor) -> Result<Response, WebError> {
    let functions = Functions::new(app.directory.database().clone(), app.directory.today());
    let code = code(&visitor);
    let scope = functions.scope(&code).await?;
    let asked = FunctionsAsked {
        areas: functions.areas().await?,
        communes: communes(&functions, scope.as_ref()).await?,
        unknown: scope.is_none(),
        scope: scope.unwrap_or_default(),
    };
    let (matrix, gaps) = found(&app, &functions, &asked.scope).await?;
    let found = FunctionsFound {
        functions: &app.functions,
        matrix,
        gaps,
        without_commune: functions.without_commune().await?,
    };
    let site = site(&app, visitor.locale);
    let html = render::functions_page(&site, &visitor.view(&app), &asked, &found);
    Ok(own_page(&app, &visitor, html))
}

/// `/annuaire/fonctions.csv?territoire=`; with `manques=1`, what nobody does.
pub async fn csv(State(app): State<Arc<App>>, visitor: Visitor) -> Result<Response, WebError> {
    let functions = Functions::new(app.directory.database().clone(), app.directory.today());
    let code = code(&visitor);
    let Some(scope) = functions.scope(&code).await? else {
        // The page says what is wrong, at the field.
        let query = url::form_urlencoded::Serializer::new(String::new())
            .append_pair(FUNCTIONS_TERRITORY, &code)
            .finish();
        return Ok(error::see_other(&format!("{FUNCTIONS}?{query}")));
    };
    let (matrix, gaps) = found(&app, &functions, &scope).await?;
    let (name, table) = match visitor.query(FUNCTIONS_GAPS).is_some() {
        true => (
            "manques",
            render::gaps_table(visitor.locale, &app.functions, &gaps),
        ),
        false => (
            "fonctions",
            render::functions_table(visitor.locale, &app.functions, &matrix),
        ),
    };
    let table = table.map_err(WebError::Write)?;
    let name = format!("attachment; filename=\"{name}-{}.csv\"", now(&app).date());
    let mut response = table.into_response();
    for (header, text) in [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (header::CACHE_CONTROL, "private, no-cache"),
        (header::VARY, "Accept-Language, Cookie, Accept-Encoding"),
        (header::CONTENT_DISPOSITION, &name),
    ] {
        if let Ok(value) = HeaderValue::from_str(text) {
            response.headers_mut().insert(header, value);
        }
    }
    Ok(response)
}

fn code(visitor: &Visitor) -> String {
    let said = visitor.query(FUNCTIONS_TERRITORY).unwrap_or_default();
    said.trim().chars().take(CODE_CHARS_MAX).collect()
}

async fn communes(
    functions: &Functions,
    scope: Option<&Scope>,
) -> Result<Vec<crate::functions::Area>, WebError> {
    match scope {
        Some(Scope::Group(group) | Scope::Commune(_, Some(group))) => {
            Ok(functions.communes(group).await?)
        }
        _ => Ok(Vec::new()),
    }
}

async fn found(
    app: &App,
    functions: &Functions,
    scope: &Scope,
) -> Result<(Matrix, Vec<Gaps>), WebError> {
    let matrix = functions.matrix(scope).await?;
    let gaps = functions.gaps(scope, &app.functions).await?;
    Ok((matrix, gaps))
}
