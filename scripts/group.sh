#!/usr/bin/env bash
# A private MySQL Group Replication of three members under target/, on ports of 127.0.0.1.
#
#   group.sh available
#   group.sh start [--multi-primary]   one primary, unless all three take changes
#   group.sh stop
#   group.sh kill N            kills member N without a warning
#   group.sh revive N          starts member N again, and returns when it has caught up
#   group.sh primary           the number of the primary
#   group.sh promote N         makes member N the primary; the old one becomes read-only and keeps its connections
#   group.sh url N DATABASE    as ENTRATA_DATABASE_URL expects it
#   group.sh ports             the ports of the members, in their order
#   group.sh sql N [ARGUMENT]…  the client, as root
#
# MySQL itself is that of scripts/mysql.sh.
set -euo pipefail
. "$(dirname "$0")/common.sh"

HOME_FOLDER=$STAGE/group
MEMBERS=(1 2 3)

# member N ARGUMENT…: scripts/mysql.sh for one member.
member() {
    local number=$1
    shift
    ENTRATA_STAGE=${ENTRATA_STAGE:-.}/group/$number "$ROOT/scripts/mysql.sh" "$@"
}

port() {
    cat "$HOME_FOLDER/$1/port"
}

sql() {
    local number=$1
    shift
    mariadb --no-defaults --user=root --host=127.0.0.1 --port="$(port "$number")" --default-character-set=utf8mb4 "$@"
}

# run_member N [ARGUMENT]…
run_member() {
    local number=$1 seeds='' other
    shift
    for other in "${MEMBERS[@]}"; do
        seeds+=${seeds:+,}127.0.0.1:$(<"$HOME_FOLDER/$other/group-port")
    done
    local mode=ON
    [ -f "$HOME_FOLDER/single-primary" ] || mode=OFF
    local everywhere=ON
    [ $mode = OFF ] || everywhere=OFF
    # Until it is part of the group, a member must take no change: the group would not have it, and not take the member
    # back. The group itself makes its primaries writable.
    member "$number" start --fast --port="$(port "$number")" --server-id="$number" --gtid-mode=ON \
        --enforce-gtid-consistency=ON --super-read-only=ON --report-host=127.0.0.1 --report-port="$(port "$number")" \
        --innodb-buffer-pool-size=64M --performance-schema-max-table-instances=200 --table-definition-cache=400 \
        --plugin-load-add=group_replication.so --loose-group-replication-group-name="$(<"$HOME_FOLDER/name")" \
        --loose-group-replication-local-address="127.0.0.1:$(<"$HOME_FOLDER/$number/group-port")" \
        --loose-group-replication-group-seeds="$seeds" --loose-group-replication-start-on-boot=OFF \
        --loose-group-replication-single-primary-mode=$mode \
        --loose-group-replication-enforce-update-everywhere-checks=$everywhere \
        --loose-group-replication-member-expel-timeout=0 --loose-group-replication-message-cache-size=134217728 \
        --loose-group-replication-recovery-get-public-key=ON "$@"
}

start() {
    local number
    install -d -m 700 "$HOME_FOLDER"
    stop
    rm -rf "${HOME_FOLDER:?}"/*
    [ "${1:-}" = --multi-primary ] || : >"$HOME_FOLDER/single-primary"
    cat /proc/sys/kernel/random/uuid >"$HOME_FOLDER/name"
    for number in "${MEMBERS[@]}"; do
        mkdir "$HOME_FOLDER/$number"
        free_port >"$HOME_FOLDER/$number/port"
        free_port >"$HOME_FOLDER/$number/group-port"
    done
    for number in "${MEMBERS[@]}"; do
        run_member "$number"
        [ "$number" != 1 ] || sql 1 -e 'SET GLOBAL group_replication_bootstrap_group = ON'
        join "$number"
        [ "$number" != 1 ] || sql 1 -e 'SET GLOBAL group_replication_bootstrap_group = OFF'
    done
}

# join N: returns when the member is online.
join() {
    local end=$((SECONDS + 120))
    sql "$1" -e "CHANGE REPLICATION SOURCE TO SOURCE_USER = 'root' FOR CHANNEL 'group_replication_recovery'"
    # The others may not have noticed yet that it was gone.
    until sql "$1" -e 'START GROUP_REPLICATION' 2>"$HOME_FOLDER/$1/join.log"; do
        ((SECONDS < end)) || fail "member $1 cannot join: $(<"$HOME_FOLDER/$1/join.log")"
        sleep 1
    done
    until [ "$(state "$1")" = ONLINE ]; do
        ((SECONDS < end)) || fail "member $1 is $(state "$1")"
        sleep 0.2
    done
}

state() {
    sql "$1" -BNe 'SELECT member_state FROM performance_schema.replication_group_members WHERE member_id = @@server_uuid'
}

kill_member() {
    local pid
    read -r pid _ <"$HOME_FOLDER/$1/mysql/mysqld.pid"
    kill -KILL "$pid"
    while kill -0 "$pid" 2>/dev/null; do sleep 0.05; done
}

primary() {
    local number role
    for number in "${MEMBERS[@]}"; do
        role=$(sql "$number" -BNe "SELECT member_role FROM performance_schema.replication_group_members
            WHERE member_id = @@server_uuid AND member_state = 'ONLINE'" 2>/dev/null) || continue
        if [ "$role" = PRIMARY ]; then
            say "$number"
            return
        fi
    done
    fail 'the group has no primary'
}

promote() {
    local uuid
    uuid=$(sql "$1" -BNe 'SELECT @@server_uuid')
    sql "$1" -BNe "SELECT group_replication_set_as_primary('$uuid')" >/dev/null
}

stop() {
    local number
    for number in "${MEMBERS[@]}"; do
        member "$number" stop
    done
}

case ${1:-} in
    available) member 1 fetch && member 1 available ;;
    start) shift && start "$@" ;;
    stop) stop ;;
    kill) kill_member "${2:?which member?}" ;;
    revive) run_member "${2:?which member?}" && join "$2" ;;
    primary) primary ;;
    promote) promote "${2:?which member?}" ;;
    url) printf 'mysql://root@127.0.0.1:%s/%s\n' "$(port "${2:?which member?}")" "${3:?which database?}" ;;
    ports) for number in "${MEMBERS[@]}"; do say "$(port "$number")"; done ;;
    sql) shift && sql "$@" ;;
    *) fail "usage: scripts/group.sh available | start [--multi-primary] | stop | kill N | revive N | primary | promote N | url N DATABASE | ports | sql N [ARGUMENT]..." ;;
esac
