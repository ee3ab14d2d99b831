//! What those who follow are told, whatever becomes of their servers meanwhile.

use std::time::{Duration, Instant};

use maille::clock::Clock;
use maille::directory::State;
use maille::federation::Action;
use maille_federation::signatures::Scheme;
use serde_json::{Value, json};

use crate::support::adversary::Stranger;
use crate::support::both::on_both;
use crate::support::fediverse::reader::{
    ALICE, Reader, Says, actor, follow, is_signed, post, said,
};
use crate::support::fediverse::{Here, NAME};
use crate::support::neighbour::until;

const DAY: Duration = Duration::from_secs(24 * 3600);

async fn both() -> (Here, Reader) {
    both_on(None).await
}

async fn both_on(url: Option<&str>) -> (Here, Reader) {
    let reader = Reader::start().await;
    let here = Here::start_on(reader.rule.clone(), url).await;
    (here, reader)
}

fn event(name: &str) -> Value {
    json!({
        "name": name,
        "occurrences": [{"start": "2026-12-04T14:00:00+01:00", "end": "2026-12-04T16:00:00+01:00"}],
    })
}

on_both!(who_follows_is_told_what_is_made_changed_and_gone);

async fn who_follows_is_told_what_is_made_changed_and_gone(url: Option<&str>) {
    let (here, reader) = both_on(url).await;
    here.put("event", "avant", &event("Avant")).await;
    until("a record is put into words", async || {
        here.app.fediverse.count_objects().await.unwrap() == 1
    })
    .await;
    reader.follow(&here).await;
    let id = here.put("event", "atelier", &event("Atelier")).await;
    reader.expect(2).await;
    here.put("event", "atelier", &event("Atelier : mots de passe"))
        .await;
    reader.expect(3).await;
    here.set_state(&id, State::Withdrawn).await;
    reader.expect(4).await;
    here.set_state(&id, State::Published).await;
    reader.expect(5).await;
    here.delete(&id).await;
    let letters = reader.expect(6).await;
    assert_eq!(
        reader.types(),
        ["Accept", "Create", "Update", "Delete", "Create", "Delete"]
    );
    let object = format!("https://{NAME}/records/{id}");
    for (letter, name) in letters[1..].iter().zip([
        "Atelier",
        "Atelier : mots de passe",
        "",
        "Atelier : mots de passe",
        "",
    ]) {
        let document = letter.document();
        assert_eq!(document["object"]["id"], object);
        assert_eq!(
            document["object"]["name"].as_str().unwrap_or_default(),
            name
        );
        assert_eq!(document["actor"], format!("https://{NAME}/actor"));
        assert_eq!(
            (letter.host.as_str(), letter.path.as_str()),
            ("reader.example", "/inbox")
        );
        assert!(is_signed(&here, letter).await);
    }
    let accept = letters[0].document();
    assert_eq!(accept["object"]["actor"], ALICE);
    assert_eq!(letters[0].path, "/users/alice/inbox");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_read_by_visitors_is_told_nobody() {
    let (here, reader) = both().await;
    reader.follow(&here).await;
    let draft = here.put("event", "brouillon", &event("Brouillon")).await;
    here.put("service", "aide", &json!({"name": "Aide"})).await;
    here.put("place", "mairie", &json!({"name": "Mairie"}))
        .await;
    let letters = reader.expect(2).await;
    // The draft was published for a moment only where the first look came between.
    here.set_state(&draft, State::Draft).await;
    here.put("place", "mairie", &json!({"name": "Mairie neuve"}))
        .await;
    until("the last change is told", async || {
        let letters = reader.letters();
        let mut documents = letters.iter().map(|letter| letter.document());
        documents.any(|document| document["object"]["name"] == "Mairie neuve")
    })
    .await;
    let kinds: Vec<Value> = reader.letters()[1..]
        .iter()
        .map(|letter| letter.document()["object"]["type"].clone())
        .collect();
    assert!(!kinds.contains(&json!("Service")), "{kinds:?}");
    assert_eq!(letters[0].document()["type"], "Accept");
}

on_both!(a_server_that_was_away_is_told_the_last_word_on_each_record);

async fn a_server_that_was_away_is_told_the_last_word_on_each_record(url: Option<&str>) {
    let (here, reader) = both_on(url).await;
    reader.follow(&here).await;
    reader.answers("/inbox", 503);
    let passing = here.put("event", "bref", &event("Bref")).await;
    here.put("event", "atelier", &event("Un")).await;
    until("the server fails", async || {
        here.counted("letters-sent").await >= 2
    })
    .await;
    for name in ["Deux", "Trois"] {
        here.put("event", "atelier", &event(name)).await;
    }
    here.delete(&passing).await;
    until("all is put into words", async || {
        here.app.fediverse.count_objects().await.unwrap() == 1
    })
    .await;
    let tried = here.counted("letters-sent").await;
    // Its breaker is open: nothing is sent, however long one looks.
    for _ in 0..3 {
        here.app
            .fediverse
            .deliver_to("nobody.example")
            .await
            .unwrap();
        assert_eq!(
            here.app.fediverse.hosts_due().await.unwrap(),
            Vec::<String>::new()
        );
    }
    assert_eq!(here.counted("letters-sent").await, tried);
    let status = here.app.fediverse.status().await.unwrap();
    assert_eq!(status.hosts[0].fault, "status-503");
    reader.answers("/inbox", 202);
    here.later(Duration::from_secs(60));
    let letters = reader.expect(2).await;
    let last = letters[1].document();
    assert_eq!(
        (&last["type"], &last["object"]["name"]),
        (&json!("Create"), &json!("Trois"))
    );
    until("nothing waits, and the breaker is closed", async || {
        let status = here.app.fediverse.status().await.unwrap();
        status.hosts[0].waiting == 0 && status.hosts[0].fault.is_empty()
    })
    .await;
    assert_eq!(
        reader.letters().len(),
        2,
        "what came and went meanwhile is not told"
    );
}

on_both!(an_inbox_that_is_gone_and_a_host_that_stays_away_follow_no_more);

async fn an_inbox_that_is_gone_and_a_host_that_stays_away_follow_no_more(url: Option<&str>) {
    let (here, reader) = both_on(url).await;
    reader.follow(&here).await;
    reader.answers("/inbox", 410);
    here.put("event", "atelier", &event("Un")).await;
    until("nobody follows", async || here.followers().await == 0).await;
    assert!(here.app.fediverse.status().await.unwrap().hosts.is_empty());

    reader.answers("/inbox", 202);
    reader.follow(&here).await;
    reader.answers("/inbox", 500);
    here.put("event", "atelier", &event("Deux")).await;
    let mut tried = here.counted("letters-sent").await;
    for day in 0..40 {
        here.later(DAY);
        until("it is tried again, or given up", async || {
            here.followers().await == 0 || here.counted("letters-sent").await > tried
        })
        .await;
        tried = here.counted("letters-sent").await;
        if here.followers().await == 0 {
            assert!(day >= 29, "given up after {day} days");
            return;
        }
    }
    panic!("a host that stays away for forty days still follows");
}

on_both!(a_letter_that_is_refused_for_two_days_is_passed_over_and_no_other);

async fn a_letter_that_is_refused_for_two_days_is_passed_over_and_no_other(url: Option<&str>) {
    let (here, reader) = both_on(url).await;
    reader.follow(&here).await;
    reader.answers("/inbox", 400);
    here.put("event", "un", &event("Un")).await;
    let mut tried = here.counted("letters-sent").await;
    until("it is refused", async || {
        here.counted("letters-sent").await > tried
    })
    .await;
    let dead = async || here.app.fediverse.status().await.unwrap().dead;
    while dead().await == 0 {
        tried = here.counted("letters-sent").await;
        here.later(DAY);
        until("it is tried again", async || {
            dead().await > 0 || here.counted("letters-sent").await > tried
        })
        .await;
    }
    assert_eq!(here.followers().await, 1);
    reader.answers("/inbox", 202);
    here.put("event", "deux", &event("Deux")).await;
    let letters = reader.expect(2).await;
    assert_eq!(letters[1].document()["object"]["name"], "Deux");
}

#[tokio::test(flavor = "multi_thread")]
async fn one_server_is_told_once_for_all_its_people_and_others_do_not_wait_for_it() {
    let (here, reader) = both().await;
    let bob = "https://reader.example/users/bob";
    let carol = "https://other.example/users/carol";
    reader.says("/users/bob", Says::Document(actor(bob)));
    reader.says("/users/carol", Says::Document(actor(carol)));
    reader.follow(&here).await;
    for actor in [bob, carol] {
        let sent = post(&here, &follow(actor));
        assert_eq!(said(&sent.send_to(here.address).await).0, 202);
    }
    reader.expect(3).await;
    assert_eq!(here.document("/followers").await["totalItems"], 3);
    here.put("event", "atelier", &event("Atelier")).await;
    let letters = reader.expect(5).await;
    let hosts: Vec<&str> = letters[3..]
        .iter()
        .map(|letter| letter.host.as_str())
        .collect();
    assert!(
        hosts.contains(&"reader.example") && hosts.contains(&"other.example"),
        "{hosts:?}"
    );
    until("nothing waits", async || {
        let status = here.app.fediverse.status().await.unwrap();
        status.hosts.iter().all(|host| host.waiting == 0)
    })
    .await;
    assert_eq!(reader.letters().len(), 5);
}

/// The two planes have jobs, connections and rows of their own: where every server of the fediverse takes a letter and says nothing
/// more, neighbours hear of a change as soon as ever, and read it.
#[tokio::test(flavor = "multi_thread")]
async fn deliveries_that_stall_do_not_slow_what_neighbours_exchange() {
    let reader = Reader::start().await;
    let here = Here::start_with(reader.rule.clone(), Clock::real(), |config| {
        config.federation.hint_s = 1;
    })
    .await;
    reader.follow(&here).await;
    let neighbour = Stranger::new("gironde.example", 1);
    let address = "https://other.example".parse().unwrap();
    let federation = &here.app.federation;
    let asks = neighbour.asks(NAME, &address, 1);
    let received = federation.receive_peering(&neighbour.origin, &asks).await;
    received.unwrap();
    federation
        .decide("gironde.example", Action::Accept)
        .await
        .unwrap();
    let bob = "https://evil.example/users/bob";
    reader.says("/users/bob", Says::Document(actor(bob)));
    let sent = post(&here, &follow(bob));
    assert_eq!(said(&sent.send_to(here.address).await).0, 202);
    until("both follow", async || here.followers().await == 2).await;
    let inbox = "/inbox";
    reader.stalls(inbox);
    for number in 0..20 {
        let key = format!("atelier-{number}");
        here.put("event", &key, &event(&format!("Atelier {number}")))
            .await;
    }
    let stalled = || {
        let asked = reader.asked();
        asked.iter().filter(|asked| *asked == "POST /inbox").count()
    };
    until("letters stall on both servers", async || stalled() >= 2).await;

    let mut waits = Vec::new();
    for number in 0..3 {
        let begun = Instant::now();
        let name = format!("Permanence {number}");
        here.put("event", &name, &event(&name)).await;
        until("the neighbour is told of it, and reads it", async || {
            let own = here.document_of_maille().await["seq"].as_u64().unwrap();
            let hinted = reader.letters().iter().any(|letter| {
                letter.path == "/federation/hint" && letter.document()["seq"].as_u64() == Some(own)
            });
            let target = format!("/federation/log/1/tail/{}", own.saturating_sub(1));
            let home = format!("https://{NAME}");
            let asked = neighbour.request_to(Scheme::Rfc9421, &home, ("GET", &target, b""), 0);
            let answer = asked.send_to(here.address).await;
            hinted && answer.status == 200 && String::from_utf8_lossy(&answer.body).contains(&name)
        })
        .await;
        waits.push(begun.elapsed());
    }
    let least = waits.iter().min().unwrap();
    assert!(
        *least < Duration::from_secs(4),
        "a letter that stalls takes five seconds and more: {waits:?}"
    );
    let letters = reader.letters();
    let told = letters.iter().filter(|letter| letter.path == inbox);
    assert!(
        told.clone()
            .all(|letter| letter.document()["type"] == "Accept"),
        "no server of the fediverse had answered meanwhile"
    );
}
