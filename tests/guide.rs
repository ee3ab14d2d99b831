//! The guide to procedures, the real guest: the demonstration's pages, hostile documents, and official fiches.

use std::collections::{BTreeSet, VecDeque};
use std::path::{Path, PathBuf};

use crate::support::skip::{real_data, skip};
use crate::support::zips::zip;
use crate::support::{Instance, workspace};

async fn give(instance: &Instance, folder: &Path) -> usize {
    let mut waiting = vec![folder.to_owned()];
    let mut given = 0;
    while let Some(folder_path) = waiting.pop() {
        for entry in std::fs::read_dir(&folder_path).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                waiting.push(path);
                continue;
            }
            let name = path
                .strip_prefix(folder)
                .unwrap()
                .to_str()
                .unwrap()
                .to_owned();
            document(instance, &name, &std::fs::read(&path).unwrap()).await;
            given += 1;
        }
    }
    given
}

async fn document(instance: &Instance, name: &str, bytes: &[u8]) {
    let documents = instance.app.plugins.documents();
    let mut writer = documents
        .writer("procedures", name, u64::MAX)
        .await
        .unwrap();
    for chunk in bytes.chunks(256 * 1024) {
        writer.push(chunk).await.unwrap();
    }
    writer.finish().await.unwrap();
}

/// Runs the import and returns its summary and the lines of its report.
async fn import(instance: &Instance) -> (String, Vec<String>) {
    let summary = instance.run("procedures", "import").await.unwrap();
    (summary, instance.report("procedures", "import").await)
}

fn demo() -> PathBuf {
    workspace().join("plugins/procedures/demo")
}

async fn records(instance: &Instance) {
    let text = std::fs::read_to_string(demo().join("records.jsonl")).unwrap();
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        let line: serde_json::Value = serde_json::from_str(line).unwrap();
        let (kind, key) = (
            line["kind"].as_str().unwrap(),
            line["key"].as_str().unwrap(),
        );
        instance.put(kind, key, &line["content"].to_string()).await;
    }
}

/// The addresses of this site that a page links to.
fn hrefs(html: &str) -> Vec<String> {
    let attributes = html
        .split("href=\"")
        .skip(1)
        .chain(html.split("action=\"").skip(1));
    attributes
        .filter_map(|rest| rest.split('"').next())
        .filter(|href| href.starts_with('/'))
        .map(|href| {
            href.split('#')
                .next()
                .unwrap_or_default()
                .replace("&amp;", "&")
        })
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_of_the_demonstration_answers_in_every_language_and_no_link_is_dead() {
    let instance = Instance::guide().await;
    give(&instance, &demo().join("fiches")).await;
    let (summary, report) = import(&instance).await;
    assert!(summary.contains(" 0 refused"), "{summary}: {report:#?}");
    records(&instance).await;
    for language in ["fr", "fr-simple", "en"] {
        let mut seen = BTreeSet::new();
        let mut waiting = VecDeque::from([
            "/".to_owned(),
            "/demarches".to_owned(),
            "/recherche?q=carte".to_owned(),
        ]);
        while let Some(path) = waiting.pop_front() {
            if path.contains("lang=") || !seen.insert(path.clone()) || seen.len() > 400 {
                continue;
            }
            let answer = instance
                .get_as(&path, &[("accept-language", language)])
                .await;
            assert!(
                [200, 303].contains(&answer.status),
                "{language} {path}: {} {:#?}",
                answer.status,
                instance.log("procedures").await
            );
            waiting.extend(hrefs(&answer.text));
        }
        assert!(seen.len() > 20, "{seen:#?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn hostile_documents_are_refused_by_name_and_the_others_are_taken() {
    let instance = Instance::guide().await;
    let good = std::fs::read(demo().join("fiches/particuliers/F90001.xml")).unwrap();
    document(&instance, "particuliers/F90001.xml", &good).await;
    document(
        &instance,
        "particuliers/F80001.xml",
        &good[..good.len() / 2],
    )
    .await;
    document(&instance, "particuliers/F80002.xml", b"").await;
    document(
        &instance,
        "particuliers/F80003.xml",
        b"\xff\xfe\0\0 not xml",
    )
    .await;
    document(&instance, "particuliers/F80004.xml", b"<a><b></a></b>").await;
    document(&instance, "particuliers/F80005.xml", entities().as_bytes()).await;
    document(&instance, "particuliers/F80006.xml", deep(&good).as_bytes()).await;
    document(
        &instance,
        "particuliers/F80007.xml",
        &vec![b' '; 100 * 1024 * 1024],
    )
    .await;
    document(
        &instance,
        "particuliers/bomb.zip",
        &zip(&[("F80008.xml", &vec![b'a'; 64 * 1024 * 1024])]),
    )
    .await;
    document(
        &instance,
        "particuliers/names.zip",
        &zip(&[("../../F80009.xml", b"<x/>"), ("/etc/F80010.xml", b"<x/>")]),
    )
    .await;
    document(
        &instance,
        "particuliers/cut.zip",
        &zip(&[("F80011.xml", &good)])[..200],
    )
    .await;
    document(&instance, "particuliers/none.zip", b"PK\x05\x06").await;
    let (summary, report) = import(&instance).await;
    let bad = [
        "F80001", "F80002", "F80003", "F80004", "F80005", "F80006", "F80007", "F80008", "F80009",
        "F80010", "cut.zip", "none.zip",
    ];
    for name in bad {
        let line = report
            .iter()
            .find(|line| line.starts_with("refused ") && line.contains(name));
        assert!(line.is_some(), "{name} in {report:#?}");
    }
    assert!(summary.starts_with("1 taken"), "{summary}");
    assert_eq!(
        instance
            .get("/demarches/particuliers/F90001")
            .await
            .status
            .min(303),
        200
    );
}

fn entities() -> String {
    let mut text = String::from("<?xml version=\"1.0\"?><!DOCTYPE x [<!ENTITY a0 \"aaaaaaaaaa\">");
    for number in 1..12 {
        text.push_str(&format!(
            "<!ENTITY a{number} \"{}\">",
            format!("&a{};", number - 1).repeat(10)
        ));
    }
    text + "]><Publication ID=\"F80005\">&a11;</Publication>"
}

fn deep(good: &[u8]) -> String {
    let text = String::from_utf8_lossy(good).replace("F90001", "F80006");
    let nest = format!(
        "{}{}",
        "<Liste><Item>".repeat(20_000),
        "</Item></Liste>".repeat(20_000)
    );
    text.replace(
        "</Publication>",
        &format!("<Texte>{nest}</Texte></Publication>"),
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn official_fiches_are_pages_are_found_and_are_taken_once() {
    let Some(data) = real_data() else {
        return skip(
            "official_fiches_are_pages_are_found_and_are_taken_once",
            "the folder of real data (MAILLE_REAL_DATA)",
        );
    };
    let instance = Instance::guide().await;
    let given = give(&instance, &data.join("service-public/fiches")).await;
    let (summary, report) = import(&instance).await;
    let taken: Vec<&str> = report
        .iter()
        .filter_map(|line| {
            line.strip_prefix("taken ")
                .or_else(|| line.strip_prefix("repaired "))
        })
        .filter_map(|line| line.split(':').next())
        .collect();
    let refused = report
        .iter()
        .filter(|line| line.starts_with("refused"))
        .count();
    assert!(
        given >= 90 && !taken.is_empty() && refused * 10 < given,
        "{given} given, {summary}: {report:#?}"
    );
    for key in taken {
        let answer = instance.get(&format!("/demarches/{key}")).await;
        assert!(
            [200, 303].contains(&answer.status),
            "{key}: {} {:#?}",
            answer.status,
            instance.log("procedures").await
        );
    }
    for question in ["carte d'identité", "impots", "RSA"] {
        let query = url::form_urlencoded::Serializer::new(String::new())
            .append_pair("q", question)
            .finish();
        let answer = instance.get(&format!("/recherche?{query}")).await;
        assert!(
            answer.text.contains("/demarches/"),
            "{question}: {}",
            answer.text
        );
    }
    let (summary, _) = import(&instance).await;
    assert!(summary.starts_with("0 taken, 0 changed"), "{summary}");
}
