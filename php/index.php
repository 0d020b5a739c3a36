<?php
declare(strict_types=1);

/** Entrata's webhooks come in here: logged first, then validated and acted upon. */

require __DIR__ . '/db.php';
require __DIR__ . '/portal/webhook_query.php';

ignore_user_abort(true);
$rawQuery = Portal\rawWebhookQuery();
$remoteAddr = $_SERVER['REMOTE_ADDR'] ?? null;

$logId = null;
try {
    $named = Portal\namedInWebhook($rawQuery);
    $logId = logWebhook($named['requestType'], $named['cid'], $named['propertyId'], $rawQuery, $remoteAddr);
} catch (Throwable $failure) {
    error_log("WARNING: a webhook could not be logged and is handled all the same: {$failure->getMessage()}");
}

if (!in_array($_SERVER['REQUEST_METHOD'], ['GET', 'POST'], true)) {
    header('Allow: GET, POST');
    try {
        $done = 'UPDATE entrata_webhooks SET response_code = 405, outcome = ?, completed_at = UTC_TIMESTAMP(6) WHERE log_id = ?';
        query($done, ['METHOD_NOT_ALLOWED', $logId]);
    } catch (Throwable $failure) {
        error_log("Webhook $logId is answered 405, which its row does not say: {$failure->getMessage()}");
    }
    Portal\answerWebhook(405, Portal\webhookFailure($logId, 405, 'METHOD_NOT_ALLOWED', 'Use GET or POST'));
    return;
}

try {
    $reply = Entrata\handleWebhook($rawQuery, $remoteAddr, $logId);
    $status = $reply->status;
    Portal\answerWebhook($status, $reply->body, $reply->headers);
} catch (Throwable $failure) {
    error_log("Webhook $logId failed: {$failure->getMessage()}");
    [$status, $code] = $failure instanceof Entrata\Exception\EntrataException
        ? [$failure->getHttpStatus(), $failure->getErrorCode()]
        : [500, 'INTERNAL'];
    $sentence = 'The portal could not handle this webhook; its log has the reason';
    $body = Portal\webhookFailure($logId, $status, $code, $sentence);
    Portal\answerWebhook($status, $body, $status === 503 ? ['Retry-After' => '30'] : []);
}

if ($status !== 200) {
    // Whoever could not prove to be Entrata makes nothing run.
    return;
}
// Entrata has its approval by now; what it asked for is stored, and a worker runs it if this process dies.
try {
    Entrata\runJobs();
} catch (Throwable $failure) {
    error_log("Jobs after webhook $logId failed: {$failure->getMessage()}");
}
