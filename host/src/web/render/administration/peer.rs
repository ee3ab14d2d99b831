//! One other instance: who it is, how the exchange fares, what is shared both ways, and what can be decided; and the page
//! that asks before all of it ends.

use askama::Template;

use super::super::composer::Composer;
use super::super::dates;
use super::super::html::Html;
use super::super::links::{Links, Target};
use super::super::words::Words;
use super::peer_exchange::{FactView, exchange};
use super::peers::{OwnIdentity, href, kinds, own_html, trail};
use super::{Desk, DeskPage, desk_page, peer_words};
use crate::accounts::Capability;
use crate::federation::{
    Fork, Held, Lag, Peer, ReadPlace, RefusedOften, Relation, ThirdParties, Twice,
};

/// What was just done, or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PeerDone {
    Asked,
    Approved,
    Suspended,
    Resumed,
    Ended,
    /// It is asked now instead of when it is due.
    AskedNow,
}

/// Why a decision came back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DecisionRefused {
    /// The relation changed since the page was shown.
    Changed,
    /// Their words are others than those that were shown.
    OtherWords,
}

/// What a peer's page shows.
#[derive(Debug)]
pub struct PeerPage<'a> {
    pub peer: &'a Peer,
    /// Who we are; none where this instance does not federate now.
    pub own: Option<OwnIdentity>,
    pub held: Held,
    pub third: ThirdParties,
    /// What was refused in its name.
    pub refused_often: Vec<RefusedOften>,
    /// The last entry of our own log.
    pub own_seq: u64,
    /// How far the copy of its log is behind.
    pub lag: Option<Lag>,
    /// How far it has read our log.
    pub read_by: Option<ReadPlace>,
    /// Kinds that they share, by their labels.
    pub shares: Vec<String>,
    /// Milliseconds since 1970.
    pub now: i64,
    pub done: Option<PeerDone>,
    pub refused: Option<DecisionRefused>,
}

/// A button that POSTs below the peer's address, and what it does.
struct ActView {
    id: &'static str,
    name: &'static str,
    text: &'static str,
    /// The words that were compared go with it.
    compared: bool,
}

struct TroubleView<'a> {
    title: &'static str,
    mend: &'static str,
    said: &'a str,
}

/// The proof that it told two histories.
struct ForkView {
    href: String,
    text: String,
    told: String,
    left: bool,
}

#[derive(Template)]
#[template(path = "administration/peer.html")]
struct PeerView<'a> {
    words: Words,
    href: String,
    refused: Option<&'static str>,
    relation: &'static str,
    since: String,
    state: Option<String>,
    /// Their words are to be compared now.
    to_compare: bool,
    peer_words: String,
    own: Option<Html>,
    trouble: Option<TroubleView<'a>>,
    fork: Option<ForkView>,
    twice: Option<String>,
    clock_off: bool,
    acts: Vec<ActView>,
    address: String,
    visit: Option<Target>,
    origin: &'a str,
    exchange: Vec<FactView>,
    theirs: String,
    ours: Option<String>,
    end: Option<(String, &'static str)>,
}

/// `/administration/voisins/{origin}`: forms that POST to `approuver`, `suspendre`, `reprendre` and `interroger` below it.
pub fn peer_page(desk: &Desk, page: &PeerPage) -> String {
    let words = desk.words();
    let peer = page.peer;
    let links = Links::default();
    let mut composer = Composer::new(&desk.site, &desk.view, &links);
    let address = peer.address.to_string();
    let clock = peer.clock_s.map(|beyond| peer_words::clock(words, beyond));
    let may = desk.may(Capability::ManagePeers);
    let changed = dates::stamp(words, &desk.site.time_zone, peer.changed);
    let content = Html::render(&PeerView {
        words,
        href: href(peer),
        refused: page.refused.map(|refused| {
            words.get(match refused {
                DecisionRefused::Changed => "peer-refused-changed",
                DecisionRefused::OtherWords => "peer-refused-words",
            })
        }),
        relation: peer_words::relation(words, peer.relation),
        since: words.with("peer-since", &[("when", &changed)]),
        state: peer_words::state(words, peer, page.now),
        to_compare: peer.relation == Relation::RequestedByThem,
        peer_words: peer.words(),
        ours: page.own.as_ref().map(|own| kinds(words, &own.shares)),
        own: page
            .own
            .as_ref()
            .filter(|_| peer.relation == Relation::RequestedByThem)
            .map(|own| own_html(words, own)),
        trouble: peer
            .trouble()
            .filter(|_| peer.relation != Relation::Ended)
            .map(|(trouble, said)| {
                let (title, mend) = peer_words::trouble(words, trouble);
                TroubleView { title, mend, said }
            }),
        fork: page
            .third
            .fork
            .as_ref()
            .map(|fork| fork_view(words, peer, fork)),
        twice: page
            .third
            .twice
            .as_ref()
            .map(|twice| twice_text(words, peer, twice)),
        clock_off: clock.as_ref().is_some_and(|(_, is_off)| *is_off),
        acts: match may && page.own.is_some() {
            true => acts(words, peer, page.third.twice.is_some()),
            false => Vec::new(),
        },
        visit: composer.link(&address),
        address,
        origin: peer.origin.as_str(),
        exchange: match peer.relation {
            // There was none yet, or nothing is left of it.
            Relation::RequestedByThem | Relation::Ended => Vec::new(),
            _ => exchange(words, page, clock.map(|(said, _)| said)),
        },
        theirs: kinds(words, &page.shares),
        end: (may && page.own.is_some() && peer.relation != Relation::Ended).then(|| {
            let name = match peer.relation {
                Relation::RequestedByThem => words.get("peer-refuse"),
                _ => words.get("peer-end"),
            };
            (format!("{}/terminer", href(peer)), name)
        }),
    });
    let page = DeskPage {
        title: words.with("peer-title", &[("name", &peer.name)]),
        trail: trail(words),
        done: page.done.map(|done| done_words(words, done).to_owned()),
        content,
        ..DeskPage::default()
    };
    desk_page(desk, page)
}

fn fork_view(words: Words, peer: &Peer, fork: &Fork) -> ForkView {
    ForkView {
        href: format!("{}/preuve", href(peer)),
        text: words.with("peer-fork-text", &[("entry", &fork.seq.to_string())]),
        told: match fork.came_from_itself(&peer.origin) {
            true => words.get("peer-fork-told-itself").to_owned(),
            false => words.with("peer-fork-told", &[("who", &fork.told_by)]),
        },
        left: fork.left,
    }
}

fn twice_text(words: Words, peer: &Peer, twice: &Twice) -> String {
    let key = match twice.told_by == peer.origin.as_str() {
        true => "peer-twice-itself",
        false => "peer-twice-told",
    };
    let numbers = [
        ("epoch", twice.epoch.to_string()),
        ("here", twice.here.to_string()),
        ("who", twice.told_by.clone()),
    ];
    words.with(
        key,
        &numbers
            .each_ref()
            .map(|(name, value)| (*name, value.as_str())),
    )
}

fn done_words(words: Words, done: PeerDone) -> &'static str {
    words.get(match done {
        PeerDone::Asked => "peer-done-asked",
        PeerDone::Approved => "peer-done-approved",
        PeerDone::Suspended => "peer-done-suspended",
        PeerDone::Resumed => "peer-done-resumed",
        PeerDone::Ended => "peer-done-ended",
        PeerDone::AskedNow => "peer-done-asked-now",
    })
}

/// What can be decided now, but for the end of all.
fn acts(words: Words, peer: &Peer, twice: bool) -> Vec<ActView> {
    let act = |id, name, text, compared| ActView {
        id,
        name: words.get(name),
        text: words.get(text),
        compared,
    };
    let approve = || act("approuver", "peer-approve", "peer-approve-text", true);
    let suspend = || act("suspendre", "peer-suspend", "peer-suspend-text", false);
    let resume = || act("reprendre", "peer-resume", "peer-resume-text", false);
    let again = || act("reprendre", "peer-again", "peer-again-text", false);
    let seen = || {
        act(
            "reprendre",
            "peer-twice-seen",
            "peer-twice-seen-text",
            false,
        )
    };
    let now = || act("interroger", "peer-ask-now", "peer-ask-now-text", false);
    match peer.relation {
        Relation::RequestedByThem => vec![approve()],
        Relation::RequestedByUs => vec![now()],
        Relation::Approved if !peer.stopped.is_empty() => vec![again(), suspend()],
        Relation::Approved if twice => vec![seen(), now(), suspend()],
        Relation::Approved => vec![now(), suspend()],
        Relation::SuspendedByUs | Relation::SuspendedByBoth => vec![resume()],
        Relation::SuspendedByThem => vec![suspend()],
        Relation::None | Relation::Ended => Vec::new(),
    }
}

#[derive(Template)]
#[template(path = "administration/peer_end.html")]
struct EndView {
    words: Words,
    href: String,
    /// A request is refused: nothing was exchanged.
    refuses: bool,
    here: String,
}

/// `/administration/voisins/{origin}/terminer`: a form that POSTs there.
pub fn peer_end_page(desk: &Desk, peer: &Peer, held: &Held) -> String {
    let words = desk.words();
    let content = Html::render(&EndView {
        words,
        href: href(peer),
        refuses: peer.relation == Relation::RequestedByThem,
        here: words.count("peer-end-here", held.records),
    });
    let mut trail = trail(words);
    trail.push((href(peer), peer.name.clone()));
    let page = DeskPage {
        title: match peer.relation {
            Relation::RequestedByThem => words.with("peer-refuse-title", &[("name", &peer.name)]),
            _ => words.with("peer-end-title", &[("name", &peer.name)]),
        },
        trail,
        content,
        ..DeskPage::default()
    };
    desk_page(desk, page)
}
