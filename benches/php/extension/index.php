<?php
declare(strict_types=1);

/**
 * The portal's php/index.php up to its reply. What the portal does behind the reply, the ingestion, is left out here as
 * in the PHP that it is measured beside: the worker does it in any case.
 */

require __DIR__ . '/../../../php/portal/webhook_query.php';

$rawQuery = Portal\rawWebhookQuery();
$remoteAddr = $_SERVER['REMOTE_ADDR'] ?? null;
$named = Portal\namedInWebhook($rawQuery);
$logId = Entrata\logWebhook($named['requestType'], $named['cid'], $named['propertyId'], $rawQuery, $remoteAddr);
$reply = Entrata\handleWebhook($rawQuery, $remoteAddr, $logId);
Portal\answerWebhook($reply->status, $reply->body, $reply->headers);
