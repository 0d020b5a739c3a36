#!/usr/bin/env bash
# How long the inserts of a live portal wait while `entrata migrate` runs, with a million viewings in its table. Prints a
# line for each database server that is there. MIGRATION_ROWS changes the number of viewings.
set -euo pipefail
export ENTRATA_STAGE=migration
. "$(dirname "$0")/common.sh"
. scripts/stage.sh

ROWS=${MIGRATION_ROWS:-1000000}

# The portal's tables with ROWS viewings, and none of ours.
fill() {
    DATABASE=portal_migration
    server sql -e "DROP DATABASE IF EXISTS $DATABASE; CREATE DATABASE $DATABASE"
    server sql "$DATABASE" <tests/php/host_portal/tables.sql
    sql "DROP TABLE entrata_clients, entrata_webhooks"
    sql "INSERT INTO users (uuid, role, first_name, last_name, email, password, verified) VALUES (UUID(), 3, 'A', 'B', 'a@example.com', 'x', 1);
        INSERT INTO houses (slug, title, currency, status) VALUES (UUID(), 'A', 'USD', 1);
        INSERT INTO viewing_requests (user_id, house_id, status, message, channel) VALUES (1, 1, 'ACCEPTED', 'Hello', 'app')"
    local count=1 more
    while ((count < ROWS)); do
        more=$((ROWS - count < count ? ROWS - count : count))
        sql "INSERT INTO viewing_requests (user_id, house_id, status, message, channel)
            SELECT 1, 1, 'ACCEPTED', message, 'app' FROM viewing_requests LIMIT $more"
        count=$((count + more))
    done
}

# A server with the settings of production: each commit is written to the disk.
measure() {
    DATABASE_SERVER=$1
    server start
    fill
    sed -n '/^```toml$/,/^```$/ { //!p }' docs/migrating.md >"$STAGE/portal.toml"
    ENTRATA_DATABASE_URL=$(server url "$DATABASE") ENTRATA_PORTAL_MAP=$STAGE/portal.toml ENTRATA_PROGRAM=$PROGRAM \
        ENTRATA_CLIENT_ID=x.portal ENTRATA_CLIENT_SECRET=x ENTRATA_TOKEN_KEY=$(head -c 32 /dev/urandom | base64) \
        php benches/measure/migration.php "$1"
    server stop
}

only_one 'scripts/migration.sh'
scripts/setup.sh demo
[ -x "$PROGRAM" ] || scripts/build.sh
trap 'scripts/mariadb.sh stop; scripts/mysql.sh stop' EXIT
measure mariadb
if scripts/mysql.sh available >/dev/null; then measure mysql; fi
