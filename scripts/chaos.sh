#!/usr/bin/env bash
# The tests that break things while leads are on their way; they are ignored in `make test` because they take minutes.
set -euo pipefail
export ENTRATA_STAGE=chaos
. "$(dirname "$0")/common.sh"

only_one 'make chaos'
scripts/setup.sh
trap 'scripts/mariadb.sh stop' EXIT
# Durable, as in production: a lead that a crash loses must count as lost.
scripts/mariadb.sh start
ENTRATA_TEST_DATABASE_URL=$(scripts/mariadb.sh url mysql)
export ENTRATA_TEST_DATABASE_URL
export ENTRATA_CHAOS_KILL_DATABASE="'$ROOT/scripts/mariadb.sh' crash"
cargo test --locked --features cli --test it chaos -- --ignored --nocapture | tee "$STAGE/output"
! grep -q '^running 0 tests' "$STAGE/output" || fail 'No test of this kind exists yet.'
