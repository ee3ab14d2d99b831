//! Reads the parameters of a request strictly: what is not understood is said, never passed over. A program that believes
//! that it filtered must have filtered.

use std::ops::RangeInclusive;

use jiff::Timestamp;
use jiff::civil::Date;

use super::problem::{Fault, Refusal};
use crate::directory::vocabulary;
use crate::web::render::Wrong;
use crate::web::visitor::Visitor;

/// The parameters of one request, and what is wrong with them so far.
pub struct Given<'a> {
    visitor: &'a Visitor,
    faults: Vec<Fault>,
}

impl<'a> Given<'a> {
    /// Of a request that takes these names; `many` may stand several times.
    pub fn new(visitor: &'a Visitor, known: &[String], many: &[&str]) -> Self {
        let mut given = Self {
            visitor,
            faults: Vec::new(),
        };
        let mut seen: Vec<&str> = Vec::new();
        for (name, value) in &visitor.query {
            if !known.contains(name) {
                let nearest = vocabulary::nearest(name, known.iter().map(String::as_str), 1);
                let nearest = nearest.first().map(|name| (*name).to_owned());
                let accepted = known.join(", ");
                given.wrong(name, None, Wrong::Unknown { nearest, accepted });
            } else if seen.contains(&name.as_str()) && !many.contains(&name.as_str()) {
                given.wrong(name, Some(value), Wrong::Twice);
            }
            seen.push(name);
        }
        given
    }

    /// A text without control characters; nothing where it is empty.
    pub fn text(&mut self, name: &str, chars_max: usize) -> Option<String> {
        let text = self.visitor.query(name)?.trim().to_owned();
        if text.chars().any(char::is_control) {
            self.wrong(name, Some(&text), Wrong::Control);
        } else if text.chars().count() > chars_max {
            self.wrong(name, Some(&text), Wrong::TooLong { max: chars_max });
        }
        Some(text).filter(|text| !text.is_empty())
    }

    /// Each of its values.
    pub fn texts(&self, name: &str) -> Vec<String> {
        let pairs = self.visitor.query.iter();
        let values = pairs.filter(|(known, value)| known == name && !value.trim().is_empty());
        values.map(|(_, value)| value.trim().to_owned()).collect()
    }

    /// A whole number.
    pub fn number(&mut self, name: &str, range: RangeInclusive<u32>) -> Option<u32> {
        let text = self.text(name, 20)?;
        let plain = text.bytes().all(|byte| byte.is_ascii_digit());
        let number = text
            .parse()
            .ok()
            .filter(|number| plain && range.contains(number));
        if number.is_none() {
            let (min, max) = (*range.start(), *range.end());
            self.wrong(name, Some(&text), Wrong::Number { min, max });
        }
        number
    }

    /// `1` or nothing.
    pub fn flag(&mut self, name: &str) -> bool {
        let Some(text) = self.text(name, 20) else {
            return false;
        };
        if text != "1" {
            self.wrong(name, Some(&text), Wrong::Flag);
        }
        text == "1"
    }

    /// A code of one of these vocabularies, or of their groups.
    pub fn term(&mut self, name: &str, vocabularies: &[&str]) -> Option<String> {
        let text = self.text(name, 200)?;
        let lists = || vocabularies.iter().filter_map(|name| vocabulary::get(name));
        let all = || lists().flat_map(|list| list.groups().iter().chain(list.terms()));
        if all().any(|term| term.code == text) {
            return Some(text);
        }
        let by_words = lists().find_map(|list| list.nearest(&text, 1).first().copied());
        let codes = all().map(|term| term.code.as_str());
        let by_code = vocabulary::nearest(&text, codes, 1).first().copied();
        let nearest = by_code.or(by_words.map(|term| term.code.as_str()));
        let wrong = Wrong::Term {
            nearest: nearest.map(str::to_owned),
            list: format!("/api/vocabularies/{}", vocabularies[0]),
        };
        self.wrong(name, Some(&text), wrong);
        None
    }

    /// One of a few words.
    pub fn choice(&mut self, name: &str, choices: &[&'static str]) -> Option<&'static str> {
        let text = self.text(name, 200)?;
        let found = choices.iter().find(|choice| **choice == text).copied();
        if found.is_none() {
            let nearest = vocabulary::nearest(&text, choices.iter().copied(), 1);
            let wrong = Wrong::Choice {
                nearest: nearest.first().map(|choice| (*choice).to_owned()),
                accepted: choices.join(", "),
            };
            self.wrong(name, Some(&text), wrong);
        }
        found
    }

    /// A date from one day to another.
    pub fn day(&mut self, name: &str, (first, last): (Date, Date)) -> Option<Date> {
        let text = self.text(name, 20)?;
        let day = text.parse().ok();
        let day = day.filter(|day: &Date| text.len() == 10 && (first..=last).contains(day));
        if day.is_none() {
            let (first, last) = (first.to_string(), last.to_string());
            self.wrong(name, Some(&text), Wrong::Day { first, last });
        }
        day
    }

    /// A moment, with its offset from UTC.
    pub fn moment(&mut self, name: &str) -> Option<Timestamp> {
        let text = self.text(name, 40)?;
        let moment = text.parse().ok();
        if moment.is_none() {
            self.wrong(name, Some(&text), Wrong::Moment);
        }
        moment
    }

    /// Notes what is wrong with a parameter.
    pub fn wrong(&mut self, name: &str, value: Option<&str>, wrong: Wrong) {
        // Each parameter once: the first thing that is wrong with it.
        if !self.faults.iter().any(|fault| fault.name == name) {
            self.faults.push(Fault {
                name: name.to_owned(),
                given: value.map(str::to_owned),
                wrong,
            });
        }
    }

    /// Nothing is wrong so far.
    pub fn check(&mut self) -> Result<(), Refusal> {
        match self.faults.is_empty() {
            true => Ok(()),
            false => Err(Refusal::Parameters(std::mem::take(&mut self.faults))),
        }
    }

    /// A refusal of this parameter.
    pub fn refusal(mut self, name: &str, value: Option<&str>, wrong: Wrong) -> Refusal {
        self.wrong(name, value, wrong);
        Refusal::Parameters(self.faults)
    }
}
