//! What an author asks of a plugin before anybody installs it: is it whole ([`check`]), and does it do what its cases say ([`trial`]).
//! Everything runs on the real runtime, in an instance that is thrown away ([`bench`]). What is found is data; the command
//! line says it in words.

mod accessible;
pub mod bench;
pub mod case;
pub mod check;
mod crawl;
pub mod data;
mod described;
pub mod dev;
mod difference;
mod grants;
mod lines;
mod spoken;
mod targets;
pub mod trial;
mod words;

pub use check::{Checked, check};
pub use crawl::Visit;

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// It has to be mended.
    Fault,
    /// It should be looked at.
    Warning,
}

/// Something that an author should know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// How bad it is.
    pub level: Level,
    /// A file of the plugin, or the address of a page.
    pub place: String,
    /// From 1.
    pub line: Option<usize>,
    /// The key of its sentence, which tells the mend too.
    pub key: &'static str,
    /// What stands in the sentence.
    pub arguments: Vec<(&'static str, String)>,
    /// The same in this many other places.
    pub more: usize,
}

/// What was found so far; the same thing in many places is one finding.
#[derive(Debug, Default)]
pub struct Findings {
    all: Vec<Finding>,
}

impl Findings {
    /// Adds a fault.
    pub fn fault(
        &mut self,
        place: impl Into<Place>,
        key: &'static str,
        arguments: &[(&'static str, &str)],
    ) {
        self.add(Level::Fault, place.into(), key, arguments);
    }

    /// Adds a warning.
    pub fn warning(
        &mut self,
        place: impl Into<Place>,
        key: &'static str,
        arguments: &[(&'static str, &str)],
    ) {
        self.add(Level::Warning, place.into(), key, arguments);
    }

    fn add(
        &mut self,
        level: Level,
        place: Place,
        key: &'static str,
        arguments: &[(&'static str, &str)],
    ) {
        let arguments: Vec<_> = arguments
            .iter()
            .map(|(name, value)| (*name, one_line(value)))
            .collect();
        let known = self
            .all
            .iter_mut()
            .find(|known| known.key == key && known.arguments == arguments);
        match known {
            Some(known) if known.place == place.0 && known.line == place.1 => {}
            Some(known) => known.more += 1,
            None => self.all.push(Finding {
                level,
                place: place.0,
                line: place.1,
                key,
                arguments,
                more: 0,
            }),
        }
    }

    /// All of them, faults first, in the order in which they were found.
    pub fn into_sorted(mut self) -> Vec<Finding> {
        self.all.sort_by_key(|finding| finding.level);
        self.all
    }

    /// Whether anything has to be mended.
    pub fn has_faults(&self) -> bool {
        self.all.iter().any(|finding| finding.level == Level::Fault)
    }
}

/// A text on one line, without what Rust says of backtraces, which no guest has.
fn one_line(text: &str) -> String {
    let text = text.split("note: run with `RUST_BACKTRACE").next();
    let words: Vec<&str> = text.unwrap_or_default().split_whitespace().collect();
    words.join(" ")
}

/// Where something was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place(String, Option<usize>);

impl From<&str> for Place {
    fn from(file: &str) -> Self {
        Self(file.to_owned(), None)
    }
}

impl From<(&str, Option<usize>)> for Place {
    fn from((file, line): (&str, Option<usize>)) -> Self {
        Self(file.to_owned(), line)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_thing_in_many_places_is_one_finding_and_faults_come_first() {
        let mut findings = Findings::default();
        findings.warning("plugin.toml", "b", &[]);
        for page in ["/a", "/a", "/b", "/c"] {
            findings.fault(page, "a", &[("href", "/x")]);
        }
        findings.fault("/a", "a", &[("href", "/y")]);
        assert!(findings.has_faults());
        let found = findings.into_sorted();
        let shown: Vec<_> = found
            .iter()
            .map(|found| (found.key, found.place.as_str(), found.more))
            .collect();
        assert_eq!(
            shown,
            [("a", "/a", 2), ("a", "/a", 0), ("b", "plugin.toml", 0)]
        );
    }
}
