//! The school holidays of a zone, as the documents say that an administrator gave: the ministry's calendar of a zone (iCalendar) or a
//! small table. Nothing is known without them, and nothing is guessed.

use std::io::Read as _;

use chrono::{Days, NaiveDate};
use maille_sdk::documents::{self, Reader};
use maille_sdk::{Error, Result};

use crate::ics::lines::plain;
use crate::ics::moment;
use crate::ics::scan;

/// Bytes of a document.
const BYTES_MAX: u64 = 1024 * 1024;
/// Holidays of all zones.
const SPANS_MAX: usize = 500;
/// Days that one lasts at most: summer has sixty-odd.
const DAYS_MAX: i64 = 100;
/// Documents that are looked through for calendars of holidays.
const NAMES_MAX: u32 = 1_000;

/// One of the three zones of metropolitan France.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Zone {
    /// Besançon, Bordeaux, Clermont-Ferrand, Dijon, Grenoble, Limoges, Lyon, Poitiers.
    A,
    /// The north, the east, the west and the south-east.
    B,
    /// Créteil, Montpellier, Paris, Toulouse, Versailles.
    C,
}

impl Zone {
    /// All.
    pub const ALL: [Self; 3] = [Self::A, Self::B, Self::C];

    /// The letter.
    pub fn letter(self) -> &'static str {
        match self {
            Self::A => "A",
            Self::B => "B",
            Self::C => "C",
        }
    }

    /// By its letter, large or small.
    pub fn of_letter(letter: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|zone| zone.letter().eq_ignore_ascii_case(letter))
    }

    /// The code of its holidays in a recurrence's `except`.
    pub fn code(self) -> &'static str {
        match self {
            Self::A => "school-holidays-a",
            Self::B => "school-holidays-b",
            Self::C => "school-holidays-c",
        }
    }

    /// By that code.
    pub fn of_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|zone| zone.code() == code)
    }
}

/// What is known of school holidays.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct School {
    /// Zone, first day and the day after the last.
    spans: Vec<(Zone, NaiveDate, NaiveDate)>,
}

impl School {
    /// As the documents say.
    pub fn load() -> Result<Self> {
        let mut school = Self::default();
        for name in documents::names("", None, NAMES_MAX)? {
            if !is_about_holidays(&name) {
                continue;
            }
            let mut bytes = Vec::new();
            Reader::open(&name)?
                .take(BYTES_MAX)
                .read_to_end(&mut bytes)
                .map_err(|error| Error::invalid(format!("{name} cannot be read: {error}")))?;
            school.add(&name, bytes);
        }
        Ok(school)
    }

    /// Takes what a document says.
    pub fn add(&mut self, name: &str, bytes: Vec<u8>) {
        let found = match zone_of(name) {
            Some(zone) if name.to_ascii_lowercase().ends_with(".ics") => calendar(zone, bytes),
            _ => table(&String::from_utf8_lossy(&bytes)),
        };
        self.spans.extend(found);
        self.spans.sort_unstable();
        self.spans.dedup();
        self.spans.truncate(SPANS_MAX);
    }

    /// Whether a day is one of a zone's holidays.
    pub fn holds(&self, zone: Zone, day: NaiveDate) -> bool {
        self.spans
            .iter()
            .any(|(of, first, after)| *of == zone && (*first..*after).contains(&day))
    }

    /// The last holiday of a zone that is known.
    pub fn known_until(&self, zone: Zone) -> Option<NaiveDate> {
        let of = self.spans.iter().filter(|(of, ..)| *of == zone);
        of.map(|(_, _, after)| *after).max()?.pred_opt()
    }

    /// The zones of which anything is known.
    pub fn zones(&self) -> Vec<Zone> {
        let known = |zone: &Zone| self.known_until(*zone).is_some();
        Zone::ALL.into_iter().filter(known).collect()
    }
}

/// Whether a document speaks of school holidays, and is no calendar of events: `Zone-C.ics` as the ministry calls it,
/// `vacances-zone-c.ics`, `vacances.csv`.
pub fn is_about_holidays(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    let table = lower.ends_with(".csv") && lower.contains("vacances");
    let stem = lower.strip_suffix(".ics").unwrap_or_default();
    let named = stem.contains("vacances") || stem.len() == "zone-a".len();
    table || (named && zone_of(&lower).is_some() && !lower.contains('/'))
}

fn zone_of(name: &str) -> Option<Zone> {
    let lower = name.to_ascii_lowercase();
    let stem = lower.strip_suffix(".ics").unwrap_or(&lower);
    let words: Vec<&str> = stem
        .split(|letter: char| !letter.is_ascii_alphanumeric())
        .collect();
    words.windows(2).find_map(|pair| match pair {
        ["zone", letter] => Zone::of_letter(letter),
        _ => None,
    })
}

/// The holidays of a zone's calendar. Days on which teachers or pupils come back are no holidays.
fn calendar(zone: Zone, bytes: Vec<u8>) -> Vec<(Zone, NaiveDate, NaiveDate)> {
    let bytes = plain(bytes);
    let scanned = scan::scan(&bytes);
    let places = scanned.events.iter().take(SPANS_MAX);
    places
        .filter_map(|place| {
            let read = scan::read(bytes.get(place.range.clone())?);
            let title = read.text("SUMMARY").to_lowercase();
            if !title.starts_with("vacances") && !title.starts_with("pont") {
                return None;
            }
            let day = |name: &str| {
                let value = moment::parse(&read.first(name)?.value).ok()?;
                Some(value.moment.clock().date())
            };
            let first = day("DTSTART")?;
            let after = day("DTEND").or_else(|| first.succ_opt())?;
            span(zone, first, after)
        })
        .collect()
}

/// Lines such as `C;2026-12-19;2027-01-03`, both days of the holidays, below a line that names the columns `zone`, `du` and `au`.
fn table(text: &str) -> Vec<(Zone, NaiveDate, NaiveDate)> {
    let text = text.trim_start_matches('\u{feff}');
    let mark = if text.lines().next().is_some_and(|head| head.contains(';')) {
        ';'
    } else {
        ','
    };
    let cells = |line: &str| -> Vec<String> {
        let cells = line.split(mark);
        cells
            .map(|cell| cell.trim().trim_matches('"').to_owned())
            .collect()
    };
    let mut lines = text.lines().take(SPANS_MAX);
    let head = lines.next().map(cells).unwrap_or_default();
    let column = |name: &str| head.iter().position(|cell| cell.eq_ignore_ascii_case(name));
    let (Some(zone), Some(from), Some(to)) = (column("zone"), column("du"), column("au")) else {
        return Vec::new();
    };
    lines
        .filter_map(|line| {
            let cells = cells(line);
            let zone = cells.get(zone)?.to_ascii_lowercase();
            let zone = Zone::of_letter(zone.trim_start_matches("zone").trim())?;
            let first: NaiveDate = cells.get(from)?.parse().ok()?;
            let last: NaiveDate = cells.get(to)?.parse().ok()?;
            span(zone, first, last.checked_add_days(Days::new(1))?)
        })
        .collect()
}

fn span(zone: Zone, first: NaiveDate, after: NaiveDate) -> Option<(Zone, NaiveDate, NaiveDate)> {
    let days = (after - first).num_days();
    (1..=DAYS_MAX)
        .contains(&days)
        .then_some((zone, first, after))
}
