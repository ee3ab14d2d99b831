//! What a record was, who changed it, and back again; who sees it, and its end.

use maille::accounts::Role;
use serde_json::json;

use super::{content, filled, import, library, plain, revision, save, send};
use crate::support::Instance;

#[tokio::test]
async fn a_history_tells_each_change_and_leads_back() {
    let instance = Instance::new().await;
    let id = import(&instance, &library(), 1).await;
    let person = instance.signed_in(Role::Mediator).await;
    assert_eq!(
        save(&person, &id, &[("/telephone", "02 41 55 55 55")])
            .await
            .status,
        303
    );
    let mut next = library();
    next["name"] = json!("Médiathèque Toussaint");
    next["source"] = json!({"name": "hub-lo", "licence": "etalab-2.0"});
    import(&instance, &next, 2).await;
    let page = format!("/administration/fiches/{id}/historique");
    let history = person.get(&page).await;
    let text = plain(&history);
    for wanted in [
        "Version 3",
        "Par essai, le 21 novembre 2026",
        "</span> Médiathèque Toussaint",
        "Ce que la source dit d’elle-même a changé.",
        "Par mediator, le 21 novembre 2026",
        "</span> 02 41 00 00 01",
        "</span> 02 41 55 55 55",
        "Première version, écrite le 21 novembre 2026",
    ] {
        assert!(text.contains(wanted), "{wanted}: {text}");
    }
    let back = format!("{page}/1/revenir");
    assert!(history.text.contains(&back) && !history.text.contains("/3/revenir"));
    let late = person.post(&back, &[("revision", "2")]).await;
    assert_eq!(late.status, 422);
    assert!(
        plain(&late).contains("La fiche vient de changer"),
        "{}",
        late.text
    );
    let done = person.post(&back, &[("revision", "3")]).await;
    assert_eq!(
        done.header("location"),
        format!("/administration/fiches/{id}?fait=revenue")
    );
    assert_eq!(content(&instance, &id).await, library());
    assert_eq!(
        person
            .post(&format!("{page}/77/revenir"), &[("revision", "4")])
            .await
            .status,
        404
    );
}

#[tokio::test]
async fn a_long_history_has_pages() {
    let instance = Instance::new().await;
    let id = import(&instance, &library(), 1).await;
    for number in 2..=45 {
        let mut next = library();
        next["telephone"] = json!(format!("02 41 00 01 {number:02}"));
        import(&instance, &next, number).await;
    }
    let person = instance.signed_in(Role::Auditor).await;
    let mut address = format!("/administration/fiches/{id}/historique");
    let mut seen = Vec::new();
    loop {
        let page = person.get(&address).await;
        assert!(
            !page.text.contains("/revenir"),
            "who only looks goes nowhere back"
        );
        let titles = page.text.split("card-title\">Version ").skip(1);
        seen.extend(titles.map(|rest| rest.split('<').next().unwrap().parse::<u64>().unwrap()));
        assert_eq!(
            page.text.matches("Par essai, le").count(),
            page.text.matches("card-title\"").count()
                - page.text.matches("Première version").count()
        );
        let Some(next) = page.text.split("<a rel=\"next\" href=\"").nth(1) else {
            break;
        };
        address = next.split('"').next().unwrap().to_owned();
    }
    assert_eq!(seen, (1..=45).rev().collect::<Vec<u64>>());
}

#[tokio::test]
async fn a_record_is_withdrawn_published_again_and_deleted_for_good() {
    let instance = Instance::new().await;
    let id = import(&instance, &library(), 1).await;
    let person = instance.signed_in(Role::Mediator).await;
    let (page, public) = (
        format!("/administration/fiches/{id}"),
        format!("/annuaire/{id}"),
    );
    let state = format!("{page}/etat");
    assert!(plain(&person.get(&state).await).contains("value=\"published\" checked"));
    assert_eq!(person.post(&state, &[("revision", "1")]).await.status, 422);
    let withdraw = [("revision", "1"), ("etat", "withdrawn")];
    assert_eq!(
        person.post(&state, &withdraw).await.header("location"),
        format!("{page}?fait=etat")
    );
    assert_eq!(instance.get(&public).await.status, 404);
    let mut next = library();
    next["name"] = json!("Médiathèque Toussaint");
    import(&instance, &next, 2).await;
    assert_eq!(
        instance.get(&public).await.status,
        404,
        "an import brings nothing back"
    );
    assert!(
        person
            .get("/administration/fiches?etat=withdrawn")
            .await
            .text
            .contains(&id)
    );
    let late = person
        .post(&state, &[("revision", "2"), ("etat", "published")])
        .await;
    assert_eq!(late.status, 422);
    assert!(
        plain(&late).contains("La fiche vient de changer"),
        "{}",
        late.text
    );
    let now = revision(&instance, &id).await.to_string();
    assert_eq!(
        person
            .post(&state, &[("revision", &now), ("etat", "published")])
            .await
            .status,
        303
    );
    assert_eq!(instance.get(&public).await.status, 200);

    // Deleting is the administrator's, and asks first.
    let delete = format!("{page}/supprimer");
    assert_eq!(person.get(&delete).await.status, 403);
    let administrator = instance.signed_in(Role::Administrator).await;
    let asked = administrator.get(&delete).await;
    assert!(
        plain(&asked).contains("Supprimer « Médiathèque Toussaint » ?"),
        "{}",
        asked.text
    );
    assert_eq!(
        administrator
            .post(&delete, &[("revision", "1")])
            .await
            .status,
        422
    );
    let open = person.get(&page).await;
    let now = revision(&instance, &id).await.to_string();
    let deleted = administrator.post(&delete, &[("revision", &now)]).await;
    assert_eq!(
        deleted.header("location"),
        "/administration/fiches?supprimee=1"
    );
    assert_eq!(send(&person, &id, &filled(&open, &[])).await.status, 404);
    next["name"] = json!("Médiathèque");
    import_again(&instance, &next).await;
    assert_eq!(instance.get(&public).await.status, 404);
    assert_eq!(instance.app.directory.get(&id).await.unwrap(), None);
}

/// What the source of a deleted record says next.
async fn import_again(instance: &Instance, content: &serde_json::Value) {
    let directory = &instance.app.directory;
    let said = maille::directory::provenance::Said {
        source: "hub-lo".to_owned(),
        key: "hub-lo:12".to_owned(),
        content: directory.check("place", &content.to_string()).unwrap(),
        listed: true,
    };
    let (pending, _) = directory.take("essai", &[said], 9).await.unwrap();
    pending.commit().await.unwrap();
}
