//! Pages of neighbouring instances, for the list of whole documents.

use maille_federation::keys::SecretKey;

use crate::accounts::Role;
use crate::federation::{
    Fork, Held, Lag, MirrorFault, NotMet, OffReason, Peer, ReadPlace, RefusedOften, Relation,
    ThirdParties, Twice, Via,
};
use crate::web::render::*;

/// A Friday afternoon.
const NOW_MS: i64 = 1_795_256_130_000;
const MINUTE_MS: i64 = 60_000;

/// A peer in good order.
pub(super) fn peer(origin: &str, relation: Relation) -> Peer {
    Peer {
        origin: origin.parse().expect("an origin"),
        address: format!("https://{origin}").parse().expect("an address"),
        name: "Département de la <Creuse>".into(),
        relation,
        key: SecretKey::from_seed(&[7; 32]).public(),
        recovery: None,
        shares: vec!["place".into(), "tour".into()],
        our_serial: 1,
        their_serial: 1,
        to_say: None,
        made: NOW_MS - 86_400_000,
        changed: NOW_MS - 86_400_000,
        scheme: None,
        due: NOW_MS,
        failures: 0,
        fault: String::new(),
        answered: Some(NOW_MS - 2 * MINUTE_MS),
        agreed: Some(NOW_MS - 2 * MINUTE_MS),
        clock_s: Some(1),
        hinted: 12,
        stopped: String::new(),
        head: Some((1, 40)),
        tried: Some(NOW_MS - MINUTE_MS),
        settled: None,
    }
}

/// One with everything wrong.
fn failing() -> Peer {
    Peer {
        failures: 7,
        fault: "the peer cannot be reached: <no> route".into(),
        answered: Some(NOW_MS - 3 * 86_400_000),
        agreed: None,
        clock_s: Some(-7_300),
        hinted: 3,
        ..peer("maille.correze.example", Relation::Approved)
    }
}

fn own() -> OwnIdentity {
    OwnIdentity {
        name: "Le fil".into(),
        origin: "fil.example".into(),
        address: "https://fil.example".into(),
        words: "arbre bateau canal dune elan foret".into(),
        shares: vec!["Lieu".into(), "Service".into()],
    }
}

fn page(peer: &Peer) -> PeerPage<'_> {
    PeerPage {
        peer,
        own: Some(own()),
        held: Held {
            seq: Some(40),
            records: 31,
            aside: ["kind", "misfit", "clash", "key", "new"]
                .map(|why| (why.to_owned(), 2))
                .to_vec(),
        },
        third: ThirdParties::default(),
        refused_often: [("too-old", 40), ("signature", 1)]
            .map(|(code, times)| RefusedOften {
                code: code.to_owned(),
                times,
                at: NOW_MS - 120_000,
            })
            .to_vec(),
        own_seq: 12,
        lag: Some(Lag {
            entries: 960,
            last: 1_000,
        }),
        read_by: Some(ReadPlace {
            epoch: 1,
            seq: 9,
            at: NOW_MS - MINUTE_MS,
        }),
        shares: vec!["Lieu".into(), "tour".into()],
        now: NOW_MS,
        done: None,
        refused: None,
    }
}

/// Every one of them, in these languages.
pub(super) fn pages(site: &Site, view: &View) -> Vec<(&'static str, String)> {
    let desk = |path: &str, role| super::administration::desk(site, view, path, role);
    let administrator = |path: &str| desk(path, Role::Administrator);
    let (asking, good, bad) = (
        peer("maille.indre.example", Relation::RequestedByThem),
        peer("maille.creuse.example", Relation::Approved),
        failing(),
    );
    let stopped = Peer {
        stopped: "fork: it tells two histories".into(),
        ..good.clone()
    };
    let ended = peer("maille.cher.example", Relation::Ended);
    let list = PeersPage {
        own: Ok(own()),
        peers: vec![
            (asking.clone(), 0),
            (good.clone(), 0),
            (bad.clone(), 1),
            (stopped.clone(), 12),
            (ended.clone(), 12),
        ],
        twin: Some("maille.<indre>.example".into()),
        now: NOW_MS,
        address: "https://<x>",
        fault: Some(PeerFault::NotMet(NotMet::Silent, "no <route>".into())),
    };
    let off = |why: OffReason| PeersPage {
        own: Err(why),
        peers: Vec::new(),
        twin: None,
        now: NOW_MS,
        address: "",
        fault: None,
    };
    let met = MetPage {
        own: own(),
        name: "Département de l’Indre & <Cie>".into(),
        origin: "maille.indre.example".into(),
        address: "https://maille.indre.example".into(),
        words: asking.words(),
        shares: Vec::new(),
        asked_first: true,
    };
    let forked = PeerPage {
        third: ThirdParties {
            fork: Some(Fork {
                epoch: 1,
                seq: 40,
                told_by: "maille.<indre>.example".into(),
                evidence: Vec::new(),
                left: false,
            }),
            twice: None,
            wrong: 2,
            fault: "the document cannot be read".into(),
            mirror_faults: vec![MirrorFault {
                owner: "maille.<cher>.example".into(),
                times: 2,
                fault: "log-seal".into(),
            }],
            via: None,
        },
        ..page(&stopped)
    };
    let mirrored = PeerPage {
        third: ThirdParties {
            via: Some(Via {
                mirror: "maille.<indre>.example".into(),
                at: NOW_MS - 2 * MINUTE_MS,
            }),
            ..ThirdParties::default()
        },
        ..page(&bad)
    };
    let twice = PeerPage {
        third: ThirdParties {
            fork: Some(Fork {
                epoch: 1,
                seq: 40,
                told_by: good.origin.to_string(),
                evidence: Vec::new(),
                left: true,
            }),
            twice: Some(Twice {
                epoch: 2,
                here: 1,
                told_by: "maille.<indre>.example".into(),
            }),
            ..ThirdParties::default()
        },
        ..page(&good)
    };
    let path = |peer: &Peer| format!("{PEERS}/{}", peer.origin);
    let refused = PeerPage {
        refused: Some(DecisionRefused::OtherWords),
        ..page(&asking)
    };
    let done = PeerPage {
        done: Some(PeerDone::AskedNow),
        ..page(&good)
    };
    vec![
        ("desk_peers", peers_page(&administrator(PEERS), &list)),
        (
            "desk_peers_none",
            peers_page(
                &administrator(PEERS),
                &PeersPage {
                    own: Ok(own()),
                    ..off(OffReason::Name)
                },
            ),
        ),
        (
            "desk_peers_off",
            peers_page(
                &administrator(PEERS),
                &off(OffReason::Other("the folder is <closed>".into())),
            ),
        ),
        (
            "desk_peers_nameless",
            peers_page(&desk(PEERS, Role::Auditor), &off(OffReason::Name)),
        ),
        ("desk_peer_met", peer_met_page(&administrator(PEERS), &met)),
        (
            "desk_peer_asking",
            peer_page(&administrator(&path(&asking)), &refused),
        ),
        ("desk_peer", peer_page(&administrator(&path(&good)), &done)),
        (
            "desk_peer_failing",
            peer_page(&administrator(&path(&bad)), &mirrored),
        ),
        (
            "desk_peer_stopped",
            peer_page(&administrator(&path(&stopped)), &forked),
        ),
        (
            "desk_peer_twice",
            peer_page(&administrator(&path(&good)), &twice),
        ),
        (
            "desk_peer_auditor",
            peer_page(&desk(&path(&good), Role::Auditor), &page(&good)),
        ),
        (
            "desk_peer_ended",
            peer_page(&administrator(&path(&ended)), &page(&ended)),
        ),
        (
            "desk_peer_refuse",
            peer_end_page(&administrator(&path(&asking)), &asking, &Held::default()),
        ),
        (
            "desk_peer_end",
            peer_end_page(
                &administrator(&format!("{}/terminer", path(&good))),
                &good,
                &page(&good).held,
            ),
        ),
    ]
}
