//! Calendars handed over: taken once, followed in their changes and deletions, two that hold the same event.

use super::{calendar, give, import, text};
use crate::support::Instance;

const WORKSHOP: &str = "UID:atelier@example.org\r\nSUMMARY:Atelier tablette\r\nLOCATION:Médiathèque de Saint-Essai\r\n\
    DTSTART;TZID=Europe/Paris:20261124T140000\r\nDTEND;TZID=Europe/Paris:20261124T160000\r\nRRULE:FREQ=WEEKLY;COUNT=4";
const FAIR: &str = "UID:forum@example.org\r\nSUMMARY:Forum des aidants\r\nLOCATION:Salle des fêtes\r\n\
    DTSTART;VALUE=DATE:20261205\r\nDTEND;VALUE=DATE:20261207";

fn outcomes(report: &[String]) -> Vec<&str> {
    report
        .iter()
        .filter_map(|line| line.split(' ').next())
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_calendar_is_taken_once_and_followed_in_its_changes() {
    let instance = Instance::agenda().await;
    give(
        &instance,
        "mairie.ics",
        calendar(&[WORKSHOP, FAIR]).as_bytes(),
    )
    .await;
    assert_eq!(outcomes(&import(&instance).await), ["taken", "taken"]);
    assert_eq!(
        outcomes(&import(&instance).await),
        ["unchanged", "unchanged"]
    );
    let page = text(&instance, "/agenda").await;
    assert_eq!(
        page.matches(">Atelier tablette</a>").count(),
        4,
        "a line for each date: {page}"
    );
    assert!(page.contains("mardi 15 décembre 2026"), "{page}");
    assert!(
        page.contains("de 14 h à 16 h") && page.contains("jusqu’au dimanche 6 décembre 2026"),
        "{page}"
    );

    let moved = WORKSHOP.replace("COUNT=4", "COUNT=2;BYDAY=TH");
    give(
        &instance,
        "mairie.ics",
        calendar(&[&moved, FAIR]).as_bytes(),
    )
    .await;
    assert_eq!(outcomes(&import(&instance).await), ["changed", "unchanged"]);
    let page = text(&instance, "/agenda").await;
    assert!(
        page.contains("jeudi 26 novembre 2026") && !page.contains("15 décembre"),
        "{page}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_calendar_no_longer_announces_is_withdrawn_and_what_is_over_stays() {
    let instance = Instance::agenda().await;
    let over = "UID:passe@example.org\r\nSUMMARY:Fête passée\r\nDTSTART:20260901T120000Z";
    give(
        &instance,
        "mairie.ics",
        calendar(&[WORKSHOP, FAIR, over]).as_bytes(),
    )
    .await;
    import(&instance).await;
    give(&instance, "mairie.ics", calendar(&[FAIR]).as_bytes()).await;
    let report = import(&instance).await;
    assert!(
        report
            .iter()
            .any(|line| line.starts_with("changed mairie.ics: Atelier tablette: retiré")),
        "{report:#?}"
    );
    assert_eq!(
        instance.get("/agenda/atelier@example.org").await.status,
        410
    );
    assert_eq!(instance.get("/agenda/passe@example.org").await.status, 200);
    let page = text(&instance, "/agenda").await;
    assert!(
        !page.contains("Atelier tablette") && page.contains("Forum des aidants"),
        "{page}"
    );
    give(&instance, "mairie.ics", b"<!doctype html><p>502</p>").await;
    import(&instance).await;
    assert_eq!(
        instance.get("/agenda/forum@example.org").await.status,
        200,
        "a page of an error withdraws nothing"
    );
    give(
        &instance,
        "mairie.ics",
        calendar(&[WORKSHOP, FAIR]).as_bytes(),
    )
    .await;
    import(&instance).await;
    assert_eq!(
        instance.get("/agenda/atelier@example.org").await.status,
        200,
        "it is back"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_event_in_two_calendars_is_one() {
    let instance = Instance::agenda().await;
    give(&instance, "a.ics", calendar(&[WORKSHOP]).as_bytes()).await;
    let older = format!("{WORKSHOP}\r\nDESCRIPTION:Apportez la vôtre.");
    let renamed = WORKSHOP.replace("atelier@example.org", "autre@example.net");
    give(&instance, "b.ics", calendar(&[&older]).as_bytes()).await;
    give(&instance, "c.ics", calendar(&[&renamed]).as_bytes()).await;
    let report = import(&instance).await;
    assert_eq!(
        outcomes(&report),
        ["taken", "unchanged", "unchanged"],
        "{report:#?}"
    );
    assert!(
        report[1].contains("le même événement est déjà dans a.ics"),
        "{report:#?}"
    );
    let newer = format!("{older}\r\nSEQUENCE:2");
    give(&instance, "b.ics", calendar(&[&newer]).as_bytes()).await;
    assert_eq!(outcomes(&import(&instance).await)[1], "changed");
    let page = text(&instance, "/agenda/atelier@example.org").await;
    assert!(page.contains("Apportez la vôtre."), "{page}");
    let list = text(&instance, "/agenda").await;
    assert_eq!(list.matches(">Atelier tablette</a>").count(), 4, "{list}");
    assert_eq!(
        outcomes(&import(&instance).await),
        ["unchanged"; 3],
        "they do not take turns"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn exceptions_and_cancelled_dates_are_said_on_their_day() {
    let instance = Instance::agenda().await;
    let cancelled = "UID:atelier@example.org\r\nSUMMARY:Atelier tablette\r\nSTATUS:CANCELLED\r\n\
        RECURRENCE-ID;TZID=Europe/Paris:20261201T140000\r\nDTSTART;TZID=Europe/Paris:20261201T140000";
    let moved = "UID:atelier@example.org\r\nSUMMARY:Atelier au café\r\nLOCATION:Café du port\r\n\
        RECURRENCE-ID;TZID=Europe/Paris:20261208T140000\r\nDTSTART;TZID=Europe/Paris:20261209T100000";
    let left_out = WORKSHOP.to_owned() + "\r\nEXDATE:20261215T130000Z";
    give(
        &instance,
        "mairie.ics",
        calendar(&[&left_out, cancelled, moved]).as_bytes(),
    )
    .await;
    assert_eq!(outcomes(&import(&instance).await), ["taken"]);
    let page = text(&instance, "/agenda/atelier@example.org").await;
    let dates: Vec<&str> = page
        .split("class=\"day-name\">")
        .skip(1)
        .filter_map(|rest| rest.split('<').next())
        .collect();
    assert_eq!(
        dates,
        [
            "mardi 24 novembre 2026",
            "mardi 1er décembre 2026",
            "mercredi 9 décembre 2026"
        ]
    );
    assert!(
        page.contains("Annulé") && page.contains("Café du port") && page.contains("de 10 h à 12 h"),
        "{page}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_commune_of_a_location_is_told_where_it_is_certain() {
    let instance = Instance::agenda().await;
    let commune = |code: &str, name: &str, postal: &str, latitude: f64| maille::imports::Commune {
        code: code.into(),
        name: name.into(),
        postal_codes: vec![postal.into()],
        latitude: Some(latitude),
        longitude: Some(2.5605),
        population: Some(8_400),
        department: None,
        epci: None,
        region: None,
    };
    let territory = maille::territory::Territory::new(instance.app.directory.database().clone());
    let communes = [
        commune("99010", "Saint-Aubin-les-Essais", "99010", 46.31),
        commune("99011", "Saint-Aubin", "99010", 46.92),
        commune("99012", "Villeneuve", "99012", 45.1),
        commune("98012", "Villeneuve", "98012", 43.1),
    ];
    territory.put_communes(&communes).await.unwrap();
    let at = |uid: &str, location: &str| {
        format!("UID:{uid}\r\nSUMMARY:{uid}\r\nDTSTART:20261202T090000Z\r\nLOCATION:{location}")
    };
    let events = [
        at(
            "code",
            "Médiathèque\\, 8 rue des Lisses\\, 99010 ST AUBIN LES ESSAIS",
        ),
        at("nom", "Salle des fêtes (Saint-Aubin)"),
        at("deux", "Mairie de Villeneuve\\, Villeneuve"),
        at("aucun", "Chez Camille"),
    ];
    let events: Vec<&str> = events.iter().map(String::as_str).collect();
    give(&instance, "lieux.ics", calendar(&events).as_bytes()).await;
    import(&instance).await;
    for (near, expected) in [
        ("Saint-Aubin-les-Essais", &["code"][..]),
        ("99011", &["nom"]),
        ("99012", &[]),
        ("98012", &[]),
    ] {
        let page = text(&instance, &format!("/agenda?pres={near}&rayon=5")).await;
        for uid in ["code", "nom", "deux", "aucun"] {
            let shown = page.contains(&format!("href=\"/agenda/{uid}\""));
            assert_eq!(shown, expected.contains(&uid), "{near} {uid}: {page}");
        }
    }
    let own = text(&instance, "/agenda/code").await;
    assert!(own.contains("99010 Saint-Aubin-les-Essais"), "{own}");
}
