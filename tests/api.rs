//! `/api`: its description tells the truth, a program that reads all pages misses nothing, and nothing that a stranger sends
//! makes it fall.

use jsonschema::Validator;
use maille::imports::Commune;
use maille::territory::Territory;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use serde_json::{Value, json};

use crate::support::Instance;
use crate::support::visitor::Answer;

/// Requests of the property test; each is a whole request.
const HOSTILE_REQUESTS: usize = 300;

async fn instance() -> Instance {
    let instance = Instance::new().await;
    let place = json!({
        "name": "Médiathèque d’essai", "latitude": 47.47, "longitude": -0.55, "fees": ["gratuit"],
        "telephone": "01 99 00 00 01", "digital_services": ["acces-internet-et-materiel-informatique"],
        "address": {"street": "1 rue du Fil", "postal_code": "99010", "municipality": "Essai", "insee_code": "99010"},
        "source": {"name": "Fichier d’essai", "licence": "Licence Ouverte 2.0", "updated": "2026-01-31"}
    });
    instance.put("place", "essai:1", &place.to_string()).await;
    let service = json!({
        "name": "Atelier", "contact_person": "Une Personne", "themes": ["numerique--maitriser-les-fondamentaux-du-numerique"],
        "locations": [{"latitude": 47.48, "longitude": -0.55}]
    });
    instance
        .put("service", "essai:2", &service.to_string())
        .await;
    for (key, listed) in [("vue", true), ("cachee", false)] {
        let adviser = json!({"name": format!("Conseillère {key}"), "trade": "conseiller-numerique", "consent": {"listed": listed}});
        instance
            .put("professional", key, &adviser.to_string())
            .await;
    }
    let territory = Territory::new(instance.app.directory.database().clone());
    let commune = Commune {
        code: "99010".into(),
        name: "Essai".into(),
        // 49000 is the example of the description.
        postal_codes: vec!["49000".into(), "99010".into()],
        latitude: Some(47.47),
        longitude: Some(-0.55),
        population: Some(1_200),
        epci: None,
        department: Some("99".into()),
        region: None,
    };
    territory.put_communes(&[commune]).await.unwrap();
    instance
}

fn json_of(answer: &Answer) -> Value {
    serde_json::from_str(&answer.text).unwrap_or_else(|error| panic!("{error}: {}", answer.text))
}

async fn read(instance: &Instance, path: &str) -> Value {
    let answer = instance.get(path).await;
    assert_eq!(answer.status, 200, "{path}: {}", answer.text);
    json_of(&answer)
}

fn names(page: &Value) -> Vec<&str> {
    let records = page["records"].as_array().unwrap().iter();
    records
        .map(|record| record["content"]["name"].as_str().unwrap())
        .collect()
}

/// The schema of an answer, as the description gives it.
fn validator(description: &Value, path: &str, status: &str) -> Validator {
    let content = &description["paths"][path]["get"]["responses"][status]["content"];
    let (_, media) = content.as_object().unwrap().iter().next().unwrap();
    let mut schema = media["schema"].clone();
    schema["components"] = description["components"].clone();
    let options = jsonschema::options().should_validate_formats(true);
    options.offline().build(&schema).unwrap()
}

#[track_caller]
fn check(validator: &Validator, answer: &Value, path: &str) {
    let errors: Vec<String> = validator
        .iter_errors(answer)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect();
    assert!(errors.is_empty(), "{path}: {errors:?}\n{answer}");
}

#[tokio::test]
async fn every_path_of_the_description_answers_as_it_says() {
    let instance = instance().await;
    let description = read(&instance, "/api/openapi.json").await;
    assert!(description["openapi"].as_str().unwrap().starts_with("3.1"));
    let all = read(&instance, "/api/records").await;
    let id = all["records"][0]["id"].as_str().unwrap().to_owned();
    let paths: Vec<&String> = description["paths"].as_object().unwrap().keys().collect();
    assert_eq!(paths.len(), 9);
    for path in paths {
        let parameters = description["paths"][path]["get"]["parameters"].as_array();
        let parameters: Vec<&Value> = parameters.into_iter().flatten().collect();
        let mut address = path.replace("{id}", &id);
        for parameter in &parameters {
            if let (Some(name), Some(example)) =
                (parameter["name"].as_str(), parameter["example"].as_str())
            {
                address = address.replace(&format!("{{{name}}}"), example);
            }
        }
        if parameters
            .iter()
            .any(|parameter| parameter["in"] == "query" && parameter["required"] == true)
        {
            address += "?q=99010";
        }
        let answer = read(&instance, &address).await;
        check(&validator(&description, path, "200"), &answer, path);
        let refused = instance
            .get(&format!(
                "{address}{}inconnu=1",
                if address.contains('?') { '&' } else { '?' }
            ))
            .await;
        assert_eq!(refused.status, 400, "{path}");
        assert_eq!(refused.header("content-type"), "application/problem+json");
        check(
            &validator(&description, "/api/records", "400"),
            &json_of(&refused),
            path,
        );
    }
    // Every parameter that is described is taken: its example narrows, and nothing is refused.
    let parameters = description["paths"]["/api/records"]["get"]["parameters"]
        .as_array()
        .unwrap();
    for parameter in parameters {
        let example = parameter["example"]
            .as_array()
            .map_or(&parameter["example"], |all| &all[0]);
        let name = parameter["name"].as_str().unwrap();
        let value = example.as_str().unwrap_or(match name {
            "cursor" => "",
            "order" => "id",
            "jour" => "2026-11-21",
            _ => "1",
        });
        let near = if name == "pres" { "99010" } else { value };
        let page = read(&instance, &format!("/api/records?{name}={near}")).await;
        check(&validator(&description, "/api/records", "200"), &page, name);
    }
    for path in [
        "/api/records/zzz",
        "/api/kinds/zzz",
        "/api/vocabularies/zzz",
    ] {
        let answer = instance.get(path).await;
        assert_eq!(answer.status, 404, "{path}");
        check(
            &validator(&description, "/api/records/{id}", "404"),
            &json_of(&answer),
            path,
        );
    }
}

#[tokio::test]
async fn contents_fit_the_public_schema_of_their_kind_and_nothing_private_is_there() {
    let instance = instance().await;
    let page = instance.get("/api/records").await;
    for hidden in ["Une Personne", "consent", "cachee"] {
        assert!(!page.text.contains(hidden), "{hidden}");
    }
    let page = json_of(&page);
    assert_eq!(page["records"].as_array().unwrap().len(), 3);
    for record in page["records"].as_array().unwrap() {
        let kind = record["kind"].as_str().unwrap();
        let schema = read(&instance, &format!("/api/kinds/{kind}")).await;
        assert!(!schema.to_string().contains("x-share"), "{schema}");
        let options = jsonschema::options().should_validate_formats(true);
        check(
            &options.offline().build(&schema).unwrap(),
            &record["content"],
            kind,
        );
    }
    let professional = read(&instance, "/api/kinds/professional").await;
    assert!(
        professional["properties"]["trade"].is_object()
            && professional["properties"]["consent"].is_null()
    );
    let mut records = page["records"].as_array().unwrap().iter();
    let place = records.find(|record| record["kind"] == "place").unwrap();
    assert_eq!(place["licence"], "Licence Ouverte 2.0");
    assert_eq!(
        place["source"],
        json!({"name": "Fichier d’essai", "updated": "2026-01-31"})
    );
    assert_eq!(
        place["page"],
        format!("/annuaire/{}", place["id"].as_str().unwrap())
    );
    let kinds = read(&instance, "/api/kinds").await;
    for kind in kinds["kinds"].as_array().unwrap() {
        read(&instance, kind["schema"].as_str().unwrap()).await;
        read(&instance, kind["records"].as_str().unwrap()).await;
    }
}

#[tokio::test]
async fn records_are_found_as_on_the_pages() {
    let instance = instance().await;
    for (query, expected) in [
        ("q=mediatheque&order=relevance", vec!["Médiathèque d’essai"]),
        ("pres=99010", vec!["Médiathèque d’essai", "Atelier"]),
        ("pres=47.47,-0.55&rayon=1", vec!["Médiathèque d’essai"]),
        ("commune=99010", vec!["Médiathèque d’essai"]),
        ("theme=numerique&kind=service", vec!["Atelier"]),
        ("cout=gratuit", vec!["Médiathèque d’essai"]),
        (
            "kind=service&kind=professional&order=name",
            vec!["Atelier", "Conseillère vue"],
        ),
        ("q=rien+de+tel", vec![]),
    ] {
        let page = read(&instance, &format!("/api/records?{query}")).await;
        assert_eq!(names(&page), expected, "{query}");
    }
    let near = read(&instance, "/api/records?pres=99010").await;
    assert_eq!(near["records"][1]["distance_metres"], 1111);
    // The commune in a cookie is a person's, not a program's.
    let cookie = [("cookie", "commune=99010")];
    let answer = instance.get_as("/api/records", &cookie).await;
    assert_eq!(names(&json_of(&answer)).len(), 3);
}

#[tokio::test]
async fn who_reads_every_page_meets_each_record_once_while_others_are_added() {
    let instance = Instance::new().await;
    let put = async |number: usize| {
        let place = json!({"name": format!("Lieu {}", number % 7)}).to_string();
        instance.put("place", &format!("k{number}"), &place).await
    };
    let mut wanted = Vec::new();
    for number in 0..45 {
        wanted.push(put(number).await);
    }
    let mut seen: Vec<String> = Vec::new();
    let mut address = Some("/api/records?limit=7&order=id".to_owned());
    let mut added = 45;
    while let Some(path) = address {
        let page = read(&instance, &path).await;
        let records = page["records"].as_array().unwrap();
        seen.extend(
            records
                .iter()
                .map(|record| record["id"].as_str().unwrap().to_owned()),
        );
        address = page["next"].as_str().map(str::to_owned);
        // One more, and one changed, between any two pages.
        if added < 60 {
            put(added).await;
            added += 1;
            let changed = json!({"name": "Aaa"}).to_string();
            instance
                .put("place", &format!("k{}", added % 45), &changed)
                .await;
        }
    }
    let mut once = seen.clone();
    once.sort();
    once.dedup();
    assert_eq!(once.len(), seen.len(), "a record came twice");
    assert!(
        wanted.iter().all(|id| once.contains(id)),
        "a record was lost"
    );
}

#[tokio::test]
async fn what_is_known_is_not_sent_again() {
    let instance = instance().await;
    let all = read(&instance, "/api/records?kind=place").await;
    let one = format!("/api/records/{}", all["records"][0]["id"].as_str().unwrap());
    for path in [
        "/api/records",
        &one,
        "/api/kinds",
        "/api/vocabularies/themes",
        "/api/openapi.json",
    ] {
        let answer = instance.get(path).await;
        let tag = answer.header("etag").to_owned();
        assert!(tag.starts_with('"'), "{path}: {tag} is not strong");
        assert!(
            answer.header("cache-control").starts_with("public"),
            "{path}"
        );
        assert_eq!(answer.header("access-control-allow-origin"), "*", "{path}");
        assert_eq!(
            answer.header("cross-origin-resource-policy"),
            "cross-origin"
        );
        let plain = instance
            .get_as(path, &[("accept-encoding", "identity")])
            .await;
        assert_eq!(plain.text, answer.text);
        for known in [&tag, plain.header("etag")] {
            let again = instance.get_as(path, &[("if-none-match", known)]).await;
            assert_eq!((again.status, again.text.as_str()), (304, ""), "{path}");
            assert_eq!(again.header("etag"), known);
        }
        if tag != plain.header("etag") {
            let packed = ["-gzip\"", "-br\""];
            assert!(packed.iter().any(|end| tag.ends_with(end)), "{tag}");
        }
    }
    let answer = instance.get(&one).await;
    assert!(answer.header("last-modified").ends_with(" GMT"));
    let place = json!({"name": "Médiathèque changée"}).to_string();
    instance.put("place", "essai:1", &place).await;
    let tag = answer.header("etag");
    assert_eq!(
        instance
            .get_as(&one, &[("if-none-match", tag)])
            .await
            .status,
        200
    );
}

#[tokio::test]
async fn an_error_names_the_parameter_what_is_wrong_and_the_mend() {
    let instance = instance().await;
    for (query, name, words) in [
        ("limite=5", "limite", "limit"),
        ("limit=0", "limit", "de 1 à 200"),
        ("limit=99999999999999999999", "limit", "de 1 à 200"),
        ("limit=1&limit=2", "limit", "une seule fois"),
        ("kind=plaice", "kind", "« place »"),
        ("theme=numerik", "theme", "/api/vocabularies/themes"),
        ("cout=gratui", "cout", "« gratuit »"),
        ("pres=Atlantis", "pres", "code postal"),
        ("order=distance", "order", "« pres »"),
        ("order=id&cursor=zzz", "cursor", "première page"),
        ("fauteuil=oui", "fauteuil", "Donnez 1"),
        ("q=%00", "q", "caractère de contrôle"),
        ("kind=organisation&cout=gratuit", "kind", "organisation"),
    ] {
        let answer = instance.get(&format!("/api/records?{query}")).await;
        assert_eq!(answer.status, 400, "{query}: {}", answer.text);
        let problem = json_of(&answer);
        let wrong = &problem["parameters"][0];
        assert_eq!(wrong["name"], name, "{query}: {problem}");
        let said = format!("{} {}", wrong["wrong"], wrong["mend"]).replace('\u{a0}', " ");
        assert!(said.contains(words), "{query}: {said}");
        assert!(problem["detail"].as_str().unwrap().contains(name));
        assert_eq!(problem["status"], 400);
    }
    let english = [("accept-language", "en")];
    let answer = instance.get_as("/api/records?limite=5", &english).await;
    let problem = json_of(&answer);
    assert_eq!(problem["parameters"][0]["did_you_mean"], "limit");
    assert!(answer.text.contains("Did you mean"), "{}", answer.text);
    let two = json_of(&instance.get("/api/records?limit=0&cout=x").await);
    assert_eq!(two["parameters"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn other_ways_to_ask_are_answered_for_programs_too() {
    let instance = instance().await;
    let posted = instance.post("/api/records", &[("a", "b")], &[]).await;
    assert_eq!(posted.status, 405);
    assert_eq!(posted.header("content-type"), "application/problem+json");
    assert!(
        posted.header("allow").contains("GET"),
        "{:?}",
        posted.headers
    );
    let nowhere = instance.get("/api/nulle-part").await;
    assert_eq!(
        (nowhere.status, nowhere.header("content-type")),
        (404, "application/problem+json")
    );
    let page = instance.get("/api").await;
    assert_eq!(page.status, 200);
    let client = crate::support::visitor::client();
    let head = client
        .head(instance.url("/api/records"))
        .send()
        .await
        .unwrap();
    assert_eq!(head.status().as_u16(), 200);
    assert!(head.headers().contains_key("etag"));
    let asks = client
        .request("OPTIONS".parse().unwrap(), instance.url("/api/records"))
        .header("origin", "https://autre.example")
        .header("access-control-request-method", "GET")
        .header("access-control-request-headers", "if-none-match");
    let asked = asks.send().await.unwrap();
    assert!(asked.status().is_success());
    assert_eq!(asked.headers()["access-control-allow-origin"], "*");
    assert!(
        !asked
            .headers()
            .contains_key("access-control-allow-credentials")
    );
}

#[tokio::test]
async fn the_page_says_what_the_description_says() {
    let instance = instance().await;
    for language in ["fr", "fr-simple", "en"] {
        let description = read(&instance, &format!("/api/openapi.json?lang={language}")).await;
        let page = instance.get(&format!("/api?lang={language}")).await.text;
        for (path, methods) in description["paths"].as_object().unwrap() {
            let shown = path.replace('{', ":").replace('}', "");
            assert!(page.contains(&format!("<code>{shown}</code>")), "{path}");
            let parameters = methods["get"]["parameters"]
                .as_array()
                .into_iter()
                .flatten();
            for parameter in parameters {
                let name = parameter["name"].as_str().unwrap();
                assert!(page.contains(&format!("<code>{name}</code>")), "{name}");
            }
        }
        // Each example on the page is an address that answers.
        for part in page.split("href=\"/api/").skip(1) {
            let address = part.split('"').next().unwrap().replace("&#38;", "&");
            read(&instance, &format!("/api/{address}")).await;
        }
    }
}

#[tokio::test]
async fn nothing_that_a_stranger_sends_makes_it_fall() {
    let instance = instance().await;
    let known = [
        "kind",
        "q",
        "pres",
        "rayon",
        "commune",
        "theme",
        "cout",
        "acces",
        "fauteuil",
        "order",
        "limit",
        "cursor",
        "public",
        "langue",
        "equipement",
        "mobile",
        "jour",
        "total",
        "changed_since",
    ];
    let name = prop_oneof![
        4 => proptest::sample::select(known.to_vec()).prop_map(str::to_owned),
        1 => any::<String>(),
    ];
    let nasty = [
        "\0",
        "-1",
        "18446744073709551616",
        "1e308",
        "NaN",
        "' or 1=1 --",
        "\u{202e}",
        "😀",
        "%",
        "i~",
        "n\0~x",
        "d7ff0000000000000~x",
        "r8000000000000000~",
        "u-9223372036854775808~",
        "i\u{10ffff}~",
        "place",
        "procedure",
        "99010",
        "90,180",
        "id",
        "name",
        "newest",
        "*\"(",
    ];
    let value = prop_oneof![
        3 => proptest::sample::select(nasty.to_vec()).prop_map(str::to_owned),
        2 => any::<String>(),
        1 => "[a-z]{0,20}",
        1 => (0_usize..3_000).prop_map(|length| "é".repeat(length)),
    ];
    let path = proptest::sample::select(vec![
        "records",
        "changes",
        "communes",
        "kinds",
        "records/%00",
        "records/\u{1}",
        "kinds/%FF",
        "vocabularies/..",
        "openapi.json",
    ]);
    let request = (path, proptest::collection::vec((name, value), 0..5));
    let mut runner = TestRunner::deterministic();
    let mut answered = 0;
    for _ in 0..HOSTILE_REQUESTS {
        let (path, query) = request.new_tree(&mut runner).unwrap().current();
        let query = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs(&query)
            .finish();
        let answer = instance.get(&format!("/api/{path}?{query}")).await;
        assert!(answer.status < 500, "{path}?{query}: {}", answer.text);
        json_of(&answer);
        answered += usize::from(answer.status == 200);
    }
    assert!(
        answered > 10,
        "{answered} of {HOSTILE_REQUESTS} were understood"
    );
    instance.check().await;
}
