//! A component as a file: the section `maille:manifest` and the assets that `maille plugin build` adds to what the
//! compiler made, and reading them back without running anything.

use std::borrow::Cow;
use std::collections::BTreeMap;

use wasm_encoder::{CustomSection, Encode, Section};
use wasmparser::{Encoding, Parser, Payload};

use super::manifest::{Manifest, ManifestError};
use super::publisher::{self, Signature};

/// The section that holds the manifest as JSON.
const MANIFEST: &str = "maille:manifest";
/// Sections whose names begin so hold an asset each; the rest of the name is its path.
const ASSET: &str = "maille:asset/";

/// A component with what it says of itself.
#[derive(Debug, Clone)]
pub struct Package {
    /// What the plugin says of itself.
    pub manifest: Manifest,
    /// Path and bytes of each file packed in.
    pub assets: BTreeMap<String, Vec<u8>>,
    /// Who signed it, if anybody.
    pub signature: Signature,
    /// The component, whole.
    pub component: Vec<u8>,
}

/// Why a file is not a plugin.
#[derive(Debug, thiserror::Error)]
pub enum PackageError {
    /// Not WebAssembly at all.
    #[error(
        "this is not a WebAssembly component: it does not begin as one; give a `.wasm` file made by `maille plugin build`"
    )]
    NotWasm,
    /// A core module.
    #[error(
        "this is a core WebAssembly module, not a component: build for `wasm32-wasip2`, as `maille plugin build` does"
    )]
    CoreModule,
    /// Cut short or damaged.
    #[error("this component is cut short or damaged ({0}): copy or build it again")]
    Damaged(String),
    /// Too large.
    #[error(
        "this component has {bytes} bytes; the limit is {limit} (`plugins.component_bytes` in maille.toml)"
    )]
    TooLarge {
        /// Its size.
        bytes: u64,
        /// The bound.
        limit: u64,
    },
    /// Built without `maille plugin build`.
    #[error(
        "this component says nothing of itself (it has no section maille:manifest): build it with `maille plugin build`"
    )]
    NoManifest,
    /// The section stands there twice.
    #[error(
        "this component has two sections maille:manifest: build it again with `maille plugin build`"
    )]
    TwoManifests,
    /// The manifest does not fit.
    #[error(transparent)]
    Manifest(#[from] ManifestError),
}

impl Package {
    /// Reads a component of `limit` bytes at most.
    pub fn read(component: Vec<u8>, limit: u64) -> Result<Self, PackageError> {
        if component.len() as u64 > limit {
            return Err(PackageError::TooLarge {
                bytes: component.len() as u64,
                limit,
            });
        }
        if !component.starts_with(b"\0asm") {
            return Err(PackageError::NotWasm);
        }
        let (mut manifest, mut signatures) = (None, 0);
        let mut assets = BTreeMap::new();
        let mut depth = 0_usize;
        for payload in Parser::new(0).parse_all(&component) {
            match payload.map_err(|error| PackageError::Damaged(error.to_string()))? {
                Payload::Version {
                    encoding: Encoding::Module,
                    ..
                } if depth == 0 => {
                    return Err(PackageError::CoreModule);
                }
                Payload::ModuleSection { .. } | Payload::ComponentSection { .. } => depth += 1,
                Payload::End(_) => depth = depth.saturating_sub(1),
                // Only the outermost component speaks for the plugin: what a compiler writes lands in a nested module.
                Payload::CustomSection(section) if depth == 0 && section.name() == MANIFEST => {
                    let twice = manifest.replace(Manifest::from_section(section.data())?);
                    if twice.is_some() {
                        return Err(PackageError::TwoManifests);
                    }
                }
                Payload::CustomSection(section) if depth == 0 => {
                    signatures += usize::from(section.name() == publisher::SECTION);
                    if let Some(path) = section.name().strip_prefix(ASSET) {
                        assets.insert(path.to_owned(), section.data().to_vec());
                    }
                }
                _ => {}
            }
        }
        let manifest = manifest.ok_or(PackageError::NoManifest)?;
        Ok(Self {
            manifest,
            assets,
            signature: Signature::of(&component, signatures),
            component,
        })
    }

    /// Adds manifest and assets to what a compiler made.
    pub fn embed(
        mut component: Vec<u8>,
        manifest: &Manifest,
        assets: &BTreeMap<String, Vec<u8>>,
    ) -> Vec<u8> {
        let json =
            serde_json::to_vec(manifest).expect("a manifest holds nothing that JSON cannot say");
        append(&mut component, MANIFEST, &json);
        for (path, bytes) in assets {
            append(&mut component, &format!("{ASSET}{path}"), bytes);
        }
        component
    }
}

pub(super) fn append(component: &mut Vec<u8>, name: &str, data: &[u8]) {
    let section = CustomSection {
        name: Cow::Borrowed(name),
        data: Cow::Borrowed(data),
    };
    component.push(section.id());
    section.encode(component);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> String {
        Package::read(bytes.to_vec(), 1000).unwrap_err().to_string()
    }

    #[test]
    fn what_is_no_component_is_said_in_words() {
        assert!(read(b"hello").contains("not a WebAssembly component"));
        assert!(read(b"\0asm\x01\0\0\0").contains("core WebAssembly module"));
        assert!(read(b"\0asm\x0d\0\x01\0").contains("no section"));
        assert!(read(b"\0asm\x0d\0\x01\0\x00\x7f").contains("cut short"));
        assert!(read(&[0; 1001]).contains("the limit is 1000"));
    }
}
