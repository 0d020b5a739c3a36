# shellcheck shell=bash disable=SC2034
# Sourced by demo.sh, serve.sh and test.sh: the portal with everything it needs around it, and those who call it.

# The caller's settings may name the real Entrata or a database in use.
for setting in "${!ENTRATA_@}"; do
    [ "$setting" = ENTRATA_STAGE ] || unset "$setting"
done

# The stage's database server: `mariadb` or `mysql`, which runs already.
export DATABASE_SERVER=${DATABASE_SERVER:-mariadb}

server() {
    "scripts/$DATABASE_SERVER.sh" "$@"
}

# database_url NAME: MariaDB by its socket, MySQL as in production: over TCP, with TLS and a private CA.
database_url() {
    if [ "$DATABASE_SERVER" = mysql ]; then
        server url "$1" "ssl-ca=$(server ca)"
    else
        server url "$1"
    fi
}

# open_stage DATABASE: a fresh DATABASE, the sandbox, and the pages. The server runs already.
open_stage() {
    DATABASE=$1
    install -d -m 700 "$STAGE/portal"
    start_sandbox
    server sql -e "DROP DATABASE IF EXISTS $DATABASE; CREATE DATABASE $DATABASE"
    ENTRATA_DATABASE_URL=$(database_url "$DATABASE")
    ENTRATA_TOKEN_KEY=$(head -c 32 /dev/urandom | base64)
    ENTRATA_WEBHOOK_KEY=$(head -c 24 /dev/urandom | base64 | tr '+/' '-_')
    export ENTRATA_DATABASE_URL ENTRATA_TOKEN_KEY ENTRATA_WEBHOOK_KEY
    export ENTRATA_CLIENT_ID=0123456789abcdef0123.portal ENTRATA_CLIENT_SECRET=sandbox-secret
    export ENTRATA_OAUTH_URL=$SANDBOX_URL/api/oauth ENTRATA_API_URL=$SANDBOX_URL/ext/orgs
    export ENTRATA_SPOOL_DIR=$STAGE/portal/spool
    "$PROGRAM" migrate >"$STAGE/portal/migrate.log" 2>&1 || fail "entrata migrate failed: $(tail -n 3 "$STAGE/portal/migrate.log")"
    scripts/portal.sh start
    PORTAL_URL=$(scripts/portal.sh url)
    export PORTAL_URL
}

# SANDBOX_SWITCHES: further ones of `entrata sandbox`.
start_sandbox() {
    local further=()
    read -ra further <<<"${SANDBOX_SWITCHES:-}"
    stop_process portal/sandbox
    start_process portal/sandbox "$PROGRAM" sandbox --listen 127.0.0.1:0 "${further[@]}"
    await portal/sandbox 20 grep -qs '^sandbox listening on ' "$STAGE/portal/sandbox.log"
    SANDBOX_URL=$(sed -n 's/^sandbox listening on //p' "$STAGE/portal/sandbox.log")
    export SANDBOX_URL=${SANDBOX_URL%/}
}

start_worker() {
    stop_process portal/worker
    start_process portal/worker "$PROGRAM" worker
}

close_stage() {
    scripts/portal.sh stop
    stop_process portal/worker
    stop_process portal/sandbox
    server stop
}

# sql STATEMENT: in the stage's database; prints bare columns.
sql() {
    server sql --batch --skip-column-names "$DATABASE" -e "$1"
}

# sql_until SECONDS STATEMENT: waits until the statement's one number is more than 0.
sql_until() {
    local end=$((SECONDS + $1))
    until [ "$(sql "$2")" -gt 0 ]; do
        ((SECONDS < end)) || return 1
        sleep 0.2
    done
}

# request CURL-ARGUMENT...: leaves STATUS, BODY, and LOCATION for a redirect.
request() {
    local answer last
    answer=$(curl --silent --show-error --max-time 60 --write-out '\n%{http_code} %{redirect_url}' "$@") ||
        fail "The request got no answer; the logs are in $STAGE/portal"
    last=${answer##*$'\n'}
    BODY=${answer%$'\n'*}
    STATUS=${last%% *}
    LOCATION=${last#* }
}

# expect STATUS WHAT: fails with what came back instead.
expect() {
    [ "$STATUS" = "$1" ] || fail "$2: HTTP $1 was due, and HTTP $STATUS came: ${BODY:0:400}
The logs are in $STAGE/portal"
}

# webhook NAME=VALUE...: one from Entrata, to the URL that is registered there.
webhook() {
    local pair data=()
    for pair in "$@"; do
        data+=(--data-urlencode "$pair")
    done
    request --get "${data[@]}" "$PORTAL_URL/index.php/$ENTRATA_WEBHOOK_KEY"
}

# authenticate CID: Entrata issues a code for the company and sends it to the portal.
authenticate() {
    request --json "{\"cid\":$1}" "$SANDBOX_URL/_sandbox/codes"
    expect 200 "An authorization code for company $1"
    webhook "cid=$1" "auth_code=$(json auth_code <<<"$BODY")"
    expect 200 "The authentication of company $1"
}

# activate CID PROPERTY
activate() {
    webhook request_type=ACTIVATION "cid=$1" "property_id=$2"
    expect 200 "The activation of property $2"
}

# add_renter FIRST LAST EMAIL PASSWORD
add_renter() {
    local hash
    hash=$(php -n -r 'echo password_hash($argv[1], PASSWORD_DEFAULT);' -- "$4")
    sql "INSERT INTO users (role, first_name, last_name, email, phone, password_hash)
        VALUES ('USER', '$1', '$2', '$3', '312-555-0100', '$hash')"
}

# add_operator CID EMAIL PASSWORD: gives the company's agent a sign-in.
add_operator() {
    printf '%s\n' "$3" | "$PROGRAM" agent --cid "$1" --email "$2" >"$STAGE/portal/agent.log" 2>&1 ||
        fail "entrata agent --cid $1 failed: $(tail -n 3 "$STAGE/portal/agent.log")"
}

# sign_in EMAIL PASSWORD JAR: the session's cookie goes into JAR.
sign_in() {
    rm -f "$3"
    request --cookie-jar "$3" --data-urlencode "email=$1" --data-urlencode "password=$2" "$PORTAL_URL/login.php"
    [ -n "$LOCATION" ] || fail "$1 could not sign in: HTTP $STATUS"
}
