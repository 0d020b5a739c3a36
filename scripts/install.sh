#!/usr/bin/env bash
# Puts the extension where php-config says, with its ini file, and the program beside other programs.
#
#   install.sh install      `make` has built both
#   install.sh uninstall
#
# DESTDIR goes before every path, as packagers want it; PREFIX (/usr/local) is where the program goes. PHP_CONFIG
# names another PHP's php-config.
set -euo pipefail
export BUILD_PROFILE=release
. "$(dirname "$0")/common.sh"

DESTDIR=${DESTDIR:-}
PHP_CONFIG=${PHP_CONFIG:-php-config}
BIN=${PREFIX:-/usr/local}/bin

asked() {
    "$PHP_CONFIG" "--$1"
}

# Debian keeps one ini file for all of PHP's servers, and links it into each of theirs.
debian_mods() {
    local version
    version=$(asked version)
    printf '/etc/php/%s/mods-available' "${version%.*}"
}

# ini_folder: Debian's, or else the one folder in which this PHP looks for ini files.
ini_folder() {
    local folder
    folder=$(debian_mods)
    if [ ! -d "$folder" ]; then
        folder=$(asked ini-dir)
        [ -n "$folder" ] || fail "This PHP reads no folder of ini files: add extension=entrata.so to $(asked ini-path)/php.ini yourself."
    fi
    printf '%s' "$folder"
}

# switch MODE: phpenmod or phpdismod, where Debian has them and this is no package's folder.
switch() {
    local version
    if [ -z "$DESTDIR" ] && [ -d "$(debian_mods)" ] && command -v "php${1}mod" >/dev/null; then
        version=$(asked version)
        "php${1}mod" -v "${version%.*}" entrata
    fi
}

put() {
    install -D -m "$1" "$2" "$DESTDIR$3"
    say "$DESTDIR$3"
}

install_all() {
    if [ ! -f "$EXTENSION" ] || [ ! -f "$PROGRAM" ]; then
        fail "Nothing is built yet: make"
    fi
    put 644 "$EXTENSION" "$(asked extension-dir)/entrata.so"
    put 644 packaging/entrata.ini "$(ini_folder)/entrata.ini"
    put 755 "$PROGRAM" "$BIN/entrata"
    switch en
}

uninstall_all() {
    switch dis
    rm -fv "$DESTDIR$(asked extension-dir)/entrata.so" "$DESTDIR$(ini_folder)/entrata.ini" "$DESTDIR$BIN/entrata"
}

case ${1:-} in
    install) install_all ;;
    uninstall) uninstall_all ;;
    *) fail 'usage: scripts/install.sh install | uninstall' ;;
esac
