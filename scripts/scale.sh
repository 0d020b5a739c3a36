#!/usr/bin/env bash
# Simulates fifty nodes, ten thousand properties and a thousand bookings a minute on one machine, and prints the figures
# that docs/scaling.md quotes. SCALE_SECONDS and the other SCALE_ settings of the example change them.
set -euo pipefail
export ENTRATA_STAGE=scale
. "$(dirname "$0")/common.sh"

only_one 'make scale'
scripts/setup.sh demo
# With the extension's features, so that both builds share what they compile.
cargo build --locked --release --features php --example many_nodes
trap 'scripts/mariadb.sh stop' EXIT

# run_scale NAME SETTING...: in a fresh database.
run_scale() {
    local name=$1
    shift
    scripts/mariadb.sh start
    scripts/mariadb.sh sql -e "DROP DATABASE IF EXISTS $name; CREATE DATABASE $name"
    env SCALE_DATABASE_URL="$(scripts/mariadb.sh url "$name")" "$@" target/release/examples/many_nodes
    say ''
}

say 'With enough companies for Entrata to allow all bookings:' ''
run_scale spread
say 'The same bookings for ten companies, so that Entrata's limits take effect:' ''
# Longer than a minute window at Entrata, so that two windows are not enough.
run_scale crowded SCALE_COMPANIES=10 SCALE_SECONDS="${SCALE_SECONDS:-180}"
