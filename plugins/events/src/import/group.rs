//! The entries of a calendar that are one event: one UID, its dates and its exceptions; the newest of several versions.

use std::collections::BTreeMap;

use sha2::{Digest as _, Sha256};

use crate::ics::entry::rank;
use crate::ics::scan::{Place, Read, Scan, read};

/// Letters of a UID that is a record's key as it is.
const KEY_LETTERS: usize = 100;
/// Paths of the plugin's own pages.
const TAKEN: [&str; 5] = [
    "mois",
    "semaine",
    "agenda.ics",
    "agenda.atom",
    "agenda.jsonld",
];

/// One event to be: its entries.
#[derive(Debug, Default, Clone, PartialEq)]
pub struct Group {
    /// The record's key.
    pub key: String,
    /// The entry that stands for all dates.
    pub main: Read,
    /// Those of one date, the newest of each.
    pub others: Vec<Read>,
    /// Its own name for a report.
    pub subject: String,
    /// What is to be said of the whole: the key of a sentence.
    pub remark: Option<&'static str>,
}

/// An entry that stands for nothing, and why: the key of a sentence.
pub type Left = (String, &'static str);

/// The places of a file by UID, in the order of the file.
pub fn by_uid(scan: &Scan) -> Vec<Vec<&Place>> {
    let mut order: Vec<Vec<&Place>> = Vec::new();
    let mut known: BTreeMap<&str, usize> = BTreeMap::new();
    for place in &scan.events {
        if place.uid.is_empty() {
            order.push(vec![place]);
            continue;
        }
        let index = *known.entry(place.uid.as_str()).or_insert(order.len());
        match order.get_mut(index) {
            Some(group) => group.push(place),
            None => order.push(vec![place]),
        }
    }
    order
}

/// Reads the entries of one UID and brings them together.
pub fn groups(bytes: &[u8], places: &[&Place]) -> (Vec<Group>, Vec<Left>) {
    let (mut mains, mut others, mut left): (Vec<Read>, Vec<Read>, Vec<Left>) = Default::default();
    for place in places {
        let name = if place.uid.is_empty() {
            format!("VEVENT {}", place.number)
        } else {
            place.uid.clone()
        };
        if place.range.len() > crate::ics::scan::EVENT_BYTES_MAX {
            left.push((name, "refused-size"));
        } else if !place.whole {
            left.push((name, "refused-cut"));
        } else {
            let entry = read(&bytes[place.range.clone()]);
            let one_date = entry.first("RECURRENCE-ID").is_some();
            if one_date {
                others.push(entry)
            } else {
                mains.push(entry)
            }
        }
    }
    let uid = places.first().map_or("", |place| place.uid.as_str());
    if mains.is_empty() {
        // The feed has only what differs: each is an event of its own.
        let alone = others.into_iter().map(|entry| Group {
            key: told(uid, entry.text("RECURRENCE-ID")),
            remark: Some("mended-orphan"),
            subject: subject(&entry, places),
            main: entry,
            ..Group::default()
        });
        return (alone.collect(), left);
    }
    mains.sort_by_key(|entry| std::cmp::Reverse(rank(entry)));
    let newest = rank(&mains[0]);
    let start = mains[0].text("DTSTART").to_owned();
    let (mut same, mut apart): (Vec<Read>, Vec<Read>) = (Vec::new(), Vec::new());
    for entry in mains {
        // Some producers write one UID for all that they have: what is as new and at another time is another event.
        let another = rank(&entry) == newest && entry.text("DTSTART") != start;
        if another {
            apart.push(entry)
        } else {
            same.push(entry)
        }
    }
    let shared = !apart.is_empty();
    let mut all: Vec<Group> = Vec::new();
    let mut seen = std::collections::BTreeSet::new();
    for (index, entry) in same.into_iter().enumerate() {
        if index > 0 {
            left.push((subject(&entry, places), "refused-older"));
            continue;
        }
        let key = if shared {
            told(uid, &start)
        } else {
            key(uid, &entry)
        };
        all.push(Group {
            key,
            subject: subject(&entry, places),
            remark: match (uid.is_empty(), shared) {
                (true, _) => Some("mended-uid"),
                (_, true) => Some("mended-uid-shared"),
                _ => None,
            },
            others: newest_of_each(std::mem::take(&mut others)),
            main: entry,
        });
    }
    for entry in apart {
        let key = told(uid, entry.text("DTSTART"));
        if !seen.insert(key.clone()) {
            left.push((subject(&entry, places), "refused-older"));
            continue;
        }
        all.push(Group {
            key,
            subject: subject(&entry, places),
            remark: Some("mended-uid-shared"),
            main: entry,
            ..Group::default()
        });
    }
    (all, left)
}

/// The newest entry of each date.
fn newest_of_each(mut others: Vec<Read>) -> Vec<Read> {
    others.sort_by_key(|entry| std::cmp::Reverse(rank(entry)));
    let mut seen = std::collections::BTreeSet::new();
    others.retain(|entry| seen.insert(entry.text("RECURRENCE-ID").to_owned()));
    others.sort_by(|one, other| one.text("RECURRENCE-ID").cmp(other.text("RECURRENCE-ID")));
    others
}

fn subject(entry: &Read, places: &[&Place]) -> String {
    let number = places.first().map_or(0, |place| place.number);
    let name = crate::record::cut(entry.text("SUMMARY"), 80);
    match name.is_empty() {
        true => format!("VEVENT {number}"),
        false => name,
    }
}

/// The key of a record: the UID itself where an address can hold it.
fn key(uid: &str, entry: &Read) -> String {
    if uid.is_empty() {
        let told = ["SUMMARY", "DTSTART", "LOCATION"]
            .map(|name| entry.text(name))
            .join("|");
        return digest(&told);
    }
    let plain = uid
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || b"._@-".contains(&byte));
    let own = uid.len() <= KEY_LETTERS
        && plain
        && !uid.starts_with('.')
        && !uid.ends_with(".ics")
        && !TAKEN.contains(&uid);
    if own { uid.to_owned() } else { digest(uid) }
}

/// The key of one of several events of a UID.
fn told(uid: &str, start: &str) -> String {
    digest(&format!("{uid}|{start}"))
}

/// Thirty-two letters that stand for a text.
pub fn digest(text: &str) -> String {
    Sha256::digest(text.as_bytes())
        .iter()
        .take(16)
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ics::scan::scan;

    fn keys(text: &str) -> (Vec<(String, usize)>, Vec<Left>) {
        let found = scan(text.as_bytes());
        let (mut all, mut left) = (Vec::new(), Vec::new());
        for places in by_uid(&found) {
            let (groups, more) = groups(text.as_bytes(), &places);
            all.extend(
                groups
                    .into_iter()
                    .map(|group| (group.key, group.others.len())),
            );
            left.extend(more);
        }
        (all, left)
    }

    fn event(lines: &str) -> String {
        format!("BEGIN:VEVENT\nSUMMARY:x\n{lines}\nEND:VEVENT\n")
    }

    #[test]
    fn exceptions_belong_to_their_event_wherever_they_stand() {
        let text = [
            event("UID:a\nRECURRENCE-ID:20261110T140000\nDTSTART:20261111T140000\nSEQUENCE:1"),
            event("UID:b\nDTSTART:20261103T140000"),
            event("UID:a\nDTSTART:20261103T140000\nRRULE:FREQ=WEEKLY"),
            event("UID:a\nRECURRENCE-ID:20261110T140000\nDTSTART:20261112T140000\nSEQUENCE:2"),
        ];
        let (all, left) = keys(&text.concat());
        assert_eq!(
            (all, left),
            (vec![("a".into(), 1), ("b".into(), 0)], Vec::new())
        );
    }

    #[test]
    fn of_two_versions_the_newer_is_taken_and_two_events_stay_two() {
        let versions = event("UID:a\nDTSTART:20261103T140000\nSEQUENCE:1")
            + &event("UID:a\nDTSTART:20261104T140000\nSEQUENCE:2");
        let (all, left) = keys(&versions);
        assert_eq!((all.len(), left.len(), left[0].1), (1, 1, "refused-older"));
        let two =
            event("UID:a\nDTSTART:20261103T140000") + &event("UID:a\nDTSTART:20261104T140000");
        let (all, left) = keys(&two);
        assert!(all.len() == 2 && left.is_empty() && all[0].0 != all[1].0 && all[0].0.len() == 32);
    }

    #[test]
    fn a_key_fits_an_address() {
        for (uid, own) in [
            ("abc@example.org", true),
            ("a/b", false),
            ("mois", false),
            ("..", false),
            ("é", false),
            ("agenda.ics", false),
        ] {
            let (all, _) = keys(&event(&format!("UID:{uid}\nDTSTART:20261103T140000")));
            assert_eq!(all[0].0 == uid, own, "{uid}: {}", all[0].0);
        }
        let (all, _) = keys(&event("DTSTART:20261103T140000"));
        assert_eq!(all[0].0.len(), 32);
    }
}
