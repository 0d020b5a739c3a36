#!/usr/bin/env bash
# Runs the portal's pages under nginx and PHP-FPM with the extension, on a free local port. The pages get the ENTRATA_*
# settings of the caller's environment.
#
# PORTAL_POOL: more lines for FPM's pool, which override those here. PORTAL_FPM: more arguments of php-fpm.
# PORTAL_LIMITS=shipped keeps the rate limits of packaging/nginx/portal.conf.
#
#   portal.sh start
#   portal.sh stop
#   portal.sh url
set -euo pipefail
. "$(dirname "$0")/common.sh"

FOLDER=$STAGE/portal

start() {
    local port fpm further=()
    stop
    read -ra further <<<"${PORTAL_FPM:-}"
    [ -f "$EXTENSION" ] || fail "The extension is not built: scripts/build.sh"
    install -d -m 700 "$FOLDER" "$FOLDER/sessions" "$FOLDER/spool"
    port=$(free_port)
    fpm_settings >"$FOLDER/php-fpm.conf"
    nginx_settings "$port" >"$FOLDER/nginx.conf"
    fpm=php-fpm$(php -n -r 'echo PHP_MAJOR_VERSION, ".", PHP_MINOR_VERSION;')
    start_process portal/php-fpm env ${FPM_PRELOAD:+"LD_PRELOAD=$FPM_PRELOAD"} "$fpm" --nodaemonize --allow-to-run-as-root --fpm-config "$FOLDER/php-fpm.conf" -d "extension=$EXTENSION" "${further[@]}"
    await portal/php-fpm 20 test -S "$(socket)"
    start_process portal/nginx nginx -p "$FOLDER" -e "$FOLDER/nginx-error.log" -c "$FOLDER/nginx.conf" -g 'daemon off;'
    await portal/nginx 20 curl --silent --output /dev/null "http://127.0.0.1:$port/"
    printf 'http://127.0.0.1:%s\n' "$port" >"$FOLDER/url"
}

stop() {
    stop_process portal/nginx
    stop_process portal/php-fpm
    [ ! -d "$FOLDER" ] || { forget_sockets "$FOLDER"; rm -f "$FOLDER/url"; }
}

socket() {
    printf '%s/fpm.sock' "$(socket_folder "$FOLDER")"
}

# Started by root, FPM and nginx need a user. They stay root, because a checkout under /root is readable only by root, and
# nothing here can be reached from another machine.
as_root() {
    if [ "$(id -u)" = 0 ]; then
        printf '%s\n' "$@"
    fi
}

fpm_settings() {
    cat <<END
[global]
error_log = $FOLDER/php-fpm-error.log
process_control_timeout = 5s

[portal]
listen = $(socket)
listen.mode = 0600
$(as_root 'user = root' 'group = root')
pm = static
pm.max_children = 4
request_terminate_timeout = 30s
catch_workers_output = yes
decorate_workers_output = no
; the settings of the portal are in the environment
clear_env = no
php_admin_flag[display_errors] = off
php_admin_flag[log_errors] = on
php_admin_value[error_log] = $FOLDER/php-error.log
php_admin_value[session.save_path] = $FOLDER/sessions
${PORTAL_POOL:-}
END
}

# The shipped configuration, with its paths and address replaced. Tests send more requests from one address
# than anyone else, so they raise the rates unless PORTAL_LIMITS=shipped.
nginx_settings() {
    local shipped=$ROOT/packaging/nginx rates=()
    # With the limits, each sender counts alone, as behind a load balancer.
    [ "${PORTAL_LIMITS:-}" != shipped ] || rates=(-e 's/# set_real_ip_from .*/set_real_ip_from 127.0.0.1;/' -e 's/# real_ip_header/real_ip_header/')
    [ "${PORTAL_LIMITS:-}" = shipped ] || rates=(-e 's/rate=[0-9]*r/rate=100000r/' -e 's/burst=[0-9]*/burst=100000/' -e 's/limit_conn portal_connections [0-9]*/limit_conn portal_connections 2000/')
    sed -e "s|/run/php/portal.sock|$(socket)|" "$shipped/portal-fastcgi.conf" >"$FOLDER/portal-fastcgi.conf"
    sed -e "s|listen 80;|listen 127.0.0.1:$1;|" -e "s|server_name portal.example.com;|server_name _;|" \
        -e "s|root /usr/share/entrata/php/public;|root $ROOT/php/public;|" \
        -e "s|/var/log/nginx/portal-access.log|$FOLDER/nginx-access.log|" \
        -e "s|/var/log/nginx/portal-error.log|$FOLDER/nginx-error.log|" "${rates[@]}" "$shipped/portal.conf" >"$FOLDER/portal.conf"
    cat <<END
$(as_root 'user root;')
worker_processes 1;
pid $FOLDER/nginx.own-pid;
error_log $FOLDER/nginx-error.log crit;
events {
    worker_connections 4096;
}
http {
    client_body_temp_path $FOLDER/body;
    fastcgi_temp_path $FOLDER/fastcgi;
    proxy_temp_path $FOLDER/proxy;
    scgi_temp_path $FOLDER/scgi;
    uwsgi_temp_path $FOLDER/uwsgi;
    default_type application/octet-stream;
    types {
        text/css css;
        text/javascript js;
        image/svg+xml svg;
    }
    include $FOLDER/portal.conf;
}
END
}

case ${1:-} in
    start) start ;;
    stop) stop ;;
    url) cat "$FOLDER/url" 2>/dev/null || fail "The portal is not running here: scripts/portal.sh start" ;;
    *) fail "usage: scripts/portal.sh start | stop | url" ;;
esac
