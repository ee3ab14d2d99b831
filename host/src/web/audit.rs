//! Each act of a person in the administration goes to the journal of acts: what was done, and what was refused since the right
//! lacked. A handler that knows more than its address tells adds it with [`Person::tell`]; none can forget the entry itself.

use std::sync::{Arc, Mutex, PoisonError};

use axum::extract::{MatchedPath, Request, State};
use axum::http::Method;
use axum::middleware::Next;
use axum::response::Response;

use super::error;
use super::person;
use crate::accounts::Account;
use crate::app::App;
use crate::audit::{Said, Who};
use crate::directory::Reader;

/// Addresses that change something, and the word of the act; nothing for one that only looks.
const ACTS: &[(&str, Option<&str>)] = &[
    ("/administration/comptes", Some("account-made")),
    ("/administration/comptes/{id}/lien", Some("account-link")),
    (
        "/administration/comptes/{id}/lien/retirer",
        Some("account-link-withdrawn"),
    ),
    ("/administration/comptes/{id}/role", Some("account-role")),
    (
        "/administration/comptes/{id}/fermer",
        Some("account-closed"),
    ),
    (
        "/administration/comptes/{id}/ouvrir",
        Some("account-opened"),
    ),
    (
        "/administration/comptes/{id}/sessions",
        Some("account-sessions"),
    ),
    ("/administration/fiches/nouvelle", Some("record-made")),
    ("/administration/fiches/{record}", Some("record-corrected")),
    (
        "/administration/fiches/{record}/historique/{revision}/revenir",
        Some("record-back"),
    ),
    ("/administration/fiches/{record}/etat", Some("record-state")),
    (
        "/administration/fiches/{record}/supprimer",
        Some("record-deleted"),
    ),
    (
        "/administration/signalements/{reference}/decision",
        Some("suggestion-decided"),
    ),
    ("/administration/codes", Some("codes-printed")),
    ("/administration/codes/{id}/annuler", Some("code-revoked")),
    ("/administration/moderation/choix", Some("moderation-modes")),
    ("/administration/moderation/astreinte", Some("duty-added")),
    (
        "/administration/moderation/astreinte/{number}/retirer",
        Some("duty-removed"),
    ),
    (
        "/administration/moderation/cas/{reference}/decision",
        Some("case-decided"),
    ),
    (
        "/administration/moderation/cas/{reference}/defaire",
        Some("case-undone"),
    ),
    ("/administration/imports", Some("import-ordered")),
    (
        "/administration/imports/demandes/{id}/annuler",
        Some("import-cancelled"),
    ),
    (
        "/administration/imports/{number}/annuler",
        Some("import-cancelled"),
    ),
    (
        "/administration/doublons/{first}/{second}/fusionner",
        Some("records-merged"),
    ),
    (
        "/administration/doublons/{first}/{second}/differentes",
        Some("records-different"),
    ),
    (
        "/administration/doublons/decisions/{gone}/defaire",
        Some("records-unmerged"),
    ),
    (
        "/administration/doublons/decisions/{first}/{second}/reprendre",
        Some("records-undecided"),
    ),
    // Looks who answers at an address.
    ("/administration/voisins", None),
    ("/administration/voisins/nouveau", Some("peer-asked")),
    (
        "/administration/voisins/{origin}/approuver",
        Some("peer-approved"),
    ),
    (
        "/administration/voisins/{origin}/suspendre",
        Some("peer-suspended"),
    ),
    (
        "/administration/voisins/{origin}/reprendre",
        Some("peer-resumed"),
    ),
    ("/administration/voisins/{origin}/interroger", None),
    (
        "/administration/voisins/{origin}/terminer",
        Some("peer-ended"),
    ),
    // Looks for somebody.
    ("/administration/personnes", None),
    ("/administration/personnes/export", Some("person-exported")),
    ("/administration/personnes/effacer", Some("person-erased")),
    ("/administration/extensions", Some("plugin-installed")),
    (
        "/administration/extensions/{id}/droits",
        Some("plugin-granted"),
    ),
    (
        "/administration/extensions/{id}/reglages",
        Some("plugin-set"),
    ),
    (
        "/administration/extensions/{id}/taches/{task}",
        Some("plugin-task"),
    ),
    (
        "/administration/extensions/{id}/documents",
        Some("plugin-given"),
    ),
    (
        "/administration/extensions/{id}/documents/retirer",
        Some("plugin-document-removed"),
    ),
    (
        "/administration/extensions/{id}/pause",
        Some("plugin-paused"),
    ),
    (
        "/administration/extensions/{id}/reprise",
        Some("plugin-resumed"),
    ),
    (
        "/administration/extensions/{id}/attente/refuser",
        Some("plugin-refused"),
    ),
    (
        "/administration/extensions/{id}/retour",
        Some("plugin-back"),
    ),
    (
        "/administration/extensions/{id}/retirer",
        Some("plugin-removed"),
    ),
];

/// The word of what an address does, by its pattern: nothing where there is no such address, and nothing within where it only
/// looks.
pub fn act_of(pattern: &str) -> Option<Option<&'static str>> {
    let found = ACTS.iter().find(|(known, _)| *known == pattern);
    found.map(|(_, act)| *act)
}

/// What a handler adds to the entry of its request.
#[derive(Debug, Clone, Default)]
pub struct Told(Arc<Mutex<(String, String)>>);

impl Told {
    /// To what it was done, and what else there is to say; an empty text leaves what is known.
    pub fn tell(&self, object: &str, details: &str) {
        let mut told = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *told = (object.to_owned(), details.to_owned());
    }
}

/// Notes what a person did once the answer is known. An act whose note cannot be written is done all the same, and the log of the
/// program says so: nobody is kept from closing an account by a full disk.
pub async fn note(State(app): State<Arc<App>>, mut request: Request, next: Next) -> Response {
    let pattern = request.extensions().get::<MatchedPath>();
    let act = pattern
        .and_then(|pattern| act_of(pattern.as_str()))
        .flatten();
    let (Some(act), &Method::POST) = (act, request.method()) else {
        return next.run(request).await;
    };
    let signed = person::signed(&app, request.headers()).await;
    let Ok(Some(signed)) = signed else {
        return next.run(request).await;
    };
    let path = request.uri().path().to_owned();
    let told = Told::default();
    request.extensions_mut().insert(told.clone());
    // Before it is gone.
    let (object, account) = object(&app, &path).await;
    let response = next.run(request).await;
    let Some(denied) = error::was_act(&response) else {
        return response;
    };
    let (told_object, details) = {
        let told = told.0.lock().unwrap_or_else(PoisonError::into_inner);
        told.clone()
    };
    let said = Said {
        account,
        object: match told_object.is_empty() {
            true => object,
            false => told_object,
        },
        details,
        denied,
        ..Said::by(who(&signed.account))
    };
    if let Err(error) = app.audit.note(act, said).await {
        tracing::error!(act, %error, "an act could not be noted in the journal of acts");
    }
    response
}

/// Somebody with an account.
pub fn who(account: &Account) -> Who {
    Who::Person {
        id: account.id.clone(),
        name: account.name.clone(),
    }
}

/// What the address speaks of, as people call it, and the account where it is one.
async fn object(app: &App, path: &str) -> (String, Option<String>) {
    let mut parts = path.trim_start_matches('/').split('/').skip(1);
    let (area, name) = (parts.next().unwrap_or_default(), parts.next());
    let Some(name) = name.map(decoded) else {
        return (String::new(), None);
    };
    match area {
        "comptes" => match app.accounts.get(&name).await {
            Ok(account) => (account.name, Some(account.id)),
            Err(_) => (name, None),
        },
        "fiches" if name != "nouvelle" => {
            let found = app.directory.read_or_merged(&name, &Reader::host()).await;
            let title = found.ok().flatten().map(|record| {
                let kind = app.directory.kinds().get(&record.kind);
                let content = serde_json::from_str(&record.content).unwrap_or_default();
                kind.map_or_else(String::new, |kind| kind.title(&content))
            });
            (
                title.filter(|title| !title.is_empty()).unwrap_or(name),
                None,
            )
        }
        "fiches" => (String::new(), None),
        "extensions" => (rest(&[name], parts), None),
        // `cas/{reference}`, `decisions/{gone}`, `{first}/{second}`…
        "moderation" | "doublons" | "imports" => (rest(&[], parts), None),
        _ => (name, None),
    }
}

/// The parts of an address that name something, one after another; its last part is the act.
fn rest<'a>(first: &[String], parts: impl Iterator<Item = &'a str>) -> String {
    let mut named: Vec<String> = first.to_vec();
    let rest: Vec<String> = parts.map(decoded).collect();
    if rest.len() > 1 {
        named.extend(rest[..rest.len() - 1].iter().cloned());
    }
    if named.is_empty() {
        named.extend(rest);
    }
    named.join(" ")
}

fn decoded(part: &str) -> String {
    percent_encoding::percent_decode_str(part)
        .decode_utf8_lossy()
        .into_owned()
}
