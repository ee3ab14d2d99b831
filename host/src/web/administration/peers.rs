//! `/administration/voisins`: the instances with which records are exchanged. Somebody types an address, compares six words by
//! telephone, and asks; what others ask is decided on their page.

pub mod one;

use std::sync::Arc;
use std::time::Duration;

use axum::extract::{Form, State};
use axum::response::Response;

use crate::accounts::Capability;
use crate::app::App;
use crate::federation::{
    Action, Address, FederationError, Introduced, NotMet, OffReason, Relation,
};
use crate::plugins::manifest::said;
use crate::web::error::{self, WebError};
use crate::web::person::{self, Person};
use crate::web::render::{
    MetPage, OwnIdentity, PEER_ADDRESS, PEER_WORDS, PEERS, PeerFault, PeersPage, peer_met_page,
    peers_page,
};

/// How long somebody waits for an instance that says nothing: longer, and the answer is that it does not.
const PATIENCE_MAX: Duration = Duration::from_secs(15);
/// What a form sends: names and values.
type Fields = Vec<(String, String)>;

/// `/administration/voisins`
pub async fn list(State(app): State<Arc<App>>, person: Person) -> Result<Response, WebError> {
    person.may(Capability::ReadPeers)?;
    Ok(person::page(listed(&app, &person, ("", None)).await?))
}

/// Asks the address that was typed who is there, and shows it; nothing is kept of that.
pub async fn look(
    State(app): State<Arc<App>>,
    person: Person,
    Form(fields): Form<Fields>,
) -> Result<Response, WebError> {
    person.may(Capability::ManagePeers)?;
    let typed = value(&fields, PEER_ADDRESS);
    let found = match meet_typed(&app, typed).await {
        Ok(met) => met_page(&app, &person, met).await?,
        Err(fault) => Err(fault),
    };
    match found {
        Ok(page) => Ok(person::page(peer_met_page(
            &person.desk_at(&app, PEERS),
            &page,
        ))),
        Err(fault) => to_mend(&app, &person, (typed, fault)).await,
    }
}

/// Asks who was met, or approves it where it asked first: if it still answers with the words that were compared.
pub async fn ask(
    State(app): State<Arc<App>>,
    person: Person,
    Form(fields): Form<Fields>,
) -> Result<Response, WebError> {
    person.may(Capability::ManagePeers)?;
    let typed = value(&fields, PEER_ADDRESS);
    let met = match meet_typed(&app, typed).await {
        Ok(met) if met.words == value(&fields, PEER_WORDS) => met,
        Ok(_) => return to_mend(&app, &person, (typed, PeerFault::OtherWords)).await,
        Err(fault) => return to_mend(&app, &person, (typed, fault)).await,
    };
    match app.federation.request(&met).await {
        Ok(peer) if peer.relation == Relation::Approved => Ok(one::done(&peer, "approuve")),
        Ok(peer) => Ok(one::done(&peer, "demande")),
        Err(FederationError::NotMet { why, .. }) => {
            let fault = PeerFault::NotMet(why, String::new());
            to_mend(&app, &person, (typed, fault)).await
        }
        Err(other) => Err(other.into()),
    }
}

async fn to_mend(
    app: &App,
    person: &Person,
    (typed, fault): (&str, PeerFault),
) -> Result<Response, WebError> {
    let html = listed(app, person, (typed, Some(fault))).await?;
    Ok(error::to_mend(html))
}

async fn listed(
    app: &App,
    person: &Person,
    (address, fault): (&str, Option<PeerFault>),
) -> Result<String, WebError> {
    let mut peers = Vec::new();
    for peer in app.federation.peers().await? {
        let lag = app.federation.lag(&peer).await?;
        peers.push((peer, lag.map_or(0, |lag| lag.entries)));
    }
    let page = PeersPage {
        own: own(app, person),
        peers,
        twin: twin(app).await?,
        now: app.clock.now_ms(),
        address,
        fault,
    };
    Ok(peers_page(&person.desk_at(app, PEERS), &page))
}

/// Who heard another machine publish under our name.
async fn twin(app: &App) -> Result<Option<String>, WebError> {
    match app.federation.own_fork().await {
        Ok(fork) => Ok(fork.map(|fork| fork.told_by)),
        Err(FederationError::Off(_)) => Ok(None),
        Err(other) => Err(other.into()),
    }
}

/// Who answers at what was typed, as people type: without a scheme, with a slash at the end.
async fn meet_typed(app: &App, typed: &str) -> Result<Introduced, PeerFault> {
    let text = typed.trim().trim_end_matches('/').to_ascii_lowercase();
    let text = match text.contains("://") {
        true => text,
        false => format!("https://{text}"),
    };
    let address: Address = text.parse().map_err(|_| PeerFault::NotAnAddress)?;
    meet(app, &address).await
}

async fn meet(app: &App, address: &Address) -> Result<Introduced, PeerFault> {
    let whole = Duration::from_secs(app.config.server.request_timeout_s);
    let met = app.federation.introduce(address);
    match tokio::time::timeout(PATIENCE_MAX.min(whole / 2), met).await {
        Ok(Ok(met)) => Ok(met),
        Ok(Err(error)) => {
            // A message that does not hold says more than that nobody was met.
            let said = match error {
                FederationError::NotMet { .. } => String::new(),
                _ => error.to_string(),
            };
            Err(PeerFault::NotMet(NotMet::of(&error), said))
        }
        Err(_) => Err(PeerFault::Late),
    }
}

/// What is shown of who was met; with whom something stands already has nothing to be asked.
async fn met_page(
    app: &App,
    person: &Person,
    met: Introduced,
) -> Result<Result<MetPage, PeerFault>, WebError> {
    let description = met.description;
    let relation = match app.federation.peer(description.origin.as_str()).await {
        Ok(peer) => peer.relation,
        Err(FederationError::NoPeer(_)) => Relation::None,
        Err(other) => return Err(other.into()),
    };
    if relation
        .after(crate::federation::Who::Us, Action::Request)
        .is_err()
    {
        return Ok(Err(PeerFault::NotMet(NotMet::Known, String::new())));
    }
    let own = match own(app, person) {
        Ok(own) => own,
        Err(why) => return Ok(Err(PeerFault::NotMet(NotMet::Other, why.to_string()))),
    };
    let shares = description.shares.iter().map(|kind| kind.as_str());
    Ok(Ok(MetPage {
        shares: labels(app, person, shares),
        own,
        name: description.name,
        origin: description.origin.to_string(),
        address: description.address.to_string(),
        words: met.words,
        asked_first: relation == Relation::RequestedByThem,
    }))
}

/// Who we are to others, or why we exchange nothing.
fn own(app: &App, person: &Person) -> Result<OwnIdentity, OffReason> {
    let identity = app.federation.identity().map_err(|error| match error {
        FederationError::Off(why) => why,
        other => OffReason::Other(other.to_string()),
    })?;
    let shares = identity.shares.iter().map(|kind| kind.as_str());
    Ok(OwnIdentity {
        name: identity.name.clone(),
        origin: identity.origin.to_string(),
        address: identity.address.to_string(),
        words: identity.words(),
        shares: labels(app, person, shares),
    })
}

/// Kinds as people call them; one that is not known here by its own name.
fn labels<'a>(app: &App, person: &Person, kinds: impl Iterator<Item = &'a str>) -> Vec<String> {
    let locale = person.visitor.locale.code();
    let label = |name: &str| {
        let kind = app.directory.kinds().get(name);
        let label =
            kind.and_then(|kind| said(&kind.annotations().labels, locale).map(str::to_owned));
        label.unwrap_or_else(|| name.to_owned())
    };
    kinds.map(label).collect()
}

fn value<'a>(fields: &'a [(String, String)], name: &str) -> &'a str {
    let found = fields.iter().rev().find(|(known, _)| known == name);
    found.map_or("", |(_, value)| value.as_str())
}
