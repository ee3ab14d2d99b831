//! The list of functions is the instance's own; what is chosen wrongly is said with the nearest right one.

use super::*;

fn choice(code: &str, label: &[(&str, &str)]) -> FunctionChoice {
    let label = label
        .iter()
        .map(|(locale, text)| ((*locale).to_owned(), (*text).to_owned()));
    FunctionChoice {
        code: code.to_owned(),
        label: label.collect(),
    }
}

#[test]
fn an_instance_that_chooses_nothing_counts_all_that_are_known() {
    let all = chosen(&[]).unwrap();
    let known = vocabulary::get(FUNCTIONS).unwrap().terms().len();
    assert_eq!(all.len(), known);
    assert_eq!(all[0].label("en"), "Welcome");
}

#[test]
fn an_instance_chooses_order_and_words() {
    let choices = [
        choice("reparer", &[("fr", "Dépanner")]),
        choice("accueillir", &[]),
    ];
    let own = chosen(&choices).unwrap();
    let codes: Vec<&str> = own.iter().map(|function| function.code).collect();
    assert_eq!(codes, ["reparer", "accueillir"]);
    // Plain French says what French says; another language keeps its own word.
    let labels = ["fr", "fr-simple", "en"].map(|locale| own[0].label(locale).to_owned());
    assert_eq!(labels, ["Dépanner", "Dépanner", "Repair"]);
}

#[test]
fn a_function_that_is_none_is_named_with_the_nearest() {
    let error = chosen(&[choice("accueilir", &[])]).unwrap_err().to_string();
    assert!(error.contains("did you mean `accueillir`?"), "{error}");
    let error = chosen(&[choice("zzz", &[])]).unwrap_err().to_string();
    assert!(error.contains("write a code"), "{error}");
}

#[test]
fn a_file_that_an_administrator_writes_is_read() {
    let text = "[[functions]]\ncode = \"reparer\"\nlabel = { fr = \"Dépanner\" }\n";
    let config: crate::config::Config = toml::from_str(text).unwrap();
    assert_eq!(config.functions, [choice("reparer", &[("fr", "Dépanner")])]);
}
