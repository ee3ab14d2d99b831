//! Rules and what they make, with the answers that RFC 5545 gives (3.8.5.3) and those of the clocks in Paris.

use super::*;
use crate::ics::moment::rfc3339;

const PARIS: Tz = chrono_tz::Europe::Paris;

fn millis(text: &str) -> i64 {
    chrono::DateTime::parse_from_rfc3339(text)
        .unwrap()
        .timestamp_millis()
}

fn window(from: &str, to: &str) -> Window {
    Window {
        from: millis(&format!("{from}T00:00:00Z")),
        to: millis(&format!("{to}T00:00:00Z")),
    }
}

fn recurring(zone: &str, start: &str, duration: &str, rules: &[&str]) -> Recurrence {
    Recurrence {
        zone: zone.into(),
        start: start.into(),
        duration: duration.into(),
        rules: rules.iter().map(|rule| (*rule).to_owned()).collect(),
        ..Recurrence::default()
    }
}

/// The starts, by the clock of Paris.
fn said(recurrence: &Recurrence, from: &str, to: &str) -> Vec<String> {
    let times = recurrence.times(window(from, to), PARIS);
    times
        .all
        .iter()
        .map(|time| rfc3339(time.start, recurrence.zone_or(PARIS))[..16].to_owned())
        .collect()
}

fn days(recurrence: &Recurrence, from: &str, to: &str) -> Vec<String> {
    said(recurrence, from, to)
        .into_iter()
        .map(|text| text[..10].to_owned())
        .collect()
}

#[test]
fn a_workshop_stays_at_two_when_clocks_change() {
    let weekly = recurring(
        "Europe/Paris",
        "20261006T140000",
        "PT2H",
        &["FREQ=WEEKLY;BYDAY=TU;COUNT=5"],
    );
    let times = weekly.times(window("2026-10-01", "2026-12-01"), PARIS);
    let starts: Vec<String> = times
        .all
        .iter()
        .map(|time| rfc3339(time.start, PARIS))
        .collect();
    assert_eq!(starts[2], "2026-10-20T14:00:00+02:00");
    assert_eq!(starts[3], "2026-10-27T14:00:00+01:00");
    assert_eq!(starts.len(), 5);
    let night = recurring(
        "Europe/Paris",
        "20260328T023000",
        "PT1H",
        &["FREQ=DAILY;COUNT=3"],
    );
    assert_eq!(
        said(&night, "2026-03-01", "2026-04-30"),
        ["2026-03-28T02:30", "2026-03-29T03:30", "2026-03-30T02:30"]
    );
}

#[test]
fn ordinals_and_positions_are_those_of_the_standard() {
    let first_friday = recurring(
        "America/New_York",
        "19970905T090000",
        "PT1H",
        &["FREQ=MONTHLY;COUNT=10;BYDAY=1FR"],
    );
    assert_eq!(
        days(&first_friday, "1997-09-01", "1999-01-01"),
        [
            "1997-09-05",
            "1997-10-03",
            "1997-11-07",
            "1997-12-05",
            "1998-01-02",
            "1998-02-06",
            "1998-03-06",
            "1998-04-03",
            "1998-05-01",
            "1998-06-05"
        ]
    );
    let last_work_day = recurring(
        "America/New_York",
        "19970929T090000",
        "PT1H",
        &["FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-2"],
    );
    assert_eq!(
        days(&last_work_day, "1997-09-01", "1998-02-01"),
        [
            "1997-09-29",
            "1997-10-30",
            "1997-11-27",
            "1997-12-30",
            "1998-01-29"
        ]
    );
    let monday_before_last = recurring(
        "America/New_York",
        "19970922T090000",
        "PT1H",
        &["FREQ=MONTHLY;COUNT=6;BYDAY=-2MO"],
    );
    assert_eq!(
        days(&monday_before_last, "1997-01-01", "1999-01-01"),
        [
            "1997-09-22",
            "1997-10-20",
            "1997-11-17",
            "1997-12-22",
            "1998-01-19",
            "1998-02-16"
        ]
    );
    let election = recurring(
        "America/New_York",
        "19961105T090000",
        "PT1H",
        &["FREQ=YEARLY;INTERVAL=4;BYMONTH=11;BYDAY=TU;BYMONTHDAY=2,3,4,5,6,7,8"],
    );
    assert_eq!(
        days(&election, "1996-01-01", "2005-01-01"),
        ["1996-11-05", "2000-11-07", "2004-11-02"]
    );
}

#[test]
fn the_week_s_first_day_counts_where_weeks_are_left_out() {
    let rule = |first| format!("FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST={first}");
    let monday = recurring(
        "America/New_York",
        "19970805T090000",
        "PT1H",
        &[&rule("MO")],
    );
    assert_eq!(
        days(&monday, "1997-01-01", "1998-01-01"),
        ["1997-08-05", "1997-08-10", "1997-08-19", "1997-08-24"]
    );
    let sunday = recurring(
        "America/New_York",
        "19970805T090000",
        "PT1H",
        &[&rule("SU")],
    );
    assert_eq!(
        days(&sunday, "1997-01-01", "1998-01-01"),
        ["1997-08-05", "1997-08-17", "1997-08-19", "1997-08-31"]
    );
}

#[test]
fn a_rule_of_long_ago_gives_the_same_dates_as_one_of_yesterday() {
    for rule in [
        "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,SU",
        "FREQ=DAILY;INTERVAL=3",
        "FREQ=WEEKLY;INTERVAL=3;BYDAY=SU;WKST=SU",
        "FREQ=DAILY;BYDAY=WE",
    ] {
        let whole = recurring("Europe/Paris", "19970106T090000", "PT1H", &[rule]);
        let ahead = days(&whole, "2026-11-01", "2027-02-01");
        // Counted from its start: a count forbids the short cut.
        let counted = recurring(
            "Europe/Paris",
            "19970106T090000",
            "PT1H",
            &[&format!("{rule};COUNT=15000")],
        );
        assert_eq!(ahead, days(&counted, "2026-11-01", "2027-02-01"), "{rule}");
        assert!(ahead.len() > 4, "{rule}");
    }
}

#[test]
fn what_comes_again_is_what_the_library_counts() {
    let rules = [
        "FREQ=DAILY",
        "FREQ=DAILY;INTERVAL=2;BYDAY=TU,SA",
        "FREQ=DAILY;INTERVAL=10;BYDAY=MO",
        "FREQ=DAILY;BYHOUR=8,17;BYMINUTE=0,30",
        "FREQ=WEEKLY",
        "FREQ=WEEKLY;BYDAY=MO,WE,SU",
        "FREQ=WEEKLY;INTERVAL=3;BYDAY=SU,MO;WKST=SU",
        "FREQ=WEEKLY;INTERVAL=5;BYDAY=FR;BYHOUR=0,23",
        "FREQ=WEEKLY;BYDAY=TU;BYMONTH=2,3,11",
        "FREQ=WEEKLY;BYDAY=TU,TH;BYSETPOS=-1",
        "FREQ=DAILY;BYMONTHDAY=1,31",
    ];
    let (from, to) = ("2026-10-01", "2027-06-01");
    for (rule, start) in rules.iter().flat_map(|rule| {
        let starts = ["20190228T093000", "20260930T120000", "20261104T000000"];
        starts.map(|start| (*rule, start))
    }) {
        let ours = recurring("UTC", start, "PT0S", &[rule]).times(window(from, to), PARIS);
        let text = format!("DTSTART:{start}Z\nRRULE:{rule}");
        let set: rrule::RRuleSet = text.parse().unwrap();
        let mut alone: BTreeSet<i64> = set
            .into_iter()
            .map(|date| date.timestamp_millis())
            .take_while(|date| *date < millis(&format!("{to}T00:00:00Z")))
            .collect();
        // Its own start is an event whether the rule names it or not.
        alone.insert(
            Moment::read(start)
                .unwrap()
                .clock()
                .and_utc()
                .timestamp_millis(),
        );
        alone.retain(|date| *date >= millis(&format!("{from}T00:00:00Z")));
        let ours: BTreeSet<i64> = ours.all.iter().map(|time| time.start).collect();
        assert!(alone.len() > 2, "{rule} {start}: {alone:?}");
        assert_eq!(ours, alone, "{rule} {start}");
    }
}

#[test]
fn until_is_meant_in_its_own_zone() {
    let utc = recurring(
        "Europe/Paris",
        "20261101T233000",
        "PT1H",
        &["FREQ=DAILY;UNTIL=20261103T223000Z"],
    );
    assert_eq!(said(&utc, "2026-10-01", "2026-12-01").len(), 3);
    let local = recurring(
        "Europe/Paris",
        "20261101T090000",
        "PT1H",
        &["FREQ=DAILY;UNTIL=20261103"],
    );
    assert_eq!(said(&local, "2026-10-01", "2026-12-01").len(), 3);
    let days_only = recurring(
        "Europe/Paris",
        "20261101",
        "P1D",
        &["FREQ=DAILY;UNTIL=20261103T000000Z"],
    );
    assert_eq!(said(&days_only, "2026-10-01", "2026-12-01").len(), 3);
    let over = recurring(
        "Europe/Paris",
        "20261101T090000",
        "PT1H",
        &["FREQ=DAILY;UNTIL=20200101T000000Z"],
    );
    assert_eq!(
        said(&over, "2026-10-01", "2026-12-01").len(),
        1,
        "its own start stays"
    );
}

#[test]
fn dates_exclusions_and_exceptions_hold_together() {
    let mut weekly = recurring(
        "Europe/Paris",
        "20261103T140000",
        "PT2H",
        &["FREQ=WEEKLY;COUNT=6"],
    );
    weekly.dates = vec!["20261105T100000/PT1H".into(), "20261106T100000".into()];
    weekly.exclusions = vec!["20261110T140000".into(), "20261117".into()];
    weekly.exceptions = vec![
        Exception {
            at: "20261124T140000".into(),
            start: "20261125T150000".into(),
            duration: "PT3H".into(),
            ..Exception::default()
        },
        Exception {
            at: "20261201T140000".into(),
            start: "20261201T140000".into(),
            status: Some("cancelled".into()),
            ..Exception::default()
        },
    ];
    let times = weekly.times(window("2026-11-01", "2027-01-01"), PARIS);
    let all: Vec<(String, i64, Option<usize>)> = times
        .all
        .iter()
        .map(|time| {
            (
                rfc3339(time.start, PARIS)[5..16].to_owned(),
                (time.end - time.start) / 3_600_000,
                time.exception,
            )
        })
        .collect();
    let expected = [
        ("11-03T14:00", 2, None),
        ("11-05T10:00", 1, None),
        ("11-06T10:00", 2, None),
        ("11-25T15:00", 3, Some(0)),
        ("12-01T14:00", 2, Some(1)),
        ("12-08T14:00", 2, None),
    ];
    let expected: Vec<(String, i64, Option<usize>)> = expected
        .map(|(at, hours, which)| (at.to_owned(), hours, which))
        .into();
    assert_eq!(all, expected);
}

#[test]
fn whole_days_are_the_instance_s_own() {
    let fair = recurring("America/New_York", "20261024", "P3D", &["FREQ=YEARLY"]);
    let times = fair.times(window("2026-10-25", "2026-11-01"), PARIS);
    assert_eq!(times.all.len(), 1, "it began the day before the window");
    assert_eq!(
        rfc3339(times.all[0].start, PARIS),
        "2026-10-24T00:00:00+02:00"
    );
    assert_eq!(
        rfc3339(times.all[0].end, PARIS),
        "2026-10-27T00:00:00+01:00"
    );
}

#[test]
fn hostile_rules_are_left_out_or_cut_and_never_hang() {
    let start = Moment::read("20261103T140000").unwrap();
    for rule in [
        "FREQ=SECONDLY",
        "FREQ=MINUTELY;COUNT=10000000",
        "FREQ=DAILY;BYHOUR=0,1,2,3,4,5,6,7,8,9,10,11,12;BYMINUTE=1,2,3",
        "FREQ=WEEKLY;INTERVAL=0",
        "FREQ=MONTHLY;BYDAY=1“U",
        "FREQ=WEEKLY;INTERVAL=99999999999999999999",
        "FREQ=WEEKLY;UNTIL=99991231T000000Z",
        "FREQ=WEEKLY;BYDAY=XX",
        "FREQ=NEVER",
        "FREQ",
        "",
        "é=é",
        "FREQ=YEARLY;BYMONTH=13",
    ] {
        assert!(Rule::read(rule, start, PARIS).is_err(), "{rule}");
    }
    for rule in [
        "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=31",
        "FREQ=HOURLY;COUNT=10000000",
        "FREQ=DAILY;COUNT=4294967295",
        "FREQ=DAILY",
        "FREQ=YEARLY;BYWEEKNO=53;BYDAY=MO;BYYEARDAY=1",
        "FREQ=DAILY;INTERVAL=65535",
    ] {
        for start in ["19000101T000000", "20261103T140000", "22001231T235959"] {
            let times = recurring("Europe/Paris", start, "PT1H", &[rule])
                .times(window("2026-11-01", "2028-11-01"), PARIS);
            assert!(times.all.len() <= TIMES_MAX, "{rule} {start}");
        }
    }
}

#[test]
fn what_recurs_for_ever_is_cut_and_said() {
    let hourly = recurring("Europe/Paris", "20261101T000000", "PT1H", &["FREQ=HOURLY"]);
    let times = hourly.times(window("2026-11-01", "2028-11-01"), PARIS);
    assert!(times.cut && times.all.len() == TIMES_MAX);
}

#[test]
fn a_rule_that_never_takes_place_ends_what_is_counted() {
    let never = "FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=30";
    let event = recurring(
        "Europe/Paris",
        "20261103T140000",
        "PT1H",
        &["FREQ=WEEKLY;BYDAY=TU;COUNT=2", never, "FREQ=DAILY"],
    );
    let times = event.times(window("2026-11-01", "2026-12-01"), PARIS);
    assert!(times.cut, "the rest was not counted");
    assert_eq!(
        days(&event, "2026-11-01", "2026-12-01"),
        ["2026-11-03", "2026-11-10"],
        "what was found before stands"
    );
    let mut steps = STEPS_MAX;
    let start = Moment::read(&event.start).unwrap();
    let rule = Rule::read(never, start, PARIS).unwrap();
    let day = start.clock();
    assert!(
        rule.dates((day, &mut steps), (day, day + TimeDelta::days(30)))
            .is_empty()
    );
    assert_eq!(steps, 0);
}

#[test]
fn rules_past_the_bound_are_left_out_and_said() {
    let rules = ["FREQ=DAILY;COUNT=1"; RULES_MAX + 1];
    let event = recurring("Europe/Paris", "20261103T140000", "PT1H", &rules);
    assert!(event.times(window("2026-11-01", "2026-12-01"), PARIS).cut);
}

#[test]
fn an_interval_past_all_calendars_is_no_fault() {
    for frequency in ["DAILY", "WEEKLY", "MONTHLY", "YEARLY"] {
        for interval in ["9223372036854775807", "65535", "4294967295"] {
            let rule = format!("FREQ={frequency};INTERVAL={interval}");
            let event = recurring("Europe/Paris", "19701103T140000", "PT1H", &[&rule]);
            let times = event.times(window("2026-11-01", "2026-12-01"), PARIS);
            assert!(times.all.len() <= 1, "{rule}: {times:?}");
        }
    }
}
