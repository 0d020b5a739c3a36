#!/usr/bin/env bash
# Fifty nodes, ten thousand properties and a thousand bookings a minute, as far as one machine can play them: prints the
# figures that docs/scaling.md quotes. SCALE_SECONDS and the other SCALE_ settings of the example change them.
set -euo pipefail
export ENTRATA_STAGE=scale
. "$(dirname "$0")/common.sh"

only_one 'make scale'
scripts/setup.sh demo
# With the extension's features, so that both builds share what they compile.
cargo build --locked --release --features php --example many_nodes
trap 'scripts/mariadb.sh stop' EXIT

# play NAME SETTING...: in a fresh database.
play() {
    local name=$1
    shift
    scripts/mariadb.sh start
    scripts/mariadb.sh sql -e "DROP DATABASE IF EXISTS $name; CREATE DATABASE $name"
    env SCALE_DATABASE_URL="$(scripts/mariadb.sh url "$name")" "$@" target/release/examples/many_nodes
    say ''
}

say 'As many companies as Entrata allows that many bookings:' ''
play spread
say 'The same bookings for ten companies, so that Entrata stands in the way:' ''
# Longer than one of the minutes that Entrata counts by, so that two of them cannot carry it.
play crowded SCALE_COMPANIES=10 SCALE_SECONDS="${SCALE_SECONDS:-180}"
