#!/usr/bin/env bash
# Runs Clippy with warnings denied in each feature set that a user may choose, except none and all.
set -euo pipefail
. "$(dirname "$0")/common.sh"

for features in sandbox portal portal,sandbox cli; do
    say "features $features"
    cargo clippy --quiet --locked --lib --features "$features" -- -D warnings
done
