//! The fields of a kind that a value may be put into, and how each of them takes a text: read in the kind's schema.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use serde_json::Value;

use crate::directory::vocabulary::{self, Vocabulary};
use crate::directory::{Kind, KindRegistry};

static KINDS: LazyLock<KindRegistry> = LazyLock::new(KindRegistry::core);
static TARGETS: LazyLock<BTreeMap<String, Targets>> = LazyLock::new(|| {
    let names = KINDS.names();
    let kinds = names.iter().filter_map(|name| KINDS.get(name));
    kinds
        .map(|kind| (kind.name().to_owned(), Targets::new(kind)))
        .collect()
});

/// How a field takes a text.
#[derive(Clone, Copy, Debug)]
pub(super) enum Role {
    /// Of at most so many characters.
    Text(usize),
    /// A list of such texts.
    Texts(usize),
    Telephone,
    Email,
    /// The first address; further ones go to `other_websites` where the kind has them.
    Website,
    Link,
    PostalCode,
    InseeCode,
    Siret,
    /// `siren`, `rna` and `ridet`, which a cell for a SIRET may hold.
    Number,
    Date,
    Hours,
    Wheelchair,
    Flag,
    Decimal,
    Latitude,
    Longitude,
    Term(&'static Vocabulary),
    Terms(&'static Vocabulary),
    /// One word of the schema's own short list.
    Choice(&'static [Value]),
    Languages,
    /// Pivot codes of the DILA.
    Codes,
}

/// The fields of a kind by their path: `address/postal_code`.
pub(super) struct Targets {
    pub kind: Arc<Kind>,
    roles: BTreeMap<String, Role>,
}

impl Targets {
    /// Of a core kind; nothing for another.
    pub fn of(kind: &str) -> Option<&'static Self> {
        TARGETS.get(kind)
    }

    fn new(kind: Arc<Kind>) -> Self {
        let mut roles = BTreeMap::new();
        // Kinds live as long as the program: their schemas are looked at by reference.
        let root: &'static Value = Box::leak(Box::new(kind.schema().clone()));
        collect(root, root, "", &mut roles);
        Self { kind, roles }
    }

    pub fn role(&self, path: &str) -> Option<Role> {
        self.roles.get(path).copied()
    }

    pub fn has(&self, path: &str) -> bool {
        let properties = &self.kind.schema()["properties"];
        self.roles.contains_key(path) || properties.get(path).is_some()
    }

    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.roles.keys().map(String::as_str)
    }
}

/// The core kinds' names.
pub(super) fn kind_names() -> impl Iterator<Item = &'static str> {
    TARGETS.keys().map(String::as_str)
}

fn collect(
    root: &'static Value,
    schema: &'static Value,
    path: &str,
    roles: &mut BTreeMap<String, Role>,
) {
    for (name, field) in schema["properties"].as_object().into_iter().flatten() {
        let path = match path {
            "" => name.clone(),
            around => format!("{around}/{name}"),
        };
        let field = resolved(root, field);
        match field["type"].as_str() {
            Some("object") => collect(root, field, &path, roles),
            _ => roles.extend(role(root, name, field).map(|role| (path, role))),
        }
    }
}

fn resolved(root: &'static Value, schema: &'static Value) -> &'static Value {
    let reference = schema["$ref"]
        .as_str()
        .and_then(|reference| reference.strip_prefix('#'));
    reference
        .and_then(|path| root.pointer(path))
        .unwrap_or(schema)
}

fn role(root: &'static Value, name: &str, schema: &'static Value) -> Option<Role> {
    let length = |schema: &Value| schema["maxLength"].as_u64().unwrap_or(300) as usize;
    let list = |schema: &'static Value| schema["x-vocabulary"].as_str().and_then(vocabulary::get);
    Some(match name {
        "telephone" => Role::Telephone,
        "email" => Role::Email,
        "website" => Role::Website,
        "postal_code" => Role::PostalCode,
        "insee_code" => Role::InseeCode,
        "siret" | "parent_siret" => Role::Siret,
        "siren" | "rna" | "ridet" => Role::Number,
        "opening_hours" => Role::Hours,
        "wheelchair" => Role::Wheelchair,
        "latitude" => Role::Latitude,
        "longitude" => Role::Longitude,
        "languages" => Role::Languages,
        "local_service_types" => Role::Codes,
        _ => match schema["type"].as_str() {
            Some("array") => {
                let items = resolved(root, &schema["items"]);
                match (
                    list(items),
                    items["type"].as_str(),
                    items["format"].as_str(),
                ) {
                    (Some(vocabulary), ..) => Role::Terms(vocabulary),
                    (None, Some("string"), None) => Role::Texts(length(items)),
                    _ => return None,
                }
            }
            Some("boolean") => Role::Flag,
            Some("number" | "integer") => Role::Decimal,
            Some("string") => match (list(schema), schema["format"].as_str()) {
                (Some(vocabulary), _) => Role::Term(vocabulary),
                (None, Some("uri")) => Role::Link,
                (None, Some("date")) => Role::Date,
                _ => Role::Text(length(schema)),
            },
            _ => Role::Choice(schema["enum"].as_array()?),
        },
    })
}
