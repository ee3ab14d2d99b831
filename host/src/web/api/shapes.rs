//! The shapes of the public interface. They only grow: a field that a program reads stays, with the same meaning.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

/// One page of records.
#[derive(Debug, Serialize, ToSchema)]
pub struct Records {
    /// In the order asked for.
    pub records: Vec<ApiRecord>,
    /// The address of the next page; not there on the last one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "/api/records?kind=place&limit=2&cursor=i0198…")]
    pub next: Option<String>,
    /// How many are found in all, where `total=1` asks for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 0)]
    pub total: Option<u64>,
}

/// What changed since a moment, in the order of the last change.
#[derive(Debug, Serialize, ToSchema)]
pub struct Changes {
    /// Each record at most once.
    pub changes: Vec<ApiChange>,
    /// Where to go on, now or later: what changes after this answer is found there.
    #[schema(example = "/api/changes?cursor=j42")]
    pub next: String,
    /// Whether there is more already.
    pub more: bool,
}

/// A record that changed: as it is now, or that it is gone.
#[derive(Debug, Serialize, ToSchema)]
pub struct ApiChange {
    /// The record's id.
    #[schema(format = "uuid", example = "01991c5e-7a10-7000-8000-000000000001")]
    pub id: String,
    /// `place`, `service`…
    #[schema(example = "place")]
    pub kind: String,
    /// When it was changed last.
    #[schema(format = "date-time", example = "2026-11-21T10:15:00Z")]
    pub changed: String,
    /// Nobody may see it any longer: forget it.
    pub gone: bool,
    /// The id of the record into which it was merged.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub merged_into: Option<String>,
    /// As it is now; not there where it is gone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub record: Option<ApiRecord>,
}

/// A published record, as everybody may see it.
#[derive(Debug, Serialize, ToSchema)]
pub struct ApiRecord {
    /// It never changes, and no other record of any instance has it.
    #[schema(format = "uuid", example = "01991c5e-7a10-7000-8000-000000000001")]
    pub id: String,
    /// The name by which other records refer to this one, `source:id`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "exemple:43")]
    pub key: Option<String>,
    /// `place`, `service`…: the content fits `/api/kinds/{kind}`.
    #[schema(example = "place")]
    pub kind: String,
    /// One more with each change.
    #[schema(minimum = 1)]
    pub revision: u64,
    /// When it was made here.
    #[schema(format = "date-time", example = "2026-11-20T09:00:00Z")]
    pub created: String,
    /// When it was changed last.
    #[schema(format = "date-time", example = "2026-11-21T10:15:00Z")]
    pub updated: String,
    /// The instance where it was born.
    #[schema(example = "maille.example.fr")]
    pub origin: String,
    /// The page for people.
    #[schema(
        format = "uri-reference",
        example = "/annuaire/01991c5e-7a10-7000-8000-000000000001"
    )]
    pub page: String,
    /// The licence that its source gives.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "Licence Ouverte 2.0")]
    pub licence: Option<String>,
    /// Where it was taken from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<Source>,
    /// How far it is from the point that was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub distance_metres: Option<u32>,
    /// What its kind makes public.
    #[schema(value_type = Object)]
    pub content: Value,
}

/// Where a record was taken from.
#[derive(Debug, Serialize, ToSchema)]
pub struct Source {
    /// Who gave it.
    #[schema(example = "Département d’exemple")]
    pub name: String,
    /// Where it was found.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// The date that the source gives.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "2026-10-01")]
    pub updated: Option<String>,
}

/// The kinds of records.
#[derive(Debug, Serialize, ToSchema)]
pub struct Kinds {
    /// By name.
    pub kinds: Vec<KindAbout>,
}

/// A kind of records.
#[derive(Debug, Serialize, ToSchema)]
pub struct KindAbout {
    /// As records and parameters name it.
    #[schema(example = "place")]
    pub name: String,
    /// What it is called, by language.
    pub labels: BTreeMap<String, String>,
    /// Where its schema is.
    #[schema(format = "uri-reference", example = "/api/kinds/place")]
    pub schema: String,
    /// Where its records are.
    #[schema(format = "uri-reference", example = "/api/records?kind=place")]
    pub records: String,
}

/// The closed lists that contents take their codes from.
#[derive(Debug, Serialize, ToSchema)]
pub struct Vocabularies {
    /// By name.
    pub vocabularies: Vec<VocabularyAbout>,
}

/// A closed list of terms.
#[derive(Debug, Serialize, ToSchema)]
pub struct VocabularyAbout {
    /// As kinds name it, in `x-vocabulary`.
    #[schema(example = "themes")]
    pub name: String,
    /// What it is called, by language.
    pub labels: BTreeMap<String, String>,
    /// Where its terms are.
    #[schema(format = "uri-reference", example = "/api/vocabularies/themes")]
    pub terms: String,
}

/// A closed list with its terms.
#[derive(Debug, Serialize, ToSchema)]
pub struct ApiVocabulary {
    /// As kinds name it, in `x-vocabulary`.
    #[schema(example = "fees")]
    pub name: String,
    /// What it is called, by language.
    pub labels: BTreeMap<String, String>,
    /// What terms name as their parent.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    pub groups: Vec<ApiTerm>,
    /// In the order of their source.
    pub terms: Vec<ApiTerm>,
}

/// One term.
#[derive(Debug, Serialize, ToSchema)]
pub struct ApiTerm {
    /// What contents hold.
    #[schema(example = "gratuit")]
    pub code: String,
    /// What people read, by language.
    pub labels: BTreeMap<String, String>,
    /// The group that it belongs to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parent: Option<String>,
    /// Other words for it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    pub synonyms: Vec<String>,
}

/// The communes that a name or a code may mean, the most peopled first.
#[derive(Debug, Serialize, ToSchema)]
pub struct Communes {
    /// At most fifty.
    pub communes: Vec<ApiCommune>,
}

/// A commune of today.
#[derive(Debug, Serialize, ToSchema)]
pub struct ApiCommune {
    /// INSEE's.
    #[schema(example = "49007")]
    pub code: String,
    /// As INSEE writes it.
    #[schema(example = "Angers")]
    pub name: String,
    /// In order.
    pub postal_codes: Vec<String>,
    /// Degrees, WGS 84.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub latitude: Option<f64>,
    /// Degrees, WGS 84.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub longitude: Option<f64>,
    /// At the last census that was imported.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub population: Option<u64>,
    /// The SIREN of the group of communes that it belongs to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub epci: Option<String>,
    /// `49`, `2A`, `974`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub department: Option<String>,
}
