#!/usr/bin/env bash
# The portal's pages under nginx and PHP-FPM with the extension, on a free port of this machine alone. The pages
# get the ENTRATA_* settings of whoever calls this.
#
# PORTAL_POOL has further lines for FPM's pool, which win over those here; PORTAL_FPM further arguments of php-fpm.
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

# Started by root, FPM and nginx want to be told whom to serve as. A checkout under /root is readable by root alone,
# and nothing of this is reached from another machine: so it stays root.
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

# What is not named here is not served: neither db.php nor anything that a page includes.
nginx_settings() {
    cat <<END
$(as_root 'user root;')
worker_processes 1;
pid $FOLDER/nginx.own-pid;
error_log $FOLDER/nginx-error.log crit;
events {
    worker_connections 256;
}
http {
    # Our client secret and an authorisation code come in the query of a webhook: no log may hold it, and the
    # error log quotes whole requests.
    log_format without_query '\$time_iso8601 \$request_method \$uri \$status \$request_time';
    access_log $FOLDER/nginx-access.log without_query;
    client_body_temp_path $FOLDER/body;
    fastcgi_temp_path $FOLDER/fastcgi;
    proxy_temp_path $FOLDER/proxy;
    scgi_temp_path $FOLDER/scgi;
    uwsgi_temp_path $FOLDER/uwsgi;
    absolute_redirect off;
    server_tokens off;
    # An authorisation code may be long, and it comes in the query.
    large_client_header_buffers 4 32k;
    default_type application/octet-stream;
    types {
        text/css css;
        text/javascript js mjs;
        text/plain txt;
        image/svg+xml svg;
        image/png png;
        image/jpeg jpg jpeg;
        image/webp webp;
        image/x-icon ico;
        font/woff2 woff2;
    }
    server {
        listen 127.0.0.1:$1;
        root $ROOT/php;
        location = / {
            return 302 /tours.php;
        }
        location ~ ^/((index|login|logout|tours|property|book|dashboard|webhook)|api/[A-Za-z]+)\\.php\$ {
            try_files \$uri =404;
            fastcgi_pass unix:$(socket);
            fastcgi_read_timeout 60s;
            fastcgi_param SCRIPT_FILENAME \$document_root\$fastcgi_script_name;
            fastcgi_param SCRIPT_NAME \$fastcgi_script_name;
            fastcgi_param DOCUMENT_ROOT \$document_root;
            fastcgi_param QUERY_STRING \$query_string;
            fastcgi_param REQUEST_URI \$request_uri;
            fastcgi_param REQUEST_METHOD \$request_method;
            fastcgi_param CONTENT_TYPE \$content_type;
            fastcgi_param CONTENT_LENGTH \$content_length;
            fastcgi_param REMOTE_ADDR \$remote_addr;
            fastcgi_param SERVER_NAME \$host;
            fastcgi_param SERVER_PORT \$server_port;
            fastcgi_param SERVER_PROTOCOL \$server_protocol;
            # PHP would believe that a caller's Proxy header is the environment's HTTP_PROXY.
            fastcgi_param HTTP_PROXY "";
        }
        location ~ \\.(css|js|mjs|txt|svg|png|jpg|jpeg|webp|ico|woff2)\$ {
            try_files \$uri =404;
        }
        location / {
            return 404;
        }
    }
}
END
}

case ${1:-} in
    start) start ;;
    stop) stop ;;
    url) cat "$FOLDER/url" 2>/dev/null || fail "The portal is not running here: scripts/portal.sh start" ;;
    *) fail "usage: scripts/portal.sh start | stop | url" ;;
esac
