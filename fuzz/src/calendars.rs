//! Calendars, as the plugin of events reads them.

use events::ics::entry::{Around, entry};
use events::ics::lines::plain;
use events::ics::scan::{Read, read, scan};
use events::ics::zone::declared;
use events::recurrence::Window;

use crate::Target;

/// Events of one file that are read: a file of some kilobytes has fewer.
const EVENTS_MAX: usize = 200;
const YEAR_MS: i64 = 365 * 24 * 3600 * 1000;

pub const CALENDAR: Target = Target {
    name: "calendar",
    run: |bytes| {
        let bytes = plain(bytes.to_vec());
        let found = scan(&bytes);
        let zones = declared(&bytes, &found);
        let Ok(own) = "Europe/Paris".parse() else {
            return;
        };
        let around = Around {
            zones: &zones,
            own,
            calendar: "x",
        };
        let places = found.events.iter().take(EVENTS_MAX);
        let mut reads: Vec<Read> = places
            .filter_map(|place| bytes.get(place.range.clone()))
            .map(read)
            .collect();
        if reads.is_empty() {
            return;
        }
        let main = reads.remove(0);
        let window = Window {
            from: 56 * YEAR_MS,
            to: 58 * YEAR_MS,
        };
        for others in [&reads[..], &[]] {
            if let Ok(entry) = entry(&main, others, around) {
                let _ = entry.event.times(window, own).all.len();
            }
        }
    },
    tokens: &[
        "BEGIN:VEVENT\r\n",
        "END:VEVENT\r\n",
        "RRULE:FREQ=SECONDLY\r\n",
        "FREQ=YEARLY;BYDAY=-53MO",
        ";BYSETPOS=-1",
        ";COUNT=999999999",
        ";UNTIL=99991231",
        ";INTERVAL=0",
        ";INTERVAL=2147483648",
        "RDATE;VALUE=PERIOD:",
        "EXDATE;TZID=Mars/Olympus:",
        "RECURRENCE-ID;RANGE=THISANDFUTURE:",
        "DURATION:P99999999W",
        "DTSTART;VALUE=DATE:",
        "20261329T256199",
        "99991231T235959Z",
        "00000101",
        "TZID=\"",
        "BEGIN:VTIMEZONE\r\nTZID:x\r\n",
        "\r\n ",
        "\r",
        "\\n",
        "\u{feff}",
        "\u{85}",
    ],
};
