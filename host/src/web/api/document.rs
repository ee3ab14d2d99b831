//! `/api/openapi.json`: the description of the public interface, generated from its code. Sentences come from the
//! translations, so that a program's author and the reader of `/api` are told the same.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use axum::extract::State;
use axum::response::Response;
use serde_json::{Value, json};
use utoipa::OpenApi;

use super::answer::{Answer, Keep, tell};
use super::parameters::Given;
use super::problem::{Problem, Refusal};
use super::{changes, communes, kinds, records, vocabularies};
use crate::app::App;
use crate::web::locale::{self, Locale};
use crate::web::render::{Words, api_operation, api_parameter, api_response};
use crate::web::visitor::Visitor;

#[derive(OpenApi)]
#[openapi(
    info(title = "Maille", version = env!("CARGO_PKG_VERSION")),
    paths(
        records::list,
        records::show,
        changes::list,
        kinds::list,
        kinds::show,
        vocabularies::list,
        vocabularies::show,
        communes::list,
        self::show,
    ),
    components(schemas(Problem))
)]
struct Described;

static DOCUMENT: LazyLock<Value> =
    LazyLock::new(|| serde_json::to_value(Described::openapi()).unwrap_or_default());

/// The names of the query parameters of each operation.
static NAMES: LazyLock<BTreeMap<String, Vec<String>>> = LazyLock::new(|| {
    let of = |operation: &Value| -> Vec<String> {
        let all = operation["parameters"].as_array().into_iter().flatten();
        let all = all.filter(|parameter| parameter["in"] == "query");
        all.filter_map(|parameter| parameter["name"].as_str().map(str::to_owned))
            .collect()
    };
    let operations = operations(&DOCUMENT);
    operations
        .filter_map(|operation| {
            Some((operation["operationId"].as_str()?.to_owned(), of(operation)))
        })
        .collect()
});

/// The query parameters that an operation takes.
pub fn names(operation: &str) -> &'static [String] {
    NAMES.get(operation).map_or(&[], Vec::as_slice)
}

fn operations(document: &Value) -> impl Iterator<Item = &Value> {
    let paths = document["paths"].as_object().into_iter().flatten();
    paths.flat_map(|(_, methods)| {
        methods
            .as_object()
            .into_iter()
            .flatten()
            .map(|(_, one)| one)
    })
}

/// The description with its sentences in this language.
pub fn in_language(locale: Locale) -> Value {
    let words = Words(locale);
    let mut document = DOCUMENT.clone();
    document["info"]["description"] = json!(words.get("api-lead"));
    document["servers"] = json!([{"url": "/"}]);
    let paths = document["paths"].as_object_mut().into_iter().flatten();
    for (_, methods) in paths {
        for (_, operation) in methods.as_object_mut().into_iter().flatten() {
            let id = operation["operationId"]
                .as_str()
                .unwrap_or_default()
                .to_owned();
            if let Some(operation) = operation.as_object_mut() {
                operation.remove("description");
                operation.insert("summary".into(), json!(api_operation(words, &id)));
            }
            // To index what is not there would make it.
            let parameters = operation.get_mut("parameters");
            let parameters = parameters.and_then(Value::as_array_mut);
            for parameter in parameters.into_iter().flatten() {
                let name = parameter["name"].as_str().unwrap_or_default();
                parameter["description"] = json!(api_parameter(words, name));
            }
            let responses = operation["responses"].as_object_mut().into_iter().flatten();
            for (status, response) in responses {
                response["description"] = json!(api_response(words, status));
            }
        }
    }
    document
}

/// `GET /api/openapi.json`
#[utoipa::path(
    get,
    path = "/api/openapi.json",
    operation_id = "openapi",
    params(("lang" = Option<String>, Query, example = "en")),
    responses((status = 200, body = Object), (status = 304))
)]
pub async fn show(State(_): State<Arc<App>>, visitor: Visitor) -> Response {
    tell(&visitor, told(&visitor))
}

fn told(visitor: &Visitor) -> Result<Answer, Refusal> {
    let mut given = Given::new(visitor, names("openapi"), &[]);
    given.choice(locale::NAME, &Locale::ALL.map(Locale::code));
    given.check()?;
    Ok(Answer::json(&in_language(visitor.locale), Keep::Never).in_language())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_described_has_words_in_each_language() {
        for locale in Locale::ALL {
            let document = in_language(locale);
            assert_eq!(
                document["openapi"].as_str().map(|version| &version[..3]),
                Some("3.1")
            );
            let mut count = 0;
            for operation in operations(&document) {
                assert!(operation["summary"].is_string(), "{operation}");
                let parameters = operation.get("parameters");
                assert!(parameters.is_none_or(Value::is_array), "{operation}");
                for (status, response) in operation["responses"].as_object().into_iter().flatten() {
                    assert!(response["description"].is_string(), "{status}: {response}");
                }
                for parameter in operation["parameters"].as_array().into_iter().flatten() {
                    assert!(parameter["description"].is_string(), "{parameter}");
                    count += 1;
                }
            }
            assert!(count > 15, "{count} parameters are described");
        }
    }

    #[test]
    fn each_operation_knows_its_parameters() {
        assert!(names("records").contains(&"cursor".to_owned()));
        assert!(names("record").is_empty() && names("nothing").is_empty());
        assert_eq!(names("communes"), ["q"]);
    }
}
