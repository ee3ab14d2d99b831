#!/bin/sh
# Makes the package of Debian: program, plugins, unit. Needs Rust, a C compiler and `cargo install cargo-deb`.
set -eu
cd "$(dirname "$0")/.."
cargo build --release --locked --package maille
packaging/plugins.sh "${CARGO_TARGET_DIR:-target}/release/maille"
cargo deb --no-build --locked --package maille
