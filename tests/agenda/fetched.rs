//! Calendars at addresses that the administrator chose: each host granted by name, failures said, nothing lost by them.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use maille::plugins::grants::Capability;
use serde_json::json;

use super::calendar;
use crate::support::{Instance, https};

const HOST: &str = "agenda.example.org";
const EVENT: &str =
    "UID:bal\r\nSUMMARY:Bal du village\r\nDTSTART;TZID=Europe/Paris:20261212T200000";

/// What the server answers; nothing, and it fails.
type Shared = Arc<Mutex<Option<String>>>;

async fn answer(State(shared): State<Shared>) -> Response {
    match shared.lock().unwrap().clone() {
        Some(text) => text.into_response(),
        None => StatusCode::BAD_GATEWAY.into_response(),
    }
}

async fn reaching() -> (Instance, Shared) {
    let shared: Shared = Arc::new(Mutex::new(Some(calendar(&[EVENT]))));
    let router = Router::new().route("/bal.ics", get(answer));
    let rule = https::serve(&[HOST], router.with_state(shared.clone())).await;
    let instance = Instance::agenda_reaching(rule).await;
    set(&instance, &format!("webcal://{HOST}/bal.ics")).await;
    (instance, shared)
}

async fn set(instance: &Instance, addresses: &str) {
    let settings = json!({ "addresses": addresses });
    let settings = settings.as_object().unwrap().clone();
    instance.app.plugins.set("events", settings).await.unwrap();
}

async fn fetch(instance: &Instance) -> Vec<String> {
    instance.run("events", "fetch").await.unwrap();
    instance.report("events", "fetch").await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_chosen_calendar_is_fetched_once_its_host_is_granted() {
    let (instance, shared) = reaching().await;
    let report = fetch(&instance).await;
    assert!(
        report[0].starts_with("refused https://agenda.example.org/bal.ics")
            && report[0].contains("maille plugin grant events host:NOM"),
        "{report:#?}"
    );
    let host = [Capability::Host(HOST.into())];
    let plugins = &instance.app.plugins;
    plugins.grant("events", &host, &[]).await.unwrap();
    let report = fetch(&instance).await;
    assert!(
        report.len() == 1 && report[0].starts_with("taken fetched/agenda.example.org-"),
        "{report:#?}"
    );
    assert_eq!(instance.get("/agenda/bal").await.status, 200);

    *shared.lock().unwrap() = None;
    let report = fetch(&instance).await;
    assert!(
        report[0].starts_with("refused ") && report[1].starts_with("unchanged "),
        "{report:#?}"
    );
    assert_eq!(
        instance.get("/agenda/bal").await.status,
        200,
        "a failure withdraws nothing"
    );

    let other = EVENT.replace("UID:bal", "UID:loto").replace("Bal", "Loto");
    *shared.lock().unwrap() = Some(calendar(&[&other]));
    fetch(&instance).await;
    assert_eq!(instance.get("/agenda/bal").await.status, 410);
    assert_eq!(instance.get("/agenda/loto").await.status, 200);

    // The address is taken out of the settings: what it alone announced goes with a word, and its document too.
    set(&instance, "").await;
    let report = fetch(&instance).await;
    assert!(
        report.len() == 1
            && report[0].starts_with("changed fetched/")
            && report[0].contains("n’est plus suivie"),
        "{report:#?}"
    );
    assert_eq!(instance.get("/agenda/loto").await.status, 410);
    let documents = instance.app.plugins.documents();
    assert_eq!(documents.bytes("events").await.unwrap(), 0);
    // It comes back, and so do its events.
    set(&instance, &format!("https://{HOST}/bal.ics")).await;
    fetch(&instance).await;
    assert_eq!(instance.get("/agenda/loto").await.status, 200);
}
