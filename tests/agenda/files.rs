//! Files of others: every real one with its fate, and those that are not what they say.

use super::{calendar, give, import};
use crate::support::Instance;
use crate::support::skip::{real_data, skip};

/// What becomes of each real file: the outcomes of its events, in order.
const FATES: [(&str, &str); 39] = [
    ("alarm_etar_future", "taken"),
    ("alarm_etar_notification", "unchanged"),
    ("alarm_google_acknowledged", "taken"),
    ("alarm_google_future", "unchanged"),
    ("alarm_thunderbird_2_notification_5_min_postponed", "taken"),
    (
        "alarm_thunderbird_2_notification_5_min_postponed_and_closed",
        "unchanged",
    ),
    ("alarm_thunderbird_2_notification_popped_up", "unchanged"),
    ("alarm_thunderbird_closed", "taken"),
    ("alarm_thunderbird_snoozed_until_1457", "unchanged"),
    ("event_with_escaped_character1", "refused"),
    ("event_with_escaped_character3", "refused"),
    ("event_with_escaped_character4", "refused"),
    ("event_with_recurrence", "repaired"),
    (
        "event_with_recurrence_exdates_on_different_lines",
        "repaired",
    ),
    ("event_with_unicode_fields", "taken"),
    ("event_with_unicode_organizer", "refused"),
    ("fuzz_testcase_vtimezone_lone_cr", "refused"),
    ("issue_100_transformed_doctests_into_unittests", "refused"),
    ("issue_104_broken_calendar", "repaired"),
    ("issue_104_mark_events_broken", "unchanged"),
    (
        "issue_1050_calendar_with_events_and_todos",
        "refused taken taken",
    ),
    ("issue_1050_empty_calendar", "refused"),
    ("issue_1050_multiple_calendars", "refused refused"),
    ("issue_1050_simple_calendar", "taken"),
    ("issue_1050_uid_in_description", "refused refused"),
    ("issue_1081_empty_rdate", "taken"),
    ("issue_156_RDATE_with_PERIOD", "taken"),
    ("issue_156_RDATE_with_PERIOD_list", "changed"),
    ("issue_184_broken_representation_of_period", "refused"),
    ("issue_464_invalid_rdate", "repaired"),
    ("issue_64_event_with_ascii_summary", "refused"),
    ("issue_64_event_with_non_ascii_summary", "refused"),
    ("issue_82_expected_output", "refused"),
    ("rfc_5545_absolute_alarm_example", "refused"),
    ("rfc_7953_1", "refused"),
    ("rfc_7953_2", "refused"),
    ("timezone_rdate", "refused"),
    ("timezone_same_start", "repaired"),
    ("timezoned", "changed"),
];

#[tokio::test(flavor = "multi_thread")]
async fn every_real_file_is_taken_or_refused_with_the_reason() {
    let Some(folder) = real_data().map(|folder| folder.join("ics")) else {
        return skip(
            "every_real_file_is_taken_or_refused_with_the_reason",
            "the real data",
        );
    };
    let instance = Instance::agenda().await;
    let mut names: Vec<String> = std::fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    let mut fates = Vec::new();
    for name in names {
        // One document that is read again: some of the files hold the same event.
        give(
            &instance,
            "essai.ics",
            &std::fs::read(folder.join(&name)).unwrap(),
        )
        .await;
        let lines = import(&instance).await;
        let outcomes: Vec<&str> = lines
            .iter()
            .filter_map(|line| line.split(' ').next())
            .collect();
        let short = name
            .trim_start_matches("icalendar__")
            .trim_end_matches(".ics");
        println!("{short}: {lines:#?}");
        fates.push((short.to_owned(), outcomes.join(" ")));
    }
    let fates: Vec<(&str, &str)> = fates
        .iter()
        .map(|(name, fate)| (name.as_str(), fate.as_str()))
        .collect();
    assert_eq!(fates, FATES);
}

#[tokio::test(flavor = "multi_thread")]
async fn hostile_files_are_refused_by_name_and_the_others_are_taken() {
    let instance = Instance::agenda().await;
    let event = |more: &str| format!("UID:{more}\r\nSUMMARY:{more}\r\nDTSTART:20261124T140000Z");
    let good = calendar(&[&event("bon")]);
    let many: Vec<String> = (0..5_001)
        .map(|number| {
            // What is known of so many is kept in one value of the storage, with the longest names.
            let more = "LOCATION:Salle des fêtes\r\nLAST-MODIFIED:20261101T000000Z";
            format!("{}\r\n{more}", event(&format!("{number:0>100}")))
        })
        .collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    let files: [(&str, Vec<u8>, &str); 12] = [
        ("bon.ics", good.clone().into_bytes(), "taken"),
        (
            "une-ligne.ics",
            vec![b'a'; 50 * 1024 * 1024],
            "la limite est de 10485760",
        ),
        ("page.ics", b"<html><body>".to_vec(), "c’est une page web"),
        ("rien.ics", Vec::new(), "ce n’est pas un calendrier"),
        (
            "vide.ics",
            calendar(&[]).into_bytes(),
            "n’annonce aucun événement",
        ),
        (
            "coupe.ics",
            good.as_bytes()[..80].to_vec(),
            "il n’a pas de fin",
        ),
        (
            "prive.ics",
            calendar(&[&(event("prive") + "\r\nCLASS:PRIVATE")]).into_bytes(),
            "marqué comme privé",
        ),
        (
            "an-9999.ics",
            calendar(&["UID:z\r\nSUMMARY:z\r\nDTSTART:99991231T000000Z"]).into_bytes(),
            "n’est pas une date",
        ),
        (
            "seconde.ics",
            calendar(&[&(event("seconde") + "\r\nRRULE:FREQ=SECONDLY")]).into_bytes(),
            "répétition laissée",
        ),
        (
            "sans-fin.ics",
            calendar(&[&(event("sans-fin") + "\r\nRRULE:FREQ=HOURLY;COUNT=10000000")]).into_bytes(),
            "seules les 1000 prochaines dates",
        ),
        (
            "a-rebours.ics",
            calendar(&[&(event("rebours") + "\r\nDTEND:20261123T140000Z")]).into_bytes(),
            "la fin n’est pas après le début",
        ),
        (
            "foule.ics",
            calendar(&many).into_bytes(),
            "1 événements dépassent la limite de 5000",
        ),
    ];
    for (name, bytes, _) in &files {
        give(&instance, name, bytes).await;
    }
    let report = import(&instance).await;
    for (name, _, words) in &files {
        assert!(
            report
                .iter()
                .any(|line| line.contains(name) && line.contains(words)),
            "{name}: no `{words}` in {:#?}",
            report
                .iter()
                .filter(|line| line.contains(name))
                .take(5)
                .collect::<Vec<_>>()
        );
    }
    for page in [
        "/agenda",
        "/agenda/mois/2026-11",
        "/agenda/semaine/2026-W48",
        "/agenda/agenda.ics",
        "/agenda/bon",
    ] {
        assert_eq!(
            instance.get(page).await.status,
            200,
            "{page}: {:#?}",
            instance.log("events").await
        );
    }
    instance.app.directory.database().check().await.unwrap();
}
