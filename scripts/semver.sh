#!/usr/bin/env bash
# Compares the public API of the Rust crate with the last commit of the default branch, and fails if it breaks users of a
# released version. A version is released once CHANGELOG.md has a section of it; until then breaks are only listed.
#
#   semver.sh [COMMIT]    compares with another commit
#
# It needs what builds the crate, and Python. cargo-semver-checks knows more kinds of breaks, but is a program of 400 crates
# that fits only some versions of Rust; the builds that run this check install nothing.
set -euo pipefail
. "$(dirname "$0")/common.sh"

FEATURES=cli
WORK=$ROOT/target/semver

# baseline: prints the last commit of the default branch that is not the one checked out.
baseline() {
    local main
    git rev-parse --verify --quiet HEAD >/dev/null || return 0
    main=$(git rev-parse --verify --quiet origin/HEAD || git rev-parse --verify --quiet main || git rev-parse HEAD)
    if [ "$main" = "$(git rev-parse HEAD)" ]; then main=$(git rev-parse --verify --quiet HEAD^) || return 0; fi
    printf '%s' "$main"
}

# version FOLDER: prints the crate's version.
version() {
    sed -n 's/^version = "\(.*\)"/\1/p;T;q' "$1/Cargo.toml"
}

# compatible VERSION: prints the part of a version that a break must change.
compatible() {
    case $1 in 0.*) cut -d. -f1,2 <<<"$1" ;; *) cut -d. -f1 <<<"$1" ;; esac
}

# describe FOLDER FILE: writes the API of the crate in FOLDER as JSON. Its dependencies are built once for all folders.
describe() {
    (cd "$1" && RUSTDOC=$WORK/rustdoc cargo rustdoc --quiet --locked --lib --features "$FEATURES" -- \
        -Z unstable-options --output-format json --cap-lints allow) || return
    mv "$ROOT/target/doc/entrata.json" "$2"
}

BASELINE=${1:-$(baseline)}
if [ -z "$BASELINE" ]; then
    say 'This checkout has no other commit to compare with.'
    exit 0
fi
rm -rf "$WORK"
mkdir -p "$WORK/baseline"
# Only rustdoc needs to accept an unstable option: dependencies would be built again if cargo's environment had it.
printf '#!/bin/sh\nRUSTC_BOOTSTRAP=1 exec rustdoc "$@"\n' >"$WORK/rustdoc"
chmod 755 "$WORK/rustdoc"
git archive "$BASELINE" | tar -x -C "$WORK/baseline"
if ! describe "$WORK/baseline" "$WORK/baseline.json"; then
    say "The crate of $(git rev-parse --short "$BASELINE") cannot be built here: nothing to compare with."
    exit 0
fi
describe "$ROOT" "$WORK/here.json"

before=$(version "$WORK/baseline")
say "Public API of entrata $(version "$ROOT"), compared with $before at $(git rev-parse --short "$BASELINE"):"
if python3 scripts/public_api.py "$WORK/baseline.json" "$WORK/here.json"; then
    say "${GREEN}Nothing that users may depend on is gone.${PLAIN}"
elif ! grep -Eq "^## \[?${before//./\\.}\b" "$ROOT/CHANGELOG.md"; then
    say "These break users; $before is not released, so they may."
elif [ "$(compatible "$before")" = "$(compatible "$(version "$ROOT")")" ]; then
    fail "These break users of $before: keep them, or raise the version."
else
    say "These break users of $before, as the version says."
fi
