//! What one peer may cost another: pages are packed once, and whoever sends or reads too much is told so.

use maille::config::Config;
use maille::database::sql;
use maille::federation::{Action, Relation, Trouble};
use maille_federation::signatures::Scheme;

use super::support::Maille;
use super::support::adversary::Stranger;
use super::support::adversary::false_peer::FalsePeer;
use super::support::adversary::wire::Sent;
use super::support::both::on_both;
use super::support::cluster;
use super::support::neighbour::{Neighbour, until};

#[tokio::test(flavor = "multi_thread")]
async fn a_closed_page_is_packed_once_for_all_who_read_it_and_anew_once_contents_went() {
    const SECRET: &str = "Nom à oublier";
    let creuse = Neighbour::start("creuse.example").await;
    let place = creuse.put("oubliee", SECRET).await;
    creuse.put_many(1_200).await;
    creuse.has_published().await;
    let packed = || creuse.app().federation.pages_packed();
    let gironde = Neighbour::start("gironde.example").await;
    gironde.befriend(&creuse).await;
    gironde.agrees_with(&creuse).await;
    assert_eq!(packed(), 2, "two pages are closed");
    let landes = Neighbour::start("landes.example").await;
    landes.befriend(&creuse).await;
    landes.agrees_with(&creuse).await;
    assert_eq!(packed(), 2, "whoever comes later reads the same");
    assert_eq!(landes.held_of("creuse.example").await, 1_201);

    let federation = &creuse.app().federation;
    federation.erase(&place, "Camille").await.unwrap();
    let lot = Neighbour::start("lot.example").await;
    lot.befriend(&creuse).await;
    lot.agrees_with(&creuse).await;
    assert_eq!(packed(), 4, "what shrank is read anew");
    assert_eq!(lot.rows_with("log_content", "oublie").await, 0);
    assert_eq!(lot.held_of("creuse.example").await, 1_200);
}

on_both!(who_shares_more_than_is_held_of_one_peer_stops_and_says_so);

async fn who_shares_more_than_is_held_of_one_peer_stops_and_says_so(url: Option<&str>) {
    let other = url.and_then(|_| cluster::database(module_path!()));
    let creuse = Neighbour::start_on("creuse.example", other).await;
    creuse.put_many(1_600).await;
    creuse.has_published().await;
    let here = url.map(str::to_owned);
    let mut gironde = Neighbour::start_with("gironde.example", |config| {
        config.database.url = here.clone();
        config.federation.peer_records_max = 700;
    })
    .await;
    gironde.befriend(&creuse).await;
    let stopped = stopped(&gironde).await;
    assert!(
        stopped.contains("`federation.peer_records_max`"),
        "{stopped}"
    );
    assert_eq!(
        gironde.held_of("creuse.example").await,
        1_000,
        "to the end of a page"
    );
    let peer = gironde.peer("creuse.example").await;
    assert_eq!(
        peer.trouble().map(|(trouble, _)| trouble),
        Some(Trouble::Full)
    );

    go_on_with(&mut gironde, |config| {
        config.federation.peer_records_max = 10_000;
        config.federation.peer_bytes_max = 10_000;
    })
    .await;
    let stopped = self::stopped(&gironde).await;
    assert!(stopped.contains("`federation.peer_bytes_max`"), "{stopped}");
    assert_eq!(
        gironde.held_of("creuse.example").await,
        1_000,
        "nothing more"
    );

    go_on_with(&mut gironde, |config| {
        config.federation.peer_bytes_max = 100_000_000
    })
    .await;
    gironde.agrees_with(&creuse).await;
    assert_eq!(gironde.held_of("creuse.example").await, 1_600);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_refused_is_counted_for_each_peer_and_once_for_all_strangers() {
    let gironde = Neighbour::start("gironde.example").await;
    let creuse = FalsePeer::befriended("creuse.example", &gironde).await;
    let tail = "/federation/log/1/tail/0";
    let late = creuse
        .stranger
        .request(Scheme::Rfc9421, &gironde, ("GET", tail, b""), -86_400);
    for _ in 0..3 {
        assert_eq!(late.send(&gironde).await.code(), "too-old");
    }
    let hint = creuse
        .stranger
        .post(Scheme::Rfc9421, &gironde, "/federation/hint", b"{}");
    assert_eq!(hint.send(&gironde).await.code(), "document-type");
    for name in ["landes.example", "lot.example"] {
        let unknown = Stranger::new(name, 3).get(Scheme::Cavage, &gironde, tail);
        assert_eq!(unknown.send(&gironde).await.code(), "key-unknown");
    }
    let unsigned = Sent::unsigned("GET", tail, &gironde, b"");
    assert_eq!(unsigned.send(&gironde).await.code(), "unsigned");

    let counted = async |peer: Option<&FalsePeer>| {
        let federation = &gironde.app().federation;
        let peer = peer.map(|peer| &peer.stranger.origin);
        let counted = federation.refused(peer).await.unwrap().into_iter();
        let counted = counted.map(|one| (one.code, one.times));
        counted.collect::<Vec<(String, u64)>>()
    };
    let of_creuse = [("too-old".to_owned(), 3), ("document-type".to_owned(), 1)];
    let of_others = [("key-unknown".to_owned(), 2), ("unsigned".to_owned(), 1)];
    // Written about once a second, by the job.
    until("it is counted", async || {
        counted(Some(&creuse)).await == of_creuse && counted(None).await == of_others
    })
    .await;
    let said = Maille::over(&gironde.folder).run(&["peer", "show", "creuse.example"]);
    assert!(said.out.contains("too-old, 3 fois"), "{said:?}");

    let federation = &gironde.app().federation;
    let ended = federation.decide("creuse.example", Action::End).await;
    assert_eq!(ended.unwrap().relation, Relation::Ended);
    assert_eq!(counted(Some(&creuse)).await, []);
}

on_both!(what_broke_its_reader_three_times_is_read_no_more_until_somebody_decides);

async fn what_broke_its_reader_three_times_is_read_no_more_until_somebody_decides(
    url: Option<&str>,
) {
    let gironde = Neighbour::start_on("gironde.example", url.map(str::to_owned)).await;
    let creuse = FalsePeer::befriended("creuse.example", &gironde).await;
    let landes = FalsePeer::befriended("landes.example", &gironde).await;
    // As three processes leave it that were killed while they read what follows the first place.
    let mut write = gironde.app().directory.database().write().await.unwrap();
    sql::query(
        "insert into pull_attempt (asked, origin, epoch, seq, times) values ($1, $1, 1, 0, 3)",
    )
    .bind("creuse.example")
    .execute(&mut *write)
    .await
    .unwrap();
    write.commit().await.unwrap();
    let put = |peer: &FalsePeer, number: u64, name: &str| {
        let uuid = format!("019aab00-0000-7000-8000-00000000000{number}");
        let content = serde_json::json!({
            "name": name,
            "address": {"postal_code": "23000", "municipality": "Saint-Essai"},
        });
        peer.log(|log, owner| log.put(owner, &uuid, 1, content));
        uuid
    };
    let first = put(&creuse, 1, "Médiathèque");
    let fault = creuse.fault(&gironde).await;
    let words = "parked: what follows its entry 0 broke its reader 3 times";
    assert!(fault.ends_with(words), "{fault}");
    let peer = gironde.peer("creuse.example").await;
    let trouble = peer.trouble().map(|(trouble, _)| trouble);
    assert_eq!(trouble, Some(Trouble::Parked));
    assert_eq!(gironde.held_of("creuse.example").await, 0);
    let other = put(&landes, 2, "Fab lab");
    landes.asked(&gironde).await;
    until("others go on", async || {
        gironde.name_of(&other).await.is_some()
    })
    .await;

    let federation = &gironde.app().federation;
    let decided = federation.decide("creuse.example", Action::Accept).await;
    decided.unwrap();
    until("it is read again", async || {
        gironde.name_of(&first).await.is_some()
    })
    .await;
    creuse.settled(&gironde).await;
    let readers = gironde.app().directory.database().readers();
    let noted: i64 = sql::query_scalar("select count(*) from pull_attempt")
        .fetch_one(readers)
        .await
        .unwrap();
    assert_eq!(noted, 0, "what was read to its end is not counted");
}

async fn stopped(one: &Neighbour) -> String {
    let mut why = String::new();
    until("it stops", async || {
        why = one.peer("creuse.example").await.stopped;
        !why.is_empty()
    })
    .await;
    why
}

/// Starts it again with other bounds, and somebody decides to go on.
async fn go_on_with(one: &mut Neighbour, change: impl FnOnce(&mut Config)) {
    one.stop().await;
    one.configure(change);
    one.go_on().await;
    let federation = &one.app().federation;
    let decided = federation.decide("creuse.example", Action::Accept).await;
    decided.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn who_begins_from_zero_again_and_again_waits() {
    let creuse = Neighbour::start_with("creuse.example", |config| {
        config.federation.reader_bytes_max = 200_000;
    })
    .await;
    creuse.put_many(100).await;
    creuse.has_published().await;
    let greedy = FalsePeer::befriended("landes.example", &creuse).await;
    let mut answers = Vec::new();
    for _ in 0..20 {
        let path = "/federation/log/1/tail/0";
        let sent = greedy.stranger.get(Scheme::Rfc9421, &creuse, path);
        answers.push(sent.send(&creuse).await);
        if answers.last().unwrap().status != 200 {
            break;
        }
    }
    let last = answers.last().unwrap();
    assert_eq!(last.said(), (429, "read-enough".to_owned()), "{last:?}");
    let wait: u64 = last.header("retry-after").unwrap().parse().unwrap();
    assert!((80_000..=86_400).contains(&wait), "{wait}");
    assert!(answers.len() > 2, "a first copy is no abuse");

    let gironde = Neighbour::start("gironde.example").await;
    gironde.befriend(&creuse).await;
    gironde.agrees_with(&creuse).await;
    assert_eq!(gironde.held_of("creuse.example").await, 100);
}
