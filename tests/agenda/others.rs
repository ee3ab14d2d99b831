//! Events that others made: OpenAgenda's, and the neighbours'.

use serde_json::json;

use super::{follow, text};
use crate::support::Instance;
use crate::support::process::program;
use crate::support::skip::{real_data, skip};

const CREUSE: &str = "maille.creuse.example";
const COPY: &str = "01991c5e-7a10-7000-8000-0000000000e1";

fn weekly(start: &str, rule: &str) -> String {
    json!({
        "name": "Permanence du bourg",
        "occurrences": [{ "start": "2026-11-05T14:00:00+01:00", "end": "2026-11-05T16:00:00+01:00" }],
        "recurrence": { "zone": "Europe/Paris", "start": start, "duration": "PT2H", "rules": [rule] },
        "place": { "name": "Maison de la Creuse" },
    })
    .to_string()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_neighbours_event_is_found_on_each_of_its_dates() {
    let instance = Instance::agenda().await;
    follow(&instance).await;
    instance.neighbour(CREUSE).await;
    let content = weekly("20261105T140000", "FREQ=WEEKLY;BYDAY=TH;UNTIL=20261217");
    // What its own instance left out is told by it: nothing of ours computes it anew.
    let except = r#""except":["school-holidays-c"],"exclusions":["20261210"],"rules""#;
    let content = content.replace("\"rules\"", except);
    instance.copied(CREUSE, "event", COPY, &content).await;
    let before = text(&instance, "/agenda").await;
    assert!(
        !before.contains("Permanence du bourg"),
        "its first date is over"
    );
    follow(&instance).await;
    let page = text(&instance, "/agenda").await;
    assert_eq!(
        page.matches(">Permanence du bourg</a>").count(),
        3,
        "{page}"
    );
    instance.run("events", "refresh").await.unwrap();
    let own = text(&instance, &format!("/agenda/{COPY}")).await;
    assert!(
        own.contains("tous les jeudis, jusqu’au 17 décembre 2026, sauf pendant les vacances scolaires de la zone C"),
        "{own}"
    );
    assert!(own.contains("Tenu par") && own.contains(CREUSE), "{own}");
    let file = text(&instance, &format!("/agenda/{COPY}.ics")).await;
    assert!(
        file.contains("RRULE:FREQ=WEEKLY;BYDAY=TH;UNTIL=20261217T225959Z\r\n"),
        "{file}"
    );
    assert!(file.contains(&format!("UID:{COPY}@{CREUSE}\r\n")), "{file}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_horizon_moves_with_the_days_for_whoever_made_the_event() {
    let instance = Instance::agenda().await;
    follow(&instance).await;
    let content = weekly("20261105T140000", "FREQ=MONTHLY");
    instance.put("event", "mensuel", &content).await;
    follow(&instance).await;
    let far = "/agenda/mois/2029-06";
    assert!(!text(&instance, far).await.contains("Permanence du bourg"));
    instance.clock.advance_ms(800 * 86_400_000);
    let done = instance.run("events", "refresh").await.unwrap();
    assert!(done.ends_with(": 1."), "{done}");
    assert!(text(&instance, far).await.contains("Permanence du bourg"));
}

#[tokio::test(flavor = "multi_thread")]
async fn events_of_openagenda_stand_in_the_agenda_by_day() {
    let Some(folder) = real_data() else {
        return skip(
            "events_of_openagenda_stand_in_the_agenda_by_day",
            "the real data",
        );
    };
    let instance = Instance::agenda().await;
    let taken = program()
        .args(["import", "openagenda"])
        .arg(folder.join("openagenda/albi-events.json"))
        .arg("--data")
        .arg(&instance.folder)
        .output()
        .unwrap();
    assert!(taken.status.success(), "{taken:?}");
    let page = text(&instance, "/agenda?du=2023-12-20").await;
    let day = page
        .split("mercredi 20 décembre 2023</")
        .nth(1)
        .and_then(|rest| rest.split("class=\"day-name\"").next());
    let day = day.unwrap_or_else(|| panic!("no such day: {page}"));
    assert!(
        day.contains("Corps extrêmes") && day.contains("de 19 h à 20 h 30"),
        "{day}"
    );
    assert!(
        page.contains("jeudi 21 décembre 2023"),
        "each timing on its day: {page}"
    );
    for feed in ["agenda.ics", "agenda.atom", "agenda.jsonld"] {
        let fed = text(&instance, &format!("/agenda/{feed}?du=2023-12-20")).await;
        assert!(fed.contains("Corps extrêmes"), "{feed}: {fed}");
    }
}
