//! What people say, as rules and back.

use chrono::NaiveDate;
use chrono_tz::Europe::Paris;

use super::school::{School, Zone};
use super::{How, Rhythm, Span};
use crate::ics::moment;
use crate::recurrence::{Recurrence, Window};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn span(from: &str) -> Span {
    let time = |text: &str| format!("{text}:00").parse().ok();
    Span {
        day: day(from),
        begins: time("14:00"),
        ends: time("16:00"),
    }
}

/// A made-up calendar of zone C.
fn school() -> School {
    let mut school = School::default();
    let table = "zone;du;au\nC;2026-12-19;2027-01-03\nZone A ; 2027-02-13;2027-02-28\nC;x;y\nD;2027-02-13;2027-02-28\nC;2027-02-13;2029-02-28\n";
    school.add("vacances.csv", table.into());
    school
}

fn dates(recurrence: &Recurrence) -> Vec<String> {
    let window = Window {
        from: moment::instant(day("2026-11-21").and_hms_opt(0, 0, 0).unwrap(), Paris),
        to: moment::instant(day("2027-02-01").and_hms_opt(0, 0, 0).unwrap(), Paris),
    };
    let times = recurrence.times(window, Paris).all;
    times
        .iter()
        .map(|time| {
            let clock = moment::clock(time.start, Paris);
            clock.format("%m-%d %H:%M").to_string()
        })
        .collect()
}

#[test]
fn every_tuesday_but_the_school_holidays() {
    let rhythm = Rhythm {
        how: How::Weekly,
        days: vec![2],
        until: Some(day("2027-01-26")),
        school: Some(Zone::C),
        skipped: vec![day("2026-12-08")],
        extra: vec![day("2026-12-23")],
        ..Rhythm::default()
    };
    // Asked for a Saturday: the first Tuesday after it.
    let recurrence = rhythm
        .recurrence(span("2026-11-21"), Paris, (&school(), day("2026-10-21")))
        .unwrap();
    assert_eq!(recurrence.start, "20261124T140000");
    assert_eq!(
        dates(&recurrence),
        [
            "11-24 14:00",
            "12-01 14:00",
            "12-15 14:00",
            "12-23 14:00",
            "01-05 14:00",
            "01-12 14:00",
            "01-19 14:00",
            "01-26 14:00"
        ]
    );
    assert_eq!(Rhythm::read(&recurrence), Some(rhythm));
    // The ministry moves a holiday: the same words, other dates.
    let mut moved = recurrence.clone();
    let mut later = School::default();
    later.add(
        "vacances.csv",
        "zone;du;au\nC;2027-01-09;2027-01-24\n".into(),
    );
    assert!(moved.leave_out(Paris, (&later, day("2026-10-21"))));
    assert!(!moved.leave_out(Paris, (&later, day("2026-10-21"))));
    assert_eq!(
        dates(&moved),
        [
            "11-24 14:00",
            "12-01 14:00",
            "12-15 14:00",
            "12-22 14:00",
            "12-23 14:00",
            "12-29 14:00",
            "01-05 14:00",
            "01-26 14:00"
        ]
    );
}

#[test]
fn what_a_form_can_say_is_read_back() {
    let weekly = |how, days: &[u32], rank| Rhythm {
        how,
        days: days.to_vec(),
        rank,
        ..Rhythm::default()
    };
    for rhythm in [
        weekly(How::Daily, &[], 0),
        weekly(How::Weekly, &[1, 4], 0),
        weekly(How::Fortnightly, &[7], 0),
        weekly(How::Monthly, &[4], 1),
        weekly(How::Monthly, &[1, 2], -1),
        Rhythm {
            how: How::Working,
            public: true,
            ..Rhythm::default()
        },
        Rhythm {
            extra: vec![day("2026-12-01"), day("2026-12-05")],
            ..Rhythm::default()
        },
    ] {
        let recurrence = rhythm.recurrence(
            span("2026-11-21"),
            Paris,
            (&School::default(), day("2026-11-21")),
        );
        let recurrence = recurrence.unwrap_or_else(|| panic!("{rhythm:?}"));
        assert_eq!(Rhythm::read(&recurrence), Some(rhythm), "{recurrence:?}");
    }
    for rule in [
        "FREQ=YEARLY",
        "FREQ=WEEKLY;INTERVAL=3;BYDAY=MO",
        "FREQ=MONTHLY;BYDAY=5MO",
        "FREQ=WEEKLY;BYDAY=é",
        "x",
    ] {
        let recurrence = Recurrence {
            zone: "Europe/Paris".into(),
            rules: vec![rule.into()],
            ..Recurrence::default()
        };
        assert_eq!(Rhythm::read(&recurrence), None, "{rule}");
    }
}

#[test]
fn the_last_day_holds_until_midnight_by_its_own_clock() {
    for zone in [
        Paris,
        chrono_tz::America::Guadeloupe,
        chrono_tz::Indian::Reunion,
    ] {
        let rhythm = Rhythm {
            how: How::Daily,
            until: Some(day("2026-11-23")),
            ..Rhythm::default()
        };
        let recurrence = rhythm.recurrence(
            span("2026-11-21"),
            zone,
            (&School::default(), day("2026-11-21")),
        );
        let recurrence = recurrence.unwrap();
        let window = Window {
            from: 0,
            to: 4_000_000_000_000,
        };
        assert_eq!(recurrence.times(window, zone).all.len(), 3, "{zone}");
        assert_eq!(Rhythm::read(&recurrence).unwrap().until, rhythm.until);
    }
}

#[test]
fn working_days_leave_out_public_holidays() {
    let rhythm = Rhythm {
        how: How::Working,
        ..Rhythm::default()
    };
    let recurrence = rhythm
        .recurrence(
            span("2026-12-23"),
            Paris,
            (&School::default(), day("2026-12-23")),
        )
        .unwrap();
    let first: Vec<String> = dates(&recurrence).into_iter().take(4).collect();
    assert_eq!(
        first,
        ["12-23 14:00", "12-24 14:00", "12-28 14:00", "12-29 14:00"]
    );
    let sunday = Rhythm {
        how: How::Weekly,
        days: vec![7],
        until: Some(day("2026-12-24")),
        ..Rhythm::default()
    };
    assert_eq!(sunday.first(day("2026-12-22")), None, "no day is left");
}

#[test]
fn a_calendar_of_a_zone_is_read_and_its_other_days_are_not() {
    let calendar = "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY:Vacances de Noël\r\nDTSTART;VALUE=DATE:20261219\r\nDTEND;VALUE=DATE:20270104\r\nEND:VEVENT\r\n\
         BEGIN:VEVENT\r\nSUMMARY:Rentrée scolaire des élèves\r\nDTSTART;VALUE=DATE:20260901\r\nEND:VEVENT\r\n\
         BEGIN:VEVENT\r\nSUMMARY:Vacances sans fin\r\nDTSTART;VALUE=DATE:20270201\r\nDTEND;VALUE=DATE:20990201\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
    let mut school = School::default();
    school.add("Zone-B.ics", calendar.into());
    assert_eq!(school.zones(), [Zone::B]);
    assert!(school.holds(Zone::B, day("2027-01-03")) && !school.holds(Zone::B, day("2027-01-04")));
    assert!(!school.holds(Zone::B, day("2026-09-01")) && !school.holds(Zone::B, day("2027-03-01")));
    assert_eq!(school.known_until(Zone::B), Some(day("2027-01-03")));
    for (name, about) in [
        ("Zone-C.ics", true),
        ("vacances-zone-a-2026.ics", true),
        ("vacances_scolaires.csv", true),
        ("ateliers-zone-b-nord.ics", false),
        ("zones.ics", false),
        ("fetched/zone-a.ics", false),
    ] {
        assert_eq!(super::school::is_about_holidays(name), about, "{name}");
    }
}
