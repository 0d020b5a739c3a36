# shellcheck shell=bash disable=SC2034
# Sourced by every script here: paths, messages, and starting and stopping processes.

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
cd "$ROOT" || exit
# Running processes keep their files here. `make demo`, `make test` and `make portal` have a folder each, so that none
# stops what another one started.
STAGE=$ROOT/target${ENTRATA_STAGE:+/$ENTRATA_STAGE}
# Two checkouts must not share a target folder.
export CARGO_TARGET_DIR=$ROOT/target
# `debug` builds in a quarter of the time and checks more; scripts that measure or install set `release`.
BUILD_PROFILE=${BUILD_PROFILE:-debug}
PROGRAM=$ROOT/target/$BUILD_PROFILE/entrata
EXTENSION=${EXTENSION:-$ROOT/target/$BUILD_PROFILE/libentrata.so}
# Servers are in /usr/sbin, which some paths lack. The path changes only if needed: bindgen rebuilds when it does.
case :$PATH: in *:/usr/sbin:*) ;; *) PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin ;; esac

if [ -t 1 ] && [ -z "${NO_COLOR:-}" ]; then
    BOLD=$'\e[1m' DIM=$'\e[2m' GREEN=$'\e[32m' RED=$'\e[31m' PLAIN=$'\e[0m'
else
    BOLD='' DIM='' GREEN='' RED='' PLAIN=''
fi

say() {
    printf '%s\n' "$@"
}

fail() {
    printf '%s\n' "${RED}$*${PLAIN}" >&2
    exit 1
}

# only_one NAME: locks the folder until this script ends. Processes must not inherit the lock, see start_process.
only_one() {
    mkdir -p "$STAGE"
    exec 8>"$STAGE/lock"
    flock -n 8 || fail "Another $1 is running in this checkout: wait for it, or use a second checkout."
}

# free_port: prints a free TCP port, below those that the kernel gives to outgoing connections: one of these could take it
# before the server starts.
free_port() {
    php -n -r 'do { $port = random_int(10000, 32000); } while (!@stream_socket_server("tcp://127.0.0.1:$port")); echo $port;'
}

# json PATH: prints the value at PATH, such as response.result.status, of the JSON on standard input; nothing if absent.
json() {
    php -n -r '$at = json_decode(stream_get_contents(STDIN), true);
        foreach (explode(".", $argv[1]) as $key) { $at = is_array($at) ? $at[$key] ?? null : null; }
        echo is_array($at) ? json_encode($at, JSON_UNESCAPED_SLASHES) : $at;' -- "$1"
}

# socket_folder FOLDER: prints FOLDER, or a short one under /tmp if a socket in it would exceed the kernel's path limit.
socket_folder() {
    if ((${#1} <= 80)); then
        printf '%s\n' "$1"
        return
    fi
    if [ ! -O "$1/sockets" ]; then
        ln -sfn "$(mktemp -d /tmp/entrata-XXXXXX)" "$1/sockets"
    fi
    readlink "$1/sockets"
}

# forget_sockets FOLDER: removes what socket_folder created.
forget_sockets() {
    if [ -L "$1/sockets" ]; then
        rm -rf "$(readlink "$1/sockets")" "$1/sockets"
    fi
}

# start_process NAME COMMAND...: runs COMMAND in the background, with NAME.log and NAME.pid. It gets its own session, so
# that Ctrl-C ends only the script, which then stops its processes in order. It inherits no open file.
start_process() {
    local name=$1
    shift
    (
        # A reader of this script's output would otherwise wait for this process too.
        for fd in /proc/self/fd/*; do
            fd=${fd##*/}
            ((fd <= 2)) || exec {fd}>&-
        done
        exec setsid "$@" >"$STAGE/$name.log" 2>&1 </dev/null
    ) &
    printf '%s %s\n' $! "$(started_at $!)" >"$STAGE/$name.pid"
    disown
}

# started_at PID: prints the process's start time in kernel ticks; nothing once it has ended. It distinguishes the
# process from a later one with the same id.
started_at() {
    local stat
    # A process that has ended but was not waited for is in state Z.
    { stat=$(<"/proc/$1/stat"); } 2>/dev/null || return 0
    read -ra stat <<<"${stat##*) }"
    [ "${stat[0]}" = Z ] || printf '%s' "${stat[19]}"
}

# running NAME: succeeds if the process started under NAME is running.
running() {
    local pid ticks
    [ -f "$STAGE/$1.pid" ] || return 1
    read -r pid ticks <"$STAGE/$1.pid"
    [ -n "$ticks" ] && [ "$(started_at "$pid")" = "$ticks" ]
}

# await NAME SECONDS COMMAND...: waits until COMMAND succeeds.
await() {
    local name=$1 seconds=$2 end=$((SECONDS + $2))
    shift 2
    until "$@"; do
        running "$name" || fail "${name##*/} ended instead of getting ready: $(tail -n 3 "$STAGE/$name.log")"
        ((SECONDS < end)) || fail "${name##*/} is not ready after $seconds seconds: see $STAGE/$name.log"
        sleep 0.05
    done
}

# stop_process NAME: stops the process and waits for its end.
stop_process() {
    local pid end=$((SECONDS + 30))
    if running "$1"; then
        read -r pid _ <"$STAGE/$1.pid"
        kill "$pid"
        while running "$1"; do
            ((SECONDS < end)) || { kill -KILL "$pid"; break; }
            sleep 0.05
        done
    fi
    rm -f "$STAGE/$1.pid"
}

# unpack_debian FOLDER PACKAGE...: unpacks the packages, with the libraries that this system lacks, from the suite that
# this system uses. Nothing is installed. FOLDER appears only when all is there.
unpack_debian() {
    local folder=$1 log deb
    shift
    [ ! -d "$folder" ] || return 0
    command -v apt-get >/dev/null || fail "$* can only be fetched on Debian and its descendants: install them."
    mkdir -p "${folder%/*}"
    # A second checkout waits here, and then finds them unpacked.
    exec 7>"$folder.lock"
    flock 7
    if [ ! -d "$folder" ]; then
        rm -rf "$folder.apt" "$folder.new"
        mkdir -p "$folder.apt/lists/partial" "$folder.apt/cache/archives/partial" "$folder.new"
        local options=(-qq -o "Dir::State::lists=$folder.apt/lists" -o "Dir::Cache=$folder.apt/cache"
            -o Debug::NoLocking=1 -o APT::Sandbox::User=root)
        say "Fetching $* into $folder (once for all checkouts)" >&2
        log=$(apt-get "${options[@]}" update 2>&1) || fail "apt-get update failed: $(tail -n 3 <<<"$log")"
        log=$(apt-get "${options[@]}" --yes --no-install-recommends --reinstall --download-only install "$@" 2>&1) ||
            fail "apt-get could not fetch $*: $(tail -n 3 <<<"$log")"
        for deb in "$folder.apt"/cache/archives/*.deb; do
            dpkg -x "$deb" "$folder.new"
        done
        rm -rf "$folder.apt"
        mv "$folder.new" "$folder"
    fi
    exec 7>&-
}

# unpacked_libraries FOLDER: the library path of what unpack_debian unpacked.
unpacked_libraries() {
    find "$1/usr/lib" "$1/lib" -maxdepth 1 -type d -name '*-linux-gnu*' -printf '%p:' 2>/dev/null
}
