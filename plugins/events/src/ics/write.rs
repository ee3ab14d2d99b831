//! Events to iCalendar, so that every reader finds the same dates: what recurs in the zone in which it was written, what does
//! not in Greenwich's time.

use std::collections::BTreeMap;

use chrono::{DateTime, Datelike, NaiveDateTime, Utc};
use chrono_tz::Tz;
use icalendar::parser::{Calendar as Written, Component, Parameter, Property};

use super::moment::{self, Length, Moment};
use super::timezone;
use crate::record::Event;
use crate::recurrence::{Exception, Recurrence};

/// An event with what its record says of it.
#[derive(Debug, Clone, Copy)]
pub struct Item<'a> {
    /// The event.
    pub event: &'a Event,
    /// Its name in every calendar.
    pub uid: &'a str,
    /// When its record was changed, in milliseconds since 1970.
    pub updated: i64,
}

/// A calendar under construction.
#[derive(Debug, Clone)]
pub struct Calendar {
    head: Vec<Property<'static>>,
    events: Vec<Component<'static>>,
    /// Zones that events name, from which year.
    zones: BTreeMap<&'static str, (Tz, i32)>,
    own: Tz,
}

/// Values that differ between the dates of an event.
struct Said<'a> {
    name: &'a str,
    description: &'a str,
    place: String,
    status: &'a str,
}

impl Calendar {
    /// Without events. `own` is the instance's zone.
    pub fn new(name: &str, own: Tz) -> Self {
        let head = vec![
            property("VERSION", &[], "2.0".into()),
            property("PRODID", &[], "-//Maille//Agenda//FR".into()),
            property("CALSCALE", &[], "GREGORIAN".into()),
            property("X-WR-CALNAME", &[], escaped(name)),
            property("X-WR-TIMEZONE", &[], own.name().to_owned()),
            property("REFRESH-INTERVAL", &[("VALUE", "DURATION")], "PT6H".into()),
            property("X-PUBLISHED-TTL", &[], "PT6H".into()),
        ];
        Self {
            head,
            events: Vec::new(),
            zones: BTreeMap::new(),
            own,
        }
    }

    /// Says something of the whole.
    pub fn say(&mut self, name: &'static str, value: &str) {
        self.head.push(property(name, &[], escaped(value)));
    }

    /// Adds an event; how many bytes that is, about.
    pub fn add(&mut self, item: Item) -> usize {
        let components = match &item.event.recurrence {
            Some(recurrence) => self.recurring(item, recurrence),
            None => self.listed(item),
        };
        let bytes = components
            .iter()
            .flat_map(|component| &component.properties)
            .map(length)
            .sum();
        self.events.extend(components);
        bytes
    }

    /// The whole text.
    pub fn text(self) -> String {
        let zones = self
            .zones
            .into_values()
            .map(|(zone, year)| timezone::component(zone, year - 1));
        Written {
            properties: self.head,
            components: zones.chain(self.events).collect(),
        }
        .to_string()
    }

    fn recurring(&mut self, item: Item, recurrence: &Recurrence) -> Vec<Component<'static>> {
        let Some(start) = Moment::read(&recurrence.start) else {
            return Vec::new();
        };
        let zone = if start.is_day() {
            self.own
        } else {
            recurrence.zone_or(self.own)
        };
        if !start.is_day() && zone != Tz::UTC {
            let year = start.clock().year();
            let known = self.zones.entry(zone.name()).or_insert((zone, year));
            known.1 = known.1.min(year);
        }
        let usual = Length::read(&recurrence.duration).unwrap_or_default();
        let mut main = base(item, &usual_words(item.event));
        main.extend(spanned((start, usual), zone));
        for rule in &recurrence.rules {
            main.push(property("RRULE", &[], rule_written(rule, start, zone)));
        }
        let mut exceptions: Vec<Component> = Vec::new();
        for date in &recurrence.dates {
            let (text, length) = date.split_once('/').unwrap_or((date, ""));
            let Some(date) = Moment::read(text) else {
                continue;
            };
            main.push(dated("RDATE", date, zone));
            // A period would say the same, and some readers know none.
            if let Some(length) = Length::read(length) {
                let mut other = base(item, &usual_words(item.event));
                other.push(dated("RECURRENCE-ID", date, zone));
                other.extend(spanned((date, length), zone));
                exceptions.push(event(other));
            }
        }
        for excluded in recurrence
            .exclusions
            .iter()
            .filter_map(|text| Moment::read(text))
        {
            let excluded = match excluded {
                Moment::Day(day) if !start.is_day() => {
                    Moment::Time(day.and_time(start.clock().time()))
                }
                other => other,
            };
            main.push(dated("EXDATE", excluded, zone));
        }
        let mut all = vec![event(main)];
        all.append(&mut exceptions);
        all.extend(
            recurrence
                .exceptions
                .iter()
                .filter_map(|exception| excepted(item, exception, (usual, zone))),
        );
        all
    }

    /// What is listed: the first time, and the others as further dates.
    fn listed(&mut self, item: Item) -> Vec<Component<'static>> {
        let own = self.own;
        let moments = item.event.occurrences.iter().filter_map(|occurrence| {
            let start = millis(&occurrence.start)?;
            let end = occurrence
                .end
                .as_deref()
                .and_then(millis)
                .unwrap_or(start)
                .max(start);
            Some((start, end))
        });
        let mut moments: Vec<(i64, i64)> = moments.collect();
        moments.sort_unstable();
        moments.dedup_by_key(|(start, _)| *start);
        let Some((first, rest)) = moments.split_first() else {
            return Vec::new();
        };
        let zone = if item.event.all_day { own } else { Tz::UTC };
        let span = |(start, end): (i64, i64)| {
            let (begins, ends) = (moment::clock(start, zone), moment::clock(end, zone));
            if item.event.all_day {
                // Some sources end a day one second before the next.
                let last = if ends.time() == chrono::NaiveTime::MIN {
                    ends.date()
                } else {
                    ends.date() + chrono::Days::new(1)
                };
                let days = u64::try_from((last - begins.date()).num_days())
                    .unwrap_or(0)
                    .max(1);
                return (Moment::Day(begins.date()), Length { days, seconds: 0 });
            }
            (
                Moment::Time(begins),
                Length {
                    days: 0,
                    seconds: (end - start) / 1_000,
                },
            )
        };
        let (start, usual) = span(*first);
        let mut main = base(item, &usual_words(item.event));
        main.extend(spanned((start, usual), zone));
        let mut all = Vec::new();
        for (date, length) in rest.iter().map(|moment| span(*moment)) {
            main.push(dated("RDATE", date, zone));
            if length != usual {
                let mut other = base(item, &usual_words(item.event));
                other.push(dated("RECURRENCE-ID", date, zone));
                other.extend(spanned((date, length), zone));
                all.push(event(other));
            }
        }
        all.insert(0, event(main));
        all
    }
}

/// Bytes of a line with the folds that it may have.
fn length(property: &Property) -> usize {
    let bytes = property.name.as_str().len() + property.val.as_str().len() + 80;
    bytes + bytes / 70 * 3
}

fn usual_words(event: &Event) -> Said<'_> {
    Said {
        name: &event.name,
        description: if event.details.is_empty() {
            &event.description
        } else {
            &event.details
        },
        place: event.place_line(),
        status: event.status.as_deref().unwrap_or("scheduled"),
    }
}

fn excepted(
    item: Item,
    exception: &Exception,
    (usual, zone): (Length, Tz),
) -> Option<Component<'static>> {
    let (at, start) = (
        Moment::read(&exception.at)?,
        Moment::read(&exception.start)?,
    );
    let words = usual_words(item.event);
    let said = Said {
        name: exception.name.as_deref().unwrap_or(words.name),
        description: exception
            .description
            .as_deref()
            .unwrap_or(words.description),
        place: exception.place.clone().unwrap_or(words.place),
        status: exception.status.as_deref().unwrap_or(words.status),
    };
    let mut properties = base(item, &said);
    properties.push(dated("RECURRENCE-ID", at, zone));
    properties.extend(spanned(
        (start, Length::read(&exception.duration).unwrap_or(usual)),
        zone,
    ));
    Some(event(properties))
}

fn event(properties: Vec<Property<'static>>) -> Component<'static> {
    Component {
        name: "VEVENT".into(),
        properties,
        components: Vec::new(),
    }
}

/// All that is not a date.
fn base(item: Item, said: &Said) -> Vec<Property<'static>> {
    let event = item.event;
    let stamp = |name| property(name, &[], utc(item.updated));
    let mut all = vec![
        property("UID", &[], escaped(item.uid)),
        stamp("DTSTAMP"),
        stamp("LAST-MODIFIED"),
    ];
    let mut add = |name: &'static str, value: String| {
        if !value.is_empty() {
            all.push(property(name, &[], value));
        }
    };
    add(
        "SEQUENCE",
        event
            .sequence
            .map(|sequence| sequence.to_string())
            .unwrap_or_default(),
    );
    add("SUMMARY", escaped(said.name));
    add("DESCRIPTION", escaped(said.description));
    add("LOCATION", escaped(&said.place));
    if let (Some(latitude), Some(longitude)) = (event.latitude, event.longitude) {
        add("GEO", format!("{latitude};{longitude}"));
    }
    add(
        "URL",
        event
            .website
            .clone()
            .or_else(|| event.online_url.clone())
            .unwrap_or_default(),
    );
    let keywords: Vec<String> = event
        .keywords
        .iter()
        .map(|keyword| escaped(keyword))
        .collect();
    add("CATEGORIES", keywords.join(","));
    add(
        "STATUS",
        if said.status == "cancelled" {
            "CANCELLED"
        } else {
            "CONFIRMED"
        }
        .to_owned(),
    );
    all
}

/// Start and end; whole days end at the day after the last.
fn spanned((start, length): (Moment, Length), zone: Tz) -> Vec<Property<'static>> {
    let mut all = vec![dated("DTSTART", start, zone)];
    if length != Length::default() {
        let end = moment::clock(length.end(start.clock(), zone), zone);
        let end = if start.is_day() {
            Moment::Day(end.date())
        } else {
            Moment::Time(end)
        };
        all.push(dated("DTEND", end, zone));
    }
    all
}

/// A property of a date: a day, a time in Greenwich, or one by the clock of a zone.
fn dated(name: &'static str, moment: Moment, zone: Tz) -> Property<'static> {
    match moment {
        Moment::Day(_) => property(name, &[("VALUE", "DATE")], moment.written()),
        Moment::Time(_) if zone == Tz::UTC => property(name, &[], format!("{}Z", moment.written())),
        Moment::Time(_) => property(name, &[("TZID", zone.name())], moment.written()),
    }
}

/// A rule whose end is written as the standard wants: a day for whole days, else a time in Greenwich.
fn rule_written(rule: &str, start: Moment, zone: Tz) -> String {
    let parts = rule.split(';').map(|part| {
        let Some(("UNTIL", value)) = part
            .split_once('=')
            .map(|(name, value)| (name.trim(), value))
        else {
            return part.to_owned();
        };
        let Ok(end) = moment::parse(value) else {
            return part.to_owned();
        };
        if start.is_day() {
            return format!("UNTIL={}", Moment::Day(end.moment.clock().date()).written());
        }
        let clock = match end.moment {
            Moment::Day(day) => day.and_hms_opt(23, 59, 59).unwrap_or_default(),
            Moment::Time(time) if end.utc => return format!("UNTIL={}Z", timed(time)),
            Moment::Time(time) => time,
        };
        format!("UNTIL={}", utc(moment::instant(clock, zone)))
    });
    parts.collect::<Vec<_>>().join(";")
}

/// A property with its parameters; the value as it is to be written.
pub fn property(
    name: &'static str,
    parameters: &[(&'static str, &str)],
    value: String,
) -> Property<'static> {
    let parameter = |(key, value): &(&'static str, &str)| Parameter {
        key: (*key).into(),
        val: Some((*value).to_owned().into()),
    };
    Property {
        name: name.into(),
        val: value.into(),
        params: parameters.iter().map(parameter).collect(),
    }
}

/// A time by some clock.
pub fn timed(time: NaiveDateTime) -> String {
    Moment::Time(time).written()
}

/// A time in Greenwich.
fn utc(milliseconds: i64) -> String {
    let at: DateTime<Utc> = DateTime::from_timestamp_millis(milliseconds).unwrap_or_default();
    format!("{}Z", timed(at.naive_utc()))
}

fn millis(text: &str) -> Option<i64> {
    DateTime::parse_from_rfc3339(text)
        .ok()
        .map(|time| time.timestamp_millis())
}

/// A text as a value (RFC 5545, 3.3.11).
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '\\' | ';' | ',' => {
                out.push('\\');
                out.push(letter);
            }
            '\n' => out.push_str("\\n"),
            control if control.is_control() => {}
            other => out.push(other),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ics::entry::{Around, entry};
    use crate::ics::scan::scan;
    use crate::ics::zone;
    use crate::recurrence::Window;

    const PARIS: Tz = chrono_tz::Europe::Paris;

    /// A file to events and back to a file.
    fn taken(text: &str) -> Vec<Event> {
        let found = scan(text.as_bytes());
        let zones = zone::declared(text.as_bytes(), &found);
        let around = Around {
            zones: &zones,
            own: PARIS,
            calendar: "x",
        };
        let groups = crate::import::testing::groups_of(text.as_bytes(), &found);
        groups
            .iter()
            .map(|group| entry(&group.main, &group.others, around).unwrap().event)
            .collect()
    }

    fn given(events: &[Event]) -> String {
        let mut calendar = Calendar::new("x", PARIS);
        for event in events {
            calendar.add(Item {
                event,
                uid: &event.uid,
                updated: 1_793_000_000_000,
            });
        }
        calendar.text()
    }

    #[test]
    fn what_is_written_is_read_back_the_same() {
        let text = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n\
            BEGIN:VEVENT\r\nUID:weekly\r\nSUMMARY:Atelier\\, le mardi\r\nDESCRIPTION:Une ligne\\nune autre\\; fin \\\\ là\r\nLOCATION:Médiathèque\r\n\
            DTSTART;TZID=Europe/Paris:20261006T140000\r\nDTEND;TZID=Europe/Paris:20261006T160000\r\n\
            RRULE:FREQ=WEEKLY;BYDAY=TU;UNTIL=20270630T120000Z\r\nEXDATE:20261020T120000Z\r\n\
            EXDATE;TZID=America/New_York:20261103T080000\r\nRDATE;TZID=Europe/Paris;VALUE=PERIOD:20261007T090000/PT1H\r\n\
            CATEGORIES:numérique,à deux\\, ensemble\r\nSEQUENCE:3\r\nEND:VEVENT\r\n\
            BEGIN:VEVENT\r\nUID:weekly\r\nSUMMARY:Atelier\\, le mercredi\r\nRECURRENCE-ID;TZID=Europe/Paris:20261110T140000\r\n\
            DTSTART;TZID=Europe/Paris:20261111T150000\r\nDTEND;TZID=Europe/Paris:20261111T180000\r\nSTATUS:CANCELLED\r\nEND:VEVENT\r\n\
            BEGIN:VEVENT\r\nUID:fair\r\nSUMMARY:Foire\r\nDTSTART;VALUE=DATE:20261024\r\nDTEND;VALUE=DATE:20261027\r\nRRULE:FREQ=YEARLY;UNTIL=20301231\r\nEND:VEVENT\r\n\
            BEGIN:VEVENT\r\nUID:once\r\nSUMMARY:Une fois\r\nDTSTART;TZID=Europe/Paris:20261105T140000\r\nDURATION:PT90M\r\nEND:VEVENT\r\n\
            END:VCALENDAR\r\n";
        let first = taken(text);
        let again = taken(&given(&first));
        let window = Window {
            from: 1_790_000_000_000,
            to: 1_860_000_000_000,
        };
        for (one, other) in first.iter().zip(&again) {
            assert_eq!(
                one.times(window, PARIS)
                    .all
                    .iter()
                    .map(|time| (time.start, time.end))
                    .collect::<Vec<_>>(),
                other
                    .times(window, PARIS)
                    .all
                    .iter()
                    .map(|time| (time.start, time.end))
                    .collect::<Vec<_>>(),
                "{}",
                one.name
            );
            assert_eq!(
                (&one.name, &one.description, &one.keywords, one.sequence),
                (
                    &other.name,
                    &other.description,
                    &other.keywords,
                    other.sequence
                )
            );
        }
        assert_eq!((first.len(), again.len()), (3, 3));
        assert_eq!(
            given(&first),
            given(&again),
            "a second time changes nothing"
        );
    }

    #[test]
    fn lines_are_folded_and_no_text_breaks_out() {
        let event = Event {
            name: "é".repeat(200),
            description: "x\r\nEND:VEVENT\r\nBEGIN:VEVENT".into(),
            occurrences: vec![crate::record::Occurrence {
                start: "2026-11-05T14:00:00+01:00".into(),
                end: None,
            }],
            ..Event::default()
        };
        let text = given(&[event]);
        assert!(text.split("\r\n").all(|line| line.len() <= 75), "{text}");
        assert_eq!(
            text.split("\r\n")
                .filter(|line| *line == "BEGIN:VEVENT")
                .count(),
            1,
            "{text}"
        );
    }
}
