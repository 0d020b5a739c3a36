# shellcheck shell=bash disable=SC2034,SC2154
# Sourced by scripts/bench.sh: everything that is measured, and the wires between. The extension and both PHP versions
# are served by one nginx and one PHP-FPM, with as many workers each.

BENCH=$STAGE
WORKERS=4

for setting in "${!ENTRATA_@}"; do
    [ "$setting" = ENTRATA_STAGE ] || unset "$setting"
done
# A folder of root certificates takes longer to read than one bundle.
unset SSL_CERT_DIR SSL_CERT_FILE

open_bench() {
    install -d -m 700 "$BENCH" "$BENCH/sessions" "$BENCH/spool" "$BENCH/recorded"
    for tool in delay replay; do
        rustc --edition 2024 -O -o "$BENCH/$tool" "benches/wires/$tool.rs"
    done
    scripts/mariadb.sh start
    scripts/mariadb.sh sql -e 'SET GLOBAL local_infile = 1; DROP DATABASE IF EXISTS bench; CREATE DATABASE bench'
    BENCH_DATABASE_URL=$(scripts/mariadb.sh url bench)
    export BENCH_DATABASE_URL BENCH_EXTENSION=$EXTENSION BENCH_FIGURES=$BENCH/figures.jsonl BENCH_SLOTS=$BENCH/slots.json
    : >"$BENCH_FIGURES"
    php benches/measure/world.php >"$BENCH/world.json"
    listening sandbox "$PROGRAM" sandbox --listen 127.0.0.1:0 --data "$BENCH/world.json" --limits none
    SANDBOX_URL=http://$ADDRESS
    portal_settings
    "$PROGRAM" migrate >"$BENCH/migrate.log" 2>&1 || fail "entrata migrate failed: $(tail -n 3 "$BENCH/migrate.log")"
    php -d "extension=$EXTENSION" benches/measure/prepare.php
    listening replay "$BENCH/replay" 127.0.0.1:0 "$BENCH/recorded"
    export BENCH_REPLAY_URL=http://$ADDRESS/ext/orgs
    open_far_database
    open_far_entrata
    open_pages
}

# listening NAME COMMAND...: starts it and leaves where it listens in ADDRESS.
listening() {
    stop_process "$1"
    start_process "$@"
    await "$1" 20 grep -qs ' listening on ' "$BENCH/$1.log"
    ADDRESS=$(sed -n 's|^.* listening on \(http://\)\?||p' "$BENCH/$1.log")
    ADDRESS=${ADDRESS%/}
}

portal_settings() {
    export SANDBOX_URL ENTRATA_DATABASE_URL=$BENCH_DATABASE_URL ENTRATA_LOG=error
    export ENTRATA_OAUTH_URL=$SANDBOX_URL/api/oauth ENTRATA_API_URL=$SANDBOX_URL/ext/orgs
    export ENTRATA_CLIENT_ID=0123456789abcdef0123.portal ENTRATA_CLIENT_SECRET=sandbox-secret
    export ENTRATA_SPOOL_DIR=$BENCH/spool ENTRATA_TOUR_CACHE_SECONDS=900
    ENTRATA_TOKEN_KEY=$(head -c 32 /dev/urandom | base64)
    export ENTRATA_TOKEN_KEY
}

# MariaDB one millisecond away. Kernels with netem could do it too; this needs no rights and no module.
open_far_database() {
    local socket
    socket=$(php -n -r 'parse_str(parse_url($argv[1], PHP_URL_QUERY), $o); echo $o["socket"];' -- "$BENCH_DATABASE_URL")
    listening far-database "$BENCH/delay" 1000 127.0.0.1:0 "$socket"
    export BENCH_FAR_DATABASE_URL=mysql://root@$ADDRESS/bench
}

# The sandbox behind TLS, 50 ms away: nginx with a certificate of its own authority, at the end of the wire.
open_far_entrata() {
    local port
    port=$(free_port)
    certificates
    tls_settings "$port" >"$BENCH/tls.conf"
    stop_process tls
    start_process tls nginx -p "$BENCH" -e "$BENCH/tls-error.log" -c "$BENCH/tls.conf" -g 'daemon off;'
    await tls 20 curl --silent --output /dev/null --cacert "$BENCH/ca.pem" "https://127.0.0.1:$port/"
    # A real machine trusts some hundred and forty others too, and reads them all.
    cat "$BENCH/ca.pem" /etc/ssl/certs/ca-certificates.crt >"$BENCH/roots.pem" 2>/dev/null || true
    listening far-entrata "$BENCH/delay" 50000 127.0.0.1:0 "127.0.0.1:$port"
    export BENCH_FAR_API_URL=https://$ADDRESS/ext/orgs BENCH_CA=$BENCH/roots.pem BENCH_NEAR_TLS_URL=https://127.0.0.1:$port/ext/orgs
}

certificates() {
    [ -f "$BENCH/ca.pem" ] && openssl x509 -checkend 86400 -noout -in "$BENCH/server.pem" >/dev/null && return
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 30 -subj '/CN=entrata bench' \
        -keyout "$BENCH/ca.key" -out "$BENCH/ca.pem" 2>"$BENCH/openssl.log"
    openssl req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj '/CN=127.0.0.1' \
        -keyout "$BENCH/server.key" -out "$BENCH/server.csr" 2>>"$BENCH/openssl.log"
    openssl x509 -req -days 30 -in "$BENCH/server.csr" -CA "$BENCH/ca.pem" -CAkey "$BENCH/ca.key" -CAcreateserial \
        -extfile <(echo 'subjectAltName=IP:127.0.0.1') -out "$BENCH/server.pem" 2>>"$BENCH/openssl.log"
}

tls_settings() {
    cat <<END
$(as_root 'user root;')
worker_processes 1;
pid $BENCH/tls.own-pid;
error_log $BENCH/tls-error.log crit;
events { worker_connections 256; }
http {
    access_log off;
    client_body_temp_path $BENCH/body;
    proxy_temp_path $BENCH/proxy;
    fastcgi_temp_path $BENCH/fastcgi;
    scgi_temp_path $BENCH/scgi;
    uwsgi_temp_path $BENCH/uwsgi;
    proxy_max_temp_file_size 0;
    proxy_buffers 64 64k;
    keepalive_requests 1000000;
    upstream sandbox { server ${SANDBOX_URL#http://}; keepalive 32; }
    server {
        listen 127.0.0.1:$1 ssl http2;
        ssl_certificate $BENCH/server.pem;
        ssl_certificate_key $BENCH/server.key;
        location / {
            proxy_pass http://sandbox;
            proxy_http_version 1.1;
            proxy_set_header Connection "";
            # The sandbox answers to its own name only.
            proxy_set_header Host ${SANDBOX_URL#http://};
        }
    }
}
END
}

# One pool a variant and a place of the database, and the extension with 1 to 8 workers besides.
open_pages() {
    local pool
    POOLS=(usual-near best-near extension-near limit-near usual-far best-far extension-far grow-1 grow-2 grow-4 grow-8)
    : >"$BENCH/php-fpm.conf"
    : >"$BENCH/servers.conf"
    fpm_head >"$BENCH/php-fpm.conf"
    for pool in "${POOLS[@]}"; do
        add_pool "$pool"
    done
    pages_settings >"$BENCH/nginx.conf"
    stop_process nginx
    stop_process php-fpm
    start_process php-fpm "php-fpm$(php -n -r 'echo PHP_MAJOR_VERSION, ".", PHP_MINOR_VERSION;')" --nodaemonize \
        --allow-to-run-as-root --fpm-config "$BENCH/php-fpm.conf" -d "extension=$EXTENSION"
    await php-fpm 20 test -S "$(socket_folder "$BENCH")/grow-8.sock"
    start_process nginx nginx -p "$BENCH" -e "$BENCH/nginx-error.log" -c "$BENCH/nginx.conf" -g 'daemon off;'
    await nginx 20 curl --silent --output /dev/null "$(cat "$BENCH/extension-near.url")/"
}

as_root() {
    [ "$(id -u)" != 0 ] || printf '%s\n' "$@"
}

fpm_head() {
    printf '[global]\nerror_log = %s\nprocess_control_timeout = 5s\n' "$BENCH/php-fpm-error.log"
}

# add_pool NAME: its FPM pool, and its port in nginx.
add_pool() {
    local name=$1 workers=$WORKERS folder=${1%-*} database=$BENCH_DATABASE_URL port
    case $name in
        grow-*) workers=${name#grow-} folder=extension ;;
        *-far) database=$BENCH_FAR_DATABASE_URL ;;
    esac
    port=$(free_port)
    printf 'http://127.0.0.1:%s\n' "$port" >"$BENCH/$name.url"
    cat >>"$BENCH/php-fpm.conf" <<END

[$name]
listen = $(socket_folder "$BENCH")/$name.sock
listen.mode = 0600
listen.backlog = 511
$(as_root 'user = root' 'group = root')
pm = static
pm.max_children = $workers
clear_env = no
env[ENTRATA_DATABASE_URL] = "$database"
php_admin_flag[display_errors] = off
php_admin_flag[log_errors] = on
php_admin_value[error_log] = $BENCH/$name-php-error.log
php_admin_value[session.save_path] = $BENCH/sessions
END
    server "$name" "$folder" "$port" >>"$BENCH/servers.conf"
}

# The extension's tour times are the portal's own page; its webhook is the portal's up to the reply.
server() {
    local tour_times=$ROOT/benches/php/$2
    [ "$2" != extension ] || tour_times=$ROOT/php/public
    cat <<END
server {
    listen 127.0.0.1:$3 backlog=511;
    root $ROOT/benches/php/$2;
    location = /index.php { include $BENCH/fastcgi.conf; fastcgi_param SCRIPT_FILENAME $ROOT/benches/php/$2/index.php; fastcgi_pass unix:$(socket_folder "$BENCH")/$1.sock; }
    location = /api/getEntrataTourTimes.php { include $BENCH/fastcgi.conf; fastcgi_param SCRIPT_FILENAME $tour_times/api/getEntrataTourTimes.php; fastcgi_pass unix:$(socket_folder "$BENCH")/$1.sock; }
    location / { return 404; }
}
END
}

pages_settings() {
    cat >"$BENCH/fastcgi.conf" <<'END'
fastcgi_param QUERY_STRING $query_string;
fastcgi_param REQUEST_METHOD $request_method;
fastcgi_param CONTENT_TYPE $content_type;
fastcgi_param CONTENT_LENGTH $content_length;
fastcgi_param REMOTE_ADDR $remote_addr;
fastcgi_param REQUEST_URI $request_uri;
fastcgi_param SCRIPT_NAME $fastcgi_script_name;
fastcgi_param SERVER_PROTOCOL $server_protocol;
fastcgi_param HTTP_HOST $http_host;
END
    cat <<END
$(as_root 'user root;')
worker_processes 1;
pid $BENCH/nginx.own-pid;
error_log $BENCH/nginx-error.log crit;
events { worker_connections 512; }
http {
    access_log off;
    keepalive_requests 100000000;
    client_body_temp_path $BENCH/body;
    fastcgi_temp_path $BENCH/fastcgi;
    proxy_temp_path $BENCH/proxy;
    scgi_temp_path $BENCH/scgi;
    uwsgi_temp_path $BENCH/uwsgi;
    fastcgi_buffers 64 16k;
    include $BENCH/servers.conf;
}
END
}

close_bench() {
    local name
    for name in nginx php-fpm tls far-entrata far-database replay sandbox; do
        stop_process "$name"
    done
    scripts/mariadb.sh stop
    forget_sockets "$BENCH"
}
