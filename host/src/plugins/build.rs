//! Builds a plugin from its folder: lets the tools of its language make a component, embeds manifest, kinds, translations and
//! assets, and reads the result back. A `Cargo.toml` is built with cargo, a `package.json` with npm.

mod javascript;
mod rust;
mod world;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::manifest::{Manifest, ManifestError};
use super::package::{Package, PackageError};

/// Why a folder did not become a plugin.
#[derive(Debug, thiserror::Error)]
pub enum BuildError {
    /// A file of the folder cannot be read or written.
    #[error("cannot use {}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// The manifest does not fit.
    #[error("{}", path.display())]
    Manifest {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        source: ManifestError,
    },
    /// A schema is not JSON.
    #[error("{} is not JSON", path.display())]
    Schema {
        /// The file.
        path: PathBuf,
        /// Where.
        #[source]
        source: serde_json::Error,
    },
    /// Cargo or rustup is not there.
    #[error(
        "cannot run `{program}`: a plugin's folder is built with Rust's tools; install them, or give a built `.wasm` file"
    )]
    NoTool {
        /// The program.
        program: &'static str,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// The target could not be added.
    #[error(
        "the target {TARGET} is missing and rustup could not add it: run `rustup target add {TARGET}`\n{0}"
    )]
    NoTarget(String),
    /// The compiler refused.
    #[error("cargo could not build the plugin:\n{0}")]
    Cargo(String),
    /// Cargo built no component.
    #[error("cargo built no component from {}: its Cargo.toml needs [lib] crate-type = [\"cdylib\"]", .0.display())]
    NoComponent(PathBuf),
    /// Node's tools are not there.
    #[error(
        "cannot run `{program}`: this plugin is written in JavaScript; install Node 18 or later, which brings npm, or give a built `.wasm` file"
    )]
    NoNode {
        /// The program.
        program: &'static str,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// A folder in no language that is known here.
    #[error(
        "{} holds neither Cargo.toml (Rust) nor package.json (JavaScript): it cannot be built; give a built `.wasm` file",
        .0.display()
    )]
    NoLanguage(PathBuf),
    /// What npm may fetch is not settled.
    #[error(
        "{} is missing: run `npm install` there once and keep the file, so that everybody builds with the same packages",
        .0.display()
    )]
    NoLock(PathBuf),
    /// A package could not be fetched, or the script `build` refused.
    #[error("npm could not build the plugin:\n{0}")]
    Npm(String),
    /// The script built no component.
    #[error(
        "the script `build` of package.json wrote no {COMPONENT}: let it write the component there, and read the contract from {WIT}"
    )]
    NoNpmComponent,
    /// What was built is not a plugin.
    #[error("what was built is not a plugin")]
    Package(#[from] PackageError),
}

/// What plugins are built for.
pub const TARGET: &str = "wasm32-wasip2";
/// Where the script `build` of a `package.json` finds the contract.
pub const WIT: &str = "build/wit";
/// Where it writes the component.
pub const COMPONENT: &str = "build/plugin.wasm";
/// A built component may be this large before the instance's own bound is asked.
pub const COMPONENT_BYTES_MAX: u64 = 256 * 1024 * 1024;

/// Builds the plugin in `folder`; `say` is told each step in a word or two.
pub fn build(folder: &Path, say: &mut dyn FnMut(&str)) -> Result<Package, BuildError> {
    let manifest = read_folder(folder)?;
    let component = if folder.join("Cargo.toml").is_file() {
        say("target");
        rust::add_target(folder)?;
        say("cargo");
        rust::cargo(folder)?
    } else if folder.join("package.json").is_file() {
        javascript::component(folder, &manifest, say)?
    } else {
        return Err(BuildError::NoLanguage(folder.to_owned()));
    };
    say("embed");
    let bytes = std::fs::read(&component).map_err(file(&component))?;
    let embedded = Package::embed(bytes, &manifest, &assets(folder)?);
    Ok(Package::read(embedded, COMPONENT_BYTES_MAX)?)
}

/// The manifest of a folder with its schemas and translations read in.
pub fn read_folder(folder: &Path) -> Result<Manifest, BuildError> {
    let path = folder.join("plugin.toml");
    let text = std::fs::read_to_string(&path).map_err(file(&path))?;
    let mut manifest =
        Manifest::from_toml(&text).map_err(|source| BuildError::Manifest { path, source })?;
    for kind in &mut manifest.kinds {
        inline(folder, &mut kind.schema)?;
    }
    if let Some(settings) = &mut manifest.settings {
        inline(folder, &mut settings.schema)?;
    }
    for (path, name) in files(&folder.join("translations"))? {
        if let Some(language) = name.strip_suffix(".ftl") {
            let text = std::fs::read_to_string(&path).map_err(file(&path))?;
            manifest.translations.insert(language.to_owned(), text);
        }
    }
    Ok(manifest)
}

fn inline(folder: &Path, schema: &mut serde_json::Value) -> Result<(), BuildError> {
    if let Some(name) = schema.as_str() {
        let path = folder.join(name);
        let text = std::fs::read(&path).map_err(file(&path))?;
        *schema =
            serde_json::from_slice(&text).map_err(|source| BuildError::Schema { path, source })?;
    }
    Ok(())
}

fn assets(folder: &Path) -> Result<BTreeMap<String, Vec<u8>>, BuildError> {
    let mut assets = BTreeMap::new();
    for (path, name) in files(&folder.join("assets"))? {
        let bytes = std::fs::read(&path).map_err(file(&path))?;
        assets.insert(name, bytes);
    }
    Ok(assets)
}

/// The plain files of a folder, by name; none where there is no such folder.
fn files(folder: &Path) -> Result<Vec<(PathBuf, String)>, BuildError> {
    let entries = match std::fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(source) => {
            return Err(BuildError::File {
                path: folder.to_owned(),
                source,
            });
        }
    };
    let mut files: Vec<_> = entries
        .filter_map(Result::ok)
        .filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_file()))
        .map(|entry| {
            (
                entry.path(),
                entry.file_name().to_string_lossy().into_owned(),
            )
        })
        .collect();
    files.sort();
    Ok(files)
}

fn run(program: &'static str, command: &mut Command) -> Result<std::process::Output, BuildError> {
    command
        .stdin(std::process::Stdio::null())
        .output()
        .map_err(|source| BuildError::NoTool { program, source })
}

fn file(path: &Path) -> impl FnOnce(std::io::Error) -> BuildError {
    let path = path.to_owned();
    move |source| BuildError::File { path, source }
}
