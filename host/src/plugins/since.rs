//! Since which contract each function is there: read from the contract itself, whose comments say so, and kept nowhere else.

use std::collections::BTreeMap;

/// The contract as it is published.
const CONTRACT: &str = include_str!("../../../sdk/wit/plugin.wit");
/// What a comment says before the number.
const MARK: &str = "Since ";

/// Interface and function, such as `directory` and `[method]search.run`, and the contract that brought it.
pub type Since = BTreeMap<(String, String), (u32, u32)>;

/// Every function that a guest may import.
pub fn functions() -> Since {
    read(CONTRACT)
}

/// What a brace opened.
enum Opened<'a> {
    Interface(&'a str),
    Resource(&'a str),
    /// A record, a world…
    Other,
}

fn read(contract: &str) -> Since {
    let mut found = Since::new();
    let mut opened = Vec::new();
    // What the comments above the next item say, and what those above the interface said.
    let (mut said, mut of_interface) = (None, (1, 0));
    for line in contract.lines().map(str::trim) {
        if let Some(comment) = line.strip_prefix("///") {
            said = number(comment).or(said);
            continue;
        }
        if let Some(head) = line.strip_suffix('{').map(str::trim) {
            opened.push(if let Some(name) = head.strip_prefix("interface ") {
                of_interface = said.unwrap_or((1, 0));
                Opened::Interface(name)
            } else if let Some(name) = head.strip_prefix("resource ") {
                Opened::Resource(name)
            } else {
                Opened::Other
            });
        } else if line == "}" {
            opened.pop();
        } else if let Some((interface, function)) = function(&opened, line) {
            let since = said.unwrap_or(of_interface).max(of_interface);
            found.insert((interface, function), since);
        }
        said = None;
    }
    found
}

/// Interface and function, as a component names them, of a line that declares one.
fn function(opened: &[Opened<'_>], line: &str) -> Option<(String, String)> {
    let name = line.split_once(": func(").map(|(name, _)| name);
    let (interface, function) = match (opened, name) {
        ([Opened::Interface(interface)], Some(name)) => (interface, name.to_owned()),
        ([Opened::Interface(interface), Opened::Resource(resource)], Some(name)) => {
            (interface, format!("[method]{resource}.{name}"))
        }
        ([Opened::Interface(interface), Opened::Resource(resource)], None)
            if line.starts_with("constructor(") =>
        {
            (interface, format!("[constructor]{resource}"))
        }
        _ => return None,
    };
    Some(((*interface).to_owned(), function))
}

/// `… Since 1.1.`
fn number(comment: &str) -> Option<(u32, u32)> {
    let said = comment.split_once(MARK)?.1;
    let number: String = said
        .chars()
        .take_while(|char| char.is_ascii_digit() || *char == '.')
        .collect();
    let (major, minor) = number.trim_end_matches('.').split_once('.')?;
    Some((major.parse().ok()?, minor.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plugins::manifest::CONTRACT as NEWEST;

    fn since(interface: &str, function: &str) -> Option<(u32, u32)> {
        let key = (interface.to_owned(), function.to_owned());
        functions().get(&key).copied()
    }

    #[test]
    fn the_contract_says_since_when_a_function_is_there() {
        assert_eq!(since("directory", "get"), Some((1, 0)));
        assert_eq!(since("directory", "[constructor]search"), Some((1, 0)));
        assert_eq!(since("directory", "[method]search.run"), Some((1, 0)));
        assert_eq!(since("directory", "[method]search.run-times"), Some((1, 1)));
        assert_eq!(since("context", "time-zone"), Some((1, 1)));
        assert_eq!(since("page", "[method]reply.title"), Some((1, 0)));
        assert_eq!(since("page", "title"), None);
    }

    #[test]
    fn no_function_is_newer_than_the_newest_contract() {
        let newer: Vec<_> = functions()
            .into_iter()
            .filter(|(_, since)| *since > NEWEST)
            .collect();
        assert!(newer.is_empty(), "{newer:?}");
    }

    #[test]
    fn what_an_interface_says_counts_for_its_functions() {
        let text = "/// New. Since 1.2.\ninterface x {\n    record r {\n        a: string,\n    }\n    /// Old words.\n    a: func();\n    /// Since 1.3.\n    b: func();\n}\n";
        let found: Vec<_> = read(text).into_values().collect();
        assert_eq!(found, [(1, 2), (1, 3)]);
    }
}
