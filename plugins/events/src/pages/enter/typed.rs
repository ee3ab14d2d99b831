//! What somebody typed into the form of an event, as it was typed: shown again with what is wrong, carried by the page that asks
//! whether all is right, and made of an event that is to be changed.

use std::collections::BTreeMap;

use chrono_tz::Tz;
use maille_sdk::reply::Form;
use maille_sdk::{Field, Request};

use crate::ics::moment::{self, Length, Moment};
use crate::record::Event;
use crate::rhythm::{How, Rhythm};

/// The fields, by the names that they have in addresses and pages.
pub const NAMES: [&str; 29] = [
    "titre",
    "resume",
    "texte",
    "jour",
    "debut",
    "fin",
    "rythme",
    "jours",
    "rang",
    "jusqu",
    "vacances",
    "feries",
    "en-plus",
    "sauf",
    "presence",
    "lieu",
    "rue",
    "commune",
    "lien",
    "inscription-lien",
    "inscription-telephone",
    "inscription-courriel",
    "prix",
    "conditions",
    "acces",
    "themes",
    "organisateur",
    "site",
    "revision",
];
/// Values of one field; the most choices are seven days.
const VALUES_MAX: usize = 10;
/// Letters of one value: the kind's longest text.
const LETTERS_MAX: usize = 20_001;

/// What was typed, by field.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Typed(BTreeMap<&'static str, Vec<String>>);

impl Typed {
    /// Reads a form that was sent.
    pub fn read(request: &Request) -> Self {
        let mut typed = Self::default();
        for name in NAMES {
            let values = request.form_all(name).into_iter().take(VALUES_MAX);
            typed.0.insert(
                name,
                values
                    .map(|value| crate::record::cut(value.trim(), LETTERS_MAX))
                    .filter(|value| !value.is_empty())
                    .collect(),
            );
        }
        typed
    }

    /// The first value of a field; empty where there is none.
    pub fn one(&self, name: &str) -> &str {
        self.all(name).first().map_or("", String::as_str)
    }

    /// Every value of a field.
    pub fn all(&self, name: &str) -> &[String] {
        self.0.get(name).map(Vec::as_slice).unwrap_or_default()
    }

    /// Puts a value in a field's place.
    pub fn set(&mut self, name: &'static str, value: impl Into<String>) {
        let value = value.into();
        if !value.is_empty() {
            self.0.insert(name, vec![value]);
        }
    }

    /// All of it, for the next page.
    pub fn carry(&self, form: &mut Form) {
        for (name, values) in &self.0 {
            for value in values {
                form.field(Field::hidden(name, value));
            }
        }
    }

    /// What would have made this event; nothing where it recurs in a way that the form cannot say.
    pub fn of(event: &Event, own: Tz) -> Option<Self> {
        let mut typed = Self::default();
        typed.set("titre", &event.name);
        typed.set("resume", &event.description);
        typed.set("texte", &event.details);
        typed.when(event, own)?;
        typed.set("presence", event.attendance.as_deref().unwrap_or("on-site"));
        if let Some(place) = &event.place {
            typed.set("lieu", &place.name);
        }
        if let Some(address) = &event.address {
            typed.set("rue", &address.street);
            typed.set("commune", &address.insee_code);
        }
        typed.set("lien", event.online_url.clone().unwrap_or_default());
        for one in &event.registration {
            let name = match one.kind.as_str() {
                "link" => "inscription-lien",
                "telephone" => "inscription-telephone",
                _ => "inscription-courriel",
            };
            typed.set(name, &one.value);
        }
        typed.set("prix", event.fees.first().cloned().unwrap_or_default());
        typed.set("conditions", &event.conditions);
        typed.0.insert("acces", event.accessibility.clone());
        typed.set("themes", event.keywords.join(", "));
        if let Some(organiser) = &event.organiser {
            typed.set("organisateur", &organiser.name);
        }
        typed.set("site", event.website.clone().unwrap_or_default());
        Some(typed)
    }

    fn when(&mut self, event: &Event, own: Tz) -> Option<()> {
        let (start, length, rhythm) = match &event.recurrence {
            Some(recurrence) => (
                Moment::read(&recurrence.start)?,
                Length::read(&recurrence.duration)?,
                Rhythm::read(recurrence)?,
            ),
            None => {
                let [once] = event.occurrences.as_slice() else {
                    return None;
                };
                let at = |text: &str| {
                    let time = chrono::DateTime::parse_from_rfc3339(text).ok()?;
                    Some(Moment::Time(moment::clock(time.timestamp_millis(), own)))
                };
                let start = at(&once.start)?;
                let end = once.end.as_deref().and_then(at).unwrap_or(start);
                let length = Length::between(start, end, own)?;
                match event.all_day {
                    true => (Moment::Day(start.clock().date()), length, Rhythm::default()),
                    false => (start, length, Rhythm::default()),
                }
            }
        };
        self.set("jour", start.clock().date().to_string());
        if let Moment::Time(begins) = start {
            self.set("debut", begins.format("%H:%M").to_string());
            if length.seconds > 0 {
                let ends = begins + chrono::TimeDelta::seconds(length.seconds);
                self.set("fin", ends.format("%H:%M").to_string());
            }
        }
        self.rhythm(&rhythm);
        Some(())
    }

    fn rhythm(&mut self, rhythm: &Rhythm) {
        self.set("rythme", rhythm.how.word());
        let days = rhythm.days.iter().map(ToString::to_string).collect();
        self.0.insert("jours", days);
        if rhythm.how == How::Monthly {
            self.set("rang", rhythm.rank.to_string());
        }
        if let Some(until) = rhythm.until {
            self.set("jusqu", until.to_string());
        }
        if let Some(zone) = rhythm.school {
            self.set("vacances", zone.letter());
        }
        if rhythm.public {
            self.set("feries", "yes");
        }
        let lines = |days: &[chrono::NaiveDate]| -> String {
            let days: Vec<String> = days
                .iter()
                .map(|day| day.format("%d/%m/%Y").to_string())
                .collect();
            days.join("\n")
        };
        self.set("en-plus", lines(&rhythm.extra));
        self.set("sauf", lines(&rhythm.skipped));
    }
}
