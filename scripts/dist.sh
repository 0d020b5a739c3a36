#!/usr/bin/env bash
# Archives as PIE looks for them, in target/dist: php_entrata-VERSION_phpX.Y-ARCH-linux-LIBC[-zts].tgz with the extension for
# each PHP, the list of what is linked into it (SBOM, CycloneDX), and SHA256SUMS.
#
#   dist.sh [PHP_CONFIG]...    the php-config of each PHP; by default the installed one's
set -euo pipefail
export BUILD_PROFILE=${BUILD_PROFILE:-release}
. "$(dirname "$0")/common.sh"

DIST=$ROOT/target/dist
VERSION=$(sed -n 's/^version = "\(.*\)"/\1/p' Cargo.toml | head -n 1)
# The same commit makes the same archive. Not exported: cargo would build every crate with C code again.
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2>/dev/null || date +%s)}

libc() {
    if ldd --version 2>&1 | grep -qi musl; then echo musl; else echo glibc; fi
}

# archive_name PHP
archive_name() {
    local version kind
    version=$("$1" -n -r 'echo PHP_MAJOR_VERSION, ".", PHP_MINOR_VERSION;')
    kind=$("$1" -n -r 'echo PHP_DEBUG ? "-debug" : "", PHP_ZTS ? "-zts" : "";')
    printf 'php_entrata-%s_php%s-%s-linux-%s%s.tgz' "$VERSION" "$version" "$(uname -m)" "$(libc)" "$kind"
}

# build PHP_CONFIG PHP: the installed PHP is not named, so that cargo keeps what `make all` or `make deb` built for it.
build() {
    if [ "$1" = php-config ]; then
        scripts/build.sh
    else
        PHP=$2 PHP_CONFIG=$(command -v "$1") scripts/build.sh
    fi
}

# pack PHP_CONFIG: builds for one PHP, checks that it loads there, and writes its archive.
pack() {
    local php name folder
    php=$("$1" --php-binary)
    name=$(archive_name "$php")
    say "$name"
    build "$1" "$php"
    "$php" -n -d "extension=$EXTENSION" --ri entrata >/dev/null || fail "$php does not load $EXTENSION."
    folder=$(mktemp -d)
    install -m 644 "$EXTENSION" "$folder/entrata.so"
    install -m 644 packaging/entrata.ini LICENSE-MIT LICENSE-APACHE "$folder/"
    tar --create --gzip --file "$DIST/$name" --directory "$folder" --sort=name --owner=0 --group=0 --numeric-owner \
        --mtime="@$SOURCE_DATE_EPOCH" entrata.so entrata.ini LICENSE-MIT LICENSE-APACHE
    rm -rf "$folder"
}

mkdir -p "$DIST"
rm -f "$DIST"/*
for config in "${@:-php-config}"; do
    pack "$config"
done
php -n scripts/sbom.php >"$DIST/entrata-$VERSION.cdx.json"
(cd "$DIST" && sha256sum -- * >SHA256SUMS)
say '' "$DIST:"
cat "$DIST/SHA256SUMS"
