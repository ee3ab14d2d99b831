//! What of the commons reaches a real neighbour: what is published, without who wrote it; never what waits for a moderator.

use maille::config::Config;
use maille::moderation::{Moderation, Reason, Verdict};

use super::contributed::{MARK, OFFER, commune};
use crate::support::guests::commons;
use crate::support::neighbour::{Neighbour, until};
use crate::support::visitor::{client, read};

const KIND: &str = "commons.offer";

/// With the commons, whose offers it shares.
async fn start(origin: &str) -> Neighbour {
    let shares = |config: &mut Config| config.federation.shares.push(KIND.to_owned());
    let neighbour = Neighbour::start_with(origin, shares).await;
    let guest = tokio::task::spawn_blocking(commons).await.unwrap();
    let app = neighbour.app();
    app.plugins.install(guest.bytes(), true).await.unwrap();
    neighbour
}

#[tokio::test(flavor = "multi_thread")]
async fn what_waits_for_a_moderator_reaches_no_neighbour() {
    let (creuse, gironde) = (
        start("creuse.example").await,
        start("gironde.example").await,
    );
    gironde.befriend(&creuse).await;
    commune(creuse.app()).await;
    let app = creuse.app();
    let made = app.contributors.print(1, "Camille", ("", "fr")).await;
    let code = made.unwrap().remove(0).code.shown();
    let fields = [&[MARK, ("~code", code.as_str())], &OFFER[..]].concat();
    let body = url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(fields)
        .finish();
    let request = client()
        .post(app.link("/communs/publier/annonces"))
        .body(body);
    let kind = ("content-type", "application/x-www-form-urlencoded");
    let sent = read(request.header(kind.0, kind.1)).await;
    assert!(sent.text.contains("C’est bien reçu"), "{}", sent.text);
    let moderation = Moderation::new(app.directory.clone());
    let case = moderation.waiting(0, 1).await.unwrap().remove(0);
    gironde.agrees_with(&creuse).await;
    let there = async || gironde.app().directory.get(&case.record_id).await.unwrap();
    assert!(there().await.is_none(), "a draft");
    for table in ["record", "log_content"] {
        assert_eq!(gironde.rows_with(table, "Poussette").await, 0, "{table}");
    }

    let decide = async |verdict| {
        let case = moderation.waiting(0, 1).await.unwrap().remove(0);
        let by = ("Dominique", "");
        moderation
            .decide(&case.reference, &verdict, None, by)
            .await
            .unwrap();
    };
    decide(Verdict::Good).await;
    until("what was accepted arrives", async || {
        there().await.is_some()
    })
    .await;
    let copy = there().await.unwrap();
    assert!(
        copy.content.contains("Poussette à donner"),
        "{}",
        copy.content
    );
    assert!(!copy.content.contains("contributor"), "{}", copy.content);
    let page = gironde.app().link(&format!("/communs/{}", case.record_id));
    let page = read(client().get(page)).await;
    assert!(page.text.contains("Poussette à donner"), "{}", page.text);
    assert!(
        page.text.contains("https://creuse.example/records/"),
        "{}",
        page.text
    );

    // Reported at home and withdrawn there, it is gone here.
    let report = client().post(app.link(&format!("/communs/{}/signaler", case.record_id)));
    read(report.header(kind.0, kind.1).body("motif=spam")).await;
    decide(Verdict::Bad(Reason::Spam)).await;
    until("what was withdrawn goes", async || there().await.is_none()).await;
}
