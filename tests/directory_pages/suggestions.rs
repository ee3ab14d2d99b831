//! "Something is wrong here": said without an account, kept with a number, and never a change of the record itself.

use maille::accounts::Role;
use maille::suggestions::{State, Subject, Suggestions};

use super::{angers, href, plain};
use crate::support::Instance;

const HOURS: [(&str, &str); 2] = [("sujet", "hours"), ("message", "Fermé le lundi")];

fn suggestions(instance: &Instance) -> Suggestions {
    let database = instance.app.directory.database().clone();
    Suggestions::new(database, instance.clock.clone())
}

/// An instance with a library, and the address of its form.
async fn library() -> (Instance, String) {
    let instance = angers().await;
    let list = instance.get("/annuaire?q=mediatheque").await;
    let page = href(&list, "Médiathèque Toussaint");
    let record = instance.get(&page).await;
    let form = format!("{page}/signaler");
    assert!(
        record.text.contains(&format!("href=\"{form}\"")),
        "{}",
        record.text
    );
    (instance, form)
}

#[tokio::test]
async fn a_visitor_says_what_is_wrong_and_is_given_a_number() {
    let (instance, form) = library().await;
    let empty = instance.get(&form).await;
    assert!(empty.text.contains("02 41 24 25 50"), "{}", empty.text);
    let fields = [
        HOURS[0],
        HOURS[1],
        ("contact", "camille@example.org"),
        ("site", ""),
    ];
    let sent = instance.post(&form, &fields, &[]).await;
    assert_eq!(sent.status, 303, "{}", sent.text);
    let thanks = instance.get(sent.header("location")).await;
    let waiting = suggestions(&instance)
        .list(Some(State::New), 0, 10)
        .await
        .unwrap();
    let [kept] = waiting.as_slice() else {
        panic!("{waiting:?}")
    };
    let shown = format!("<p class=\"code\">{}</p>", kept.said.reference);
    assert!(
        thanks.status == 200 && thanks.text.contains(&shown),
        "{}",
        thanks.text
    );
    assert!(form.contains(&kept.said.record_id));
    assert_eq!(
        (
            kept.said.subject,
            kept.said.text.as_str(),
            kept.said.contact.as_str()
        ),
        (Subject::Hours, "Fermé le lundi", "camille@example.org")
    );
    assert_eq!(
        (kept.said.title.as_str(), kept.said.revision),
        ("Médiathèque Toussaint", 1)
    );
    // Nothing of it reaches another visitor, under no number and for no other record.
    let record = instance.get(form.trim_end_matches("/signaler")).await;
    assert!(!record.text.contains("Fermé le lundi") && !thanks.text.contains("camille"));
    let guessed = instance
        .get(&format!("{form}/merci?numero=ZZZZ-ZZZZ"))
        .await;
    assert_eq!(guessed.status, 404);
    let other = instance.get("/annuaire?q=france+services").await;
    let other = href(&other, "Maison France Services");
    let elsewhere = format!("{other}/signaler/merci?numero={}", kept.said.reference);
    assert_eq!(instance.get(&elsewhere).await.status, 404);
}

#[tokio::test]
async fn what_is_to_be_mended_is_said_above_and_at_the_field_and_nothing_is_lost() {
    let (instance, form) = library().await;
    for (fields, wanted) in [
        (
            vec![],
            vec!["Choisissez ce qui ne va pas.", "Écrivez ce que vous savez."],
        ),
        (
            vec![
                ("sujet", "telephone"),
                ("message", "0299"),
                ("contact", "Camille"),
            ],
            vec![
                "value=\"telephone\" checked",
                ">\n0299</textarea>",
                "value=\"Camille\"",
                "ou laissez vide.",
            ],
        ),
        (
            vec![HOURS[0], HOURS[1], ("site", "http://spam.example")],
            vec!["Envoyez-le une deuxième fois", "Fermé le lundi"],
        ),
        (
            vec![("sujet", "<script>"), ("message", "</textarea><script>")],
            vec!["&#60;/textarea&#62;&#60;script&#62;"],
        ),
    ] {
        let answer = instance.post(&form, &fields, &[]).await;
        assert_eq!(
            (answer.status, answer.header("cache-control")),
            (422, "no-store")
        );
        let text = plain(&answer);
        assert!(
            text.contains("<title>Erreur : ") && text.contains("error-summary"),
            "{text}"
        );
        for wanted in wanted {
            assert!(text.contains(wanted), "{wanted}: {text}");
        }
    }
    assert_eq!(suggestions(&instance).count_new().await.unwrap(), 0);
    // Who says that it is gone need not write.
    let gone = instance.post(&form, &[("sujet", "closed")], &[]).await;
    assert_eq!(gone.status, 303, "{}", gone.text);
}

#[tokio::test]
async fn records_of_other_kinds_foreign_forms_and_floods_are_refused() {
    let (instance, form) = library().await;
    let event = instance.put("event", "e", r#"{"name": "Fête"}"#).await;
    for path in [
        format!("/annuaire/{event}/signaler"),
        "/annuaire/nobody/signaler".to_owned(),
    ] {
        assert_eq!(instance.get(&path).await.status, 404, "{path}");
        assert_eq!(
            instance.post(&path, &HOURS, &[]).await.status,
            404,
            "{path}"
        );
    }
    let foreign = [
        ("origin", "https://ailleurs.example"),
        ("sec-fetch-site", "cross-site"),
    ];
    assert_eq!(instance.post(&form, &HOURS, &foreign).await.status, 403);
    let proxied = [("x-forwarded-for", "192.0.2.7")];
    for number in 0..20 {
        let text = format!("fermé le {number}");
        let sent = instance
            .post(&form, &[HOURS[0], ("message", &text)], &proxied)
            .await;
        assert_eq!(sent.status, 303, "{number}");
    }
    let late = instance.post(&form, &HOURS, &proxied).await;
    assert_eq!((late.status, late.header("retry-after")), (429, "600"));
    assert!(late.text.contains("Attendez dix minutes") && late.text.contains("Fermé le lundi"));
    let neighbour = [("x-forwarded-for", "192.0.2.8")];
    assert_eq!(instance.post(&form, &HOURS, &neighbour).await.status, 303);
}

#[tokio::test]
async fn who_moderates_reads_it_beside_the_record_and_decides_once() {
    let (instance, form) = library().await;
    let id = form.split('/').nth(2).unwrap().to_owned();
    let reference = instance.suggestion(&id).await;
    let person = instance.signed_in(Role::Mediator).await;
    let list = person.get("/administration/signalements").await;
    let page = format!("/administration/signalements/{reference}");
    let link = format!("<a href=\"{page}\">Médiathèque</a>");
    assert!(
        list.text.contains(&link) && plain(&list).contains("Un signalement attend"),
        "{}",
        list.text
    );
    let one = person.get(&page).await;
    for wanted in [
        "Le numéro a changé",
        "camille@example.org",
        "href=\"tel:0241242550\"",
        &format!("/annuaire/{id}"),
    ] {
        assert!(one.text.contains(wanted), "{wanted}: {}", one.text);
    }
    assert!(!one.text.contains("La fiche a changé"));
    let decision = format!("{page}/decision");
    for unsure in [
        &[("note", "vérifié")][..],
        &[("decision", "new"), ("note", "vérifié")],
    ] {
        let answer = person.post(&decision, unsure).await;
        assert_eq!(answer.status, 422);
        assert!(
            answer.text.contains("vérifié</textarea>"),
            "{}",
            answer.text
        );
    }
    let refuse = [("decision", "refused"), ("note", "numéro <vérifié>")];
    let answer = person.post(&decision, &refuse).await;
    let kept = format!("{page}?fait=1");
    assert_eq!(
        (answer.status, answer.header("location")),
        (303, kept.as_str())
    );
    // A colleague who was slower changes nothing, and reads what was decided.
    let colleague = instance.signed_in(Role::Administrator).await;
    let late = colleague.post(&decision, &[("decision", "accepted")]).await;
    assert_eq!((late.status, late.header("location")), (303, page.as_str()));
    let decided = colleague.get(&page).await;
    let text = plain(&decided);
    assert!(
        text.contains("Refusé") && text.contains("numéro &#60;vérifié&#62;"),
        "{text}"
    );
    assert!(
        text.contains("par mediator, 21 novembre 2026") && !text.contains("/decision\""),
        "{text}"
    );
    assert!(plain(&person.get("/administration/signalements").await).contains("Aucun signalement"));
    let refused = person
        .get("/administration/signalements?etat=refused")
        .await;
    assert!(refused.text.contains(&link));
    assert_eq!(
        person
            .get("/administration/signalements/ZZZZ-ZZZZ")
            .await
            .status,
        404
    );
}

#[tokio::test]
async fn the_list_of_those_who_moderate_has_pages() {
    let instance = Instance::new().await;
    let person = instance.signed_in(Role::Mediator).await;
    for number in 0..45 {
        let record = format!("r{number}");
        let said = maille::suggestions::Said {
            reference: format!("AAAA-{number:04}"),
            record_id: record,
            kind: "place".to_owned(),
            title: format!("Lieu {number:02}"),
            revision: 1,
            subject: Subject::Closed,
            text: String::new(),
            contact: String::new(),
        };
        suggestions(&instance).make(&said).await.unwrap();
    }
    let first = person.get("/administration/signalements").await;
    assert!(first.text.contains("Lieu 29") && !first.text.contains("Lieu 30"));
    let next = first.text.split("<a rel=\"next\" href=\"").nth(1).unwrap();
    let next = next.split('"').next().unwrap().replace("&#38;", "&");
    let second = person.get(&next).await;
    assert!(second.text.contains("Lieu 30") && second.text.contains("Lieu 44"));
    assert!(!second.text.contains("rel=\"next\"") && !second.text.contains("Lieu 29"));
    let gone = person.get("/administration/signalements/AAAA-0044").await;
    assert!(
        plain(&gone).contains("La fiche n’est plus publiée"),
        "{}",
        gone.text
    );
}
