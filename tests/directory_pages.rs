//! `/annuaire`: records are found by words, around a commune and by what visitors need; each has a page of its own that
//! says where it comes from, and nothing private.

use maille::directory::provenance::Said;
use maille::directory::{Author, Session};
use serde_json::{Value, json};

use crate::support::Instance;
use crate::support::visitor::Answer;

/// Saturday 21 November 2026, 11:15 in Paris.
const OPEN_ON_SATURDAY: &str = "Mo-Sa 09:00-12:00";

async fn with_records(records: &[(&str, &str, Value)]) -> Instance {
    let instance = Instance::new().await;
    for (kind, key, content) in records {
        instance.put(kind, key, &content.to_string()).await;
    }
    instance
}

fn place(name: &str, latitude: f64, more: Value) -> Value {
    let mut place = json!({
        "name": name,
        "latitude": latitude,
        "longitude": -0.55,
        "telephone": "02 41 00 00 00",
        "address": {"street": "1 rue du Port", "postal_code": "49100", "municipality": "Angers", "insee_code": "49007"}
    });
    for (field, value) in more.as_object().unwrap() {
        place[field] = value.clone();
    }
    place
}

/// A town hall, a library 3 km and a house 11 km north of it, a far association and a service beside the library.
async fn angers() -> Instance {
    with_records(&[
        ("place", "m", place("Hôtel de ville", 47.47, json!({"local_service_types": ["mairie"]}))),
        ("place", "b", place("Médiathèque Toussaint", 47.50, json!({
            "opening_hours": OPEN_ON_SATURDAY, "fees": ["gratuit"], "wheelchair": "yes",
            "digital_services": ["acces-internet-et-materiel-informatique"], "telephone": "02 41 24 25 50 / 06 00 00 00 01"
        }))),
        ("place", "f", place("Maison France Services", 47.57, json!({
            "opening_hours": "Mo-Fr 09:00-17:00", "fees": ["payant"], "access_modes": ["telephoner"],
            "address": {"postal_code": "49460", "municipality": "Écuillé"}
        }))),
        ("organisation", "a", json!({"name": "Association lointaine", "latitude": 48.5, "longitude": -0.55})),
        ("service", "s", json!({
            "name": "Atelier tablette", "themes": ["numerique--maitriser-les-fondamentaux-du-numerique"],
            "locations": [{"latitude": 47.51, "longitude": -0.55, "opening_hours": OPEN_ON_SATURDAY, "address": {"street": "2 rue du Lac"}}]
        })),
    ])
    .await
}

/// The titles of a list's records, in order.
fn titles(answer: &Answer) -> Vec<String> {
    assert_eq!(answer.status, 200, "{}", answer.text);
    let parts = answer.text.split("<h3 class=\"card-title\">").skip(1);
    let parts = parts.map(|part| part.split("</a>").next().unwrap());
    parts
        .map(|part| part.rsplit('>').next().unwrap().to_owned())
        .collect()
}

fn plain(answer: &Answer) -> String {
    answer.text.replace(['\u{a0}', '\u{202f}'], " ")
}

/// Where a list's only link to this record leads.
fn href(answer: &Answer, title: &str) -> String {
    let before = answer
        .text
        .split(&format!("\">{title}</a>"))
        .next()
        .unwrap();
    before.rsplit("href=\"").next().unwrap().to_owned()
}

#[tokio::test]
async fn words_are_found_without_accents_and_the_empty_form_lists_all_by_name() {
    let instance = angers().await;
    assert_eq!(
        titles(&instance.get("/annuaire?q=mediatheques+toussain").await),
        ["Médiathèque Toussaint"]
    );
    let all = titles(&instance.get("/annuaire").await);
    assert_eq!(
        all,
        [
            "Association lointaine",
            "Atelier tablette",
            "Hôtel de ville",
            "Maison France Services",
            "Médiathèque Toussaint"
        ]
    );
    let none = instance.get("/annuaire?q=zzzzzz").await;
    assert!(
        titles(&none).is_empty() && none.text.contains("moins de mots"),
        "{}",
        none.text
    );
}

#[tokio::test]
async fn near_a_commune_the_nearest_is_first_with_its_distance_in_words() {
    let instance = angers().await;
    let expected = [
        "Hôtel de ville",
        "Médiathèque Toussaint",
        "Atelier tablette",
        "Maison France Services",
    ];
    for near in ["49100", "49007", "angers", "47.47,-0.55", "47,47+%3B+-0,55"] {
        let answer = instance.get(&format!("/annuaire?pres={near}")).await;
        assert_eq!(titles(&answer), expected, "{near}");
        let text = plain(&answer);
        assert!(
            text.contains("Lieu, à 3,3 km") && text.contains("Lieu, à 11 km"),
            "{text}"
        );
        assert!(text.contains("4 résultats à moins de 20 km"), "{text}");
    }
    assert_eq!(
        titles(&instance.get("/annuaire?pres=49100&rayon=5").await),
        expected[..3]
    );
    // The commune that the visitor chose before counts until the field says something else.
    let cookie = [("cookie", "commune=49007")];
    assert_eq!(
        titles(&instance.get_as("/annuaire", &cookie).await),
        expected
    );
    assert_eq!(
        titles(&instance.get_as("/annuaire?pres=", &cookie).await).len(),
        5
    );
    assert_eq!(
        titles(
            &instance
                .get_as("/annuaire", &[("cookie", "commune=75056")])
                .await
        )
        .len(),
        5
    );
}

#[tokio::test]
async fn an_unknown_commune_is_said_at_the_field_and_above() {
    let instance = angers().await;
    for near in ["99999", "Atlantis", "91,0", "%3Cscript%3E"] {
        let answer = instance.get(&format!("/annuaire?pres={near}")).await;
        assert!(titles(&answer).is_empty());
        let text = plain(&answer);
        assert!(
            text.contains("<title>Erreur : ") && text.contains("href=\"#pres\""),
            "{text}"
        );
        assert!(
            text.contains("aria-invalid=\"true\"") && !text.contains("<script"),
            "{text}"
        );
    }
    let other = place(
        "Mairie d’ailleurs",
        45.0,
        json!({"address": {"postal_code": "24000", "municipality": "Angers"}}),
    );
    instance.put("place", "x", &other.to_string()).await;
    let answer = instance.get("/annuaire?pres=angers").await;
    assert!(
        answer.text.contains("Plusieurs communes"),
        "{}",
        answer.text
    );
}

#[tokio::test]
async fn filters_narrow_and_unknown_values_ask_nothing() {
    let instance = angers().await;
    for (query, expected) in [
        ("cout=gratuit", vec!["Médiathèque Toussaint"]),
        ("acces=telephoner", vec!["Maison France Services"]),
        ("fauteuil=1", vec!["Médiathèque Toussaint"]),
        (
            "theme=numerique",
            vec!["Atelier tablette", "Médiathèque Toussaint"],
        ),
        (
            "theme=numerique--acceder-a-une-connexion-internet",
            vec!["Médiathèque Toussaint"],
        ),
        ("theme=numerique&cout=payant", vec![]),
    ] {
        assert_eq!(
            titles(&instance.get(&format!("/annuaire?{query}")).await),
            expected,
            "{query}"
        );
    }
    let unknown = instance
        .get("/annuaire?cout=cher&theme=x&acces=%00&rayon=-1")
        .await;
    assert_eq!(titles(&unknown).len(), 5);
}

#[tokio::test]
async fn what_is_open_is_said_and_found_by_the_instances_clock() {
    let instance = angers().await;
    let open = "/annuaire?ouvert=1";
    assert_eq!(
        titles(&instance.get(open).await),
        ["Atelier tablette", "Médiathèque Toussaint"]
    );
    let text = plain(&instance.get("/annuaire?pres=49100").await);
    assert!(
        text.contains(">ouvert jusqu’à 12 h<") && text.contains(">fermé, ouvre lundi à 9 h<"),
        "{text}"
    );
    let before = instance.get(open).await.header("etag").to_owned();
    instance.clock.advance_ms(3_600_000);
    let after = instance.get_as(open, &[("if-none-match", &before)]).await;
    assert!(titles(&after).is_empty(), "an old list");
    let english = instance.get("/annuaire?pres=49100&lang=en").await;
    assert!(
        english.text.contains(">closed, opens Monday at 9:00<"),
        "{}",
        english.text
    );
}

#[tokio::test]
async fn pages_follow_each_other_without_a_gap_or_a_double() {
    let records: Vec<(String, Value)> = (0..45)
        .map(|number| {
            let hours = if number % 3 == 0 {
                OPEN_ON_SATURDAY
            } else {
                "Su 09:00-10:00"
            };
            let north = 47.47 + f64::from(number) / 1_000.0;
            (
                format!("k{number}"),
                place(
                    &format!("Lieu {number:02}"),
                    north,
                    json!({"opening_hours": hours}),
                ),
            )
        })
        .collect();
    let records: Vec<_> = records
        .iter()
        .map(|(key, content)| ("place", key.as_str(), content.clone()))
        .collect();
    let instance = with_records(&records).await;
    for (query, pages, total) in [
        ("pres=47.47,-0.55", 3, 45),
        ("q=lieu&pres=", 3, 45),
        ("pres=", 3, 45),
        ("ouvert=1&pres=", 1, 15),
    ] {
        let mut path = format!("/annuaire?{query}");
        let mut seen = Vec::new();
        let mut count = 0;
        loop {
            let answer = instance.get(&path).await;
            seen.extend(titles(&answer));
            count += 1;
            let Some(next) = answer.text.split("<a rel=\"next\" href=\"").nth(1) else {
                break;
            };
            path = next.split('"').next().unwrap().replace("&#38;", "&");
        }
        assert_eq!(count, pages, "{query}");
        let found = seen.len();
        seen.sort();
        seen.dedup();
        assert_eq!((found, seen.len()), (total, total), "{query}");
    }
    assert_eq!(instance.get("/annuaire?suite=nonsense").await.status, 400);
}

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

#[tokio::test]
async fn the_directory_stands_in_the_navigation_once_there_is_something_in_it() {
    let instance = Instance::new().await;
    let named = "<a href=\"/annuaire\"";
    for path in ["/", "/aide", "/hostile"] {
        assert!(!instance.get(path).await.text.contains(named), "{path}");
    }
    let empty = instance.get("/annuaire").await;
    assert!(
        empty.status == 200 && empty.text.contains("encore vide"),
        "{}",
        empty.text
    );
    instance.put("event", "e", r#"{"name": "Fête"}"#).await;
    assert!(!instance.get("/").await.text.contains(named));
    instance
        .put("organisation", "o", r#"{"name": "Emmaüs"}"#)
        .await;
    for path in ["/", "/aide", "/hostile", "/annuaire", "/nulle-part"] {
        assert!(instance.get(path).await.text.contains(named), "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_commune_that_insee_tells_is_searched_around_by_name_and_code() {
    let instance = angers().await;
    let commune = |code: &str, name: &str, postal: &str, latitude: f64| maille::imports::Commune {
        code: code.into(),
        name: name.into(),
        postal_codes: vec![postal.into()],
        latitude: Some(latitude),
        longitude: Some(-0.55),
        population: None,
        epci: None,
        department: Some(code[..2].into()),
        region: None,
    };
    let territory = maille::territory::Territory::new(instance.app.directory.database().clone());
    let communes = [
        commune("49999", "Bois-d’Essai", "49990", 47.58),
        commune("49998", "Saint-Jumeau", "49980", 47.58),
        commune("44998", "Saint-Jumeau", "44980", 47.0),
    ];
    territory.put_communes(&communes).await.unwrap();
    for near in ["bois d'essai", "49990", "49999", "Saint-Jumeau (49)"] {
        let near: String = url::form_urlencoded::byte_serialize(near.as_bytes()).collect();
        let answer = instance.get(&format!("/annuaire?pres={near}")).await;
        assert_eq!(titles(&answer)[0], "Maison France Services", "{near}");
    }
    // Two of the name: the visitor is asked which.
    let answer = instance.get("/annuaire?pres=saint-jumeau").await;
    assert!(
        plain(&answer).contains("error-summary") && titles(&answer).is_empty(),
        "{}",
        answer.text
    );
}
