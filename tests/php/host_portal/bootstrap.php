<?php

/** Runs before each endpoint, by `auto_prepend_file`: settings, the global database link, and the functions of all files. */

foreach (file(__DIR__ . '/.env', FILE_IGNORE_NEW_LINES | FILE_SKIP_EMPTY_LINES) as $line) {
    [$name, $value] = explode('=', $line, 2);
    $_ENV[$name] = $value;
}

mysqli_report(MYSQLI_REPORT_ERROR | MYSQLI_REPORT_STRICT);
$mysqli = mysqli_init();
$tls = ($_ENV['DB_SSL_CA'] ?? '') !== '';
if ($tls) {
    $mysqli->ssl_set(null, null, $_ENV['DB_SSL_CA'], null, null);
}
$mysqli->real_connect(
    $_ENV['DB_HOST'],
    $_ENV['DB_USER'],
    $_ENV['DB_PASSWORD'],
    $_ENV['DB_NAME'],
    (int) $_ENV['DB_PORT'],
    $_ENV['DB_SOCKET'] ?: null,
    $tls ? MYSQLI_CLIENT_SSL : 0,
);
$mysqli->set_charset('utf8mb4');

/** @return list<array<string, mixed>> */
function query(string $sql, array $values = []): array
{
    global $mysqli;
    $result = $mysqli->execute_query($sql, $values);
    return $result === true ? [] : $result->fetch_all(MYSQLI_ASSOC);
}

/** Sends JSON and ends the request. */
function respond(array $body, int $status = 200): never
{
    http_response_code($status);
    header('Content-Type: application/json');
    exit(json_encode($body));
}

require __DIR__ . '/jwt.php';
require __DIR__ . '/entrata.php';
require __DIR__ . '/log_webhook.php';
require __DIR__ . '/tour_times.php';
require __DIR__ . '/send_lead.php';
