#!/bin/sh
# Builds the plugins that come along, with this program, where the package takes them from: packaging/plugins.sh target/release/maille
set -eu
maille="$(realpath "$1")"
cd "$(dirname "$0")/.."
into="$PWD/target/packaging/plugins"
mkdir -p "$into"
for plugin in procedures events commons; do
    "$maille" plugin build "plugins/$plugin" --output "$into/$plugin.wasm"
done
