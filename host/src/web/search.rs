//! `/recherche`: one search over everything that is published.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;

use super::directory::holders::Holders;
use super::error::WebError;
use super::page_cache::own_page;
use super::render::{self, SearchResults};
use super::visitor::{Visitor, site};
use crate::app::App;
use crate::directory::{Reader, Search};
use crate::plugins::page::RecordCard;

/// Records of one page.
const RECORDS: u32 = 20;
/// Characters of a question that are looked at.
const QUESTION_MAX: usize = 300;

/// `/recherche?q=`
pub async fn show(State(app): State<Arc<App>>, visitor: Visitor) -> Result<Response, WebError> {
    let question: String = visitor
        .query("q")
        .unwrap_or_default()
        .trim()
        .chars()
        .take(QUESTION_MAX)
        .collect();
    let results = if question.is_empty() {
        SearchResults::default()
    } else {
        results(&app, &visitor, question).await?
    };
    let mut view = visitor.view(&app);
    view.search.clone_from(&results.query);
    let html = render::search_page(&site(&app, visitor.locale), &view, &results);
    Ok(own_page(&app, &visitor, html))
}

async fn results(
    app: &App,
    visitor: &Visitor,
    question: String,
) -> Result<SearchResults, WebError> {
    let mut search = Search::new(&[]);
    search.words(&question);
    let total = search.count(&app.directory, &Reader::visitor()).await?;
    if let Some(cursor) = visitor.query("suite") {
        search.after(cursor);
    }
    let found = search
        .run(&app.directory, &Reader::visitor(), RECORDS)
        .await?;
    if visitor.query("suite").is_none() && !visitor.has_session {
        app.statistics.search("search", &question, total);
    }
    let next = found.next.map(|cursor| {
        let query = url::form_urlencoded::Serializer::new(String::new())
            .append_pair("q", &question)
            .append_pair("suite", &cursor)
            .finish();
        format!("/recherche?{query}")
    });
    let locale = visitor.locale.code();
    let holders = Holders::of(app, &found.records).await?;
    let records = found.records.iter().map(|record| RecordCard {
        holder: holders.one(record).map(|holder| holder.name),
        ..app.plugins.card(record, locale)
    });
    Ok(SearchResults {
        query: question,
        total: Some(total),
        records: records.collect(),
        previous: None,
        next,
    })
}
