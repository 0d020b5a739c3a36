#!/usr/bin/env bash
# Checks licenses, sources and banned crates of every dependency, then known vulnerabilities. The list of those comes from
# github.com/rustsec/advisory-db; the check fails if that cannot be reached.
set -euo pipefail
. "$(dirname "$0")/common.sh"

command -v cargo-deny >/dev/null || fail 'cargo-deny is missing: cargo install --locked cargo-deny'
cargo deny --locked check licenses bans sources
cargo deny --locked check advisories ||
    fail 'Vulnerabilities were found (see above), or the list could not be fetched from https://github.com/rustsec/advisory-db.'
