#!/usr/bin/env bash
# The benchmarks of the crate.
set -euo pipefail
export ENTRATA_STAGE=bench
. "$(dirname "$0")/common.sh"

only_one 'make bench'
scripts/setup.sh
trap 'scripts/mariadb.sh stop' EXIT
scripts/mariadb.sh start
ENTRATA_TEST_DATABASE_URL=$(scripts/mariadb.sh url mysql)
export ENTRATA_TEST_DATABASE_URL
cargo bench --locked --features cli
