#!/usr/bin/env bash
# A private MariaDB under target/: no network, no service of the system, its own data folder and socket.
#
#   mariadb.sh start [--fast] [ARGUMENT]…
#                               --fast: a power cut may lose the last second; for tests
#                               further arguments are the server's
#   mariadb.sh stop
#   mariadb.sh crash            kills it with SIGKILL and starts it again
#   mariadb.sh url DATABASE     prints the value of ENTRATA_DATABASE_URL
#   mariadb.sh sql [ARGUMENT]…  the client, as root
set -euo pipefail
. "$(dirname "$0")/common.sh"

HOME_FOLDER=$STAGE/mariadb

socket() {
    printf '%s/mysql.sock' "$(socket_folder "$HOME_FOLDER")"
}

sql() {
    mariadb --no-defaults --user=root --socket="$(socket)" --default-character-set=utf8mb4 "$@"
}

ready() {
    sql -e 'DO 1' 2>/dev/null
}

start() {
    local durable=1 as_root=()
    if [ "${1:-}" = --fast ]; then
        durable=2
        shift
    fi
    [ "$(id -u)" = 0 ] && as_root=(--user=root)
    # Root of this database has no password: the folder's mode is what keeps others out.
    install -d -m 700 "$HOME_FOLDER"
    if ! running mariadb/mariadbd; then
        [ -d "$HOME_FOLDER/data" ] || lay_data_folder "${as_root[@]}"
        # An unusual time zone reveals a NOW() that should be UTC_TIMESTAMP().
        start_process mariadb/mariadbd mariadbd --no-defaults "${as_root[@]}" \
            --datadir="$HOME_FOLDER/data" --tmpdir="$HOME_FOLDER" --socket="$(socket)" \
            --pid-file="$HOME_FOLDER/mariadbd.own-pid" --skip-networking --default-time-zone=-03:30 \
            --character-set-server=utf8mb4 --collation-server=utf8mb4_unicode_ci \
            --max-connections=500 --innodb-log-file-size=32M --innodb-buffer-pool-size=128M "$@"
    fi
    await mariadb/mariadbd 60 ready
    sql -e "SET GLOBAL innodb_flush_log_at_trx_commit = $durable"
}

# Renamed only when complete, so that a partial folder is never used.
lay_data_folder() {
    local new=$HOME_FOLDER/data.new log
    rm -rf "$new"
    # In a folder of its own for temporary files: several at once would take each other's.
    log=$(mariadb-install-db --no-defaults "$@" --datadir="$new" --tmpdir="$HOME_FOLDER" --skip-test-db --skip-name-resolve \
        --auth-root-authentication-method=normal --innodb-log-file-size=32M 2>&1) ||
        fail "mariadb-install-db failed: $(grep -m 3 ERROR <<<"$log" || tail -n 5 <<<"$log")"
    mv "$new" "$HOME_FOLDER/data"
}

stop() {
    stop_process mariadb/mariadbd
    forget_sockets "$HOME_FOLDER"
}

# Like a power cut: committed data must survive.
crash() {
    local pid
    pid=$(cat "$HOME_FOLDER/mariadbd.own-pid")
    kill -KILL "$pid"
    while kill -0 "$pid" 2>/dev/null; do sleep 0.05; done
    start
}

url() {
    running mariadb/mariadbd || fail "MariaDB is not running here: scripts/mariadb.sh start"
    php -n -r 'echo "mysql://root@localhost/$argv[1]?socket=", str_replace("%2F", "/", rawurlencode($argv[2])), "\n";' \
        -- "$1" "$(socket)"
}

case ${1:-} in
    start) shift && start "$@" ;;
    stop) stop ;;
    crash) crash ;;
    url) url "${2:?which database?}" ;;
    sql) shift && sql "$@" ;;
    *) fail "usage: scripts/mariadb.sh start [--fast] [ARGUMENT]... | stop | crash | url DATABASE | sql [ARGUMENT]..." ;;
esac
