#!/usr/bin/env bash
# Sends many mixed requests through nginx and PHP-FPM: webhooks, tour times, bookings, and invalid input. Prints the
# responses, and each worker's memory before and after. Fails on an unexpected response or a lost worker.
#
#   soak.sh [REQUESTS]      default: 100000, which takes a few minutes
set -euo pipefail
export ENTRATA_STAGE=soak BUILD_PROFILE=release
. "$(dirname "$0")/common.sh"
# shellcheck source=stage.sh
. scripts/stage.sh

only_one 'make soak'
scripts/setup.sh demo
scripts/build.sh
trap close_stage EXIT
scripts/mariadb.sh start --fast
# Generous limits, so that requests are carried out instead of rate-limited.
export SANDBOX_SWITCHES='--limits 10000000/day;1000000/hour;100000/minute'
export PORTAL_POOL='pm.max_requests = 0'
open_stage portal
start_worker
for property in 4711:739076 4711:739077 4711:739078 4712:739081 4712:739082; do
    [ "$(sql "SELECT COUNT(*) FROM entrata_clients WHERE cid = ${property%:*}")" = 1 ] || authenticate "${property%:*}"
    activate "${property%:*}" "${property#*:}"
done
sql_until 120 'SELECT COUNT(DISTINCT e.property_id) = 5 FROM houses h JOIN entrata_houses e ON e.house_id = h.id WHERE h.status = 1' ||
    fail "Not all five properties were ingested within 120 seconds; the logs are in $STAGE/portal"
for number in 1 2 3 4 5 6 7 8; do
    add_renter "Riley$number" Renter "riley$number@example.com" soak-password
done
read -r master _ <"$STAGE/portal/php-fpm.pid"
HOUSES=$(sql "SELECT GROUP_CONCAT(house_id) FROM entrata_houses WHERE property_id IN (739076, 739078, 739081, 739082)") \
    php benches/php/soak.php "${1:-100000}" "$master"
# Postponed work must be done too.
sql_until 60 "SELECT NOT EXISTS (SELECT 1 FROM viewings WHERE status = 'REQUESTED')" ||
    fail "$(sql "SELECT COUNT(*) FROM viewings WHERE status = 'REQUESTED'") leads were not delivered within a minute."
say '' "$(sql "SELECT CONCAT(SUM(status = 'CONFIRMED'), ' tours are confirmed, ', SUM(status = 'REJECTED'),
    ' were taken already, none waits; ', (SELECT COUNT(*) FROM entrata_webhooks), ' webhooks are logged, ',
    (SELECT COUNT(*) FROM entrata_webhooks WHERE response_code IS NULL), ' of them without an answer.') FROM viewings")"
