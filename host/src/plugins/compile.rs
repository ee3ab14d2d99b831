//! Compiles components aside, in a child process with limits on time and memory, and keeps the result under the hashes of
//! component and engine. What this instance did not compile itself it never loads.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use rustix::process::{Resource, Rlimit, setrlimit};
use sha2::{Digest, Sha256};
use wasmtime::component::Component;
use wasmtime::{Engine, InstanceAllocationStrategy};

use super::engine;
use crate::config::PluginBounds;

/// The hidden command with which the program calls itself.
pub const COMMAND: &str = "compile-component";

/// Why a component was not compiled or not loaded.
#[derive(Debug, thiserror::Error)]
pub enum CompileError {
    /// The folder of compiled components cannot be used.
    #[error("cannot use {}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// It took too long.
    #[error(
        "compiling took more than {0} s (`plugins.compile_s` in maille.toml): the component is too large or too contrived"
    )]
    Slow(u64),
    /// The compiler refused or ran out of memory.
    #[error("the component cannot be compiled: {0}")]
    Refused(String),
    /// The compiled file is not the one that this instance made.
    #[error("the compiled component was altered: delete {} and start again", .0.display())]
    Altered(PathBuf),
    /// wasmtime does not take its own result.
    #[error("the compiled component does not load")]
    Load(#[source] wasmtime::Error),
}

/// The name under which a compiled component is kept.
pub fn artefact_name(engine: &Engine, component_hash: &str) -> String {
    let mut hasher = DefaultHasher::new();
    engine.precompile_compatibility_hash().hash(&mut hasher);
    format!("{component_hash}-{:016x}.cwasm", hasher.finish())
}

/// The SHA-256 of some bytes in hexadecimal.
pub fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// Compiles `component` with the program `compiler` into `artefact` and returns the artefact's SHA-256.
pub async fn compile(
    compiler: &Path,
    bounds: &PluginBounds,
    component: &[u8],
    artefact: &Path,
) -> Result<String, CompileError> {
    let folder = artefact.parent().unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder).map_err(file(folder))?;
    let source = tempfile(folder, "wasm");
    let result = tempfile(folder, "part");
    std::fs::write(&source, component).map_err(file(&source))?;
    let outcome = run(compiler, bounds, &source, &result).await;
    let _ = std::fs::remove_file(&source);
    if let Err(error) = outcome {
        let _ = std::fs::remove_file(&result);
        return Err(error);
    }
    let bytes = std::fs::read(&result).map_err(file(&result))?;
    let hash = sha256(&bytes);
    std::fs::rename(&result, artefact).map_err(file(artefact))?;
    Ok(hash)
}

async fn run(
    compiler: &Path,
    bounds: &PluginBounds,
    source: &Path,
    result: &Path,
) -> Result<(), CompileError> {
    let child = tokio::process::Command::new(compiler)
        .arg(COMMAND)
        .arg(source)
        .arg(result)
        .arg(serde_json::to_string(bounds).expect("bounds are numbers"))
        .env_clear()
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .map_err(file(compiler))?;
    let limit = Duration::from_secs(bounds.compile_s);
    let output = tokio::time::timeout(limit, child.wait_with_output())
        .await
        .map_err(|_| CompileError::Slow(bounds.compile_s))?
        .map_err(file(compiler))?;
    if output.status.success() {
        return Ok(());
    }
    let words = String::from_utf8_lossy(&output.stderr);
    let words = words.trim();
    if words.is_empty() || words.contains("memory allocation") {
        let limit = bounds.compile_memory_bytes / (1024 * 1024);
        return Err(CompileError::Refused(format!(
            "the compiler stopped ({}), most likely for want of memory ({limit} MiB, `plugins.compile_memory_bytes`)",
            output.status
        )));
    }
    Err(CompileError::Refused(words.chars().take(2_000).collect()))
}

/// What the child does. Its memory and computing time are bounded before it looks at a stranger's bytes.
pub fn child(source: &Path, result: &Path, bounds: &str) -> Result<(), Box<dyn std::error::Error>> {
    let bounds: PluginBounds = serde_json::from_str(bounds)?;
    let memory = Some(bounds.compile_memory_bytes);
    setrlimit(
        Resource::As,
        Rlimit {
            current: memory,
            maximum: memory,
        },
    )?;
    let seconds = Some(bounds.compile_s.saturating_mul(4));
    setrlimit(
        Resource::Cpu,
        Rlimit {
            current: seconds,
            maximum: seconds,
        },
    )?;
    setrlimit(
        Resource::Core,
        Rlimit {
            current: Some(0),
            maximum: Some(0),
        },
    )?;
    let mut config = engine::config(&bounds);
    // The pool reserves more addresses than this process may have; what is compiled is the same.
    config.allocation_strategy(InstanceAllocationStrategy::OnDemand);
    let engine = Engine::new(&config)?;
    let bytes = std::fs::read(source)?;
    let compiled = engine
        .precompile_component(&bytes)
        .map_err(|error| format!("{error:#}"))?;
    std::fs::write(result, compiled)?;
    Ok(())
}

/// Loads what [`compile`] made, if it still is what it made.
#[expect(
    unsafe_code,
    reason = "loading compiled code is unsafe by nature; the hash proves that it is our own"
)]
pub fn load(engine: &Engine, artefact: &Path, hash: &str) -> Result<Component, CompileError> {
    let bytes = std::fs::read(artefact).map_err(file(artefact))?;
    if sha256(&bytes) != hash {
        return Err(CompileError::Altered(artefact.to_owned()));
    }
    drop(bytes);
    // SAFETY: the file stands in this instance's own folder and is, by its hash, what its own compiler wrote. It is mapped
    // from disk rather than copied: a hundred plugins share their pages with the file.
    unsafe { Component::deserialize_file(engine, artefact) }.map_err(CompileError::Load)
}

/// True for the name of a file that only lives while something is compiled.
pub fn is_temporary(name: &str) -> bool {
    name.split_once('.').is_some_and(|(stem, extension)| {
        matches!(extension, "wasm" | "part") && uuid::Uuid::try_parse(stem).is_ok()
    })
}

fn tempfile(folder: &Path, extension: &str) -> PathBuf {
    folder.join(format!("{}.{extension}", uuid::Uuid::now_v7()))
}

fn file(path: &Path) -> impl FnOnce(std::io::Error) -> CompileError {
    let path = path.to_owned();
    move |source| CompileError::File { path, source }
}
