#!/usr/bin/env bash
# Runs the whole flow over real HTTP, from Entrata's first webhook to a suspension. Leaves nothing running.
set -euo pipefail
export ENTRATA_STAGE=demo
. "$(dirname "$0")/common.sh"
# shellcheck source=stage.sh
. scripts/stage.sh

CID=4711
PROPERTY=739076
PASSWORD=demo-password

step() {
    say '' "${BOLD}$*${PLAIN}"
}

detail() {
    printf '   %s\n' "$@"
}

# came TEXT: prints the last response's status.
came() {
    detail "${GREEN}HTTP $STATUS${PLAIN} $*"
}

# webhook_came STATUS: checks and prints the response to a webhook.
webhook_came() {
    [ "$(json response.result.status <<<"$BODY")" = "$1" ] || fail "The response should be $1: $BODY"
    came "$1  ${DIM}log id $(json response.logId <<<"$BODY")${PLAIN}"
}

# house_count STATUS: counts the property's houses that are on the market (1) or off it (0).
house_count() {
    sql "SELECT COUNT(*) FROM houses h JOIN entrata_houses e ON e.house_id = h.id WHERE e.property_id = $PROPERTY AND h.status = $1"
}

show() {
    scripts/mariadb.sh sql --table "$DATABASE" -e "$1" | sed 's/^/   /'
}

# book JAR: books the first slot.
book() {
    local booking
    booking=$(php -n -r 'echo json_encode(["propertyId" => (int) $argv[1], "tourDate" => $argv[2], "tourTime" => $argv[3],
        "tourType" => "AGENT_GUIDED", "message" => "Is there a bicycle room?"]);' -- "$HOUSE" "$TOUR_DATE" "$TOUR_TIME")
    detail 'POST /api/requestViewing.php' "$booking"
    request --cookie "$1" --json "$booking" "$PORTAL_URL/api/requestViewing.php"
}

# line_with NEEDLE: prints the row, item or card of the last page that contains NEEDLE, as text.
line_with() {
    php -n -r 'preg_match_all("~<(tr|li|article)\b(?:(?!<\\1\b).)*?</\\1>~s", stream_get_contents(STDIN), $parts);
        foreach ($parts[0] as $part) {
            $text = html_entity_decode(strip_tags(str_replace("<", " <", $part)));
            if (str_contains($text, $argv[1])) { echo trim(preg_replace("~\s+~u", " ", $text)); exit; }
        }' -- "$1" <<<"$BODY"
}

authentication() {
    local row company operator agent expires
    step "1  Entrata authenticates its client company $CID"
    detail "GET /index.php/KEY?cid=$CID&auth_code=…"
    authenticate $CID
    webhook_came AUTHENTICATED
    row=$(sql "SELECT CONCAT_WS('|', c.company_name, o.id, u.id, IFNULL(c.token_expires_at, 'revoked'))
        FROM entrata_clients c JOIN property_operators o ON o.id = c.property_operator_id
            JOIN users u ON u.id = c.agent_id AND u.property_operator_id = o.id
        WHERE c.cid = $CID AND c.status = 'ACTIVE' AND c.access_token <> ''")
    [ -n "$row" ] || fail 'The client, its operator and its agent do not exist or are not linked.'
    IFS='|' read -r company operator agent expires <<<"$row"
    detail "$company is a client now, with operator $operator and agent $agent; its sealed token lasts until $expires UTC"
}

activation() {
    step "2  Entrata activates property $PROPERTY"
    detail "GET /index.php/KEY?request_type=ACTIVATION&cid=$CID&property_id=$PROPERTY"
    activate $CID $PROPERTY
    webhook_came APPROVED
}

ingestion() {
    step '3  The portal fetches the property: one house for each floor plan'
    sql_until 60 "SELECT COUNT(*) FROM houses h JOIN entrata_houses e ON e.house_id = h.id WHERE e.property_id = $PROPERTY AND h.status = 1" ||
        fail "No house was ingested within 60 seconds; the logs are in $STAGE/portal"
    show "SELECT h.id, title, city, bedrooms AS bed, bathrooms AS bath,
            CONCAT('\$', price_pm, IF(price_pm_max > price_pm, CONCAT(' to \$', price_pm_max), '')) AS rent,
            number_available AS free, available_on AS 'from',
            (SELECT COUNT(*) FROM house_images i WHERE i.house_id = h.id) AS pictures
        FROM houses h JOIN entrata_houses e ON e.house_id = h.id WHERE e.property_id = $PROPERTY AND h.status = 1 ORDER BY h.id"
    HOUSE=$(sql "SELECT MIN(h.id) FROM houses h JOIN entrata_houses e ON e.house_id = h.id WHERE e.property_id = $PROPERTY AND h.status = 1")
}

tour_times() {
    step "4  Riley Renter signs in and asks when house $HOUSE can be seen"
    add_renter Riley Renter riley@example.com $PASSWORD
    sign_in riley@example.com $PASSWORD "$STAGE/riley"
    detail 'POST /login.php' "GET /api/getEntrataTourTimes.php?propertyId=$HOUSE"
    request --cookie "$STAGE/riley" "$PORTAL_URL/api/getEntrataTourTimes.php?propertyId=$HOUSE"
    expect 200 'The tour times'
    TOUR_DATE=$(json tourTimes.0.slots.0.raw.date <<<"$BODY")
    TOUR_TIME=$(json tourTimes.0.slots.0.raw.time <<<"$BODY")
    LABEL=$(json tourTimes.0.slots.0.label <<<"$BODY")
    [ -n "$LABEL" ] || fail "No slot is among the tour times: ${BODY:0:400}"
    came "shown in $(json timeZone <<<"$BODY")"
    php -n -r 'foreach (array_slice(json_decode(stream_get_contents(STDIN), true)["tourTimes"], 0, 2) as $day) {
            foreach (array_slice($day["slots"], 0, 3) as $slot) {
                ["raw" => $raw, "label" => $label] = $slot;
                printf("   %-34s shown as %s %s\n", "$raw[date] $raw[time]", $day["date"], $label);
            }
        }' <<<"$BODY"
}

booking() {
    local lead
    step "5  Riley books the first one, $LABEL, in Entrata's own words"
    book "$STAGE/riley"
    expect 201 'The booking'
    lead=$(json externalId <<<"$BODY")
    [ "$(json status <<<"$BODY")" = CONFIRMED ] || fail "The booking is not confirmed: $BODY"
    came "CONFIRMED  viewing $(json viewingId <<<"$BODY"), lead $lead at Entrata, starts $(json start <<<"$BODY")"
    [ "$(sql "SELECT COUNT(*) FROM viewings WHERE status = 'CONFIRMED' AND external_id = '$lead'")" = 1 ] ||
        fail "No confirmed viewing has the lead's id $lead."
    request --cookie "$STAGE/riley" "$PORTAL_URL/tours.php"
    expect 200 "Riley's tours"
}

slot_gone() {
    step '6  Sam Second wants the same time'
    add_renter Sam Second sam@example.com $PASSWORD
    sign_in sam@example.com $PASSWORD "$STAGE/sam"
    book "$STAGE/sam"
    expect 409 'The second booking'
    [ "$(json code <<<"$BODY")" = SLOT_UNAVAILABLE ] || fail "The second booking should be rejected as taken: $BODY"
    came "$(json code <<<"$BODY")  $(json detail <<<"$BODY")"
    request "$SANDBOX_URL/_sandbox/truth"
    expect 200 'What Entrata knows'
    [ "$(json appointments.0.email <<<"$BODY")" = riley@example.com ] || fail "Entrata does not have Riley's tour: $BODY"
    [ -z "$(json appointments.1 <<<"$BODY")" ] || fail "Entrata has more than Riley's tour: $BODY"
    detail "Entrata has one tour, Riley's: $(json appointments.0.date <<<"$BODY") $(json appointments.0.time_from <<<"$BODY") to $(json appointments.0.time_to <<<"$BODY")"
}

dashboard() {
    local line
    step "7  The operator looks at the dashboard"
    add_operator $CID operator@example.com $PASSWORD
    sign_in operator@example.com $PASSWORD "$STAGE/operator"
    [ "$LOCATION" = "$PORTAL_URL/dashboard.php" ] || fail "An agent's sign-in should lead to the dashboard, not to $LOCATION"
    detail "entrata agent --cid $CID --email operator@example.com" 'POST /login.php' 'GET /dashboard.php'
    request --cookie "$STAGE/operator" "$PORTAL_URL/dashboard.php"
    expect 200 'The dashboard'
    line=$(line_with Riley)
    [ -n "$line" ] || fail "Riley's tour is not on the dashboard."
    came "$line"
}

suspension() {
    step "8  Entrata suspends property $PROPERTY"
    detail "GET /index.php/KEY?request_type=SUSPENDED&cid=$CID&property_id=$PROPERTY"
    webhook request_type=SUSPENDED cid=$CID property_id=$PROPERTY
    expect 200 'The suspension'
    webhook_came SUSPENDED
    [ "$(house_count 1)" = 0 ] || fail 'Houses of a suspended property are still on the market.'
    detail "$(house_count 0) houses are off the market, and none is deleted"
}

log() {
    step 'What came in from Entrata, as the portal logged it'
    show "SELECT TIME(received_at) AS 'UTC', log_id, IFNULL(request_type, '') AS request_type, cid,
            IFNULL(property_id, '') AS property_id, response_code AS code, outcome
        FROM entrata_webhooks ORDER BY id"
    [ "$(sql "SELECT COUNT(*) FROM entrata_webhooks WHERE raw_query LIKE '%$ENTRATA_CLIENT_SECRET%'")" = 0 ] ||
        fail 'The client secret is in the log.'
}

only_one 'make demo'
scripts/setup.sh demo
scripts/build.sh
trap close_stage EXIT
scripts/mariadb.sh start
open_stage portal
start_worker
say '' "The portal is at $PORTAL_URL, and a fake Entrata at $SANDBOX_URL."
authentication
activation
ingestion
tour_times
booking
slot_gone
dashboard
suspension
log
say '' "${GREEN}The whole flow ran in $SECONDS s.${PLAIN}"
