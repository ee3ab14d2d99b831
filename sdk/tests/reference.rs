//! The reference names every function of the contract.

const CONTRACT: &str = include_str!("../wit/plugin.wit");
const REFERENCE: &str = include_str!("../REFERENCE.md");

/// `search.words` of a resource's function, `directory.get` of an interface's own.
fn functions() -> Vec<String> {
    let mut opened: Vec<&str> = Vec::new();
    let mut found = Vec::new();
    for line in CONTRACT.lines().map(str::trim) {
        if line.starts_with("///") {
            continue;
        }
        if let Some(head) = line.strip_suffix('{') {
            opened.push(head.split_whitespace().last().unwrap_or_default());
        } else if line == "}" {
            opened.pop();
        } else if let (Some(inside), Some((name, _))) = (opened.last(), line.split_once(": func("))
        {
            found.push(format!("{inside}.{name}"));
        }
    }
    found
}

#[test]
fn every_function_of_the_contract_has_its_place() {
    let functions = functions();
    assert!(functions.len() > 100, "{functions:?}");
    let missing: Vec<&String> = functions
        .iter()
        .filter(|name| !REFERENCE.contains(&format!("`{name}`")))
        .collect();
    assert!(
        missing.is_empty(),
        "sdk/REFERENCE.md does not name {missing:?}"
    );
}
