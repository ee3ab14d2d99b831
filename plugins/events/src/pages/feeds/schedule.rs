//! A recurrence as schema.org's `Schedule`: only what it can say exactly; the next times stand beside it in any case.

use chrono::NaiveTime;
use chrono_tz::Tz;
use maille_sdk::serde_json::{Map, Value, json};

use crate::ics::moment::{self, Moment};
use crate::recurrence::Recurrence;
use crate::rhythm::until;

/// Dates that are left out and named.
const EXCEPT_MAX: usize = 100;
/// schema.org's names of iCalendar's days.
const DAYS: [(&str, &str); 7] = [
    ("MO", "Monday"),
    ("TU", "Tuesday"),
    ("WE", "Wednesday"),
    ("TH", "Thursday"),
    ("FR", "Friday"),
    ("SA", "Saturday"),
    ("SU", "Sunday"),
];

/// The schedule. What schema.org has no words for stays iCalendar's own, as its description.
pub fn schedule(recurrence: &Recurrence, all_day: bool) -> Value {
    let mut value = json!({
        "@type": "Schedule",
        "scheduleTimezone": recurrence.zone,
        "duration": recurrence.duration,
        "description": recurrence.rules.join("\n"),
    });
    if let [rule] = recurrence.rules.as_slice()
        && let Some(said) = said(rule, recurrence, all_day)
        && let Some(whole) = value.as_object_mut()
    {
        whole.extend(said);
    }
    value
}

/// One rule, all of it or nothing: half a rule would announce dates that do not exist.
fn said(rule: &str, recurrence: &Recurrence, all_day: bool) -> Option<Map<String, Value>> {
    let zone: Tz = recurrence.zone.parse().ok()?;
    let start = Moment::read(&recurrence.start)?.clock();
    let (mut said, mut frequency, mut interval) = (Map::new(), "", 1_u32);
    for part in rule.split(';') {
        let (name, value) = part.split_once('=')?;
        match name {
            "FREQ" => frequency = value,
            "INTERVAL" => interval = value.parse().ok()?,
            "BYDAY" => _ = said.insert("byDay".into(), value.split(',').map(day).collect()),
            "BYMONTH" => _ = said.insert("byMonth".into(), numbers(value, 1..=12)?),
            "BYMONTHDAY" => _ = said.insert("byMonthDay".into(), numbers(value, 1..=31)?),
            "COUNT" => _ = said.insert("repeatCount".into(), value.parse::<u32>().ok()?.into()),
            "UNTIL" => {
                let end = until(value, zone)?.to_string();
                said.insert("endDate".into(), end.into());
            }
            "WKST" => {}
            _ => return None,
        }
    }
    let unit = match frequency {
        "DAILY" => 'D',
        "WEEKLY" => 'W',
        "MONTHLY" => 'M',
        "YEARLY" => 'Y',
        _ => return None,
    };
    said.insert(
        "repeatFrequency".into(),
        format!("P{interval}{unit}").into(),
    );
    said.insert("startDate".into(), start.date().to_string().into());
    if !all_day {
        let clock = |time: NaiveTime| time.format("%H:%M:%S").to_string();
        let begins = moment::instant(start, zone);
        let length = moment::Length::read(&recurrence.duration).unwrap_or_default();
        let ends = moment::clock(length.end(start, zone), zone);
        said.insert("startTime".into(), clock(start.time()).into());
        // An end on another day would be read as one before the beginning.
        if moment::instant(ends, zone) > begins && ends.date() == start.date() {
            said.insert("endTime".into(), clock(ends.time()).into());
        }
    }
    let days = recurrence.exclusions.iter().take(EXCEPT_MAX);
    let days: Vec<Value> = days
        .filter_map(|text| Some(Moment::read(text)?.clock().date().to_string().into()))
        .collect();
    if !days.is_empty() {
        said.insert("exceptDate".into(), days.into());
    }
    Some(said)
}

/// `https://schema.org/Tuesday` for `TU`; `1TH` as it is, which schema.org takes from iCalendar.
fn day(code: &str) -> Value {
    let named = DAYS.iter().find(|(known, _)| *known == code);
    match named {
        Some((_, name)) => format!("https://schema.org/{name}").into(),
        None => code.into(),
    }
}

fn numbers(value: &str, known: std::ops::RangeInclusive<u32>) -> Option<Value> {
    let numbers: Option<Vec<u32>> = value
        .split(',')
        .map(|number| number.parse().ok().filter(|number| known.contains(number)))
        .collect();
    Some(numbers?.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(rule: &str) -> Value {
        let recurrence = Recurrence {
            zone: "Europe/Paris".into(),
            start: "20261124T140000".into(),
            duration: "PT2H".into(),
            rules: vec![rule.into()],
            exclusions: vec!["20261222".into(), "20261229T140000".into()],
            ..Recurrence::default()
        };
        schedule(&recurrence, false)
    }

    #[test]
    fn a_rule_is_said_whole_with_its_days_and_hours() {
        let value = of("FREQ=WEEKLY;BYDAY=TU,TH;UNTIL=20270630T215959Z");
        assert_eq!(
            (
                &value["repeatFrequency"],
                &value["startTime"],
                &value["endTime"]
            ),
            (&json!("P1W"), &json!("14:00:00"), &json!("16:00:00"))
        );
        assert_eq!(
            value["byDay"],
            json!(["https://schema.org/Tuesday", "https://schema.org/Thursday"])
        );
        assert_eq!(value["endDate"], "2027-06-30");
        assert_eq!(value["exceptDate"], json!(["2026-12-22", "2026-12-29"]));
        assert_eq!(of("FREQ=MONTHLY;BYDAY=1TH")["byDay"], json!(["1TH"]));
    }

    #[test]
    fn what_schema_org_cannot_say_is_not_half_said() {
        for rule in [
            "FREQ=MONTHLY;BYDAY=MO,TU;BYSETPOS=-1",
            "FREQ=HOURLY",
            "FREQ=MONTHLY;BYMONTHDAY=-1",
            "x",
        ] {
            let value = of(rule);
            assert_eq!(value["description"], rule);
            assert!(value.get("repeatFrequency").is_none(), "{value}");
        }
    }
}
