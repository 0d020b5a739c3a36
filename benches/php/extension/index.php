<?php

/**
 * The portal's php/public/index.php up to its reply. The import that the portal runs after the reply is left out here,
 * as in the PHP versions that it is measured beside: the worker runs it in any case.
 */

declare(strict_types=1);

use Portal\Http\WebhookRequest;

require_once __DIR__ . '/../../../php/db.php';

$rawQuery = WebhookRequest::rawQuery();
$remoteAddr = $_SERVER['REMOTE_ADDR'] ?? null;
$logId = logWebhook(null, null, null, $rawQuery, $remoteAddr);
$reply = Entrata\handleWebhook($rawQuery, $remoteAddr, $logId);
WebhookRequest::reply($reply->status, $reply->body, $reply->headers);
