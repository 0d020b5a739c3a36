#!/usr/bin/env bash
# Floods the webhook with requests of one sender that proves nothing, while Entrata sends its own webhooks and an operator
# reads the dashboard. Prints how much the tables and the logs grew, and how long the others waited.
#
#   flood.sh [LIMITED] [UNLIMITED]   how many requests with the rates of the shipped nginx configuration (1000000), and how
#                                    many that reach PHP without those rates (100000)
set -euo pipefail
export ENTRATA_STAGE=flood BUILD_PROFILE=${BUILD_PROFILE:-release}
. "$(dirname "$0")/common.sh"
# shellcheck source=stage.sh
. scripts/stage.sh

PASSWORD=flood-password
SECONDS_A_ROUND=10
PROBES=$STAGE/portal/probes

main() {
    command -v wrk >/dev/null || fail 'wrk is missing: apt-get install wrk'
    only_one 'flood.sh'
    scripts/setup.sh demo
    scripts/build.sh
    trap close_stage EXIT
    scripts/mariadb.sh start
    flood shipped "${1:-1000000}"
    flood none "${2:-100000}"
}

# flood LIMITS COUNT: one run, on a fresh stage.
flood() {
    local sent=0 took=$SECONDS before after
    export PORTAL_LIMITS=$1
    open_stage portal_flood
    start_worker
    authenticate 4711
    activate 4711 739077
    sql_until 120 'SELECT COUNT(*) > 0 FROM houses WHERE status = 1' || fail 'The property did not come within 120 seconds.'
    add_operator 4711 operator@example.com $PASSWORD
    sign_in
    before=$(sizes)
    : >"$PROBES"
    probe &
    local probing=$!
    while ((sent < $2)); do
        sent=$((sent + $(round)))
    done
    took=$((SECONDS - took))
    kill $probing
    wait $probing 2>/dev/null || true
    after=$(sizes)
    report "$1" "$sent" "$took" "$before" "$after"
}

# round: sends requests for some seconds; prints how many.
round() {
    wrk -t 1 -c 20 -d "${SECONDS_A_ROUND}s" "$PORTAL_URL/index.php?cid=4711&property_id=739077&request_type=CALL_1_900_555_0100&x=$(head -c 3000 /dev/zero | tr '\0' x)" |
        awk '$2 == "requests" { print $1 }'
}

sign_in() {
    rm -f "$STAGE/portal/cookies"
    curl --silent --output /dev/null --cookie-jar "$STAGE/portal/cookies" --data-urlencode email=operator@example.com \
        --data-urlencode "password=$PASSWORD" "$PORTAL_URL/login.php"
}

# probe: what the others experience, from addresses of their own, twice a second.
probe() {
    local kind
    while true; do
        for kind in SUSPENDED ACTIVATION; do
            timed 127.0.0.2 webhook "$PORTAL_URL/index.php?client_id=$ENTRATA_CLIENT_ID&client_secret=$ENTRATA_CLIENT_SECRET&cid=4711&property_id=739077&request_type=$kind"
            timed 127.0.0.3 dashboard --cookie "$STAGE/portal/cookies" "$PORTAL_URL/dashboard.php"
            sleep 0.5
        done
    done
}

# timed ADDRESS NAME CURL-ARGUMENT...
timed() {
    local address=$1 name=$2
    shift 2
    curl --silent --output /dev/null --max-time 60 --interface "$address" --write-out "$name %{http_code} %{time_total}\n" "$@" >>"$PROBES" || true
}

# sizes: prints the rows of strangers, and the bytes of their table, of the logs and of the spool.
sizes() {
    local table
    table=$(find "$STAGE" -path '*portal_flood/entrata_webhooks.ibd' -printf '%s')
    printf '%s %s %s %s\n' "$(sql 'SELECT COUNT(*) FROM entrata_webhooks WHERE authenticated_by IS NULL')" "${table:-0}" \
        "$(find "$STAGE/portal" -name '*.log' -printf '%s\n' | awk '{ sum += $1 } END { print sum + 0 }')" \
        "$(find "$STAGE/portal/spool" -type f -printf '%s\n' 2>/dev/null | awk '{ sum += $1 } END { print sum + 0 }')"
}

# report LIMITS SENT SECONDS BEFORE AFTER
report() {
    local before after
    read -ra before <<<"$4"
    read -ra after <<<"$5"
    say "| rates | requests | seconds | rows of strangers | table, KiB | logs, KiB | spool, KiB |" '| --- | ---: | ---: | ---: | ---: | ---: | ---: |' \
        "| $1 | $2 | $3 | $((after[0] - before[0])) | $(((after[1] - before[1]) / 1024)) | $(((after[2] - before[2]) / 1024)) | $(((after[3] - before[3]) / 1024)) |" '' \
        '| during the flood | sent | 200 | median, ms | 95 %, ms | longest, ms |' '| --- | ---: | ---: | ---: | ---: | ---: |'
    percentiles webhook "Entrata's webhooks"
    percentiles dashboard "the operator's dashboard"
    say ''
}

# percentiles NAME TITLE
percentiles() {
    awk -v name="$1" '$1 == name { print $3, $2 }' "$PROBES" | sort -n |
        awk -v title="$2" '{ time[NR] = $1 * 1000; ok += $2 == 200 }
            END { printf "| %s | %d | %d | %.0f | %.0f | %.0f |\n", title, NR, ok, time[int((NR + 1) / 2)], time[int(NR * 0.95 + 0.5)], time[NR] }'
}

main "$@"
