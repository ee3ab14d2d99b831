//! The words of the public interface: its page for people who write programs, the sentences of its description, and what
//! is said of a wrong parameter.

use askama::Template;
use serde_json::Value;

use super::directory_files::DIRECTORY_FILES;
use super::host_pages::document;
use super::site::{Site, View};
use super::words::Words;

/// Each operation's sentence.
const OPERATIONS: [(&str, &str); 9] = [
    ("records", "api-records"),
    ("record", "api-record"),
    ("changes", "api-changes"),
    ("kinds", "api-kinds"),
    ("kind", "api-kind"),
    ("vocabularies", "api-vocabularies"),
    ("vocabulary", "api-vocabulary"),
    ("communes", "api-communes"),
    ("openapi", "api-openapi"),
];

/// Answers by their status.
const RESPONSES: [(&str, &str); 4] = [
    ("200", "api-response-found"),
    ("304", "api-response-same"),
    ("400", "api-response-wrong"),
    ("404", "api-response-missing"),
];
/// Each parameter's sentence; `q` of the communes says the same thing as `q` of the records: what is looked for.
const PARAMETERS: [(&str, &str); 22] = [
    ("id", "api-parameter-id"),
    ("kind", "api-parameter-kind"),
    ("name", "api-parameter-name"),
    ("lang", "api-parameter-lang"),
    ("q", "api-parameter-q"),
    ("pres", "api-parameter-near"),
    ("rayon", "api-parameter-radius"),
    ("commune", "api-parameter-commune"),
    ("theme", "api-parameter-theme"),
    ("cout", "api-parameter-fee"),
    ("acces", "api-parameter-access"),
    ("fauteuil", "api-parameter-wheelchair"),
    ("public", "api-parameter-audience"),
    ("langue", "api-parameter-language"),
    ("equipement", "api-parameter-equipment"),
    ("mobile", "api-parameter-mobile"),
    ("jour", "api-parameter-day"),
    ("total", "api-parameter-total"),
    ("changed_since", "api-parameter-since"),
    ("order", "api-parameter-order"),
    ("limit", "api-parameter-limit"),
    ("cursor", "api-parameter-cursor"),
];

/// What is wrong with a parameter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wrong {
    /// There is no such parameter.
    Unknown {
        nearest: Option<String>,
        accepted: String,
    },
    Twice,
    TooLong {
        max: usize,
    },
    TooMany {
        max: u32,
    },
    Control,
    Number {
        min: u32,
        max: u32,
    },
    Flag,
    /// No code of a closed list; `list` is where it can be read.
    Term {
        nearest: Option<String>,
        list: String,
    },
    /// None of a few words.
    Choice {
        nearest: Option<String>,
        accepted: String,
    },
    /// The kinds do not have what another parameter asks about.
    NoFilter {
        kinds: String,
    },
    /// It needs another parameter.
    Needs {
        name: &'static str,
    },
    /// A date between two others, `2026-11-22`.
    Day {
        first: String,
        last: String,
    },
    /// A moment with its offset.
    Moment,
    /// Two that say the same thing.
    NotWith {
        name: &'static str,
    },
    Commune,
    Ambiguous,
    Cursor,
    Missing,
}

impl Wrong {
    /// The nearest right name or value.
    pub fn nearest(&self) -> Option<&str> {
        match self {
            Self::Unknown { nearest, .. }
            | Self::Term { nearest, .. }
            | Self::Choice { nearest, .. } => nearest.as_deref(),
            _ => None,
        }
    }
}

/// What is wrong, and what to do.
pub fn api_wrong(words: Words, wrong: &Wrong) -> (String, String) {
    let said = |key| words.get(key).to_owned();
    let near = |nearest: &Option<String>, mend: String| match nearest {
        Some(name) => {
            let meant = words.with("api-did-you-mean", &[("name", name)]);
            format!("{meant} {mend}")
        }
        None => mend,
    };
    match wrong {
        Wrong::Unknown { nearest, accepted } if accepted.is_empty() => (
            said("api-wrong-unknown"),
            near(nearest, said("api-mend-none")),
        ),
        Wrong::Unknown { nearest, accepted } => (
            said("api-wrong-unknown"),
            near(
                nearest,
                words.with("api-mend-names", &[("names", accepted)]),
            ),
        ),
        Wrong::Twice => (said("api-wrong-twice"), said("api-mend-once")),
        Wrong::TooLong { max } => (
            said("api-wrong-long"),
            words.with("api-mend-length", &[("max", &max.to_string())]),
        ),
        Wrong::TooMany { max } => (
            said("api-wrong-many"),
            words.with("api-mend-many", &[("max", &max.to_string())]),
        ),
        Wrong::Control => (said("api-wrong-control"), said("api-mend-control")),
        Wrong::Number { min, max } => (
            said("api-wrong-number"),
            words.with(
                "api-mend-number",
                &[("min", &min.to_string()), ("max", &max.to_string())],
            ),
        ),
        Wrong::Flag => (said("api-wrong-flag"), said("api-mend-flag")),
        Wrong::Term { nearest, list } => (
            said("api-wrong-term"),
            near(nearest, words.with("api-mend-term", &[("list", list)])),
        ),
        Wrong::Choice { nearest, accepted } => (
            said("api-wrong-choice"),
            near(
                nearest,
                words.with("api-mend-names", &[("names", accepted)]),
            ),
        ),
        Wrong::NoFilter { kinds } => (
            words.with("api-wrong-filter", &[("kinds", kinds)]),
            said("api-mend-filter"),
        ),
        Wrong::Needs { name } => (
            words.with("api-wrong-needs", &[("name", name)]),
            words.with("api-mend-needs", &[("name", name)]),
        ),
        Wrong::Day { first, last } => (
            said("api-wrong-day"),
            words.with("api-mend-day", &[("first", first), ("last", last)]),
        ),
        Wrong::Moment => (said("api-wrong-moment"), said("api-mend-moment")),
        Wrong::NotWith { name } => (
            words.with("api-wrong-both", &[("name", name)]),
            said("api-mend-both"),
        ),
        Wrong::Commune => (said("api-wrong-commune"), said("api-mend-commune")),
        Wrong::Ambiguous => (said("api-wrong-ambiguous"), said("api-mend-ambiguous")),
        Wrong::Cursor => (said("api-wrong-cursor"), said("api-mend-cursor")),
        Wrong::Missing => (said("api-wrong-missing"), said("api-mend-missing")),
    }
}

/// What an operation gives.
pub fn api_operation(words: Words, id: &str) -> Option<&'static str> {
    look_up(words, &OPERATIONS, id)
}

/// What a parameter asks.
pub fn api_parameter(words: Words, name: &str) -> Option<&'static str> {
    look_up(words, &PARAMETERS, name)
}

/// What an answer with this status is.
pub fn api_response(words: Words, status: &str) -> Option<&'static str> {
    look_up(words, &RESPONSES, status)
}

fn look_up(words: Words, table: &[(&str, &'static str)], name: &str) -> Option<&'static str> {
    let found = table.iter().find(|(known, _)| *known == name);
    found.map(|(_, key)| words.get(key))
}

struct ParameterView<'a> {
    name: &'a str,
    description: &'a str,
    /// What it may be: bounds, a default, a list.
    values: Option<String>,
    required: bool,
}

struct OperationView<'a> {
    anchor: &'a str,
    /// `/api/records/:id`.
    shown: String,
    summary: &'a str,
    parameters: Vec<ParameterView<'a>>,
    /// An address to try; none where an id must be put in first.
    example: Option<String>,
}

#[derive(Template)]
#[template(path = "pages/api.html")]
struct ApiView<'a> {
    words: Words,
    operations: Vec<OperationView<'a>>,
    /// The whole directory in one file.
    lists: [&'static str; 3],
    /// An answer, from the examples of the description.
    answer: String,
    problem: String,
}

/// `/api`: what the description says, for people.
pub fn api_page(site: &Site, view: &View, description: &Value) -> String {
    let words = Words(view.locale);
    let paths = description["paths"].as_object().into_iter().flatten();
    let operations = paths
        .flat_map(|(path, methods)| {
            let methods = methods.as_object().into_iter().flatten();
            methods.map(move |(_, operation)| (path, operation))
        })
        .map(|(path, operation)| operation_view(words, path, operation))
        .collect();
    let page = ApiView {
        words,
        operations,
        lists: DIRECTORY_FILES.map(|(address, _)| address),
        answer: pretty(&example(description, "Records")),
        problem: pretty(&example(description, "Problem")),
    };
    document(site, view, words.get("api-title"), &page)
}

fn operation_view<'a>(words: Words, path: &'a str, operation: &'a Value) -> OperationView<'a> {
    let text = |value: &'a Value| value.as_str().unwrap_or_default();
    let all = || operation["parameters"].as_array().into_iter().flatten();
    let parameters = all().map(|parameter| ParameterView {
        name: text(&parameter["name"]),
        description: text(&parameter["description"]),
        values: values(words, &parameter["schema"]),
        required: parameter["required"] == true,
    });
    OperationView {
        anchor: text(&operation["operationId"]),
        // Braces on a page look like something that was left unfilled.
        shown: path.replace('{', ":").replace('}', ""),
        summary: text(&operation["summary"]),
        parameters: parameters.collect(),
        example: example_address(path, all()),
    }
}

/// `1 à 200, sinon 50`.
fn values(words: Words, schema: &Value) -> Option<String> {
    let number = |name: &str| schema[name].as_i64().map(|number| number.to_string());
    let list = schema["enum"].as_array().or_else(|| {
        let any = schema["oneOf"].as_array().into_iter().flatten();
        any.filter_map(|one| one["enum"].as_array()).next()
    });
    let list = list.map(|list| {
        let names = list.iter().filter_map(Value::as_str);
        names.collect::<Vec<_>>().join(", ")
    });
    let range = match (number("minimum"), number("maximum")) {
        (Some(min), Some(max)) if min == max => Some(min),
        (Some(min), Some(max)) => Some(words.with("api-range", &[("min", &min), ("max", &max)])),
        _ => list,
    };
    let otherwise =
        number("default").map(|number| words.with("api-default", &[("value", &number)]));
    let said: Vec<String> = range.into_iter().chain(otherwise).collect();
    (!said.is_empty()).then(|| said.join(", "))
}

/// The path with the examples of its parameters put in: the first two that narrow, so that the address stays short.
fn example_address<'a>(path: &str, parameters: impl Iterator<Item = &'a Value>) -> Option<String> {
    let mut address = path.to_owned();
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    let mut asked = false;
    for parameter in parameters {
        let (name, example) = (parameter["name"].as_str()?, &parameter["example"]);
        let first = example
            .as_array()
            .and_then(|all| all.first())
            .unwrap_or(example);
        let Some(example) = first.as_str() else {
            continue;
        };
        if parameter["in"] == "path" {
            address = address.replace(&format!("{{{name}}}"), example);
        } else if ["kind", "pres"].contains(&name) || parameter["required"] == true {
            query.append_pair(name, example);
            asked = true;
        }
    }
    let whole = match asked {
        true => format!("{address}?{}", query.finish()),
        false => address,
    };
    (!whole.contains('{')).then_some(whole)
}

/// An example of a schema, put together from those of its properties.
fn example(description: &Value, name: &str) -> Value {
    of_schema(description, &description["components"]["schemas"][name], 0)
}

fn of_schema(description: &Value, schema: &Value, depth: usize) -> Value {
    // The shapes are flat: deeper is a mistake.
    if depth > 8 {
        return Value::Null;
    }
    if !schema["example"].is_null() {
        return schema["example"].clone();
    }
    let reference = schema["$ref"]
        .as_str()
        .and_then(|path| path.strip_prefix('#'));
    if let Some(referred) = reference.and_then(|path| description.pointer(path)) {
        return of_schema(description, referred, depth + 1);
    }
    let one = schema["oneOf"].as_array().into_iter().flatten();
    let mut one = one.filter(|one| one["type"] != "null");
    if let Some(one) = one.next() {
        return of_schema(description, one, depth + 1);
    }
    let types = |wanted: &str| {
        let many = schema["type"].as_array().into_iter().flatten();
        schema["type"] == wanted || many.into_iter().any(|kind| kind == wanted)
    };
    if let Some(properties) = schema["properties"].as_object() {
        let fields = properties.iter();
        return fields
            .map(|(name, field)| (name.clone(), of_schema(description, field, depth + 1)))
            .collect();
    }
    if types("array") {
        return Value::Array(vec![of_schema(description, &schema["items"], depth + 1)]);
    }
    if types("integer") {
        return match &schema["minimum"] {
            Value::Null => 1_200.into(),
            least => least.clone(),
        };
    }
    if types("object") {
        return serde_json::json!({});
    }
    "…".into()
}

fn pretty(value: &Value) -> String {
    serde_json::to_string_pretty(value).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::locale::Locale;

    #[test]
    fn what_is_wrong_is_said_with_the_mend_and_the_nearest() {
        let wrong = Wrong::Unknown {
            nearest: Some("limit".into()),
            accepted: "kind, limit".into(),
        };
        let (_, mend) = api_wrong(Words(Locale::English), &wrong);
        assert!(
            mend.contains("limit") && mend.contains("kind, limit"),
            "{mend}"
        );
    }

    #[test]
    fn an_example_needs_no_id_to_be_put_in() {
        let parameters = serde_json::json!([{"name": "id", "in": "path", "required": true}]);
        let all = parameters.as_array().unwrap();
        assert_eq!(example_address("/api/records/{id}", all.iter()), None);
        assert_eq!(
            example_address("/api/kinds", [].iter()).as_deref(),
            Some("/api/kinds")
        );
    }
}
