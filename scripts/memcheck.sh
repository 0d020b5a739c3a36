#!/usr/bin/env bash
# Runs every function of the extension under valgrind, with a database and sandbox of its own: no error and no leak. PHP's
# allocator is off (USE_ZEND_ALLOC=0), so that valgrind sees each allocation.
set -euo pipefail
export ENTRATA_STAGE=valgrind BUILD_PROFILE=memcheck
. "$(dirname "$0")/common.sh"
# shellcheck source=stage.sh
. scripts/stage.sh

only_one 'make memcheck'
command -v valgrind >/dev/null || fail 'valgrind is missing: apt-get install valgrind'
scripts/setup.sh demo
trap close_stage EXIT
# A build with symbols, next to the release build.
scripts/build.sh
scripts/mariadb.sh start --fast
open_stage memcheck
LOG=$STAGE/valgrind.log
# Without ZEND_DONT_UNLOAD_MODULES, findings in the extension would have no symbols.
if ! USE_ZEND_ALLOC=0 ZEND_DONT_UNLOAD_MODULES=1 valgrind --log-file="$LOG" --error-exitcode=99 --leak-check=full \
    --show-leak-kinds=definite,indirect --errors-for-leak-kinds=definite,indirect --num-callers=40 \
    --suppressions=tests/memcheck/php.supp \
    php -n -d extension=mysqlnd -d extension=pdo -d extension=pdo_mysql -d "extension=$EXTENSION" tests/memcheck/every_function.php; then
    cat "$LOG"
    fail "valgrind found errors: see $LOG"
fi
sed -n '/HEAP SUMMARY/,$p' "$LOG"
