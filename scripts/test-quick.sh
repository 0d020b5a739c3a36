#!/usr/bin/env bash
# The SDK and every unit test: no database, no PHP, no browser. Under a minute once dependencies are built.
set -euo pipefail
. "$(dirname "$0")/common.sh"

cargo fmt --check
cargo test --locked --features cli,failpoints --lib --bins --test architecture --test docs
