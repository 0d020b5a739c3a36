<?php

/**
 * Entrata's webhooks: logged first, then validated and carried out. The extension decides everything; this page hands
 * over what was received and sends what comes back.
 */

declare(strict_types=1);

use Portal\Http\Caller;
use Portal\Http\WebhookRequest;

require_once __DIR__ . '/../db.php';

ini_set('display_errors', '0');
ob_start();
// Entrata may hang up; what it asked for is carried out all the same.
ignore_user_abort(true);

$rawQuery = WebhookRequest::rawQuery();
$logId = null;
try {
    $remoteAddr = Caller::current()->address ?: null;
    // The extension reads the parameters itself, and fills the columns once the sender is known to be Entrata.
    $logId = logWebhook(null, null, null, $rawQuery, $remoteAddr);
} catch (Throwable $failure) {
    WebhookRequest::warn('a webhook could not be logged and is handled anyway', $failure);
}

if (!WebhookRequest::isAllowedMethod()) {
    WebhookRequest::rejectMethod($logId);
    return;
}
try {
    $reply = Entrata\handleWebhook($rawQuery, $remoteAddr ?? null, $logId);
    WebhookRequest::reply($reply->status, $reply->body, $reply->headers);
} catch (Throwable $failure) {
    WebhookRequest::fail($logId, $failure);
    return;
}
if ($reply->status !== 200 || !WebhookRequest::mayRunJobs()) {
    return;
}

// Entrata has its reply. Jobs that this webhook stored run now; if this process ends, the worker runs them.
try {
    Entrata\runJobs();
} catch (Throwable $failure) {
    WebhookRequest::warn('jobs did not run after a webhook', $failure);
}
