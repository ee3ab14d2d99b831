//! The guide to procedures, the real guest: the demonstration's pages, hostile documents, and official fiches.

use std::collections::{BTreeSet, VecDeque};
use std::path::{Path, PathBuf};

use crate::support::skip::{real_data, skip};
use crate::support::zips::zip;
use crate::support::{Instance, workspace};

pub(crate) async fn give(instance: &Instance, folder: &Path) -> usize {
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
    assert!(summary.contains("refusées : 0,"), "{summary}: {report:#?}");
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
        ("F80001.xml", "it is truncated"),
        ("F80002.xml", "it holds no element of XML"),
        ("F80003.xml", "it holds no element of XML"),
        ("F80004.xml", "the XML is broken at line 1, column 7"),
        (
            "F80005.xml",
            "it declares entities of its own, which are never expanded",
        ),
        ("F80006.xml", "elements are nested more than 64 deep"),
        (
            "F80007.xml",
            "elle fait 104857600 octets ; la limite est de 4194304",
        ),
        ("F80008.xml", "it unpacks to more than 4194304 bytes"),
        ("F80009.xml", "its name leads out of the archive"),
        ("F80010.xml", "its name leads out of the archive"),
        ("cut.zip", "it is no zip archive, or its end is missing"),
        ("none.zip", "it is no zip archive, or its end is missing"),
    ];
    for (name, reason) in bad {
        let lines = report.iter().filter(|line| line.contains(name));
        let lines: Vec<&String> = lines.collect();
        let [line] = lines[..] else {
            panic!("{name}: {lines:#?} in {report:#?}");
        };
        assert!(
            line.starts_with("refused ") && line.contains(reason),
            "{name}: no `{reason}` in {line}"
        );
    }
    assert!(summary.starts_with("Fiches prises : 1,"), "{summary}");
    assert_eq!(
        instance
            .get("/demarches/particuliers/F90001")
            .await
            .status
            .min(303),
        200
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn documents_in_another_encoding_than_they_say_are_read_or_refused_with_the_reason() {
    let instance = Instance::guide().await;
    let good = std::fs::read_to_string(demo().join("fiches/particuliers/F90001.xml")).unwrap();
    assert!(good.starts_with("<?xml version=\"1.0\" encoding=\"UTF-8\"?>"));
    let fiche = |id: &str, encoding: &str| {
        good.replace("F90001", id)
            .replace("encoding=\"UTF-8\"", &format!("encoding=\"{encoding}\""))
    };
    // Every letter of Latin-1 is one byte of the same number; the demonstration's others are written as references.
    let latin = |text: String| -> Vec<u8> {
        let bytes = text
            .chars()
            .map(|letter| match u8::try_from(u32::from(letter)) {
                Ok(byte) => vec![byte],
                Err(_) => format!("&#{};", u32::from(letter)).into_bytes(),
            });
        bytes.flatten().collect()
    };
    let wide = |text: String, bytes: fn(u16) -> [u8; 2]| -> Vec<u8> {
        let units = std::iter::once(0xfeff).chain(text.encode_utf16());
        units.flat_map(bytes).collect()
    };
    let windows = "it was written in windows-1252, not in UTF-8 as it says";
    let cases: [(&str, Vec<u8>, &str, &str); 9] = [
        (
            "F80101",
            latin(fiche("F80101", "UTF-8")),
            "repaired",
            windows,
        ),
        ("F80102", latin(fiche("F80102", "ISO-8859-1")), "taken", ""),
        (
            "F80103",
            fiche("F80103", "ISO-8859-1").into_bytes(),
            "repaired",
            "it was written in UTF-8, not in ISO-8859-1 as it says",
        ),
        (
            "F80104",
            wide(fiche("F80104", "UTF-16"), u16::to_le_bytes),
            "taken",
            "",
        ),
        (
            "F80105",
            wide(fiche("F80105", "UTF-16"), u16::to_be_bytes),
            "taken",
            "",
        ),
        (
            "F80106",
            wide(fiche("F80106", "UTF-8"), u16::to_le_bytes),
            "taken",
            "",
        ),
        (
            "F80107",
            [b"\xef\xbb\xbf", fiche("F80107", "UTF-8").as_bytes()].concat(),
            "taken",
            "",
        ),
        (
            "F80108",
            fiche("F80108", "klingon")
                .replace(|letter: char| !letter.is_ascii(), "e")
                .into_bytes(),
            "refused",
            "its encoding `klingon` is unknown",
        ),
        (
            "F80109",
            wide(fiche("F80109", "UTF-16"), u16::to_le_bytes)[..2_001].to_vec(),
            "refused",
            "the bytes do not fit their encoding",
        ),
    ];
    for (id, bytes, ..) in &cases {
        document(&instance, &format!("particuliers/{id}.xml"), bytes).await;
    }
    let (summary, report) = import(&instance).await;
    assert_eq!(report.len(), cases.len(), "{summary}: {report:#?}");
    document(&instance, "particuliers/F90001.xml", good.as_bytes()).await;
    import(&instance).await;
    let right = instance.get("/demarches/particuliers/F90001").await;
    for (id, _, outcome, words) in cases {
        let line = report.iter().find(|line| line.contains(id)).unwrap();
        assert!(line.starts_with(&format!("{outcome} ")), "{id}: {line}");
        assert!(line.contains(words), "{id}: no `{words}` in {line}");
        let answer = instance.get(&format!("/demarches/particuliers/{id}")).await;
        if outcome == "refused" {
            assert_eq!(answer.status, 404, "{id}");
            continue;
        }
        assert_eq!(answer.status, 200, "{id}");
        assert_eq!(
            main_of(&answer.text, id),
            main_of(&right.text, "F90001"),
            "{id}"
        );
    }
}

/// What a page says, whichever fiche it is.
fn main_of(html: &str, id: &str) -> String {
    let (_, rest) = html.split_once("<main").unwrap();
    let (inside, _) = rest.split_once("</main>").unwrap();
    plain(&format!("<main{}", inside.replace(id, "F0")))
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
    let folder = data.join("service-public/fiches");
    let given = give(&instance, &folder).await;
    let (summary, report) = import(&instance).await;
    let official = official(&folder);
    assert!(given >= 90 && official.len() == given, "{given}: {summary}");
    let mut pages = 0;
    for fiche in &official {
        let refused = format!("refused {}: ", fiche.name);
        let line = report.iter().find(|line| line.starts_with(&refused));
        if let Some(line) = line {
            assert!(line.len() > refused.len() + 10, "no reason: {line}");
            continue;
        }
        let key = format!("{}/{}: ", fiche.audience, fiche.id);
        let said = report.iter().filter(|line| line.contains(&key)).count();
        assert_eq!(said, 1, "{fiche:?} in {report:#?}");
        let answer = instance.get(&fiche.page()).await;
        assert_eq!(answer.status, 200, "{fiche:?}");
        let heading = heading(&answer.text);
        // A form's title begins with what it is, which its page says above.
        let form = fiche.id.starts_with('R') && heading.len() > 5;
        let holds = heading == fiche.title || (form && fiche.title.ends_with(&heading));
        assert!(holds, "{heading}: {fiche:?}");
        pages += 1;
    }
    assert!(pages * 10 > given * 9, "{pages} pages: {summary}");
    assert_eq!(report.len(), given, "{report:#?}");
    for fiche in &official {
        assert!(
            finds(&instance, &fiche.title, fiche).await,
            "by its title: {fiche:?}"
        );
        let words = fiche.title.split(|letter: char| !letter.is_alphanumeric());
        let longest = words.max_by_key(|word| word.chars().count()).unwrap();
        assert!(
            finds(&instance, longest, fiche).await,
            "{longest}: {fiche:?}"
        );
    }
    let (summary, _) = import(&instance).await;
    assert!(
        summary.starts_with("Fiches prises : 0, changées : 0,"),
        "{summary}"
    );
}

/// What a file says of itself, read without the plugin's own reader.
#[derive(Debug)]
struct Official {
    name: String,
    audience: String,
    id: String,
    title: String,
}

impl Official {
    fn page(&self) -> String {
        format!("/demarches/{}/{}", self.audience, self.id)
    }
}

fn official(folder: &Path) -> Vec<Official> {
    let mut all = Vec::new();
    for audience in ["associations", "particuliers", "professionnels"] {
        for entry in std::fs::read_dir(folder.join(audience)).unwrap() {
            let path = entry.unwrap().path();
            let text = std::fs::read_to_string(&path).unwrap();
            let file = path.file_name().unwrap().to_str().unwrap();
            let between = |begin: &str, end: &str| {
                let rest = text.split_once(begin).map(|(_, rest)| rest);
                let (inside, _) = rest.and_then(|rest| rest.split_once(end))?;
                Some(inside.to_owned())
            };
            all.push(Official {
                name: format!("{audience}/{file}"),
                audience: audience.to_owned(),
                id: between(" ID=\"", "\"").unwrap(),
                title: plain(&between("<dc:title>", "</dc:title>").unwrap_or_default()),
            });
        }
    }
    all.sort_by(|one, other| one.name.cmp(&other.name));
    all
}

/// The words of a page's one title.
fn heading(html: &str) -> String {
    let (_, rest) = html.split_once("<h1").unwrap();
    let (inside, _) = rest.split_once("</h1>").unwrap();
    plain(&format!("<h1{inside}"))
}

/// Words without tags, entities and the printer's own spaces and apostrophes.
fn plain(markup: &str) -> String {
    let mut words = String::new();
    let mut inside = false;
    for letter in markup.chars() {
        match letter {
            '<' => inside = true,
            '>' => inside = false,
            letter if !inside => words.push(letter),
            _ => {}
        }
    }
    for (entity, letter) in [
        ("&#39;", "'"),
        ("&#x27;", "'"),
        ("&apos;", "'"),
        ("’", "'"),
        ("&quot;", "\""),
        ("&#34;", "\""),
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&#38;", "&"),
        ("&amp;", "&"),
    ] {
        words = words.replace(entity, letter);
    }
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// True where the site's search leads to the fiche, on whichever of its pages.
async fn finds(instance: &Instance, words: &str, fiche: &Official) -> bool {
    let query = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("q", words)
        .finish();
    let mut path = format!("/recherche?{query}");
    for _ in 0..20 {
        let answer = instance.get(&path).await;
        assert_eq!(answer.status, 200, "{path}");
        if answer.text.contains(&format!("href=\"{}\"", fiche.page())) {
            return true;
        }
        let next = hrefs(&answer.text)
            .into_iter()
            .find(|href| href.contains("suite="));
        match next {
            Some(next) => path = next,
            None => return false,
        }
    }
    false
}
