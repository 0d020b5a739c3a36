<?php

/**
 * Answers Entrata's webhooks: all that `/index.php` needs where a portal has nothing of its own to add.
 *
 *     QUERY_STRING='client_id=…&client_secret=…&cid=4711&auth_code=…' php examples/php/webhook.php
 */

declare(strict_types=1);

ignore_user_abort(true);
$reply = Entrata\handleWebhook($_SERVER['QUERY_STRING'] ?? '', $_SERVER['REMOTE_ADDR'] ?? null);

http_response_code($reply->status);
foreach ($reply->headers as $name => $value) {
    header("$name: $value");
}
echo $reply->body, "\n";

// Entrata need not wait for what it asked for. A worker does it as well, so that losing this process loses nothing.
if (function_exists('fastcgi_finish_request')) {
    fastcgi_finish_request();
}
if ($reply->status === 200) {
    Entrata\runJobs();
}
