//! Pages about neighbours that the demonstration does not give: requests that wait, failures, records that another instance
//! holds.

use jiff::civil::date;
use maille::accounts::Role;
use maille::directory::KindRegistry;
use maille::editing;
use maille::federation::{Held, NotMet, OffReason, Peer, RefusedOften, Relation, ThirdParties};
use maille::suggestions::{self, Said, Subject, Suggestion};
use maille::web::render::{
    self, Desk, DirectoryAsked, DirectoryFound, DirectoryOffered, DirectoryRecord,
    DirectoryResults, Holder, MetPage, OwnIdentity, PeerDone, PeerFault, PeerPage, PeersPage, Site,
    SuggestionForm, View, WhoHolds,
};
use maille_federation::keys::SecretKey;

/// A Saturday.
const NOW_MS: i64 = 1_795_256_130_000;
const DAY_MS: i64 = 86_400_000;

/// What visitors meet.
pub fn open(site: &Site, view: &View) -> Vec<(&'static str, String)> {
    let at = |path: &str| View {
        path: path.to_owned(),
        plugin: None,
        ..view.clone()
    };
    let now = date(2026, 11, 21).at(11, 15, 30, 0);
    let found = |name: &str, holder| DirectoryFound {
        card: super::gathering(),
        holder,
        fees: vec![name.to_owned()],
        ..DirectoryFound::default()
    };
    let results = DirectoryResults {
        place: Some("Saint-Aubin-sur-Maille (99010)".to_owned()),
        total: 3,
        found: vec![
            found("gratuit", None),
            found("gratuit", Some(holder(2 * 60_000))),
            found("gratuit", Some(holder(3 * DAY_MS))),
        ],
        ..DirectoryResults::default()
    };
    let asked = DirectoryAsked {
        near: "99010".to_owned(),
        radius_km: 20,
        ..DirectoryAsked::default()
    };
    let record = DirectoryRecord {
        card: super::gathering(),
        holder: Some(holder(2 * 60_000)),
        ..DirectoryRecord::default()
    };
    let form = SuggestionForm {
        card: super::gathering(),
        href: "/annuaire/1".to_owned(),
        holder: Some(holder(2 * 60_000)),
        ..SuggestionForm::default()
    };
    let reference = ("K7QF-3MZD", "/annuaire/1");
    let offered = DirectoryOffered::default();
    vec![
        (
            "directory-held",
            render::directory_page(
                site,
                &at("/annuaire"),
                (&asked, &offered),
                Some(&results),
                now,
            ),
        ),
        (
            "directory-record-held",
            render::directory_record_page(site, &at("/annuaire/1"), &record, now),
        ),
        (
            "suggestion-held",
            render::suggestion_page(site, &at("/annuaire/1/signaler"), &form),
        ),
        (
            "suggested-held",
            render::suggested_page(
                site,
                &at("/annuaire/1/signaler/merci"),
                reference,
                form.holder.as_ref(),
            ),
        ),
    ]
}

/// What administrators and auditors meet.
pub fn desk(desk: &Desk) -> Vec<(&'static str, String)> {
    let at = |path: &str| Desk {
        view: View {
            path: path.to_owned(),
            ..desk.view.clone()
        },
        ..desk.clone()
    };
    let asking = peer(
        "maille.indre.exemple.fr",
        "Mon Indre numérique",
        Relation::RequestedByThem,
    );
    let good = peer(
        "maille.creuse.exemple.fr",
        "Ma Creuse numérique",
        Relation::Approved,
    );
    let failing = Peer {
        failures: 7,
        fault: "the peer cannot be reached: its name, its connection or its certificate fails"
            .to_owned(),
        answered: Some(NOW_MS - 3 * DAY_MS),
        clock_s: Some(-900),
        ..peer(
            "une-instance-au-nom-plutot-long.correze.exemple.fr",
            "Ma Corrèze numérique",
            Relation::Approved,
        )
    };
    let peers = PeersPage {
        own: Ok(own()),
        peers: vec![
            (asking.clone(), 0),
            (good.clone(), 0),
            (failing.clone(), 40),
        ],
        twin: Some("annuaire.gironde.exemple.fr".to_owned()),
        now: NOW_MS,
        address: "https://nulle-part.exemple.fr",
        fault: Some(PeerFault::NotMet(NotMet::Silent, "no address".to_owned())),
    };
    let off = PeersPage {
        own: Err(OffReason::Name),
        peers: Vec::new(),
        twin: None,
        now: NOW_MS,
        address: "",
        fault: None,
    };
    let met = MetPage {
        own: own(),
        name: asking.name.clone(),
        origin: asking.origin.to_string(),
        address: asking.address.to_string(),
        words: asking.words(),
        shares: vec!["Lieu".to_owned()],
        asked_first: true,
    };
    let auditor = Desk {
        role: Role::Auditor,
        ..at("/administration/voisins/2")
    };
    let done = PeerPage {
        done: Some(PeerDone::Resumed),
        ..page(&good)
    };
    let list = "/administration/voisins";
    vec![
        ("desk-peers-back", render::peers_page(&at(list), &peers)),
        ("desk-peers-off", render::peers_page(&at(list), &off)),
        ("desk-peer-met", render::peer_met_page(&at(list), &met)),
        (
            "desk-peer-asks",
            render::peer_page(&at("/administration/voisins/1"), &page(&asking)),
        ),
        (
            "desk-peer",
            render::peer_page(&at("/administration/voisins/2"), &done),
        ),
        (
            "desk-peer-fails",
            render::peer_page(&at("/administration/voisins/3"), &page(&failing)),
        ),
        ("desk-peer-read", render::peer_page(&auditor, &page(&good))),
        (
            "desk-peer-end",
            render::peer_end_page(&at("/administration/voisins/2/terminer"), &good, &held()),
        ),
        (
            "desk-peer-refuse",
            render::peer_end_page(
                &at("/administration/voisins/1/terminer"),
                &asking,
                &Held::default(),
            ),
        ),
        ("desk-record-held", record(&at("/administration/fiches/1"))),
        (
            "desk-suggestion-held",
            suggestion(&at("/administration/signalements/1")),
        ),
    ]
}

fn holder(silent_ms: i64) -> Holder {
    Holder {
        name: "le département de la Creuse".to_owned(),
        page: Some("https://maille.creuse.exemple.fr/records/1".to_owned()),
        report: Some("https://maille.creuse.exemple.fr/annuaire/1/signaler".to_owned()),
        seen: Some(NOW_MS - silent_ms),
        now: NOW_MS,
    }
}

fn own() -> OwnIdentity {
    OwnIdentity {
        name: "Mon Val-de-Maille numérique".to_owned(),
        origin: "maille.exemple.fr".to_owned(),
        address: "https://maille.exemple.fr".to_owned(),
        words: "arbre bateau canal dune marin foret".to_owned(),
        shares: vec!["Lieu".to_owned(), "Service".to_owned()],
    }
}

fn peer(origin: &str, name: &str, relation: Relation) -> Peer {
    Peer {
        origin: origin.parse().expect("an origin"),
        address: format!("https://{origin}").parse().expect("an address"),
        name: name.to_owned(),
        relation,
        key: SecretKey::from_seed(&[7; 32]).public(),
        recovery: None,
        shares: vec!["place".to_owned()],
        our_serial: 1,
        their_serial: 1,
        to_say: None,
        made: NOW_MS - DAY_MS,
        changed: NOW_MS - DAY_MS,
        scheme: None,
        due: NOW_MS,
        failures: 0,
        fault: String::new(),
        answered: Some(NOW_MS - 120_000),
        agreed: Some(NOW_MS - 120_000),
        clock_s: Some(1),
        hinted: 11,
        stopped: String::new(),
        head: None,
        tried: None,
        settled: None,
    }
}

fn held() -> Held {
    Held {
        seq: Some(1_240),
        records: 1_204,
        aside: vec![("kind".to_owned(), 3), ("clash".to_owned(), 1)],
    }
}

fn page(peer: &Peer) -> PeerPage<'_> {
    PeerPage {
        peer,
        own: Some(own()),
        held: held(),
        third: ThirdParties::default(),
        refused_often: [("too-old", 40), ("signature", 1)]
            .map(|(code, times)| RefusedOften {
                code: code.to_owned(),
                times,
                at: NOW_MS - 120_000,
            })
            .to_vec(),
        own_seq: 12,
        lag: None,
        read_by: None,
        shares: vec!["Lieu".to_owned()],
        now: NOW_MS,
        done: None,
        refused: None,
    }
}

/// A record as whoever does not hold it reads it.
fn record(desk: &Desk) -> String {
    let kind = KindRegistry::core().require("place").expect("a core kind");
    let record = super::library("a1", "Médiathèque");
    let content = serde_json::from_str(&record.content).expect("its content");
    let inputs = editing::inputs(&kind, &content);
    let holder = holder(2 * 60_000);
    let page = render::RecordFormPage {
        kind: &kind,
        record: Some(&record),
        inputs: &inputs,
        texts: &editing::texts(&content, &inputs),
        faults: &[],
        merged: None,
        homeless: Vec::new(),
        origins: &Default::default(),
        said: &content,
        suggestion: None,
        accepts: false,
        state: maille::directory::State::Published,
        may_edit: false,
        public: Some(format!("/annuaire/{}", record.id)),
        held: WhoHolds {
            holder: Some(&holder),
            ..WhoHolds::default()
        },
        done: None,
    };
    render::record_form_page(desk, &page)
}

fn suggestion(desk: &Desk) -> String {
    let said = Suggestion {
        number: 1,
        said: Said {
            reference: "K7QF-3MZD".to_owned(),
            record_id: "1".to_owned(),
            kind: "place".to_owned(),
            title: "Médiathèque des Tilleuls".to_owned(),
            revision: 3,
            subject: Subject::Hours,
            text: "Fermé le lundi.".to_owned(),
            contact: String::new(),
        },
        made: NOW_MS,
        state: suggestions::State::New,
        decision: None,
    };
    let page = render::SuggestionDeskPage {
        suggestion: &said,
        card: Some(super::gathering()),
        revision: Some(3),
        holder: Some(holder(2 * 60_000)),
        note: "",
        fault: None,
        done: false,
    };
    render::suggestion_desk_page(desk, &page)
}
