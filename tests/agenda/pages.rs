//! The agenda's pages and feeds: filters, months, weeks, what is printed and what calendars read.

use super::{calendar, give, import, text};
use crate::support::Instance;

async fn filled() -> Instance {
    let instance = Instance::agenda().await;
    let events = [
        "UID:tablette\r\nSUMMARY:Atelier tablette\r\nCATEGORIES:numérique\r\nLOCATION:Médiathèque\r\n\
         DTSTART;TZID=Europe/Paris:20261124T140000\r\nDTEND;TZID=Europe/Paris:20261124T160000\r\nRRULE:FREQ=WEEKLY;BYDAY=TU",
        "UID:forum\r\nSUMMARY:Forum <b>des</b> aidants\r\nDTSTART;VALUE=DATE:20261128\r\nDTEND;VALUE=DATE:20261130",
        "UID:annule\r\nSUMMARY:Café numérique\r\nSTATUS:CANCELLED\r\nCATEGORIES:numérique,café\r\nDTSTART:20261121T160000Z\r\nDTEND:20261121T170000Z",
        "UID:visio\r\nSUMMARY:Réunion à distance\r\nLOCATION:https://visio.example.org/salle\r\nDTSTART:20261202T090000Z",
    ];
    give(&instance, "essai.ics", calendar(&events).as_bytes()).await;
    import(&instance).await;
    instance
}

fn titles(page: &str) -> Vec<&str> {
    page.split("class=\"occurrence-title\">")
        .skip(1)
        .filter_map(|rest| rest.split("\">").nth(1)?.split('<').next())
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn filters_narrow_the_list_and_its_feeds_alike() {
    let instance = filled().await;
    for (query, expected, none) in [
        ("?quand=aujourdhui", "Café numérique", "Atelier tablette"),
        ("?quand=semaine", "Café numérique", "Atelier tablette"),
        (
            "?theme=num%C3%A9rique",
            "Atelier tablette",
            "Réunion à distance",
        ),
        ("?en-ligne=yes", "Réunion à distance", "Atelier tablette"),
        ("?q=distance", "Réunion à distance", "Atelier tablette"),
        ("?du=2026-12-01", "Réunion à distance", "Café numérique"),
    ] {
        let page = text(&instance, &format!("/agenda{query}")).await;
        let titles = titles(&page);
        assert!(
            titles.contains(&expected) && !titles.contains(&none),
            "{query}: {titles:?}"
        );
        for feed in ["agenda.ics", "agenda.atom", "agenda.jsonld"] {
            assert!(
                page.contains(&format!("/agenda/{feed}{}", query.replace('&', "&amp;"))),
                "{query}: {page}"
            );
            let fed = text(&instance, &format!("/agenda/{feed}{query}")).await;
            assert!(
                fed.contains(expected) && !fed.contains(none),
                "{feed}{query}: {fed}"
            );
        }
    }
    let nothing = text(&instance, "/agenda?q=zzzzzz").await;
    assert!(
        nothing.contains("<h1>Agenda : « zzzzzz »</h1>"),
        "{nothing}"
    );
    assert!(
        nothing.contains("Aucun événement trouvé") && nothing.contains("Voir tout l’agenda"),
        "{nothing}"
    );
    let nowhere = text(&instance, "/agenda?pres=Atlantis").await;
    assert!(
        nowhere.contains("Nous ne connaissons pas cette commune"),
        "{nowhere}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_endless_workshop_goes_on_from_page_to_page() {
    let instance = filled().await;
    let (mut path, mut lines, mut pages) = ("/agenda".to_owned(), 0, 0);
    loop {
        let page = text(&instance, &path).await;
        lines += titles(&page)
            .iter()
            .filter(|title| **title == "Atelier tablette")
            .count();
        pages += 1;
        let next = page
            .split("rel=\"next\"")
            .next()
            .filter(|_| page.contains("rel=\"next\""));
        let Some(next) = next.and_then(|before| before.rsplit("<a ").next().map(str::to_owned))
        else {
            break;
        };
        let after = page.split("rel=\"next\"").nth(1).unwrap_or_default();
        let around = format!("{next}{}", after.split('>').next().unwrap_or_default());
        path = around
            .split("href=\"")
            .nth(1)
            .unwrap()
            .split('"')
            .next()
            .unwrap()
            .replace("&amp;", "&");
        assert!(pages < 10, "it never ends");
    }
    assert_eq!((lines, pages), (52, 2), "each Tuesday of a year, once");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_month_is_a_table_and_a_week_a_list() {
    let instance = filled().await;
    let month = text(&instance, "/agenda/mois/2026-11").await;
    assert!(
        month.contains("<th scope=\"col\">lundi</th>") && month.contains("novembre 2026"),
        "{month}"
    );
    assert_eq!(
        month
            .matches("Forum &lt;b&gt;des&lt;/b&gt; aidants")
            .count(),
        2,
        "on both of its days: {month}"
    );
    assert!(month.contains("Café numérique</a> (Annulé)"), "{month}");
    assert!(
        month.contains("/agenda/mois/2026-10") && month.contains("/agenda/mois/2026-12"),
        "{month}"
    );
    let week = text(&instance, "/agenda/semaine/2026-W48").await;
    assert!(
        week.contains("du 23 novembre 2026 au 29 novembre 2026") && titles(&week).len() == 2,
        "{week}"
    );
    for wrong in [
        "mois/2026-13",
        "mois/9999-01",
        "semaine/2026-W99",
        "semaine/x",
        "nulle-part",
        "x.ics",
    ] {
        assert_eq!(
            instance.get(&format!("/agenda/{wrong}")).await.status,
            404,
            "{wrong}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn one_event_says_when_where_and_how_in_every_language() {
    let instance = filled().await;
    for (language, words) in [
        (
            "fr",
            ["tous les mardis", "Ajouter à mon calendrier", "Médiathèque"],
        ),
        (
            "fr-simple",
            [
                "tous les mardis",
                "Mettre dans mon calendrier",
                "Médiathèque",
            ],
        ),
        (
            "en",
            ["every week: Tuesdays", "Add to my calendar", "Médiathèque"],
        ),
    ] {
        for path in [
            "/agenda",
            "/agenda/mois/2026-11",
            "/agenda/semaine/2026-W48",
            "/agenda/annule",
        ] {
            let answer = instance
                .get_as(path, &[("accept-language", language)])
                .await;
            assert_eq!(answer.status, 200, "{language} {path}");
        }
        let answer = instance
            .get_as("/agenda/tablette", &[("accept-language", language)])
            .await;
        for word in words {
            assert!(
                answer.text.contains(word),
                "{language}: no `{word}` in {}",
                answer.text
            );
        }
    }
    let missing: Vec<String> = instance
        .log("events")
        .await
        .into_iter()
        .filter(|line| line.contains("no sentence"))
        .collect();
    assert!(missing.is_empty(), "{missing:#?}");
    let cancelled = text(&instance, "/agenda/annule").await;
    assert!(
        cancelled.contains("Annulé") && cancelled.contains("Cet événement n’aura pas lieu."),
        "{cancelled}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_feed_that_was_written_is_read_back_the_same() {
    let instance = filled().await;
    let feed = instance.get("/agenda/agenda.ics").await;
    assert_eq!(feed.headers["content-type"], "text/calendar; charset=utf-8");
    let other = Instance::agenda().await;
    give(&other, "voisin.ics", feed.text.as_bytes()).await;
    let report = import(&other).await;
    assert!(
        report.iter().all(|line| line.starts_with("taken ")),
        "{report:#?}"
    );
    let again = other.get("/agenda/agenda.ics").await;
    let events = |text: &str| {
        let mut events: Vec<String> = text
            .split("BEGIN:VEVENT")
            .skip(1)
            .map(|event| {
                let lines = event.lines().filter(|line| {
                    !line.starts_with("DTSTAMP") && !line.starts_with("LAST-MODIFIED")
                });
                lines.collect::<Vec<_>>().join("\n")
            })
            .collect();
        events.sort();
        events
    };
    assert_eq!(events(&feed.text), events(&again.text));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_busy_month_shows_each_of_its_days() {
    let instance = Instance::agenda().await;
    let daily = |number: usize| {
        format!(
            "UID:e{number}\r\nSUMMARY:Permanence {number}\r\nDTSTART;TZID=Europe/Paris:20261101T{:02}0000\r\nDURATION:PT1H\r\nRRULE:FREQ=DAILY",
            8 + number
        )
    };
    let events: Vec<String> = (0..8).map(daily).collect();
    let events: Vec<&str> = events.iter().map(String::as_str).collect();
    give(&instance, "essai.ics", calendar(&events).as_bytes()).await;
    import(&instance).await;
    let month = text(&instance, "/agenda/mois/2026-12").await;
    assert_eq!(month.matches(">Permanence 0</a>").count(), 31, "{month}");
    assert_eq!(month.matches(">Permanence 4</a>").count(), 31, "{month}");
    assert!(!month.contains("Permanence 5"), "{month}");
    assert_eq!(month.matches("et 3 de plus").count(), 31, "{month}");
}

#[tokio::test(flavor = "multi_thread")]
async fn feeds_name_whole_addresses_and_the_whole_schedule() {
    let instance = filled().await;
    let page = instance.url("/agenda/tablette");
    let atom = text(&instance, "/agenda/agenda.atom").await;
    assert!(atom.contains(&format!("href=\"{page}\"")), "{atom}");
    let own = instance.url("/agenda/agenda.atom");
    assert!(
        atom.contains(&format!("rel=\"self\" href=\"{own}\"")),
        "{atom}"
    );
    let linked: serde_json::Value =
        serde_json::from_str(&text(&instance, "/agenda/agenda.jsonld").await).unwrap();
    let events = linked["@graph"].as_array().unwrap();
    let event = events
        .iter()
        .find(|event| event["@id"] == page.as_str())
        .unwrap();
    let schedule = &event["eventSchedule"];
    assert_eq!(
        schedule["byDay"],
        serde_json::json!(["https://schema.org/Tuesday"])
    );
    assert_eq!(schedule["repeatFrequency"], "P1W");
    assert_eq!(schedule["startTime"], "14:00:00");
}
