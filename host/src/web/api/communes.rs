//! `/api/communes`: the communes that a name, a postal code or an INSEE code may mean.

#![expect(unused_qualifications, reason = "utoipa writes paths in full")]

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use utoipa::IntoParams;

use super::answer::{Answer, Keep, tell};
use super::document;
use super::parameters::Given;
use super::problem::{Problem, Refusal};
use super::shapes::{ApiCommune, Communes};
use crate::app::App;
use crate::imports::Commune;
use crate::territory::Territory;
use crate::web::render::Wrong;
use crate::web::visitor::Visitor;

/// The longest name of a commune has 45 letters.
const NAME_CHARS_MAX: usize = 100;

/// What a program may ask of the communes.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "only its description is used")]
pub struct CommunesAsked {
    #[param(max_length = 100, example = "49000")]
    q: String,
}

/// `GET /api/communes`
#[utoipa::path(
    get,
    path = "/api/communes",
    operation_id = "communes",
    params(CommunesAsked),
    responses(
        (status = 200, body = Communes),
        (status = 304),
        (status = 400, body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn list(State(app): State<Arc<App>>, visitor: Visitor) -> Response {
    tell(&visitor, found(&app, &visitor).await)
}

async fn found(app: &App, visitor: &Visitor) -> Result<Answer, Refusal> {
    let mut given = Given::new(visitor, document::names("communes"), &[]);
    let said = given.text("q", NAME_CHARS_MAX);
    given.check()?;
    let Some(said) = said else {
        return Err(given.refusal("q", None, Wrong::Missing));
    };
    let territory = Territory::new(app.directory.database().clone());
    let communes = territory
        .find(&said)
        .await?
        .into_iter()
        .map(shape)
        .collect();
    Ok(Answer::json(&Communes { communes }, Keep::AnHour))
}

fn shape(commune: Commune) -> ApiCommune {
    ApiCommune {
        code: commune.code,
        name: commune.name,
        postal_codes: commune.postal_codes,
        latitude: commune.latitude,
        longitude: commune.longitude,
        population: commune.population,
        epci: commune.epci,
        department: commune.department,
    }
}
