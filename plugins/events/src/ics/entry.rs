//! The entries of one UID to one event: what it says, when it takes place, and what was mended on the way.

use chrono_tz::Tz;

use super::moment::{self, Length, Moment};
use super::scan::{Property, Read};
use super::zone::{self, Declared};
use crate::record::{Event, Named, Occurrence, Source, cut};
use crate::recurrence::{Exception, RULES_MAX, Recurrence, Rule, Unfit};

/// Dates and exclusions of one event.
const DATES_MAX: usize = 1_000;
/// Exceptions of one event.
const EXCEPTIONS_MAX: usize = 200;
/// Letters of a name and of a text: the kind's own bounds.
const NAME_LETTERS: usize = 300;
const TEXT_LETTERS: usize = 20_000;
/// Letters of a text that is one or two sentences.
const SUMMARY_LETTERS: usize = 300;
const KEYWORDS_MAX: usize = 100;

/// A key of a sentence and its arguments.
pub type Remark = (&'static str, Vec<(&'static str, String)>);

/// What is known around an entry.
#[derive(Debug, Clone, Copy)]
pub struct Around<'a> {
    /// The file's own zones.
    pub zones: &'a [Declared],
    /// The instance's zone: of times that name none.
    pub own: Tz,
    /// What the calendar calls itself, or the document's name.
    pub calendar: &'a str,
}

/// An event that was read.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Entry {
    /// As a record's content.
    pub event: Event,
    /// What was mended.
    pub mended: Vec<Remark>,
}

/// One time of an entry, by the clock of its zone.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Span {
    start: Moment,
    zone: Tz,
    length: Length,
}

/// How much newer an entry is than another of the same UID.
pub fn rank(read: &Read) -> (u32, String) {
    let sequence = read.text("SEQUENCE").parse().unwrap_or(0);
    let modified = [read.text("LAST-MODIFIED"), read.text("DTSTAMP")];
    let modified = modified
        .into_iter()
        .find(|text| !text.is_empty())
        .unwrap_or_default();
    (sequence, cut(modified, 20))
}

/// Makes one event of the entry that stands for all its dates, and of those that speak of one date.
pub fn entry(main: &Read, others: &[Read], around: Around) -> Result<Entry, Remark> {
    let mut entry = Entry::default();
    note_bad(main, &mut entry);
    if ["PRIVATE", "CONFIDENTIAL"].contains(&main.text("CLASS").to_ascii_uppercase().as_str()) {
        return Err(("refused-private", Vec::new()));
    }
    let name = cut(main.text("SUMMARY"), NAME_LETTERS);
    if name.trim().is_empty() {
        return Err(("refused-name", Vec::new()));
    }
    entry.event.name = name.split_whitespace().collect::<Vec<_>>().join(" ");
    let span = span(main, around, None, &mut entry.mended)?;
    texts(main, &mut entry);
    place(main, &mut entry);
    provenance(main, around, &mut entry);
    let start = moment::instant(span.start.clock(), zone_of(span, around));
    let end = span.length.end(span.start.clock(), zone_of(span, around));
    entry.event.all_day = span.start.is_day();
    entry.event.occurrences = vec![Occurrence {
        start: moment::rfc3339(start, zone_of(span, around)),
        end: (end > start).then(|| moment::rfc3339(end, zone_of(span, around))),
    }];
    recurrence(main, others, (span, around), &mut entry);
    Ok(entry)
}

/// Whole days are the instance's.
fn zone_of(span: Span, around: Around) -> Tz {
    if span.start.is_day() {
        around.own
    } else {
        span.zone
    }
}

fn note_bad(read: &Read, entry: &mut Entry) {
    if !read.bad.is_empty() {
        entry
            .mended
            .push(("mended-lines", vec![("lines", read.bad.join(" | "))]));
    }
    if read.encoded {
        entry.mended.push(("mended-encoding", Vec::new()));
    }
}

/// A date or time with the zone that it stands in; `usual` is that of what names none.
fn timed(
    property: &Property,
    around: Around,
    mended: &mut Vec<Remark>,
) -> Result<(Moment, Tz), Remark> {
    let value = property.value.as_str();
    let (moment, utc) = read_moment(value)?;
    if moment.is_day() {
        return Ok((moment, around.own));
    }
    Ok((moment, zone_for(property, utc, around, mended)))
}

fn read_moment(value: &str) -> Result<(Moment, bool), Remark> {
    let parsed =
        moment::parse(value).map_err(|_| ("refused-date", vec![("value", cut(value, 60))]))?;
    Ok((parsed.moment, parsed.utc))
}

fn zone_for(property: &Property, utc: bool, around: Around, mended: &mut Vec<Remark>) -> Tz {
    if utc {
        return Tz::UTC;
    }
    let Some(id) = property.parameter("TZID") else {
        return around.own;
    };
    let found = zone::find(id, around.zones, around.own);
    if let Some(key) = found.mended {
        let remark = (
            key,
            vec![
                ("said", cut(id, 60)),
                ("zone", found.zone.name().to_owned()),
            ],
        );
        if !mended.contains(&remark) {
            mended.push(remark);
        }
    }
    found.zone
}

/// When an entry takes place; `usual` is how long it is where it does not say.
fn span(
    read: &Read,
    around: Around,
    usual: Option<Length>,
    mended: &mut Vec<Remark>,
) -> Result<Span, Remark> {
    let property = read
        .first("DTSTART")
        .ok_or(("refused-no-date", Vec::new()))?;
    let (start, zone) = timed(property, around, mended)?;
    let nothing = if start.is_day() {
        Length {
            days: 1,
            seconds: 0,
        }
    } else {
        Length::default()
    };
    let unsaid = usual.unwrap_or(nothing);
    let mut length = unsaid;
    if let Some(end) = read
        .first("DTEND")
        .filter(|end| !end.value.trim().is_empty())
    {
        length = match timed(end, around, mended) {
            Ok((end, end_zone)) => between((start, zone), (end, end_zone)).unwrap_or_else(|| {
                mended.push(("mended-end", Vec::new()));
                nothing
            }),
            Err(_) => {
                mended.push(("mended-end", Vec::new()));
                nothing
            }
        };
    } else if let Some(text) = read.first("DURATION") {
        length = Length::read(&text.value).unwrap_or_else(|| {
            mended.push(("mended-end", Vec::new()));
            nothing
        });
    }
    // A whole day that ends when it begins is one day: many write it so.
    if start.is_day() && length == Length::default() {
        length = nothing;
    }
    if length.is_endless() {
        mended.push(("mended-long", Vec::new()));
        length = nothing;
    }
    Ok(Span {
        start,
        zone,
        length,
    })
}

/// How long it is from one moment to another; nothing where that is before.
fn between((start, zone): (Moment, Tz), (end, end_zone): (Moment, Tz)) -> Option<Length> {
    if start.is_day() && end.is_day() {
        return Length::between(start, end, zone);
    }
    let milliseconds =
        moment::instant(end.clock(), end_zone) - moment::instant(start.clock(), zone);
    (milliseconds >= 0).then_some(Length {
        days: 0,
        seconds: milliseconds / 1_000,
    })
}

fn texts(read: &Read, entry: &mut Entry) {
    let event = &mut entry.event;
    let text = read.text("DESCRIPTION");
    if text.chars().count() > TEXT_LETTERS {
        entry
            .mended
            .push(("mended-text", vec![("letters", TEXT_LETTERS.to_string())]));
    }
    let text = cut(text, TEXT_LETTERS);
    if text.chars().count() <= SUMMARY_LETTERS {
        event.description = text;
    } else {
        event.description = first_sentences(&text);
        event.details = text;
    }
    for property in read.all("CATEGORIES") {
        for word in list(&property.value) {
            let word = cut(word.trim(), 200);
            if !word.is_empty()
                && event.keywords.len() < KEYWORDS_MAX
                && !event.keywords.contains(&word)
            {
                event.keywords.push(word);
            }
        }
    }
    if read.text("STATUS").eq_ignore_ascii_case("CANCELLED") {
        event.status = Some("cancelled".into());
    }
    event.website = link(read.text("URL"));
}

/// The sentences that fit a summary; the first words where the first sentence does not.
fn first_sentences(text: &str) -> String {
    let begun = cut(text, SUMMARY_LETTERS - 1);
    let end = begun.rfind(['.', '!', '?', '\n']);
    match end {
        Some(end) if end > 20 => begun[..=end].trim().to_owned(),
        _ => format!(
            "{}…",
            begun
                .rsplit_once(' ')
                .map_or(begun.as_str(), |(whole, _)| whole)
        ),
    }
}

/// The values of a list; a comma after a backslash belongs to a value.
fn list(text: &str) -> Vec<String> {
    let (mut all, mut value, mut escaped) = (Vec::new(), String::new(), false);
    for letter in text.chars() {
        match letter {
            _ if escaped => {
                value.push(if matches!(letter, 'n' | 'N') {
                    ' '
                } else {
                    letter
                });
                escaped = false;
            }
            '\\' => escaped = true,
            ',' => all.push(std::mem::take(&mut value)),
            _ => value.push(letter),
        }
    }
    all.push(value);
    all
}

fn link(text: &str) -> Option<String> {
    let fits = (text.starts_with("https://") || text.starts_with("http://"))
        && text.len() <= 2_000
        && text.bytes().all(|byte| {
            byte.is_ascii_graphic()
                && !matches!(
                    byte,
                    b'<' | b'>' | b'"' | b'{' | b'}' | b'|' | b'\\' | b'^' | b'`'
                )
        })
        && text
            .split('/')
            .nth(2)
            .is_some_and(|host| host.contains('.'));
    fits.then(|| text.to_owned())
}

fn place(read: &Read, entry: &mut Entry) {
    let event = &mut entry.event;
    let said = read.text("LOCATION");
    let said = cut(
        &said.split_whitespace().collect::<Vec<_>>().join(" "),
        NAME_LETTERS,
    );
    match link(&said) {
        Some(url) => {
            event.online_url = Some(url);
            event.attendance = Some("online".into());
        }
        None if !said.is_empty() => {
            event.place = Some(Named {
                name: said,
                key: None,
            })
        }
        None => {}
    }
    let geo = read.text("GEO");
    if let Some((latitude, longitude)) = geo.split_once([';', ',']) {
        let point = latitude
            .trim()
            .parse::<f64>()
            .ok()
            .zip(longitude.trim().parse::<f64>().ok());
        match point.filter(|(latitude, longitude)| {
            latitude.abs() <= 90.0
                && longitude.abs() <= 180.0
                && (*latitude, *longitude) != (0.0, 0.0)
        }) {
            Some((latitude, longitude)) => {
                (event.latitude, event.longitude) = (Some(latitude), Some(longitude))
            }
            None => entry
                .mended
                .push(("mended-geo", vec![("value", cut(geo, 60))])),
        }
    }
}

fn provenance(read: &Read, around: Around, entry: &mut Entry) {
    let event = &mut entry.event;
    if let Some(organiser) = read
        .first("ORGANIZER")
        .and_then(|property| property.parameter("CN"))
    {
        // The address behind it is often a person's own: it is not kept.
        let name = cut(organiser.trim(), NAME_LETTERS);
        if !name.is_empty() && !name.contains('@') {
            event.organiser = Some(Named { name, key: None });
        }
    }
    event.uid = cut(read.text("UID"), 500);
    event.sequence = read
        .text("SEQUENCE")
        .parse()
        .ok()
        .filter(|sequence| *sequence > 0);
    let updated = moment::parse(read.text("LAST-MODIFIED"))
        .ok()
        .map(|parsed| parsed.moment.clock().date().to_string());
    event.source = Some(Source {
        name: cut(around.calendar, 300),
        id: cut(&event.uid, 300),
        updated: updated.unwrap_or_default(),
        ..Source::default()
    });
}

fn recurrence(main: &Read, others: &[Read], (span, around): (Span, Around), entry: &mut Entry) {
    let mut recurrence = Recurrence {
        zone: span.zone.name().to_owned(),
        start: span.start.written(),
        duration: span.length.written(),
        ..Recurrence::default()
    };
    for rule in main.all("RRULE").take(RULES_MAX) {
        match Rule::read(&rule.value, span.start, span.zone) {
            Ok(_) => recurrence
                .rules
                .push(rule.value.trim().trim_end_matches(';').to_owned()),
            Err(Unfit(key, said)) => entry.mended.push((key, vec![("rule", said)])),
        }
    }
    if main.all("RRULE").count() > RULES_MAX {
        entry
            .mended
            .push(("mended-rules", vec![("max", RULES_MAX.to_string())]));
    }
    dates(main, (span, around), &mut recurrence, &mut entry.mended);
    for other in others {
        if recurrence.exceptions.len() >= EXCEPTIONS_MAX {
            entry.mended.push((
                "mended-exceptions",
                vec![("max", EXCEPTIONS_MAX.to_string())],
            ));
            break;
        }
        match exception(other, (span, around), &entry.event, &mut entry.mended) {
            Ok(exception) => recurrence.exceptions.push(exception),
            Err(remark) => entry
                .mended
                .push(("mended-exception", vec![("why", remark.0.to_owned())])),
        }
    }
    let recurs = !recurrence.rules.is_empty()
        || !recurrence.dates.is_empty()
        || !recurrence.exceptions.is_empty();
    entry.event.recurrence = recurs.then_some(recurrence);
}

/// RDATE and EXDATE, each several times and in several zones; all are kept by the clock of the first start.
fn dates(
    main: &Read,
    (span, around): (Span, Around),
    recurrence: &mut Recurrence,
    mended: &mut Vec<Remark>,
) {
    for property in main.all("RDATE") {
        for value in property
            .value
            .split(',')
            .map(str::trim)
            .filter(|value| !value.is_empty())
        {
            let (begins, rest) = value.split_once('/').unwrap_or((value, ""));
            let begun = aligned(begins, property, (span, around), mended);
            let length = match (&begun, rest) {
                (_, "") => Some(None),
                (Some(_), text) if text.starts_with(['P', '+']) => Length::read(text).map(Some),
                (Some(start), text) => aligned(text, property, (span, around), mended)
                    .and_then(|end| Length::between(*start, end, span.zone))
                    .map(Some),
                (None, _) => None,
            };
            match (begun, length) {
                (Some(start), Some(length)) if recurrence.dates.len() < DATES_MAX => {
                    let length =
                        length.map_or_else(String::new, |length| format!("/{}", length.written()));
                    recurrence
                        .dates
                        .push(format!("{}{length}", start.written()));
                }
                _ => mended.push(("mended-date", vec![("value", cut(value, 60))])),
            }
        }
    }
    for property in main.all("EXDATE") {
        for value in property
            .value
            .split(',')
            .map(str::trim)
            .filter(|value| !value.is_empty())
        {
            match aligned(value, property, (span, around), mended) {
                Some(date) if recurrence.exclusions.len() < DATES_MAX => {
                    recurrence.exclusions.push(date.written())
                }
                _ => mended.push(("mended-date", vec![("value", cut(value, 60))])),
            }
        }
    }
}

/// A date of a list, by the clock of the first start; a day for what takes whole days.
fn aligned(
    value: &str,
    property: &Property,
    (span, around): (Span, Around),
    mended: &mut Vec<Remark>,
) -> Option<Moment> {
    let (moment, utc) = read_moment(value).ok()?;
    let Moment::Time(time) = moment else {
        return Some(moment);
    };
    let zone = if utc || property.parameter("TZID").is_some() {
        zone_for(property, utc, around, mended)
    } else {
        span.zone
    };
    if span.start.is_day() {
        return Some(Moment::Day(time.date()));
    }
    if zone == span.zone {
        return Some(moment);
    }
    Some(Moment::Time(moment::clock(
        moment::instant(time, zone),
        span.zone,
    )))
}

/// What an entry with a RECURRENCE-ID says of its date.
fn exception(
    read: &Read,
    (span, around): (Span, Around),
    event: &Event,
    mended: &mut Vec<Remark>,
) -> Result<Exception, Remark> {
    let property = read
        .first("RECURRENCE-ID")
        .ok_or(("refused-no-date", Vec::new()))?;
    let at = aligned(&property.value, property, (span, around), mended)
        .ok_or_else(|| ("refused-date", vec![("value", cut(&property.value, 60))]))?;
    let own = self::span(read, around, Some(span.length), mended)?;
    let start = match own.start {
        Moment::Time(time) if !span.start.is_day() && own.zone != span.zone => {
            Moment::Time(moment::clock(moment::instant(time, own.zone), span.zone))
        }
        Moment::Time(time) if span.start.is_day() => Moment::Day(time.date()),
        other => other,
    };
    let mut said = Entry::default();
    texts(read, &mut said);
    place(read, &mut said);
    let differs = |own: String, usual: &str| (!own.is_empty() && own != usual).then_some(own);
    let usual_place = event.place.as_ref().map_or("", |place| place.name.as_str());
    Ok(Exception {
        at: at.written(),
        start: start.written(),
        duration: own.length.written(),
        status: said
            .event
            .status
            .filter(|status| event.status.as_ref() != Some(status)),
        name: differs(cut(read.text("SUMMARY"), NAME_LETTERS), &event.name),
        description: differs(said.event.description, &event.description),
        place: differs(
            said.event.place.map(|place| place.name).unwrap_or_default(),
            usual_place,
        ),
    })
}
