//! The instances with which records are exchanged: what waits for a decision, how each fares, who we are to them; and who
//! answers at an address that was typed.

use askama::Template;

use super::super::html::Html;
use super::super::words::Words;
use super::{Desk, DeskPage, desk_page, field, own_form, peer_words};
use crate::accounts::Capability;
use crate::federation::{NotMet, OffReason, Peer, Relation};
use crate::plugins::page::Field;

/// Where they stand.
pub const PEERS: &str = "/administration/voisins";
/// The field that holds where somebody answers.
pub const PEER_ADDRESS: &str = "adresse";
/// The field that holds the words that were shown to be compared.
pub const PEER_WORDS: &str = "mots";
/// Characters of an address: a host name has 253.
const ADDRESS_CHARS_MAX: u32 = 300;

/// Who we are to others.
#[derive(Debug, Clone, Default)]
pub struct OwnIdentity {
    pub name: String,
    pub origin: String,
    pub address: String,
    pub words: String,
    /// Kinds that we share, by their labels.
    pub shares: Vec<String>,
}

/// Why an address came back.
#[derive(Debug)]
pub enum PeerFault {
    /// It is no address of an instance.
    NotAnAddress,
    /// Nobody was met there, and the words of who looked.
    NotMet(NotMet, String),
    /// It took longer than a person waits.
    Late,
    /// Other words are answered now than those that were compared.
    OtherWords,
}

/// What the list shows.
#[derive(Debug)]
pub struct PeersPage<'a> {
    /// Who we are; or why we exchange nothing.
    pub own: Result<OwnIdentity, OffReason>,
    /// Each with how many entries of its log are not here yet.
    pub peers: Vec<(Peer, u64)>,
    /// Who heard another machine publish under our name.
    pub twin: Option<String>,
    /// Milliseconds since 1970.
    pub now: i64,
    /// What was typed.
    pub address: &'a str,
    pub fault: Option<PeerFault>,
}

/// Who answered at an address.
#[derive(Debug)]
pub struct MetPage {
    pub own: OwnIdentity,
    pub name: String,
    pub origin: String,
    pub address: String,
    pub words: String,
    /// Kinds that they would share, by their labels.
    pub shares: Vec<String>,
    /// They asked first: saying yes here approves them.
    pub asked_first: bool,
}

struct LineView {
    href: String,
    name: String,
    origin: String,
    relation: &'static str,
    state: Option<String>,
    lag: Option<String>,
    trouble: Option<&'static str>,
}

#[derive(Template)]
#[template(path = "administration/peers.html")]
struct PeersView {
    words: Words,
    off: Option<(&'static str, String)>,
    twin: Option<String>,
    asked: Vec<LineView>,
    known: Vec<LineView>,
    ended: Vec<LineView>,
    own: Option<Html>,
    form: Option<Html>,
}

/// Our name, address and words, to be read out.
#[derive(Template)]
#[template(path = "administration/peer_own.html")]
struct OwnView<'a> {
    words: Words,
    own: &'a OwnIdentity,
    shares: String,
}

#[derive(Template)]
#[template(path = "administration/peer_met.html")]
struct MetView<'a> {
    words: Words,
    met: &'a MetPage,
    shares: String,
    our_shares: String,
    submit: &'static str,
}

/// `/administration/voisins`: a form that POSTs `adresse` there.
pub fn peers_page(desk: &Desk, page: &PeersPage) -> String {
    let words = desk.words();
    let lines = |wanted: &dyn Fn(Relation) -> bool| -> Vec<LineView> {
        let peers = page.peers.iter();
        let peers = peers.filter(|(peer, _)| wanted(peer.relation));
        peers.map(|peer| line(words, peer, page.now)).collect()
    };
    let (form, errors) = match (&page.own, desk.may(Capability::ManagePeers)) {
        (Ok(_), true) => {
            let submit = words.get("peers-look");
            let (form, errors) = own_form(
                &desk.site,
                &desk.view,
                (PEERS, submit),
                &[address_field(words, page)],
            );
            (Some(form), errors)
        }
        _ => (None, Vec::new()),
    };
    let content = Html::render(&PeersView {
        words,
        off: page.own.as_ref().err().map(|why| off(words, why)),
        twin: page
            .twin
            .as_ref()
            .map(|who| words.with("peers-twin-text", &[("who", who)])),
        asked: lines(&|relation| relation == Relation::RequestedByThem),
        known: lines(&|relation| {
            !matches!(
                relation,
                Relation::RequestedByThem | Relation::Ended | Relation::None
            )
        }),
        ended: lines(&|relation| relation == Relation::Ended),
        own: page.own.as_ref().ok().map(|own| own_html(words, own)),
        form,
    });
    let page = DeskPage {
        title: words.get("peers-title").to_owned(),
        errors,
        content,
        ..DeskPage::default()
    };
    desk_page(desk, page)
}

/// A section of our name, address and words.
pub(super) fn own_html(words: Words, own: &OwnIdentity) -> Html {
    Html::render(&OwnView {
        words,
        shares: kinds(words, &own.shares),
        own,
    })
}

/// Kinds in a list, or that there are none.
pub(super) fn kinds(words: Words, labels: &[String]) -> String {
    match labels {
        [] => words.get("peer-shares-nothing").to_owned(),
        labels => words.list(labels),
    }
}

/// Where a peer's own page stands here.
pub(super) fn href(peer: &Peer) -> String {
    format!("{PEERS}/{}", peer.origin)
}

fn line(words: Words, (peer, lag): &(Peer, u64), now: i64) -> LineView {
    LineView {
        href: href(peer),
        name: peer.name.clone(),
        origin: peer.origin.to_string(),
        relation: peer_words::relation(words, peer.relation),
        state: peer_words::state(words, peer, now),
        lag: (*lag > 0 && peer.relation != Relation::Ended).then(|| words.count("peer-lag", *lag)),
        trouble: peer
            .trouble()
            .filter(|_| peer.relation != Relation::Ended)
            .map(|(trouble, _)| peer_words::trouble(words, trouble).0),
    }
}

/// Why nothing is exchanged: what to do about it, and the words of who found out where that says more.
fn off(words: Words, why: &OffReason) -> (&'static str, String) {
    let said = match why {
        OffReason::Other(said) => said.clone(),
        _ => String::new(),
    };
    (words.get(off_key(why)), said)
}

/// The sentence that says what to do where nothing is exchanged.
pub fn off_key(why: &OffReason) -> &'static str {
    match why {
        OffReason::Disabled => "peers-off-disabled",
        OffReason::Name => "peers-off-name",
        OffReason::Address => "peers-off-address",
        OffReason::Other(_) => "peers-off-other",
    }
}

fn address_field(words: Words, page: &PeersPage) -> Field {
    let error = page.fault.as_ref().map(|fault| match fault {
        PeerFault::NotAnAddress => words.get("peer-not-an-address").to_owned(),
        PeerFault::Late => words.get("peer-not-in-time").to_owned(),
        PeerFault::OtherWords => words.get("peer-other-words").to_owned(),
        PeerFault::NotMet(why, said) => {
            let mend = peer_words::not_met(words, *why);
            match said.is_empty() {
                true => mend.to_owned(),
                false => words.with("peer-not-met", &[("why", mend), ("said", said)]),
            }
        }
    });
    Field {
        value: Some(page.address.to_owned()),
        hint: Some(words.get("peer-address-hint").to_owned()),
        maximum: Some(ADDRESS_CHARS_MAX),
        error,
        ..field("text", PEER_ADDRESS, words.get("peer-address"))
    }
}

/// Who answered at an address, to be compared by telephone: a form that POSTs `adresse` and `mots` to `nouveau`.
pub fn peer_met_page(desk: &Desk, page: &MetPage) -> String {
    let words = desk.words();
    let content = Html::render(&MetView {
        words,
        met: page,
        shares: kinds(words, &page.shares),
        our_shares: kinds(words, &page.own.shares),
        submit: match page.asked_first {
            true => words.get("peer-approve"),
            false => words.get("peer-ask"),
        },
    });
    let page = DeskPage {
        title: words.get("peer-met-title").to_owned(),
        trail: trail(words),
        content,
        ..DeskPage::default()
    };
    desk_page(desk, page)
}

pub(super) fn trail(words: Words) -> Vec<(String, String)> {
    vec![(PEERS.to_owned(), words.get("peers-title").to_owned())]
}
