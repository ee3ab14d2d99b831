//! A proposal is answered by the institution that it is addressed to: in the record's own form, in public, with a date.

use maille::accounts::Role;
use maille::directory::{Author, Session};
use serde_json::{Value, json};

use super::{data, text};
use crate::record_pages::save;
use crate::support::Instance;

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_typed_in_the_record_form_stands_on_the_page_and_in_the_data() {
    let instance = Instance::commons().await;
    let mut session = Session::new(&instance.app.directory, Author::host("test"));
    let bench = json!({
        "name": "Un banc devant la mairie", "institution": "Mairie de Guéret",
        "contributor": "c-1",
        "address": {"postal_code": "23000", "municipality": "Guéret", "insee_code": "23096"},
    });
    let content = bench.to_string();
    let made = session.put("commons.proposal", "banc", &content);
    let id = made.await.unwrap().id;
    session.commit().await.unwrap();
    let before = text(&instance, "/communs/banc").await;
    assert!(
        before.contains("Mairie de Guéret n’a pas encore répondu"),
        "{before}"
    );

    // Half an answer is none: the form says what lacks, and the page stays.
    let person = instance.signed_in(Role::Mediator).await;
    let half = save(&person, &id, &[("/answer/outcome", "accepted")]).await;
    assert_eq!(half.status, 422, "{}", half.text);
    assert_eq!(text(&instance, "/communs/banc").await, before);

    let typed = [
        ("/answer/outcome", "accepted"),
        ("/answer/text", "Deux bancs seront posés *au printemps*."),
        ("/answer/by", "Service des espaces verts"),
        ("/answer/date-day", "20"),
        ("/answer/date-month", "11"),
        ("/answer/date-year", "2026"),
    ];
    let saved = save(&person, &id, &typed).await;
    assert_eq!(saved.status, 303, "{}", saved.text);
    let page = text(&instance, "/communs/banc").await;
    for words in [
        "Service des espaces verts, le 20 novembre 2026",
        "Deux bancs seront posés *au printemps*.",
    ] {
        assert!(page.contains(words), "{words}: {page}");
    }
    assert!(!page.contains("n’a pas encore répondu"));
    let record = instance.app.directory.get(&id).await.unwrap().unwrap();
    let kept: Value = serde_json::from_str(&record.content).unwrap();
    assert_eq!(kept["contributor"], "c-1", "what is private is not lost");
    let feed = data(&instance, "/communs/communs.jsonld").await.to_string();
    assert!(feed.contains("Deux bancs seront posés"), "{feed}");
    assert!(!feed.contains("c-1"), "{feed}");

    // It is found in the administration by its kind, and its form speaks the words of its plugin.
    let list = person
        .get("/administration/fiches?sorte=commons.proposal")
        .await;
    assert!(list.text.contains(&id), "{}", list.text);
    let form = person.get(&format!("/administration/fiches/{id}")).await;
    for words in [
        "Réponse de l’institution",
        "Acceptée",
        "Service qui répond",
        "href=\"/communs/banc\"",
    ] {
        assert!(form.text.contains(words), "{words}: {}", form.text);
    }
    assert!(!form.text.contains("/contributor"), "{}", form.text);
    let history = person
        .get(&format!("/administration/fiches/{id}/historique"))
        .await;
    assert!(
        history.text.contains("Date de la réponse"),
        "{}",
        history.text
    );
}
