#!/usr/bin/env bash
# Installs the Debian packages that a task needs and that are missing. Starts no service.
#
#   setup.sh [demo|test|bench|chaos]    demo: build, database, pages; the others add what they need to it
set -euo pipefail
. "$(dirname "$0")/common.sh"

TASK=${1:-demo}

# Any installed version satisfies php-cli and its siblings: php8.2-cli, php8.4-cli, ...
WANTED='
php-cli              runs PHP for the tests and these scripts
php-fpm              serves the pages, as in production
php-dev              headers that the extension is built against
php-mysql            PDO, which the pages use to read tables
php-mbstring         the pages measure texts with it
clang                parses the PHP headers for the extension (bindgen)
libclang-dev         library through which bindgen calls clang
mariadb-server-core  database server: the program only, no service
mariadb-client-core  database client that these scripts use
nginx                in front of FPM, as in production
curl                 sends the requests of Entrata and the app
gcc                  links Rust, and builds C code in its crates
'
TEST='
php-curl             sends requests to the pages
php-xml              PHPUnit reads its settings with it
phpunit              runs tests/php
php-codesniffer      checks the PHP style
apache2-bin          serves pages with the extension inside: the program only, no service
libapache2-mod-php   PHP inside Apache
chromium             browser of tests/browser
firefox-esr          as above
openssl              makes certificates for the TLS tests
php-monolog          the guides for frameworks are tested with their components
php-illuminate-support          as above: Laravel
php-illuminate-http             as above: Laravel
php-illuminate-bus              as above: Laravel
php-illuminate-events           as above: Laravel
php-symfony-config              as above: Symfony
php-symfony-dependency-injection as above: Symfony
php-symfony-event-dispatcher    as above: Symfony
php-symfony-http-foundation     as above: Symfony
php-symfony-messenger           as above: Symfony
'
case $TASK in
    demo) ;;
    test) WANTED+=$TEST ;;
    bench) WANTED+='
php-curl             the PHP that is compared sends requests with it
wrk                  puts load on the pages
openssl              makes the certificate of the distant Entrata
ca-certificates      authorities that a real machine trusts
binutils             strips the extension to measure its size
' ;;
    chaos) WANTED+=$TEST'
libfaketime          moves clocks
' ;;
    *) fail 'usage: scripts/setup.sh [demo|test|bench|chaos]' ;;
esac

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
    if [ "$TASK" = test ] || [ "$TASK" = chaos ]; then
        # Node.js often comes from elsewhere than Debian.
        command -v node >/dev/null || printf '%-20s %s\n' nodejs 'runs tests/browser'
        command -v npm >/dev/null || printf '%-20s %s\n' npm 'fetches what they import'
        command -v python3 >/dev/null || printf '%-20s %s\n' python3 'runs tests/sandbox'
    fi
}

# Debian starts a service when its package is installed, unless this file forbids it.
POLICY=/usr/sbin/policy-rc.d

leave_services_alone() {
    # A leftover file of ours comes from a run that was killed.
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
    # A second checkout waits here, and then finds nothing missing. /var/lib/dpkg belongs to root, so that no other
    # user can put a link in place of the lock file.
    exec 7>/var/lib/dpkg/entrata-setup.lock
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

# Under systemd, the service of a new package would start at the next boot.
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
    fail "This is not Debian. Install the equivalents of these packages:$(awk '{ printf " %s", $1 }' <<<"$WANTED")"
list=$(missing)
if [ -z "$list" ]; then
    :
elif [ "$(id -u)" = 0 ]; then
    install_missing
elif command -v sudo >/dev/null && { [ -t 0 ] || sudo -n true 2>/dev/null; }; then
    sudo -- env "PATH=$PATH" "$ROOT/scripts/setup.sh" "$@"
else
    fail "Packages are missing and this user cannot install them. Run as root: apt-get install --no-install-recommends$(awk '{ printf " %s", $1 }' <<<"$list")"
fi
php -n -r 'exit(PHP_VERSION_ID < 80200 ? 1 : 0);' || fail "The portal needs PHP 8.2 or later; this is $(php -n -r 'echo PHP_VERSION;')."
