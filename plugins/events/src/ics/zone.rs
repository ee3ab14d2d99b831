//! Which time zone a file means. Its own VTIMEZONE is believed last: many are wrong, cut off or of another year.

use chrono::{NaiveDate, Offset, TimeZone};
use chrono_tz::Tz;

use super::scan::{self, Scan};
use super::windows;

/// A zone, and what was mended to find it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The zone.
    pub zone: Tz,
    /// The key of the sentence that says how it was found where its name says nothing.
    pub mended: Option<&'static str>,
}

/// What a file's own VTIMEZONE says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Declared {
    id: String,
    /// `X-LIC-LOCATION`: the name that counts where the id is a producer's own.
    location: String,
    /// Offsets from Greenwich in seconds, each once, in order.
    offsets: Vec<i32>,
}

/// The zones of a file.
pub fn declared(bytes: &[u8], scan: &Scan) -> Vec<Declared> {
    let zones = scan.zones.iter().map(|range| {
        let inside = &bytes[range.clone()];
        let whole = scan::read(inside);
        let mut declared = Declared {
            id: whole.text("TZID").to_owned(),
            location: whole.text("X-LIC-LOCATION").to_owned(),
            ..Declared::default()
        };
        for line in super::lines::Lines::new(inside) {
            let (text, _) = line.text();
            let offset = text.strip_prefix("TZOFFSETTO:").and_then(offset);
            declared.offsets.extend(offset);
        }
        declared.offsets.sort_unstable();
        declared.offsets.dedup();
        declared
    });
    zones.collect()
}

/// `+0100` in seconds.
fn offset(text: &str) -> Option<i32> {
    let text = text.trim();
    let (sign, digits) = match text.as_bytes().first()? {
        b'+' => (1, &text[1..]),
        b'-' => (-1, &text[1..]),
        _ => return None,
    };
    let minutes = digits.get(2..4)?.parse::<i32>().ok()?;
    let hours = digits.get(..2)?.parse::<i32>().ok()?;
    Some(sign * (hours * 3_600 + minutes * 60)).filter(|seconds| seconds.abs() <= 50_400)
}

/// The zone of a `TZID`; `own` is the instance's, for names that say nothing.
pub fn find(id: &str, declared: &[Declared], own: Tz) -> Found {
    if let Some(zone) = named(id) {
        return Found { zone, mended: None };
    }
    if let Some(zone) = windows::iana(id.trim()).and_then(|name| name.parse().ok()) {
        return Found {
            zone,
            mended: Some("mended-zone-windows"),
        };
    }
    let declared = declared.iter().find(|declared| declared.id == id);
    if let Some(zone) = declared.and_then(|declared| named(&declared.location)) {
        return Found {
            zone,
            mended: Some("mended-zone-location"),
        };
    }
    // Offsets alone tell no zone, but they tell whether it can be the instance's own.
    if let Some(declared) = declared.filter(|declared| !declared.offsets.is_empty()) {
        if declared.offsets == offsets(own) {
            return Found {
                zone: own,
                mended: Some("mended-zone-offsets"),
            };
        }
        if let Some(zone) = fixed(&declared.offsets) {
            return Found {
                zone,
                mended: Some("mended-zone-offsets"),
            };
        }
    }
    Found {
        zone: own,
        mended: Some("mended-zone-unknown"),
    }
}

/// A name of IANA's, alone or at the end of a producer's path.
fn named(id: &str) -> Option<Tz> {
    let id = id.trim().trim_matches('"');
    let parts: Vec<&str> = id.split('/').filter(|part| !part.is_empty()).collect();
    let tails = (0..parts.len())
        .rev()
        .take(3)
        .rev()
        .map(|from| parts[from..].join("/"));
    tails
        .filter(|tail| !tail.is_empty())
        .find_map(|tail| tail.parse().ok())
}

/// What a zone's clocks show in winter and in summer, each once, in order.
fn offsets(zone: Tz) -> Vec<i32> {
    let days = [(2026, 1, 15), (2026, 7, 15)];
    let at = |(year, month, day)| {
        let day = NaiveDate::from_ymd_opt(year, month, day)?.and_hms_opt(12, 0, 0)?;
        Some(
            zone.from_utc_datetime(&day)
                .offset()
                .fix()
                .local_minus_utc(),
        )
    };
    let mut offsets: Vec<i32> = days.into_iter().filter_map(at).collect();
    offsets.sort_unstable();
    offsets.dedup();
    offsets
}

/// A zone without summer time, of whole hours.
fn fixed(offsets: &[i32]) -> Option<Tz> {
    let [seconds] = offsets else { return None };
    let hours = seconds / 3_600;
    if hours * 3_600 != *seconds {
        return None;
    }
    // The sign of these names is the other way round.
    format!(
        "Etc/GMT{}{}",
        if hours > 0 { '-' } else { '+' },
        hours.abs()
    )
    .parse()
    .ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const PARIS: Tz = chrono_tz::Europe::Paris;

    fn of(text: &str, id: &str) -> (String, Option<&'static str>) {
        let scan = scan::scan(text.as_bytes());
        let found = find(id, &declared(text.as_bytes(), &scan), PARIS);
        (found.zone.name().to_owned(), found.mended)
    }

    fn zone(id: &str, more: &str) -> String {
        format!("BEGIN:VTIMEZONE\nTZID:{id}\n{more}END:VTIMEZONE\n")
    }

    #[test]
    fn names_count_before_what_a_file_declares() {
        let lying = zone(
            "Europe/Paris",
            "BEGIN:STANDARD\nTZOFFSETTO:-0500\nEND:STANDARD\n",
        );
        assert_eq!(of(&lying, "Europe/Paris"), ("Europe/Paris".into(), None));
        assert_eq!(
            of("", "/freeassociation.sourceforge.net/Europe/Paris").0,
            "Europe/Paris"
        );
        assert_eq!(
            of("", "/mozilla.org/20050126_1/America/Argentina/Ushuaia").0,
            "America/Argentina/Ushuaia"
        );
        assert_eq!(
            of("", "Romance Standard Time"),
            ("Europe/Paris".into(), Some("mended-zone-windows"))
        );
    }

    #[test]
    fn what_has_no_known_name_is_told_by_its_location_or_its_offsets() {
        assert_eq!(
            of(&zone("Mine", "X-LIC-LOCATION:Europe/Madrid\n"), "Mine").0,
            "Europe/Madrid"
        );
        let two = "BEGIN:STANDARD\nTZOFFSETTO:+0100\nEND:STANDARD\nBEGIN:DAYLIGHT\nTZOFFSETTO:+0200\nEND:DAYLIGHT\n";
        assert_eq!(
            of(&zone("Paris, Madrid", two), "Paris, Madrid"),
            ("Europe/Paris".into(), Some("mended-zone-offsets"))
        );
        let one = "BEGIN:STANDARD\nTZOFFSETTO:-0300\nEND:STANDARD\n";
        assert_eq!(of(&zone("X", one), "X").0, "Etc/GMT+3");
    }

    #[test]
    fn an_unknown_zone_is_the_instance_s_own_and_said() {
        for id in ["", "Mars/Olympus", "////", "é"] {
            assert_eq!(
                of("", id),
                ("Europe/Paris".into(), Some("mended-zone-unknown")),
                "{id}"
            );
        }
    }
}
