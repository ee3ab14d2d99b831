//! Opening hours: what is certain, and what stays a note.

use super::super::*;
use super::key;

#[test]
fn hours_of_the_form_stay() {
    let (hours, note) = opening_hours("Mo-Fr 08:00-12:15,13:15-16:30;");
    assert_eq!(
        hours.value.as_deref(),
        Some("Mo-Fr 08:00-12:15,13:15-16:30")
    );
    assert_eq!((key(&hours), note), (Some("import-hours-spelling"), None));
}

#[test]
fn certain_prose_becomes_hours() {
    for (text, hours) in [
        (
            "Du lundi au vendredi : 9h à 12h30 et de 14h à 17h",
            "Mo-Fr 09:00-12:30,14:00-17:00",
        ),
        (
            "Lundi au vendredi, 9h à 12h30 et 13h30 à 17h30",
            "Mo-Fr 09:00-12:30,13:30-17:30",
        ),
        (
            "Mardi : 15H-18H30 -- Mercredi : 10H-12H et 14H-18H30",
            "Tu 15:00-18:30; We 10:00-12:00,14:00-18:30",
        ),
        (
            "lundi: 9h-12h - mardi: 9h30-12h",
            "Mo 09:00-12:00; Tu 09:30-12:00",
        ),
        ("Jeudi : 10h30-12h-14h-17h", "Th 10:30-12:00,14:00-17:00"),
        ("lundi-vendredi 9h-12h", "Mo-Fr 09:00-12:00"),
        ("lundi-mardi-jeudi : 9h à 12h", "Mo,Tu,Th 09:00-12:00"),
        (
            "9h-12h et 14h-17h du lundi au vendredi",
            "Mo-Fr 09:00-12:00,14:00-17:00",
        ),
        (
            "Mardi : 15h à 18h30 Mercredi : 9h30 à 12h et 14h à 17h",
            "Tu 15:00-18:30; We 09:30-12:00,14:00-17:00",
        ),
        ("Lundi et Jeudi : 14h à 18h", "Mo,Th 14:00-18:00"),
        ("Du lundi au vendredi, de 9h30 à 17h", "Mo-Fr 09:30-17:00"),
        (
            "lundi, mardi, jeudi de 9 h à 12 h 30\nvendredi 09:00-12:00",
            "Mo,Tu,Th 09:00-12:30; Fr 09:00-12:00",
        ),
        (
            "DU LUNDI AU VENDREDI de 9h à 12h et de 14h à 17h",
            "Mo-Fr 09:00-12:00,14:00-17:00",
        ),
    ] {
        assert_eq!(prose(text).as_deref(), Some(hours), "{text}");
    }
}

#[test]
fn doubtful_prose_stays_a_note() {
    for text in [
        "Lundi sur rendez-vous",
        "mardi - jeudi : 9h-12h",
        "Du lundi au vendredi sauf mercredi de 9h à 12h",
        "9h à 12h",
        "Lundi : 14h",
        "Semaines paires : lundi 9h à 12h",
        "lundi 12h à 9h",
        "lundi 9h à 12h, lundi 14h à 16h",
        "10 ateliers le lundi de 9h à 12h",
        "Voir le site",
    ] {
        assert_eq!(prose(text), None, "{text}");
        let (hours, note) = opening_hours(text);
        assert_eq!((hours.value, note.as_deref()), (None, Some(text)));
    }
}

#[test]
fn days_with_the_same_hours_are_named_together() {
    let day = |text| spans(text).0;
    let both = "9:00 - 12:00 / 13:30 - 17:00";
    let week = [
        day(both),
        day(both),
        day(both),
        day("9h-12h"),
        day(both),
        day("-"),
        day(""),
    ];
    assert_eq!(
        weekly(&week).as_deref(),
        Some("Mo-We,Fr 09:00-12:00,13:30-17:00; Th 09:00-12:00")
    );
    assert_eq!(
        spans("10:00 - 13:00 / Après-midi sur RDV"),
        (vec![(600, 780)], false)
    );
    assert_eq!(spans("Fermé"), (vec![], true));
    assert_eq!(spans("13:00 - 10:00"), (vec![], false));
}
