#!/usr/bin/env bash
# Installs the Debian packages that building, running and testing need, when they are missing. Starts no service.
#
#   setup.sh [bench]   bench: what `make bench` needs besides
set -euo pipefail
. "$(dirname "$0")/common.sh"

# Debian's php-cli brings the PHP of its release; an installed php8.2-cli, or of another version, does as well.
WANTED='
php-cli              runs PHP: the tests, and the small things these scripts ask of it
php-fpm              serves the portal pages, as in production
php-dev              the headers that the extension is built against
php-mysql            PDO, with which the pages read the tables
php-curl             with which the tests talk to the pages
php-xml              PHPUnit reads its settings with it
php-mbstring         PHPUnit measures texts with it
phpunit              runs the tests in tests/php
clang                parses the headers of PHP for the extension (bindgen)
libclang-dev         the library by which bindgen asks clang
mariadb-server-core  the database server: the program alone, no service
mariadb-client-core  the client that these scripts ask the database with
nginx                stands before FPM, as in production
apache2-bin          serves pages with the extension inside it: the program alone, no service
libapache2-mod-php   PHP inside Apache
chromium             the browser of the tests in tests/browser
libfaketime          moves the clocks in `make chaos`
curl                 plays Entrata and the app in the demo
gcc                  links Rust, and builds the C in its crates
'

if [ "${1:-}" = bench ]; then
    WANTED+='
wrk                  asks the pages for more than PHP could
openssl              makes the certificate of the far Entrata
ca-certificates      the authorities that a real machine trusts, which curl and the extension read
binutils             strips the extension, to weigh it
'
fi

missing() {
    local name why installed pattern
    installed=$(dpkg-query -W -f '${db:Status-Status} ${Package}\n')
    while read -r name why; do
        pattern=${name/#php-/php[0-9.]*-}
        pattern=${pattern/%-mod-php/-mod-php[0-9.]*}
        if [ -n "$name" ] && ! grep -Eq "^installed $pattern$" <<<"$installed"; then
            printf '%-20s %s\n' "$name" "$why"
        fi
    done <<<"$WANTED"
    # Node.js comes from other places as often as from Debian.
    command -v node >/dev/null || printf '%-20s %s\n' nodejs 'runs the tests in tests/browser'
    command -v python3 >/dev/null || printf '%-20s %s\n' python3 'plays the story against the sandbox from outside'
    command -v npm >/dev/null || printf '%-20s %s\n' npm 'fetches what they import'
}

# Debian starts a service as soon as its package is installed, unless this file says no.
POLICY=/usr/sbin/policy-rc.d

leave_services_alone() {
    # One of ours that is still there belongs to a run that was killed.
    if [ ! -e $POLICY ] || grep -q entrata $POLICY; then
        trap 'rm -f $POLICY' EXIT
        printf '#!/bin/sh\n# While entrata/scripts/setup.sh installs packages.\nexit 101\n' >$POLICY
        chmod 755 $POLICY
    fi
}

apt_get() {
    DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=600 -qq "$@" 2>&1 7>&-
}

install_missing() {
    local list names log
    # A second checkout waits here, and then finds nothing missing.
    exec 7>/run/lock/entrata-setup.lock
    flock 7
    list=$(missing)
    [ -n "$list" ] || return 0
    mapfile -t names < <(awk '{ print $1 }' <<<"$list")
    say 'Installing from Debian, without starting any service:'
    say "$list"
    leave_services_alone
    log=$(apt_get update) || fail "apt-get update failed: $(tail -n 3 <<<"$log")"
    log=$(apt_get install --no-install-recommends -y "${names[@]}") ||
        fail "apt-get install ${names[*]} failed: $(tail -n 5 <<<"$log")"
    stay_disabled "${names[@]}"
}

# Where systemd runs, a new package's service would start with the next boot.
stay_disabled() {
    local name unit
    [ -d /run/systemd/system ] || return 0
    for name in "$@"; do
        case $name in
            nginx) unit=nginx ;;
            php-fpm) unit=php$(php -r 'echo PHP_MAJOR_VERSION, ".", PHP_MINOR_VERSION;')-fpm ;;
            *) continue ;;
        esac
        systemctl --quiet disable "$unit"
    done
}

command -v cargo >/dev/null || fail "Rust is missing: install it from https://rustup.rs, then try again."
command -v dpkg-query >/dev/null ||
    fail "This is no Debian, so please install yourself what these packages bring:$(awk '{ printf " %s", $1 }' <<<"$WANTED") nodejs npm."
list=$(missing)
if [ -z "$list" ]; then
    :
elif [ "$(id -u)" = 0 ]; then
    install_missing
elif command -v sudo >/dev/null && { [ -t 0 ] || sudo -n true 2>/dev/null; }; then
    sudo -- env "PATH=$PATH" "$ROOT/scripts/setup.sh" "$@"
else
    fail "Packages are missing and this user may not install them. As root: apt-get install --no-install-recommends$(awk '{ printf " %s", $1 }' <<<"$list")"
fi
php -n -r 'exit(PHP_VERSION_ID < 80200 ? 1 : 0);' || fail "The portal needs PHP 8.2 or later, and this is $(php -n -r 'echo PHP_VERSION;')."
