//! What a component imports against what its manifest asks for. [`USES`] is the one table of which grant stands behind which
//! function: a new grant is a line there.

use super::{Findings, lines};
use crate::plugins::grants::ANY_HOST;
use crate::plugins::inspect::Inspected;
use crate::plugins::manifest::{Asked, Manifest, contract};
use crate::plugins::since;

/// A grant, and the functions that are of no use without it.
struct Use {
    /// The key below `[grants]` of a manifest.
    grant: &'static str,
    /// What of it is asked for.
    asked: fn(&Asked) -> Vec<String>,
    /// Interface and function; the whole interface where none is named.
    functions: &'static [(&'static str, Option<&'static str>)],
    /// To call one of them is pointless without the grant. False where a plugin needs none for kinds of its own.
    needed: bool,
}

const READS: &[(&str, Option<&str>)] = &[
    ("directory", Some("get")),
    ("directory", Some("get-by-key")),
    ("directory", Some("[constructor]search")),
];

const USES: &[Use] = &[
    Use {
        grant: "read",
        asked: |asked| asked.read.clone(),
        functions: READS,
        needed: false,
    },
    Use {
        grant: "write",
        asked: |asked| asked.write.clone(),
        functions: &[
            ("directory", Some("create")),
            ("directory", Some("put")),
            ("directory", Some("update")),
            ("directory", Some("set-state")),
            ("directory", Some("delete")),
        ],
        needed: false,
    },
    Use {
        grant: "private",
        asked: |asked| asked.private.clone(),
        functions: READS,
        needed: false,
    },
    Use {
        grant: "edit_others",
        asked: |asked| asked.edit_others.clone(),
        functions: &[
            ("directory", Some("put")),
            ("directory", Some("update")),
            ("directory", Some("set-state")),
            ("directory", Some("delete")),
        ],
        needed: false,
    },
    Use {
        grant: "times",
        asked: |asked| asked.times.clone(),
        functions: &[("directory", Some("set-occurrences"))],
        needed: false,
    },
    Use {
        grant: "hosts",
        asked: |asked| asked.hosts.clone(),
        functions: &[("http", None)],
        needed: true,
    },
    Use {
        grant: "storage",
        asked: |asked| asked.storage.clone().into_iter().collect(),
        functions: &[("storage", None)],
        needed: true,
    },
];

/// Looks at imports, exports and the contract that was asked for.
pub fn look(manifest: &Manifest, inspected: &Inspected, toml: &str, findings: &mut Findings) {
    for Use {
        grant,
        asked,
        functions,
        needed,
    } in USES
    {
        let asked = asked(&manifest.grants);
        let used = functions
            .iter()
            .find(|(interface, function)| inspected.imports(interface, *function));
        let line = lines::of_key(toml, &format!("grants.{grant}"));
        match used {
            None if !asked.is_empty() => {
                let arguments = [("grant", *grant), ("asked", &asked.join(", "))];
                findings.fault(("plugin.toml", line), "cli-check-grant-unused", &arguments);
            }
            Some((interface, _)) if *needed && asked.is_empty() => {
                let arguments = [("grant", *grant), ("interface", *interface)];
                findings.fault(("plugin.toml", line), "cli-check-grant-missing", &arguments);
            }
            _ => {}
        }
        if *grant == "hosts" && asked.iter().any(|host| host == ANY_HOST) {
            findings.warning(("plugin.toml", line), "cli-check-any-host", &[]);
        }
    }
    exports(manifest, inspected, toml, findings);
    newer(manifest, inspected, toml, findings);
}

fn exports(manifest: &Manifest, inspected: &Inspected, toml: &str, findings: &mut Findings) {
    let line = lines::of_key(toml, "exports");
    for export in &manifest.exports {
        if !inspected.exports.contains(export) {
            let arguments = [("export", export.as_str())];
            findings.fault(
                ("plugin.toml", line),
                "cli-check-export-missing",
                &arguments,
            );
        }
    }
    // What the manifest speaks of and nobody is called for.
    let idle = [
        ("tasks", "tasks", manifest.tasks.is_empty()),
        ("follows", "changes", manifest.follows.is_empty()),
    ];
    for (key, export, none) in idle {
        if !none && !manifest.exports(export) {
            let line = lines::of_key(toml, key).or(lines::of_words(toml, &format!("[[{key}]]")));
            let arguments = [("key", key), ("export", export)];
            findings.fault(
                ("plugin.toml", line),
                "cli-check-export-undeclared",
                &arguments,
            );
        }
    }
}

/// Functions that the contract which was asked for does not have yet.
fn newer(manifest: &Manifest, inspected: &Inspected, toml: &str, findings: &mut Findings) {
    let Some(asked) = contract(&manifest.contract) else {
        return;
    };
    let known = since::functions();
    for (interface, functions) in &inspected.imports {
        for function in functions {
            let key = (interface.clone(), function.clone());
            let Some((major, minor)) = known.get(&key).filter(|since| **since > asked) else {
                continue;
            };
            let name = format!("{interface}.{function}");
            let since = format!("{major}.{minor}");
            let arguments = [
                ("function", name.as_str()),
                ("since", since.as_str()),
                ("contract", manifest.contract.as_str()),
            ];
            let place = ("plugin.toml", lines::of_key(toml, "contract"));
            findings.fault(place, "cli-check-contract", &arguments);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(grants: &str, imports: &[(&str, &str)]) -> Vec<(&'static str, Option<usize>)> {
        let toml = format!(
            "id = \"essai\"\nversion = \"1\"\ncontract = \"1.0\"\nexports = [\"tasks\"]\n[name]\nfr = \"Essai\"\n[grants]\n{grants}"
        );
        let manifest = Manifest::from_toml(&toml).unwrap();
        let mut inspected = Inspected::default();
        inspected.exports.insert("tasks".into());
        for (interface, function) in imports {
            let functions = inspected.imports.entry((*interface).to_owned());
            functions.or_default().insert((*function).to_owned());
        }
        let mut findings = Findings::default();
        look(&manifest, &inspected, &toml, &mut findings);
        let all = findings.into_sorted();
        all.iter().map(|found| (found.key, found.line)).collect()
    }

    #[test]
    fn what_is_asked_for_is_used_and_what_is_used_is_asked_for() {
        assert_eq!(
            found(
                "read = [\"place\"]\nstorage = \"1 MiB\"",
                &[("storage", "get")]
            ),
            [("cli-check-grant-unused", Some(8))]
        );
        assert_eq!(
            found("", &[("http", "[constructor]request")]),
            [("cli-check-grant-missing", Some(7))]
        );
        assert_eq!(
            found("hosts = [\"*\"]", &[("http", "[constructor]request")]),
            [("cli-check-any-host", Some(8))]
        );
        assert_eq!(found("", &[("directory", "get")]), []);
    }

    #[test]
    fn a_function_newer_than_the_contract_is_named() {
        let newer = [("cli-check-contract", Some(3))];
        assert_eq!(found("", &[("context", "time-zone")]), newer);
    }

    #[test]
    fn every_function_of_the_table_is_in_the_contract() {
        let known = since::functions();
        for (interface, function) in USES.iter().flat_map(|row| row.functions) {
            let there = known.keys().any(|(known, name)| {
                known == interface && function.is_none_or(|function| function == name)
            });
            assert!(there, "{interface} {function:?}");
        }
    }
}
