//! `/administration/voisins/{origin}`: one other instance, and what can be decided about it: approve, suspend, resume, end.

use std::sync::Arc;

use axum::extract::{Form, Path, State};
use axum::http::header;
use axum::response::{IntoResponse as _, Response};

use super::{Fields, labels, meet, own, value};
use crate::accounts::Capability;
use crate::app::App;
use crate::federation::{Action, FederationError, Peer, Relation};
use crate::web::error::{self, WebError};
use crate::web::person::{self, Person};
use crate::web::render::{
    DecisionRefused, PEER_WORDS, PEERS, PeerDone, PeerPage, peer_end_page, peer_page,
};

/// The query parameter that says what was just done.
const DONE: &str = "fait";
/// What it says, and to what that comes.
const DONE_WORDS: [(&str, PeerDone); 6] = [
    ("demande", PeerDone::Asked),
    ("approuve", PeerDone::Approved),
    ("suspendu", PeerDone::Suspended),
    ("repris", PeerDone::Resumed),
    ("termine", PeerDone::Ended),
    ("interroge", PeerDone::AskedNow),
];

/// `/administration/voisins/{origin}`
pub async fn show(
    State(app): State<Arc<App>>,
    person: Person,
    Path(origin): Path<String>,
) -> Result<Response, WebError> {
    person.may(Capability::ReadPeers)?;
    let peer = app.federation.peer(&origin).await?;
    Ok(person::page(shown(&app, &person, &peer, None).await?))
}

/// `/administration/voisins/{origin}/preuve`: the proof that it told two histories, for anybody to check.
pub async fn fork(
    State(app): State<Arc<App>>,
    person: Person,
    Path(origin): Path<String>,
) -> Result<Response, WebError> {
    person.may(Capability::ReadPeers)?;
    let peer = app.federation.peer(&origin).await?;
    let fork = app.federation.fork(&peer.origin).await?;
    let fork = fork.ok_or(WebError::NotFound)?;
    let name = format!(
        "attachment; filename=\"{}-{}.json\"",
        peer.origin, fork.epoch
    );
    let headers = [
        (header::CONTENT_TYPE, "application/json"),
        (header::CACHE_CONTROL, "no-store"),
        (header::CONTENT_DISPOSITION, name.as_str()),
    ];
    Ok((headers, fork.evidence).into_response())
}

/// Approves who asked, if its words are those that the person compared.
pub async fn approve(
    State(app): State<Arc<App>>,
    person: Person,
    Path(origin): Path<String>,
    Form(fields): Form<Fields>,
) -> Result<Response, WebError> {
    person.may(Capability::ManagePeers)?;
    let peer = app.federation.peer(&origin).await?;
    if peer.relation != Relation::RequestedByThem {
        return refused(&app, &person, &origin, DecisionRefused::Changed).await;
    }
    let words = peer.words();
    if words != value(&fields, PEER_WORDS) {
        return refused(&app, &person, &origin, DecisionRefused::OtherWords).await;
    }
    // Who answers at its address tells its name. Where nobody does now, its key is pinned all the same.
    let decided = match meet(&app, &peer.address).await {
        Ok(met) if (&met.description.origin, &met.words) == (&peer.origin, &words) => {
            app.federation.request(&met).await
        }
        Ok(_) => return refused(&app, &person, &origin, DecisionRefused::OtherWords).await,
        Err(_) => app.federation.decide(&origin, Action::Accept).await,
    };
    after(&app, &person, (&origin, "approuve"), decided).await
}

/// Exchanges nothing until somebody here resumes.
pub async fn suspend(
    State(app): State<Arc<App>>,
    person: Person,
    Path(origin): Path<String>,
) -> Result<Response, WebError> {
    person.may(Capability::ManagePeers)?;
    let decided = app.federation.decide(&origin, Action::Suspend).await;
    after(&app, &person, (&origin, "suspendu"), decided).await
}

/// Takes a suspension back, or tries a log again that did not hold together.
pub async fn resume(
    State(app): State<Arc<App>>,
    person: Person,
    Path(origin): Path<String>,
) -> Result<Response, WebError> {
    person.may(Capability::ManagePeers)?;
    let relation = app.federation.peer(&origin).await?.relation;
    // To accept is also what approves: that wants words to be compared.
    let resumes = matches!(
        relation,
        Relation::SuspendedByUs | Relation::SuspendedByBoth | Relation::Approved
    );
    if !resumes {
        return refused(&app, &person, &origin, DecisionRefused::Changed).await;
    }
    let decided = app.federation.decide(&origin, Action::Accept).await;
    after(&app, &person, (&origin, "repris"), decided).await
}

/// Asks it now instead of when it is due.
pub async fn ask_now(
    State(app): State<Arc<App>>,
    person: Person,
    Path(origin): Path<String>,
) -> Result<Response, WebError> {
    person.may(Capability::ManagePeers)?;
    let peer = app.federation.peer(&origin).await?;
    app.federation.ask_soon(&peer.origin).await?;
    Ok(done(&peer, "interroge"))
}

/// `/administration/voisins/{origin}/terminer`
pub async fn show_end(
    State(app): State<Arc<App>>,
    person: Person,
    Path(origin): Path<String>,
) -> Result<Response, WebError> {
    person.may(Capability::ManagePeers)?;
    let peer = app.federation.peer(&origin).await?;
    let held = app.federation.held(&peer.origin).await?;
    Ok(person::page(peer_end_page(
        &person.desk(&app),
        &peer,
        &held,
    )))
}

/// Ends the exchange and erases the copies.
pub async fn end(
    State(app): State<Arc<App>>,
    person: Person,
    Path(origin): Path<String>,
) -> Result<Response, WebError> {
    person.may(Capability::ManagePeers)?;
    let (all, name) = (app.clone(), origin.clone());
    // A large directory is erased in pieces, whether the person waits for the last one or not.
    let ended = tokio::spawn(async move { all.federation.decide(&name, Action::End).await });
    let decided = ended.await.map_err(|_| WebError::Busy)?;
    after(&app, &person, (&origin, "termine"), decided).await
}

/// Back to the peer, with what was done or why it was not.
async fn after(
    app: &App,
    person: &Person,
    (origin, word): (&str, &str),
    decided: Result<Peer, FederationError>,
) -> Result<Response, WebError> {
    match decided {
        Ok(peer) => Ok(done(&peer, word)),
        Err(FederationError::Refused(_)) => {
            refused(app, person, origin, DecisionRefused::Changed).await
        }
        Err(other) => Err(other.into()),
    }
}

pub(super) fn done(peer: &Peer, word: &str) -> Response {
    error::see_other(&format!("{PEERS}/{}?{DONE}={word}", peer.origin))
}

async fn refused(
    app: &App,
    person: &Person,
    origin: &str,
    why: DecisionRefused,
) -> Result<Response, WebError> {
    let peer = app.federation.peer(origin).await?;
    let html = shown(app, person, &peer, Some(why)).await?;
    Ok(error::to_mend(html))
}

async fn shown(
    app: &App,
    person: &Person,
    peer: &Peer,
    refused: Option<DecisionRefused>,
) -> Result<String, WebError> {
    let said = person.visitor.query(DONE).filter(|_| refused.is_none());
    let done = DONE_WORDS.iter().find(|(word, _)| Some(*word) == said);
    let page = PeerPage {
        peer,
        own: own(app, person).ok(),
        held: app.federation.held(&peer.origin).await?,
        third: app.federation.third_parties(&peer.origin).await?,
        refused_often: app.federation.refused(Some(&peer.origin)).await?,
        own_seq: app.federation.own_seq().await?,
        lag: app.federation.lag(peer).await?,
        read_by: app.federation.read_by(&peer.origin).await?,
        shares: labels(app, person, peer.shares.iter().map(String::as_str)),
        now: app.clock.now_ms(),
        done: done.map(|(_, done)| *done),
        refused,
    };
    let desk = person.desk_at(app, &format!("{PEERS}/{}", peer.origin));
    Ok(peer_page(&desk, &page))
}
