#!/usr/bin/env bash
# HAProxy under target/, on a port of 127.0.0.1, in front of database servers on other ports.
#
#   haproxy.sh available
#   haproxy.sh start [--first] [--keep-sessions] PORT...
#                             --first sends everything to the first server that is up, otherwise to all in turn
#                             --keep-sessions leaves out `on-marked-down shutdown-sessions`
#   haproxy.sh stop
#   haproxy.sh port
#
# The installed haproxy is used; otherwise Debian's package is unpacked into a cache, and nothing is installed.
set -euo pipefail
. "$(dirname "$0")/common.sh"

HOME_FOLDER=$STAGE/haproxy
UNPACKED=${ENTRATA_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/entrata}/haproxy

program() {
    type -p haproxy || { [ -x "$UNPACKED/usr/sbin/haproxy" ] && printf '%s\n' "$UNPACKED/usr/sbin/haproxy"; }
}

available() {
    program >/dev/null || (unpack_debian "$UNPACKED" haproxy) || fail 'haproxy is neither installed nor to be had'
    LD_LIBRARY_PATH=$(unpacked_libraries "$UNPACKED") "$(program)" -v | grep -oE 'HAProxy version [0-9.]+'
}

start() {
    local order=roundrobin down=' on-marked-down shutdown-sessions' port number=0
    while [[ ${1:-} == --* ]]; do
        case $1 in
            --first) order=first ;;
            --keep-sessions) down='' ;;
            *) fail "unknown option $1" ;;
        esac
        shift
    done
    available >/dev/null
    stop_process haproxy/haproxy
    install -d -m 700 "$HOME_FOLDER"
    free_port >"$HOME_FOLDER/port"
    {
        cat <<END
global
    external-check
    insecure-fork-wanted
    maxconn 2000
defaults
    mode tcp
    timeout connect 1s
    timeout client 10m
    timeout server 10m
    option redispatch
    retries 3
listen database
    bind 127.0.0.1:$(<"$HOME_FOLDER/port")
    balance $order
    option external-check
    external-check path "$PATH"
    external-check command $HOME_FOLDER/check
END
        for port in "$@"; do
            number=$((number + 1))
            printf '    server s%s 127.0.0.1:%s id %s maxconn 500 check inter 1s fastinter 500ms fall 2 rise 1%s\n' \
                "$number" "$port" "$number" "$down"
        done
    } >"$HOME_FOLDER/haproxy.cfg"
    # HAProxy passes its own address first, and then the server's. A server is up if it takes changes: a Galera node must
    # be part of its cluster, and a replica is read-only. Without a table, a statement says nothing about the cluster.
    cat >"$HOME_FOLDER/check" <<'END'
#!/bin/sh
found=$(timeout 2 mariadb --no-defaults --user=root --host="$3" --port="$4" -BN \
    -e "SHOW GLOBAL STATUS LIKE 'wsrep_ready'; SELECT @@GLOBAL.read_only")
case $found in 0 | *ON*0) ;; *) exit 1 ;; esac
END
    chmod 700 "$HOME_FOLDER/check"
    start_process haproxy/haproxy env LD_LIBRARY_PATH="$(unpacked_libraries "$UNPACKED")" "$(program)" -db -f "$HOME_FOLDER/haproxy.cfg"
    await haproxy/haproxy 20 answers
}

# HAProxy takes every server for up until it has checked it: each must have had its turn.
answers() {
    for _ in {1..6}; do
        "$HOME_FOLDER/check" '' '' 127.0.0.1 "$(<"$HOME_FOLDER/port")" 2>>"$HOME_FOLDER/haproxy-check.log" || return 1
    done
}

case ${1:-} in
    available) available ;;
    start) shift && start "$@" ;;
    stop) stop_process haproxy/haproxy ;;
    port) cat "$HOME_FOLDER/port" ;;
    *) fail "usage: scripts/haproxy.sh available | start [--first] [--keep-sessions] PORT... | stop | port" ;;
esac
