#!/usr/bin/env bash
# A private MySQL under target/: no service of the system, its own data folder, socket and port on 127.0.0.1.
#
#   mysql.sh available            prints the MySQL that is installed or can be downloaded; fails without one
#   mysql.sh fetch                downloads it if it is neither installed nor in the cache
#   mysql.sh start [--fast] [--tls] [ARGUMENT]…
#                                 --fast lets a power cut lose the last second: for tests
#                                 --tls rejects connections over TCP without TLS, now and at later starts; its certificate is
#                                 signed by a CA of its own
#                                 further arguments are the server's
#   mysql.sh stop
#   mysql.sh crash                kills it without a warning, and starts it again
#   mysql.sh url DATABASE [OPTIONS]  as ENTRATA_DATABASE_URL expects it, by the socket; with OPTIONS by TCP: `url portal ssl-mode=REQUIRED`
#   mysql.sh ca                   the CA's certificate, after start --tls
#   mysql.sh identity             certificate and key of a client that the CA signed, after start --tls
#   mysql.sh sql [ARGUMENT]…      the client, as root
#
# An installed mysqld is used if it is MySQL's. Otherwise MySQL comes from Debian's unstable suite with all the libraries
# that it needs, is unpacked into a cache that all checkouts share, and runs from there: nothing is installed.
set -euo pipefail
. "$(dirname "$0")/common.sh"

HOME_FOLDER=$STAGE/mysql
CACHE=${ENTRATA_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/entrata}/mysql
UNPACKED=$CACHE/root
SUITE=sid

# Debian calls MariaDB's server mysqld too.
installed() {
    local program
    for program in $(type -ap mysqld); do
        if "$program" --no-defaults --version 2>/dev/null | grep -qiv mariadb; then
            printf '%s\n' "$program"
            return
        fi
    done
    return 1
}

mirror() {
    local found
    found=$(cat /etc/apt/sources.list /etc/apt/sources.list.d/* 2>/dev/null |
        grep -Eo 'https?://[^ ]+/debian/?( |$)' | head -n 1) || true
    printf '%s\n' "${found:-http://deb.debian.org/debian}" | tr -d ' '
}

# fetch: unpacks MySQL and its libraries. The name changes only when all is there.
fetch() {
    [ -x "$UNPACKED/usr/sbin/mysqld" ] && return
    command -v apt-get >/dev/null || fail 'MySQL can only be fetched on Debian and its descendants: install mysql-server.'
    mkdir -p "$CACHE"
    # A second checkout waits here, and then finds it unpacked.
    exec 7>"$CACHE/lock"
    flock 7
    [ -x "$UNPACKED/usr/sbin/mysqld" ] && return
    local apt=$CACHE/apt new=$CACHE/root.new log deb
    rm -rf "$apt" "$new"
    mkdir -p "$apt/lists/partial" "$apt/cache/archives/partial" "$new/tmp"
    : >"$apt/status"
    printf 'deb %s %s main\n' "$(mirror)" "$SUITE" >"$apt/sources.list"
    local options=(-qq -o "Dir::Etc::sourcelist=$apt/sources.list" -o Dir::Etc::sourceparts=/dev/null
        -o "Dir::State::lists=$apt/lists" -o "Dir::Cache=$apt/cache" -o "Dir::State::status=$apt/status"
        -o Debug::NoLocking=1 -o APT::Sandbox::User=root)
    say "Fetching MySQL from Debian's $SUITE into $CACHE (once for all checkouts)" >&2
    log=$(apt-get "${options[@]}" update 2>&1) || fail "apt-get update failed: $(tail -n 3 <<<"$log")"
    log=$(apt-get "${options[@]}" --yes --no-install-recommends --download-only install \
        mysql-server-core mysql-client-core 2>&1) || fail "apt-get could not fetch MySQL: $(tail -n 3 <<<"$log")"
    for deb in "$apt"/cache/archives/*.deb; do
        dpkg -x "$deb" "$new"
    done
    rm -rf "$apt"
    [ -x "$new/usr/sbin/mysqld" ] || fail "There is no mysqld in Debian's $SUITE."
    mv "$new" "$UNPACKED"
}

# run PROGRAM [ARGUMENT]…: a program of this MySQL. The unpacked one brings its own C library and loader.
run() {
    local program=$1 loader
    shift
    if PROGRAM_FOLDER=$(installed); then
        exec "$(dirname "$PROGRAM_FOLDER")/../bin/$program" "$@"
    fi
    loader=$(compgen -G "$UNPACKED/usr/lib*/ld-linux-*.so.*" | head -n 1) ||
        loader=$(compgen -G "$UNPACKED/usr/lib/*/ld-linux-*.so.*" | head -n 1)
    local libraries
    libraries=$(find "$UNPACKED/usr/lib" -maxdepth 2 -type d \( -name '*-linux-gnu*' -o -name mysql \) -printf '%p:')
    for folder in sbin bin; do
        if [ -x "$UNPACKED/usr/$folder/$program" ]; then
            exec "$loader" --library-path "$libraries$UNPACKED/usr/lib/mysql/private" "$UNPACKED/usr/$folder/$program" "$@"
        fi
    done
    fail "There is no $program in $UNPACKED."
}

server() {
    local own=()
    if ! installed >/dev/null; then
        own=(--basedir="$UNPACKED/usr" --lc-messages-dir="$UNPACKED/usr/share/mysql"
            --character-sets-dir="$UNPACKED/usr/share/mysql/charsets" --plugin-dir="$UNPACKED/usr/lib/mysql/plugin")
    fi
    [ "$(id -u)" = 0 ] && own+=(--user=root)
    run mysqld --no-defaults "${own[@]}" --datadir="$HOME_FOLDER/data" --tmpdir="$HOME_FOLDER" --secure-file-priv=NULL "$@"
}

socket() {
    printf '%s/mysql.sock' "$(socket_folder "$HOME_FOLDER")"
}

sql() (
    run mysql --no-defaults --user=root --socket="$(socket)" --default-character-set=utf8mb4 "$@"
)

ready() {
    sql -e 'DO 1' 2>/dev/null
}

# A CA of our own, a certificate for this machine, and one for a client.
certificates() {
    local folder=$HOME_FOLDER/tls
    [ -f "$folder/client.pem" ] && return
    mkdir -p "$folder"
    (
        cd "$folder"
        openssl req -x509 -newkey rsa:2048 -nodes -days 3650 -keyout ca.key -out ca.pem -subj '/CN=entrata test CA' \
            -addext 'basicConstraints=critical,CA:TRUE' -addext 'keyUsage=critical,keyCertSign,cRLSign'
        sign server 'subjectAltName=DNS:localhost,IP:127.0.0.1,IP:::1\nextendedKeyUsage=serverAuth'
        sign client 'extendedKeyUsage=clientAuth'
    ) >"$folder/openssl.log" 2>&1 || fail "openssl failed: $(tail -n 3 "$folder/openssl.log")"
    chmod 600 "$folder"/*.key
}

# sign NAME EXTENSIONS
sign() {
    openssl req -newkey rsa:2048 -nodes -keyout "$1.key" -out "$1.csr" -subj "/CN=$1"
    openssl x509 -req -in "$1.csr" -CA ca.pem -CAkey ca.key -CAcreateserial -days 3650 -out "$1.pem" \
        -extfile <(printf "basicConstraints=CA:FALSE\n$2\n")
}

start() {
    local durable=1 tls=() further=() option
    for option in "$@"; do
        case $option in
            --fast) durable=2 ;;
            --tls) certificates ;;
            *) further+=("$option") ;;
        esac
    done
    installed >/dev/null || fetch
    # Root of this database has no password: the folder's mode is what keeps others out.
    install -d -m 700 "$HOME_FOLDER"
    if ! running mysql/mysqld; then
        [ -d "$HOME_FOLDER/data" ] || lay_data_folder
        port >"$HOME_FOLDER/port.new"
        mv "$HOME_FOLDER/port.new" "$HOME_FOLDER/port"
        if [ -d "$HOME_FOLDER/tls" ]; then
            tls=(--require-secure-transport=ON --ssl-ca="$HOME_FOLDER/tls/ca.pem"
                --ssl-cert="$HOME_FOLDER/tls/server.pem" --ssl-key="$HOME_FOLDER/tls/server.key")
        fi
        # A zone that no one lives in: a NOW() that should have been a UTC_TIMESTAMP() shows at once.
        start_process mysql/mysqld "$BASH" "$0" serve --socket="$(socket)" --pid-file="$HOME_FOLDER/mysqld.own-pid" \
            --port="$(<"$HOME_FOLDER/port")" --bind-address=127.0.0.1 --mysqlx=OFF --default-time-zone=-03:30 \
            --max-connections=500 --innodb-flush-log-at-trx-commit=$durable --sync-binlog=$((durable == 1)) \
            --innodb-buffer-pool-size=128M "${tls[@]}" "${further[@]}"
    fi
    await mysql/mysqld 120 ready
}

# The port of before, so that a restart keeps the URL valid, unless another process has taken it.
port() {
    php -n -r '$port = (int) @file_get_contents($argv[1]);
        if (!$port || !@stream_socket_server("tcp://127.0.0.1:$port")) { exit(1); }
        echo $port;' -- "$HOME_FOLDER/port" ||
        free_port
}

lay_data_folder() {
    rm -rf "$HOME_FOLDER/data"
    (server --initialize-insecure) >"$HOME_FOLDER/initialize.log" 2>&1 ||
        { rm -rf "$HOME_FOLDER/data"; fail "mysqld --initialize failed: $(tail -n 3 "$HOME_FOLDER/initialize.log")"; }
}

stop() {
    stop_process mysql/mysqld
    forget_sockets "$HOME_FOLDER"
}

# As a power cut would: what was committed must be there again.
crash() {
    local pid
    pid=$(cat "$HOME_FOLDER/mysqld.own-pid")
    kill -KILL "$pid"
    while kill -0 "$pid" 2>/dev/null; do sleep 0.05; done
    start "$@"
}

url() {
    running mysql/mysqld || fail "MySQL is not running here: scripts/mysql.sh start"
    if [ -n "${2:-}" ]; then
        printf 'mysql://root@127.0.0.1:%s/%s?%s\n' "$(<"$HOME_FOLDER/port")" "$1" "$2"
    else
        php -n -r 'echo "mysql://root@localhost/$argv[1]?socket=", str_replace("%2F", "/", rawurlencode($argv[2])), "\n";' \
            -- "$1" "$(socket)"
    fi
}

available() {
    if installed >/dev/null || [ -x "$UNPACKED/usr/sbin/mysqld" ]; then
        (run mysqld --no-defaults --version) | sed -E 's/.*Ver ([0-9.]+).*/MySQL \1/'
    elif command -v apt-get >/dev/null; then
        say "MySQL from Debian's $SUITE, to be fetched"
    else
        fail 'no MySQL'
    fi
}

case ${1:-} in
    available) available ;;
    fetch) installed >/dev/null || fetch ;;
    start) shift && start "$@" ;;
    serve) shift && server "$@" ;;
    stop) stop ;;
    crash) shift && crash "$@" ;;
    url) url "${2:?which database?}" "${3:-}" ;;
    ca) say "$HOME_FOLDER/tls/ca.pem" ;;
    identity) say "$HOME_FOLDER/tls/client.pem" "$HOME_FOLDER/tls/client.key" ;;
    sql) shift && sql "$@" ;;
    *) fail "usage: scripts/mysql.sh available | fetch | start [--fast] [--tls] [ARGUMENT]... | stop | crash | url DATABASE [OPTIONS] | ca | identity | sql [ARGUMENT]..." ;;
esac
