//! What anybody on the fediverse reads: who we are, and records that are published here.

use maille::clock::Clock;
use maille::directory::State;
use maille::outbound::Rule;
use serde_json::json;

use crate::support::NOW_MS;
use crate::support::fediverse::{Here, NAME};
use crate::support::neighbour::until;

const ACTIVITY: &str = "application/activity+json";

async fn objects(here: &Here, count: u64) {
    until("records are put into words", async || {
        here.app.fediverse.count_objects().await.unwrap() == count
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_instance_is_found_by_its_name_and_says_who_it_is() {
    let here = Here::start(Rule::default()).await;
    let resource = format!("acct:{NAME}@{NAME}");
    let (status, kind, text) = here
        .read(
            &format!("/.well-known/webfinger?resource={resource}"),
            "*/*",
        )
        .await;
    assert_eq!((status, kind.as_str()), (200, "application/jrd+json"));
    let found: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(found["subject"], resource);
    assert_eq!(found["links"][0]["href"], format!("https://{NAME}/actor"));
    for (query, status) in [
        ("", 400),
        ("?resource=acct:a@creuse.example", 404),
        ("?resource=%ff", 404),
    ] {
        let found = here
            .read(&format!("/.well-known/webfinger{query}"), "*/*")
            .await;
        assert_eq!(found.0, status, "{query}");
    }
    let actor = here.document("/actor").await;
    assert_eq!(actor["type"], "Application");
    assert_eq!(actor["id"], format!("https://{NAME}/actor"));
    assert_eq!(actor["publicKey"]["owner"], actor["id"]);
    let links: serde_json::Value =
        serde_json::from_str(&here.read("/.well-known/nodeinfo", "*/*").await.2).unwrap();
    assert_eq!(
        links["links"][0]["href"],
        format!("https://{NAME}/nodeinfo/2.1")
    );
    let (status, kind, text) = here.read("/nodeinfo/2.1", "*/*").await;
    assert_eq!(status, 200);
    assert!(
        kind.contains("nodeinfo.diaspora.software/ns/schema/2.1#"),
        "{kind}"
    );
    let info: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(info["version"], "2.1");
    assert_eq!(info["software"]["name"], "maille");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_record_is_an_object_for_servers_and_a_page_for_people() {
    let here = Here::start(Rule::default()).await;
    let place = here
        .put(
            "place",
            "mairie",
            &json!({"name": "Mairie", "telephone": "05 36 49 26 20"}),
        )
        .await;
    let draft = here
        .put("event", "brouillon", &json!({"name": "Brouillon"}))
        .await;
    here.set_state(&draft, State::Draft).await;
    let person = here.put("service", "aide", &json!({"name": "Aide"})).await;
    objects(&here, 1).await;

    let path = format!("/records/{place}");
    let object = here.document(&path).await;
    assert_eq!(
        (&object["type"], &object["name"]),
        (&json!("Place"), &json!("Mairie"))
    );
    assert_eq!(object["id"], format!("https://{NAME}{path}"));
    let ld = here
        .read(
            &path,
            "application/ld+json; profile=\"https://www.w3.org/ns/activitystreams\"",
        )
        .await;
    assert_eq!((ld.0, ld.1.as_str()), (200, ACTIVITY));
    let page = here
        .read(&path, "text/html,application/xhtml+xml,*/*;q=0.8")
        .await;
    assert!(page.0 < 400 && !page.1.contains("json"), "{page:?}");
    for other in [person, "nothing".into(), uuid::Uuid::now_v7().to_string()] {
        let found = here.read(&format!("/records/{other}"), ACTIVITY).await;
        assert_eq!(found.0, 404, "{other}");
    }

    let found = here.read(&format!("/records/{draft}"), ACTIVITY).await;
    assert!(
        found.0 >= 404 && !found.2.contains("Brouillon"),
        "{found:?}"
    );
    here.set_state(&place, State::Withdrawn).await;
    objects(&here, 0).await;
    let gone = here.read(&path, ACTIVITY).await;
    assert_eq!(gone.0, 410);
    assert!(
        gone.2.contains("Tombstone") && !gone.2.contains("Mairie"),
        "{}",
        gone.2
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_outbox_has_each_record_once_and_nobody_reads_who_follows() {
    let here = Here::start(Rule::default()).await;
    for number in 0..45 {
        here.put(
            "place",
            &format!("p{number}"),
            &json!({"name": format!("Lieu {number}")}),
        )
        .await;
    }
    objects(&here, 45).await;
    here.put("place", "p3", &json!({"name": "Lieu 3, rénové"}))
        .await;
    until("a change is put into words", async || {
        here.document("/outbox").await["first"] == format!("https://{NAME}/outbox/46")
    })
    .await;
    let outbox = here.document("/outbox").await;
    assert_eq!(outbox["totalItems"], 45);
    let mut page = outbox["first"].as_str().unwrap().to_owned();
    let mut names = Vec::new();
    loop {
        let path = page
            .strip_prefix("https://creuse.example")
            .unwrap()
            .to_owned();
        let found = here.document(&path).await;
        for activity in found["orderedItems"].as_array().unwrap() {
            assert_eq!(activity["type"], "Create");
            names.push(activity["object"]["name"].as_str().unwrap().to_owned());
        }
        match found["next"].as_str() {
            Some(next) => page = next.to_owned(),
            None => break,
        }
    }
    assert_eq!(names[0], "Lieu 3, rénové");
    assert_eq!(names.len(), 45);
    names.sort();
    names.dedup();
    assert_eq!(names.len(), 45);
    let followers = here.document("/followers").await;
    assert_eq!(followers["totalItems"], 0);
    assert_eq!(followers.get("orderedItems"), None);
    assert_eq!(here.read("/outbox/x", ACTIVITY).await.0, 404);
    let far = here.document("/outbox/18446744073709551615").await;
    assert_eq!(far["orderedItems"].as_array().unwrap().len(), 20);
}

#[tokio::test(flavor = "multi_thread")]
async fn switched_off_there_is_nothing_of_it() {
    let off = |config: &mut maille::config::Config| config.fediverse.enabled = false;
    let here = Here::start_with(Rule::default(), Clock::fixed(NOW_MS), off).await;
    let place = here
        .put("place", "mairie", &json!({"name": "Mairie"}))
        .await;
    for path in [
        "/.well-known/webfinger?resource=acct:creuse.example@creuse.example",
        "/.well-known/nodeinfo",
        "/nodeinfo/2.1",
        "/actor",
        "/outbox",
        "/outbox/1",
        "/followers",
    ] {
        let found = here.read(path, ACTIVITY).await;
        assert_eq!(found.0, 404, "{path}");
        assert!(found.2.contains("\"off\""), "{}", found.2);
    }
    let page = here.read(&format!("/records/{place}"), ACTIVITY).await;
    assert!(!page.1.contains("activity"), "{page:?}");
    let client = crate::support::visitor::client();
    let posted = client
        .post(format!("http://{}/inbox", here.address))
        .body("{}");
    assert_eq!(posted.send().await.unwrap().status().as_u16(), 404);
    assert!(here.app.fediverse.status().await.is_err());
}
