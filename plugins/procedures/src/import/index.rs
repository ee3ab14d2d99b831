//! What this plugin has imported of one audience: a sorted list in the storage, a line each. Pages read it to know which
//! links lead somewhere; the import reads it to know what is new.

use std::collections::BTreeMap;

use crate::fiche::is_identifier;

/// One fiche.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Line {
    /// The record's revision after the last import.
    pub revision: u64,
    /// The import that saw it last.
    pub run: u64,
    /// This plugin withdrew it, because it disappeared upstream.
    pub withdrawn: bool,
    /// `2024-11-05`.
    pub updated: String,
}

/// All fiches of an audience.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Index(pub BTreeMap<String, Line>);

/// Where the index of an audience stands in the storage.
pub fn key(audience: &str) -> String {
    format!("index/{audience}")
}

impl Index {
    /// From the storage's bytes; a line that does not fit is left out, and its fiche imported again.
    pub fn parse(bytes: &[u8]) -> Self {
        let text = String::from_utf8_lossy(bytes);
        let lines = text.lines().filter_map(|line| {
            let mut parts = line.split(' ');
            let identifier = parts.next().filter(|text| is_identifier(text))?;
            let revision = parts.next()?.parse().ok()?;
            let run = parts.next()?.parse().ok()?;
            let withdrawn = parts.next()? == "w";
            let updated = parts.next().unwrap_or_default().to_owned();
            Some((
                identifier.to_owned(),
                Line {
                    revision,
                    run,
                    withdrawn,
                    updated,
                },
            ))
        });
        Self(lines.collect())
    }

    /// To the storage's bytes.
    pub fn bytes(&self) -> Vec<u8> {
        let mut out = String::new();
        for (identifier, line) in &self.0 {
            let state = if line.withdrawn { "w" } else { "p" };
            out.push_str(&format!(
                "{identifier} {} {} {state} {}\n",
                line.revision, line.run, line.updated
            ));
        }
        out.into_bytes()
    }

    /// Those that an import did not see though it saw their audience's whole archive.
    pub fn unseen(&self, run: u64) -> Vec<String> {
        self.0
            .iter()
            .filter(|(_, line)| line.run < run && !line.withdrawn)
            .map(|(id, _)| id.clone())
            .collect()
    }
}

/// Which fiches of an audience are there, read without a copy of each name.
#[derive(Debug, Default)]
pub struct Present(Vec<u8>);

impl Present {
    /// From the storage's bytes.
    pub fn new(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }

    /// True where the fiche can be shown.
    pub fn has(&self, identifier: &str) -> bool {
        self.line(identifier)
            .is_some_and(|line| line.split(' ').nth(2) == Some("p"))
    }

    /// How many there are, and the newest date of one.
    pub fn summary(&self) -> (usize, String) {
        let mut count = 0;
        let mut newest = "";
        for line in self.text().lines() {
            let mut parts = line.split(' ').skip(3);
            if parts.next() == Some("p") {
                count += 1;
                newest = newest.max(parts.next().unwrap_or_default());
            }
        }
        (count, newest.to_owned())
    }

    fn text(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }

    /// What follows the identifier in its line: a binary search over sorted lines.
    fn line(&self, identifier: &str) -> Option<&str> {
        let text = self.text();
        let (mut low, mut high) = (0, text.len());
        while low < high {
            let middle = low + (high - low) / 2;
            let start = text.as_bytes()[..middle]
                .iter()
                .rposition(|byte| *byte == b'\n')
                .map_or(0, |at| at + 1);
            let end = text.as_bytes()[start..]
                .iter()
                .position(|byte| *byte == b'\n')
                .map_or(text.len(), |at| start + at);
            let (name, rest) = text[start..end]
                .split_once(' ')
                .unwrap_or((&text[start..end], ""));
            match name.cmp(identifier) {
                std::cmp::Ordering::Equal => return Some(rest),
                std::cmp::Ordering::Less => low = end + 1,
                std::cmp::Ordering::Greater => high = start,
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::{Index, Line, Present};

    #[test]
    fn what_is_written_is_found() {
        let mut index = Index::default();
        for number in 0..500 {
            let line = Line {
                revision: number,
                run: 1 + number % 2,
                withdrawn: number == 7,
                updated: "2024-01-02".into(),
            };
            index.0.insert(format!("F{number}"), line);
        }
        let bytes = index.bytes();
        assert_eq!(Index::parse(&bytes), index);
        let present = Present::new(bytes);
        assert!((0..500).all(|number| present.has(&format!("F{number}")) == (number != 7)));
        assert!(!present.has("F500") && !present.has("A") && !present.has("Z"));
        assert_eq!(present.summary(), (499, "2024-01-02".to_owned()));
        assert_eq!(index.unseen(2).len(), 250);
        assert!(!Present::default().has("F1"));
    }
}
