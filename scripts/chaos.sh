#!/usr/bin/env bash
# Breaks things while work is running, and counts what was lost, duplicated or left half done. The tests are ignored in
# `make test` because they take minutes.
#
#   chaos.sh             every scenario
#   chaos.sh NAME...     scenarios whose names contain one of these words: flood, nodes, clocks, mariadb, galera, group ...
#
# ENTRATA_CHAOS_WEBHOOKS=200 runs the scenarios with fewer webhooks and bookings.
set -euo pipefail
export ENTRATA_STAGE=chaos BUILD_PROFILE=release
. "$(dirname "$0")/common.sh"

SCENARIOS=(
    chaos_kills_workers_at_every_step_they_pass
    chaos_kills_fpm_at_every_step
    chaos_kills_the_migration_at_every_step
    chaos_kills_mariadb_and_starts_it_again
    chaos_with_full_disks
    chaos_with_locks_and_deadlocks
    chaos_with_a_fail_over
    chaos_without_connections
    chaos_with_a_slow_entrata
    chaos_with_a_wrong_entrata
    chaos_with_entrata_gone
    chaos_with_a_limiting_entrata
    chaos_with_clocks_that_jump
    chaos_on_two_nodes_books_every_viewing_once
    chaos_floods_the_pages_while_fpm_is_reloaded
    chaos_loses_no_lead_and_doubles_none
    chaos_books_at_three_galera_nodes_at_once
    chaos_kills_galera_nodes_under_their_pages
    chaos_kills_galera_nodes_behind_haproxy
    chaos_with_a_galera_node_that_lags
    chaos_with_a_galera_node_that_leaves_its_clients
    chaos_authenticates_one_company_at_three_galera_nodes
    chaos_migrates_at_three_galera_nodes_at_once
    chaos_books_at_three_primaries_of_a_group
    chaos_kills_the_primary_of_a_group
    chaos_switches_the_primary_of_a_group_over
)

wanted() {
    local word
    [ $# -gt 1 ] || return 0
    for word in "${@:2}"; do
        case $1 in *"$word"*) return 0 ;; esac
    done
    return 1
}

build() {
    scripts/setup.sh chaos
    BUILD_PROFILE=release scripts/build.sh
    # The failpoints go into builds of their own, beside what `make test` and `make demo` use.
    cargo build --locked --package entrata-extension --features entrata/php,entrata/failpoints
    cp target/debug/libentrata.so "$STAGE/failpoints.so"
    cargo test --locked --features cli,failpoints --test it --no-run
}

# run_scenario NAME: in a process of its own, because some scenarios start their own server.
run_scenario() {
    say '' "${BOLD}$1${PLAIN}"
    cargo test --quiet --locked --features cli,failpoints --test it "$1" -- --ignored --nocapture 2>&1 |
        tee "$STAGE/output" || FAILED+=("$1")
    ! grep -aq '^running 0 tests' "$STAGE/output" || fail "No test is called $1."
    sed -n 's/.*chaos|/|/p' "$STAGE/output" >>"$STAGE/table"
}

only_one 'make chaos'
FAILED=()
chosen=()
for scenario in "${SCENARIOS[@]}"; do
    if wanted "$scenario" "$@"; then chosen+=("$scenario"); fi
done
((${#chosen[@]})) || fail "Unknown scenario (expected one of ${SCENARIOS[*]})"
build
trap 'scripts/mariadb.sh stop' EXIT
# Durable, as in production, so that a crash counts.
scripts/mariadb.sh start
ENTRATA_TEST_DATABASE_URL=$(scripts/mariadb.sh url mysql)
export ENTRATA_TEST_DATABASE_URL
export ENTRATA_CHAOS_KILL_DATABASE="'$ROOT/scripts/mariadb.sh' crash"
export EXTENSION ENTRATA_CHAOS_FAILPOINTS=$STAGE/failpoints.so
: >"$STAGE/table"
for scenario in "${chosen[@]}"; do
    run_scenario "$scenario"
done
say '' '| scenario | sent | delivered | lost | doubled | half done | seconds | what happened |' \
    '| --- | ---: | ---: | ---: | ---: | ---: | ---: | --- |'
cat "$STAGE/table"
((!${#FAILED[@]})) || fail "Failed: ${FAILED[*]}"
