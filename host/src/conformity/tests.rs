//! The table of verdicts, and what it is declared as.

use std::path::{Path, PathBuf};

use super::*;
use crate::config::OwnVerdict;

fn audit(verdict: impl Fn(u32, u32) -> Verdict) -> Accessibility {
    let verdict = &verdict;
    let all = (1..).zip(CRITERIA).flat_map(|(theme, count)| {
        (1..=count).map(move |number| OwnVerdict {
            criterion: format!("{theme}.{number}"),
            verdict: verdict(theme, number),
            by: "Cabinet d’audit".into(),
            date: "2027-02-01".into(),
        })
    });
    Accessibility {
        verdicts: all.collect(),
        ..Accessibility::default()
    }
}

#[test]
fn the_table_names_criteria_that_are_there_once_each_with_a_day() {
    let file: File = toml::from_str(TABLE).unwrap();
    let named: Vec<&String> = file
        .verdicts
        .iter()
        .flat_map(|line| &line.criteria)
        .collect();
    for text in &named {
        assert!(criterion(text).is_some(), "{text}");
    }
    assert_eq!(
        named.len(),
        Table::of(&Accessibility::default()).judged.len()
    );
    for line in &file.verdicts {
        assert!(line.date.parse::<jiff::civil::Date>().is_ok());
        match line.by.as_str() {
            "person" => assert!(line.who.is_some()),
            check => assert!(["axe", "nu", "templates"].contains(&check), "{check}"),
        }
    }
    assert_eq!(CRITERIA.iter().sum::<u32>(), 106);
}

#[test]
fn without_an_audit_a_site_is_not_compliant_whatever_is_checked() {
    let table = Table::of(&Accessibility::default());
    let total = table.total();
    assert!(total.unknown > 0 && total.compliant > 0);
    assert_eq!(
        (table.state(), table.percent()),
        (State::NotCompliant, None)
    );
    let mut nearly = audit(|_, _| Verdict::Compliant);
    nearly.verdicts.retain(|one| one.criterion != "1.1");
    assert_eq!(Table::of(&nearly).state(), State::NotCompliant);
}

#[test]
fn an_audit_of_every_criterion_decides_the_state() {
    let whole = Table::of(&audit(|_, _| Verdict::Compliant));
    assert_eq!((whole.state(), whole.percent()), (State::Whole, Some(100)));
    let one_lacks = Table::of(&audit(|theme, number| match (theme, number) {
        (1, 1) => Verdict::NotCompliant,
        _ => Verdict::Compliant,
    }));
    assert_eq!(
        (one_lacks.state(), one_lacks.percent()),
        (State::Partial, Some(99))
    );
    let half = Table::of(&audit(|theme, _| match theme {
        1..=7 => Verdict::NotApplicable,
        8..=10 => Verdict::Compliant,
        _ => Verdict::NotCompliant,
    }));
    assert_eq!(
        (half.state(), half.percent()),
        (State::NotCompliant, Some(43))
    );
}

#[test]
fn a_criterion_that_is_not_there_is_nobodys() {
    for text in [
        "0.1", "14.1", "1.0", "1.10", "2.3", "1", "", "a.b", "1.1.1", "-1.1",
    ] {
        assert_eq!(criterion(text), None, "{text}");
    }
}

/// What the table calls `templates`.
#[test]
fn the_templates_hold_no_frame_no_medium_and_open_no_window() {
    let mut waiting = vec![PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("templates")];
    waiting.push(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/web/render"));
    waiting.push(Path::new(env!("CARGO_MANIFEST_DIR")).join("static"));
    let mut looked = 0;
    while let Some(folder) = waiting.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() && path.file_name().is_some_and(|name| name != "tests") {
                waiting.push(path);
                continue;
            }
            let Ok(text) = std::fs::read_to_string(&path) else {
                continue;
            };
            looked += 1;
            for never in [
                "<iframe",
                "<frame",
                "<object",
                "<embed",
                "<video",
                "<audio",
                "<canvas",
                " target=",
                "window.open",
                "http-equiv",
            ] {
                assert!(!text.contains(never), "{}: {never}", path.display());
            }
        }
    }
    assert!(looked > 100);
}
