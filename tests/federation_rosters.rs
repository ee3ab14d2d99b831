//! A coordinator's list: many neighbours by one decision of each administrator, and none without.

use maille::federation::Relation;
use maille_federation::message::Signed;
use maille_federation::peering::{Roster, RosterEntry};

use super::support::Maille;
use super::support::adversary::false_peer::FalsePeer;
use super::support::adversary::now;
use super::support::both::on_both;
use super::support::cluster;
use super::support::neighbour::{Neighbour, until};

fn roster(by: &FalsePeer, serial: u64, of: &[&Neighbour]) -> Signed<Roster> {
    let instances = of.iter().map(|one| {
        let identity = one.app().federation.identity().unwrap();
        RosterEntry {
            origin: identity.origin.clone(),
            address: identity.address.clone(),
            key: identity.key.public(),
            recovery: identity.recovery,
        }
    });
    by.stranger.says(Roster {
        coordinator: by.stranger.origin.clone(),
        serial,
        at: now(0),
        instances: instances.collect(),
    })
}

on_both!(those_on_a_coordinators_list_exchange_once_each_has_decided);

async fn those_on_a_coordinators_list_exchange_once_each_has_decided(url: Option<&str>) {
    let other = url.and_then(|_| cluster::database(module_path!()));
    let creuse = Neighbour::start_on("creuse.example", url.map(str::to_owned)).await;
    let gironde = Neighbour::start_on("gironde.example", other).await;
    let landes = Neighbour::start("landes.example").await;
    // In the order of their letters, as a list has them.
    let all = [&creuse, &gironde, &landes];
    let region = FalsePeer::start("region.example").await;
    let list = roster(&region, 2, &all);
    let federation = &creuse.app().federation;
    let refused = federation.read_roster(list.bytes()).await.unwrap_err();
    assert!(
        refused.to_string().contains("nobody here trusts"),
        "{refused}"
    );
    for one in all {
        let federation = &one.app().federation;
        let met = federation.introduce(&region.home()).await.unwrap();
        federation.trust_coordinator(&met).await.unwrap();
        let listed = federation.read_roster(list.bytes()).await.unwrap();
        assert_eq!(listed.instances.len(), 2, "all but oneself");
        let words = gironde.app().federation.identity().unwrap().words();
        let mut shown = listed.instances.iter().map(|one| &one.words);
        assert!(one.origin == "gironde.example" || shown.any(|shown| *shown == words));
        let (_, failed) = federation.approve_listed(&listed).await.unwrap();
        assert!(failed.is_empty(), "{failed:?}");
    }
    for one in all {
        until("all exchange", async || {
            let peers = one.app().federation.peers().await.unwrap();
            let mut peers = peers.iter().map(|peer| peer.relation);
            peers.len() == 2 && peers.all(|relation| relation == Relation::Approved)
        })
        .await;
    }
    let place = creuse.put("mairie", "Mairie").await;
    until("a record arrives", async || {
        gironde.name_of(&place).await.is_some() && landes.name_of(&place).await.is_some()
    })
    .await;

    let older = roster(&region, 1, &all);
    let refused = federation.read_roster(older.bytes()).await.unwrap_err();
    assert!(
        refused.to_string().contains("was used already"),
        "{refused}"
    );
    let again = federation.read_roster(list.bytes()).await.unwrap();
    assert!(again.instances.iter().all(|one| !one.is_new()));
    // Somebody else signs in the coordinator's name.
    let other = FalsePeer::start("other.example").await;
    let forged = String::from_utf8(roster(&other, 3, &all).bytes().to_vec()).unwrap();
    let forged = forged.replace("\"coordinator\":\"other", "\"coordinator\":\"region");
    let refused = federation.read_roster(forged.as_bytes()).await.unwrap_err();
    assert!(refused.to_string().contains("not accepted"), "{refused}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_command_shows_whom_it_would_approve_and_asks_first() {
    let creuse = Neighbour::start("creuse.example").await;
    let gironde = Neighbour::start("gironde.example").await;
    let region = FalsePeer::start("region.example").await;
    let settings = format!(
        "[instance]\norigin = \"creuse.example\"\n[server]\npublic_url = \"http://{}\"\n",
        creuse.address
    );
    std::fs::write(creuse.folder.join("maille.toml"), settings).unwrap();
    let file = creuse.folder.join("liste.json");
    std::fs::write(&file, roster(&region, 1, &[&gironde]).bytes()).unwrap();
    let (maille, file) = (Maille::over(&creuse.folder), file.to_str().unwrap());
    let before = maille.run(&["peer", "roster", file, "--yes"]);
    assert!(
        !before.ok && before.err.contains("maille peer coordinator"),
        "{before:?}"
    );
    let home = region.home().to_string();
    let said = maille.run(&["peer", "coordinator", &home, "--yes"]).check();
    assert!(said.out.contains("region.example"), "{said:?}");
    let unasked = maille.run(&["peer", "roster", file]);
    let words = gironde.app().federation.identity().unwrap().words();
    assert!(!unasked.ok && unasked.out.contains(&words), "{unasked:?}");
    assert!(creuse.app().federation.peers().await.unwrap().is_empty());
    maille.run(&["peer", "roster", file, "--yes"]).check();
    let relation = creuse.peer("gironde.example").await.relation;
    assert_eq!(relation, Relation::RequestedByUs);
}
