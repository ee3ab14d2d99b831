//! Records corrected in a browser: what the form shows, what saving keeps, and that two people lose nothing.

mod history;
mod making;

use maille::accounts::Role;
use maille::directory::provenance::Said;
use maille::directory::{Author, Session};
use serde_json::{Value, json};

use crate::support::visitor::Answer;
use crate::support::{Instance, Staff};

/// The text of an answer with plain spaces.
fn plain(answer: &Answer) -> String {
    answer.text.replace(['\u{a0}', '\u{202f}'], " ")
}

fn library() -> Value {
    json!({
        "name": "Médiathèque", "telephone": "02 41 00 00 01", "opening_hours": "Tu-Sa 10:00-18:00",
        "address": {"street": "1 rue des Tilleuls", "postal_code": "49000", "municipality": "Angers", "insee_code": "49007"},
        "languages": ["fr", "en"], "source": {"name": "hub-lo", "licence": "lov2"},
        "other_telephones": [{"number": "02 41 00 00 02", "label": "accueil"}],
    })
}

/// Lets a source say this of a place; the place's id comes back.
async fn import(instance: &Instance, content: &Value, seen: i64) -> String {
    let directory = &instance.app.directory;
    let said = Said {
        source: "hub-lo".to_owned(),
        key: "hub-lo:12".to_owned(),
        content: directory.check("place", &content.to_string()).unwrap(),
        listed: true,
    };
    let (pending, taken) = directory.take("essai", &[said], seen).await.unwrap();
    pending.commit().await.unwrap();
    assert!(taken.outcomes[0].is_ok());
    let session = Session::new(directory, Author::host("essai"));
    session.get_by_key("place", "hub-lo:12").await.unwrap().id
}

async fn content(instance: &Instance, id: &str) -> Value {
    let record = instance.app.directory.get(id).await.unwrap().unwrap();
    serde_json::from_str(&record.content).unwrap()
}

async fn revision(instance: &Instance, id: &str) -> u64 {
    let record = instance.app.directory.get(id).await.unwrap();
    record.unwrap().revision
}

/// Everything that a browser would send of the form of a page, with some fields typed over.
fn filled(page: &Answer, typed: &[(&str, &str)]) -> Vec<(String, String)> {
    let form = page.text.split("<form class=\"record-form\"").nth(1);
    let form = form.unwrap_or_else(|| panic!("there is no form: {}", page.text));
    let form = form.split("</form>").next().unwrap();
    let mut fields: Vec<(String, String)> = Vec::new();
    for tag in form.split('<').skip(1) {
        let (tag, text) = tag.split_once('>').unwrap();
        let attribute = |name: &str| {
            let start = format!(" {name}=\"");
            let value = tag.split(&start).nth(1)?.split('"').next()?;
            Some(unescaped(value))
        };
        let name = attribute("name");
        let chosen = tag.ends_with(" checked");
        if tag.starts_with("input") {
            let kind = attribute("type").unwrap();
            if !["checkbox", "radio"].contains(&kind.as_str()) || chosen {
                fields.push((name.unwrap(), attribute("value").unwrap()));
            }
        } else if tag.starts_with("textarea") {
            fields.push((name.unwrap(), unescaped(text.trim_start_matches('\n'))));
        } else if tag.starts_with("select") {
            fields.push((name.unwrap(), String::new()));
        } else if tag.starts_with("option") && tag.ends_with(" selected") {
            fields.last_mut().unwrap().1 = attribute("value").unwrap();
        }
    }
    for (name, _) in typed {
        fields.retain(|(known, _)| known != name);
    }
    let typed = typed
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    fields.extend(typed);
    fields
}

fn unescaped(text: &str) -> String {
    let mut text = text.to_owned();
    for (escaped, letter) in [
        ("&#34;", "\""),
        ("&#39;", "'"),
        ("&#60;", "<"),
        ("&#62;", ">"),
        ("&#38;", "&"),
    ] {
        text = text.replace(escaped, letter);
    }
    text
}

/// Opens the form, types and sends.
pub async fn save(person: &Staff<'_>, id: &str, typed: &[(&str, &str)]) -> Answer {
    let page = person.get(&format!("/administration/fiches/{id}")).await;
    assert_eq!(page.status, 200, "{}", page.text);
    send(person, id, &filled(&page, typed)).await
}

async fn send(person: &Staff<'_>, id: &str, fields: &[(String, String)]) -> Answer {
    let fields: Vec<(&str, &str)> = fields
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    person
        .post(&format!("/administration/fiches/{id}"), &fields)
        .await
}

#[tokio::test]
async fn a_correction_is_found_typed_saved_and_outlives_the_next_import() {
    let instance = Instance::new().await;
    let id = import(&instance, &library(), 1).await;
    let person = instance.signed_in(Role::Mediator).await;
    let list = person
        .get("/administration/fiches?q=mediatheque&sorte=place")
        .await;
    let page = format!("/administration/fiches/{id}");
    assert!(
        list.text
            .contains(&format!("<a href=\"{page}\">Médiathèque</a>")),
        "{}",
        list.text
    );

    let form = person.get(&page).await;
    let text = plain(&form);
    for wanted in [
        "value=\"02 41 00 00 01\"",
        "Selon hub-lo, depuis le 21 novembre 2026",
        "02 41 00 00 02 | accueil</textarea>",
        "Les visiteurs lisent :",
        "name=\"/functions\"",
        "name=\"/address/insee_code\" value=\"49007\"",
    ] {
        assert!(text.contains(wanted), "{wanted}: {text}");
    }
    assert!(
        !text.contains("/source"),
        "what a source says of itself is its own"
    );

    let typed = [
        ("/telephone", "02 41 99 99 99"),
        ("/opening_hours", "du mardi au samedi 9h-12h"),
        ("/functions", "aide-numerique"),
        ("/website", "mediatheque.example.fr"),
    ];
    let function = maille::directory::vocabulary::get("functions")
        .unwrap()
        .terms()[0]
        .code
        .as_str();
    let typed = typed.map(|(path, value)| {
        if path == "/functions" {
            (path, function)
        } else {
            (path, value)
        }
    });
    let saved = save(&person, &id, &typed).await;
    assert_eq!(saved.status, 303, "{}", saved.text);
    assert_eq!(saved.header("location"), format!("{page}?fait=enregistree"));
    let mut wanted = library();
    wanted["telephone"] = json!("02 41 99 99 99");
    wanted["opening_hours"] = json!("Tu-Sa 09:00-12:00");
    wanted["functions"] = json!([function]);
    wanted["website"] = json!("https://mediatheque.example.fr/");
    assert_eq!(content(&instance, &id).await, wanted);

    // The next import changes what was not corrected, and the form says what it says of the rest.
    let mut next = library();
    next["telephone"] = json!("02 41 00 00 77");
    next["name"] = json!("Médiathèque Toussaint");
    import(&instance, &next, 2).await;
    let now = content(&instance, &id).await;
    assert_eq!(
        (now["telephone"].as_str(), now["name"].as_str()),
        (Some("02 41 99 99 99"), Some("Médiathèque Toussaint"))
    );
    let form = person.get(&page).await;
    let text = plain(&form);
    assert!(
        text.contains("Corrigé ici par mediator, le 21 novembre 2026"),
        "{text}"
    );
    assert!(
        text.contains("La source dit maintenant : 02 41 00 00 77"),
        "{text}"
    );

    // One button gives the field back to its source; what else was typed is not lost, and not saved.
    let fields = filled(
        &form,
        &[("/email", "a@example.fr"), ("reprendre", "/telephone")],
    );
    let dropped = send(&person, &id, &fields).await;
    assert_eq!(dropped.status, 200, "{}", dropped.text);
    let text = plain(&dropped);
    assert!(
        text.contains("Vos autres changements ne sont pas encore enregistrés"),
        "{text}"
    );
    assert!(
        text.contains("value=\"a@example.fr\"") && text.contains("value=\"02 41 00 00 77\""),
        "{text}"
    );
    let now = content(&instance, &id).await;
    assert_eq!(
        (now["telephone"].as_str(), now.get("email")),
        (Some("02 41 00 00 77"), None)
    );
    let saved = send(&person, &id, &filled(&dropped, &[])).await;
    assert_eq!(
        saved.header("location"),
        format!("{page}?fait=enregistree"),
        "{}",
        saved.text
    );
    assert_eq!(content(&instance, &id).await["email"], "a@example.fr");
    next["telephone"] = json!("02 41 00 00 78");
    import(&instance, &next, 3).await;
    assert_eq!(content(&instance, &id).await["telephone"], "02 41 00 00 78");
}

#[tokio::test]
async fn a_form_that_is_sent_back_untouched_changes_nothing() {
    let instance = Instance::new().await;
    let id = import(&instance, &library(), 1).await;
    let person = instance.signed_in(Role::Mediator).await;
    let saved = save(&person, &id, &[]).await;
    assert_eq!(
        saved.header("location"),
        format!("/administration/fiches/{id}?fait=inchangee")
    );
    assert_eq!(revision(&instance, &id).await, 1);
    // A form of which most fields are missing leaves them alone.
    let few =
        [("revision", "1"), ("/name", "Bibliothèque")].map(|(a, b)| (a.to_owned(), b.to_owned()));
    assert_eq!(send(&person, &id, &few).await.status, 303);
    let mut wanted = library();
    wanted["name"] = json!("Bibliothèque");
    assert_eq!(content(&instance, &id).await, wanted);
}

#[tokio::test]
async fn what_is_to_be_mended_is_said_at_its_field_and_nothing_is_lost() {
    let instance = Instance::new().await;
    let id = import(&instance, &library(), 1).await;
    let person = instance.signed_in(Role::Mediator).await;
    let typed = [
        ("/name", ""),
        ("/latitude", "nord"),
        ("/opening_hours", "souvent ouvert <b>"),
        ("/other_emails", "a@example.fr\nrien"),
        ("/description", "Une \u{202e}phrase\r\nneuve"),
    ];
    let answer = save(&person, &id, &typed).await;
    assert_eq!(
        (answer.status, answer.header("cache-control")),
        (422, "no-store")
    );
    let text = plain(&answer);
    for wanted in [
        "<title>Erreur : ",
        "Nom : à remplir.",
        "Latitude : écrivez un nombre",
        "Horaires d’ouverture : nous ne comprenons pas ces horaires",
        "Autres adresses électroniques : ce n’est pas une adresse électronique. Par exemple accueil@mairie.fr (« rien »)",
        "value=\"nord\"",
        "value=\"souvent ouvert &#60;b&#62;\"",
        "a@example.fr\nrien</textarea>",
        "Une phrase\nneuve</textarea>",
    ] {
        assert!(text.contains(wanted), "{wanted}: {text}");
    }
    let links = text.split("id=\"error-summary-title\"").nth(1).unwrap();
    assert_eq!(
        links
            .split("</ul>")
            .next()
            .unwrap()
            .matches("<a href=\"#field-")
            .count(),
        4
    );
    assert_eq!(content(&instance, &id).await, library());
    // The same can be asked without saving; then what fits is said too.
    let checked = save(&person, &id, &[("/latitude", "nord"), ("verifier", "1")]).await;
    assert_eq!(checked.status, 422);
    let hours = [("/opening_hours", "lundi 9h-12h"), ("verifier", "1")];
    let checked = save(&person, &id, &hours).await;
    assert_eq!(checked.status, 200);
    assert!(
        plain(&checked).contains("Rien n’est encore enregistré"),
        "{}",
        checked.text
    );
    assert_eq!(content(&instance, &id).await, library());
}

#[tokio::test]
async fn who_comes_second_sees_both_and_loses_nothing() {
    let instance = Instance::new().await;
    let id = import(&instance, &library(), 1).await;
    let camille = instance.signed_in(Role::Mediator).await;
    let alex = instance.signed_in(Role::Administrator).await;
    let page = camille.get(&format!("/administration/fiches/{id}")).await;
    let first = [
        ("/telephone", "02 41 11 11 11"),
        ("/email", "premier@example.fr"),
    ];
    assert_eq!(save(&alex, &id, &first).await.status, 303);

    let mine = [
        ("/telephone", "02 41 22 22 22"),
        ("/website", "https://second.example.fr"),
    ];
    let answer = send(&camille, &id, &filled(&page, &mine)).await;
    assert_eq!(answer.status, 422);
    let text = plain(&answer);
    for wanted in [
        "administrator a changé cette fiche le 21 novembre 2026",
        "value=\"02 41 22 22 22\"",
        "Entre-temps, la fiche dit :",
        "<p class=\"lines\">02 41 11 11 11</p>",
        "repris ici : Adresse électronique.",
        "value=\"premier@example.fr\"",
        "value=\"https://second.example.fr\"",
        "name=\"revision\" value=\"2\"",
    ] {
        assert!(text.contains(wanted), "{wanted}: {text}");
    }
    assert_eq!(content(&instance, &id).await["telephone"], "02 41 11 11 11");
    // Saved once more it stands, the colleague's own fields too.
    assert_eq!(send(&camille, &id, &filled(&answer, &[])).await.status, 303);
    let now = content(&instance, &id).await;
    let told =
        [&now["telephone"], &now["email"], &now["website"]].map(|value| value.as_str().unwrap());
    assert_eq!(
        told,
        [
            "02 41 22 22 22",
            "premier@example.fr",
            "https://second.example.fr"
        ]
    );
    // A revision that never was is no way around it.
    let forged = filled(&page, &[("revision", "99"), ("/name", "X")]);
    assert_eq!(send(&camille, &id, &forged).await.status, 422);
    assert_eq!(content(&instance, &id).await["name"], "Médiathèque");
}

#[tokio::test]
async fn a_suggestion_leads_to_the_form_and_is_accepted_with_the_correction() {
    let instance = Instance::new().await;
    let id = import(&instance, &library(), 1).await;
    let reference = instance.suggestion(&id).await;
    let person = instance.signed_in(Role::Mediator).await;
    let suggestion = person
        .get(&format!("/administration/signalements/{reference}"))
        .await;
    let link = format!("/administration/fiches/{id}?signalement={reference}");
    assert!(
        suggestion.text.contains(&format!("href=\"{link}\"")),
        "{}",
        suggestion.text
    );
    let form = person.get(&link).await;
    assert!(form.text.contains("Le numéro a changé"), "{}", form.text);
    // What does not fit is said first, and the suggestion is still at hand.
    let wrong = send(&person, &id, &filled(&form, &[("/name", "")])).await;
    assert_eq!(wrong.status, 422);
    assert!(
        wrong
            .text
            .contains("name=\"accepter\" value=\"yes\" checked"),
        "{}",
        wrong.text
    );
    let mended = filled(
        &wrong,
        &[("/name", "Médiathèque"), ("/telephone", "02 41 33 33 33")],
    );
    let saved = send(&person, &id, &mended).await;
    let decided = format!("/administration/signalements/{reference}?fait=1");
    assert_eq!(saved.header("location"), decided, "{}", saved.text);
    assert!(plain(&person.get(&decided).await).contains("Accepté"));
    assert_eq!(content(&instance, &id).await["telephone"], "02 41 33 33 33");
    // One that speaks of another record is neither shown nor accepted.
    let other = instance
        .put("place", "ici:2", r#"{"name": "Mairie"}"#)
        .await;
    let form = person
        .get(&format!(
            "/administration/fiches/{other}?signalement={reference}"
        ))
        .await;
    assert!(!form.text.contains("Le numéro a changé"));
}

#[tokio::test]
async fn who_only_looks_reads_everything_and_is_offered_no_form() {
    let instance = Instance::new().await;
    let id = import(&instance, &library(), 1).await;
    let person = instance.signed_in(Role::Auditor).await;
    let page = person.get(&format!("/administration/fiches/{id}")).await;
    assert_eq!(page.status, 200);
    assert!(
        page.text.contains("1 rue des Tilleuls") && page.text.contains("hub-lo"),
        "{}",
        page.text
    );
    assert!(!page.text.contains("<form class=\"record-form\"") && !page.text.contains("/etat\""));
    for path in ["nobody", "019aa000-0000-7000-8000-000000000009"] {
        let answer = person.get(&format!("/administration/fiches/{path}")).await;
        assert_eq!(answer.status, 404, "{path}");
    }
}
