//! A VTIMEZONE for readers that know no zone by its name: when its clocks change, within the years that events are in.

use chrono::{DateTime, NaiveDate, Offset, TimeDelta, TimeZone, Utc};
use chrono_tz::{OffsetComponents, OffsetName, Tz};
use icalendar::parser::Component;

use super::write::{property, timed};

/// The last year of which changes are told; what is later follows the last change.
const LAST_YEAR: i32 = 2037;
const FIRST_YEAR: i32 = 1970;

/// What clocks show.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Shown {
    offset: i32,
    summer: bool,
    name: String,
}

/// The changes of a zone from a year on.
pub fn component(zone: Tz, year: i32) -> Component<'static> {
    let begun =
        NaiveDate::from_ymd_opt(year.clamp(FIRST_YEAR, LAST_YEAR), 1, 1).unwrap_or_default();
    let begun = begun.and_time(chrono::NaiveTime::MIN).and_utc();
    let first = shown(zone, begun);
    let mut parts = vec![part(&first, first.offset, local(begun, first.offset))];
    // Each change is a part of its own: some readers take but the first date of a list.
    for (at, before, after) in changed(zone, begun) {
        parts.push(part(&after, before.offset, local(at, before.offset)));
    }
    Component {
        name: "VTIMEZONE".into(),
        properties: vec![property("TZID", &[], zone.name().to_owned())],
        components: parts,
    }
}

/// What clocks show from a moment on.
fn part(shown: &Shown, before: i32, time: String) -> Component<'static> {
    let name = if shown.summer { "DAYLIGHT" } else { "STANDARD" };
    Component {
        name: name.into(),
        properties: vec![
            property("DTSTART", &[], time),
            property("TZOFFSETFROM", &[], offset(before)),
            property("TZOFFSETTO", &[], offset(shown.offset)),
            property("TZNAME", &[], shown.name.clone()),
        ],
        components: Vec::new(),
    }
}

fn shown(zone: Tz, at: DateTime<Utc>) -> Shown {
    let offset = zone.offset_from_utc_datetime(&at.naive_utc());
    let seconds = offset.fix().local_minus_utc();
    Shown {
        offset: seconds,
        summer: !offset.dst_offset().is_zero(),
        name: offset
            .abbreviation()
            .map_or_else(|| self::offset(seconds), str::to_owned),
    }
}

/// Each change: when, from what, to what.
fn changed(zone: Tz, begun: DateTime<Utc>) -> Vec<(DateTime<Utc>, Shown, Shown)> {
    let (mut changes, mut at, mut before) = (Vec::new(), begun, shown(zone, begun));
    let last = NaiveDate::from_ymd_opt(LAST_YEAR + 1, 1, 1)
        .unwrap_or_default()
        .and_time(chrono::NaiveTime::MIN)
        .and_utc();
    // No zone changes twice within a week.
    while at < last {
        let next = at + TimeDelta::days(7);
        let after = shown(zone, next);
        if after != before {
            let (mut low, mut high) = (at, next);
            while high - low > TimeDelta::seconds(1) {
                let middle = low + (high - low) / 2;
                if shown(zone, middle) == before {
                    low = middle
                } else {
                    high = middle
                }
            }
            let moment = high - TimeDelta::nanoseconds(i64::from(high.timestamp_subsec_nanos()));
            changes.push((moment, before, after.clone()));
            before = after;
        }
        at = next;
    }
    changes
}

/// A moment by the clock that held until then.
fn local(at: DateTime<Utc>, before: i32) -> String {
    timed((at + TimeDelta::seconds(i64::from(before))).naive_utc())
}

/// `+0100`
fn offset(seconds: i32) -> String {
    let (sign, minutes) = (if seconds < 0 { '-' } else { '+' }, seconds.abs() / 60);
    format!("{sign}{:02}{:02}", minutes / 60, minutes % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(zone: Tz) -> String {
        let calendar = icalendar::parser::Calendar {
            properties: Vec::new(),
            components: vec![component(zone, 2026)],
        };
        calendar.to_string()
    }

    #[test]
    fn paris_changes_its_clocks_on_the_last_sundays_of_march_and_october() {
        let text = text(chrono_tz::Europe::Paris);
        for line in [
            "TZID:Europe/Paris",
            "DTSTART:20260329T020000",
            "TZOFFSETTO:+0200",
            "DTSTART:20261025T030000",
            "TZNAME:CEST",
        ] {
            assert!(text.contains(&format!("{line}\r\n")), "{line} in {text}");
        }
        assert!(text.contains("DTSTART:20271031T030000\r\n"), "{text}");
    }

    #[test]
    fn a_zone_without_summer_has_one_part() {
        let text = text(chrono_tz::Etc::GMTPlus3);
        assert_eq!(
            (
                text.matches("BEGIN:STANDARD").count(),
                text.matches("BEGIN:DAYLIGHT").count()
            ),
            (1, 0),
            "{text}"
        );
    }
}
