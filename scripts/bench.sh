#!/usr/bin/env bash
# Measures the extension, two PHP versions of the same work, and the limits of network and MariaDB. Prints a Markdown
# table, also to target/bench/performance.md. docs/performance.md says what BENCH_QUICK, BENCH_KEEP and
# BENCH_PARTS do.
set -euo pipefail
export ENTRATA_STAGE=bench BUILD_PROFILE=release
. "$(dirname "$0")/common.sh"
. benches/stage.sh

only_one 'make bench'
scripts/setup.sh bench
scripts/build.sh
trap close_bench EXIT
open_bench
for part in ${BENCH_PARTS:-slots property booking pages start growth}; do
    php benches/measure/"$part".php
done
php benches/measure/report.php | tee "$BENCH/performance.md"
[ -z "${BENCH_KEEP:-}" ] || sed -i -e '/^<!-- figures -->/,/^<!-- .figures -->/ { //!d }' \
    -e "/^<!-- figures -->/r $BENCH/performance.md" docs/performance.md
php benches/php/startup.php "$EXTENSION"
[ -n "${BENCH_QUICK:-}" ] || cargo bench --locked --features cli
