//! A record's own page.

use maille::directory::provenance::Said;
use maille::directory::{Author, Session};
use serde_json::{Value, json};

use super::{angers, href, plain, titles};
use crate::support::Instance;

#[tokio::test]
async fn a_records_page_says_how_to_reach_it_and_other_addresses_lead_there() {
    let instance = angers().await;
    let list = instance.get("/annuaire?q=mediatheque").await;
    let path = href(&list, "Médiathèque Toussaint");
    assert!(path.starts_with("/annuaire/"), "{path}");
    let page = instance.get(&path).await;
    let text = plain(&page);
    for wanted in [
        "<h1>Médiathèque Toussaint</h1>",
        "href=\"tel:0241242550\"",
        "href=\"tel:0600000001\"",
        "Du lundi au samedi : de 9 h à 12 h",
        "1 rue du Port<br>49100 Angers",
        "Accès internet et matériel informatique",
        "Gratuit",
        "href=\"/annuaire?pres=47.5%2C-0.55\"",
        "Accessible en fauteuil roulant",
    ] {
        assert!(text.contains(wanted), "{wanted}: {text}");
    }
    let old = instance.get(&path.replace("/annuaire/", "/records/")).await;
    assert_eq!((old.status, old.header("location")), (303, path.as_str()));
    let again = instance
        .get_as(&path, &[("if-none-match", page.header("etag"))])
        .await;
    assert_eq!(again.status, 304);
    for nobody in [
        "/annuaire/nobody",
        "/annuaire/00000000-0000-7000-8000-000000000000",
        "/annuaire/%F0%9F%90%84",
    ] {
        assert_eq!(instance.get(nobody).await.status, 404, "{nobody}");
    }
}

#[tokio::test]
async fn a_records_page_says_who_says_so_and_what_of_the_public_was_corrected() {
    let instance = Instance::new().await;
    let directory = &instance.app.directory;
    let said = json!({
        "name": "Atelier tablette", "telephone": "3939", "email": "a@example.org", "contact_person": "Une personne",
        "source": {"name": "Hub du Nord", "updated": "2026-03-01", "licence": "Licence Ouverte 2.0", "id": "12"}
    });
    let said = Said {
        source: "hub".to_owned(),
        key: "hub:12".to_owned(),
        content: directory.check("service", &said.to_string()).unwrap(),
        listed: true,
    };
    let (pending, _) = directory.take("import", &[said], 1).await.unwrap();
    pending.commit().await.unwrap();
    let path = href(&instance.get("/annuaire").await, "Atelier tablette");
    let text = plain(&instance.get(&path).await);
    assert!(
        text.contains("Source : Hub du Nord, mis à jour le 1er mars 2026, Licence Ouverte 2.0."),
        "{text}"
    );
    assert!(!text.contains("Corrigé"), "{text}");
    let id = path.trim_start_matches("/annuaire/");
    let correct = async |change: fn(&mut Value)| {
        let mut session = Session::new(directory, Author::host("test"));
        let record = session.get(id).await.unwrap();
        let mut content: Value = serde_json::from_str(&record.content).unwrap();
        change(&mut content);
        session
            .update(id, record.revision, &content.to_string())
            .await
            .unwrap();
        session.commit().await.unwrap();
    };
    // What nobody sees was corrected as well: not even that is told.
    correct(|content| _ = content.as_object_mut().unwrap().remove("contact_person")).await;
    assert!(!instance.get(&path).await.text.contains("Corrigé"));
    correct(|content| {
        content["telephone"] = json!("02 00 00 00 00");
        content.as_object_mut().unwrap().remove("email");
    })
    .await;
    let text = plain(&instance.get(&path).await);
    assert!(
        text.contains("Corrigé ici le 21 novembre 2026 : téléphone."),
        "{text}"
    );
    assert!(
        text.contains("Corrigé ici le 21 novembre 2026 : courriel."),
        "{text}"
    );
    assert!(
        !text.contains("Une personne") && !text.contains("autre information"),
        "{text}"
    );
}

#[tokio::test]
async fn other_kinds_and_professionals_without_consent_have_no_page_here() {
    let instance = Instance::new().await;
    let listed = json!({"name": "Camille Oui", "trade": "formateur", "consent": {"listed": true}});
    let hidden = json!({"name": "Camille Non", "trade": "formateur"});
    let event = json!({"name": "Fête du port"});
    let listed = instance
        .put("professional", "yes", &listed.to_string())
        .await;
    let hidden = instance
        .put("professional", "no", &hidden.to_string())
        .await;
    let event = instance.put("event", "e", &event.to_string()).await;
    let page = |id: String| format!("/annuaire/{id}");
    assert_eq!(titles(&instance.get("/annuaire").await), ["Camille Oui"]);
    let shown = instance.get(&page(listed)).await;
    assert!(
        shown.text.contains("Formateur") && !shown.text.contains("consent"),
        "{}",
        shown.text
    );
    assert_eq!(instance.get(&page(hidden)).await.status, 404);
    let elsewhere = instance.get(&page(event.clone())).await;
    assert_eq!(
        (elsewhere.status, elsewhere.header("location")),
        (303, format!("/records/{event}").as_str())
    );
}
