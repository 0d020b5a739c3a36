#!/usr/bin/env bash
# Builds a Debian package for the installed PHP: target/debian/phpX.Y-entrata_….deb
set -euo pipefail
export BUILD_PROFILE=release
. "$(dirname "$0")/common.sh"

command -v cargo-deb >/dev/null || fail 'cargo-deb is missing: cargo install cargo-deb --locked'
version=$(php-config --version)
variant=php${version%.*}
grep -q "variants.\"$variant\"" Cargo.toml || fail "Cargo.toml describes no package for PHP ${version%.*} yet."
grep -q "phpapi-$(php-config --phpapi)," Cargo.toml || fail "Cargo.toml does not list phpapi-$(php-config --phpapi) for $variant."
scripts/build.sh
# cargo-deb itself would build every dependency again.
cargo deb --no-build --variant "$variant"
