#!/usr/bin/env bash
# Tries every way of installing the extension in a throw-away copy of this system. Needs root.
set -euo pipefail
export ENTRATA_STAGE=packages
. "$(dirname "$0")/common.sh"

# in_a_copy COMMAND...: writes go to memory and vanish with the mounts.
in_a_copy() {
    unshare --mount --propagation private bash -euo pipefail -c '
        mount -t tmpfs -o size=4g tmpfs "$1"
        mkdir -p "$1"/{copy,system,system.work,checkout,checkout.work}
        mount -t overlay overlay -o "lowerdir=/,upperdir=$1/system,workdir=$1/system.work" "$1/copy"
        mount -t overlay overlay -o "lowerdir=$2,upperdir=$1/checkout,workdir=$1/checkout.work" "$1/copy$2"
        mount -t proc proc "$1/copy/proc"
        mount --bind /dev "$1/copy/dev"
        exec chroot "$1/copy" bash -euo pipefail -c "cd \"\$0\"; $3" "$2"
    ' copy "$STAGE/mount" "$ROOT" "$1"
}

step() {
    say '' "${BOLD}$*${PLAIN}"
}

[ "$(id -u)" = 0 ] || fail 'Only root can make a copy of the system.'
only_one 'make packages'
mkdir -p "$STAGE/mount"
scripts/setup.sh test
package=$(scripts/deb.sh | tail -n 1)

loaded='php --ri entrata | sed -n "/^Entrata/,/^Build/p"'
gone='if php -m | grep -q entrata; then echo "PHP still loads it."; exit 1; fi; echo "PHP no longer loads it."'
step 'make install, make uninstall'
in_a_copy "make --silent install; $loaded; entrata --version; make --silent uninstall; $gone"
step "dpkg -i $package, dpkg -r"
in_a_copy "dpkg -i $package; $loaded; php-fpm$(php -n -r 'echo PHP_MAJOR_VERSION, ".", PHP_MINOR_VERSION;') -m | grep entrata; entrata --version
    cat \$(dpkg -L \$(dpkg-deb -f $package Package) | grep -E '^/etc/entrata/|[.]service$') | grep -o '/usr/share/doc/entrata/[^ ]*[a-z]' | xargs ls
    dpkg -r \$(dpkg-deb -f $package Package); $gone"
step 'phpize, ./configure, make, make install, as PIE does it'
in_a_copy "cd packaging/pie; phpize >/dev/null 2>&1; ./configure >/dev/null; make --silent; make --silent install; php -d extension=entrata --ri entrata | sed -n '/^Entrata/,/^Build/p'"
step 'an archive for PIE'
scripts/dist.sh
in_a_copy "(cd target/dist && sha256sum --quiet --check SHA256SUMS); tar --extract --gzip --file target/dist/*.tgz --directory \$(php-config --extension-dir) entrata.so
    php -d extension=entrata --ri entrata | sed -n '/^Entrata/,/^Build/p'"
say '' "${GREEN}All of them install, work and uninstall.${PLAIN}"
