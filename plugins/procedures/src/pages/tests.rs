//! Promises about pages: no word of a fiche is lost on its page, every sentence is translated, no link is dead.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use super::blocks::Scene;
use super::condition::{Answers, Wording};
use super::guide;
use super::links::Links;
use super::part::{Cell, Part, Section, Table};
use super::procedure::{self, Around};
use crate::fiche::model::Branch;
use crate::fiche::{self, Fiche};
use crate::import::index::Present;
use crate::labels;
use crate::local::Local;
use crate::record::Procedure;

fn say(key: &str, arguments: &[(&str, &str)]) -> String {
    let arguments: Vec<&str> = arguments.iter().map(|(_, value)| *value).collect();
    format!("{key} {}", arguments.join(" "))
}

fn page(fiche: Fiche) -> Vec<Part> {
    let mut parts = page_with(
        fiche.clone(),
        Answers::default(),
        Vec::new(),
        &Local::default(),
    );
    // What only an answer shows: each is given once.
    let choices = fiche
        .body
        .questionnaire
        .questions
        .iter()
        .map(|question| question.choices.len())
        .max()
        .unwrap_or(0);
    for choice in 1..=choices {
        let (answers, chosen) =
            guide::answered(&fiche.body.questionnaire, |_| Some(choice.to_string()));
        parts.extend(page_with(fiche.clone(), answers, chosen, &Local::default()));
    }
    parts
}

fn page_with(fiche: Fiche, answers: Answers, chosen: Vec<String>, local: &Local) -> Vec<Part> {
    page_near(fiche, (answers, chosen), local, None)
}

fn near_page(fiche: Fiche, near: &crate::near::Near) -> Vec<Part> {
    page_near(fiche, Default::default(), &Local::default(), Some(near))
}

fn page_near(
    fiche: Fiche,
    (answers, chosen): (Answers, Vec<String>),
    local: &Local,
    near: Option<&crate::near::Near>,
) -> Vec<Part> {
    let audience = fiche.audience.clone();
    let procedure = Procedure::new(fiche);
    // The record is what the page has: nothing may be lost on the way into it.
    let procedure: Procedure =
        serde_json::from_str(&serde_json::to_string(&procedure).unwrap()).unwrap();
    let load = |_: &str| Present::new(Vec::new());
    let links = Links::new(
        &audience,
        &procedure.identifier,
        &procedure.source.url,
        &load,
    );
    let labels = labels::of_questionnaire(&procedure.body);
    let wording = Wording {
        labels: &labels,
        say: &say,
    };
    let scene = Scene {
        links: &links,
        wording,
        answers: &answers,
        say: &say,
        places: "",
    };
    let mut interactive = guide::questions(&procedure.body.questionnaire, "/F1", |_| None, &scene);
    for path in paths(&procedure.body.guide, "") {
        let walk = guide::walk(&procedure.body.guide, &path);
        interactive.extend(guide::parts(&walk, "/F1", None, &scene));
    }
    let around = Around {
        answer: None,
        near,
        kept: vec![("choix", "1.2".to_owned())],
        local,
        territory: "le Val-de-Maille",
        own: "/F1",
        locale: "fr",
        chosen,
        interactive,
    };
    procedure::parts(&procedure, &around, &scene)
}

/// Every page of a guided search.
fn paths(branches: &[Branch], before: &str) -> Vec<String> {
    let mut all = vec![before.to_owned()];
    for (index, branch) in branches.iter().enumerate() {
        let path = if before.is_empty() {
            format!("{}", index + 1)
        } else {
            format!("{before}.{}", index + 1)
        };
        all.extend(paths(&branch.branches, &path));
    }
    all
}

/// Words as sets of letters, however they are written.
fn words(text: &str) -> BTreeMap<String, usize> {
    let raised = "⁰¹²³⁴⁵⁶⁷⁸⁹₀₁₂₃₄₅₆₇₈₉";
    let plain: String = text
        .chars()
        .map(|letter| {
            raised
                .chars()
                .position(|own| own == letter)
                .map_or(letter, |at| char::from(b'0' + (at % 10) as u8))
        })
        .collect();
    let mut counts = BTreeMap::new();
    for word in plain
        .split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| !word.is_empty())
    {
        *counts.entry(word.to_owned()).or_default() += 1;
    }
    counts
}

/// Everything that a page says.
fn said(parts: &[Part]) -> String {
    // The debug form holds every text of every part; its escapes are undone.
    format!("{parts:?}")
        .replace("\\\\", "")
        .replace("\\\"", " ")
        .replace("\\n", " ")
        .replace("\\u{a0}", " ")
        .replace("\\u{202f}", " ")
}

/// The words of a document that a reader must find: not the head, the trail, nor the neighbours in other groups.
fn source_words(xml: &str) -> BTreeMap<String, usize> {
    const SKIPPED: [&str; 9] = [
        "FilDAriane",
        "DossierPere",
        "Canal",
        "Audience",
        "Theme",
        "SousDossierPere",
        "SousThemePere",
        "PivotLocal",
        "dc",
    ];
    let mut reader = quick_xml::Reader::from_str(xml);
    let (mut skipping, mut run) = (0_usize, String::new());
    let mut open: Vec<String> = Vec::new();
    let inline = [
        "Exposant",
        "Indice",
        "Valeur",
        "MiseEnEvidence",
        "Expression",
        "Variable",
        "Citation",
        "TermeEtranger",
    ];
    loop {
        use quick_xml::events::Event;
        match reader.read_event().unwrap() {
            Event::Start(start) => {
                let name = start.name().into_inner().to_owned();
                if !inline.contains(&name.as_str()) {
                    run.push(' ');
                }
                if SKIPPED.contains(&name.as_str()) || name.starts_with("dc:") {
                    skipping += 1;
                }
                open.push(name);
            }
            Event::End(_) => {
                let name = open.pop().unwrap();
                if !inline.contains(&name.as_str()) {
                    run.push(' ');
                }
                if SKIPPED.contains(&name.as_str()) || name.starts_with("dc:") {
                    skipping -= 1;
                }
            }
            Event::Text(text) if skipping == 0 => run.push_str(&text),
            Event::GeneralRef(reference) if skipping == 0 => {
                match reference.resolve_char_ref().unwrap() {
                    Some(letter) => run.push(letter),
                    None => run.push(' '),
                }
            }
            Event::Eof => break,
            _ => {}
        }
    }
    words(&run)
}

/// What is wrong with the page of a document.
fn check(path: &std::path::Path) -> Vec<String> {
    let mut wrong = Vec::new();
    let xml = std::fs::read_to_string(path).unwrap();
    let reading = fiche::read(xml.as_bytes(), &path.to_string_lossy())
        .unwrap_or_else(|error| panic!("{path:?}: {error}"));
    if !reading.unknown.is_empty() || !reading.repairs.is_empty() {
        wrong.push(format!(
            "{path:?}: {:?} {:?}",
            reading.unknown, reading.repairs
        ));
    }
    let told = said(&page(reading.fiche));
    let there = words(&told);
    let lost: Vec<String> = source_words(&xml)
        .into_iter()
        .filter(|(word, count)| there.get(word).unwrap_or(&0) < count)
        .map(|(word, _)| word)
        .collect();
    if !lost.is_empty() {
        wrong.push(format!("{path:?} lost {lost:?}"));
    }
    if told.contains("fiche:") {
        wrong.push(format!("{path:?} has a link that leads nowhere"));
    }
    wrong
}

fn files(folder: PathBuf) -> Vec<PathBuf> {
    let mut all = Vec::new();
    for audience in fiche::AUDIENCES {
        let Ok(entries) = std::fs::read_dir(folder.join(audience)) else {
            continue;
        };
        all.extend(
            entries
                .map(|entry| entry.unwrap().path())
                .filter(|path| path.extension().is_some_and(|end| end == "xml")),
        );
    }
    all.sort();
    all
}

#[test]
fn no_word_of_a_demonstration_fiche_is_lost() {
    let all = files(PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("demo/fiches"));
    assert!(all.len() >= 12, "{}", all.len());
    let wrong: Vec<String> = all.iter().flat_map(|path| check(path)).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
#[expect(
    clippy::disallowed_methods,
    reason = "a test asks its own surroundings"
)]
fn no_word_of_a_real_fiche_is_lost() {
    let root = std::env::var_os("MAILLE_REAL_DATA").map(PathBuf::from);
    let root = root
        .unwrap_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data"));
    let folder = root.join("service-public/fiches");
    if !folder.is_dir() {
        println!(
            "skipped no_word_of_a_real_fiche_is_lost: {folder:?} is not there (set MAILLE_REAL_DATA)"
        );
        return;
    }
    let all = files(folder);
    assert_eq!(all.len(), 94);
    let wrong: Vec<String> = all.iter().flat_map(|path| check(path)).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_sentence_is_translated() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let keys = |language: &str| -> BTreeSet<String> {
        let text =
            std::fs::read_to_string(folder.join(format!("translations/{language}.ftl"))).unwrap();
        let line = |line: &str| {
            line.split_once(" =")
                .filter(|(key, _)| !key.starts_with([' ', '#']))
                .map(|(key, _)| key.to_owned())
        };
        text.lines().filter_map(line).collect()
    };
    let french = keys("fr");
    assert_eq!(french, keys("en"));
    assert!(keys("fr-simple").is_subset(&french));
    let mut source = String::new();
    for name in [
        "mod",
        "blocks",
        "flat",
        "guide",
        "home",
        "procedure",
        "procedure/access",
        "procedure/local",
        "procedure/near",
        "search",
        "condition",
        "cards",
        "table",
        "further",
    ] {
        source.push_str(
            &std::fs::read_to_string(folder.join(format!("src/pages/{name}.rs"))).unwrap(),
        );
    }
    source.push_str(&std::fs::read_to_string(folder.join("src/near.rs")).unwrap());
    for name in ["mod", "run", "step", "take"] {
        let path = folder.join(format!("src/import/{name}.rs"));
        source.push_str(&std::fs::read_to_string(path).unwrap());
    }
    let said: BTreeSet<&str> = source
        .split("say(\"")
        .chain(source.split("(scene.say)(\""))
        .chain(source.split("(self.say)(\""))
        .chain(source.split("translate(\""))
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .filter(|key| {
            key.len() < 40
                && key
                    .bytes()
                    .all(|byte| byte.is_ascii_lowercase() || byte == b'-')
        })
        .collect();
    let missing: Vec<&&str> = said
        .iter()
        .filter(|key| !french.contains(**key) && !key.ends_with('-'))
        .collect();
    assert!(missing.is_empty(), "{missing:?}");
    let unused: Vec<&String> = french
        .iter()
        .filter(|key| {
            !source.contains(&format!("\"{key}\""))
                && !key.starts_with("audience-")
                && !key.starts_with("month-")
        })
        .collect();
    assert!(unused.is_empty(), "{unused:?}");
}

fn demonstration(path: &str) -> Fiche {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("demo/fiches")
        .join(path);
    fiche::read(&std::fs::read(&path).unwrap(), &path.to_string_lossy())
        .unwrap()
        .fiche
}

#[test]
fn answers_of_a_guided_search_fit_the_page() {
    let guided = demonstration("particuliers/F90003.xml");
    let walk = guide::walk(&guided.body.guide, "1.2");
    assert_eq!(walk.answers.text(), "-T90001,T90002,-T90003");
    assert_eq!(walk.leaf.unwrap().href, "fiche:F90002");
    let words = labels::by_target(&guided.body.guide);
    assert_eq!(words["F90002"]["T90002"], "Vous êtes étudiant ou apprenti");
    let whole = said(&page(demonstration("particuliers/F90002.xml")));
    let fitted = said(&page_with(
        demonstration("particuliers/F90002.xml"),
        walk.answers,
        Vec::new(),
        &Local::default(),
    ));
    assert!(whole.contains("collège") && whole.contains("condition-question"));
    assert!(
        !fitted.contains("collège") && fitted.contains("12 €") && fitted.contains("adapted-whole")
    );
    assert!(guide::walk(&guided.body.guide, "9.x.-1").chosen.is_empty());
}

#[test]
fn what_the_department_adds_stands_on_the_page() {
    let text = std::fs::read_to_string(
        PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("demo/records.jsonl"),
    )
    .unwrap();
    let mut local = Local {
        places: vec!["place-1".to_owned()],
        ..Local::default()
    };
    for line in text.lines() {
        let record: serde_json::Value = serde_json::from_str(line).unwrap();
        let content = record["content"].clone();
        if content["fiche"] == "F90001" {
            match record["kind"].as_str().unwrap() {
                crate::local::STEP => local.steps.push(serde_json::from_value(content).unwrap()),
                crate::local::SUMMARY => local
                    .summaries
                    .push(serde_json::from_value(content).unwrap()),
                other => panic!("{other}"),
            }
        }
    }
    let fiche = demonstration("particuliers/F90001.xml");
    let told = said(&page_with(fiche, Answers::default(), Vec::new(), &local));
    for part in [
        "local-before-in le Val-de-Maille",
        "cabine agréée",
        "samedi matin",
        "summary-author",
        "Record(",
        "(#lieux)",
    ] {
        assert!(told.contains(part), "{part}");
    }
}

#[test]
fn an_empty_guide_says_what_to_do() {
    let told = said(&super::home::parts(&Vec::new(), &say));
    assert!(told.contains("empty-title") && !told.contains("search-submit"));
}

#[test]
fn a_page_fits_the_bounds_of_a_reply() {
    let row = vec![
        Cell {
            markdown: "a".into(),
            header: false,
            span: (1, 1)
        };
        3
    ];
    let table = Part::Table(Table {
        caption: "c".into(),
        columns: vec!["x".into()],
        rows: vec![row; 1_000],
    });
    let mut parts = vec![table];
    for _ in 0..30 {
        parts = vec![Part::Section(Section {
            title: "t".into(),
            own: false,
            parts,
        })];
    }
    let fitted = super::fit::fitted(parts);
    assert!(super::fit::calls(&fitted) < 100);
    let told = format!("{fitted:?}");
    assert_eq!(
        told.matches("Section {").count() + told.matches("**t**").count(),
        30
    );
    assert_eq!(told.matches("- a – a – a").count(), 1_000);
}

#[test]
fn who_helps_near_is_told_with_the_telephone_first() {
    use crate::near::{Helper, Near};
    let helper = Helper {
        id: "r1".into(),
        name: "France services d'Essai".into(),
        telephone: "+33 1 99 00 00 01".into(),
        town: "Essai".into(),
        metres: 3_340.0,
    };
    let near = Near {
        said: "99010".into(),
        around: "Essai (99010)".into(),
        helpers: vec![
            helper.clone(),
            Helper {
                telephone: String::new(),
                town: String::new(),
                metres: 20.0,
                ..helper
            },
        ],
        question: "directory:?pres=99010&theme=sante".into(),
        ..Near::default()
    };
    let told = |near: &Near| {
        let fiche = demonstration("particuliers/F90001.xml");
        format!("{:?}", near_page(fiche, near))
    };
    let all = told(&near);
    for wanted in [
        "near-found Essai (99010)",
        "[near-telephone +33 1 99 00 00 01](tel:+33199000001)",
        "near-kilometres 3,3, Essai",
        "near-metres 100",
        "record:r1",
        "directory:?pres=99010&theme=sante",
        "\"choix\"",
    ] {
        assert!(
            all.replace("\\\\", "\\").contains(wanted),
            "{wanted}\n{all}"
        );
    }
    let nobody = Near {
        helpers: Vec::new(),
        ..near.clone()
    };
    assert!(told(&nobody).contains("near-none") && !told(&nobody).contains("near-found"));
    let wrong = Near {
        wrong: Some("near-ambiguous"),
        around: String::new(),
        ..nobody
    };
    let wrong = told(&wrong);
    assert!(
        wrong.contains("near-ambiguous") && wrong.contains("near-all"),
        "{wrong}"
    );
    let bare = said(&page(demonstration("particuliers/F90001.xml")));
    assert!(
        !bare.contains("near-title"),
        "without the grant there is nothing"
    );
}
