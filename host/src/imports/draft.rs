//! A record in the making: values are put into its fields as the file has them, mended on the way, and each change is
//! written down.

mod put;
mod terms;

use jiff::civil::Date;
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

use super::remark::{Problem, Remark, Repair, What};
use super::repair::{decimal, degrees, department_of};
use super::targets::Targets;
use super::{Fate, Item};
use crate::directory::{KEY_BYTES_MAX, fold};

/// What is said of one row: nobody reads more, and a cell may hold half a million words.
const REPAIRS_MAX: usize = 100;

/// A content in the making, of one kind.
pub(super) struct Draft {
    kind: &'static str,
    targets: &'static Targets,
    today: Date,
    content: Map<String, Value>,
    repairs: Vec<Repair>,
    problems: Vec<Problem>,
    /// Field and text of what may be degrees.
    latitude: Option<(String, String)>,
    longitude: Option<(String, String)>,
}

impl Draft {
    /// An empty record of a core kind.
    pub fn new(kind: &'static str, today: Date) -> Self {
        Self {
            kind,
            targets: Targets::of(kind).expect("formats name core kinds"),
            today,
            content: Map::new(),
            repairs: Vec::new(),
            problems: Vec::new(),
            latitude: None,
            longitude: None,
        }
    }

    /// What was put at a path until now.
    pub fn at(&self, path: &str) -> Option<&Value> {
        let mut names = path.split('/');
        let first = self.content.get(names.next()?)?;
        names.try_fold(first, |value, name| value.get(name))
    }

    /// The text at a path, empty where there is none.
    pub fn text_at(&self, path: &str) -> &str {
        self.at(path).and_then(Value::as_str).unwrap_or_default()
    }

    /// Puts a value as it is, whatever its shape.
    pub fn set(&mut self, path: &str, value: impl Into<Value>) {
        let mut content = &mut self.content;
        let mut names = path.split('/').peekable();
        while let Some(name) = names.next() {
            if names.peek().is_none() {
                content.insert(name.to_owned(), value.into());
                return;
            }
            let inner = content
                .entry(name)
                .or_insert_with(|| Value::Object(Map::new()));
            match inner {
                Value::Object(fields) => content = fields,
                _ => return,
            }
        }
    }

    /// Adds an item to a list, once.
    pub fn push(&mut self, path: &str, item: impl Into<Value>) {
        let item = item.into();
        let mut items = match self.at(path) {
            Some(Value::Array(items)) => items.clone(),
            _ => Vec::new(),
        };
        if !items.contains(&item) {
            items.push(item);
            self.set(path, items);
        }
    }

    /// Writes down a change.
    pub fn repaired(&mut self, field: &str, value: &str, what: What) {
        match self.repairs.len() {
            REPAIRS_MAX.. => {}
            last if last + 1 == REPAIRS_MAX => {
                let more = What::new("import-more-remarks").with("max", REPAIRS_MAX);
                self.repairs.push(Remark::new(field, "", more));
            }
            _ => self.repairs.push(Remark::new(field, value, what)),
        }
    }

    /// Whether nothing more is said of what was changed.
    pub fn said_enough(&self) -> bool {
        self.repairs.len() >= REPAIRS_MAX
    }

    /// Takes over the changes of a part that was made apart.
    pub fn take_repairs(&mut self, repairs: Vec<Repair>) {
        let room = REPAIRS_MAX.saturating_sub(self.repairs.len());
        self.repairs.extend(repairs.into_iter().take(room));
    }

    /// Writes down what stands against the record.
    pub fn refuse(&mut self, field: &str, value: &str, what: What) {
        self.problems.push(Remark::new(field, value, what));
    }

    /// Refuses the record unless something was put at the path.
    pub fn require(&mut self, path: &str, field: &str) {
        if self.at(path).is_none() && !self.problems.iter().any(|problem| problem.field == field) {
            self.refuse(field, "", What::new("import-missing"));
        }
    }

    /// Refuses a record that nobody could find on the ground.
    pub fn require_somewhere(&mut self) {
        self.place();
        let known = [
            "address/municipality",
            "address/postal_code",
            "address/insee_code",
            "latitude",
        ];
        if !known.iter().any(|path| self.at(path).is_some()) {
            self.refuse("", "", What::new("import-nowhere"));
        }
    }

    /// Whether degrees were put, whatever they are worth.
    pub fn has_point(&self) -> bool {
        self.latitude.is_some() && self.longitude.is_some()
    }

    /// The département that the address says.
    pub fn department(&self) -> Option<String> {
        ["address/insee_code", "address/postal_code"]
            .iter()
            .find_map(|path| department_of(self.text_at(path)))
    }

    /// Puts degrees whose address is known by now.
    fn place(&mut self) {
        let (Some((field, latitude)), Some((_, longitude))) =
            (self.latitude.take(), self.longitude.take())
        else {
            return;
        };
        let value = format!("{latitude}, {longitude}");
        let (Some(north), Some(east)) = (decimal(&latitude), decimal(&longitude)) else {
            return self.repaired(&field, &value, What::new("import-point-outside"));
        };
        let mut mended = degrees(north, east, self.department().as_deref());
        let elsewhere = mended
            .what
            .as_ref()
            .is_some_and(|what| what.key == "import-point-elsewhere");
        if elsewhere && self.drop_completed_codes() {
            mended = degrees(north, east, None);
        }
        if let Some(what) = mended.what {
            self.repaired(&field, &value, what);
        }
        if let Some((latitude, longitude)) = mended.value {
            self.set("latitude", latitude);
            self.set("longitude", longitude);
        }
    }

    /// Takes codes away that got a zero which the point shows to be wrong; says whether there were any.
    fn drop_completed_codes(&mut self) -> bool {
        let Some(Value::Object(address)) = self.content.get_mut("address") else {
            return false;
        };
        let mut dropped = false;
        for repair in self
            .repairs
            .iter_mut()
            .filter(|repair| repair.what.key == "import-zero-lost")
        {
            let completed = format!("0{}", repair.value.trim());
            let before = address.len();
            address.retain(|_, code| *code != completed);
            if address.len() < before {
                repair.what = What::new("import-code-doubtful");
                dropped = true;
            }
        }
        dropped
    }

    /// What came of it alone: its content and repairs, or what stands against it.
    pub fn content(mut self) -> Result<(Value, Vec<Repair>), Vec<Problem>> {
        self.place();
        if !self.problems.is_empty() {
            return Err(self.problems);
        }
        let mut content = Value::Object(std::mem::take(&mut self.content));
        if self.targets.kind.fits(&content).is_err() {
            self.leave_out_misfits(&mut content);
        }
        match self.targets.kind.fits(&content) {
            Ok(()) => Ok((content, self.repairs)),
            Err(error) => {
                let what = What::new("import-schema").with("reason", error);
                Err(vec![Remark::new("", "", what)])
            }
        }
    }

    /// Takes away what no repair saw and the kind does not allow: one odd value costs itself, not the row.
    fn leave_out_misfits(&mut self, content: &mut Value) {
        let misfits = self.targets.kind.misfits(content);
        // From the last, so that places in lists stay what they are.
        for (pointer, sentence) in misfits.into_iter().rev() {
            let Some((around, name)) = pointer.rsplit_once('/') else {
                continue;
            };
            let taken = match content.pointer_mut(around) {
                Some(Value::Object(fields)) => fields.remove(name),
                Some(Value::Array(items)) => {
                    let place = name.parse().ok().filter(|place| *place < items.len());
                    place.map(|place: usize| items.remove(place))
                }
                _ => None,
            };
            if let Some(value) = taken {
                let what = What::new("import-left-out").with("reason", sentence);
                self.repaired(&pointer[1..], &value.to_string(), what);
            }
        }
    }

    /// A row of this one record.
    pub fn finish(self, key: String, listed: bool) -> Fate {
        let kind = self.kind;
        match self.content() {
            Err(why) => Fate::Refused { why },
            Ok((content, repairs)) => Fate::Taken {
                items: vec![Item {
                    kind,
                    key,
                    content,
                    listed,
                }],
                repairs,
            },
        }
    }
}

/// `source:id`, stable from one edition to the next; an id that is too long for a key becomes its digest.
pub(super) fn key(source: &str, id: &str) -> String {
    let id: String = id
        .trim()
        .chars()
        .filter(|letter| !letter.is_control())
        .collect();
    let key = format!("{}:{id}", slug(source));
    if key.len() <= KEY_BYTES_MAX {
        return key;
    }
    let digest = Sha256::digest(id.as_bytes());
    let digest: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("{}:{digest}", slug(source))
}

/// A name in small letters, digits and `-`, of at most 100 bytes.
pub(super) fn slug(name: &str) -> String {
    let folded = fold(name).replace(' ', "-");
    let plain: String = folded
        .chars()
        .filter(|letter| letter.is_ascii_alphanumeric() || *letter == '-')
        .take(100)
        .collect();
    match plain.trim_matches('-') {
        "" => "source".to_owned(),
        plain => plain.to_owned(),
    }
}
