//! A file to its events: where each stands and whose it is, before anything is parsed. One bad line or one broken event
//! costs no other; a file may hold several calendars, or events without one.

use std::collections::BTreeMap;
use std::ops::Range;

use icalendar::parser::Property as Parsed;

use super::lines::{Line, Lines};

/// Bytes of one event.
pub const EVENT_BYTES_MAX: usize = 256 * 1024;
/// Events of one file.
pub const EVENTS_MAX: usize = 5_000;
/// Time zones of one file that are looked at.
const ZONES_MAX: usize = 200;
/// Bytes of a UID that tell one event from another.
const UID_CHARS_MAX: usize = 500;

/// A property of an event or a calendar.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Property {
    /// In capitals.
    pub name: String,
    /// In capitals, with their values without quotes.
    pub parameters: BTreeMap<String, String>,
    /// Texts are unescaped; lists and values of other types are as written.
    pub value: String,
}

impl Property {
    /// The value of a parameter.
    pub fn parameter(&self, name: &str) -> Option<&str> {
        self.parameters.get(name).map(String::as_str)
    }
}

/// Where an event stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Place {
    /// Bytes of the file, from `BEGIN` to `END`.
    pub range: Range<usize>,
    /// From 1, for people.
    pub number: usize,
    /// Empty where it has none.
    pub uid: String,
    /// It ends as it should.
    pub whole: bool,
}

/// What a file holds.
#[derive(Debug, Default, Clone, PartialEq)]
pub struct Scan {
    /// What the calendar calls itself.
    pub name: String,
    /// Its events, in order.
    pub events: Vec<Place>,
    /// Its own time zones.
    pub zones: Vec<Range<usize>>,
    /// Tasks, journals and the like, which are no events.
    pub others: usize,
    /// Events beyond the bound.
    pub beyond: usize,
    /// It begins as a page of HTML does.
    pub html: bool,
    /// It holds a calendar.
    pub calendar: bool,
}

/// What is open while lines pass.
#[derive(Debug, Clone, PartialEq)]
enum Open {
    Event(Place),
    Zone(usize),
}

/// Finds the events of a file.
pub fn scan(bytes: &[u8]) -> Scan {
    let begun = bytes.iter().find(|byte| !byte.is_ascii_whitespace());
    let mut scan = Scan {
        html: begun == Some(&b'<'),
        ..Scan::default()
    };
    let (mut open, mut depth): (Option<Open>, usize) = (None, 0);
    for line in Lines::new(bytes) {
        let mark = mark(&line);
        match (&mut open, mark) {
            (Some(Open::Event(place)), Some((true, name))) if name == "VEVENT" => {
                // The one before never ended.
                let mut before = place.clone();
                before.range.end = line.start;
                before.whole = false;
                push(&mut scan, before);
                depth = 0;
                open = Some(Open::Event(begin(&scan, &line)));
            }
            (Some(_), Some((true, _))) => depth += 1,
            (Some(_), Some((false, _))) if depth > 0 => depth -= 1,
            (Some(opened), Some((false, name))) => {
                match opened {
                    Open::Event(place) => {
                        let mut place = place.clone();
                        place.range.end = line.end;
                        place.whole = name == "VEVENT";
                        push(&mut scan, place);
                    }
                    Open::Zone(start) if scan.zones.len() < ZONES_MAX => {
                        scan.zones.push(*start..line.end)
                    }
                    Open::Zone(_) => {}
                }
                open = None;
            }
            (Some(Open::Event(place)), None) if depth == 0 && place.uid.is_empty() => {
                if let Some(property) = named(&line, "UID") {
                    place.uid = property.value.trim().chars().take(UID_CHARS_MAX).collect();
                }
            }
            (None, Some((true, name))) => match name.as_str() {
                "VEVENT" => open = Some(Open::Event(begin(&scan, &line))),
                "VTIMEZONE" => open = Some(Open::Zone(line.start)),
                "VCALENDAR" => scan.calendar = true,
                "VTODO" | "VJOURNAL" | "VFREEBUSY" | "VAVAILABILITY" | "AVAILABLE" => {
                    scan.others += 1
                }
                _ => {}
            },
            (None, None) if scan.name.is_empty() => {
                scan.name = named(&line, "X-WR-CALNAME")
                    .map(|property| property.value)
                    .unwrap_or_default();
            }
            _ => {}
        }
    }
    if let Some(Open::Event(mut place)) = open {
        place.range.end = bytes.len();
        place.whole = false;
        push(&mut scan, place);
    }
    scan
}

fn begin(scan: &Scan, line: &Line) -> Place {
    let number = scan.events.len() + scan.beyond + 1;
    Place {
        range: line.start..line.end,
        number,
        uid: String::new(),
        whole: false,
    }
}

fn push(scan: &mut Scan, place: Place) {
    if scan.events.len() < EVENTS_MAX {
        scan.events.push(place);
    } else {
        scan.beyond += 1;
    }
}

/// `BEGIN:X` is `(true, X)`, `END:X` is `(false, X)`.
fn mark(line: &Line) -> Option<(bool, String)> {
    let (text, _) = line.text();
    let (word, name) = text.split_once(':')?;
    let begins = match word.trim().to_ascii_uppercase().as_str() {
        "BEGIN" => true,
        "END" => false,
        _ => return None,
    };
    Some((begins, name.trim().to_ascii_uppercase()))
}

/// The line, if it is the property of this name.
fn named(line: &Line, name: &str) -> Option<Property> {
    let fits = line.bytes.len() >= name.len()
        && line.bytes[..name.len()].eq_ignore_ascii_case(name.as_bytes());
    if fits { property(line).ok() } else { None }
}

/// The properties of a component without those of its parts, and what could not be read.
#[derive(Debug, Default, Clone, PartialEq)]
pub struct Read {
    /// In order.
    pub properties: Vec<Property>,
    /// The beginnings of lines that were left out.
    pub bad: Vec<String>,
    /// Some of it was not written in UTF-8.
    pub encoded: bool,
}

impl Read {
    /// The first property of this name.
    pub fn first(&self, name: &str) -> Option<&Property> {
        self.properties
            .iter()
            .find(|property| property.name == name)
    }

    /// The value of the first property of this name, trimmed; empty where there is none.
    pub fn text(&self, name: &str) -> &str {
        self.first(name)
            .map_or("", |property| property.value.trim())
    }

    /// Every property of this name.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Property> {
        self.properties
            .iter()
            .filter(move |property| property.name == name)
    }
}

/// Letters of a bad line that a report shows.
const BAD_LETTERS: usize = 40;
/// Bad lines that a report shows.
const BAD_LINES: usize = 3;
/// Properties of one event.
const PROPERTIES_MAX: usize = 5_000;

/// Reads one component.
pub fn read(bytes: &[u8]) -> Read {
    let (mut read, mut depth) = (Read::default(), 0_usize);
    for line in Lines::new(bytes) {
        match mark(&line) {
            Some((true, _)) => depth += 1,
            Some((false, _)) => depth = depth.saturating_sub(1),
            None if depth == 1 && read.properties.len() < PROPERTIES_MAX => match property(&line) {
                Ok(property) => {
                    read.encoded |= line.text().1;
                    read.properties.push(property);
                }
                Err(beginning) if read.bad.len() < BAD_LINES => read.bad.push(beginning),
                Err(_) => {}
            },
            None => {}
        }
    }
    read
}

/// A content line; the beginning of what is none.
fn property(line: &Line) -> Result<Property, String> {
    let (text, _) = line.text();
    let bad = || text.chars().take(BAD_LETTERS).collect::<String>();
    if line.cut || !text.contains(':') {
        return Err(bad());
    }
    let ended = format!("{text}\n");
    let parsed = Parsed::try_from(ended.as_str()).map_err(|_| bad())?;
    let parameters = parsed.params.iter().map(|parameter| {
        let value = parameter.val.as_ref().map_or("", |value| value.as_str());
        (
            parameter.key.as_str().to_ascii_uppercase(),
            value.trim_matches('"').to_owned(),
        )
    });
    Ok(Property {
        name: parsed.name.as_str().to_ascii_uppercase(),
        parameters: parameters.collect(),
        value: parsed.val.as_str().to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_are_found_with_and_without_a_calendar() {
        let text = "BEGIN:VCALENDAR\nX-WR-CALNAME:Un\nBEGIN:VTIMEZONE\nTZID:x\nBEGIN:STANDARD\nEND:STANDARD\nEND:VTIMEZONE\n\
            BEGIN:VEVENT\nUID:a\nBEGIN:VALARM\nUID:no\nEND:VALARM\nEND:VEVENT\nEND:VCALENDAR\n\
            BEGIN:VCALENDAR\nbegin:vevent\nUI\n D:b\nend:vevent\nEND:VCALENDAR\nBEGIN:VEVENT\nUID:c\nEND:VEVENT\nBEGIN:VTODO\nEND:VTODO";
        let found = scan(text.as_bytes());
        let uids: Vec<&str> = found
            .events
            .iter()
            .map(|event| event.uid.as_str())
            .collect();
        assert_eq!(
            (uids, found.name.as_str(), found.zones.len(), found.others),
            (vec!["a", "b", "c"], "Un", 1, 1)
        );
        assert!(found.events.iter().all(|event| event.whole) && found.calendar && !found.html);
    }

    #[test]
    fn an_event_that_never_ends_costs_no_other() {
        let found =
            scan(b"BEGIN:VEVENT\nUID:a\nBEGIN:VEVENT\nUID:b\nEND:VEVENT\nBEGIN:VEVENT\nUID:c");
        let ends: Vec<bool> = found.events.iter().map(|event| event.whole).collect();
        assert_eq!(ends, [false, true, false]);
    }

    #[test]
    fn one_bad_line_is_left_out_and_named() {
        let read = read(b"BEGIN:VEVENT\nSUMMARY;LANGUAGE=fr:Caf\\, et\\nthe\nX\nDTSTART;TZID=\"Europe/Paris\":20260101T100000\nEND:VEVENT");
        assert_eq!(read.bad, ["X"]);
        assert_eq!(read.text("SUMMARY"), "Caf, et\nthe");
        assert_eq!(
            read.first("DTSTART")
                .and_then(|start| start.parameter("TZID")),
            Some("Europe/Paris")
        );
    }

    #[test]
    fn a_page_is_no_calendar() {
        let found = scan(b"  <!DOCTYPE html><html>");
        assert!(found.html && !found.calendar && found.events.is_empty());
    }
}
