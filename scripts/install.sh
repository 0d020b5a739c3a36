#!/usr/bin/env bash
# Installs the extension with its ini file for the PHP of php-config, and the program.
#
#   install.sh install      after `make all`
#   install.sh uninstall
#
# DESTDIR is prepended to every path, for packagers; PREFIX (/usr/local) is the program's. PHP_CONFIG names the php-config of
# another PHP.
set -euo pipefail
export BUILD_PROFILE=release
. "$(dirname "$0")/common.sh"

DESTDIR=${DESTDIR:-}
PHP_CONFIG=${PHP_CONFIG:-php-config}
BIN=${PREFIX:-/usr/local}/bin

asked() {
    "$PHP_CONFIG" "--$1"
}

# Debian keeps one ini file for all SAPIs, and links it into each.
debian_mods() {
    local version
    version=$(asked version)
    printf '/etc/php/%s/mods-available' "${version%.*}"
}

# ini_folder: prints Debian's folder, or else the folder that this PHP scans for ini files.
ini_folder() {
    local folder
    folder=$(debian_mods)
    if [ ! -d "$folder" ]; then
        folder=$(asked ini-dir)
        [ -n "$folder" ] || fail "This PHP has no folder for ini files: add extension=entrata.so to $(asked ini-path)/php.ini yourself."
    fi
    printf '%s' "$folder"
}

# switch MODE: runs phpenmod or phpdismod if Debian has them and DESTDIR is not set.
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
        fail "Nothing is built yet: run make all"
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
