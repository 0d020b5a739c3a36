<?php

/**
 * Receives Entrata's webhooks: a whole `/index.php` for a portal that adds nothing of its own.
 *
 *     QUERY_STRING='key=…&cid=4711&auth_code=…' php examples/php/webhook.php
 */

declare(strict_types=1);

// Entrata may hang up; what it asked for is carried out all the same.
ignore_user_abort(true);

$method = $_SERVER['REQUEST_METHOD'] ?? 'GET';
$parts = [$_SERVER['QUERY_STRING'] ?? ''];
if ($method === 'POST' && str_starts_with($_SERVER['CONTENT_TYPE'] ?? '', 'application/x-www-form-urlencoded')) {
    $parts[] = file_get_contents('php://input', length: 65_536);
}
// A webhook that is registered as /index.php/KEY.
if (($_SERVER['PATH_INFO'] ?? '') !== '') {
    $parts[] = 'key=' . rawurlencode(basename($_SERVER['PATH_INFO']));
}

try {
    [$status, $body, $headers] = [405, '{"response":{"code":405}}', ['Allow' => 'GET, POST']];
    if (in_array($method, ['GET', 'POST'], true)) {
        // Logs first, then validates, then acts; every parameter is the extension's to read.
        $reply = Entrata\handleWebhook(implode('&', array_filter($parts)), $_SERVER['REMOTE_ADDR'] ?? null);
        [$status, $body, $headers] = [$reply->status, $reply->body, $reply->headers];
    }
} catch (Throwable $failure) {
    // A setting is missing: the log says which.
    error_log("a webhook could not be handled: {$failure->getMessage()}");
    [$status, $body, $headers] = [500, '{"response":{"code":500}}', []];
}

http_response_code($status);
header('Content-Type: application/json');
foreach ($headers as $name => $value) {
    header("$name: $value");
}
echo $body, "\n";

// Entrata does not wait for what it asked for. A worker does it as well, so that losing this process loses nothing.
if (function_exists('fastcgi_finish_request')) {
    fastcgi_finish_request();
}
if ($status === 200) {
    Entrata\runJobs();
}
