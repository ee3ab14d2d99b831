//! Opening hours as the field writes them, in words.

use crate::web::locale::Locale;
use crate::web::render::hours::*;
use crate::web::render::words::Words;

fn french(specification: &str) -> String {
    let said = say(Words(Locale::French), specification).join(" | ");
    said.replace('\u{a0}', " ")
}

#[test]
fn usual_hours_are_said_in_french() {
    for (specification, wanted) in [
        (
            "Mo-Fr 09:00-12:00,14:00-17:30",
            "Du lundi au vendredi : de 9 h à 12 h et de 14 h à 17 h 30",
        ),
        (
            "Mo 09:00-12:00; Sa off",
            "Le lundi : de 9 h à 12 h | Le samedi : fermé",
        ),
        (
            "Mo,We,Fr 10:00-18:00; PH off",
            "Le lundi, le mercredi et le vendredi : de 10 h à 18 h | Les jours fériés : fermé",
        ),
        ("24/7", "Ouvert tous les jours, 24 heures sur 24"),
        (
            "Tu[1,3] 14:00-16:00",
            "Le premier et le troisième mardi du mois : de 14 h à 16 h",
        ),
        (
            "We[-1] 14:00+",
            "Le dernier mercredi du mois : à partir de 14 h",
        ),
        (
            "Jul-Aug Mo-Sa 10:00-19:00",
            "Du lundi au samedi, juillet à août : de 10 h à 19 h",
        ),
        (
            "Mo-Fr 09:00-12:00 \"sur rendez-vous\"",
            "Du lundi au vendredi : de 9 h à 12 h (sur rendez-vous)",
        ),
        ("\"sur rendez-vous\"", "Sur rendez-vous"),
        ("Dec 24-Jan 02 off", "Du 24 décembre au 2 janvier : fermé"),
        ("Fr 22:00-02:00", "Le vendredi : de 22 h à 2 h"),
        (
            "week 1-53/2 Mo 09:00-10:00",
            "Le lundi, les semaines impaires : de 9 h à 10 h",
        ),
        (
            "SH Mo-Fr 10:00-12:00",
            "Les vacances scolaires et du lundi au vendredi : de 10 h à 12 h",
        ),
    ] {
        assert_eq!(french(specification), wanted, "{specification}");
    }
}

#[test]
fn what_cannot_be_said_stands_as_written() {
    for specification in [
        "Lun-Ven 9h",
        "sunrise-sunset",
        "2026 Mo 10:00-12:00",
        "Mo 10:00-16:00/90",
        "easter off",
        ";",
        "<script>",
    ] {
        assert_eq!(french(specification), specification);
    }
    assert_eq!(french("  "), "");
    let long = "Mo 10:00-12:00; ".repeat(1_000);
    assert_eq!(french(&long), long.trim());
}

#[test]
fn english_says_them_too() {
    let english = say(Words(Locale::English), "Mo-Fr 09:00-17:30; PH off");
    assert_eq!(
        english,
        [
            "Monday to Friday: from 9:00 to 17:30",
            "Public holidays: closed"
        ]
    );
}
