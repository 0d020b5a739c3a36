#!/usr/bin/env bash
# A private Galera cluster of three MariaDB nodes under target/, on ports of 127.0.0.1.
#
#   galera.sh available        prints what it would run; fails with a sentence if there is no Galera
#   galera.sh start            three nodes with the same data
#   galera.sh stop
#   galera.sh kill N           kills node N without a warning
#   galera.sh revive N         starts node N again, and returns when it has caught up
#   galera.sh isolate N        cuts node N off from the others; its clients stay connected
#   galera.sh rejoin N         ends that, and returns when it has caught up
#   galera.sh url N DATABASE   as ENTRATA_DATABASE_URL expects it
#   galera.sh ports            the ports of the nodes, in their order
#   galera.sh sql N [ARGUMENT]…  the client, as root
#
# The provider is the installed one of galera-4; otherwise Debian's package is unpacked into a cache, and nothing is
# installed.
set -euo pipefail
. "$(dirname "$0")/common.sh"

HOME_FOLDER=$STAGE/galera
UNPACKED=${ENTRATA_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/entrata}/galera
NODES=(1 2 3)

provider() {
    local folder
    for folder in /usr "$UNPACKED/usr"; do
        find "$folder/lib/galera" -name libgalera_smm.so 2>/dev/null
    done | head -n 1
}

available() {
    command -v mariadbd >/dev/null || fail 'MariaDB is not installed'
    [ -n "$(provider)" ] || (unpack_debian "$UNPACKED" galera-4) || fail 'galera-4 is neither installed nor to be had'
    printf 'Galera %s, MariaDB %s\n' "$(grep -aoE '4\.[0-9]+\(r' "$(provider)" | head -n 1 | tr -d '(r')" \
        "$(mariadbd --no-defaults --version | grep -oE '[0-9]+\.[0-9]+\.[0-9]+' | head -n 1)"
}

port() {
    cat "$HOME_FOLDER/$1/port"
}

sql() {
    local node=$1
    shift
    mariadb --no-defaults --user=root --host=127.0.0.1 --port="$(port "$node")" --default-character-set=utf8mb4 "$@"
}

# synced NODE: it is part of the cluster and has everything.
synced() {
    sql "$1" -BNe "SHOW STATUS LIKE 'wsrep_local_state_comment'" 2>/dev/null | grep -q Synced
}

# arguments NODE: sets ARGUMENTS.
arguments() {
    local folder=$HOME_FOLDER/$1 other peers='' group
    group=$(<"$folder/group-port")
    for other in "${NODES[@]}"; do
        [ "$other" = "$1" ] || peers+=${peers:+,}127.0.0.1:$(<"$HOME_FOLDER/$other/group-port")
    done
    local provider="base_port=$group; gmcast.listen_addr=tcp://127.0.0.1:$group; gcache.size=128M"
    provider+="; ist.recv_addr=127.0.0.1:$(<"$folder/transfer-port")"
    # A node that is gone is noticed within 2 seconds.
    provider+='; evs.keepalive_period=PT0.5S; evs.inactive_check_period=PT0.5S; evs.suspect_timeout=PT2S; evs.inactive_timeout=PT5S'
    ARGUMENTS=(--no-defaults --datadir="$folder/data" --tmpdir="$folder" --socket="$folder/s" --pid-file="$folder/own-pid"
        --bind-address=127.0.0.1 --port="$(port "$1")" --skip-name-resolve --max-connections=500
        --default-time-zone=-03:30 --character-set-server=utf8mb4 --collation-server=utf8mb4_unicode_ci
        --innodb-buffer-pool-size=64M --innodb-log-file-size=32M --innodb-autoinc-lock-mode=2
        --innodb-flush-log-at-trx-commit=2 --binlog-format=ROW
        --wsrep-on=ON --wsrep-provider="$(provider)" --wsrep-provider-options="$provider" --wsrep-cluster-name=entrata
        --wsrep-cluster-address="gcomm://$peers" --wsrep-node-name="node$1" --wsrep-node-address=127.0.0.1
        --wsrep-sst-method=cache --wsrep-sst-receive-address="127.0.0.1:$(port "$1")" --wsrep-slave-threads=2)
    [ "$(id -u)" != 0 ] || ARGUMENTS+=(--user=root)
}

# node NODE [ARGUMENT]…: starts a node, with further arguments.
node() {
    local ARGUMENTS node=$1
    shift
    arguments "$node"
    PATH=$ROOT/scripts/galera:$PATH start_process "galera/$node/mariadbd" mariadbd "${ARGUMENTS[@]}" "$@"
}

start() {
    local node
    install -d -m 700 "$HOME_FOLDER"
    if running galera/1/mariadbd; then return; fi
    rm -rf "${HOME_FOLDER:?}"/*
    for node in "${NODES[@]}"; do
        mkdir "$HOME_FOLDER/$node"
        free_port >"$HOME_FOLDER/$node/port"
        free_port >"$HOME_FOLDER/$node/group-port"
        free_port >"$HOME_FOLDER/$node/transfer-port"
    done
    lay_data_folder
    # The others begin as copies of the first, so that none ever needs a whole copy from a running node.
    bootstrap
    stop_process galera/1/mariadbd
    sed -i 's/safe_to_bootstrap: 0/safe_to_bootstrap: 1/' "$HOME_FOLDER/1/data/grastate.dat"
    for node in 2 3; do
        cp -a "$HOME_FOLDER/1/data" "$HOME_FOLDER/$node/data"
        rm -f "$HOME_FOLDER/$node/data/galera.cache"
    done
    bootstrap
    for node in 2 3; do
        node "$node"
        await "galera/$node/mariadbd" 60 synced "$node"
    done
}

bootstrap() {
    node 1 --wsrep-new-cluster --wsrep-cluster-address=gcomm://
    await galera/1/mariadbd 60 synced 1
}

lay_data_folder() {
    local log as_root=()
    [ "$(id -u)" != 0 ] || as_root=(--user=root)
    log=$(mariadb-install-db --no-defaults "${as_root[@]}" --datadir="$HOME_FOLDER/1/data" --skip-test-db --skip-name-resolve \
        --auth-root-authentication-method=normal --innodb-log-file-size=32M 2>&1) ||
        fail "mariadb-install-db failed: $(tail -n 5 <<<"$log")"
}

kill_node() {
    local pid
    read -r pid _ <"$HOME_FOLDER/$1/mariadbd.pid"
    kill -KILL "$pid"
    while running "galera/$1/mariadbd"; do sleep 0.05; done
}

# As MariaDB's own unit does: the first run finds out up to where the node has everything.
revive() {
    local ARGUMENTS position log=$HOME_FOLDER/$1/recover.log
    rm -f "$log"
    arguments "$1"
    mariadbd "${ARGUMENTS[@]}" --wsrep-recover --log-error="$log" || fail "node $1 cannot be recovered: see $log"
    position=$(sed -n 's/.*Recovered position: *//p' "$log" | tail -n 1)
    node "$1" --wsrep-start-position="$position"
    until_synced "$1"
}

stop() {
    local node
    for node in "${NODES[@]}"; do
        stop_process "galera/$node/mariadbd"
    done
}

# until_synced NODE
until_synced() {
    await "galera/$1/mariadbd" 120 synced "$1"
}

case ${1:-} in
    available) available ;;
    start) available >/dev/null && start ;;
    stop) stop ;;
    kill) kill_node "${2:?which node?}" ;;
    revive) revive "${2:?which node?}" ;;
    isolate) sql "${2:?which node?}" -e "SET GLOBAL wsrep_provider_options = 'gmcast.isolate=1'" ;;
    rejoin) sql "${2:?which node?}" -e "SET GLOBAL wsrep_provider_options = 'gmcast.isolate=0'" && until_synced "$2" ;;
    url) printf 'mysql://root@127.0.0.1:%s/%s\n' "$(port "${2:?which node?}")" "${3:?which database?}" ;;
    ports) for node in "${NODES[@]}"; do say "$(port "$node")"; done ;;
    sql) shift && sql "$@" ;;
    *) fail "usage: scripts/galera.sh available | start | stop | kill N | revive N | isolate N | rejoin N | url N DATABASE | ports | sql N [ARGUMENT]..." ;;
esac
