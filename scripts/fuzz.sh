#!/usr/bin/env bash
# Runs each fuzz target for FUZZ_SECONDS (60), or those named: scripts/fuzz.sh slot sealed. Findings are in
# fuzz/artifacts, and the growing corpus in fuzz/work; each run starts with the small corpora in fuzz/corpus.
#
# Without a sanitizer: the fuzzed code has no `unsafe`, so runs can only find panics and failed assertions, several times as
# fast. That is also why stable Rust is enough.
set -euo pipefail
. "$(dirname "$0")/common.sh"

SECONDS_EACH=${FUZZ_SECONDS:-60}
unset CARGO_TARGET_DIR

command -v cargo-fuzz >/dev/null || fail 'cargo-fuzz is missing: cargo install --locked cargo-fuzz'
mapfile -t TARGETS < <(if (($#)); then printf '%s\n' "$@"; else cargo fuzz list; fi)
cargo fuzz build -s none
BUILT=fuzz/target/$(rustc -vV | sed -n "s/^host: //p")/release

TABLE=()
for target in "${TARGETS[@]}"; do
    mkdir -p "fuzz/work/$target"
    say "${BOLD}$target${PLAIN}"
    log=fuzz/work/$target.log
    # One input may take ten seconds at most: an answer that takes longer to read stops a PHP worker.
    mkdir -p "fuzz/artifacts/$target"
    if ! "$BUILT/$target" -artifact_prefix="fuzz/artifacts/$target/" "fuzz/work/$target" "fuzz/corpus/$target" \
        -max_total_time="$SECONDS_EACH" -timeout=10 -max_len=65536 -print_final_stats=1 >"$log" 2>&1; then
        grep -aE 'panicked|SUMMARY|Test unit written|ERROR' -A 2 "$log" || tail -n 20 "$log"
        fail "$target found a failure: $log; cargo fuzz run -s none $target fuzz/artifacts/$target/… reproduces it"
    fi
    TABLE+=("$(awk -v target="$target" '/^stat::number_of_executed_units/ { units = $2 }
        /^Done / { for (i = 1; i < NF; i++) if ($i == "in") seconds = $(i + 1) }
        / cov: / { for (i = 1; i < NF; i++) if ($i == "cov:") cov = $(i + 1) }
        END { printf "| %s | %d | %d | %d |", target, units, seconds, cov }' <(tr -d '\000' <"$log"))")
done
say '' '| target | executions | seconds | edges |' '| --- | ---: | ---: | ---: |' "${TABLE[@]}"
