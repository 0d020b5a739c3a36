#!/usr/bin/env bash
# Runs every test, one kind after the other; stops at the first kind that fails, and counts what ran.
#
# The integration tests and PHPUnit run on MariaDB, and again on MySQL where one is installed or can be fetched
# (ENTRATA_TEST_MYSQL=0 skips it); PHPUnit reaches MySQL over TLS with a private CA. The table names the servers.
set -euo pipefail
export ENTRATA_STAGE=test
. "$(dirname "$0")/common.sh"
# stage.sh drops the caller's settings.
WITH_MYSQL=${ENTRATA_TEST_MYSQL:-1}
# shellcheck source=stage.sh
. scripts/stage.sh

# How many crates the SDK and the extension may link.
SDK_CRATES=110
EXTENSION_CRATES=200

TABLE=()
PASSED=0
FAILED=0
SKIPPED=0

# check NAME COMMAND...: a step that passes or fails as a whole.
check() {
    local name=$1 began=$SECONDS
    shift
    say '' "${BOLD}$name${PLAIN}"
    if "$@"; then
        row "$name" ok '' '' $((SECONDS - began))
    else
        FAILED=$((FAILED + 1))
        row "$name" '' failed '' $((SECONDS - began))
        exit 1
    fi
}

# tests NAME COUNT COMMAND...: COUNT reads how many passed, failed and were skipped from the output.
tests() {
    local name=$1 count=$2 began=$SECONDS ended=0 passed failed skipped
    shift 2
    say '' "${BOLD}$name${PLAIN}"
    "$@" 2>&1 | tee "$STAGE/output" || ended=1
    read -r passed failed skipped < <("$count" <"$STAGE/output")
    if ((ended && !failed)) || ((!ended && !passed)); then
        # It ended without a summary, or it succeeded without running a test.
        failed=$((failed + 1))
        ended=1
    fi
    PASSED=$((PASSED + passed)) FAILED=$((FAILED + failed)) SKIPPED=$((SKIPPED + skipped))
    row "$name" "$passed" "$failed" "$skipped" $((SECONDS - began))
    ((!ended)) || exit 1
}

row() {
    TABLE+=("$(printf '%-26s %8s %8s %8s %7ss' "$@")")
}

count_cargo() {
    awk '/^test result:/ { passed += $4; failed += $6; skipped += $8 }
        END { print passed + 0, failed + 0, skipped + 0 }'
}

# "OK (3 tests, 9 assertions)", or "Tests: 4, Assertions: 9, Errors: 1, PHPUnit Deprecations: 2, Skipped: 1."
count_phpunit() {
    awk '/^OK \(/ { tests = substr($2, 2) }
        /^Tests: / {
            gsub(/[,.]|PHPUnit /, "")
            for (i = 1; i < NF; i += 2) {
                if ($i == "Tests:") tests = $(i + 1)
                else if ($i == "Skipped:" || $i == "Incomplete:") skipped += $(i + 1)
                else if ($i !~ /^(Assertions|Deprecations|Notices):$/) failed += $(i + 1)
            }
        }
        END { print tests - failed - skipped, failed + 0, skipped + 0 }'
}

count_node() {
    awk '$1 != "ℹ" { next }
        $2 == "pass" { passed = $3 }
        $2 == "fail" || $2 == "cancelled" { failed += $3 }
        $2 == "skipped" || $2 == "todo" { skipped += $3 }
        END { print passed + 0, failed + 0, skipped + 0 }'
}

# "Ran 12 tests in 3.1s", then OK or "FAILED (failures=1, errors=2)".
count_unittest() {
    awk '/^Ran / { tests = $2 }
        /^FAILED/ { gsub(/[^0-9 ]/, ""); for (i = 1; i <= NF; i++) failed += $i }
        END { print tests - failed, failed + 0, 0 }'
}

php_syntax() {
    find benches examples php stubs tests -name '*.php' -print0 | xargs -0 -n 1 sh -c 'php -n -l "$0" || exit 1' | sed '/^No syntax errors/d'
}

# crates FEATURES MOST: fails if a build with these features links more crates.
crates() {
    local count
    count=$(cargo tree --locked -e normal --prefix none --features "$1" | sed 's/ (.*//' | sort -u | grep -vc '^entrata ')
    say "features '$1': $count crates (at most $2)"
    ((count <= $2))
}

crate_budget() {
    crates '' "$SDK_CRATES" && crates php "$EXTENSION_CRATES"
}

phpunit_on_stage() {
    php -d zend.assertions=1 -d "extension=$EXTENSION" "$(command -v phpunit)"
}

# oldest_rust: checks the SDK with the Rust that Cargo.toml promises, if it is installed.
oldest_rust() {
    local version installed
    version=$(sed -n 's/^rust-version = "\(.*\)"/\1/p' Cargo.toml)
    # Under its name, or that of a patch release: 1.85, 1.85.0.
    installed=$(rustup toolchain list 2>/dev/null | sed -n "s/^\(${version//./\\.}\(\.[0-9]*\)\?\)-.*/\1/p" | head -n 1)
    if [ -z "$installed" ]; then
        say "Rust $version is not installed: rustup toolchain install $version --profile minimal"
        return
    fi
    cargo "+$installed" check --locked --lib
}

# crate_package: builds the crate from what it would upload.
crate_package() {
    cargo package --locked --allow-dirty --quiet
}

# integration SERVER NAME: each test mostly waits, for the database and for Entrata.
integration() {
    ENTRATA_TEST_DATABASE_URL=$("scripts/$1.sh" url mysql) \
        tests "integration, $2" count_cargo cargo test --locked --features cli,failpoints --test it -- --test-threads=8
}

# browser NAME: every browser test in `chromium` or `firefox`.
browser() {
    npm ci --prefix tests/browser --ignore-scripts --no-audit --no-fund --loglevel=error &&
        BROWSER=$1 node --test --test-reporter=spec tests/browser/*.test.mjs
}

finish() {
    local status=$?
    close_stage
    if ((${#TABLE[@]})); then
        # Something other than a test failed.
        ((!status || FAILED)) || FAILED=1
        say '' "$(printf "${BOLD}%-26s %8s %8s %8s %8s${PLAIN}" '' passed failed skipped time)" "${TABLE[@]}"
        say '' "$PASSED passed, $FAILED failed$( ((!SKIPPED)) || printf ', %s skipped' "$SKIPPED")"
    fi
}

only_one 'make test'
scripts/setup.sh test
trap finish EXIT

check rustfmt cargo fmt --check
check clippy cargo clippy --locked --all-targets --features php,failpoints -- -D warnings
check 'clippy, SDK alone' cargo clippy --locked --all-targets -- -D warnings
check 'clippy, features' scripts/features.sh
check rustdoc env RUSTDOCFLAGS='-D warnings' cargo doc --locked --no-deps --features php
check 'crate budget' crate_budget
tests 'semver rules' count_unittest python3 tests/semver/rules.py
check semver scripts/semver.sh
check 'oldest Rust' oldest_rust
check 'crate package' crate_package
check 'PHP syntax' php_syntax
check 'PHP style' phpcs -q

tests unit count_cargo cargo test --locked --features cli,failpoints --lib --bins --test architecture --test docs --test statements
scripts/mariadb.sh start --fast
integration mariadb MariaDB
tests documentation count_cargo cargo test --locked --features cli,failpoints --doc
check examples scripts/examples.sh
MYSQL=
if [ "$WITH_MYSQL" != 0 ] && scripts/mysql.sh available >/dev/null; then
    scripts/mysql.sh start --fast
    MYSQL=$(scripts/mysql.sh available)
    integration mysql "$MYSQL"
    scripts/mysql.sh stop
fi

check 'extension build' scripts/build.sh
tests 'sandbox, from Python' count_unittest env ENTRATA_PROGRAM="$PROGRAM" python3 tests/sandbox/story.py
open_stage portal_test
tests 'PHPUnit, MariaDB' count_phpunit phpunit_on_stage
tests 'browser, Chromium' count_node browser chromium
# Wrong passwords and booked tours of one browser must not meet the other.
open_stage portal_test
tests 'browser, Firefox' count_node browser firefox
if [ -n "$MYSQL" ]; then
    close_stage
    DATABASE_SERVER=mysql
    scripts/mysql.sh start --fast --tls
    open_stage portal_test
    tests "PHPUnit, $MYSQL" count_phpunit phpunit_on_stage
fi
