//! What is taken of a thing: whatever is dirty is mended and said, or left out and said. Who wrote it, comments, links to people and
//! images are not taken.

use chrono::{DateTime, SecondsFormat};
use serde_json::{Map, Value, json};

use super::super::Remark;
use super::super::terms::{self, Known, known};
use super::place::degrees;
use super::{Element, Sort, day, moment};
use crate::record::{Address, Contact, Price};
use crate::words::{cut, line, without_tags};

/// Letters of a text.
const TEXT_LETTERS: usize = 20_000;

impl Element {
    pub(super) fn mend(&mut self, key: &'static str, said: &str) {
        self.mended
            .push((key, vec![("said", cut(&line(said), 60))]));
    }

    pub(super) fn describe(&mut self, fields: &Map<String, Value>) {
        let said = |name: &str| fields.get(name).and_then(Value::as_str).unwrap_or_default();
        let (short, long) = (said("shortDescription"), said("description"));
        let (said, html) = without_tags(&cut(
            if long.is_empty() { short } else { long },
            2 * TEXT_LETTERS,
        ));
        self.item.description = cut(&said, TEXT_LETTERS);
        if html {
            self.mended.push(("mended-html", Vec::new()));
        }
        let own = [
            "lookingfor",
            "donation",
            "forrent",
            "forsale",
            "offer",
            "need",
            "job",
            "various",
        ];
        let tags = fields.get("tags").and_then(Value::as_array);
        for tag in tags.into_iter().flatten().filter_map(Value::as_str) {
            let tag = cut(&line(&tag.replace('_', " ")), 60);
            let known = own.contains(&tag.to_lowercase().as_str());
            if !tag.is_empty()
                && !known
                && !self.item.keywords.contains(&tag)
                && self.item.keywords.len() < 30
            {
                self.item.keywords.push(tag);
            }
        }
        if fields
            .get("profilImageUrl")
            .and_then(Value::as_str)
            .is_some_and(|url| !url.is_empty())
        {
            self.mended.push(("left-image", Vec::new()));
        }
    }

    /// The word that is meant, the mend said.
    fn term(&mut self, said: &str, list: &[&'static str]) -> Option<&'static str> {
        let Known { word, mended } = known(said, list)?;
        if mended {
            let arguments = vec![("said", cut(said, 60)), ("word", word.to_owned())];
            self.mended.push(("mended-word", arguments));
        }
        Some(word)
    }

    pub(super) fn offer(&mut self, fields: &Map<String, Value>) -> Result<(), Remark> {
        let said = |name: &str| fields.get(name).and_then(Value::as_str).unwrap_or_default();
        let refused = |what: &str| Err(("refused-sort", vec![("said", cut(&line(what), 60))]));
        let Some(section) = self.term(said("section"), &terms::SECTIONS) else {
            return refused(said("section"));
        };
        let Some(sort) = self.term(said("type"), &terms::TYPES) else {
            return refused(said("type"));
        };
        let tags = fields.get("tags").and_then(Value::as_array);
        let is_given = tags.is_some_and(|tags| tags.iter().any(|tag| tag == "donation"));
        self.item.way = terms::way(section, sort, said("category"), is_given).to_owned();
        self.item.themes = terms::themes(&[said("category"), said("subtype")]);
        let price = degrees(fields.get("price"));
        if let Some(amount) = price.filter(|amount| *amount > 0.0) {
            let currency = cut(&line(said("devise")), 10);
            self.item.price = Some(Price { amount, currency });
        }
        Ok(())
    }

    pub(super) fn project(&mut self, fields: &Map<String, Value>) {
        let progress = fields
            .get("properties")
            .and_then(|all| all.get("avancement"));
        let progress = progress.and_then(Value::as_str).unwrap_or_default();
        self.item.status = match progress {
            "idea" | "concept" => "idea",
            "started" | "development" | "testing" => "under-way",
            "mature" | "finished" => "done",
            "abandoned" => "given-up",
            _ => "",
        }
        .to_owned();
        let date = |name: &str| {
            fields
                .get(name)
                .and_then(moment)
                .and_then(day)
                .unwrap_or_default()
        };
        (self.item.starts, self.item.ends) = (date("startDate"), date("endDate"));
        self.website(fields);
    }

    pub(super) fn point(&mut self, fields: &Map<String, Value>) {
        let sort = fields
            .get("type")
            .and_then(Value::as_str)
            .unwrap_or_default();
        self.item.sort = match sort {
            "compostPickup" => "compost",
            "sharedLibrary" => "library",
            "recoveryCenter" | "trash" => "recovery",
            "openScene" | "stand" => "stage",
            "artPiece" | "streetArts" => "art",
            "parking" => "parking",
            _ => "other",
        }
        .to_owned();
        self.website(fields);
    }

    fn website(&mut self, fields: &Map<String, Value>) {
        let url = fields
            .get("url")
            .and_then(Value::as_str)
            .map(str::trim)
            .unwrap_or_default();
        let is_web = url.starts_with("https://") || url.starts_with("http://");
        if is_web
            && url.len() <= 2_000
            && !url.contains(|letter: char| letter.is_whitespace() || letter.is_control())
        {
            self.item.website = url.to_owned();
        } else if !url.is_empty() {
            self.mend("left-website", url);
        }
    }

    pub(super) fn organisation(&mut self, fields: &Map<String, Value>) {
        self.website(fields);
        let email = fields
            .get("email")
            .and_then(Value::as_str)
            .map(str::trim)
            .unwrap_or_default();
        let fits = email
            .split_once('@')
            .is_some_and(|(name, host)| !name.is_empty() && host.contains('.'));
        if fits && email.len() <= 254 && email.is_ascii() && !email.contains(char::is_whitespace) {
            self.item.contact.email = email.to_owned();
        } else if !email.is_empty() {
            self.mend("left-email", email);
        }
        let numbers = fields.get("telephone").and_then(Value::as_object);
        let first = ["fixe", "mobile"]
            .iter()
            .find_map(|name| numbers?.get(*name)?.get(0)?.as_str());
        self.item.contact = Contact {
            telephone: cut(&line(first.unwrap_or_default()), 200),
            ..std::mem::take(&mut self.item.contact)
        };
    }

    pub(super) fn event(&mut self, fields: &Map<String, Value>) -> Result<(), Remark> {
        self.website(fields);
        let start = fields.get("startDate").and_then(moment);
        let Some(start) = start else {
            let said = fields
                .get("startDate")
                .map(Value::to_string)
                .unwrap_or_default();
            return Err(("refused-dates", vec![("said", cut(&said, 60))]));
        };
        let written = |millis: i64| {
            let time = DateTime::from_timestamp_millis(millis).unwrap_or_default();
            time.to_rfc3339_opts(SecondsFormat::Secs, true)
        };
        let mut occurrence = json!({ "start": written(start) });
        match fields.get("endDate").and_then(moment) {
            Some(end) if end > start => occurrence["end"] = json!(written(end)),
            Some(_) => self.mended.push(("left-end", Vec::new())),
            None => {}
        }
        self.more.insert("occurrences".into(), json!([occurrence]));
        if fields
            .get("allDay")
            .is_some_and(|all| all == true || all == "true")
        {
            self.more.insert("all_day".into(), json!(true));
        }
        let organiser = fields
            .get("organizer")
            .and_then(|one| one.get("name"))
            .and_then(Value::as_str);
        if let Some(name) = organiser.map(line).filter(|name| !name.is_empty()) {
            self.more
                .insert("organiser".into(), json!({ "name": cut(&name, 300) }));
        }
        Ok(())
    }

    /// What is written of it: the fields that its kind has.
    pub fn content(&self) -> Value {
        let item = &self.item;
        if let Sort::Own(_) = self.sort {
            return serde_json::to_value(item).unwrap_or_default();
        }
        let mut content = self.more.clone();
        content.insert("name".into(), json!(item.name));
        let mut text = |name: &str, value: &str| {
            if !value.is_empty() {
                content.insert(name.to_owned(), json!(value));
            }
        };
        text("description", &item.description);
        text("website", &item.website);
        if self.sort == Sort::Organisation {
            text("telephone", &item.contact.telephone);
            text("email", &item.contact.email);
        }
        if let (Some(latitude), Some(longitude)) = (item.latitude, item.longitude) {
            content.insert("latitude".into(), json!(latitude));
            content.insert("longitude".into(), json!(longitude));
        }
        if item.address != Address::default() {
            content.insert("address".into(), json!(item.address));
        }
        if self.sort == Sort::Event && !item.keywords.is_empty() {
            content.insert("keywords".into(), json!(item.keywords));
        }
        content.insert("source".into(), json!(item.source));
        Value::Object(content)
    }
}
