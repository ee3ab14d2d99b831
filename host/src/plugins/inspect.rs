//! What a component imports, exports and weighs, read from its bytes without running anything.

use std::collections::{BTreeMap, BTreeSet};

use wasmparser::{
    BinaryReaderError, ComponentAlias, ComponentExternalKind, ComponentOuterAliasKind,
    ComponentType, ComponentTypeRef, InstanceTypeDeclaration, Parser, Payload,
};

/// How the interfaces of the contract begin.
const OURS: &str = "maille:plugin/";

/// What a component holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Inspected {
    /// The functions of the contract that it imports, by interface: `directory` has `[method]search.run`.
    pub imports: BTreeMap<String, BTreeSet<String>>,
    /// The interfaces of the contract that it exports: `pages`, `tasks`, `changes`.
    pub exports: BTreeSet<String>,
    /// Its parts and their bytes, the largest first: `code`, `data`, a custom section's name.
    pub parts: Vec<(String, u64)>,
}

impl Inspected {
    /// Whether this function, or any of the interface where none is named, is imported.
    pub fn imports(&self, interface: &str, function: Option<&str>) -> bool {
        let functions = self.imports.get(interface);
        functions.is_some_and(|functions| {
            function.map_or(!functions.is_empty(), |name| functions.contains(name))
        })
    }
}

/// Reads a component; one that is damaged is an error, and [`super::package::Package::read`] says it in words.
pub fn inspect(component: &[u8]) -> Result<Inspected, BinaryReaderError> {
    let mut found = Inspected::default();
    // The functions of each type that is an instance's, as component types are counted.
    let mut types: Vec<Option<BTreeSet<String>>> = Vec::new();
    let mut parts: BTreeMap<String, u64> = BTreeMap::new();
    let mut depth = 0_usize;
    for payload in Parser::new(0).parse_all(component) {
        let payload = payload?;
        weigh(&payload, &mut parts);
        match payload {
            Payload::ModuleSection { .. } | Payload::ComponentSection { .. } => depth += 1,
            Payload::End(_) => depth = depth.saturating_sub(1),
            _ if depth > 0 => {}
            Payload::ComponentTypeSection(section) => {
                for declared in section {
                    types.push(match declared? {
                        ComponentType::Instance(declarations) => Some(functions(&declarations)),
                        _ => None,
                    });
                }
            }
            Payload::ComponentAliasSection(section) => {
                for alias in section {
                    let of_type = matches!(
                        alias?,
                        ComponentAlias::InstanceExport {
                            kind: ComponentExternalKind::Type,
                            ..
                        } | ComponentAlias::Outer {
                            kind: ComponentOuterAliasKind::Type,
                            ..
                        }
                    );
                    types.extend(of_type.then_some(None));
                }
            }
            Payload::ComponentImportSection(section) => {
                for import in section {
                    let import = import?;
                    match import.ty {
                        ComponentTypeRef::Type(_) => types.push(None),
                        ComponentTypeRef::Instance(index) => {
                            let functions = types.get(index as usize).cloned().flatten();
                            if let (Some(name), Some(functions)) =
                                (ours(import.name.name), functions)
                                && !functions.is_empty()
                            {
                                found.imports.insert(name, functions);
                            }
                        }
                        _ => {}
                    }
                }
            }
            Payload::ComponentExportSection(section) => {
                for export in section {
                    let export = export?;
                    if export.kind == ComponentExternalKind::Type {
                        types.push(None);
                    }
                    found.exports.extend(ours(export.name.name));
                }
            }
            _ => {}
        }
    }
    found.parts = parts.into_iter().collect();
    found
        .parts
        .sort_by_key(|(_, bytes)| std::cmp::Reverse(*bytes));
    Ok(found)
}

/// `directory` of `maille:plugin/directory@1.0.0`.
fn ours(name: &str) -> Option<String> {
    let name = name.strip_prefix(OURS)?.split('@').next()?;
    Some(name.to_owned())
}

fn functions(declarations: &[InstanceTypeDeclaration<'_>]) -> BTreeSet<String> {
    let exported = declarations
        .iter()
        .filter_map(|declaration| match declaration {
            InstanceTypeDeclaration::Export {
                name,
                ty: ComponentTypeRef::Func(_),
            } => Some(name.name.to_owned()),
            _ => None,
        });
    exported.collect()
}

fn weigh(payload: &Payload<'_>, parts: &mut BTreeMap<String, u64>) {
    let (name, bytes) = match payload {
        Payload::CodeSectionStart { size, .. } => ("code".to_owned(), u64::from(*size)),
        Payload::DataSection(section) => ("data".to_owned(), section.range().len() as u64),
        Payload::CustomSection(section) => (section.name().to_owned(), section.data().len() as u64),
        _ => return,
    };
    *parts.entry(name).or_default() += bytes;
}

#[cfg(test)]
mod tests {
    use super::*;

    const COMPONENT: &str = r#"(component
        (type (instance (export "error" (type (sub resource)))))
        (import "maille:plugin/types@1.0.0" (instance $types (type 0)))
        (alias export $types "error" (type))
        (import "maille:plugin/storage@1.0.0" (instance
            (export "get" (func (param "key" string)))
            (export "value" (type (sub resource)))))
        (import "wasi:io/error@0.2.0" (instance (export "x" (func))))
        (core module (@custom "weight" "abcdefgh"))
    )"#;

    #[test]
    fn only_functions_of_the_contract_are_told() {
        let found = inspect(&wat::parse_str(COMPONENT).unwrap()).unwrap();
        let storage = BTreeMap::from([("storage".to_owned(), ["get".to_owned()].into())]);
        assert_eq!(found.imports, storage);
        assert!(found.imports("storage", Some("get")) && found.imports("storage", None));
        assert!(!found.imports("storage", Some("set")) && !found.imports("http", None));
        assert!(
            found.parts.contains(&("weight".to_owned(), 8)),
            "{:?}",
            found.parts
        );
    }

    #[test]
    fn what_is_cut_short_is_an_error() {
        let whole = wat::parse_str(COMPONENT).unwrap();
        for length in 8..whole.len() - 1 {
            // Some cuts fall between two sections: what stands there is then whole.
            drop(inspect(&whole[..length]));
        }
        assert!(inspect(&whole[..whole.len() - 3]).is_err());
    }
}
