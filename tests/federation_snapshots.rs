//! First copies of long logs: what lives is read instead of all that was ever said, counted on the wire; nothing of it is shown
//! before all of it is proved, and whoever lies in it is read entry by entry.

mod lies;

use std::sync::Arc;

use maille::app::App;
use maille::database::sql;
use maille::federation::{Peer, Pulled};

use super::support::both::on_both;
use super::support::cluster;
use super::support::neighbour::{Neighbour, back_up, restore, until};

const CREUSE: &str = "creuse.example";

async fn creuse_of(app: &App) -> Peer {
    app.federation.peer(CREUSE).await.unwrap()
}

/// Pulls until nothing is left, and counts all of it.
async fn pulled(app: &App) -> Pulled {
    let mut all = Pulled::default();
    loop {
        let peer = creuse_of(app).await;
        let one = app.federation.pull(&peer).await.unwrap();
        all.requests += one.requests;
        all.bytes += one.bytes;
        all.entries += one.entries;
        all.agreed = one.agreed;
        if !one.more {
            return all;
        }
    }
}

/// Where a copy was begun with a snapshot, and what became of it.
async fn snapshot(app: &App) -> Option<(i64, i64, String)> {
    sql::query_as("select seq, part, state from log_snapshot where origin = $1")
        .bind(CREUSE)
        .fetch_optional(app.directory.database().readers())
        .await
        .unwrap()
}

async fn count(app: &App, statement: &'static str) -> i64 {
    let query = sql::query_scalar(statement).bind(CREUSE);
    query
        .fetch_one(app.directory.database().readers())
        .await
        .unwrap()
}

/// The last entry of an owner's log.
async fn own_seq(owner: &Neighbour) -> i64 {
    owner.app().federation.own_seq().await.unwrap() as i64
}

async fn shown(app: &App) -> i64 {
    count(app, "select count(*) from record where origin = $1").await
}

/// Bytes of all lines and contents of an owner's log: what a first copy has to read without a snapshot.
async fn log_bytes(owner: &Neighbour) -> u64 {
    let readers = owner.app().directory.database().readers();
    let bytes: i64 = sql::query_scalar(
        "select cast((select sum(length(line)) from log_entry where origin = '')
         + (select sum(length(content)) from log_content where origin = '') as bigint)",
    )
    .fetch_one(readers)
    .await
    .unwrap();
    bytes as u64
}

/// Instances that exchange with an owner whose log is empty still, and do nothing by themselves any more. Each has asked it once:
/// whoever has not needs one more request for how the log begins.
async fn newcomers<const N: usize>(
    owner: &Neighbour,
    names: [(&str, Option<String>); N],
) -> Vec<Neighbour> {
    let mut all = Vec::new();
    for (name, url) in names {
        let mut one = Neighbour::start_on(name, url).await;
        one.befriend(owner).await;
        one.agrees_with(owner).await;
        one.stop().await;
        all.push(one);
    }
    all
}

on_both!(a_first_copy_costs_what_lives_and_not_what_was_ever_said);

async fn a_first_copy_costs_what_lives_and_not_what_was_ever_said(url: Option<&str>) {
    let [second, third] = ["second", "third"].map(|name| url.and_then(|_| cluster::database(name)));
    let creuse = Neighbour::start_on(CREUSE, url.map(str::to_owned)).await;
    let names = [("gironde.example", second), ("landes.example", third)];
    let newcomers = newcomers(&creuse, names).await;

    creuse.change_many(100, 6).await;
    let first = newcomers[0].alone().await;
    let short = pulled(&first).await;
    assert!(short.agreed, "{short:?}");
    assert_eq!(short.entries, 0, "no entry was read");
    assert_eq!(snapshot(&first).await, Some((600, 1, "taken".into())));
    assert_eq!(shown(&first).await, 100);
    let short_log = log_bytes(&creuse).await;

    creuse.change_many(100, 12).await;
    let other = newcomers[1].alone().await;
    let long = pulled(&other).await;
    assert!(long.agreed, "{long:?}");
    assert_eq!(snapshot(&other).await, Some((1_800, 1, "taken".into())));
    assert_eq!(shown(&other).await, 100);
    let long_log = log_bytes(&creuse).await;
    println!("600 entries: {short:?} of {short_log} bytes; 1,800: {long:?} of {long_log} bytes");
    assert!(long_log > 2 * short_log, "{long_log} {short_log}");
    assert_eq!(long.requests, short.requests, "whatever was said before");
    assert!(long.bytes < short.bytes + short.bytes / 20, "{long:?}");
    assert!(long.bytes < long_log / 8, "{long:?}");

    // From there on the log goes on as ever.
    creuse.change_many(3, 1).await;
    let later = pulled(&first).await;
    assert!(later.agreed && later.entries == 1_203, "{later:?}");
    assert_eq!(shown(&first).await, 100);
    for app in [first, other] {
        app.close().await;
    }
}

on_both!(who_is_cut_off_between_two_parts_goes_on_while_the_owner_writes);

async fn who_is_cut_off_between_two_parts_goes_on_while_the_owner_writes(url: Option<&str>) {
    let other = url.and_then(|_| cluster::database(module_path!()));
    let creuse = Neighbour::start_on(CREUSE, url.map(str::to_owned)).await;
    let newcomers = newcomers(&creuse, [("gironde.example", other)]).await;
    creuse.change_many(2_100, 3).await;

    let app = newcomers[0].alone().await;
    let pulling = {
        let app: Arc<App> = app.clone();
        tokio::spawn(async move {
            let peer = creuse_of(&app).await;
            let _ = app.federation.pull(&peer).await;
        })
    };
    until("a part was read", async || {
        snapshot(&app).await.is_some_and(|(_, part, _)| part >= 1)
    })
    .await;
    pulling.abort();
    let _ = pulling.await;
    let (seq, part, state) = snapshot(&app).await.unwrap();
    assert_eq!((seq, state.as_str()), (6_300, "reading"));
    assert_eq!(shown(&app).await, 0, "nothing is proved yet");
    app.close().await;

    let gone = creuse.put("lieu-7", "Bientôt partie").await;
    creuse.delete(&gone).await;
    let changed = creuse.put("lieu-8", "Changée entre deux").await;
    let new = creuse.put("nouvelle", "Née entre deux").await;
    creuse.has_published().await;

    let app = newcomers[0].alone().await;
    let rest = pulled(&app).await;
    assert!(rest.agreed, "{rest:?}");
    assert!((1..6).contains(&rest.entries), "{rest:?}");
    let left = 3 - part as u64;
    assert_eq!(
        rest.requests,
        left + 2,
        "parts that were read are not read again"
    );
    assert_eq!(shown(&app).await, 2_100);
    for (id, name) in [
        (&gone, None),
        (&changed, Some("Changée entre deux")),
        (&new, Some("Née entre deux")),
    ] {
        let record = app.directory.get(id).await.unwrap();
        let content = record.map(|record| record.content);
        assert_eq!(content.is_some(), name.is_some());
        assert!(content.is_none_or(|content| content.contains(name.unwrap())));
    }
    let left = "select count(*) from log_snapshot_record where origin = $1";
    assert_eq!(count(&app, left).await, 0);
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_erased_while_the_parts_are_read_begins_another_snapshot() {
    let creuse = Neighbour::start(CREUSE).await;
    let newcomers = newcomers(
        &creuse,
        [("gironde.example", None), ("landes.example", None)],
    )
    .await;
    let place = creuse.put("oubliee", "Nom à oublier").await;
    creuse.has_published().await;
    creuse.change_many(100, 6).await;
    // It is given out at this place from now on.
    let first = newcomers[0].alone().await;
    assert!(pulled(&first).await.agreed);
    first.close().await;

    creuse
        .app()
        .federation
        .erase(&place, "Camille")
        .await
        .unwrap();
    creuse.has_published().await;
    let other = newcomers[1].alone().await;
    let read = pulled(&other).await;
    assert!(read.agreed, "{read:?}");
    let taken = (own_seq(&creuse).await, 1, "taken".into());
    assert_eq!(snapshot(&other).await, Some(taken));
    assert_eq!(shown(&other).await, 100);
    let left = "select count(*) from log_content where origin = $1 and cast(content as text) like '%oublie%'";
    assert_eq!(count(&other, left).await, 0);
    other.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn records_of_a_key_that_is_not_the_newest_are_believed_where_it_spoke() {
    let mut creuse = Neighbour::start(CREUSE).await;
    creuse.change_many(100, 6).await;
    creuse.app().federation.rotate_key().await.unwrap();
    creuse.stop().await;
    creuse.go_on().await;
    creuse.change_many(10, 1).await;
    let gironde = Neighbour::start("gironde.example").await;
    gironde.befriend(&creuse).await;
    gironde.agrees_with(&creuse).await;
    let taken = (own_seq(&creuse).await, 1, "taken".into());
    assert_eq!(snapshot(gironde.app()).await, Some(taken));
    assert_eq!(gironde.held_of(CREUSE).await, 100);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_began_with_a_snapshot_gives_a_restored_owner_back_what_lives() {
    let mut creuse = Neighbour::start(CREUSE).await;
    let mut gironde = Neighbour::start("gironde.example").await;
    gironde.befriend(&creuse).await;
    gironde.stop().await;
    let kept = creuse.put("gardee", "Reste").await;
    creuse.has_published().await;
    creuse.stop().await;
    let backup = tempfile::tempdir().unwrap();
    back_up(&creuse.folder, backup.path());
    creuse.go_on().await;
    creuse.change_many(100, 6).await;
    let lost = creuse.put("perdue", "Née après la sauvegarde").await;
    creuse.has_published().await;
    gironde.go_on().await;
    gironde.agrees_with(&creuse).await;
    assert_eq!(
        snapshot(gironde.app()).await,
        Some((602, 1, "taken".into()))
    );

    creuse.stop().await;
    restore(backup.path(), &creuse.folder);
    creuse.go_on().await;
    until("what was lost is back", async || {
        creuse.name_of(&lost).await.is_some()
    })
    .await;
    gironde.agrees_with(&creuse).await;
    assert_eq!(gironde.epoch_of(CREUSE).await, 2);
    assert!(creuse.name_of(&kept).await.is_some());
    assert_eq!(gironde.held_of(CREUSE).await, 102);
    assert_eq!(creuse.held_of("").await, 102);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_revocation_from_before_the_snapshot_takes_back_all_that_came_with_it() {
    let mut creuse = Neighbour::start(CREUSE).await;
    creuse.change_many(100, 6).await;
    let gironde = Neighbour::start("gironde.example").await;
    gironde.befriend(&creuse).await;
    gironde.agrees_with(&creuse).await;
    assert!(snapshot(gironde.app()).await.is_some());

    let recovery = creuse.folder.join("keys/recovery.key");
    let federation = &creuse.app().federation;
    let revoked = federation.revoke_key(&recovery, Some(300)).await.unwrap();
    assert_eq!((revoked.epoch, revoked.seq, revoked.begins), (1, 300, 2));
    creuse.stop().await;
    creuse.go_on().await;
    let after = creuse.put("apres", "Après le vol").await;
    gironde.agrees_with(&creuse).await;
    assert_eq!(gironde.epoch_of(CREUSE).await, 2);
    assert_eq!(gironde.held_of(CREUSE).await, 101);
    assert!(gironde.name_of(&after).await.is_some());
}
