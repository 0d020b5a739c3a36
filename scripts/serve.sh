#!/usr/bin/env bash
# Starts a portal to explore: six properties of two operators, and a sign-in for each kind of user.
#
#   serve.sh start   leaves everything running
#   serve.sh stop
set -euo pipefail
unset ENTRATA_STAGE
. "$(dirname "$0")/common.sh"
# shellcheck source=stage.sh
. scripts/stage.sh

PASSWORD=demo-password

start() {
    local name
    scripts/setup.sh demo
    scripts/build.sh
    trap close_stage EXIT
    scripts/mariadb.sh start
    open_stage portal
    start_worker
    for property in 4711:739076 4711:739077 4711:739078 4711:739083 4712:739081 4712:739082; do
        known "${property%:*}" || authenticate "${property%:*}"
        activate "${property%:*}" "${property#*:}"
    done
    sql_until 120 'SELECT COUNT(DISTINCT e.property_id) = 6 FROM houses h JOIN entrata_houses e ON e.house_id = h.id WHERE h.status = 1' ||
        fail "Not all six properties were ingested within 120 seconds; the logs are in $STAGE/portal"
    add_operator 4711 operator@example.com $PASSWORD
    add_operator 4712 northwind@example.com $PASSWORD
    add_renter Riley Renter riley@example.com $PASSWORD
    for name in "${!ENTRATA_@}"; do
        [ "$name" = ENTRATA_STAGE ] || printf 'export %s=%q\n' "$name" "${!name}"
    done >"$STAGE/portal/settings"
    trap - EXIT
    cat <<END

The portal    $PORTAL_URL
  a renter    riley@example.com
  operators   operator@example.com (Example Living), northwind@example.com (Northwind Homes)
  password    $PASSWORD
A fake Entrata $SANDBOX_URL
The program   . target/portal/settings && target/$BUILD_PROFILE/entrata check
Logs          target/portal/
To stop it    make portal-stop
END
}

known() {
    [ "$(sql "SELECT COUNT(*) FROM entrata_clients WHERE cid = $1")" = 1 ]
}

only_one 'make portal'
case ${1:-} in
    start) start ;;
    stop) close_stage ;;
    *) fail 'usage: scripts/serve.sh start | stop' ;;
esac
