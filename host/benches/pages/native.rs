//! What the guest's pages are compared with: axum handlers that answer the same without a guest, and without the layers
//! that an instance puts around each answer.

use std::sync::Arc;

use anyhow::Context as _;
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Html;
use axum::routing::get;
use maille::app::App;
use maille::directory::{Kinds, Reader, Search};
use maille::plugins::page::{Block, Card, Content, Page};
use maille::web::locale::Locale;
use maille::web::render::{Links, Site, View, ViewedPlugin, directory_entry, page_html};
use serde::Deserialize;

use super::native_month;

/// Bytes of the plain answer.
const PLAIN_BYTES: usize = 1024;

pub fn router(app: Arc<App>) -> Router {
    Router::new()
        .route("/plain", get(async || [b'x'; PLAIN_BYTES]))
        .route("/bench/places", get(show))
        .route(native_month::PATH, get(native_month::show))
        .with_state(app)
}

async fn show(State(app): State<Arc<App>>) -> Result<Html<String>, (StatusCode, String)> {
    match places(&app).await {
        Ok(html) => Ok(Html(html)),
        Err(error) => Err((StatusCode::INTERNAL_SERVER_ERROR, format!("{error:#}"))),
    }
}

/// The fields of a place that its card shows.
#[derive(Deserialize)]
struct Place {
    name: String,
    description: String,
    address: Address,
}

#[derive(Deserialize)]
struct Address {
    municipality: String,
}

/// `tests/guests/bench` describes the same page.
async fn places(app: &App) -> anyhow::Result<String> {
    let reader = Reader::plugin("bench", Kinds::only(["place"]));
    let mut search = Search::new(&["place"]);
    search.order_by("name");
    let found = search.run(&app.directory, &reader, 20).await?;
    let mut cards = Vec::new();
    for record in &found.records {
        let place: Place = serde_json::from_str(&record.content).context("a place")?;
        cards.push(Card {
            title: place.name,
            href: None,
            markdown: place.description,
            facts: vec![("Commune".into(), place.address.municipality)],
            tags: Vec::new(),
        });
    }
    let page = Page {
        title: "Les lieux".into(),
        blocks: vec![Block {
            language: None,
            anchor: None,
            content: Content::Cards(cards),
        }],
        ..Page::default()
    };
    let links = Links {
        root: "/bench".into(),
        ..Links::default()
    };
    Ok(page_html(&page, &site(app), &view(), &links).html)
}

pub fn site(app: &App) -> Site {
    let instance = &app.config.instance;
    Site {
        name: instance.name.clone(),
        department: instance.department.clone(),
        // The world of these measures has places.
        navigation: vec![directory_entry(Locale::French)],
        time_zone: app.directory.settings().zone.clone(),
        ..Site::default()
    }
}

fn view() -> View {
    View {
        path: "/bench/places".into(),
        address: "http://bench.localhost/bench/places".into(),
        plugin: Some(ViewedPlugin {
            name: "Mesure".into(),
            root: "/bench".into(),
        }),
        ..View::default()
    }
}
