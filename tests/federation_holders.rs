//! Which revision of a record each neighbour holds, by its own signed word: how far it has read our log. And how far we have read its.

use axum::body::Body;
use axum::response::Response;
use maille::directory::{Author, Session, State};
use maille::federation::{Action, Holding};
use maille_federation::signatures::Scheme;

use super::support::Maille;
use super::support::adversary::Stranger;
use super::support::adversary::false_peer::FalsePeer;
use super::support::both::on_both;
use super::support::cluster;
use super::support::neighbour::{Neighbour, until};

/// What each neighbour holds of a record, by their names.
async fn holdings(of: &Neighbour, record: &str) -> Vec<(String, Holding)> {
    let federation = &of.app().federation;
    let peers = federation.peers().await.unwrap();
    let holdings = federation.holdings(record, &peers).await.unwrap();
    let names = peers.iter().map(|peer| peer.origin.to_string());
    names.zip(holdings).collect()
}

async fn holds(of: &Neighbour, record: &str, gironde: Holding, landes: Holding) {
    let wanted = [
        ("gironde.example".to_owned(), gironde),
        ("landes.example".to_owned(), landes),
    ];
    until("it is known who holds what", async || {
        holdings(of, record).await == wanted
    })
    .await;
}

async fn set_state(of: &Neighbour, id: &str, state: State) {
    let mut session = Session::new(&of.app().directory, Author::host("test"));
    let record = session.get(id).await.unwrap();
    session.set_state(id, record.revision, state).await.unwrap();
    session.commit().await.unwrap();
}

on_both!(it_is_known_which_revision_each_neighbour_holds);

async fn it_is_known_which_revision_each_neighbour_holds(url: Option<&str>) {
    let other = url.and_then(|_| cluster::database(module_path!()));
    let mut creuse = Neighbour::start_on("creuse.example", url.map(str::to_owned)).await;
    let gironde = Neighbour::start_on("gironde.example", other).await;
    let mut landes = Neighbour::start("landes.example").await;
    let place = creuse.put("mediatheque", "Médiathèque").await;
    gironde.befriend(&creuse).await;
    assert_eq!(
        holdings(&creuse, &place).await.len(),
        1,
        "of whom nothing is exchanged nothing is known"
    );
    landes.befriend(&creuse).await;
    holds(&creuse, &place, Holding::Revision(1), Holding::Revision(1)).await;

    // One of them is away.
    landes.stop().await;
    creuse.put("autre", "Autre chose").await;
    creuse.put("mediatheque", "Médiathèque neuve").await;
    holds(&creuse, &place, Holding::Revision(2), Holding::Revision(1)).await;
    let page = creuse
        .desk(&format!("/administration/fiches/{place}"))
        .await;
    for words in [
        "Version 2 : gardée par Annuaire de gironde.example",
        "Version 1 : gardée par Annuaire de landes.example",
    ] {
        assert!(page.contains(words), "{words}: {page}");
    }
    if url.is_none() {
        let said = Maille::over(&creuse.folder).run(&["record", "get", "place", "mediatheque"]);
        let plain = said.out.replace('\u{a0}', " ");
        for words in [
            "gardée par gironde.example, à ce que dit ce voisin : version 2",
            "gardée par landes.example, à ce que dit ce voisin : version 1",
        ] {
            assert!(plain.contains(words), "{words}: {said:?}");
        }
    }

    // Withdrawn: who read so holds nothing, and who is away still what it had.
    set_state(&creuse, &place, State::Draft).await;
    holds(&creuse, &place, Holding::Nothing, Holding::Revision(1)).await;
    set_state(&creuse, &place, State::Published).await;
    let republished = async || match holdings(&creuse, &place).await[0].1 {
        Holding::Revision(revision) => revision > 2,
        _ => false,
    };
    until("it is published again", republished).await;

    // Nobody else moves what is known of a peer: not who has another key, not who asks from beyond the end.
    let before = holdings(&creuse, &place).await;
    let stranger = Stranger::new("landes.example", 9);
    let asked = stranger.get(Scheme::Rfc9421, &creuse, "/federation/log/1/tail/3");
    assert_eq!(asked.send(&creuse).await.code(), "key-unknown");
    tokio::time::sleep(std::time::Duration::from_millis(1_500)).await;
    assert_eq!(holdings(&creuse, &place).await, before);

    landes.go_on().await;
    until("who comes back reads on", async || {
        let now = holdings(&creuse, &place).await;
        now[0].1 == now[1].1
    })
    .await;

    // It outlives a restart, and ends with the exchange.
    let before = holdings(&creuse, &place).await;
    creuse.stop().await;
    let app = creuse.alone().await;
    let peers = app.federation.peers().await.unwrap();
    let after = app.federation.holdings(&place, &peers).await.unwrap();
    assert_eq!(after, [before[0].1, before[1].1]);
    app.close().await;
    drop(app);
    creuse.go_on().await;
    let federation = &creuse.app().federation;
    let ended = federation.decide("landes.example", Action::End).await;
    let origin = ended.unwrap().origin;
    assert_eq!(federation.read_by(&origin).await.unwrap(), None);
}

#[tokio::test(flavor = "multi_thread")]
async fn how_much_of_a_log_is_missing_is_told_by_the_last_word_of_its_owner() {
    let gironde = Neighbour::start("gironde.example").await;
    let creuse = FalsePeer::start("creuse.example").await;
    let content = serde_json::json!({"name": "Médiathèque"});
    let id = "019aab00-0000-7000-8000-000000000001";
    creuse.log(|log, owner| log.put(owner, id, 1, content));
    creuse.befriend(&gironde).await;
    let origin = creuse.stranger.origin.clone();
    let federation = &gironde.app().federation;
    let lag = async || {
        let peer = gironde.peer("creuse.example").await;
        let lag = federation.lag(&peer).await.unwrap();
        lag.map(|lag| (lag.entries, lag.last))
    };
    assert_eq!(lag().await, Some((0, 1)), "all of it is here");

    // It says that there is more, and gives nothing of it.
    let further = creuse.log(|log, owner| {
        log.checkpoint_but(owner, |said| {
            said.seq += 40;
            said.chain = said.root;
        })
    });
    creuse.answers(|came| {
        let refused = Response::builder().status(503).body(Body::empty());
        came.path.contains("/tail/").then(|| refused.unwrap())
    });
    let post = creuse.stranger.post(
        Scheme::Rfc9421,
        &gironde,
        "/federation/hint",
        further.bytes(),
    );
    assert_eq!(post.send(&gironde).await.status, 202);
    until("it is asked in vain", async || {
        !gironde.peer("creuse.example").await.fault.is_empty()
    })
    .await;
    assert_eq!(lag().await, Some((40, 41)));
    let page = gironde.desk("/administration/voisins/creuse.example").await;
    for words in ["l’entrée 1 sur 41", "il manque ici 40 entrées"] {
        assert!(page.contains(words), "{words}: {page}");
    }
    let list = gironde.desk("/administration/voisins").await;
    assert!(list.contains("il manque ici 40 entrées"), "{list}");
    let maille = Maille::over(&gironde.folder);
    let shown = maille.run(&["peer", "show", "creuse.example"]);
    for words in [
        "il manque ici 40 entrées de son journal, sur 41",
        "dernier essai : à l’instant",
    ] {
        assert!(
            shown.out.replace('\u{a0}', " ").contains(words),
            "{words}: {shown:?}"
        );
    }
    let listed = maille.run(&["peer", "list"]);
    assert!(listed.out.contains("il manque 40 entrées"), "{listed:?}");
    let ended = federation.decide("creuse.example", Action::End).await;
    ended.unwrap();
    assert_eq!(lag().await, None, "of {origin} nothing is here");
}
