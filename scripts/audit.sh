#!/usr/bin/env bash
# Licences, sources and forbidden crates of everything that is linked in, then the known holes. The last asks for
# github.com/rustsec/advisory-db; where that cannot be reached it says so, and fails.
set -euo pipefail
. "$(dirname "$0")/common.sh"

command -v cargo-deny >/dev/null || fail 'cargo-deny is missing: cargo install --locked cargo-deny'
cargo deny --locked check licenses bans sources
cargo deny --locked check advisories ||
    fail 'Known holes are either there, as told above, or unknown: the list comes from https://github.com/rustsec/advisory-db.'
