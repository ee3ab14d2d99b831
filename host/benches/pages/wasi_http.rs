//! `wasmtime serve` with a component that answers the same bytes.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, ensure};

use super::servers::Server;
use super::world::guest_folder;

/// Builds the component and serves it.
pub fn start(wasmtime: &Path) -> anyhow::Result<Server> {
    let component = build()?;
    let mut command = Command::new(wasmtime);
    command
        .args([
            "serve",
            "-Scli",
            "-Opooling-allocator",
            "--addr",
            "127.0.0.1:0",
        ])
        .arg(component)
        .stdin(std::process::Stdio::null());
    Server::spawn_loud(&mut command, |line| {
        let (_, rest) = line.split_once("127.0.0.1:")?;
        rest.trim_end_matches('/').parse().ok()
    })
}

fn build() -> anyhow::Result<PathBuf> {
    let folder = guest_folder("wasi-http");
    let status = Command::new("cargo")
        .args(["build", "--release", "--target", "wasm32-wasip2"])
        .current_dir(&folder)
        .env_remove("RUSTFLAGS")
        .env_remove("CARGO_ENCODED_RUSTFLAGS")
        .status()
        .context("cargo")?;
    ensure!(status.success(), "the wasi:http component was not built");
    let file = "wasm32-wasip2/release/wasi_http.wasm";
    // Beside this program: `target/release/deps/pages-…`.
    let program = std::env::current_exe()?;
    let target = program.ancestors().nth(3).context("a target folder")?;
    Ok(target.join(file))
}
