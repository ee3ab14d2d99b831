//! What whoever runs an instance is told of the fediverse.

use maille::clock::Clock;
use serde_json::json;

use crate::support::fediverse::reader::{Reader, follow, post};
use crate::support::fediverse::{Here, pem};
use crate::support::process::Maille;

fn configured(maille: &Maille, text: &str) {
    std::fs::write(maille.folder.join("maille.toml"), text).unwrap();
}

#[test]
fn a_command_says_what_is_missing_before_anybody_can_follow() {
    let folder = tempfile::tempdir().unwrap();
    let maille = Maille::init(folder.path());
    let status = ["fediverse", "status"];
    maille
        .run(&status)
        .refused(&["enabled = true", "[fediverse]"]);
    let on = "[fediverse]\nenabled = true\n";
    configured(&maille, on);
    maille
        .run(&status)
        .refused(&["instance.origin", "annuaire.creuse.fr"]);
    let named = format!("[instance]\norigin = \"creuse.example\"\n{on}");
    configured(&maille, &named);
    maille
        .run(&status)
        .refused(&["server.public_url", "une adresse"]);
    let whole = format!("[server]\npublic_url = \"https://creuse.example\"\n{named}");
    configured(&maille, &format!("{whole}kinds = [\"professional\"]\n"));
    maille
        .run(&status)
        .refused(&["professional", "organisation"]);
    configured(&maille, &whole);
    std::fs::create_dir_all(maille.folder.join("keys")).unwrap();
    std::fs::write(maille.folder.join("keys/fediverse.key"), pem(0)).unwrap();
    let said = maille.run(&status).check().out;
    assert!(
        said.contains("@creuse.example@creuse.example") && said.contains("aucun abonné"),
        "{said}"
    );
    maille
        .run(&["fediverse", "drop", "lecture.example"])
        .refused(&["lecture.example"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn followers_are_shown_by_server_and_those_of_one_can_be_dropped() {
    let reader = Reader::start().await;
    let here = Here::start_with(reader.rule.clone(), Clock::real(), |_| {}).await;
    let maille = Maille::over(&here.folder);
    here.configure_folder();
    reader.follow(&here).await;
    reader.answers("/inbox", 503);
    let carol = "https://other.example/users/carol";
    let nobody = post(&here, &follow(carol)).send_to(here.address).await;
    assert_eq!(nobody.status, 401);
    here.put("event", "atelier", &json!({"name": "Atelier"}))
        .await;
    crate::support::neighbour::until("the server fails", async || {
        here.app.fediverse.status().await.unwrap().hosts[0].fault == "status-503"
    })
    .await;
    here.app.fediverse.write_counts().await.unwrap();
    let said = maille.run(&["fediverse", "status"]).check().out;
    for wanted in [
        "1 fiche lisible",
        "1 abonné",
        "reader.example\t1\t1\tne prend pas les envois (503)",
        "messages refusés",
    ] {
        assert!(said.contains(wanted), "{wanted}: {said}");
    }
    let dropped = maille
        .run(&["fediverse", "drop", "reader.example"])
        .check()
        .out;
    assert!(dropped.contains("1 abonné de reader.example"), "{dropped}");
    assert_eq!(here.followers().await, 0);
}
