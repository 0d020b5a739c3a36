#!/usr/bin/env bash
# Builds the examples in Rust and runs each against a sandbox of its own. Those in PHP are run by tests/php/ExamplesTest.php.
set -euo pipefail
. "$(dirname "$0")/common.sh"

cargo build --locked --features cli --examples
for example in examples/*.rs; do
    name=$(basename "$example" .rs)
    # It needs a database and takes a minute: scripts/scale.sh runs it.
    [ "$name" != many_nodes ] || continue
    # Never a real Entrata.
    output=$(env -u ENTRATA_SUBDOMAIN "target/debug/examples/$name" 2>&1) || fail "The example $name failed: $output"
    [ -n "$output" ] || fail "The example $name printed nothing."
    say "${GREEN}$name${PLAIN}" "$output" ''
done
