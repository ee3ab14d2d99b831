//! One thing of Communecter's: which kind it is, and what is taken of it. Whatever is dirty is mended and said, or left out and said.
//! Who wrote it, comments, links to people and images are not taken.

use chrono::{DateTime, SecondsFormat};
use serde_json::{Map, Value, json};

use super::Remark;
use super::terms::{self, Known, known};
use crate::record::{Address, Contact, Item, Kind, Price, Source};
use crate::words::{cut, line, without_tags};

/// The source's name.
pub const SOURCE: &str = "Communecter";
/// Letters of a text.
const TEXT_LETTERS: usize = 20_000;

/// What a thing is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sort {
    /// A record of this plugin's.
    Own(Kind),
    /// The core kind.
    Organisation,
    /// The core kind.
    Event,
}

impl Sort {
    /// The kind's name in the directory.
    pub fn kind(self) -> &'static str {
        match self {
            Self::Own(kind) => kind.name(),
            Self::Organisation => "organisation",
            Self::Event => "event",
        }
    }

    /// What a file holds, by its name.
    pub fn of_file(name: &str) -> Option<Self> {
        let name = name.to_lowercase();
        [
            ("organi", Self::Organisation),
            ("event", Self::Event),
            ("evenement", Self::Event),
            ("proje", Self::Own(Kind::Project)),
            ("poi", Self::Own(Kind::Point)),
        ]
        .into_iter()
        .find(|(word, _)| name.contains(word))
        .map(|(_, sort)| sort)
    }
}

/// A thing that was read.
#[derive(Debug, Clone, PartialEq)]
pub struct Element {
    /// What it is.
    pub sort: Sort,
    /// Its key here.
    pub key: String,
    /// What all sorts have.
    pub item: Item,
    /// What only an event or an organisation has.
    pub more: Map<String, Value>,
    /// When it was changed last, in milliseconds since 1970.
    pub updated: Option<i64>,
    /// What was mended or left out.
    pub mended: Vec<Remark>,
}

/// Reads a thing; why not, where it is none. `id` and `hint` are what the file says of it.
pub fn read(thing: &str, id: Option<&str>, hint: Option<Sort>) -> Result<Element, Remark> {
    let fields: Map<String, Value> =
        serde_json::from_str(thing).map_err(|_| ("refused-no-thing", Vec::new()))?;
    let said = |name: &str| fields.get(name).and_then(Value::as_str).unwrap_or_default();
    let name = line(said("name"));
    if name.is_empty() {
        return Err(("refused-no-name", Vec::new()));
    }
    let written = id_of(&fields).or(id).unwrap_or_default();
    let id: String = written
        .chars()
        .filter(|letter| *letter != ' ')
        .take(100)
        .collect();
    let fits = |letter: u8| letter.is_ascii_alphanumeric() || letter == b'-' || letter == b'_';
    if id.is_empty() || id.len() > 60 || !id.bytes().all(fits) {
        return Err(("refused-no-id", Vec::new()));
    }
    let sort = sort(&fields, hint).ok_or_else(|| {
        let said = [said("section"), said("type")].join(" ");
        ("refused-sort", vec![("said", cut(said.trim(), 60))])
    })?;
    let updated = ["modified", "updated", "created"]
        .iter()
        .find_map(|name| fields.get(*name).and_then(moment));
    let mut element = Element {
        sort,
        key: format!("communecter:{id}"),
        item: Item {
            name: cut(&name, 300),
            source: Source {
                name: SOURCE.to_owned(),
                id: id.clone(),
                updated: updated.and_then(day).unwrap_or_default(),
            },
            ..Item::default()
        },
        more: Map::new(),
        updated,
        mended: Vec::new(),
    };
    if id.len() != written.len() {
        element.mend("mended-id", written);
    }
    element.describe(&fields);
    element.place(&fields);
    match sort {
        Sort::Own(Kind::Offer) => element.offer(&fields)?,
        Sort::Own(Kind::Project) => element.project(&fields),
        Sort::Own(_) => element.point(&fields),
        Sort::Organisation => element.organisation(&fields),
        Sort::Event => element.event(&fields)?,
    }
    Ok(element)
}

fn id_of(fields: &Map<String, Value>) -> Option<&str> {
    let id = fields.get("_id").or_else(|| fields.get("id"))?;
    id.get("$oid").unwrap_or(id).as_str()
}

fn sort(fields: &Map<String, Value>, hint: Option<Sort>) -> Option<Sort> {
    let sort = fields.get("type").and_then(Value::as_str).unwrap_or("");
    if fields.contains_key("section") {
        return Some(Sort::Own(Kind::Offer));
    }
    if hint.is_some() {
        return hint;
    }
    if terms::ORGANISATIONS.contains(&sort) {
        return Some(Sort::Organisation);
    }
    if fields.contains_key("startDate") && !fields.contains_key("properties") {
        return Some(Sort::Event);
    }
    let progress = fields
        .get("properties")
        .and_then(|all| all.get("avancement"));
    progress.map(|_| Sort::Own(Kind::Project))
}

/// Milliseconds since 1970 of seconds, of MongoDB's pair, or of a time with its offset.
fn moment(value: &Value) -> Option<i64> {
    let seconds = value.get("sec").unwrap_or(value);
    let millis = match seconds {
        Value::Number(number) => number.as_i64()?.checked_mul(1_000)?,
        Value::String(text) => DateTime::parse_from_rfc3339(text).ok()?.timestamp_millis(),
        _ => return None,
    };
    // Before 1970 or after 2200 it is no date of a thing.
    (0..7_258_118_400_000).contains(&millis).then_some(millis)
}

fn day(millis: i64) -> Option<String> {
    Some(
        DateTime::from_timestamp_millis(millis)?
            .date_naive()
            .to_string(),
    )
}

fn degrees(value: Option<&Value>) -> Option<f64> {
    let number = match value? {
        Value::Number(number) => number.as_f64()?,
        Value::String(text) => text.trim().parse().ok()?,
        _ => return None,
    };
    number.is_finite().then_some(number)
}

impl Element {
    fn mend(&mut self, key: &'static str, said: &str) {
        self.mended
            .push((key, vec![("said", cut(&line(said), 60))]));
    }

    fn describe(&mut self, fields: &Map<String, Value>) {
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

    fn place(&mut self, fields: &Map<String, Value>) {
        if let Some(address) = fields.get("address").and_then(Value::as_object) {
            let said = |name: &str| {
                line(
                    address
                        .get(name)
                        .and_then(Value::as_str)
                        .unwrap_or_default(),
                )
            };
            self.item.address = Address {
                street: cut(&said("streetAddress"), 300),
                municipality: cut(&said("addressLocality"), 200),
                ..Address::default()
            };
            let code = said("postalCode");
            let digits = code.bytes().all(|letter| letter.is_ascii_digit());
            match code.len() {
                0 => {}
                5 if digits => self.item.address.postal_code = code,
                4 if digits => {
                    self.mend("mended-postal-code", &code);
                    self.item.address.postal_code = format!("0{code}");
                }
                _ => self.mend("left-postal-code", &code),
            }
            let code = said("codeInsee");
            if is_commune(&code) {
                self.item.address.insee_code = code;
            } else if !code.is_empty() {
                self.mend("left-commune", &code);
            }
        }
        let geo = fields.get("geo").or_else(|| fields.get("geoPosition"));
        let Some(geo) = geo.filter(|geo| geo.is_object()) else {
            return;
        };
        let pair = geo.get("coordinates");
        let (latitude, longitude) = match pair {
            Some(pair) => (degrees(pair.get(1)), degrees(pair.get(0))),
            None => (degrees(geo.get("latitude")), degrees(geo.get("longitude"))),
        };
        match (latitude, longitude) {
            (Some(latitude), Some(longitude))
                if latitude.abs() <= 90.0
                    && longitude.abs() <= 180.0
                    && (latitude, longitude) != (0.0, 0.0) =>
            {
                (self.item.latitude, self.item.longitude) = (Some(latitude), Some(longitude));
            }
            _ => self.mend("left-point", &geo.to_string()),
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

    fn offer(&mut self, fields: &Map<String, Value>) -> Result<(), Remark> {
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

    fn project(&mut self, fields: &Map<String, Value>) {
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

    fn point(&mut self, fields: &Map<String, Value>) {
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

    fn organisation(&mut self, fields: &Map<String, Value>) {
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

    fn event(&mut self, fields: &Map<String, Value>) -> Result<(), Remark> {
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

fn is_commune(code: &str) -> bool {
    let bytes = code.as_bytes();
    let is_corsican = code.starts_with("2A") || code.starts_with("2B");
    bytes.len() == 5
        && (is_corsican || bytes.iter().take(2).all(u8::is_ascii_digit))
        && bytes.iter().skip(2).all(u8::is_ascii_digit)
}

#[cfg(test)]
mod tests;
